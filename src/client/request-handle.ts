import { TimeoutError, withCaller } from '../errors.js';
import type { AnyRequest } from '../protocol/define.js';
import type { ResponseFrame } from '../transport/frame.js';
import { noResponseError, type RequestOutcome } from '../transport/outcome.js';
import type { Waiter } from '../transport/pending.js';
import { ObservedPromise } from './observed-promise.js';
import type { RawRequestOptions } from './request-options.js';

/** What a call needs of the one who makes it. */
export interface CallSender {
  /** @throws {SDKError} It cannot be sent. */
  ask(
    call: RequestHandle,
    operation: string,
    entry: AnyRequest,
    body: unknown,
    options: RawRequestOptions | undefined,
  ): void;
  /** What a response means to the caller. @throws {SDKError} A refusal, or nothing that can be read. */
  answered(operation: string, entry: AnyRequest, body: unknown, response: ResponseFrame): unknown;
  /** It failed, and nobody holds the promise. */
  unheard(operation: string, cause: unknown): void;
}

/** One request on its way, from the promise to its answer. */
export class RequestHandle implements Waiter {
  readonly held: ObservedPromise<unknown>;
  readonly #sender: CallSender;
  readonly #operation: string;
  readonly #entry: AnyRequest;
  readonly #body: unknown;
  #resolve: (result: unknown) => void = nothing;

  constructor(
    sender: CallSender,
    operation: string,
    entry: AnyRequest,
    body: unknown,
    options: RawRequestOptions | undefined,
  ) {
    this.#sender = sender;
    this.#operation = operation;
    this.#entry = entry;
    this.#body = body;
    this.held = new ObservedPromise((resolve) => (this.#resolve = resolve));
    try {
      sender.ask(this, operation, entry, body, options);
    } catch (error) {
      this.#reject(() => error);
    }
  }

  settle(outcome: RequestOutcome): void {
    if (outcome.kind === 'timeout') {
      this.#resolve(this.#timeOut(outcome.timeoutMs));
      return;
    }
    if (outcome.kind !== 'resp') {
      this.#reject(() => noResponseError(this.#operation, outcome));
      return;
    }
    if ((outcome.code ?? 0) > 399) {
      this.#reject(() => this.#sender.answered(this.#operation, this.#entry, this.#body, outcome));
      return;
    }
    try {
      this.#resolve(this.#sender.answered(this.#operation, this.#entry, this.#body, outcome));
    } catch (error) {
      this.#reject(() => withCaller(error));
    }
  }

  /** The error is made where the stack leads on to whoever awaits the promise. */
  #reject(makeError: () => unknown): void {
    this.#resolve(this.#fail(makeError));
  }

  async #fail(makeError: () => unknown): Promise<never> {
    await linked();
    let error: unknown;
    try {
      error = makeError();
    } catch (thrown) {
      error = thrown;
    }
    throw this.#told(error);
  }

  /** As {@link RequestHandle.#fail}: these come by thousands, and each call on the way to the error costs its stack a microsecond. */
  async #timeOut(timeoutMs: number): Promise<never> {
    await linked();
    throw this.#told(new TimeoutError(this.#operation, timeoutMs));
  }

  /** Somebody hears of it, whether or not the promise is held. */
  #told(error: unknown): unknown {
    this.held.fails((cause) => this.#sender.unheard(this.#operation, cause), error);
    return error;
  }
}

const aTurn = Promise.resolve();
let twoTurns: Promise<void> | undefined;

/**
 * When a promise that is resolved with another one now hangs on it: that takes a turn, and hearing of it another. Shared
 * by all that fail in this moment.
 */
function linked(): Promise<void> {
  return (twoTurns ??= aTurn.then(() => {
    twoTurns = undefined;
  }));
}

function nothing(): void {}
