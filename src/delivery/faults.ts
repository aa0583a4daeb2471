import { HandlerError, SDKError } from '../errors.js';
import { isA, reasonOf } from '../support/thrown.js';
import type { DialogState } from './dialog-state.js';
import type { HandlerContext } from './ports.js';

/** What delivery has to say when something goes wrong. */

export function behind({ id, window }: DialogState, cause: unknown): SDKError {
  const after = window.last === undefined ? 'its messages' : `its messages after sequence ${window.last}`;
  return new SDKError(
    `Dialog ${id} is behind: ${after} cannot be read. They are asked for again and come in order: ${reasonOf(cause)}`,
    { code: 'CATCH_UP', service: 'messaging', delivery: 'unknown', cause },
  );
}

export function historyGivenUp({ id }: DialogState, cause: unknown): SDKError {
  return new SDKError(
    `What was said in dialog ${id} before now cannot be read, and is not delivered: ${reasonOf(cause)}`,
    {
      code: 'CATCH_UP',
      service: 'messaging',
      delivery: 'unknown',
      cause,
    },
  );
}

export function pageUnreadable({ id }: DialogState, newerThan: number, olderThan: number): SDKError {
  return new SDKError(
    `Dialog ${id} misses messages between sequences ${newerThan} and ${olderThan}: the platform gives its newest page only`,
    { code: 'CATCH_UP', service: 'messaging', delivery: 'unknown' },
  );
}

export function dialogsNotRead(cause: unknown): SDKError {
  return new SDKError(`The cursor store does not say which dialogs there are; it is asked again: ${reasonOf(cause)}`, {
    code: 'CATCH_UP',
    cause,
  });
}

export function gaveUp(context: HandlerContext, cause: unknown): HandlerError {
  const { dialogId, sequence, attempt } = context;
  const event = sequence === undefined ? 'An answer with messages' : `Message ${sequence}`;
  return new HandlerError(
    `${event} of dialog ${dialogId} was given up: its handler failed ${attempt} times, the last time with: ${reasonOf(cause)}`,
    {
      code: 'GAVE_UP',
      event: 'ms.MessagingEventNotification',
      ...context,
      delivery: isA(cause, SDKError) ? cause.delivery : 'answered',
      cause,
    },
  );
}

export function slowHandler(dialogId: string, sequence: number | undefined, afterMs: number): string {
  const what = sequence === undefined ? 'an event' : `sequence ${sequence}`;
  return `A handler of 'ms.MessagingEventNotification' has not finished after ${afterMs / 1_000} s (dialog ${dialogId}, ${what}); the dialog waits for it`;
}

export function slowStore(dialogId: string, afterMs: number): string {
  return `The cursor store has not finished a write after ${afterMs / 1_000} s (dialog ${dialogId}); the dialog waits for it`;
}

export function noHandler(): string {
  return "Messages are held back: there is a cursor store, but no handler of 'ms.MessagingEventNotification'";
}

export function numberingBeganAnew({ id, window }: DialogState, sequence: number): string {
  return `The numbering of dialog ${id} began anew: sequence ${sequence} came after ${window.last ?? 'none'}`;
}

export function withoutSequence({ id }: DialogState, count: number): string {
  return `The history of dialog ${id} has ${count} events without a sequence; they cannot be told from those delivered before and are dropped`;
}

export function tooOld({ id }: DialogState, sequence: number): string {
  return `Sequence ${sequence} of dialog ${id} came too late to know whether it has been delivered, and was dropped`;
}

export function unconfirmedHole({ id }: DialogState, from: number, to: number): string {
  return `Sequences ${from} to ${to} of dialog ${id} did not come and are not in its history; they are taken for holes in the numbering`;
}
