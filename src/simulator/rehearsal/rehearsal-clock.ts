import { durationMs, type Duration } from '../../support/duration.js';
import type { SimulatorClock } from '../clock.js';

/** How long the bot's handlers are waited for, over all timers of one `advance`. */
export const LONGEST_SETTLING_MS = 1_000;

/** The time of a rehearsal: of its platform and of its bot. */
export class RehearsalClock {
  readonly #clock: SimulatorClock;
  readonly #settle: (deadline: number) => Promise<void>;

  /** @param settle Resolves when what became due has been processed, and at the deadline, which is in `performance.now()`. */
  constructor(clock: SimulatorClock, settle: (deadline: number) => Promise<void>) {
    this.#clock = clock;
    this.#settle = settle;
  }

  /** Epoch ms. */
  now(): number {
    return this.#clock.now();
  }

  /**
   * Moves the clock ahead, from one timer to the next. Waits as `room.settled()` before the first timer and after each, at
   * most a second in all, so that a timer that a handler starts fires within the same `advance`.
   *
   * @throws {ConfigurationError} No duration.
   */
  async advance(duration: Duration): Promise<void> {
    const target = this.#clock.now() + durationMs(duration, 'advance()');
    const deadline = performance.now() + LONGEST_SETTLING_MS;
    await this.#settle(deadline);
    for (let due = this.#clock.nextDueBy(target); due !== undefined; due = this.#clock.nextDueBy(target)) {
      this.#clock.advance(Math.max(due - this.#clock.now(), 0));
      await this.#settle(deadline);
    }
    this.#clock.advance(Math.max(target - this.#clock.now(), 0));
  }
}
