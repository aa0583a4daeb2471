import { isPassing } from '../protocol/message.js';
import type { Messages } from '../protocol/registry.js';
import { isThenable } from '../support/thrown.js';
import type { Backfill } from './backfill.js';
import { blockingOf, isNewerThanAll, passHole, settle } from './placement.js';
import { abandoned, redelivered, redeliveryPauseMs } from './redelivery.js';
import { SLOW_MS, type Cursors } from './cursors.js';
import { mailboxOf, type DialogState } from './dialog-state.js';
import { gaveUp, noHandler, numberingRestarted, slowHandler, tooOld, unconfirmedHole } from './faults.js';
import { HistoryWatches } from './history-watches.js';
import { newItem, type MailboxItem, type MailboxTotal } from './mailbox.js';
import type { DeliveryOptions, DeliveryPorts, FailedAttempt, HandlerOutcome, Redelivery } from './ports.js';
import { sequenceOf } from './sequence.js';

/** The most characters of waiting messages in all dialogs together. */
const MAX_TOTAL_SIZE = 64_000_000;
/** `stopped`: nothing is delivered, without a connection or after the agent was closed. */
type Phase = 'stopped' | 'running' | 'draining';

/**
 * Delivers the waiting messages of all dialogs: one event at a time in each, in order, and again to handlers that failed.
 *
 * `pump` is the delivery loop. It stops when the mailbox is empty or the dialog is blocked by a running handler, a backfill
 * or a redelivery pause; the end of each block calls `pump` again.
 */
export class DialogRunner {
  readonly watches = new HistoryWatches();
  readonly #ports: DeliveryPorts;
  readonly #options: DeliveryOptions;
  readonly #hasStore: boolean;
  readonly #dialogs: ReadonlyMap<string, DialogState>;
  readonly #retire: (dialog: DialogState) => void;
  readonly #backfill: Backfill;
  readonly #total: MailboxTotal;
  #cursors: Cursors | undefined;
  #phase: Phase = 'stopped';
  /** Raised by `stop()`: handlers of an earlier run do not count. */
  #run = 0;
  #handlersAtWork = 0;
  #onIdle: (() => void)[] = [];
  #isHeld = false;

  /**
   * @param total Shared with all mailboxes.
   * @param retire Called with a dialog that the agent has left, when all of its messages are delivered.
   */
  constructor(
    ports: DeliveryPorts,
    options: DeliveryOptions,
    hasStore: boolean,
    dialogs: ReadonlyMap<string, DialogState>,
    backfill: Backfill,
    total: MailboxTotal,
    retire: (dialog: DialogState) => void,
  ) {
    this.#ports = ports;
    this.#options = options;
    this.#hasStore = hasStore;
    this.#dialogs = dialogs;
    this.#backfill = backfill;
    this.#total = total;
    this.#retire = retire;
  }

  /** A backfill of the dialog has succeeded or failed. */
  filled(dialog: DialogState): void {
    this.#limitTotal();
    this.pump(dialog);
  }

  live(dialog: DialogState, body: Messages): void {
    const sequence = sequenceOf(body.changes[0]);
    const isUsual =
      this.#phase === 'running' &&
      dialog.mailbox === undefined &&
      !dialog.isBusy &&
      !dialog.isStale &&
      (sequence === undefined || dialog.window.place(sequence) === 'next') &&
      this.#isHeard();
    if (isUsual) {
      this.#await(dialog, this.#handOut(dialog, body, sequence, undefined));
      if (dialog.mailbox === undefined && dialog.participation === 'active') return;
    } else {
      this.#queue(dialog, body, sequence, 'live', undefined);
    }
    this.pump(dialog);
  }

  /** Queues the response to a history query of the application. `delivered`: sequences delivered since the request. */
  answer(dialog: DialogState, body: Messages, delivered: Set<number>): void {
    this.#queue(dialog, body, undefined, 'query', delivered);
    this.pump(dialog);
  }

  /** Messages may be missing: nothing newer is delivered before a backfill. */
  markStale(dialog: DialogState): void {
    dialog.isStale = true;
    dialog.staleSince = performance.now();
    this.pump(dialog);
  }

  /** Whether messages are still to be delivered or backfilled. */
  hasWork(dialog: DialogState): boolean {
    return dialog.isStale || this.isAtWork(dialog);
  }

  /** Whether the dialog cannot be forgotten now. */
  isAtWork(dialog: DialogState): boolean {
    return dialog.isBusy || dialog.isFilling || (dialog.mailbox?.length ?? 0) > 0;
  }

