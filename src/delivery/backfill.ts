import { ConnectionError } from '../errors.js';
import { isPassing } from '../protocol/message.js';
import type { Message } from '../protocol/registry.js';
import { isRefusal, pauseAfter, REPORTED_AFTER, saysPartIsOver } from '../support/request-retry.js';
import { pause } from '../support/deadline.js';
import { storeFailed, type Cursors } from './cursors.js';
import { isBacklog, isNewTo, mailboxOf, type DialogState } from './dialog-state.js';
import { historyNotRead, dialogsNotRead, historyGivenUp, pageUnreadable, withoutSequence } from './faults.js';
import { HistoryReader } from './history-reader.js';
import { MAX_ITEMS, newItem, type MailboxItem, type MailboxTotal } from './mailbox.js';
import { isWithin, OpenRanges, type SequenceRange } from './open-ranges.js';
import type { DeliveryPorts } from './ports.js';
import { sequenceOf, timestampOf } from './sequence.js';

/** Lower bound of a history request for everything, the first event included. */
const FROM_THE_START = -1;
/** Live messages of a dialog that is new to the agent wait so long for its history. */
const HOLD_NEW_DIALOG_MS = 5_000;

/** Reads the missing messages of a dialog into its mailbox. Retries while there is a connection. */
export class Backfill {
  readonly #ports: DeliveryPorts;
  readonly #reader: HistoryReader;
  readonly #total: MailboxTotal;
  readonly #onFilled: (dialog: DialogState) => void;
  #cursors: Cursors | undefined;
  /** Aborted with the connection; `undefined` without one. */
  #connection: AbortController | undefined;

  /** @param onFilled Called when a backfill of a dialog has succeeded or failed. */
  constructor(ports: DeliveryPorts, historyRate: number, total: MailboxTotal, onFilled: (dialog: DialogState) => void) {
    this.#ports = ports;
    this.#reader = new HistoryReader(ports.source, historyRate);
    this.#total = total;
    this.#onFilled = onFilled;
  }

