import { keepNewest } from '../support/keep-newest.js';
import { Waiters } from './waiters.js';

/** Items that arrive once, and calls that wait for them: each item goes to one call, past items included. */
export class Unclaimed<Item> {
  readonly #max: number;
  readonly #items = new Set<Item>();
  readonly #waiters = new Waiters<Item>();

  /** @param max How many items without a call are kept. */
  constructor(max = Infinity) {
    this.#max = max;
  }

  add(item: Item): void {
    if (this.#waiters.offer(item)) return;
    this.#items.add(item);
    keepNewest(this.#items, this.#max);
  }

  /** The item is no longer available, as a ring that another agent has accepted. */
  delete(item: Item): void {
    this.#items.delete(item);
  }

  /**
   * The first accepted item, past or future, which no other call gets.
   *
   * @throws {SimulatorError} No accepted item in time, or the simulator closed.
   */
  first(
    accepts: (item: Item) => boolean,
    options: { readonly timeoutMs: number; readonly describe: () => string },
  ): Promise<Item> {
    const claims = (item: Item): boolean => {
      const isWanted = accepts(item);
      if (isWanted) this.#items.delete(item);
      return isWanted;
    };
    return this.#waiters.first(this.#items, claims, options);
  }

  /** Rejects all present and future calls that find nothing. */
  close(): void {
    this.#waiters.close();
  }
}
