import { isMessage, type ConversationMessage } from '../conversations/message.js';
import type { LastMessage } from '../conversations/snapshot.js';
import type { Message } from '../protocol/registry.js';
import { keepNewest } from '../support/keep-newest.js';
import { HeardEvents } from './heard-events.js';
import { clickPartOf, type Clicks } from './click-parts.js';
import type { MemoryBudget } from './memory-budget.js';

/** What an inbox reads of an event: a message, or a receipt. */
export type HeardEvent = Pick<Message, 'dialogId' | 'event'> &
  // A conversation passes on what a participant did, with or without a role.
  { readonly [Name in keyof Message]?: Message[Name] | undefined };

/** An event of the consumer that waits for its turn. */
export interface WaitingEvent {
  readonly dialogId: string;
  readonly sequence: number;
  /** `undefined`: a click whose text has not come. */
  message: ConversationMessage | undefined;
  /** The `ExternalId` of a click. */
  readonly clickId: string | undefined;
  readonly size: number;
  /** Time of the bot's clock. */
  readonly heardAt: number;
  /** Read from the history: an earlier process may have begun with it. */
  readonly isFromHistory: boolean;
  /** Later events of the dialog were handled before: the position has passed it. */
  readonly isLate: boolean;
}

type Arrival = 'live' | 'history' | 'late';

/** What the inbox of a conversation needs. */
export interface InboxPorts {
  readonly agentId: () => string | undefined;
  readonly wrap: (event: Message) => ConversationMessage;
  /** Whether a click with this id belongs to an action of the bot. */
  readonly isClick: (externalId: string) => boolean;
  readonly now: () => number;
  readonly budget: MemoryBudget;
}

/** Reads events of a dialog: those above `after` and below `before`, in order. */
export type ReadHistory = (range: {
  readonly dialogId: string;
  readonly after: number;
  readonly before: number;
}) => Promise<readonly Message[]>;

interface DialogInbox {
  readonly id: string;
  /** Every event up to this sequence waits, is handled, or needs no turn. */
  read: number;
  /** The highest sequence known to exist. */
  newest: number;
  /** Events above `read` are to be read from the history. */
  isBehind: boolean;
  /** The next reading begins so many events earlier, to find the receipt or the text of the last click. */
  lookBack: number;
  /** Live events while the dialog is behind. */
  readonly heard: HeardEvents;
  readonly clicks: Clicks;
  /** The newest sequence when another agent had given the conversation back. */
  returnedAfter: number;
  /** Sequences that were passed over, since no event had them. One that comes after all is handled out of order. */
  readonly holes: Set<number>;
}

/** Sequences that one reading covers, and the furthest that a first reading goes back. */
const WINDOW = 200;
/** Events of a dialog between the receipt of a click and its text. */
const CLICK_DISTANCE = 8;
const MAX_WAITING = 100;
const MAX_SIZE = 1_000_000;

/**
 * What the consumer of one conversation has said, and has not had its turn. Bounded: what does not fit is forgotten and
 * read again from the history of the dialog when the inbox is empty.
 */
export class Inbox {
  readonly #ports: InboxPorts;
  readonly #dialogs = new Map<string, DialogInbox>();
  #waiting: WaitingEvent[] = [];
  #size = 0;
  #isDisposed = false;
  /** Something did not fit, and nothing was handled since. */
  #isFull = false;
  /** What was said earlier was said to another agent. Epoch ms of the platform. */
  #notBefore = -Infinity;
  /** The history contains events of another agent that are newer than the position. */
  hasOthers = false;

  constructor(ports: InboxPorts) {
    this.#ports = ports;
  }

  /** In the order in which they are to be handled. */
  get waiting(): readonly WaitingEvent[] {
    return this.#waiting;
  }

