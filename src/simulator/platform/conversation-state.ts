import type { SimulatorClock } from '../clock.js';

export type SimulatedRole =
  | 'CONSUMER'
  | 'ASSIGNED_AGENT'
  | 'AGENT'
  | 'MANAGER'
  | 'READER'
  | 'CONTROLLER'
  | 'BRAND_BOT'
  | (string & {});

/** A participant of a dialog. */
export interface SimulatedParticipant {
  /** Legacy id of an agent (`{accountId}.{userId}`), or the id of a consumer. */
  readonly id: string;
  /** Public id of an agent, or the id of a consumer. */
  readonly pid: string;
  readonly role: SimulatedRole;
  /** `SUGGESTED`: a transfer was offered to this agent and is not accepted yet. */
  readonly state: 'ACTIVE' | 'SUGGESTED';
}

/** One event of a dialog, as UMS sends it. See docs/protocol.md#4.2. */
export interface SimulatedMessage {
  /** Absent on typing states. */
  readonly sequence?: number;
  readonly originatorClientProperties: Readonly<Record<string, unknown>>;
  readonly originatorId: string;
  readonly originatorPId: string;
  readonly originatorMetadata: { readonly id: string; readonly role: SimulatedRole };
  /** Epoch ms. Absent on typing states. */
  readonly serverTimestamp?: number;
  readonly event: { readonly type: string; readonly [member: string]: unknown };
  readonly conversationId: string;
  readonly dialogId: string;
  readonly messageAudience: 'ALL' | 'AGENTS_AND_MANAGERS';
  readonly metadata?: readonly unknown[];
  readonly encodedMetadata?: string;
  readonly eventId?: string;
}

/** An event to publish, before it has a sequence. */
export type Draft = Pick<SimulatedMessage, 'event' | 'metadata' | 'encodedMetadata' | 'eventId'> & {
  readonly messageAudience?: SimulatedMessage['messageAudience'];
  /** The sender's `ClientProperties` header. */
  readonly clientProperties?: Readonly<Record<string, unknown>>;
};

export type ClosedBy = 'AGENT' | 'CONSUMER' | 'SYSTEM';

export interface SimulatedDialog {
  readonly dialogId: string;
  readonly dialogType: string;
  readonly channelType: string;
  readonly creationTs: number;
  state: 'OPEN' | 'CLOSE';
  participants: readonly SimulatedParticipant[];
  metaDataLastUpdateTs: number;
  endTs?: number;
  closedBy?: ClosedBy;
  closedCause?: string;
  metaData?: unknown;
  /** Ascending by sequence. */
  readonly messages: SimulatedMessage[];
  nextSequence: number;
}

export interface Ttr {
  readonly ttrType: string;
  /** Seconds. */
  readonly value: number;
}

/** Members that `updateConversationField` sets and that the platform only passes on. */
export interface ConversationNotes {
  note?: string;
  topic?: string;
  csat?: unknown;
  csatRate?: number;
  delay?: { readonly type: string; readonly tillWhen: number };
  /** Epoch ms. */
  manualETTR?: number;
}

/** One conversation with its dialogs: its data and the rules of its changes. Sends no notifications. */
export class SimulatedConversation {
  readonly startTs: number;
  readonly dialogs: SimulatedDialog[] = [];
  readonly notes: ConversationNotes = {};
  /** Numbers of unread messages by legacy id. */
  readonly unread = new Map<string, number>();
  state: 'OPEN' | 'CLOSE' = 'OPEN';
  stage: 'OPEN' | 'CLOSE' = 'OPEN';
  ttr: Ttr = { ttrType: 'NORMAL', value: 3600 };
  /** Time of the consumer's first unanswered message, epoch ms; `undefined` if every message is answered. */
  waitingSince: number | undefined;
  metaDataLastUpdateTs: number;
  lastUpdateTime: number;
  endTs?: number;
  closeReason?: ClosedBy;
  lastContent?: SimulatedMessage;
  skillId: string;
  /** The dialog whose id is the conversation's id. */
  readonly main: SimulatedDialog;
  readonly #clock: SimulatorClock;

