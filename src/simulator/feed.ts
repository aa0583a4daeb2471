import type { SimulatorClock } from './clock.js';
import type { DroppedEntry, FeedEntry, PlatformEntry, TranscriptEntry } from './feed-entries.js';

export interface FeedOptions {
  /**
   * `beginning`: first all entries that the buffer still has. `now`: only entries recorded from this call on.
   *
   * @default 'beginning'
   */
  readonly from?: 'beginning' | 'now' | undefined;
}

/** An entry as it is recorded: a gap is made when it is read. */
export type RecordedEntry = Exclude<FeedEntry, DroppedEntry>;

/** An entry before it gets its id, time and account. */
export type NewEntry<Entry = RecordedEntry> = Entry extends RecordedEntry
  ? Omit<Entry, 'id' | 'at' | 'account'>
  : never;

/** The record of a simulator: one buffer of the newest entries, any number of readers with a position in the buffer. */
export class Feed {
  readonly #account: string;
  readonly #clock: SimulatorClock;
  readonly #limit: number;
  readonly #onExchange: (entry: TranscriptEntry) => void;
  #entries: RecordedEntry[] = [];
  #count = 0;
  #isClosed = false;
  /** Called with every entry, synchronously. They share the entry and must not change it. */
  readonly listeners = new Set<(entry: RecordedEntry) => void>();
  /** Readers whose `next()` waits for an entry. */
  readonly #waiting = new Set<FeedReader>();

  constructor({
    account,
    clock,
    limit,
    onExchange,
  }: {
    readonly account: string;
    readonly clock: SimulatorClock;
    /** How many entries are kept. */
    readonly limit: number;
    /** Called with every new transcript entry. */
    readonly onExchange: (entry: TranscriptEntry) => void;
  }) {
    this.#account = account;
    this.#clock = clock;
    this.#limit = limit;
    this.#onExchange = onExchange;
  }

  /** The kept entries that were exchanged between agents and platform, oldest first. */
  get exchanges(): readonly TranscriptEntry[] {
    this.#trim();
    return this.#entries.filter(isExchange);
  }

  /** Number of entries so far, with those that were dropped. */
  get count(): number {
    return this.#count;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  add(entry: NewEntry): void {
    const recorded: RecordedEntry = { id: this.#count, at: this.#clock.now(), account: this.#account, ...entry };
    this.#count += 1;
    this.#entries.push(recorded);
    // Trimmed in batches: removing the first element of an array moves all others.
    if (this.#entries.length > this.#limit * 2) this.#trim();
    for (const listener of this.listeners) listener(recorded);
    for (const reader of this.#waiting) reader.wake();
    if (isExchange(recorded)) this.#onExchange(recorded);
  }

  reader({ from = 'beginning' }: FeedOptions = {}): FeedReader {
    return new FeedReader(this, from === 'now' ? this.#count : 0);
  }

  /** The entry with this id, or the mark of a gap if the entry was dropped; `undefined` if there is no such entry yet. */
  at(id: number): FeedEntry | undefined {
    const oldest = Math.max(0, this.#count - this.#limit);
    if (id >= oldest) return this.#entries[id - (this.#count - this.#entries.length)];
    return { id: oldest - 1, at: this.#clock.now(), account: this.#account, kind: 'dropped', count: oldest - id };
  }

  wakeOnNext(reader: FeedReader): void {
    this.#waiting.add(reader);
  }

  forget(reader: FeedReader): void {
    this.#waiting.delete(reader);
  }

  /** Ends the readers, each after the last entry. */
  close(): void {
    this.#isClosed = true;
    for (const reader of this.#waiting) reader.wake();
  }

  #trim(): void {
    if (this.#entries.length > this.#limit) this.#entries = this.#entries.slice(this.#entries.length - this.#limit);
  }
}

/**
 * Reads a feed in order, for `for await`. Ends when the simulator has closed, after the last entry, or with `return()`,
 * which also settles a waiting `next()`. Each reader gets copies of its own.
 */
export class FeedReader implements AsyncIterableIterator<FeedEntry, undefined>, AsyncDisposable {
  readonly #feed: Feed;
  /** Pending calls of `next()`, oldest first. */
  readonly #pending: ((result: IteratorResult<FeedEntry, undefined>) => void)[] = [];
  /** Id of the entry to read next. */
  #position: number;
  #isReturned = false;

  /** Use `simulator.feed()`. */
  constructor(feed: Feed, position: number) {
    this.#feed = feed;
    this.#position = position;
  }

  async next(): Promise<IteratorResult<FeedEntry, undefined>> {
    return new Promise((resolve) => {
      this.#pending.push(resolve);
      this.wake();
    });
  }

  async return(): Promise<IteratorResult<FeedEntry, undefined>> {
    this.#isReturned = true;
    this.wake();
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }

  /** @internal Settles pending calls of `next()` as far as there are entries. */
  wake(): void {
    for (let resolve = this.#pending[0]; resolve; resolve = this.#pending[0]) {
      const entry = this.#isReturned ? undefined : this.#feed.at(this.#position);
      if (entry === undefined && !this.#isReturned && !this.#feed.isClosed) return this.#feed.wakeOnNext(this);
      this.#pending.shift();
      if (entry === undefined) {
        resolve({ done: true, value: undefined });
        continue;
      }
      this.#position = entry.id + 1;
      // The entry's own JSON form, parsed.
      resolve({ done: false, value: JSON.parse(JSON.stringify(entry)) as FeedEntry });
    }
    this.#feed.forget(this);
  }
}

function isExchange(entry: Exclude<FeedEntry, DroppedEntry>): entry is Exclude<typeof entry, PlatformEntry> {
  return entry.kind !== 'event';
}
