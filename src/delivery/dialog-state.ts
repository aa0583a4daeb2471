import type { Message } from '../protocol/registry.js';
import { Mailbox, type MailboxTotal } from './mailbox.js';
import { sequenceOf, timestampOf } from './sequence.js';
import type { SequenceWindow } from './sequence-window.js';

/**
 * `active`: the agent takes part. `left`: it may rejoin. `ended`: the dialog is closed. `observed`: the application only
 * requested its history.
 */
export type Participation = 'active' | 'left' | 'ended' | 'observed';

/** Where the agent's part in a dialog begins. */
export interface Beginning {
  /** When it joined, on the platform's clock, epoch ms. */
  readonly joinedAt: number | undefined;
  /** Sequence of the first live event. */
  readonly firstLive: number | undefined;
  /** Sequence of the newest message when the agent learned of the dialog. */
  readonly newest: number | undefined;
  /** When the agent learned of the dialog, on the platform's clock, epoch ms. */
  readonly learnedAt: number;
}

/** A dialog in which messages are delivered. */
export interface DialogState {
  readonly id: string;
  participation: Participation;
  window: SequenceWindow;
  beginning: Beginning | undefined;
  /** Messages waiting for delivery; `undefined` while there are none. */
  mailbox: Mailbox | undefined;
  /** The stored position has been loaded into the window. */
  isPositionLoaded: boolean;
  /** Position stored by an earlier process. Cleared after the first backfill from it. */
  storedPosition: number | undefined;
  /** Events may be missing: nothing newer is delivered before a backfill. */
  isStale: boolean;
  /** When the dialog became stale (`performance.now()`). A live message queued earlier does not prove that nothing is missing. */
  staleSince: number;
  /** Live messages no longer wait for the backfill, which is overdue; only for a dialog that is new to the agent. */
  isLenient: boolean;
  /** A handler is running. */
  isBusy: boolean;
  /** A backfill is running. */
  isFilling: boolean;
  /** A gap was reported that is not filled yet. */
  isReported: boolean;
  /** A warning about messages without a sequence was emitted. */
  hasWarned: boolean;
  /** The dialog was used since it was last considered for eviction. */
  wasUsed: boolean;
  /** Until the next attempt of an event whose handler failed, or until live messages stop waiting for history. */
  retryTimer: NodeJS.Timeout | undefined;
  holdTimer: NodeJS.Timeout | undefined;
  /** Newest timestamp delivered, epoch ms. */
  newestTimestamp: number;
  /** Events up to this timestamp belong to an earlier numbering. */
  floorTimestamp: number;
  /** Consecutive backfills of a gap that returned no event of that gap. */
  emptyBackfills: number;
}

export function newDialog(id: string, window: SequenceWindow, beginning: Beginning | undefined): DialogState {
  return {
    id,
    participation: 'active',
    window,
    beginning,
    mailbox: undefined,
    isPositionLoaded: true,
    storedPosition: undefined,
    isStale: false,
    staleSince: -Infinity,
    isLenient: false,
    isBusy: false,
    isFilling: false,
    isReported: false,
    hasWarned: false,
    wasUsed: false,
    retryTimer: undefined,
    holdTimer: undefined,
    newestTimestamp: -Infinity,
    floorTimestamp: -Infinity,
    emptyBackfills: 0,
  };
}

export function mailboxOf(dialog: DialogState, total: MailboxTotal): Mailbox {
  return (dialog.mailbox ??= new Mailbox(total));
}

/** Whether an event of the history is from before the agent joined; `false` if that is not known. */
export function isBacklog({ joinedAt, firstLive }: Beginning, message: Message): boolean {
  const timestamp = timestampOf(message);
  if (joinedAt !== undefined && timestamp !== undefined) return timestamp < joinedAt;
  const sequence = sequenceOf(message);
  return firstLive !== undefined && sequence !== undefined && sequence < firstLive;
}

/** Whether an event is from after the agent learned of the dialog. */
export function isNewTo({ newest, learnedAt }: Beginning, message: Message): boolean {
  const sequence = sequenceOf(message);
  if (newest !== undefined && sequence !== undefined) return sequence > newest;
  return (timestampOf(message) ?? Infinity) >= learnedAt;
}
