import type { Message } from '../protocol/registry.js';
import { Mailbox, type MailboxTotal } from './mailbox.js';
import { sequenceOf, timestampOf } from './sequence.js';
import type { SequenceWindow } from './sequence-window.js';

/**
 * What the agent is to a dialog: it takes part, it has left and may get it back, the dialog is over; or it was never seen
 * to take part, and the application asked for the history.
 */
export type Participation = 'active' | 'left' | 'ended' | 'observed';

/** Where the agent's part in a dialog begins. */
export interface Beginning {
  /** When it joined, on the platform's clock, epoch ms. */
  readonly joinedAt: number | undefined;
  /** Sequence of the first event that came live. */
  readonly firstLive: number | undefined;
  /** Sequence of the newest message there was when the agent learned of the dialog. */
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
  /** What waits for its turn; `undefined` while nothing does. */
  mailbox: Mailbox | undefined;
  /** The window is that of the store. */
  isPositionLoaded: boolean;
  /** Of an earlier process, until the first question for what came after it. */
  storedPosition: number | undefined;
  /** The platform may have events that did not come: nothing newer is delivered before it was asked. */
  isStale: boolean;
  /** Since when: what came before that says nothing of what may be missing. `performance.now()` clock. */
  staleSince: number;
  /** Live messages do not wait for history any more: the agent is new here, and history is overdue. */
  isLenient: boolean;
  /** A handler is at work. */
  isBusy: boolean;
  /** History is being asked for. */
  isFilling: boolean;
  /** A gap was reported that is not filled yet. */
  isReported: boolean;
  /** Messages without a sequence in the history were told of. */
  hasWarned: boolean;
  /** Something happened here since the dialog was last considered for eviction. */
  wasUsed: boolean;
  /** Until the next attempt of an event whose handler failed, or until live messages stop waiting for history. */
  retryTimer: NodeJS.Timeout | undefined;
  holdTimer: NodeJS.Timeout | undefined;
  /** Newest timestamp delivered, epoch ms. */
  newestTimestamp: number;
  /** Events up to this timestamp belong to an earlier numbering. */
  floorTimestamp: number;
  /** Questions in a row for what seemed to be missing that brought nothing. */
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

/** Whether an event of the platform's history was said before the agent joined. Where that is not known, it was not. */
export function isBacklog({ joinedAt, firstLive }: Beginning, message: Message): boolean {
  const timestamp = timestampOf(message);
  if (joinedAt !== undefined && timestamp !== undefined) return timestamp < joinedAt;
  const sequence = sequenceOf(message);
  return firstLive !== undefined && sequence !== undefined && sequence < firstLive;
}

/** Whether an event was said after the agent learned of the dialog. */
export function isNewTo({ newest, learnedAt }: Beginning, message: Message): boolean {
  const sequence = sequenceOf(message);
  if (newest !== undefined && sequence !== undefined) return sequence > newest;
  return (timestampOf(message) ?? Infinity) >= learnedAt;
}
