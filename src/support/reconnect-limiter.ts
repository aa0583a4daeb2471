const SLOT_MS = 50;
const BURST = 5;

/**
 * Rate limiter for reconnects: 20 a second, after a burst of 5, so that agents which lose their connections together
 * do not all log in within the same second. Reserves slots of 50 ms; an agent that reconnects alone never waits.
 */
export class ReconnectLimiter {
  readonly #now: () => number;
  /** Numbers of the reserved slots. Any order: delays differ, so a later caller may reserve an earlier slot. */
  readonly #reserved = new Set<number>();

  /** @param now The clock, in milliseconds from any origin; it must not go backwards. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /**
   * Reserves the first free slot for a reconnect that starts no earlier than `delayMs` from now. Unused slots of the
   * 250 ms before that moment count as free, which allows the burst.
   *
   * @returns The delay until the reserved slot, in milliseconds: at least `delayMs`.
   */
  reserve(delayMs = 0): number {
    const now = this.#now();
    const oldest = burstStart(now);
    for (const slot of this.#reserved) if (slot < oldest) this.#reserved.delete(slot);
    let slot = burstStart(now + delayMs);
    while (this.#reserved.has(slot)) slot += 1;
    this.#reserved.add(slot);
    return Math.max(slot * SLOT_MS - now, delayMs);
  }
}

/** The first of the `BURST` slots that end with the slot of this moment. */
function burstStart(atMs: number): number {
  return Math.floor(atMs / SLOT_MS) - BURST + 1;
}
