import type { Direction, FrameFields, HttpService } from './faults/faults.js';
import type { FrameEntry, TranscriptEntry } from './feed-entries.js';
import { requestOfType, wireTypeOf, type RequestName } from './vocabulary.js';
import { Waiters } from './waiters.js';

/** Selects an entry: a predicate, or members that must all match. */
export type EntryMatch =
  | ((entry: TranscriptEntry) => boolean)
  | {
      readonly kind?: TranscriptEntry['kind'] | undefined;
      /** A request of an agent, by method name or wire type. */
      readonly request?: RequestName | (string & {}) | undefined;
      /** The platform's response to such a request. */
      readonly response?: RequestName | (string & {}) | undefined;
      /** A notification, by wire type. */
      readonly notification?: string | undefined;
      readonly http?: HttpService | undefined;
      /** Of an HTTP exchange or an upgrade. */
      readonly status?: number | undefined;
    };

export interface SeenOptions {
  /**
   * In real time, whatever the simulator's clock. `Infinity` waits until the simulator closes.
   *
   * @default 5_000
   */
  readonly timeoutMs?: number | undefined;
  /** Ignores this entry, or the entry with this id, and all entries before it. */
  readonly after?: number | TranscriptEntry | undefined;
}

/** Waits for entries of the transcript. */
export class TranscriptWaiters {
  readonly #waiters = new Waiters<TranscriptEntry>();

  /** Resolves the waiters that accept a new entry. */
  offer(entry: TranscriptEntry): void {
    this.#waiters.offer(entry, { toAll: true });
  }

  /** The first matching entry, past or future. `entries` returns the past ones. */
  seen(
    entries: () => readonly TranscriptEntry[],
    match: EntryMatch,
    { timeoutMs = 5_000, after = -1 }: SeenOptions = {},
  ): Promise<TranscriptEntry> {
    const from = typeof after === 'number' ? after : after.id;
    const matches = typeof match === 'function' ? match : (entry: TranscriptEntry): boolean => fits(entry, match);
    const accepts = (entry: TranscriptEntry): boolean => entry.id > from && matches(entry);
    const describe = (): string => {
      const wanted = typeof match === 'function' ? 'A matching entry' : JSON.stringify(match);
      const recent = entries().slice(-10).map(summary).join(', ') || 'nothing';
      return `${wanted} was not seen within ${timeoutMs} ms. Last seen: ${recent}`;
    };
    return this.#waiters.first(entries(), accepts, { timeoutMs, describe });
  }

  close(): void {
    this.#waiters.close();
  }
}

/** The members of an entry that are read off the frame. */
export function describeFrame(
  frame: FrameFields | undefined,
  requestTypeOf: (requestId: string) => string | undefined,
): Pick<FrameEntry, 'requestId' | 'request' | 'type'> {
  const type = typeof frame?.type === 'string' ? frame.type : undefined;
  if (frame === undefined || frame.kind === 'notification') return { type };
  const id = frame.kind === 'resp' ? frame.reqId : frame.id;
  const requestId = typeof id === 'string' || typeof id === 'number' ? String(id) : undefined;
  const wireType = frame.kind === 'resp' ? requestTypeOf(String(id)) : type;
  return { requestId, type, request: wireType === undefined ? undefined : (requestOfType(wireType)?.name ?? wireType) };
}

function fits(entry: TranscriptEntry, match: Exclude<EntryMatch, (entry: TranscriptEntry) => boolean>): boolean {
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
      return `${entry.service ?? entry.path} ${entry.status ?? 'without an answer'}`;
    case 'upgrade':
      return `upgrade ${entry.status ?? 'without an answer'}`;
    case 'frame':
      return `${entry.direction} ${entry.type ?? 'frame without a type'}`;
    case 'close':
      return `close ${entry.code}`;
    case 'ping':
    case 'pong':
      return `${entry.direction} ${entry.kind}`;
  }
}
