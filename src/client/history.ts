import { z } from 'zod';
import type { SequenceRange } from '../delivery/open-ranges.js';
import { asSequence } from '../delivery/sequence.js';
import { TransformError } from '../errors.js';
import { check, lazyCompiled } from '../protocol/checking.js';
import { toArray } from '../protocol/schemas.js';
import type { Identity } from '../protocol/define.js';
import { notifications, type Message } from '../protocol/registry.js';
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
  /** At most so many events, the newest. Receipts are events, too. */
  readonly last?: number | undefined;
  /** Timeout of each page in milliseconds, instead of the agent's `requestTimeout`. */
  readonly timeout?: number | undefined;
  /** Rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

export interface HistoryPage {
  /** The response: a list of events, a single event, or nothing. */
  readonly body: unknown;
  readonly me: Identity;
}

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
    last: z.int().positive().optional(),
    timeout: z.number().positive().max(LONGEST_TIMER_MS).optional(),
    signal: z.instanceof(AbortSignal).optional(),
  }),
);

/** @throws {ValidationError} The query does not fit. */
export function checkMessagesQuery(query: unknown): void {
  check(messagesQuery(), query, MESSAGES_OPERATION, 'outgoing');
}

/**
 * Fetches pages until the range from `after` to the newest event is covered, or the `last` events are complete.
 *
 * UMS does not document its page size, whether a limited response holds the oldest or the newest events, or whether
 * bounds are inclusive. So a page covers only the sequences between its first and its last event, and a range is covered
 * when a request for it brings no event.
 */
export async function fetchMessages(
  { dialogId, after = FROM_THE_START, last = Infinity }: MessagesQuery,
  { page, report }: HistoryPorts,
): Promise<Message[]> {
  const found = new Map<number, Message>();
  /** Events that cannot be read, by sequence where they have one. They are not requested again. */
  const unreadable = new Map<unknown, { readonly event: unknown; readonly cause: unknown }>();
  /** Ranges not covered yet, the newest last. */
  const open: SequenceRange[] = [{ after, before: Infinity }];

  for (;;) {
    const range = open.pop();
    if (range === undefined || countFrom(found, range.before) >= last) break;
    const { body, me } = await page(range);
    let first = Infinity;
    let newest = -Infinity;
    for (const event of toArray(body)) {
      const { body: read, readable, failures } = notifications['ms.MessagingEventNotification'].read(event, me);
      const sequence = sequenceOf(event);
      if (!readable) unreadable.set(sequence ?? event, { event, cause: failures[0] });
      if (sequence === undefined || sequence <= range.after || sequence >= range.before) continue;
      first = Math.min(first, sequence);
      newest = Math.max(newest, sequence);
      const [message] = readable ? read.changes : [];
      if (message !== undefined) found.set(sequence, message);
    }
    if (first === Infinity) continue;
    if (first - range.after > 1) open.push({ after: range.after, before: first });
    if (range.before - newest > 1) open.push({ after: newest, before: range.before });
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

/** How many events were found from this sequence on. */
function countFrom(found: ReadonlyMap<number, unknown>, sequence: number): number {
  let count = 0;
  for (const known of found.keys()) if (known >= sequence) count += 1;
  return count;
}

/** The sequence of an event as it came; typing states have none. */
function sequenceOf(event: unknown): number | undefined {
  return typeof event === 'object' && event !== null && 'sequence' in event ? asSequence(event.sequence) : undefined;
}
