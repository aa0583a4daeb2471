import { SimulatorError } from './failures.js';

const LONGEST_TIMER_MS = 2 ** 31 - 1;

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

  /**
   * The first that fits of what is there, or else of what comes.
   *
   * @throws {SimulatorError} Nothing fitted in time (`describe` says what there was instead), or the simulator closed.
   */
  first(
    there: Iterable<Item>,
    accepts: (item: Item) => boolean,
    options: { readonly timeoutMs: number; readonly describe: () => string },
  ): Promise<Item> {
    const found = this.#find(there, accepts, options);
    // A test that failed before it got to wait has told its reason: this one would only hide it.
    found.catch(() => {});
    return found;
  }

  #find(
    there: Iterable<Item>,
    accepts: (item: Item) => boolean,
    { timeoutMs, describe }: { readonly timeoutMs: number; readonly describe: () => string },
  ): Promise<Item> {
    try {
      for (const item of there) if (accepts(item)) return Promise.resolve(item);
    } catch (error) {
      return Promise.reject(asError(error));
    }
    if (this.#closed) return Promise.reject(this.#closed);
    // Taken here, so that the stack leads to whoever waits and not to a timer.
    const callSite = new Error('awaited here').stack?.split('\n').slice(1).join('\n');

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
      const expire = (): void => {
        const timeout = new SimulatorError(describe(), 'TIMEOUT');
        timeout.stack = `${timeout.name}: ${timeout.message}\n${callSite}`;
        waiter.reject(timeout);
      };
      // Node fires a timer at once that it is asked to set for longer.
      const timer = timeoutMs > LONGEST_TIMER_MS ? undefined : setTimeout(expire, timeoutMs);
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
      waiter.reject(asError(error));
      return false;
    }
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
