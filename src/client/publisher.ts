import type { EventEmitter } from 'node:events';
import type { FailedHandler, HandlerContext, Outcome } from '../delivery/ports.js';
import { HandlerError, SDKError } from '../errors.js';
import type { Logger } from '../options.js';
import { stageOf, type SessionObserver } from '../session/session.js';
import { isA, isThenable, reasonOf } from '../support/thrown.js';
import { Held } from './held.js';

type Listener = (...args: unknown[]) => unknown;

/** Hands events to their handlers. Nothing a handler does keeps the others, or the next event, from coming. */
export class Publisher implements SessionObserver {
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
   * As {@link publish}. With `only` the event goes to these handlers, which got it before.
   *
   * @returns The handlers that failed; a promise, which never rejects, if one of them gave one.
   */
  dispatch(
    event: string,
    first?: unknown,
    second?: unknown,
    context?: HandlerContext,
    only?: readonly unknown[],
  ): Outcome | Promise<Outcome> {
    if (only === undefined && this.#emitter.listenerCount(event) === 0) return undefined;
    let failed: FailedHandler[] | undefined;
    let pending: Promise<void>[] | undefined;
    for (const handler of this.#handlers(event, only)) {
      // A handler attached by `once` is wrapped, and its wrapper calls it once.
      const call = only === undefined ? handler : ((handler as { readonly listener?: Listener }).listener ?? handler);
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
    return pending === undefined ? failed : Promise.all(pending).then(() => failed);
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
    return Held.of(promise, (cause) => this.unheard(operation, cause));
  }

  /** What was asked for has failed, and nobody holds the promise. */
  unheard(operation: string, cause: unknown): void {
    const error = isA(cause, SDKError) ? cause : unheard(operation, cause);
    this.report(error, stageOf(error));
  }

  /** Those that are attached, or of `only` those that were not removed since; `once` removes a handler by calling it. */
  #handlers(event: string, only: readonly unknown[] | undefined): readonly Listener[] {
    // The caller of `dispatch` knows what the handlers of this event take.
    const attached = this.#emitter.rawListeners(event) as Listener[];
    if (only === undefined) return attached;
    return (only as readonly Listener[]).filter((handler) => 'listener' in handler || attached.includes(handler));
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
