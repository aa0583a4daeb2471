import type { EventEmitter } from 'node:events';
import type { FailedHandler, HandlerContext, HandlerOutcome, Redelivery } from '../delivery/ports.js';
import { HandlerError, SDKError } from '../errors.js';
import type { Logger } from '../options/options.js';
import type { SessionObserver } from '../session/session.js';
import { stageOf } from '../session/stages.js';
import { isA, isThenable, reasonOf } from '../support/thrown.js';
import { warnProcess } from '../support/warning.js';
import { ObservedPromise } from './observed-promise.js';

type AnyHandler = (...args: unknown[]) => unknown;

/** Calls the handlers of events. A handler that throws or rejects affects neither the other handlers nor the next event. */
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
   * @returns The handlers that failed; a promise, which never rejects, if a handler returned one.
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
      // The wrapper made by `once` calls its handler once only.
      const call = redelivery === undefined ? handler : (wrappedBy(handler) ?? handler);
      try {
        const result = second === undefined ? call.call(this.#emitter, first) : call.call(this.#emitter, first, second);
        if (isThenable(result)) {
          pending ??= [];
          pending.push(
            // A thenable of another library or realm may lack what native promises have.
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

  /** Whether there is a handler for the event, or for its redelivery. */
  hears(event: string, redelivery: Redelivery | undefined): boolean {
    return this.has(event) || (redelivery?.failed.some((handler) => wrappedBy(handler) !== undefined) ?? false);
  }

  /** An error that no promise carries. `location`: the stage of connecting in which it arose. */
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
    // Emitting `error` without a handler would throw, and end the host.
    else warnProcess(error.message, String(error.code ?? error.name));
  }

  /** Emits and logs a warning. */
  warn(message: string, fields: object = {}): void {
    this.#log.warn(fields, message);
    this.publish('warn', { message });
  }

  /** Logs the message about to be delivered: the last line before a crash names it. */
  handingOut(dialogId: string, sequence: number | undefined): void {
    this.#log.debug({ dialogId, sequence }, 'Handing out');
  }

  /** Logs the position of an earlier process from which delivery continues. */
  resumed(dialogId: string, sequence: number): void {
    this.#log.info({ dialogId, sequence }, 'Going on after this sequence');
  }

  /** A stage of connecting succeeded. */
  succeeded(location: string): void {
    this.#log.debug({ location }, 'Passed a stage');
    this.publish('success', { location });
  }

  /** The same promise, whose rejection is reported when no handler is attached. */
  observed<Result>(operation: string, promise: Promise<Result>): Promise<Result> {
    return ObservedPromise.of(promise, (cause) => this.onUnobservedRejection(operation, cause));
  }

  /** The promise of an operation has rejected, and no handler is attached to the promise. */
  onUnobservedRejection(operation: string, cause: unknown): void {
    const error = isA(cause, SDKError) ? cause : unobserved(operation, cause);
    this.report(error, stageOf(error));
  }

  /** A handler, or the consumer of the notification stream, failed. */
  reportHandlerFailure(event: string, cause: unknown, context: HandlerContext | undefined): void {
    const error = new HandlerError(`A handler of '${event}' failed: ${reasonOf(cause)}`, {
      code: 'HANDLER',
      event,
      ...(context && { dialogId: context.dialogId, sequence: context.sequence, attempt: context.attempt }),
      ...(isA(cause, SDKError) ? { delivery: cause.delivery, service: cause.service } : { delivery: 'answered' }),
      cause,
    });
    if (event === 'error') warnProcess(error.message, 'HANDLER');
    else this.report(error);
  }

  /** The attached handlers. For a redelivery: those that failed; if they were removed, those not called yet. */
  #handlers(event: string, redelivery: Redelivery | undefined): readonly AnyHandler[] {
    // Node's type of listeners is wider; the caller of `dispatch` passes the arguments of this event.
    const attached = this.#emitter.rawListeners(event) as AnyHandler[];
    if (redelivery === undefined) return attached;
    const failed = redelivery.failed as readonly AnyHandler[];
    const again = failed.filter((handler) => attached.includes(handler) || wrappedBy(handler) !== undefined);
    return again.length > 0 ? again : attached.filter((handler) => !redelivery.called.includes(handler));
  }

  #withFailed(
    failed: FailedHandler[] | undefined,
    handler: AnyHandler,
    cause: unknown,
    event: string,
    context: HandlerContext | undefined,
  ): FailedHandler[] {
    this.reportHandlerFailure(event, cause, context);
    return [...(failed ?? []), { handler, cause }];
  }
}

/** The handler inside a wrapper made by `once`. */
function wrappedBy(handler: unknown): AnyHandler | undefined {
  return typeof handler === 'function' ? (handler as { readonly listener?: AnyHandler }).listener : undefined;
}

/** No handler is left for the redelivery: that counts as one more failure. */
function removed({ failed }: Redelivery): HandlerOutcome {
  const cause = new Error('the handler was removed before it had succeeded');
  return { failed: failed.map((handler) => ({ handler, cause })), called: [] };
}

/** For a cause that is no `SDKError`, such as the reason of a signal, which may be any value. */
function unobserved(operation: string, cause: unknown): SDKError {
  return new SDKError(`${operation} failed, and no handler was attached to its promise: ${reasonOf(cause)}`, {
    code: 'UNOBSERVED',
    delivery: 'unknown',
    cause,
  });
}

function nothing(): void {}
