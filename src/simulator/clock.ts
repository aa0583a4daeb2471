import { SimulatorError } from './failures.js';

/** Node fires a longer timeout at once. */
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;

interface Timer {
  /** Epoch ms, by this clock. */
  readonly dueAt: number;
  readonly action: () => void;
  /** `undefined` on a stopped clock. */
  timeout: NodeJS.Timeout | undefined;
}

/**
 * The time of a simulator: its timestamps, ring timeouts, session expiry, expiry of file URLs and delays of faults.
 * Timeouts of `seen` and `hears` are limits of a test and stay in real time, as does the network.
 *
 * ```ts
 * await using simulator = await Simulator.start({ clock: SimulatorClock.stopped() });
 * simulator.clock.advance(72_000); // every waiting ring has expired
 * ```
 */
export class SimulatorClock {
  readonly #timers = new Set<Timer>();
  /** Epoch ms; `undefined` while the clock runs. */
  #stoppedAt: number | undefined;
  /** How far a running clock is ahead of the host's. */
  #offsetMs = 0;

  private constructor(stoppedAt: number | undefined) {
    this.#stoppedAt = stoppedAt;
  }

  /** Runs with the host's clock. `advance` moves it ahead. */
  static running(): SimulatorClock {
    return new SimulatorClock(undefined);
  }

  /**
   * Moves by `advance` only.
   *
   * @param startAt Epoch ms. By default the present time.
   */
  static stopped(startAt: number = Date.now()): SimulatorClock {
    return new SimulatorClock(startAt);
  }

  /** Epoch ms. */
  now(): number {
    return this.#stoppedAt ?? Date.now() + this.#offsetMs;
  }

  /**
   * Moves the clock ahead. Timers that become due fire before `advance` returns, in order, each at its own time; timers
   * started meanwhile are included. What they send reaches the agents later, over the sockets.
   *
   * @throws {SimulatorError} `durationMs` is negative or not finite.
   */
  advance(durationMs: number): void {
    if (!(durationMs >= 0 && durationMs < Infinity)) {
      throw new SimulatorError(`advance(${durationMs}): expected a duration in ms, 0 or more`, 'MISUSE');
    }
    const target = this.now() + durationMs;
    for (let timer = this.#nextDue(target); timer; timer = this.#nextDue(target)) {
      this.#moveTo(timer.dueAt);
      this.#fire(timer);
    }
    this.#moveTo(target);
    for (const timer of this.#timers) this.#arm(timer);
  }

  /**
   * Runs `action` once, `delayMs` from now; after at least 1 ms, as with `setTimeout`: a timer that starts itself again
   * would otherwise never let `advance` return.
   *
   * @returns A function that cancels the timer.
   */
  after(delayMs: number, action: () => void): () => void {
    const timer: Timer = { dueAt: this.now() + Math.max(1, delayMs), action, timeout: undefined };
    this.#timers.add(timer);
    this.#arm(timer);
    return () => this.#remove(timer);
  }

  /** @internal When the next timer fires, epoch ms; `undefined` if none is due by `time`. */
  nextDueBy(time: number): number | undefined {
    return this.#nextDue(time)?.dueAt;
  }

  #arm(timer: Timer): void {
    if (this.#stoppedAt !== undefined) return;
    clearTimeout(timer.timeout);
    const delayMs = timer.dueAt - this.now();
    timer.timeout =
      delayMs > LONGEST_TIMEOUT_MS
        ? setTimeout(() => this.#arm(timer), LONGEST_TIMEOUT_MS)
        : setTimeout(() => this.#fire(timer), delayMs);
  }

  #fire(timer: Timer): void {
    this.#remove(timer);
    timer.action();
  }

  #remove(timer: Timer): void {
    clearTimeout(timer.timeout);
    this.#timers.delete(timer);
  }

  /** The earliest timer due by then; of several for the same time, the one started first. */
  #nextDue(time: number): Timer | undefined {
    let next: Timer | undefined;
    for (const timer of this.#timers) {
      if (timer.dueAt <= time && (next === undefined || timer.dueAt < next.dueAt)) next = timer;
    }
    return next;
  }

  /** Never back: a running clock may have passed the time already. */
  #moveTo(time: number): void {
    if (this.#stoppedAt === undefined) this.#offsetMs += Math.max(0, time - this.now());
    else this.#stoppedAt = Math.max(this.#stoppedAt, time);
  }
}

/** The timers of one simulator, which may share its clock with others: closing the simulator cancels these only. */
export class Timers {
  readonly #clock: SimulatorClock;
  readonly #cancels = new Set<() => void>();

  constructor(clock: SimulatorClock) {
    this.#clock = clock;
  }

  /** Runs `action` once, `delayMs` from now. @returns A function that cancels the timer. */
  after(delayMs: number, action: () => void): () => void {
    const stop = this.#clock.after(delayMs, () => {
      this.#cancels.delete(cancel);
      action();
    });
    const cancel = (): void => {
      this.#cancels.delete(cancel);
      stop();
    };
    this.#cancels.add(cancel);
    return cancel;
  }

  clear(): void {
    for (const cancel of this.#cancels) cancel();
  }
}
