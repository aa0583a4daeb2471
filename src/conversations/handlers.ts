import type { EventEmitter } from 'node:events';
import { HandlerError, SDKError } from '../errors.js';
import { reasonOf } from '../support/thrown.js';
import { warnProcess } from '../support/warning.js';

type ConversationHandler = (...args: unknown[]) => unknown;

/** Calls the handlers of an emitter whose handlers may return promises, and reports those that fail as `error`. */
export class Handlers {
  readonly #emitter: EventEmitter;
  #attaching: Promise<void> | undefined;

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

  /** Resolves when the event has a handler. */
  async attached(event: string): Promise<void> {
    while (this.#emitter.listenerCount(event) === 0) await this.#nextHandler();
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

  /** The stream that the events come from has ended with an error. */
  readerEnded(what: string, cause: unknown): void {
    this.report(new SDKError(`${what}: ${reasonOf(cause)}`, { code: 'READER_ENDED', cause }));
  }

  /** Without a handler of `error`, or if that handler fails, it becomes a process warning. Never throws. */
  report(error: SDKError, subject?: unknown): void {
    if (this.#emitter.listenerCount('error') === 0) warn(error);
    else
      this.call('error', error, subject).catch((cause: unknown) => {
        warn(error);
        warnProcess(`A handler of 'error' failed: ${reasonOf(cause)}`, 'HANDLER');
      });
  }

  /** Shared by all that wait: an emitter warns of many listeners. */
  #nextHandler(): Promise<void> {
    this.#attaching ??= new Promise((resolve) => {
      // Node emits it before it adds the handler.
      this.#emitter.once('newListener', () => {
        this.#attaching = undefined;
        queueMicrotask(resolve);
      });
    });
    return this.#attaching;
  }
}

function warn(error: SDKError): void {
  warnProcess(error.message, String(error.code ?? error.name));
}
