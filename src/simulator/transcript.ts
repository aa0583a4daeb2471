import { Awaited } from './awaited.js';
import type { Direction, FrameFields, HttpService } from './faults/faults.js';
import { requestOfType, wireTypeOf, type RequestName } from './vocabulary.js';

interface EntryBase {
  /** Counts up from 0 and stays with the entry when older ones are dropped. */
  readonly index: number;
  /** Epoch ms. */
  readonly at: number;
}

/** One REST exchange, noted when it is over. */
export interface HttpEntry extends EntryBase {
  readonly kind: 'http';
  /** `undefined` where nothing is served. */
  readonly service: HttpService | undefined;
  readonly method: string;
  readonly path: string;
  readonly headers: unknown;
  /** Parsed where it was JSON; of files only the size in bytes. */
  readonly requestBody: unknown;
  /** `undefined` if it was never answered: dropped, or left hanging. */
  readonly status: number | undefined;
  readonly responseBody: unknown;
}

/** One try to open a socket. */
export interface UpgradeEntry extends EntryBase {
  readonly kind: 'upgrade';
  readonly path: string;
  /** 101 if it was opened; `undefined` if it was never answered. */
  readonly status: number | undefined;
  readonly headers: unknown;
  readonly socketId?: number;
  readonly userId?: string;
}

/** One frame with JSON in it, or with something else. */
export interface FrameEntry extends EntryBase {
  readonly kind: 'frame';
  readonly direction: Direction;
  readonly socketId: number;
  readonly userId: string;
  /** The JSON document, or the text where it is none. */
  readonly frame: unknown;
  /** What the frame is, where it is one of UMS's. */
  readonly type: string | undefined;
  /** Whose request it is or answers, by method name; by wire type where there is no method. */
  readonly request: RequestName | (string & {}) | undefined;
  /** What became of it, where a fault was arranged. */
  readonly fault?: 'dropped' | 'delayed' | 'replaced' | 'duplicated';
}

export interface PingEntry extends EntryBase {
  readonly kind: 'ping' | 'pong';
  readonly direction: Direction;
  readonly socketId: number;
  readonly userId: string;
}

/** A socket's end, as the platform saw it. */
export interface CloseEntry extends EntryBase {
  readonly kind: 'close';
  readonly socketId: number;
  readonly userId: string;
  readonly code: number;
  readonly reason: string;
}

/** Something that was exchanged. Secrets are replaced by a fixed mark. */
export type TranscriptEntry = HttpEntry | UpgradeEntry | FrameEntry | PingEntry | CloseEntry;

/** Which entry is meant; several members must all fit. */
export type EntryMatch =
  | ((entry: TranscriptEntry) => boolean)
  | {
      readonly kind?: TranscriptEntry['kind'] | undefined;
      /** A request of an agent, by method name or wire type. */
      readonly request?: RequestName | (string & {}) | undefined;
      /** The platform's answer to such a request. */
      readonly response?: RequestName | (string & {}) | undefined;
      /** A notification, by wire type. */
      readonly notification?: string | undefined;
      readonly http?: HttpService | undefined;
      /** Of an HTTP answer or an upgrade. */
      readonly status?: number | undefined;
    };

export interface SeenOptions {
  /**
   * `Infinity` waits until the simulator is closed.
   *
   * @default 5_000
   */
  readonly timeoutMs?: number | undefined;
  /** Only what came after this entry, or after the entry with this index. */
  readonly after?: number | TranscriptEntry | undefined;
}

type Unnumbered<Entry> = Entry extends TranscriptEntry ? Omit<Entry, 'index' | 'at'> : never;

/** Everything exchanged, in order, the newest `limit` entries of it. */
export class Transcript {
  readonly #limit: number;
  readonly #awaited = new Awaited<TranscriptEntry>();
  #entries: TranscriptEntry[] = [];
  #count = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get entries(): readonly TranscriptEntry[] {
    this.#trim();
    return this.#entries;
  }

  add(entry: Unnumbered<TranscriptEntry>): void {
    const numbered = { ...entry, index: this.#count, at: Date.now() };
    this.#count += 1;
    this.#entries.push(numbered);
    // Trimmed in batches: one at a time would move all the others each time.
    if (this.#entries.length > this.#limit * 2) this.#trim();
    this.#awaited.offer(numbered, { toAll: true });
  }

  /** The first entry that fits, past or future. */
  seen(match: EntryMatch, { timeoutMs = 5_000, after = -1 }: SeenOptions = {}): Promise<TranscriptEntry> {
    const from = typeof after === 'number' ? after : after.index;
    const fits = typeof match === 'function' ? match : (entry: TranscriptEntry): boolean => isMeant(entry, match);
    const accepts = (entry: TranscriptEntry): boolean => entry.index > from && fits(entry);
    const describe = (): string => {
      const wanted = typeof match === 'function' ? 'an entry that fits' : JSON.stringify(match);
      const recent = this.entries.slice(-10).map(summary).join(', ') || 'nothing';
      return `${wanted} was not seen within ${timeoutMs} ms. Last seen: ${recent}`;
    };
    return this.#awaited.first(this.entries, accepts, { timeoutMs, describe });
  }

  close(): void {
    this.#awaited.close();
  }

  #trim(): void {
    if (this.#entries.length > this.#limit) this.#entries = this.#entries.slice(this.#entries.length - this.#limit);
  }
}

/** What the members of a frame say about it. */
export function describeFrame(
  frame: FrameFields | undefined,
  requestTypeOf: (reqId: string) => string | undefined,
): Pick<FrameEntry, 'type' | 'request'> {
  const type = typeof frame?.type === 'string' ? frame.type : undefined;
  if (frame?.kind === 'notification') return { type, request: undefined };
  const wireType = frame?.kind === 'resp' ? requestTypeOf(String(frame.reqId)) : type;
  return { type, request: wireType === undefined ? undefined : (requestOfType(wireType)?.name ?? wireType) };
}

function isMeant(entry: TranscriptEntry, match: Exclude<EntryMatch, (entry: TranscriptEntry) => boolean>): boolean {
  const { kind, request, response, notification, http, status } = match;
  if (kind !== undefined && entry.kind !== kind) return false;
  if (http !== undefined && !(entry.kind === 'http' && entry.service === http)) return false;
  if (status !== undefined && !('status' in entry && entry.status === status)) return false;
  if (request !== undefined && !isFrameOf(entry, request, 'in')) return false;
  if (response !== undefined && !isFrameOf(entry, response, 'out')) return false;
  return notification === undefined || (entry.kind === 'frame' && entry.type === notification);
}

function isFrameOf(entry: TranscriptEntry, name: string, direction: Direction): boolean {
  if (entry.kind !== 'frame' || entry.direction !== direction || entry.request === undefined) return false;
  return entry.request === name || wireTypeOf(entry.request) === wireTypeOf(name);
}

function summary(entry: TranscriptEntry): string {
  switch (entry.kind) {
    case 'http':
      return `${entry.service ?? entry.path} ${entry.status ?? 'unanswered'}`;
    case 'upgrade':
      return `upgrade ${entry.status ?? 'unanswered'}`;
    case 'frame':
      return `${entry.direction} ${entry.type ?? 'unreadable frame'}`;
    case 'close':
      return `close ${entry.code}`;
    case 'ping':
    case 'pong':
      return `${entry.direction} ${entry.kind}`;
  }
}
