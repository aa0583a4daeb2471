import { LONGEST_TIMER_MS, onAbort } from '../support/deadline.js';
import type { ResponseFrame } from './frame.js';
import { IdTable } from './id-table.js';

/** Why no response will come. Turned into an error where the caller's stack is still at hand. */
export type Unanswered =
  | { readonly kind: 'timeout'; readonly timeoutMs: number }
  | { readonly kind: 'aborted'; readonly reason: unknown }
  | { readonly kind: 'lost'; readonly code: number; readonly reason: string };

export type RequestOutcome = ResponseFrame | Unanswered;

/** Someone who wants to know. Told once, at once: before anything else that came with the response. */
export interface Waiter {
  settle(outcome: RequestOutcome): void;
}

interface PendingEntry {
  readonly id: string;
  /** `undefined` once it was told. */
  asker: Waiter | undefined;
  readonly timeoutMs: number;
  /** On the clock of `performance.now()`. */
  readonly deadline: number;
  /** No more listening to the caller's signal. */
  ignore: (() => void) | undefined;
}

/** Deadlines closer together than this are swept together. */
const GRANULARITY_MS = 4;
/** Fewer than these who were told are left in line. */
const LEFT_IN_LINE = 32;
/** Settling wakes code of the user's; between portions of this size other events get their turn. */
const PORTION = 500;

/**
 * Requests in flight. Knows ids, promises and time, and nothing else.
 *
 * One timer serves all deadlines: it is armed for the earliest, and looks through those in flight when it fires. In the
 * usual case, responses in time, it fires once per timeout however many requests were made.
 */
export class Pending {
  readonly #waiters = new IdTable<PendingEntry>();
  /** In the order in which they came; some were told already. */
  #line: PendingEntry[] = [];
  /** That is the order of their deadlines, too, as long as all have the same time. */
  #isInOrder = true;
  #timer: NodeJS.Timeout | undefined;
  #nextPortion: NodeJS.Immediate | undefined;
  #armedFor = Infinity;

  get size(): number {
    return this.#waiters.size;
  }

  /** Resolves with what became of the request; never rejects. */
  wait(id: string, timeoutMs: number, signal?: AbortSignal): Promise<RequestOutcome> {
    return new Promise<RequestOutcome>((settle) => this.add(id, { settle }, timeoutMs, signal));
  }

  /** As {@link wait}, without a promise: an asker costs a third of one. */
  add(id: string, asker: Waiter, timeoutMs: number, signal?: AbortSignal): void {
    if (signal?.aborted) {
      asker.settle({ kind: 'aborted', reason: signal.reason });
      return;
    }
    const deadline = performance.now() + timeoutMs;
    const ignore = signal && onAbort(signal, () => this.#leave(id, { kind: 'aborted', reason: signal.reason }));
    const waiter = { id, asker, timeoutMs, deadline, ignore };
    this.#waiters.set(waiter);
    if (deadline < (this.#line.at(-1)?.deadline ?? 0)) this.#isInOrder = false;
    this.#line.push(waiter);
    if (deadline < this.#armedFor) this.#arm(deadline);
  }

  /** @returns Whether anybody waited for it; an answer may come late, twice, or to nobody's question. */
  settle(response: ResponseFrame): boolean {
    return this.#leave(response.reqId, response);
  }

  /** Nothing will be answered any more. */
  failAll(outcome: Unanswered): void {
    for (const { id } of this.#line) this.#leave(id, outcome);
    this.#disarm();
  }

  /** The one way out: an entry leaves once, and everything it started leaves with it. */
  #leave(id: string, outcome: RequestOutcome): boolean {
    const waiter = this.#waiters.take(id);
    if (waiter === undefined) return false;
    const { asker, ignore } = waiter;
    // It may stand in line for a while yet, and holds nobody there.
    waiter.asker = undefined;
    waiter.ignore = undefined;
    if (this.#line.length > 2 * this.size + LEFT_IN_LINE) this.#closeUp();
    ignore?.();
    asker?.settle(outcome);
    return true;
  }

  #closeUp(): void {
    this.#line = this.#line.filter(({ asker }) => asker !== undefined);
    if (this.#line.length === 0) this.#isInOrder = true;
  }

  #arm(deadline: number): void {
    this.#disarm();
    this.#armedFor = deadline;
    const delayMs = Math.max(deadline - performance.now(), 0) + GRANULARITY_MS / 2;
    this.#timer = setTimeout(Pending.#sweep, Math.min(delayMs, LONGEST_TIMER_MS), this);
  }

  #disarm(): void {
    clearTimeout(this.#timer);
    clearImmediate(this.#nextPortion);
    this.#timer = undefined;
    this.#nextPortion = undefined;
    this.#armedFor = Infinity;
  }

  /** One function for all there are. */
  static #sweep(this: void, pending: Pending): void {
    pending.#lookThrough();
  }

  #lookThrough(): void {
    this.#disarm();
    const now = performance.now();
    let earliest = Infinity;
    let portion = PORTION;
    for (const { id, asker, deadline, timeoutMs } of this.#line) {
      if (asker === undefined) continue;
      if (deadline > now) {
        if (deadline < earliest) earliest = deadline;
        if (this.#isInOrder) break;
        continue;
      }
      if (portion === 0) {
        this.#armedFor = -Infinity;
        this.#nextPortion = setImmediate(Pending.#sweep, this);
        return;
      }
      portion -= 1;
      this.#leave(id, { kind: 'timeout', timeoutMs });
    }
    if (earliest < this.#armedFor) this.#arm(earliest);
  }
}