  constructor(
    readonly id: string,
    readonly consumerId: string,
    readonly details: {
      readonly skillId: string;
      readonly brandId: string;
      readonly firstConversation: boolean;
      readonly context: Readonly<Record<string, unknown>>;
      readonly campaignInfo?: unknown;
    },
    clock: SimulatorClock,
  ) {
    this.#clock = clock;
    this.startTs = this.waitingSince = this.metaDataLastUpdateTs = this.lastUpdateTime = clock.now();
    this.skillId = details.skillId;
    this.main = this.openDialog({ dialogId: id, dialogType: 'MAIN', channelType: 'MESSAGING' });
  }

  /** The newest open messaging dialog; the main dialog if none is open. */
  get current(): SimulatedDialog {
    return (
      this.dialogs.findLast(({ state, channelType }) => state === 'OPEN' && channelType === 'MESSAGING') ?? this.main
    );
  }

  get assigned(): SimulatedParticipant | undefined {
    return this.main.participants.find(({ role, state }) => role === 'ASSIGNED_AGENT' && state === 'ACTIVE');
  }

  get suggested(): SimulatedParticipant | undefined {
    return this.main.participants.find(({ state }) => state === 'SUGGESTED');
  }

  /** Whether the conversation is open and has no assigned agent. */
  get inQueue(): boolean {
    return this.state === 'OPEN' && this.assigned === undefined;
  }

  /** When an answer is due, epoch ms; -1 if the last message is the agent's. */
  get effectiveTtr(): number {
    if (this.waitingSince === undefined) return -1;
    if (this.notes.manualETTR !== undefined) return this.notes.manualETTR;
    return Math.max(this.waitingSince, this.notes.delay?.tillWhen ?? 0) + this.ttr.value * 1000;
  }

  /** The active participants of all dialogs, once per id and role. */
  get participants(): readonly SimulatedParticipant[] {
    const known = new Map<string, SimulatedParticipant>();
    for (const dialog of this.dialogs) {
      for (const participant of dialog.participants) {
        if (participant.state === 'ACTIVE') known.set(`${participant.role} ${participant.id}`, participant);
      }
    }
    return [...known.values()];
  }

  dialog(id: string): SimulatedDialog | undefined {
    return this.dialogs.find(({ dialogId }) => dialogId === id);
  }

  openDialog(
    details: Pick<SimulatedDialog, 'dialogId' | 'dialogType' | 'channelType'> & { readonly metaData?: unknown },
  ): SimulatedDialog {
    const now = this.#clock.now();
    const dialog: SimulatedDialog = {
      ...details,
      creationTs: now,
      metaDataLastUpdateTs: now,
      state: 'OPEN',
      participants: [{ id: this.consumerId, pid: this.consumerId, role: 'CONSUMER', state: 'ACTIVE' }],
      messages: [],
      nextSequence: 0,
    };
    this.dialogs.push(dialog);
    return dialog;
  }

  /** Adds a participant, or replaces the one with the same id and role, such as a suggested agent who accepts. */
  join(dialog: SimulatedDialog, participant: SimulatedParticipant): void {
    const others = dialog.participants.filter(({ id, role }) => id !== participant.id || role !== participant.role);
    dialog.participants = [...others, participant];
    dialog.metaDataLastUpdateTs = this.#clock.now();
  }

  /** Removes the participants for which `leaves` returns true. */
  leave(dialog: SimulatedDialog, leaves: (participant: SimulatedParticipant) => boolean): void {
    dialog.participants = dialog.participants.filter((participant) => !leaves(participant));
    dialog.metaDataLastUpdateTs = this.#clock.now();
  }

