import type { EventEmitter } from 'node:events';
import type { FailedHandler, HandlerContext, HandlerOutcome, Redelivery } from '../delivery/ports.js';
import { HandlerError, SDKError } from '../errors.js';
import type { Logger } from '../options/options.js';
import type { SessionObserver } from '../session/session.js';
import { stageOf } from '../session/stages.js';
import { isA, isThenable, reasonOf } from '../support/thrown.js';
import { ObservedPromise } from './observed-promise.js';

type Listener = (...args: unknown[]) => unknown;

/** Hands events to their handlers. Nothing a handler does keeps the others, or the next event, from coming. */
export class EventDispatcher implements SessionObserver {
  readonly #emitter: EventEmitter;
  readonly #log: Logger;

  constructor(emitter: EventEmitter, log: Logger) {
    this.#emitter = emitter;
    this.#log = log;
  }

  has(event: string): boolean {
    return this.#emitter.listenerCount(event) > 0;
  }

  /** As `emit`, but a handler that throws or rejects is reported as `error`. */
  publish(event: string, first?: unknown, second?: unknown): void {
    void this.dispatch(event, first, second);
  }

  /**
   * As {@link publish}. With `redelivery` the event goes to the handlers that failed.
   *
   * @returns What failed; a promise, which never rejects, if one of the handlers gave one.
   */
  dispatch(
    event: string,
    first?: unknown,
    second?: unknown,
    context?: HandlerContext,
    redelivery?: Redelivery,
  ): HandlerOutcome | Promise<HandlerOutcome> {
    if (redelivery === undefined && this.#emitter.listenerCount(event) === 0) return undefined;
    const handlers = this.#handlers(event, redelivery);
    if (redelivery !== undefined && handlers.length === 0) return removed(redelivery);
    let failed: FailedHandler[] | undefined;
    let pending: Promise<void>[] | undefined;
    for (const handler of handlers) {
      // A handler attached by `once` is wrapped, and its wrapper calls it once.
      const call = redelivery === undefined ? handler : (wrappedBy(handler) ?? handler);
      try {
        const result = second === undefined ? call.call(this.#emitter, first) : call.call(this.#emitter, first, second);
        if (isThenable(result)) {
          pending ??= [];
          pending.push(
            // Of another library, or of another realm, it may lack what promises of ours have.
            Promise.resolve(result).then(nothing, (cause: unknown) => {
              failed = this.#withFailed(failed, handler, cause, event, context);
            }),
          );
        }
      } catch (cause) {
        failed = this.#withFailed(failed, handler, cause, event, context);
      }
    }
    if (pending === undefined) return failed && { failed, called: handlers };
    return Promise.all(pending).then(() => failed && { failed, called: handlers });
  }

  /** Whether a handler would get the event, or would get it again. */
  hears(event: string, redelivery: Redelivery | undefined): boolean {
    return this.has(event) || (redelivery?.failed.some((handler) => wrappedBy(handler) !== undefined) ?? false);
  }

  /** A failure that no promise carries. `location`: the stage of connecting that it belongs to. */
  report(error: SDKError, location?: string): void {
    const { name, code } = error;
    const message = isA(error, HandlerError) && error.dialogId !== undefined ? error : undefined;
    this.#log.error(
      message === undefined
        ? { name, code, location }
        : { name, code, dialogId: message.dialogId, sequence: message.sequence, attempt: message.attempt },
      error.message,
    );
    if (this.has('error')) this.publish('error', error, location === undefined ? undefined : { location });
    // A library does not end its host: without a handler it is a warning.
    else warn(error.message, String(error.code ?? error.name));
  }

  /** Something odd that stops nothing. */
  warn(message: string, fields: object = {}): void {
    this.#log.warn(fields, message);
    this.publish('warn', { message });
  }

  /** A message is handed out. If it ends the process, this line was the last. */
  handingOut(dialogId: string, sequence: number | undefined): void {
    this.#log.debug({ dialogId, sequence }, 'Handing out');
  }

  /** Messages came after the position that an earlier process left. */
  resumed(dialogId: string, sequence: number): void {
    this.#log.info({ dialogId, sequence }, 'Going on after this sequence');
  }

  /** A stage of connecting was passed. */
  succeeded(location: string): void {
    this.#log.debug({ location }, 'Passed a stage');
    this.publish('success', { location });
  }

  /** The promise of something that was asked for. If it rejects and nobody holds it, that is reported. */
  held<Result>(operation: string, promise: Promise<Result>): Promise<Result> {
    return ObservedPromise.of(promise, (cause) => this.unheard(operation, cause));
  }

  /** What was asked for has failed, and nobody holds the promise. */
  unheard(operation: string, cause: unknown): void {
    const error = isA(cause, SDKError) ? cause : unheard(operation, cause);
    this.report(error, stageOf(error));
  }

  /** Those that are attached; of an event that failed, those that failed, or else those that have not got it yet. */
  #handlers(event: string, redelivery: Redelivery | undefined): readonly Listener[] {
    // The caller of `dispatch` knows what the handlers of this event take.
    const attached = this.#emitter.rawListeners(event) as Listener[];
    if (redelivery === undefined) return attached;
    const failed = redelivery.failed as readonly Listener[];
    const again = failed.filter((handler) => attached.includes(handler) || wrappedBy(handler) !== undefined);
    return again.length > 0 ? again : attached.filter((handler) => !redelivery.called.includes(handler));
  }

  #withFailed(
    failed: FailedHandler[] | undefined,
    handler: Listener,
    cause: unknown,
    event: string,
    context: HandlerContext | undefined,
  ): FailedHandler[] {
    this.#handlerFailed(event, cause, context);
    return [...(failed ?? []), { handler, cause }];
  }

  #handlerFailed(event: string, cause: unknown, context: HandlerContext | undefined): void {
    const error = new HandlerError(`A handler of '${event}' failed: ${reasonOf(cause)}`, {
      code: 'HANDLER',
      event,
      ...context,
      ...(isA(cause, SDKError) ? { delivery: cause.delivery, service: cause.service } : { delivery: 'answered' }),
      cause,
    });
    if (event === 'error') warn(error.message, 'HANDLER');
    else this.report(error);
  }
}

/** The handler that `once` has wrapped. */
function wrappedBy(handler: unknown): Listener | undefined {
  return typeof handler === 'function' ? (handler as { readonly listener?: Listener }).listener : undefined;
}

/** No handler is left to get the event again: that counts as one more failure. */
function removed({ failed }: Redelivery): HandlerOutcome {
  const cause = new Error('the handler was removed before it had succeeded');
  return { failed: failed.map((handler) => ({ handler, cause })), called: [] };
}

/** Such as the reason of a signal, which may be anything. */
function unheard(operation: string, cause: unknown): SDKError {
  return new SDKError(`${operation} failed, and nobody waited for it: ${reasonOf(cause)}`, {
    code: 'UNHEARD',
    delivery: 'unknown',
    cause,
  });
}

function warn(message: string, code: string): void {
  process.emitWarning(message, { type: 'NodeAgentSDKWarning', code });
}

function nothing(): void {}
