import { ConnectionError, TimeoutError, type SDKError } from '../errors.js';
import { LONGEST_TIMER_MS, onAbort } from '../support/deadline.js';

export interface ReadyOptions {
  /** For the error texts: `connect()`, or the name of the request. */
  readonly operation: string;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
  /**
   * Whether this promise reports why there is no connection, as that of `connect()` does; the `error` event then does
   * not. A request rejects with its own error, which has the failure as `cause`.
   */
  readonly reportsFailure: boolean;
}

interface GateWaiter {
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
  readonly reportsFailure: boolean;
}

/** Calls that wait until requests can be sent. */
export class ReadyGate {
  /** `undefined` while nothing waits: an idle agent holds no `Set`. */
  #waiters: Set<GateWaiter> | undefined;
  #requestCount = 0;

  /** Waiting requests; `connect()` and `reconnect()` do not count. */
  get requestCount(): number {
    return this.#requestCount;
  }

  /**
   * Resolves at the next {@link open}, rejects at the next {@link fail}.
   *
   * @param lastFailure Read at the deadline: why the latest attempt failed.
   * @throws {TimeoutError} Neither happened in time.
   */
  wait({ operation, timeoutMs, signal, reportsFailure }: ReadyOptions, lastFailure: () => unknown): Promise<void> {
    return new Promise<void>((resolve, reject) => {
      const leave = (): void => {
        clearTimeout(timer);
        removeAbortListener();
        this.#remove(waiter);
      };
      const waiter: GateWaiter = {
        reportsFailure,
        resolve: () => (leave(), resolve()),
        // The reason of a signal may be any value; a rejection passes it on as it is.
        reject: (error) => (leave(), reject(error as Error)),
      };
      const timer = setTimeout(
        () => waiter.reject(new TimeoutError(operation, timeoutMs, { delivery: 'not-sent', cause: lastFailure() })),
        Math.min(timeoutMs, LONGEST_TIMER_MS),
      );
      const removeAbortListener = onAbort(signal, () => waiter.reject(signal?.reason));
      (this.#waiters ??= new Set()).add(waiter);
      if (!reportsFailure) this.#requestCount += 1;
    });
  }

  open(): void {
    for (const waiter of this.#waiters ?? []) waiter.resolve();
  }

  /**
   * Takes the calls that wait now; those that come later are not affected.
   *
   * @returns How to reject them. That returns whether one of them reports the failure.
   */
  takeAll(): (error: SDKError) => boolean {
    const waiters = [...(this.#waiters ?? [])];
    return (error) => {
      for (const waiter of waiters) waiter.reject(waiter.reportsFailure ? error : notReady(error));
      return waiters.some(({ reportsFailure }) => reportsFailure);
    };
  }

  #remove(waiter: GateWaiter): void {
    if (this.#waiters?.delete(waiter) && !waiter.reportsFailure) this.#requestCount -= 1;
    if (this.#waiters?.size === 0) this.#waiters = undefined;
  }
}

/** The error of a request that cannot be sent. @param cause Why there is no connection. */
export function notReady(cause: SDKError | undefined): ConnectionError {
  const reason = cause?.message ?? 'call connect() first';
  return new ConnectionError(`Not sent, there is no connection: ${reason}`, {
    code: cause?.code ?? 'NOT_CONNECTED',
    cause,
  });
}