  /** Closing the main dialog closes `state`; closing the last messaging dialog closes `stage` and all other dialogs. */
  closeDialog(dialog: SimulatedDialog, closedBy: ClosedBy, closedCause = ''): void {
    if (dialog.state === 'CLOSE') return;
    dialog.state = 'CLOSE';
    dialog.endTs = dialog.metaDataLastUpdateTs = this.#clock.now();
    dialog.closedBy = closedBy;
    dialog.closedCause = closedCause;
    if (dialog === this.main) {
      this.state = 'CLOSE';
      this.closeReason = closedBy;
      this.waitingSince = undefined;
    }
    if (this.dialogs.some(({ state, channelType }) => state === 'OPEN' && channelType === 'MESSAGING')) return;
    this.stage = 'CLOSE';
    this.endTs = dialog.endTs;
    for (const other of this.dialogs) this.closeDialog(other, closedBy, closedCause);
  }

  /** Appends an event to the dialog with the next sequence. Typing states get no sequence and are not kept. */
  add(dialog: SimulatedDialog, from: SimulatedParticipant, draft: Draft): SimulatedMessage {
    const { event, messageAudience = 'ALL', clientProperties, ...rest } = draft;
    const isTransient = event.type === 'ChatStateEvent';
    const serverTimestamp = this.#clock.now();
    const message: SimulatedMessage = {
      ...(isTransient ? {} : { sequence: dialog.nextSequence }),
      originatorClientProperties: { ...clientProperties, type: '.ClientProperties' },
      originatorId: from.id,
      originatorPId: from.pid,
      originatorMetadata: { id: from.pid, role: from.role },
      ...(isTransient ? {} : { serverTimestamp }),
      event,
      conversationId: this.id,
      dialogId: dialog.dialogId,
      messageAudience,
      ...rest,
    };
    if (isTransient) return message;

    dialog.nextSequence += 1;
    dialog.messages.push(message);
    if (isContent(message)) this.#noteContent(dialog, message, serverTimestamp);
    if (event.type === 'AcceptStatusEvent' && event['status'] === 'READ') this.#noteRead(dialog, message);
    return message;
  }

  #noteContent(dialog: SimulatedDialog, message: SimulatedMessage, serverTimestamp: number): void {
    this.lastContent = message;
    this.lastUpdateTime = serverTimestamp;
    for (const { id, state } of dialog.participants) {
      if (id !== message.originatorId && state === 'ACTIVE') this.unread.set(id, (this.unread.get(id) ?? 0) + 1);
    }
    if (message.originatorMetadata.role === 'CONSUMER') this.waitingSince ??= serverTimestamp;
    else if (message.messageAudience === 'ALL') this.waitingSince = undefined;
  }

  /** A receipt for one message covers all messages before it. */
  #noteRead(dialog: SimulatedDialog, { event, originatorId }: SimulatedMessage): void {
    const sequences = Array.isArray(event['sequenceList']) ? event['sequenceList'] : [];
    const readUpTo = Math.max(-1, ...sequences.filter((sequence) => typeof sequence === 'number').slice(-1000));
    const later = messagesBetween(dialog, readUpTo, undefined);
    this.unread.set(originatorId, later.filter((it) => isContent(it) && it.originatorId !== originatorId).length);
  }
}

/** The active participant with this id; the one added last if there are several. */
export function activeParticipant(dialog: SimulatedDialog, id: string): SimulatedParticipant | undefined {
  return dialog.participants.findLast((participant) => participant.id === id && participant.state === 'ACTIVE');
}

/** Whether the event is text, a file or rich content, not a receipt or typing state. */
export function isContent({ event }: SimulatedMessage): boolean {
  return event.type === 'ContentEvent' || event.type === 'RichContentEvent';
}

/** The messages between two sequences, both exclusive. */
export function messagesBetween(
  dialog: SimulatedDialog,
  newerThan: number,
  olderThan: number | undefined,
): readonly SimulatedMessage[] {
  const from = firstAfter(dialog.messages, newerThan);
  const to = olderThan === undefined ? dialog.messages.length : firstAfter(dialog.messages, olderThan - 1);
  return dialog.messages.slice(from, to);
}

/** Binary search: sequences ascend but may have gaps. */
function firstAfter(messages: readonly SimulatedMessage[], sequence: number): number {
  let low = 0;
  let high = messages.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((messages[middle]?.sequence ?? 0) > sequence) high = middle;
    else low = middle + 1;
  }
  return low;
}
