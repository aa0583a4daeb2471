import { ConnectionError, HandlerError, SDKError } from '../errors.js';
import { reasonOf } from '../support/thrown.js';
import type { Job } from './job.js';

function factsOf({ event, events, dialogId }: Job, conversationId: string, attempt: number) {
  const sequence = events.at(-1)?.sequence;
  return { event, conversationId, dialogId, sequence, attempt };
}

export function commitError(conversationId: string, cause: unknown): SDKError {
  const what = `The store did not commit conversation ${conversationId}, and is asked again: ${reasonOf(cause)}`;
  return new SDKError(what, { code: 'COMMIT', cause });
}

export function failedError(job: Job, conversationId: string, attempt: number, cause: unknown): HandlerError {
  const message = `The handler of '${job.event}' failed in ${placeOf(job, conversationId)}, attempt ${attempt}: ${reasonOf(cause)}`;
  return new HandlerError(message, {
    ...factsOf(job, conversationId, attempt),
    delivery: deliveryOf(cause),
    code: 'HANDLER',
    cause,
  });
}

export function gaveUpError(job: Job, conversationId: string, attempt: number, cause: unknown): HandlerError {
  const message = `The handler of '${job.event}' failed ${attempt} times in ${placeOf(job, conversationId)}, which is passed over; set \`escalation\` to hand such conversations off: ${reasonOf(cause)}`;
  return new HandlerError(message, {
    ...factsOf(job, conversationId, attempt),
    delivery: deliveryOf(cause),
    code: 'GAVE_UP',
    cause,
  });
}

export function hungError(job: Job, conversationId: string, attempt: number): HandlerError {
  const message = `The handler of '${job.event}' still runs 10 s after its signal was aborted, in ${placeOf(job, conversationId)}; its verbs reject from now on`;
  return new HandlerError(message, { ...factsOf(job, conversationId, attempt), code: 'HUNG', delivery: 'unknown' });
}

/** Of a failed handler: what an error of the SDK says of its request; otherwise what came was handled. */
export function deliveryOf(cause: unknown): SDKError['delivery'] {
  return cause instanceof SDKError ? cause.delivery : 'answered';
}

function placeOf({ events }: Job, conversationId: string): string {
  const sequence = events.at(-1)?.sequence;
  return `conversation ${conversationId}${sequence === undefined ? '' : `, message ${sequence}`}`;
}

export function stoppedError(): ConnectionError {
  const message = 'The turn ended: the bot was stopped, and the message is handled after its next start';
  return new ConnectionError(message, { code: 'STOPPED' });
}

export function interruptedError(): SDKError {
  const message = 'The consumer has said more before this turn said anything; both are handled together';
  return new SDKError(message, { code: 'INTERRUPTED' });
}

export function notBegunError(): SDKError {
  return new SDKError('turn() was not begun: the handler before it hangs', { code: 'HUNG' });
}
