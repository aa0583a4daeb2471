import type { EventEmitter } from 'node:events';
import { HandlerError, type SDKError } from '../errors.js';
import { reasonOf } from '../support/thrown.js';

type ConversationHandler = (...args: unknown[]) => unknown;

/** Calls the handlers of an emitter whose handlers may return promises, and reports those that fail as `error`. */
export class Handlers {
  readonly #emitter: EventEmitter;

  constructor(emitter: EventEmitter) {
    this.#emitter = emitter;
  }

  /** Calls the handlers and waits for all of them. @throws What the first of them throws. */
  async call(event: string, ...args: unknown[]): Promise<void> {
    // With the wrappers of `once`, which remove themselves. Node's type of listeners is wider; the caller passes the arguments of this event.
    const handlers = this.#emitter.rawListeners(event) as ConversationHandler[];
    const results = handlers.map(async (handler) => handler.apply(this.#emitter, args));
    const failed = (await Promise.allSettled(results)).find(({ status }) => status === 'rejected');
    if (failed?.status === 'rejected') throw failed.reason;
  }

  /** Calls the handlers; a failure is reported. Never rejects. @param subject The last argument of `error`. */
  async emit(event: string, args: unknown[], subject?: unknown): Promise<void> {
    try {
      await this.call(event, ...args);
    } catch (cause) {
      const message = `A handler of '${event}' failed: ${reasonOf(cause)}`;
      this.report(new HandlerError(message, { code: 'HANDLER', event, delivery: 'answered', cause }), subject);
    }
  }

  /** Without a handler of `error` it becomes a process warning. */
  report(error: SDKError, subject?: unknown): void {
    if (this.#emitter.listenerCount('error') > 0) this.#emitter.emit('error', error, subject);
    else process.emitWarning(error.message, { type: 'NodeAgentSDKWarning', code: String(error.code ?? error.name) });
  }
}
