import { toArray } from '../protocol/schemas.js';
import type { AnyNotification, Identity } from '../protocol/define.js';
import type { Reading } from '../protocol/read.js';

const CONVERSATIONS = 'cqm.ExConversationChangeNotification';

/**
 * Reads a notification. A change of a conversation without a `result` is kept, because 1.4.11 emitted such changes. The
 * promise API reports them as errors.
 */
export function readAsBefore(entry: AnyNotification, body: unknown, me: Identity): Reading {
  if (entry.event !== CONVERSATIONS || !hasChanges(body)) return entry.read(body, me);
  const changes = toArray(body.changes);
  if (!changes.some(isBare)) return entry.read(body, me);

  const readings = changes.map((change) =>
    isBare(change)
      ? { changes: [change], failures: [], warnings: [] }
      : readOne(entry, { ...body, changes: change }, me),
  );
  return {
    event: entry.event,
    body: { ...body, changes: readings.flatMap((reading) => reading.changes) },
    readable: true,
    failures: readings.flatMap(({ failures }) => failures),
    warnings: readings.flatMap(({ warnings }) => warnings),
  };
}

function readOne(
  entry: AnyNotification,
  body: object,
  me: Identity,
): Pick<Reading, 'failures' | 'warnings'> & { readonly changes: readonly unknown[] } {
  const reading = entry.read(body, me);
  return { ...reading, changes: reading.readable && hasChanges(reading.body) ? toArray(reading.body.changes) : [] };
}

function hasChanges(body: unknown): body is { readonly changes: unknown } {
  return typeof body === 'object' && body !== null && 'changes' in body;
}

function isBare(change: unknown): boolean {
  return typeof change === 'object' && change !== null && (!('result' in change) || change.result === null);
}
