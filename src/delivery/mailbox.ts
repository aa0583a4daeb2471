import type { Messages } from '../protocol/registry.js';
import type { Redelivery } from './ports.js';

/** What waits in a dialog for its turn. */
export interface MailboxItem {
  readonly body: Messages;
  /** `undefined` for an event without one, such as a typing state, and for an answer with many. */
  readonly sequence: number | undefined;
  /** `query`: the answer to a question for history that the application asked. */
  readonly origin: 'live' | 'history' | 'query';
  /** Size as JSON, in characters. */
  readonly size: number;
  /** `performance.now()` clock. */
  readonly queuedAt: number;
  /** A backfill that started after this item was queued found nothing more before it. */
  isConfirmed: boolean;
  /** The platform has this event itself in its history. */
  isInHistory: boolean;
  /** Older than every event of the last history page: the item does not wait for a backfill. */
  isBeforeHistory: boolean;
  /** From 1. */
  attempt: number;
  /** Who gets the event again; `undefined` until it has been handed out. */
  readonly redelivery: Redelivery | undefined;
  /** Of a query: what has been delivered since it was asked. */
  readonly delivered: Set<number> | undefined;
}

/** An item that was not handed out yet. */
export function newItem({
  body,
  sequence,
  origin,
  delivered,
}: Pick<MailboxItem, 'body' | 'sequence' | 'origin' | 'delivered'>): MailboxItem {
  const isInHistory = origin === 'history';
  return {
    body,
    sequence,
    origin,
    size: JSON.stringify(body).length,
    queuedAt: performance.now(),
    isConfirmed: isInHistory,
    isInHistory,
    isBeforeHistory: false,
    attempt: 1,
    redelivery: undefined,
    delivered,
  };
}

/** What waits in one dialog may have this many events... */
export const MAX_ITEMS = 100;
/** ... of together this many characters. */
const MAX_SIZE = 1_000_000;

/** What waits in all dialogs together. */
export interface MailboxTotal {
  count: number;
  /** In characters. */
  size: number;
}

/** The events of one dialog that wait for the handlers of the one before. Bounded: what is over is not kept. */
export class Mailbox {
  readonly #total: MailboxTotal;
  #items: MailboxItem[] = [];
  #size = 0;
  /** Something was not kept, and is to be read again from the platform. */
  isTruncated = false;

  constructor(total: MailboxTotal) {
    this.#total = total;
  }

  get length(): number {
    return this.#items.length;
  }

  /** In characters. */
  get size(): number {
    return this.#size;
  }

  get first(): MailboxItem | undefined {
    return this.#items[0];
  }

  /** When the oldest item was put here, on the clock of `performance.now()`. */
  get oldestAt(): number | undefined {
    let oldest: number | undefined;
    for (const { queuedAt } of this.#items) if (oldest === undefined || queuedAt < oldest) oldest = queuedAt;
    return oldest;
  }

  /** Whether everything that came live is in the platform's history: nothing newer can be missing. */
  get isCovered(): boolean {
    const live = this.#items.filter(({ origin, sequence }) => origin === 'live' && sequence !== undefined);
    return live.length > 0 && live.every(({ isInHistory }) => isInHistory);
  }

  shift(): MailboxItem | undefined {
    const item = this.#items.shift();
    if (item !== undefined) this.#count(-1, -item.size);
    return item;
  }

  /** For an item that is to be handed out again, in its place. */
  unshift(item: MailboxItem): void {
    this.#items.unshift(item);
    this.#count(1, item.size);
  }

  /** Puts an item at the end. One that does not fit is not kept; an answer that was asked for always fits. */
  push(item: MailboxItem): void {
    if (item.origin !== 'query' && (this.isTruncated || !this.#fits(item))) {
      // A typing state is not worth reading again.
      if (item.sequence !== undefined) this.isTruncated = true;
      return;
    }
    this.#items.push(item);
    this.#count(1, item.size);
  }

  /** Merges what the platform has, in ascending order, with what came live. What does not fit is not kept, the newest first. */
  merge(history: readonly MailboxItem[]): void {
    const inHistory = new Set(history.map(({ sequence }) => sequence));
    const waiting = new Set<number | undefined>();
    for (const item of this.#items) {
      if (item.sequence === undefined || !inHistory.has(item.sequence)) continue;
      item.isInHistory = true;
      waiting.add(item.sequence);
    }
    const fresh = history.filter(({ sequence }) => !waiting.has(sequence));
    this.#replace(sorted([...fresh, ...this.#items]));
    for (const item of history.length > 0 ? this.#items : []) {
      if (item.isInHistory) break;
      item.isBeforeHistory = true;
    }
    this.#trim(MAX_ITEMS, MAX_SIZE);
  }

  /** Forgets the newer half, so that others have room. */
  halve(): void {
    this.#trim(Math.ceil(this.length / 2), this.#size / 2);
  }

  /** Forgets everything but an event that is to be handed out again. @returns What was forgotten. */
  clear(): readonly MailboxItem[] {
    const forgotten = this.#items.filter(({ redelivery }) => redelivery === undefined);
    this.#replace(this.#items.filter(({ redelivery }) => redelivery !== undefined));
    this.isTruncated = false;
    return forgotten;
  }

  /** History was asked at this time, on the clock of `performance.now()`, and had nothing more. */
  confirm(askedAt: number): void {
    for (const item of this.#items) if (item.queuedAt <= askedAt) item.isConfirmed = true;
  }

  #replace(items: MailboxItem[]): void {
    const size = items.reduce((total, item) => total + item.size, 0);
    this.#count(items.length - this.#items.length, size - this.#size);
    this.#items = items;
  }

  #count(items: number, size: number): void {
    this.#size += size;
    this.#total.count += items;
    this.#total.size += size;
  }

  #fits({ size }: MailboxItem): boolean {
    return this.length === 0 || (this.length < MAX_ITEMS && this.#size + size <= MAX_SIZE);
  }

  #trim(items: number, size: number): void {
    for (let index = this.length - 1; index > 0 && (this.length > items || this.#size > size); index -= 1) {
      const item = this.#items[index];
      if (item === undefined || item.origin === 'query' || item.redelivery !== undefined) continue;
      this.#items.splice(index, 1);
      this.#count(-1, -item.size);
      if (item.sequence !== undefined) this.isTruncated = true;
    }
  }
}

/** By sequence; items without one stay behind the item they came after. */
function sorted(items: readonly MailboxItem[]): MailboxItem[] {
  let before = -1;
  const keys = new Map(items.map((item) => [item, (before = item.sequence ?? before)]));
  return items.toSorted((a, b) => (keys.get(a) ?? 0) - (keys.get(b) ?? 0));
}