  get isBehind(): boolean {
    for (const { isBehind } of this.#dialogs.values()) if (isBehind) return true;
    return false;
  }

  /** Whether a reading could add to what waits. A full inbox is half empty first: each reading is a request. */
  get hasRoom(): boolean {
    return !this.#isFull && this.#waiting.length < MAX_WAITING / 2;
  }

  /**
   * Continues after the positions that a store has.
   *
   * @param openDialogId The dialog to read.
   * @param last The newest message of the conversation, as far as known.
   */
  resume(positions: Readonly<Record<string, number>>, openDialogId: string, last: LastMessage | undefined): void {
    for (const [dialogId, position] of Object.entries(positions)) {
      const dialog = this.#dialogOf(dialogId);
      dialog.read = Math.max(dialog.read, position);
      dialog.lookBack = CLICK_DISTANCE;
    }
    const dialog = this.#dialogOf(openDialogId);
    if (last?.dialogId === openDialogId) dialog.newest = Math.max(dialog.newest, last.sequence);
    dialog.isBehind = true;
  }

  /**
   * Begins with the newest part of a dialog that is new to the bot, or that another agent had.
   *
   * @param notBefore What was said earlier needs no turn. Epoch ms of the platform.
   */
  begin(openDialogId: string, last: LastMessage | undefined, notBefore = -Infinity): void {
    const dialog = this.#dialogOf(openDialogId);
    if (last?.dialogId === openDialogId) dialog.newest = Math.max(dialog.newest, last.sequence);
    dialog.read = Math.max(dialog.read, dialog.newest - WINDOW);
    dialog.isBehind = true;
    this.#notBefore = notBefore;
    dialog.returnedAfter = dialog.newest;
  }

  /** A live event. */
  hear(event: HeardEvent): void {
    const { sequence } = event;
    if (typeof sequence !== 'number' || this.#isDisposed) return;
    const dialog = this.#dialogOf(event.dialogId);
    if (sequence <= dialog.read) {
      if (dialog.holes.delete(sequence)) this.#acceptLate(dialog, event, sequence);
      return;
    }
    dialog.newest = Math.max(dialog.newest, sequence);
    // A gap is read, also one that the agent could not fill.
    if (sequence > dialog.read + 1) dialog.isBehind = true;
    if (dialog.isBehind || !this.#accept(dialog, event, sequence, 'live')) {
      dialog.isBehind = true;
      const room = { count: MAX_WAITING - this.#waiting.length, size: MAX_SIZE - this.#size };
      dialog.heard.add(sequence, event, sizeOf(event), room);
    }
  }

  /**
   * Reads the next part of a dialog that is behind.
   *
   * @throws {SDKError} As the history. Nothing has changed.
   */
  async readOn(read: ReadHistory): Promise<void> {
    const dialog = [...this.#dialogs.values()].find(({ isBehind }) => isBehind);
    if (dialog === undefined) return;
    const { id: dialogId, read: after, newest, lookBack } = dialog;
    const before = after + WINDOW + 1;
    const events = await read({ dialogId, after: Math.max(after - lookBack, -1), before });
    // Discarded meanwhile.
    if (this.#isDisposed || !dialog.isBehind || dialog.read !== after) return;
    dialog.lookBack = 0;
    const others = events.findLastIndex((event) => this.#isOfAnotherAgent(event, true));
    for (const [index, event] of events.entries()) {
      const { sequence = -1 } = event;
      if (sequence <= after) {
        clickPartOf(dialog.clicks, event)?.note();
        continue;
      }
      // What another agent has answered would only take the room of what waits.
      if (index < others) this.#skip(dialog, sequence);
      else if (!this.#accept(dialog, event, sequence, 'history')) return;
      // A message newer than the newest known: more can follow, also behind a hole at the end of this part.
      if (isMessage(event)) dialog.newest = Math.max(dialog.newest, sequence);
    }
    // By what was known at the request: the response can be older than live events that have come since.
    if (before <= newest) {
      this.#pass(dialog, before);
      dialog.read = before - 1;
      return;
    }
    const isFull = dialog.read === before - 1;
    if (isFull || dialog.newest !== newest) return;
    this.#connect(dialog);
  }

  /** The positions once these events are handled, by dialog. */
  positionsAfter(handled: readonly WaitingEvent[]): Readonly<Record<string, number>> {
    const positions: Record<string, number> = {};
    for (const { id, read } of this.#dialogs.values()) if (read >= 0) positions[id] = read;
    for (let index = this.#waiting.length - 1; index >= 0; index -= 1) {
      const event = this.#waiting[index];
      if (event === undefined || event.isLate || handled.includes(event)) continue;
      // -1 is no position: the dialog is read from its first event without one.
      if (event.sequence === 0) delete positions[event.dialogId];
      else positions[event.dialogId] = event.sequence - 1;
    }
    return positions;
  }

  remove(handled: readonly WaitingEvent[]): void {
    this.#keep((event) => !handled.includes(event));
  }

  /** Nothing that is known so far needs a turn. */
  discard(): void {
    this.#keep(() => false);
    for (const dialog of this.#dialogs.values()) {
      dialog.read = Math.max(dialog.read, dialog.newest);
      dialog.isBehind = false;
      dialog.heard.clear();
    }
  }

  /** Gives the memory back; what waits is not handled. */
  dispose(): void {
    this.#isDisposed = true;
    this.#keep(() => false);
    for (const { heard } of this.#dialogs.values()) heard.clear();
  }

  #connect(dialog: DialogInbox): void {
    dialog.isBehind = false;
    for (const [sequence, event] of dialog.heard.inOrder()) {
      if (sequence > dialog.read && !this.#accept(dialog, event, sequence, 'live')) return;
      dialog.heard.delete(sequence);
    }
  }

  #skip(dialog: DialogInbox, sequence: number): void {
    this.#pass(dialog, sequence);
    dialog.read = sequence;
  }

  /** @returns `false`: it does not fit, and is read again later. */
  #accept(dialog: DialogInbox, event: HeardEvent, sequence: number, arrival: Arrival): boolean {
    const isFromHistory = arrival === 'history';
    if (this.#isOfAnotherAgent(event, isFromHistory)) {
      if (isFromHistory) this.hasOthers = true;
      this.#keep(({ dialogId }) => dialogId !== dialog.id);
    } else if (event.originatorMetadata?.role === 'CONSUMER' && !this.#isBeforeReturn(dialog, event, sequence)) {
      if (!this.#acceptOfConsumer(dialog, event, sequence, arrival)) return false;
    }
    this.#skip(dialog, sequence);
    return true;
  }

  /** Notes the sequences before this one that no event had. */
  #pass(dialog: DialogInbox, sequence: number): void {
    for (let hole = Math.max(dialog.read + 1, sequence - WINDOW); hole < sequence; hole += 1) dialog.holes.add(hole);
    keepNewest(dialog.holes, WINDOW);
  }

  /** An event after which later ones were handled: the position has passed it. */
  #acceptLate(dialog: DialogInbox, event: HeardEvent, sequence: number): void {
    if (event.originatorMetadata?.role !== 'CONSUMER' || this.#isBeforeReturn(dialog, event, sequence)) return;
    this.#acceptOfConsumer(dialog, event, sequence, 'late');
  }

  /** Said to another agent. In the millisecond of the return, the last message that was known then decides. */
  #isBeforeReturn({ returnedAfter }: DialogInbox, { serverTimestamp }: HeardEvent, sequence: number): boolean {
    const at = Number(serverTimestamp);
    return at < this.#notBefore || (at === this.#notBefore && sequence <= returnedAfter);
  }

  #acceptOfConsumer(dialog: DialogInbox, event: HeardEvent, sequence: number, arrival: Arrival): boolean {
    const part = clickPartOf(dialog.clicks, event);
    const click = part !== undefined && this.#ports.isClick(part.id) ? part : undefined;
    const isText = isMessage(event as Message);
    if (click?.isSecond) {
      click.note();
      const first = this.#waiting.find(({ clickId, message }) => clickId === click.id && message === undefined);
      if (isText && first !== undefined) first.message = this.#ports.wrap(event as Message);
      return true;
    }
    if (!isText && click === undefined) return true;
    const size = sizeOf(event);
    // A reading would not find a late one, which is above the position no more.
    if (arrival !== 'late' && !this.#fits(size)) {
      this.#isFull = true;
      dialog.isBehind = true;
      return false;
    }
    click?.note();
    this.#size += size;
    this.#ports.budget.add(size);
    this.#waiting.push({
      dialogId: dialog.id,
      sequence,
      // The event of a dialog, whole: a receipt has no message.
      message: isText ? this.#ports.wrap(event as Message) : undefined,
      clickId: click?.id,
      size,
      heardAt: this.#ports.now(),
      isFromHistory: arrival === 'history',
      isLate: arrival === 'late',
    });
    return true;
  }

  #fits(size: number): boolean {
    if (this.#waiting.length === 0) return true;
    return this.#waiting.length < MAX_WAITING && this.#size + size <= MAX_SIZE && this.#ports.budget.has(size);
  }

  /** Receipts of a former agent may come late; in the history, they tell that this agent had the conversation. */
  #isOfAnotherAgent(event: HeardEvent, isFromHistory: boolean): boolean {
    const agentId = this.#ports.agentId();
    if (event.originatorMetadata?.role !== 'ASSIGNED_AGENT' || event.originatorId === agentId) return false;
    return isFromHistory || isMessage(event as Message);
  }

  #keep(isKept: (event: WaitingEvent) => boolean): void {
    this.#isFull = false;
    const kept = this.#waiting.filter(isKept);
    const size = kept.reduce((sum, event) => sum + event.size, 0);
    this.#ports.budget.add(size - this.#size);
    this.#size = size;
    this.#waiting = kept;
  }

  #dialogOf(id: string): DialogInbox {
    let dialog = this.#dialogs.get(id);
    if (dialog === undefined) {
      dialog = {
        id,
        read: -1,
        newest: -1,
        isBehind: false,
        lookBack: 0,
        heard: new HeardEvents(this.#ports.budget),
        clicks: new Map(),
        returnedAfter: -1,
        holes: new Set(),
      };
      this.#dialogs.set(id, dialog);
    }
    return dialog;
  }
}

/** Characters of what was said. */
function sizeOf({ event }: HeardEvent): number {
  return 'message' in event && typeof event.message === 'string' ? event.message.length : JSON.stringify(event).length;
}
