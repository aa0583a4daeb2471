import { SimulatorError } from './failures.js';

interface Waiter<Item> {
  readonly accepts: (item: Item) => boolean;
  readonly reject: (error: Error) => void;
  readonly resolve: (item: Item) => void;
}

/** Promises for things to come, each kept by the first thing that fits. Never polls. */
export class Awaited<Item> {
  readonly #waiters = new Set<Waiter<Item>>();
  #closed: Error | undefined;

  /** Hands a new thing to whoever waits for it, longest waiting first. @returns Whether someone took it. */
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

  /** @throws {SimulatorError} Nothing fitted in time (`describe` says what there was instead), or the simulator closed. */
  next(
    accepts: (item: Item) => boolean,
    { timeoutMs, describe }: { readonly timeoutMs: number; readonly describe: () => string },
  ): Promise<Item> {
    if (this.#closed) return Promise.reject(this.#closed);
    // Made here, so that the stack leads to whoever waits and not to a timer.
    const timeout = new SimulatorError('', 'TIMEOUT');

    return new Promise((resolve, reject) => {
      const waiter: Waiter<Item> = {
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
      const timer = setTimeout(() => {
        timeout.message = describe();
        waiter.reject(timeout);
      }, timeoutMs);
      const leave = (): void => {
        clearTimeout(timer);
        this.#waiters.delete(waiter);
      };
      this.#waiters.add(waiter);
    });
  }

  /** Nobody waits in vain: all present and future promises are rejected. */
  close(): void {
    this.#closed = new SimulatorError('The simulator was closed while this was awaited', 'CLOSED');
    for (const waiter of this.#waiters) waiter.reject(this.#closed);
  }

  /** A predicate that throws fails its own wait, not the simulator. */
  #accepts(waiter: Waiter<Item>, item: Item): boolean {
    try {
      return waiter.accepts(item);
    } catch (error) {
      waiter.reject(error instanceof Error ? error : new Error(String(error)));
      return false;
    }
  }
}
