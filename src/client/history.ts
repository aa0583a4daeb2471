import { z } from 'zod';
import { isWithin, OpenRanges, type SequenceRange } from '../delivery/open-ranges.js';
import { asSequence } from '../delivery/sequence.js';
import { TransformError } from '../errors.js';
import { check, lazyCompiled } from '../protocol/checking.js';
import { toArray } from '../protocol/schemas.js';
import type { Identity } from '../protocol/define.js';
import { MESSAGE_EVENT, notifications, type Message } from '../protocol/registry.js';
import { LONGEST_TIMER_MS } from '../support/deadline.js';

/** Which part of a dialog's history `agent.messages()` fetches. */
export interface MessagesQuery {
  /** The main dialog's id is the conversation's id. */
  readonly dialogId: string;
  /**
   * Only events with a sequence above this one.
   *
   * @default -1 from the first event, which has sequence 0
   */
  readonly after?: number | undefined;
  /**
   * Only events with a sequence below this one.
   *
   * @default Infinity up to the newest event
   */
  readonly before?: number | undefined;
  /** At most so many events, the newest. Receipts are events, too. */
  readonly last?: number | undefined;
  /** Timeout of each page in milliseconds, instead of the agent's `requestTimeout`. */
  readonly timeout?: number | undefined;
  /** Rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** One response of the platform. */
export interface HistoryPage {
  /** The body as received: a list of events, a single event, or nothing. */
  readonly body: unknown;
  /** The agent for whom the events are decoded. */
  readonly me: Identity;
}

/** The parts of the agent that {@link fetchMessages} uses. */
export interface HistoryPorts {
  /** Requests the events of a range. The response may contain any part of the range. */
  readonly page: (range: SequenceRange) => Promise<HistoryPage>;
  readonly report: (error: TransformError) => void;
}

/** The name of the operation in errors. */
export const MESSAGES_OPERATION = 'messages()';

const FROM_THE_START = -1;

const messagesQuery = lazyCompiled(() =>
  z.strictObject({
    dialogId: z.string().min(1),
    after: z.int().min(FROM_THE_START).optional(),
    before: z.int().min(0).optional(),
    last: z.int().positive().optional(),
    timeout: z.number().positive().max(LONGEST_TIMER_MS).optional(),
    signal: z.instanceof(AbortSignal).optional(),
  }),
);

/** @throws {ValidationError} The query is invalid. */
export function checkMessagesQuery(query: unknown): void {
  check(messagesQuery(), query, MESSAGES_OPERATION, 'outgoing');
}

/**
 * Fetches pages, the newest first, until everything from `after` to the newest event is read, or the `last` events are.
 * An event that cannot be decoded is left out and not requested again; one error names all of them.
 *
 * @throws {SDKError} What `page` rejects with.
 */
export async function fetchMessages(
  { dialogId, after = FROM_THE_START, before = Infinity, last = Infinity }: MessagesQuery,
  { page, report }: HistoryPorts,
): Promise<Message[]> {
  const found = new Map<number, Message>();
  /** By sequence, or by the event itself where it has none. */
  const unreadable = new Map<unknown, { readonly event: unknown; readonly cause: unknown }>();
  const open = new OpenRanges(after, before);

  for (;;) {
    const range = open.highest;
    if (range === undefined || countFrom(found, range.before) >= last) break;
    const { body, me } = await page(range);
    const sequences: number[] = [];
    for (const event of toArray(body)) {
      const { body: read, readable, failures } = notifications[MESSAGE_EVENT].read(event, me);
      const sequence = sequenceOf(event);
      if (!readable) unreadable.set(sequence ?? event, { event, cause: failures[0] });
      if (sequence === undefined || !isWithin(range, sequence)) continue;
      sequences.push(sequence);
      const [message] = readable ? read.changes : [];
      if (message !== undefined) found.set(sequence, message);
    }
    open.cover(range, sequences);
  }

  const [broken] = unreadable.values();
  if (broken !== undefined) {
    const total = found.size + unreadable.size;
    const what = `${MESSAGES_OPERATION}: ${unreadable.size} of ${total} events of dialog ${dialogId}`;
    report(
      new TransformError(
        what,
        [...unreadable.values()].map(({ event }) => event),
        broken.cause,
      ),
    );
  }
  const inOrder = [...found].toSorted(([a], [b]) => a - b).map(([, message]) => message);
  return inOrder.slice(-last);
}

/** Counts the events found from this sequence on. */
function countFrom(found: ReadonlyMap<number, unknown>, sequence: number): number {
  let count = 0;
  for (const known of found.keys()) if (known >= sequence) count += 1;
  return count;
}

/** The sequence of an event that is not validated yet; typing states have none. */
function sequenceOf(event: unknown): number | undefined {
  return typeof event === 'object' && event !== null && 'sequence' in event ? asSequence(event.sequence) : undefined;
}