  get #hasStore(): boolean {
    return this.#cursors !== undefined;
  }

  get isOnline(): boolean {
    return this.#connection !== undefined;
  }

  resume(cursors: Cursors | undefined): void {
    this.suspend();
    this.#cursors = cursors;
    this.#connection = new AbortController();
  }

  suspend(): void {
    this.#connection?.abort(new ConnectionError('The connection was lost', { code: 'NOT_CONNECTED' }));
    this.#connection = undefined;
  }

  /** The dialogs in the store. Retries until the store returns them or the connection is lost. */
  async storedDialogs(
    cursors: Cursors,
  ): Promise<{ readonly current: readonly string[]; readonly left: readonly string[] }> {
    const signal = this.#connection?.signal ?? AbortSignal.abort();
    for (let attempts = 1; !signal.aborted; attempts += 1) {
      try {
        const dialogs = await cursors.dialogs();
        if (!signal.aborted) return dialogs;
      } catch (cause) {
        if (attempts === 1) this.#ports.reporter.report(dialogsNotRead(storeFailed(cause)));
        await pause(pauseAfter(attempts), signal).catch(nothing);
      }
    }
    return { current: [], left: [] };
  }

  /** Starts a backfill of the dialog, unless one is running or there is no connection. */
  fill(dialog: DialogState): void {
    const connection = this.#connection;
    if (dialog.isFilling || connection === undefined) return;
    dialog.isFilling = true;
    void this.#fill(dialog, connection).finally(() => {
      dialog.isFilling = false;
      this.#onFilled(dialog);
    });
  }

  /** Never rejects. */
  async #fill(dialog: DialogState, connection: AbortController): Promise<void> {
    const { signal } = connection;
    try {
      if (!dialog.isPositionLoaded) {
        await this.#loadPosition(dialog, signal);
        // A live message received meanwhile may follow directly.
        if (this.#followsDirectly(dialog)) return;
      }
      if (isNew(dialog)) this.#limitHold(dialog);
      await this.#read(dialog, signal);
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof ConnectionError) {
        // The connection is about to end. The next one continues the backfill.
        if (this.#connection === connection) this.suspend();
        return;
      }
      this.#giveUp(dialog, error);
    } finally {
      // Succeeded or failed, history is not overdue any more.
      clearTimeout(dialog.holdTimer);
      dialog.holdTimer = undefined;
      dialog.isLenient = false;
    }
  }

  async #loadPosition(dialog: DialogState, signal: AbortSignal): Promise<void> {
    for (let attempts = 1; ; attempts += 1) {
      try {
        const stored = await this.#cursors?.position(dialog.id);
        signal.throwIfAborted();
        if (stored !== undefined) {
          dialog.window.settleTo(stored.sequence);
          dialog.storedPosition = stored.sequence;
          // Events up to the position are older than now: a later one with such a sequence means that numbering restarted.
          dialog.newestTimestamp = this.#ports.serverTime();
          // Messages from while the process was down are not backlog: the agent had joined before.
          if (!stored.wasLeft) dialog.beginning = undefined;
        }
        dialog.isPositionLoaded = true;
        dialog.isReported = false;
        return;
      } catch (cause) {
        signal.throwIfAborted();
        this.#reportOnce(dialog, storeFailed(cause));
        await pause(pauseAfter(attempts), signal);
      }
    }
  }

  async #read(dialog: DialogState, signal: AbortSignal): Promise<void> {
    const { window, beginning } = dialog;
    const oldest = this.#hasStore || window.isAnchored ? undefined : beginning?.newest;
    const from = Math.max(window.last ?? FROM_THE_START, oldest ?? FROM_THE_START);
    const gapEnd = firstAhead(dialog);
    const before = window.last;
    const sentAt = performance.now();
    const { events, isExhausted } = await this.#page(dialog, from, signal);

    if (gapEnd !== undefined) {
      const isFilled = window.last !== before || events.some((event) => (sequenceOf(event) ?? Infinity) < gapEnd);
      dialog.emptyBackfills = isFilled ? 0 : dialog.emptyBackfills + 1;
    }
    if (dialog.storedPosition !== undefined && events.length > 0) {
      this.#ports.reporter.resumed(dialog.id, dialog.storedPosition);
    }
    dialog.storedPosition = undefined;
    const mailbox = mailboxOf(dialog, this.#total);
    mailbox.merge(this.#items(dialog, events));
    dialog.isReported = false;
    // A response may contain a part only: repeat until the history has nothing more, or has every live message.
    if (!isExhausted && !mailbox.isCovered) return;
    mailbox.confirm(sentAt);
    dialog.isStale = false;
    this.#forgetBeginning(dialog);
  }

  /** Without a store, `beginning` bounds the backfill from below until the first delivery anchors the window. */
  #forgetBeginning(dialog: DialogState): void {
    if (this.#hasStore || dialog.window.isAnchored) dialog.beginning = undefined;
  }

  /**
   * The oldest events after a sequence that have not been delivered, in order: every event of the history that lies between
   * two of them is among them. `isExhausted`: the history has nothing newer.
   */
  async #page(
    dialog: DialogState,
    from: number,
    signal: AbortSignal,
  ): Promise<{ readonly events: readonly Message[]; readonly isExhausted: boolean }> {
    const { beginning, window } = dialog;
    const isWanted = (event: Message): boolean =>
      this.#hasStore || window.isAnchored || beginning === undefined || isNewTo(beginning, event);
    const open = new OpenRanges(from);
    let found: Placed[] = [];

    for (;;) {
      const range = open.lowest;
      if (range === undefined || range.before === Infinity) {
        // Everything below the newest event found has been read.
        this.#passDelivered(dialog, found);
        found = found.filter((event) => !isDelivered(dialog, event) && isWanted(event.event));
        if (range === undefined || found.length > 0) break;
      }
      const page = await this.#readRange(dialog, range, signal);
      open.cover(
        range,
        page.map(({ sequence }) => sequence),
      );
      const newestUnwanted = page.findLast(({ event }) => !isWanted(event));
      if (newestUnwanted !== undefined) open.skipBelow(newestUnwanted.sequence);
      found = [...found, ...page].toSorted((a, b) => a.sequence - b.sequence);
      const last = found[Math.max(MAX_ITEMS, page.length) - 1];
      if (last === undefined || last === found.at(-1)) continue;
      found = found.slice(0, found.indexOf(last) + 1);
      open.reopenAbove(last.sequence);
    }
    return { events: found.map(({ event }) => event), isExhausted: open.lowest === undefined };
  }

  /** Passes holes before events that were delivered out of order, up to the first that is still to be delivered. */
  #passDelivered(dialog: DialogState, found: readonly Placed[]): void {
    for (const event of found) {
      if (!isDelivered(dialog, event)) return;
      dialog.window.passTo(event.sequence);
    }
  }

  /** The events of one history response within the range, deduplicated and in order. */
  async #readRange(dialog: DialogState, range: SequenceRange, signal: AbortSignal): Promise<Placed[]> {
    const response = await this.#request(dialog, range, signal);
    const bySequence = new Map<number, Placed>();
    let unplaced = 0;
    for (const event of response) {
      const sequence = sequenceOf(event);
      if (sequence === undefined) unplaced += isPassing(event) ? 0 : 1;
      else if (isWithin(range, sequence) && !isOfOldNumbering(dialog, event)) {
        if (!bySequence.has(sequence)) bySequence.set(sequence, { sequence, event });
      }
    }
    if (unplaced > 0) this.#warnOnce(dialog, withoutSequence(dialog, unplaced));
    // Detects a platform that ignores the upper bound and returns the newest page again.
    const isIgnored = response.some((event) => (sequenceOf(event) ?? -1) >= range.before);
    if (bySequence.size === 0 && isIgnored) {
      this.#ports.reporter.report(pageUnreadable(dialog, range.after, range.before));
    }
    return [...bySequence.values()].toSorted((a, b) => a.sequence - b.sequence);
  }

  /** @throws {ResponseError} Refused, and the agent no longer participates or is new to the dialog. */
  async #request(dialog: DialogState, range: SequenceRange, signal: AbortSignal): Promise<readonly Message[]> {
    for (let attempts = 1; ; attempts += 1) {
      try {
        const events = await this.#reader.request(dialog.id, range, () => (dialog.mailbox?.length ?? 0) > 0, signal);
        signal.throwIfAborted();
        return events;
      } catch (error) {
        if (signal.aborted || error instanceof ConnectionError) throw error;
        const isUnknown = dialog.window.last === undefined;
        if (isRefusal(error)) {
          const isFinal = dialog.participation !== 'active' || saysPartIsOver(error);
          if (isFinal || (isUnknown && attempts >= REPORTED_AFTER)) throw error;
          if (!isUnknown) this.#reportOnce(dialog, error);
        } else if (attempts >= REPORTED_AFTER) {
          this.#reportOnce(dialog, error);
        }
        await pause(pauseAfter(attempts, isRefusal(error)), signal);
      }
    }
  }

  #items(dialog: DialogState, events: readonly Message[]): readonly MailboxItem[] {
    return events.map((event) => {
      // A message of the agent proves that it had joined.
      if (event.originatorId !== undefined && this.#ports.isOwn(event.originatorId)) this.#forgetBeginning(dialog);
      const { beginning } = dialog;
      const message =
        this.#hasStore && beginning && isBacklog(beginning, event) ? { ...event, backlog: true as const } : event;
      const body = { dialogId: dialog.id, changes: [message] };
      return newItem({ body, sequence: sequenceOf(event), origin: 'history', delivered: undefined });
    });
  }

  #giveUp(dialog: DialogState, cause: unknown): void {
    if (!dialog.isReported) this.#ports.reporter.report(historyGivenUp(dialog, cause));
    // The stored position is kept.
    if (dialog.participation === 'active' && saysPartIsOver(cause)) dialog.participation = 'left';
    dialog.isReported = false;
    dialog.isStale = false;
    this.#forgetBeginning(dialog);
    dialog.mailbox?.confirm(performance.now());
    const { firstIsland } = dialog.window;
    if (firstIsland !== undefined) dialog.window.passTo(firstIsland);
  }

  #reportOnce(dialog: DialogState, cause: unknown): void {
    if (dialog.isReported) return;
    dialog.isReported = true;
    this.#ports.reporter.report(historyNotRead(dialog, cause));
  }

  #warnOnce(dialog: DialogState, message: string): void {
    if (!dialog.hasWarned) this.#ports.reporter.warn(message);
    dialog.hasWarned = true;
  }

  #limitHold(dialog: DialogState): void {
    dialog.holdTimer ??= setTimeout(() => {
      dialog.isLenient = isNew(dialog);
      this.#onFilled(dialog);
    }, HOLD_NEW_DIALOG_MS).unref();
  }

  #followsDirectly({ window, mailbox }: DialogState): boolean {
    const sequence = mailbox?.first?.sequence;
    return sequence !== undefined && window.isAnchored && window.place(sequence) === 'next';
  }
}

interface Placed {
  readonly sequence: number;
  readonly event: Message;
}

function isDelivered({ window }: DialogState, { sequence }: Placed): boolean {
  return window.place(sequence) === 'double';
}

function isOfOldNumbering({ floorTimestamp }: DialogState, event: Message): boolean {
  return (timestampOf(event) ?? Infinity) <= floorTimestamp;
}

/** Sequence of the first live event before which events seem to be missing. */
function firstAhead({ window, mailbox }: DialogState): number | undefined {
  const sequence = mailbox?.first?.sequence;
  return sequence !== undefined && window.place(sequence) === 'ahead' ? sequence : undefined;
}

/** Whether no message was delivered since the agent joined. */
function isNew({ window }: DialogState): boolean {
  return window.last === undefined || !window.isAnchored;
}

function nothing(): void {}
