import { SimulatorError } from './failures.js';

/** Node fires a longer timeout at once. */
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;

interface ItemWaiter<Item> {
  readonly accepts: (item: Item) => boolean;
  readonly reject: (error: Error) => void;
  readonly resolve: (item: Item) => void;
}

/** Promises of future items, each resolved with the first item that its predicate accepts. */
export class Waiters<Item> {
  readonly #waiters = new Set<ItemWaiter<Item>>();
  #closed: Error | undefined;

  /** Resolves the oldest waiter that accepts the item, or all of them with `toAll`. @returns Whether there was one. */
  offer(item: Item, { toAll = false }: { readonly toAll?: boolean } = {}): boolean {
    let taken = false;
    for (const waiter of this.#waiters) {
      if (!this.#accepts(waiter, item)) continue;
      waiter.resolve(item);
      taken = true;
      if (!toAll) return true;
    }
    return taken;
  }

  /**
   * The first accepted item: of `past`, or else of the items offered from now on.
   *
   * @throws {SimulatorError} No accepted item in time (`describe` returns the message), or the simulator closed.
   */
  first(
    past: Iterable<Item>,
    accepts: (item: Item) => boolean,
    options: { readonly timeoutMs: number; readonly describe: () => string },
  ): Promise<Item> {
    return awaitedLater(this.#find(past, accepts, options));
  }

  #find(
    past: Iterable<Item>,
    accepts: (item: Item) => boolean,
    { timeoutMs, describe }: { readonly timeoutMs: number; readonly describe: () => string },
  ): Promise<Item> {
    try {
      for (const item of past) if (accepts(item)) return Promise.resolve(item);
    } catch (error) {
      return Promise.reject(asError(error));
    }
    if (this.#closed) return Promise.reject(this.#closed);
    // The stack of the call, because the stack of the timeout would start at a timer.
    const callSite = new Error('waiting here').stack?.split('\n').slice(1).join('\n');

    return new Promise((resolve, reject) => {
      const waiter: ItemWaiter<Item> = {
        accepts,
        resolve: (item) => {
          leave();
          resolve(item);
        },
        reject: (error) => {
          leave();
          reject(error);
        },
      };
      const expire = (): void => {
        const timeout = new SimulatorError(describe(), 'TIMEOUT');
        timeout.stack = `${timeout.name}: ${timeout.message}\n${callSite}`;
        waiter.reject(timeout);
      };
      const timer = timeoutMs > LONGEST_TIMEOUT_MS ? undefined : setTimeout(expire, timeoutMs);
      const leave = (): void => {
        clearTimeout(timer);
        this.#waiters.delete(waiter);
      };
      this.#waiters.add(waiter);
    });
  }

  /** Rejects all present and future promises. */
  close(): void {
    this.#closed = new SimulatorError('The simulator closed while this promise was pending', 'CLOSED');
    for (const waiter of this.#waiters) waiter.reject(this.#closed);
  }

  /** A predicate that throws rejects only its own promise. */
  #accepts(waiter: ItemWaiter<Item>, item: Item): boolean {
    try {
      return waiter.accepts(item);
    } catch (error) {
      waiter.reject(asError(error));
      return false;
    }
  }
}

/** The promise, whose rejection is never unhandled: a test that failed before its `await` reports the original failure. */
export function awaitedLater<Value>(promise: Promise<Value>): Promise<Value> {
  promise.catch(() => {});
  return promise;
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
