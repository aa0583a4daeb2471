import type { Messages } from '../protocol/registry.js';
import type { Redelivery } from './ports.js';

/** An event, or the response to a history query, that waits for delivery. */
export interface MailboxItem {
  readonly body: Messages;
  /** `undefined` for an event without one, such as a typing state, and for a response with several events. */
  readonly sequence: number | undefined;
  /** `query`: the response to a history request of the application. */
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
  /** Of a query: sequences delivered since its request. */
  readonly delivered: Set<number> | undefined;
}

/** An item for its first attempt. */
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

/** The most waiting events of one dialog... */
export const MAX_ITEMS = 100;
/** ... and their most characters together. */
const MAX_SIZE = 1_000_000;

/** The waiting events of all dialogs. */
export interface MailboxTotal {
  count: number;
  /** In characters. */
  size: number;
}

/** The waiting events of one dialog. Bounded: events beyond the limit are dropped and backfilled later. */
export class Mailbox {
  readonly #total: MailboxTotal;
  #items: MailboxItem[] = [];
  #size = 0;
  /** Events were dropped, and have to be backfilled. */
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

  /** When the oldest item was queued, on the clock of `performance.now()`. */
  get oldestAt(): number | undefined {
    let oldest: number | undefined;
    for (const { queuedAt } of this.#items) if (oldest === undefined || queuedAt < oldest) oldest = queuedAt;
    return oldest;
  }

  /** Whether every live event is in the history: nothing newer can be missing. */
  get isCovered(): boolean {
    const live = this.#items.filter(({ origin, sequence }) => origin === 'live' && sequence !== undefined);
    return live.length > 0 && live.every(({ isInHistory }) => isInHistory);
  }

  shift(): MailboxItem | undefined {
    const item = this.#items.shift();
    if (item !== undefined) this.#count(-1, -item.size);
    return item;
  }

  /** Puts an item that is to be delivered again back at the front. */
  unshift(item: MailboxItem): void {
    this.#items.unshift(item);
    this.#count(1, item.size);
  }

  /** Puts an item at the end. Beyond the limits the item is dropped; the response to a query always fits. */
  push(item: MailboxItem): void {
    if (item.origin !== 'query' && (this.isTruncated || !this.#fits(item))) {
      // A typing state is not worth reading again.
      if (item.sequence !== undefined) this.isTruncated = true;
      return;
    }
    this.#items.push(item);
    this.#count(1, item.size);
  }

  /** Merges events of the history, in ascending order, with the live ones. Beyond the limits the newest are dropped. */
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

  /** Drops the newer half, to make room for other dialogs. */
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

  /** A history request sent at this time, on the clock of `performance.now()`, found nothing more. */
  confirm(sentAt: number): void {
    for (const item of this.#items) if (item.queuedAt <= sentAt) item.isConfirmed = true;
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
