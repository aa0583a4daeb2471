/** What a conversation is and how it changes. Knows no socket and no subscription. */

export type SimulatedRole =
  | 'CONSUMER'
  | 'ASSIGNED_AGENT'
  | 'AGENT'
  | 'MANAGER'
  | 'READER'
  | 'CONTROLLER'
  | 'BRAND_BOT'
  | (string & {});

/** Someone in a dialog. */
export interface SimulatedParticipant {
  /** Old id of an agent (`{accountId}.{userId}`), id of a consumer. */
  readonly id: string;
  /** Public id of an agent, id of a consumer. */
  readonly pid: string;
  readonly role: SimulatedRole;
  /** `SUGGESTED`: a transfer was offered to this agent, who has not accepted it yet. */
  readonly state: 'ACTIVE' | 'SUGGESTED';
}

/** One event of a dialog, as UMS sends it (P 4.2). */
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

/** What someone publishes, before it has a place in the dialog. */
export type Draft = Pick<SimulatedMessage, 'event' | 'metadata' | 'encodedMetadata' | 'eventId'> & {
  readonly messageAudience?: SimulatedMessage['messageAudience'];
  /** Of whoever publishes it (P 2.5). */
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

/** The members that `updateConversationField` sets and nothing else reads. */
export interface ConversationNotes {
  note?: string;
  topic?: string;
  csat?: unknown;
  csatRate?: number;
  delay?: { readonly type: string; readonly tillWhen: number };
  /** Epoch ms. */
  manualETTR?: number;
}

export class SimulatedConversation {
  readonly startTs = Date.now();
  readonly dialogs: SimulatedDialog[] = [];
  readonly notes: ConversationNotes = {};
  /** Messages not read yet, by old id. */
  readonly unread = new Map<string, number>();
  state: 'OPEN' | 'CLOSE' = 'OPEN';
  stage: 'OPEN' | 'CLOSE' = 'OPEN';
  ttr: Ttr = { ttrType: 'NORMAL', value: 3600 };
  /** When the consumer began to wait for an answer, epoch ms; `undefined` while nobody waits. */
  waitingSince: number | undefined = this.startTs;
  metaDataLastUpdateTs = this.startTs;
  lastUpdateTime = this.startTs;
  endTs?: number;
  closeReason?: ClosedBy;
  lastContent?: SimulatedMessage;
  skillId: string;
  /** The dialog that carries the conversation's own id. */
  readonly main: SimulatedDialog;

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
  ) {
    this.skillId = details.skillId;
    this.main = this.openDialog({ dialogId: id, dialogType: 'MAIN', channelType: 'MESSAGING' });
  }

  /** Where things happen now: the newest dialog that is open, or else the main one. */
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

  /** Whether an agent has to be found for it. */
  get inQueue(): boolean {
    return this.state === 'OPEN' && this.assigned === undefined;
  }

  /** When an answer is due, epoch ms; -1 while the consumer is the one to speak. */
  get effectiveTtr(): number {
    if (this.waitingSince === undefined) return -1;
    if (this.notes.manualETTR !== undefined) return this.notes.manualETTR;
    return Math.max(this.waitingSince, this.notes.delay?.tillWhen ?? 0) + this.ttr.value * 1000;
  }

  /** Whoever takes part in any of the dialogs, each role of each once. */
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
    const now = Date.now();
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

  /** Lets someone in, or makes a suggested agent an active one. Being there in this role already changes nothing. */
  join(dialog: SimulatedDialog, participant: SimulatedParticipant): void {
    const others = dialog.participants.filter(({ id, role }) => id !== participant.id || role !== participant.role);
    dialog.participants = [...others, participant];
    dialog.metaDataLastUpdateTs = Date.now();
  }

  leave(dialog: SimulatedDialog, leaves: (participant: SimulatedParticipant) => boolean): void {
    dialog.participants = dialog.participants.filter((participant) => !leaves(participant));
    dialog.metaDataLastUpdateTs = Date.now();
  }

  closeDialog(dialog: SimulatedDialog, closedBy: ClosedBy, closedCause = ''): void {
    if (dialog.state === 'CLOSE') return;
    dialog.state = 'CLOSE';
    dialog.endTs = dialog.metaDataLastUpdateTs = Date.now();
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

  /** Gives what was published its place in the dialog. Typing states have none. */
  add(dialog: SimulatedDialog, from: SimulatedParticipant, draft: Draft): SimulatedMessage {
    const { event, messageAudience = 'ALL', clientProperties, ...rest } = draft;
    const passing = event.type === 'ChatStateEvent';
    const serverTimestamp = Date.now();
    const message: SimulatedMessage = {
      ...(passing ? {} : { sequence: dialog.nextSequence }),
      originatorClientProperties: { ...clientProperties, type: '.ClientProperties' },
      originatorId: from.id,
      originatorPId: from.pid,
      originatorMetadata: { id: from.pid, role: from.role },
      ...(passing ? {} : { serverTimestamp }),
      event,
      conversationId: this.id,
      dialogId: dialog.dialogId,
      messageAudience,
      ...rest,
    };
    if (passing) return message;

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

  /** Reading one message is having read those before it. */
  #noteRead(dialog: SimulatedDialog, { event, originatorId }: SimulatedMessage): void {
    const sequences = Array.isArray(event['sequenceList']) ? event['sequenceList'] : [];
    const readUpTo = Math.max(-1, ...sequences.filter((sequence) => typeof sequence === 'number').slice(-1000));
    const later = messagesBetween(dialog, readUpTo, undefined);
    this.unread.set(originatorId, later.filter((it) => isContent(it) && it.originatorId !== originatorId).length);
  }
}

/** Someone's active part in a dialog, the newest if there are several. */
export function activePart(dialog: SimulatedDialog, id: string): SimulatedParticipant | undefined {
  return dialog.participants.findLast((participant) => participant.id === id && participant.state === 'ACTIVE');
}

/** Whether it is something said, rather than a receipt or a typing state. */
export function isContent({ event }: SimulatedMessage): boolean {
  return event.type === 'ContentEvent' || event.type === 'RichContentEvent';
}

/** The messages after one sequence and before another, both exclusive. */
export function messagesBetween(
  dialog: SimulatedDialog,
  newerThan: number,
  olderThan: number | undefined,
): readonly SimulatedMessage[] {
  const from = firstAfter(dialog.messages, newerThan);
  const to = olderThan === undefined ? dialog.messages.length : firstAfter(dialog.messages, olderThan - 1);
  return dialog.messages.slice(from, to);
}

/** Sequences ascend but may have gaps, so the index is searched for. */
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