  resume(cursors: Cursors | undefined): void {
    this.#cursors = cursors;
    if (this.#phase === 'stopped') this.#phase = 'running';
  }

  suspend(): void {
    if (this.#phase === 'running') this.#phase = 'stopped';
  }

  drain(): void {
    this.#phase = 'draining';
  }

  undrain(): void {
    if (this.#phase === 'draining') this.#phase = this.#backfill.isOnline ? 'running' : 'stopped';
  }

  stop(): void {
    this.#phase = 'stopped';
    this.#run += 1;
    for (const dialog of this.#dialogs.values()) this.#reset(dialog);
  }

  idle(): Promise<void> | undefined {
    if (this.#handlersAtWork === 0) return undefined;
    return new Promise((resolve) => this.#onIdle.push(resolve));
  }

  /** @returns Whether messages were held back without a handler. */
  startListening(): boolean {
    const wasHeld = this.#isHeld;
    this.#isHeld = false;
    return wasHeld;
  }

  pump(dialog: DialogState): void {
    while (this.#phase === 'running' && !dialog.isBusy && dialog.retryTimer === undefined) {
      const { mailbox } = dialog;
      const item = mailbox?.first;
      if (item === undefined && mailbox?.isTruncated) {
        mailbox.isTruncated = false;
        dialog.isStale = true;
        dialog.staleSince = -Infinity;
      }
      if (this.#isBlocked(dialog, item)) return;
      if (item === undefined) {
        dialog.mailbox = undefined;
        if (dialog.participation !== 'active' && !dialog.isFilling) this.#retire(dialog);
        return;
      }
      if (!this.#isHeard(item.redelivery)) return;
      mailbox?.shift();
      this.#await(dialog, this.#take(dialog, item));
    }
  }

  /** Forgets waiting messages, which a backfill reads again, except an event to be redelivered. */
  #reset(dialog: DialogState): void {
    clearTimeout(dialog.retryTimer);
    dialog.retryTimer = undefined;
    const isUnfinished = dialog.participation === 'active' || this.isAtWork(dialog);
    for (const { delivered } of dialog.mailbox?.clear() ?? []) {
      if (delivered !== undefined) this.watches.end(dialog.id, delivered);
    }
    if (!isUnfinished) return;
    dialog.isStale = true;
    dialog.staleSince = performance.now();
  }

  #queue(
    dialog: DialogState,
    body: Messages,
    sequence: number | undefined,
    origin: 'live' | 'query',
    delivered: Set<number> | undefined,
  ): void {
    mailboxOf(dialog, this.#total).push(newItem({ body, sequence, origin, delivered }));
    this.#limitTotal();
  }

  /** Forgets the newer half of the longest mailbox, until the total is within its limit. */
  #limitTotal(): void {
    while (this.#total.size > MAX_TOTAL_SIZE) {
      let longest: DialogState | undefined;
      for (const dialog of this.#dialogs.values()) {
        if ((dialog.mailbox?.length ?? 0) < 2) continue;
        if ((dialog.mailbox?.size ?? 0) > (longest?.mailbox?.size ?? 0)) longest = dialog;
      }
      const { size } = this.#total;
      longest?.mailbox?.halve();
      if (this.#total.size === size) return;
    }
  }

  /** Whether there is a handler. With a store, messages are held back until one is attached. */
  #isHeard(redelivery?: Redelivery): boolean {
    if (!this.#hasStore || this.#ports.consumer.hears(redelivery)) return true;
    if (!this.#isHeld) this.#ports.reporter.warn(noHandler());
    this.#isHeld = true;
    return false;
  }

  /** Whether the next item has to wait for a backfill, which this method starts. */
  #isBlocked(dialog: DialogState, item: MailboxItem | undefined): boolean {
    const { needsHistory, isBlocked } = blockingOf(dialog, item);
    if (needsHistory) this.#backfill.fill(dialog);
    return isBlocked;
  }

  /** @returns A promise if a handler, or the store, is at work. */
  #take(dialog: DialogState, item: MailboxItem): Promise<void> | undefined {
    const { sequence, redelivery } = item;
    if (item.origin === 'query' && redelivery === undefined) return this.#takeAnswer(dialog, item);
    if (sequence === undefined || redelivery !== undefined) return this.#handOut(dialog, item.body, sequence, item);

    const { window } = dialog;
    if (window.place(sequence) === 'double') {
      if (!isNewerThanAll(dialog, item)) return undefined;
      this.#ports.reporter.warn(numberingRestarted(dialog, sequence));
      dialog.floorTimestamp = dialog.newestTimestamp;
      window.restart();
      item.isConfirmed = false;
      mailboxOf(dialog, this.#total).unshift(item);
      return undefined;
    }
    if (window.place(sequence) === 'forgotten') {
      this.#ports.reporter.warn(tooOld(dialog, sequence));
      return undefined;
    }
    const passed = window.place(sequence) === 'ahead' ? passHole(dialog, item, sequence) : undefined;
    if (passed !== undefined) this.#ports.reporter.warn(unconfirmedHole(dialog, passed.from, passed.to));
    return this.#handOut(dialog, item.body, sequence, item);
  }

  #takeAnswer(dialog: DialogState, item: MailboxItem): Promise<void> | undefined {
    const { delivered } = item;
    if (delivered === undefined) return undefined;
    this.watches.end(dialog.id, delivered);
    const changes = item.body.changes.filter((change) => !delivered.has(sequenceOf(change) ?? -1));
    if (changes.length === 0) return undefined;
    const body = { ...item.body, changes };
    return this.#handOut(dialog, body, undefined, { ...item, body });
  }

  /** @returns A promise if a handler, or the store, is at work. `item`: as it was queued, if it was. */
  #handOut(
    dialog: DialogState,
    body: Messages,
    sequence: number | undefined,
    item: MailboxItem | undefined,
  ): Promise<void> | undefined {
    // Without a store, messages are delivered at most once: they are settled before the handlers run.
    if (!this.#hasStore) settle(dialog, body);
    this.watches.note(dialog.id, body);
    if (this.#hasStore) this.#ports.reporter.handingOut(dialog.id, sequence);
    const run = this.#run;
    const context = { dialogId: dialog.id, sequence, attempt: item?.attempt ?? 1 };
    dialog.isBusy = true;
    const outcome = this.#ports.consumer.consume(body, context, item?.redelivery);
    dialog.isBusy = false;
    if (!isThenable(outcome)) {
      return run === this.#run ? this.#finish(dialog, body, sequence, item, outcome) : undefined;
    }
    return this.#finishLater(dialog, body, sequence, item, outcome, run);
  }

  async #finishLater(
    dialog: DialogState,
    body: Messages,
    sequence: number | undefined,
    item: MailboxItem | undefined,
    outcome: PromiseLike<HandlerOutcome>,
    run: number,
  ): Promise<void> {
    const timer = setTimeout(
      () => this.#ports.reporter.warn(slowHandler(dialog.id, sequence, SLOW_MS)),
      SLOW_MS,
    ).unref();
    const failed = await outcome;
    clearTimeout(timer);
    // Stopped meanwhile: with a store, the event is delivered again.
    if (run === this.#run) await this.#finish(dialog, body, sequence, item, failed);
  }

  /** The handlers are done. */
  #finish(
    dialog: DialogState,
    body: Messages,
    sequence: number | undefined,
    item: MailboxItem | undefined,
    outcome: HandlerOutcome,
  ): Promise<void> | undefined {
    if (!this.#hasStore) return undefined;
    const isOver = body.changes.every(isPassing);
    if (outcome !== undefined && !isOver) {
      const given = item ?? newItem({ body, sequence, origin: 'live', delivered: undefined });
      const { attempt } = given;
      if (outcome === 'abandoned') {
        mailboxOf(dialog, this.#total).unshift(abandoned(given));
        return undefined;
      }
      if (attempt < this.#options.redelivery.attempts) {
        this.#redeliver(dialog, given, outcome);
        return undefined;
      }
      this.#ports.reporter.report(gaveUp({ dialogId: dialog.id, sequence, attempt }, outcome.failed[0]?.cause));
    }
    const before = dialog.window.last;
    settle(dialog, body);
    const { last } = dialog.window;
    if (last === undefined || last === before || dialog.participation === 'observed') return undefined;
    return this.#cursors?.move(dialog.id, last);
  }

  /** The event stays where it was, for the handlers that failed. */
  #redeliver(dialog: DialogState, item: MailboxItem, outcome: FailedAttempt): void {
    mailboxOf(dialog, this.#total).unshift(redelivered(item, outcome));
    if (this.#phase !== 'running') return;
    dialog.retryTimer = setTimeout(
      () => {
        dialog.retryTimer = undefined;
        this.pump(dialog);
      },
      redeliveryPauseMs(this.#options.redelivery.firstDelay, item.attempt),
    );
  }

  /** While handlers run, nothing else of the dialog is delivered. */
  #await(dialog: DialogState, work: Promise<void> | undefined): void {
    if (work === undefined) return;
    dialog.isBusy = true;
    this.#handlersAtWork += 1;
    void work.then(() => {
      dialog.isBusy = false;
      this.#handlersAtWork -= 1;
      if (this.#handlersAtWork === 0) for (const resolve of this.#onIdle.splice(0)) resolve();
      this.pump(dialog);
    });
  }
}
