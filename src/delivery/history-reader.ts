import type { Message } from '../protocol/registry.js';
import { isThrottled } from '../support/request-retry.js';
import { onAbort } from '../support/deadline.js';
import type { SequenceRange } from './open-ranges.js';

/** Requests the events of a dialog between two sequences, both exclusive. */
export interface HistorySource {
  history(dialogId: string, newerThan: number, olderThan?: number): Promise<readonly Message[]>;
}

/** History requests in flight at the same time. */
const MAX_IN_FLIGHT = 8;
/** Sliding window of the rate limiter; 10 % over a second, because network jitter can bunch requests. */
const WINDOW_MS = 1_100;
/** A request without a response within this time no longer counts as in flight. */
const SLOT_MS = 1_000;

interface ReadingSlot {
  readonly begin: () => void;
  readonly isUrgent: () => boolean;
}

/**
 * Rate limiter for history requests: a maximum per second and in flight, dialogs with waiting messages first. A 429 halves
 * the rate; responses raise it again, up to the limit.
 */
export class HistoryReader {
  readonly #source: HistorySource;
  readonly #limit: number;
  #allowed: number;
  #inFlight = 0;
  readonly #turns = new Set<ReadingSlot>();
  /** When the requests of the last second were sent, on the clock of `performance.now()`. */
  #sentAt: number[] = [];
  #timer: NodeJS.Timeout | undefined;

  /** @param perSecond Requests in any second. */
  constructor(source: HistorySource, perSecond: number) {
    this.#source = source;
    this.#limit = perSecond;
    this.#allowed = perSecond;
  }

  /**
   * @param isUrgent Whether messages wait for the response; called when one more request may be sent.
   * @throws The signal's reason, or what the source rejects with.
   */
  async request(
    dialogId: string,
    { after, before }: SequenceRange,
    isUrgent: () => boolean,
    signal: AbortSignal,
  ): Promise<readonly Message[]> {
    await this.#turn(isUrgent, signal);
    let isHolding = true;
    const release = (): void => {
      clearTimeout(timer);
      if (!isHolding) return;
      isHolding = false;
      this.#inFlight -= 1;
      this.#begin();
    };
    const timer = setTimeout(release, SLOT_MS).unref();
    try {
      const events = await this.#source.history(dialogId, after, before === Infinity ? undefined : before);
      this.#allowed = Math.min(this.#limit, this.#allowed + this.#limit / 100);
      return events;
    } catch (error) {
      if (isThrottled(error)) this.#allowed = Math.max(1, this.#allowed / 2);
      throw error;
    } finally {
      release();
    }
  }

  #turn(isUrgent: () => boolean, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) {
        // `Backfill` aborts with a `ConnectionError`.
        reject(signal.reason as Error);
        return;
      }
      const ignore = onAbort(signal, () => {
        this.#turns.delete(turn);
        // `Backfill` aborts with a `ConnectionError`.
        reject(signal.reason as Error);
      });
      const turn: ReadingSlot = {
        isUrgent,
        begin: () => {
          ignore();
          resolve();
        },
      };
      this.#turns.add(turn);
      this.#begin();
    });
  }

  #begin(): void {
    while (this.#turns.size > 0 && this.#inFlight < MAX_IN_FLIGHT) {
      const waitMs = this.#waitMs();
      if (waitMs > 0) {
        this.#timer ??= setTimeout(() => {
          this.#timer = undefined;
          this.#begin();
        }, waitMs).unref();
        return;
      }
      const turn = this.#next();
      if (turn === undefined) return;
      this.#turns.delete(turn);
      this.#inFlight += 1;
      this.#sentAt.push(performance.now());
      turn.begin();
    }
    if (this.#turns.size === 0) {
      clearTimeout(this.#timer);
      this.#timer = undefined;
    }
  }

  #next(): ReadingSlot | undefined {
    for (const turn of this.#turns) if (turn.isUrgent()) return turn;
    const [first] = this.#turns;
    return first;
  }

  /** Time until the rate limit allows one more request. */
  #waitMs(): number {
    const now = performance.now();
    const recent = this.#sentAt.findIndex((at) => at > now - WINDOW_MS);
    this.#sentAt = recent === -1 ? [] : this.#sentAt.slice(recent);
    const allowed = Math.max(1, Math.floor(this.#allowed));
    const blocking = this.#sentAt.at(-allowed);
    return blocking === undefined ? 0 : Math.max(blocking + WINDOW_MS - now, 1);
  }
}
