import type { HeardEvent } from './inbox.js';
import type { MemoryBudget } from './memory-budget.js';

/** What may be kept beside what waits. */
export interface Room {
  readonly count: number;
  /** In characters. */
  readonly size: number;
}

/** Live events of a dialog that is behind. Bounded: the oldest are forgotten first, and the newest never is. */
export class HeardEvents {
  readonly #budget: MemoryBudget;
  readonly #events = new Map<number, { readonly event: HeardEvent; readonly size: number }>();
  #size = 0;

  constructor(budget: MemoryBudget) {
    this.#budget = budget;
  }

  add(sequence: number, event: HeardEvent, size: number, room: Room): void {
    this.delete(sequence);
    this.#events.set(sequence, { event, size });
    this.#grow(size);
    for (const oldest of this.#events.keys()) {
      const fits = this.#events.size <= room.count && this.#size <= room.size && this.#budget.has(0);
      if (fits || this.#events.size === 1) return;
      this.delete(oldest);
    }
  }

  delete(sequence: number): void {
    const { size } = this.#events.get(sequence) ?? {};
    if (size === undefined) return;
    this.#events.delete(sequence);
    this.#grow(-size);
  }

  clear(): void {
    this.#events.clear();
    this.#grow(-this.#size);
  }

  /** By sequence. */
  inOrder(): readonly (readonly [sequence: number, event: HeardEvent])[] {
    return Array.from(this.#events, ([sequence, { event }]) => [sequence, event] as const).toSorted(
      ([one], [other]) => one - other,
    );
  }

  #grow(size: number): void {
    this.#size += size;
    this.#budget.add(size);
  }
}
