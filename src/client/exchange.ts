import { channels } from '../diagnostics.js';
import { ConnectionError, ValidationError, withCaller } from '../errors.js';
import type { ResolvedOptions } from '../options/options.js';
import type { Lifecycle } from '../session/lifecycle.js';
import type { Session } from '../session/session.js';
import type { RequestFrame } from '../transport/frame.js';
import { reasonOf } from '../support/thrown.js';
import type { EventDispatcher } from './event-dispatcher.js';
import type { RequestHandle, RequestMonitor } from './request-handle.js';
import { envelopeOf } from './request-options.js';
import type { RestorableRequests } from './restorable-requests.js';

/** One frame out for each request, and its response back to the request's handle. */
export class Exchange implements RequestMonitor {
  readonly #options: ResolvedOptions;
  readonly #session: Session;
  readonly #lifecycle: Lifecycle;
  readonly #events: EventDispatcher;
  readonly #restorable: RestorableRequests;

  constructor(
    options: ResolvedOptions,
    session: Session,
    lifecycle: Lifecycle,
    events: EventDispatcher,
    restorable: RestorableRequests,
  ) {
    this.#options = options;
    this.#session = session;
    this.#lifecycle = lifecycle;
    this.#events = events;
    this.#restorable = restorable;
  }

  /**
   * Sends the request, at once or as soon as there is a connection. The deadline starts now. Never throws: the handle
   * rejects.
   */
  start(request: RequestHandle): void {
    const { signal, timeout: timeoutMs = this.#options.requestTimeout } = request.options ?? {};
    if (channels.request.hasSubscribers) request.startedAt = performance.now();
    try {
      signal?.throwIfAborted();
      if (this.#lifecycle.connection?.isOpen) this.#send(request, timeoutMs);
      else void this.#sendOnceConnected(request, timeoutMs, signal);
    } catch (error) {
      request.reject(() => error);
    }
  }

  /** Sends the request on the open connection, or rejects it: a repetition must not wait, since the next connection repeats. */
  startNow(request: RequestHandle): void {
    if (channels.request.hasSubscribers) request.startedAt = performance.now();
    try {
      this.#send(request, request.options?.timeout ?? this.#options.requestTimeout);
    } catch (error) {
      request.reject(() => error);
    }
  }

  settled(operation: string, startedAt: number, outcome: string): void {
    const durationMs = performance.now() - startedAt;
    channels.request.publish({ accountId: String(this.#options.accountId), operation, durationMs, outcome });
  }

  onUnobservedRejection(operation: string, cause: unknown): void {
    this.#events.onUnobservedRejection(operation, cause);
  }

  async #sendOnceConnected(request: RequestHandle, timeoutMs: number, signal: AbortSignal | undefined): Promise<void> {
    const { operation } = request;
    const from = performance.now();
    try {
      this.#checkMayWait(operation);
      await this.#lifecycle.ready({ operation, timeoutMs, signal, reportsFailure: false });
      // The gate no longer listens to the signal, and the connection does not listen yet.
      signal?.throwIfAborted();
      this.#send(request, Math.max(timeoutMs - (performance.now() - from), 1));
    } catch (error) {
      request.reject(() => withCaller(error));
    }
  }

  /** @throws {ConnectionError} The options do not let the request wait for a connection. */
  #checkMayWait(operation: string): void {
    const { whenOffline, maxWaiting } = this.#options;
    if (whenOffline === 'fail') {
      throw new ConnectionError(`${operation} was not sent: there is no connection`, { code: 'NOT_CONNECTED' });
    }
    if (this.#lifecycle.waitingCount >= maxWaiting) {
      throw new ConnectionError(`${operation} was not sent: ${maxWaiting} requests already wait for a connection`, {
        code: 'TOO_MANY_WAITING',
      });
    }
  }

  #send(request: RequestHandle, timeoutMs: number): void {
    const { connection } = this.#lifecycle;
    const { identity } = this.#session;
    if (connection === undefined || identity === undefined) throw notOpen(request.operation);
    const body = this.#restorable.outgoing(request.write(identity));
    const { options } = request;
    const onSent = this.#sentListener(request);
    let isSent: boolean;
    try {
      isSent = connection.sendRequest(
        request,
        request.type,
        body,
        envelopeOf(options),
        timeoutMs,
        options?.signal,
        onSent,
      );
    } catch (cause) {
      throw unwritable(request.operation, cause);
    }
    if (!isSent) throw notOpen(request.operation);
    if (onSent === undefined) request.sent();
  }

  #sentListener(request: RequestHandle): ((frame: RequestFrame) => void) | undefined {
    if (!this.#events.has('message:sent')) return undefined;
    return (frame) => {
      // Before the handlers: a request that one of them makes is the later one.
      request.sent();
      this.#events.publish('message:sent', frame);
    };
  }
}

function notOpen(operation: string): ConnectionError {
  return new ConnectionError(`${operation} was not sent: the connection is closing`, { code: 'NOT_CONNECTED' });
}

/** `JSON.stringify` threw: a cycle, a BigInt, a `toJSON` that throws. */
function unwritable(operation: string, cause: unknown): ValidationError {
  const message = `cannot be written as JSON (${reasonOf(cause)})`;
  return new ValidationError(operation, 'outgoing', [{ path: '', message }]);
}
