import type { Messages } from '../protocol/registry.js';
import type { DialogState } from './dialog-state.js';
import type { MailboxItem } from './mailbox.js';
import { sequenceOf, timestampOf } from './sequence.js';

// The place of an event in its dialog. Pure: no timers, no requests.

/** A hole that the history does not confirm is accepted after so many backfills in a row without an event of it... */
const EMPTY_BACKFILLS = 3;
/** ... if the hole is no longer than this. */
const LONGEST_UNCONFIRMED_HOLE = 1_000;

/** Whether the first item of a mailbox waits for a backfill. */
export interface Blocking {
  /** A backfill is needed. */
  readonly needsHistory: boolean;
  /** The item waits for the backfill. */
  readonly isBlocked: boolean;
}

const FREE: Blocking = { needsHistory: false, isBlocked: false };

/**
 * Decides whether the next item waits for a backfill. Clears `isStale` where the item shows that nothing is missing, and
 * sets it where the item shows that something is.
 *
 * @param item `undefined`: the mailbox is empty.
 */
export function blockingOf(dialog: DialogState, item: MailboxItem | undefined): Blocking {
  if (item !== undefined && (item.redelivery !== undefined || item.origin !== 'live' || item.isInHistory)) return FREE;
  // The history contains only newer events: another backfill would return the same page and block the dialog forever.
  if (item?.isBeforeHistory) return FREE;
  const { window } = dialog;
  const place = item?.sequence === undefined ? undefined : window.place(item.sequence);
  // Such an item lies before everything that may be missing.
  if (place === 'double' || place === 'late' || place === 'forgotten') return FREE;
  const isDirectlyNext = place === 'next' && dialog.isPositionLoaded && window.isAnchored;
  // Nothing is missing before the item; if the item arrived after the dialog became stale, nothing is missing at all.
  if (isDirectlyNext && (item?.queuedAt ?? -Infinity) >= dialog.staleSince) dialog.isStale = false;
  if (place === 'ahead' && !item?.isConfirmed && !dialog.isStale) {
    dialog.isStale = true;
    dialog.staleSince = -Infinity;
  }
  if (!dialog.isStale) return FREE;
  return { needsHistory: true, isBlocked: !isDirectlyNext && (!dialog.isLenient || item === undefined) };
}

/**
 * Passes the hole before an event that is about to be delivered, if the history shows the hole or enough backfills found
 * nothing in it. Otherwise the event is delivered, and the next backfill starts before it.
 *
 * @returns The hole, inclusive at both ends, if it was passed although the history does not show it.
 */
export function passHole(
  dialog: DialogState,
  item: MailboxItem,
  sequence: number,
): { readonly from: number; readonly to: number } | undefined {
  const { window, emptyBackfills } = dialog;
  const from = (window.last ?? -1) + 1;
  const isAccepted =
    item.isConfirmed && emptyBackfills >= EMPTY_BACKFILLS && sequence - from <= LONGEST_UNCONFIRMED_HOLE;
  if (!item.isInHistory && !isAccepted) return undefined;
  window.passTo(sequence);
  return item.isInHistory ? undefined : { from, to: sequence - 1 };
}

/** Marks the events as delivered. */
export function settle(dialog: DialogState, { changes }: Messages): void {
  for (const change of changes) {
    const sequence = sequenceOf(change);
    if (sequence !== undefined) dialog.window.settle(sequence);
    const timestamp = timestampOf(change);
    if (timestamp !== undefined && timestamp > dialog.newestTimestamp) dialog.newestTimestamp = timestamp;
  }
}

/** A double has the timestamp of the delivered event; a newer timestamp means that the numbering restarted. */
export function isNewerThanAll({ newestTimestamp }: DialogState, { body }: MailboxItem): boolean {
  const timestamp = timestampOf(body.changes[0]);
  return timestamp !== undefined && newestTimestamp !== -Infinity && timestamp > newestTimestamp;
}
