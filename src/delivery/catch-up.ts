import type { Conversation, Messages } from '../protocol/registry.js';
import { Backfill } from './backfill.js';
import type { Cursors } from './cursors.js';
import { newDialog, type Beginning, type DialogState, type Participation } from './dialog-state.js';
import { DialogRunner } from './dialog-runner.js';
import type { MailboxTotal } from './mailbox.js';
import type { DeliveryOptions, DeliveryPorts } from './ports.js';
import { sequenceOf, timestampOf } from './sequence.js';
import { SequenceWindow } from './sequence-window.js';

/** A history request of the application, from its sending until its messages are dispatched. */
export interface HistoryQuery {
  /** Queues the response in the dialog; events delivered since the request are removed from it. */
  receive(body: Messages): void;
  /** There will be no response. */
  cancel(): void;
}

/** A dialog that the agent has left, or that has ended. */
interface PastDialog {
  readonly window: SequenceWindow;
  readonly newestTimestamp: number;
  readonly participation: Exclude<Participation, 'active'>;
  /** `performance.now()` clock. */
  readonly since: number;
}

/** A dialog that was left or has ended is remembered so long. */
const PAST_AGE_MS = 7 * 24 * 3_600_000;
/** This machine's clock may be ahead of the platform's. */
const CLOCK_TOLERANCE_MS = 1_000;
/** For this long after the agent left, incoming messages count as stragglers and do not make it rejoin. */
const STRAGGLER_MS = 5_000;

/**
 * Delivers each message of the agent's dialogs once and in order, also over lost connections: fills gaps, drops doubles.
 * One message at a time per dialog; no dialog waits for another. The rules are in docs/delivery.md.
 */
export class CatchUp {
  readonly #ports: DeliveryPorts;
  readonly #options: DeliveryOptions;
  readonly #runner: DialogRunner;
  /** Owns the connection that history is read on. */
  readonly #backfill: Backfill;
  readonly #total: MailboxTotal = { count: 0, size: 0 };
  readonly #dialogs = new Map<string, DialogState>();
  /** The oldest first. */
  readonly #past = new Map<string, PastDialog>();
  #cursors: Cursors | undefined;
  readonly #hasStore: boolean;

