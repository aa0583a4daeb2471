import { LONGEST_TIMER_MS, onAbort } from '../support/deadline.js';
import type { ResponseFrame } from './frame.js';
import { IdTable } from './id-table.js';
import type { NoResponse, RequestOutcome } from './outcome.js';

/** Receives the outcome of one request: exactly once, synchronously, before any event caused by the response. */
export interface Waiter {
  settle(outcome: RequestOutcome): void;
}

/** One request in flight. Settled entries stay in the deadline queue until it is compacted. */
interface PendingEntry {
  readonly id: string;
  /** `undefined` once settled, so that a queued entry retains nothing of the caller's. */
  waiter: Waiter | undefined;
  readonly timeoutMs: number;
  /** On the clock of `performance.now()`. */
  readonly deadline: number;
  removeAbortListener: (() => void) | undefined;
}

/** Deadlines this close together share one timer tick. */
const TIMER_GRANULARITY_MS = 4;
/** Settled entries tolerated in the deadline queue before it is compacted. */
const COMPACT_SLACK = 32;
/** Timeouts settled per turn of the event loop, so that thousands of them do not block it. */
const TIMEOUTS_PER_TURN = 500;

/**
 * Requests in flight: correlates responses by id, and times requests out. Knows nothing of message types.
 *
 * One timer serves all requests. It is armed for the earliest deadline and scans the deadline queue when it fires, so a
 * request that is answered in time costs no timer operation.
 */
export class Pending {
  readonly #byId = new IdTable<PendingEntry>();
  /** In order of arrival, which is the order of deadlines as long as all timeouts are equal. */
  #deadlineQueue: PendingEntry[] = [];
  #isSortedByDeadline = true;
  #timer: NodeJS.Timeout | undefined;
  #nextTurn: NodeJS.Immediate | undefined;
  #timerDeadline = Infinity;

  get size(): number {
    return this.#byId.size;
  }

  /** Registers a request; `waiter.settle` is called once. A callback, because a promise costs three times as much. */
  add(id: string, waiter: Waiter, timeoutMs: number, signal?: AbortSignal): void {
    if (signal?.aborted) {
      waiter.settle({ kind: 'aborted', reason: signal.reason });
      return;
    }
    const deadline = performance.now() + timeoutMs;
    const removeAbortListener =
      signal && onAbort(signal, () => this.#settle(id, { kind: 'aborted', reason: signal.reason }));
    const entry = { id, waiter, timeoutMs, deadline, removeAbortListener };
    this.#byId.set(entry);
    if (deadline < (this.#deadlineQueue.at(-1)?.deadline ?? 0)) this.#isSortedByDeadline = false;
    this.#deadlineQueue.push(entry);
    if (deadline < this.#timerDeadline) this.#armTimer(deadline);
  }

  /** @returns `false` for a late, duplicate or unsolicited response, which changes nothing. */
  settle(response: ResponseFrame): boolean {
    return this.#settle(response.reqId, response);
  }

  /** Settles every request with the same outcome, in the order in which they were added. */
  settleAll(outcome: NoResponse): void {
    for (const { id } of this.#deadlineQueue) this.#settle(id, outcome);
    this.#disarmTimer();
  }

  /** The only way out of the table: an entry is settled once, and its abort listener goes with it. */
  #settle(id: string, outcome: RequestOutcome): boolean {
    const entry = this.#byId.take(id);
    if (entry === undefined) return false;
    const { waiter, removeAbortListener } = entry;
    entry.waiter = undefined;
    entry.removeAbortListener = undefined;
    if (this.#deadlineQueue.length > 2 * this.size + COMPACT_SLACK) this.#compactQueue();
    removeAbortListener?.();
    waiter?.settle(outcome);
    return true;
  }

  #compactQueue(): void {
    this.#deadlineQueue = this.#deadlineQueue.filter(({ waiter }) => waiter !== undefined);
    if (this.#deadlineQueue.length === 0) this.#isSortedByDeadline = true;
  }

  #armTimer(deadline: number): void {
    this.#disarmTimer();
    this.#timerDeadline = deadline;
    const delayMs = Math.max(deadline - performance.now(), 0) + TIMER_GRANULARITY_MS / 2;
    this.#timer = setTimeout(Pending.#onTimer, Math.min(delayMs, LONGEST_TIMER_MS), this);
  }

  #disarmTimer(): void {
    clearTimeout(this.#timer);
    clearImmediate(this.#nextTurn);
    this.#timer = undefined;
    this.#nextTurn = undefined;
    this.#timerDeadline = Infinity;
  }

  /** Static, so that a timer needs no closure of its own. */
  static #onTimer(this: void, pending: Pending): void {
    pending.#settleExpired();
  }

  #settleExpired(): void {
    this.#disarmTimer();
    const now = performance.now();
    let earliest = Infinity;
    let budget = TIMEOUTS_PER_TURN;
    for (const { id, waiter, deadline, timeoutMs } of this.#deadlineQueue) {
      if (waiter === undefined) continue;
      if (deadline > now) {
        if (deadline < earliest) earliest = deadline;
        if (this.#isSortedByDeadline) break;
        continue;
      }
      if (budget === 0) {
        // Requests added meanwhile must not arm the timer before this scan has gone on.
        this.#timerDeadline = -Infinity;
        this.#nextTurn = setImmediate(Pending.#onTimer, this);
        return;
      }
      budget -= 1;
      this.#settle(id, { kind: 'timeout', timeoutMs });
    }
    if (earliest < this.#timerDeadline) this.#armTimer(earliest);
  }
}
