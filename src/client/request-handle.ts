import { TimeoutError, withCaller, type SDKError } from '../errors.js';
import type { ResponseFrame } from '../transport/frame.js';
import { noResponseError, type RequestOutcome } from '../transport/outcome.js';
import type { Waiter } from '../transport/pending.js';
import type { Identity } from '../protocol/define.js';
import { ObservedPromise } from './observed-promise.js';
import type { RawRequestOptions } from './request-options.js';

/** What the requests of one kind do at each step between the caller and the wire. */
export interface RequestSteps<Request extends RequestHandle = RequestHandle> {
  /** The body for the wire. Has no effect, since the request may not be sent. @throws {SDKError} It cannot be sent. */
  write(request: Request, me: Identity): unknown;
  /** The request was sent. */
  sent(request: Request): void;
  /** The result of a successful response. @throws {SDKError} The response does not fit. */
  read(request: Request, response: ResponseFrame): unknown;
  /** The error for a response with a code above 399. */
  refuse(request: Request, response: ResponseFrame): SDKError;
  /** The request rejects with this error: undoes what {@link sent} began. */
  undo(request: Request, error: unknown): void;
}

/** What a handle reports to. */
export interface RequestMonitor {
  /** A traced request has its result or its error. `outcome`: `ok` or the error's name. */
  settled(operation: string, startedAt: number, outcome: string): void;
  /** The request failed, and no handler is attached to its promise. */
  onUnobservedRejection(operation: string, cause: unknown): void;
}

/**
 * One request, from the call to the result. A request made while connected allocates this object and one promise: no
 * async function, whose microtasks would double its cost.
 */
export class RequestHandle implements Waiter {
  readonly promise: ObservedPromise<unknown>;
  /** When it was handed to the exchange, on the clock of `performance.now()`; set where requests are traced. */
  startedAt: number | undefined;
  readonly #steps: RequestSteps;
  readonly #monitor: RequestMonitor;
  #resolve: (result: unknown) => void = nothing;

  /** @param operation The name of the request in errors and traces. */
  constructor(
    steps: RequestSteps,
    monitor: RequestMonitor,
    readonly operation: string,
    readonly type: string,
    readonly body: unknown,
    readonly options: RawRequestOptions | undefined,
  ) {
    this.#steps = steps;
    this.#monitor = monitor;
    this.promise = new ObservedPromise((resolve) => (this.#resolve = resolve));
  }

  /** @see RequestSteps.write */
  write(me: Identity): unknown {
    return this.#steps.write(this, me);
  }

  /** @see RequestSteps.sent */
  sent(): void {
    this.#steps.sent(this);
  }

  settle(outcome: RequestOutcome): void {
    if (outcome.kind === 'timeout') {
      this.#resolve(this.#timeOut(outcome.timeoutMs));
      return;
    }
    if (outcome.kind !== 'resp') {
      this.reject(() => noResponseError(this.operation, outcome));
      return;
    }
    if ((outcome.code ?? 0) > 399) {
      this.reject(() => this.#steps.refuse(this, outcome));
      return;
    }
    try {
      this.#resolve(this.#steps.read(this, outcome));
    } catch (error) {
      this.reject(() => withCaller(error));
      return;
    }
    if (this.startedAt !== undefined) this.#monitor.settled(this.operation, this.startedAt, 'ok');
  }

  /** Settles with the result of another promise. */
  follow(result: Promise<unknown>): void {
    result.then(this.#resolve, (error: unknown) => this.reject(() => withCaller(error)));
  }

  /** Settles with an error. `makeError` is called where the async stack trace leads to the caller's `await`. */
  reject(makeError: () => unknown): void {
    this.#resolve(this.#fail(makeError));
  }

  async #fail(makeError: () => unknown): Promise<never> {
    await afterAdoption();
    let error: unknown;
    try {
      error = makeError();
    } catch (thrown) {
      error = thrown;
    }
    throw this.#failed(error);
  }

  /** As {@link RequestHandle.#fail}. Timeouts come by thousands, and each call in between costs a microsecond of stack. */
  async #timeOut(timeoutMs: number): Promise<never> {
    await afterAdoption();
    throw this.#failed(new TimeoutError(this.operation, timeoutMs));
  }

  #failed(error: unknown): unknown {
    if (this.startedAt !== undefined) {
      this.#monitor.settled(this.operation, this.startedAt, error instanceof Error ? error.name : 'aborted');
    }
    this.#steps.undo(this, error);
    this.promise.willReject((cause) => this.#monitor.onUnobservedRejection(this.operation, cause), error);
    return error;
  }
}

const resolved = Promise.resolve();
let adoption: Promise<void> | undefined;

/**
 * Resolves two microtasks from now, when `resolve(otherPromise)` has adopted that promise and async stack traces reach
 * the caller. One promise is shared by all requests that fail in the same tick.
 */
function afterAdoption(): Promise<void> {
  return (adoption ??= resolved.then(() => {
    adoption = undefined;
  }));
}

function nothing(): void {}