  constructor(ports: DeliveryPorts, options: DeliveryOptions, hasStore: boolean) {
    this.#ports = ports;
    this.#options = options;
    this.#hasStore = hasStore;
    this.#backfill = new Backfill(ports, options.historyRate, this.#total, (dialog) => this.#runner.filled(dialog));
    this.#runner = new DialogRunner(ports, options, hasStore, this.#dialogs, this.#backfill, this.#total, (dialog) =>
      this.#retire(dialog),
    );
  }

  /** Dialogs in which messages are delivered. */
  get size(): number {
    return this.#dialogs.size;
  }

  /** The number of events that wait for delivery, and when the oldest was queued, on the clock of `performance.now()`. */
  get queued(): { readonly count: number; readonly oldestAt: number | undefined } {
    const { count } = this.#total;
    if (count === 0) return { count, oldestAt: undefined };
    let oldestAt: number | undefined;
    for (const { mailbox } of this.#dialogs.values()) {
      const at = mailbox?.oldestAt;
      if (at !== undefined && (oldestAt === undefined || at < oldestAt)) oldestAt = at;
    }
    return { count, oldestAt };
  }

  /** A message of a notification. */
  live(body: Messages): void {
    const known = this.#dialogs.get(body.dialogId);
    if (known !== undefined) known.wasUsed = true;
    this.#runner.live(known ?? this.#hear(body), body);
  }

  /** The agent takes part in this dialog: what is said in it while there is no connection will be fetched. */
  follow(dialogId: string, conversation?: Conversation, sentAt?: number): void {
    const participation = (this.#dialogs.get(dialogId) ?? this.#past.get(dialogId))?.participation;
    if (participation === 'active') return;
    // The response to a request sent before the dialog closed must not reopen the dialog.
    if (participation === 'ended' && conversation === undefined) return;
    this.#follow(dialogId, this.#beginning(dialogId, conversation, sentAt));
  }

  /** The agent no longer participates. It may rejoin. */
  leave(dialogId: string): void {
    this.#part(dialogId, 'left');
  }

  /** The dialog has ended. */
  end(dialogId: string): void {
    this.#part(dialogId, 'ended');
  }

  /** The application is about to request history. */
  query(dialogId: string): HistoryQuery {
    const delivered = this.#runner.watches.begin(dialogId);
    return {
      receive: (body) => {
        this.#runner.answer(this.#dialogs.get(dialogId) ?? this.#observe(dialogId), body, delivered);
      },
      cancel: () => this.#runner.watches.end(dialogId, delivered),
    };
  }

  /** There is a connection. If there was one before, messages may be missing in every dialog. */
  resume(again: boolean, cursors: Cursors | undefined): void {
    this.#cursors = cursors;
    this.#backfill.resume(cursors);
    this.#runner.resume(cursors);
    for (const dialog of this.#dialogs.values()) {
      if (again && dialog.participation === 'active') this.#runner.markStale(dialog);
      else this.#runner.pump(dialog);
    }
    if (cursors !== undefined) void this.#followStored(cursors);
  }

  /** The connection was lost: nothing is delivered until the next one. */
  suspend(): void {
    this.#runner.suspend();
    this.#backfill.suspend();
  }

  /** From now on nothing new is delivered; running handlers continue. */
  drain(): void {
    this.#runner.drain();
  }

  /** Cancels `drain()`. */
  undrain(): void {
    this.#runner.undrain();
    for (const dialog of this.#dialogs.values()) this.#runner.pump(dialog);
  }

  /** Resolves when no handler and no write to the store is running; `undefined` if none is. */
  idle(): Promise<void> | undefined {
    const handlers = this.#runner.idle();
    const cursors = this.#cursors;
    return handlers === undefined ? cursors?.idle() : handlers.then(() => cursors?.idle());
  }

  /** Abandons running handlers, whose messages are delivered again, and forgets waiting messages. */
  stop(): void {
    this.#backfill.suspend();
    this.#runner.stop();
  }

  /** The first handler was attached. */
  listening(): void {
    if (!this.#runner.startListening()) return;
    for (const dialog of this.#dialogs.values()) this.#runner.pump(dialog);
  }

  #hear(body: Messages): DialogState {
    const [message] = body.changes;
    const past = this.#past.get(body.dialogId);
    const isStraggler =
      past?.participation === 'ended' || (past !== undefined && performance.now() - past.since < STRAGGLER_MS);
    if (past === undefined || !isStraggler) {
      const learnedAt = timestampOf(message) ?? this.#ports.serverTime();
      const firstLive = sequenceOf(message);
      return this.#follow(body.dialogId, { joinedAt: undefined, firstLive, newest: undefined, learnedAt });
    }
    const dialog = this.#restore(body.dialogId, past, undefined);
    dialog.participation = past.participation;
    if (!this.#hasStore) dialog.window.unanchor();
    return dialog;
  }

  #follow(dialogId: string, beginning: Beginning): DialogState {
    const known = this.#dialogs.get(dialogId);
    if (known !== undefined) {
      known.participation = 'active';
      known.beginning = beginning;
      this.#rejoin(known);
      return known;
    }
    const past = this.#past.get(dialogId);
    if (past !== undefined) {
      const dialog = this.#restore(dialogId, past, beginning);
      this.#rejoin(dialog);
      return dialog;
    }
    const dialog = newDialog(dialogId, new SequenceWindow(undefined, this.#hasStore), beginning);
    dialog.isPositionLoaded = !this.#hasStore;
    this.#add(dialog);
    // With a store even a dialog that is new to this process may be known: nothing is delivered before that is clear.
    if (this.#hasStore) this.#runner.markStale(dialog);
    return dialog;
  }

  /** The agent rejoins: with a store it backfills from its position, without one it starts with the next message. */
  #rejoin(dialog: DialogState): void {
    if (!this.#hasStore) {
      // Keep the window anchored while messages from before the agent left are still queued: they must be delivered.
      if (!this.#runner.hasWork(dialog) && !dialog.mailbox?.isTruncated) dialog.window.unanchor();
      return;
    }
    const { last } = dialog.window;
    if (last !== undefined) this.#cursors?.rejoin(dialog.id, last);
    this.#runner.markStale(dialog);
  }

  /** A dialog in which the agent is not known to participate. */
  #observe(dialogId: string): DialogState {
    const past = this.#past.get(dialogId);
    if (past !== undefined) {
      const known = this.#restore(dialogId, past, undefined);
      known.participation = past.participation;
      return known;
    }
    const dialog = newDialog(dialogId, new SequenceWindow(undefined, false), undefined);
    dialog.participation = 'observed';
    this.#add(dialog);
    return dialog;
  }

  #restore(dialogId: string, past: PastDialog, beginning: Beginning | undefined): DialogState {
    this.#past.delete(dialogId);
    const dialog = newDialog(dialogId, past.window, beginning);
    dialog.newestTimestamp = past.newestTimestamp;
    this.#add(dialog);
    return dialog;
  }

  #add(dialog: DialogState): void {
    this.#dialogs.set(dialog.id, dialog);
    if (this.#dialogs.size > this.#options.maxDialogs) this.#evict(dialog);
  }

  /** Second-chance eviction: to move a dialog to the end with each message would cost as much as delivering it. */
  #evict(latest: DialogState): void {
    for (const oldest of this.#dialogs.values()) {
      if (oldest === latest || this.#runner.isAtWork(oldest)) continue;
      this.#dialogs.delete(oldest.id);
      if (!oldest.wasUsed) return;
      oldest.wasUsed = false;
      this.#dialogs.set(oldest.id, oldest);
    }
  }

  #part(dialogId: string, participation: 'left' | 'ended'): void {
    const dialog = this.#dialogs.get(dialogId);
    if (dialog !== undefined) {
      dialog.participation = participation;
      if (!this.#runner.hasWork(dialog)) this.#retire(dialog);
      return;
    }
    const past = this.#past.get(dialogId);
    if (past === undefined || past.participation === participation || participation !== 'ended') return;
    this.#past.set(dialogId, { ...past, participation });
    this.#cursors?.forget(dialogId);
  }

  /** Forgets a dialog that the agent has left or that has ended, once all of its messages have been delivered. */
  #retire(dialog: DialogState): void {
    const { id, window, newestTimestamp, participation } = dialog;
    if (participation === 'active' || this.#dialogs.get(id) !== dialog) return;
    this.#dialogs.delete(id);
    this.#past.set(id, { window, newestTimestamp, participation, since: performance.now() });
    if (participation === 'left' && window.last !== undefined) this.#cursors?.leave(id, window.last);
    else if (participation !== 'observed') this.#cursors?.forget(id);
    for (const [oldestId, oldest] of this.#past) {
      const isOld = performance.now() - oldest.since > PAST_AGE_MS;
      if (!isOld && this.#past.size <= this.#options.maxDialogs) return;
      this.#past.delete(oldestId);
      if (oldest.participation === 'left') this.#cursors?.forget(oldestId);
    }
  }

  /** @param sentAt When the platform told of it, epoch ms. */
  #beginning(dialogId: string, conversation: Conversation | undefined, sentAt: number | undefined): Beginning {
    const last = conversation?.lastContentEventNotification;
    return {
      joinedAt: conversation?.conversationDetails.metaDataLastUpdateTs,
      firstLive: undefined,
      newest: last?.dialogId === dialogId ? sequenceOf(last) : undefined,
      learnedAt: sentAt ?? this.#ports.serverTime() - CLOCK_TOLERANCE_MS,
    };
  }

  async #followStored(cursors: Cursors): Promise<void> {
    const stored = await this.#backfill.storedDialogs(cursors);
    for (const dialogId of stored.current) if (!this.#past.has(dialogId)) this.follow(dialogId);
    const surplus = stored.left.length - this.#options.maxDialogs;
    for (const dialogId of stored.left.slice(0, Math.max(surplus, 0))) cursors.forget(dialogId);
  }
}
