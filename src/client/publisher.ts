import type { EventEmitter } from 'node:events';
import { inspect } from 'node:util';
import { SDKError } from '../errors.js';
import type { Logger } from '../options.js';
import { stageOf, type SessionObserver } from '../session/session.js';
import { Held } from './held.js';

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
    void this.deliver(event, first, second);
  }

  /** As {@link publish}. @returns A promise, which never rejects, if a handler gave one. */
  deliver(event: string, first?: unknown, second?: unknown): Promise<void> | undefined {
    if (this.#emitter.listenerCount(event) === 0) return undefined;
    let handled: Promise<void>[] | undefined;
    // Whoever published knows what the handlers of this event take.
    for (const listener of this.#emitter.rawListeners(event) as ((...args: unknown[]) => unknown)[]) {
      try {
        const result =
          second === undefined ? listener.call(this.#emitter, first) : listener.call(this.#emitter, first, second);
        if (result instanceof Promise) {
          handled ??= [];
          handled.push(result.then(nothing, (cause: unknown) => this.#handlerFailed(event, cause)));
        }
      } catch (cause) {
        this.#handlerFailed(event, cause);
      }
    }
    return handled && Promise.all(handled).then(nothing);
  }

  /** A failure that no promise carries. `location`: the stage it belongs to (P 5.7). */
  report(error: SDKError, location?: string): void {
    this.#log.error({ name: error.name, code: error.code, location }, error.message);
    if (this.has('error')) this.publish('error', error, location === undefined ? undefined : { location });
    // A library does not end its host: without a handler it is a warning.
    else warn(error.message, String(error.code ?? error.name));
  }

  /** A stage is passed (P 5.7). */
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
    const error = cause instanceof SDKError ? cause : unheard(operation, cause);
    this.report(error, stageOf(error));
  }

  #handlerFailed(event: string, cause: unknown): void {
    // Not String(), which throws for an object that will not be one.
    const reason = cause instanceof Error ? cause.message : inspect(cause);
    const error = new SDKError(`A handler of '${event}' failed: ${reason}`, {
      code: 'HANDLER',
      ...(cause instanceof SDKError ? { delivery: cause.delivery, service: cause.service } : { delivery: 'answered' }),
      cause,
    });
    if (event === 'error') warn(error.message, 'HANDLER');
    else this.report(error);
  }
}

/** Such as the reason of a signal, which may be anything. */
function unheard(operation: string, cause: unknown): SDKError {
  const reason = cause instanceof Error ? cause.message : inspect(cause);
  return new SDKError(`${operation} failed, and nobody waited for it: ${reason}`, {
    code: 'UNHEARD',
    delivery: 'unknown',
    cause,
  });
}

function warn(message: string, code: string): void {
  process.emitWarning(message, { type: 'NodeAgentSDKWarning', code });
}

function nothing(): void {}
