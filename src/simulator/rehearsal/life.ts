import type { Clock } from '../../bot/clock.js';
import type { Change, Lease, Saved, Store } from '../../store/store.js';
import { withDeadline } from '../../support/deadline.js';
import { Timers, type SimulatorClock } from '../clock.js';
import { SimulatorError } from '../failures.js';

/**
 * The store and the clock of one process that a rehearsal can kill. Afterwards no commit reaches the real store, no timer
 * fires, and what the process waits for does not settle, as if the process had ended.
 */
export class Life {
  readonly store: Store;
  readonly clock: Clock;
  readonly #timers: Timers;
  readonly #commits = new Set<Promise<unknown>>();
  #isOver = false;

  /** @param userAgent Product token by which the platform knows the requests of this process. */
  constructor(
    store: Store,
    clock: SimulatorClock,
    readonly userAgent: string,
  ) {
    this.#timers = new Timers(clock);
    this.clock = {
      now: () => clock.now(),
      after: (delayMs, action) => (this.#isOver ? (): void => {} : this.#timers.after(delayMs, action)),
    };
    this.store = {
      load: (agent) => this.#load(store.load(agent)),
      commit: (agent, change, lease) => this.#commit(store, agent, change, lease),
    };
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  get isCommitting(): boolean {
    return this.#commits.size > 0;
  }

  /** From now on nothing reaches the store, and no timer fires. */
  end(): void {
    this.#isOver = true;
    this.#timers.clear();
  }

  /**
   * Resolves when the commits that had begun are done: a new process must find all of them or the failure of each.
   *
   * @throws {SimulatorError} The store does not finish a commit in time.
   */
  async committed(timeoutMs: number): Promise<void> {
    const error = (): SimulatorError =>
      new SimulatorError(`The store did not finish a commit of the bot within ${timeoutMs} ms`, 'TIMEOUT');
    await withDeadline(Promise.allSettled(this.#commits), { deadline: { timeoutMs, error } });
  }

  async *#load(saved: AsyncIterable<Saved>): AsyncIterable<Saved> {
    for await (const one of saved) {
      if (this.#isOver) await never();
      yield one;
    }
    if (this.#isOver) await never();
  }

  async #commit(store: Store, agent: string, change: Change, lease: Lease | undefined): Promise<void> {
    if (this.#isOver) return never();
    const commit = store.commit(agent, change, lease);
    this.#commits.add(commit);
    try {
      await commit;
    } catch (error) {
      if (!this.#isOver) throw error;
    } finally {
      this.#commits.delete(commit);
    }
    if (this.#isOver) await never();
  }
}

/** The rest of a process that has ended. */
function never(): Promise<never> {
  return new Promise(() => {});
}
