import { clickablesIn, textIn, type ClickableElement } from '../simulator/consumer/clickables.js';
import {
  isContent,
  type SimulatedConversation,
  type SimulatedDialog,
  type SimulatedMessage,
} from '../simulator/platform/conversation-state.js';
import { trimOldest } from '../support/keep-newest.js';
import { membersOf, toArray } from '../protocol/schemas.js';
import type { EventLine, FileView, Line, MessageLine, PersonView } from './contract.js';
import { conversationChanges, type Noticed } from './conversation-changes.js';
import type { People } from './people.js';
import { eventSummary, shortened } from './summaries.js';

/** Lines of one conversation. */
const MAX_LINES = 500;

/** One thing that a consumer did, for doing it again: saying something, or clicking an element, which may say texts. */
export interface ConsumerStep {
  /** The lines that came of it. */
  readonly lineIds: string[];
  /** How many messages of the bot the consumer had got before. */
  readonly heardBefore: number;
  readonly did:
    | { readonly kind: 'said'; readonly message: SimulatedMessage }
    | { readonly kind: 'clicked'; readonly title: string };
}

export interface LogContext {
  readonly people: People;
  readonly now: () => number;
  readonly onLine: (line: Line) => void;
  readonly fileOf: (message: unknown) => FileView | undefined;
}

/** The lines of one conversation, and what the desk shows of the conversation beside the platform's own state. */
export class ConversationLog {
  readonly conversation: SimulatedConversation;
  /** Agents who type, by their id on the platform. */
  readonly typing = new Map<string, PersonView>();
  /** What the consumer did, oldest first. */
  readonly steps: ConsumerStep[] = [];
  last = 'started';
  /** Since when the conversation has been in the queue, epoch ms. */
  queuedAt: number | undefined;
  rating: number | undefined;
  /** Number of the bot's messages that the consumer got. */
  heard = 0;
  readonly #context: LogContext;
  readonly #lines = new Map<string, Line>();
  /** Messages of the lines, by line id. */
  readonly #messages = new Map<string, SimulatedMessage>();
  #noticed: Noticed | undefined;
  #events = 0;
  /** The newest click, while texts of it are still to come. */
  #click: { readonly step: ConsumerStep; textsLeft: number } | undefined;

  constructor(conversation: SimulatedConversation, context: LogContext) {
    this.conversation = conversation;
    this.#context = context;
    this.event('started', 'Conversation started', conversation.startTs);
  }

  get lines(): Iterable<Line> {
    return this.#lines.values();
  }

  line(id: string): Line | undefined {
    return this.#lines.get(id);
  }

  message(lineId: string): SimulatedMessage | undefined {
    return this.#messages.get(lineId);
  }

  /** The last text of an agent, private or not. */
  get lastAgentText(): string | undefined {
    const agents = [...this.#lines.values()].filter((it) => it.kind === 'message' && it.from.kind !== 'consumer');
    const last = agents.at(-1);
    return last?.kind === 'message' ? last.text : undefined;
  }

  /** Sequences of the messages in the current dialog that the consumer has not read. */
  get unread(): readonly number[] {
    const { dialogId } = this.conversation.current;
    return [...this.#lines.values()].flatMap((it) =>
      it.kind === 'message' &&
      it.dialogId === dialogId &&
      it.from.kind !== 'consumer' &&
      !it.isPrivate &&
      it.receipt !== 'read'
        ? [it.sequence]
        : [],
    );
  }

  event(what: EventLine['what'], text: string, at = this.#context.now()): void {
    this.#events += 1;
    const { id: conversationId } = this.conversation;
    this.#put({ kind: 'event', id: `${conversationId}/${this.#events}`, conversationId, at, what, text });
    this.last = text;
  }

  /** Makes lines of what has changed since the last call. */
  compare(): void {
    const { people, now } = this.#context;
    const { conversation } = this;
    const { lines, noticed } = conversationChanges(conversation, this.#noticed, {
      people,
      waitedSince: this.queuedAt,
      now: now(),
    });
    this.#noticed = noticed;
    this.queuedAt = conversation.inQueue ? (this.queuedAt ?? now()) : undefined;
    for (const { what, text } of lines) this.event(what, text);
    for (const id of this.typing.keys()) {
      const isThere = conversation.stage === 'OPEN' && conversation.participants.some((it) => it.id === id);
      if (!isThere) this.typing.delete(id);
    }
  }

  published(dialog: SimulatedDialog, message: SimulatedMessage): void {
    const from = this.#context.people.person(message.originatorId);
    if (isContent(message)) this.#addMessage(dialog, message, from);
    else if (message.event.type === 'AcceptStatusEvent') this.#noteStatus(dialog, message, from);
    else this.#noteTyping(message, from);
  }

  /** Links a message to the row that brought it, unless an earlier row did. */
  link(lineId: string, rowId: number): void {
    const line = this.#lines.get(lineId);
    if (line?.kind === 'message' && line.rowId === undefined) this.#put({ ...line, rowId });
  }

  #addMessage({ dialogId }: SimulatedDialog, message: SimulatedMessage, from: PersonView): void {
    const { sequence = 0, serverTimestamp = this.#context.now(), event, messageAudience } = message;
    const isConsumer = from.kind === 'consumer';
    const id = `${dialogId}:${sequence}`;
    const click = isConsumer ? this.#takeClick() : undefined;
    const { quickReplies, content } = event;
    const line: MessageLine = {
      kind: 'message',
      id,
      conversationId: this.conversation.id,
      dialogId,
      sequence,
      at: serverTimestamp,
      from,
      isPrivate: messageAudience !== 'ALL',
      text: textIn(event),
      ...(content !== undefined && { content }),
      ...(quickReplies !== undefined && { quickReplies }),
      ...(event['contentType'] === 'hosted/file' && { file: this.#context.fileOf(event['message']) }),
      ...(click !== undefined && { clicked: true }),
      receipt: 'sent',
    };
    this.#messages.set(id, message);
    if (click !== undefined) click.lineIds.push(id);
    else if (isConsumer) this.#addStep({ kind: 'said', message }, [id]);
    else if (from.kind === 'bot' && !line.isPrivate) this.heard += 1;
    this.#put(line);
    this.typing.delete(message.originatorId);
    this.last = line.text === '' ? eventSummary(event) : shortened(line.text);
  }

  #addStep(did: ConsumerStep['did'], lineIds: string[]): ConsumerStep {
    const step = { did, lineIds, heardBefore: this.heard };
    this.steps.push(step);
    trimOldest(this.steps, MAX_LINES);
    return step;
  }

  /** The click whose text comes now; `undefined` if the consumer typed the text. */
  #takeClick(): ConsumerStep | undefined {
    const click = this.#click;
    if (click === undefined) return undefined;
    click.textsLeft -= 1;
    if (click.textsLeft <= 0) this.#click = undefined;
    return click.step;
  }

  #noteTyping({ originatorId, event }: SimulatedMessage, from: PersonView): void {
    if (from.kind === 'consumer') return;
    if (event['chatState'] !== 'COMPOSING') {
      this.typing.delete(originatorId);
      return;
    }
    this.typing.set(originatorId, from);
    this.last = `${from.name} is typing`;
  }

  /** A click of the consumer, or a receipt, which covers the messages of the other side. */
  #noteStatus({ dialogId }: SimulatedDialog, message: SimulatedMessage, from: PersonView): void {
    const { status, sequenceList } = message.event;
    const sequences = toArray(sequenceList).filter((it) => typeof it === 'number');
    if (status === 'ACTION') {
      const { title = '', texts = [] } = this.#clickedElement(dialogId, sequences[0], message.metadata) ?? {};
      const step = this.#addStep({ kind: 'clicked', title }, []);
      this.#click = texts.length > 0 ? { step, textsLeft: texts.length } : undefined;
      return;
    }
    const receipt = status === 'READ' ? 'read' : status === 'ACCEPT' ? 'delivered' : undefined;
    if (receipt === undefined) return;
    for (const sequence of sequences.slice(-MAX_LINES)) {
      const line = this.#lines.get(`${dialogId}:${sequence}`);
      if (line?.kind !== 'message' || line.receipt === 'read' || line.receipt === receipt) continue;
      if ((line.from.kind === 'consumer') === (from.kind === 'consumer')) continue;
      this.#put({ ...line, receipt });
    }
  }

  /** The platform does not say which element was clicked: the one with the metadata of the click. */
  #clickedElement(
    dialogId: string,
    sequence: unknown,
    metadata: readonly unknown[] = [],
  ): ClickableElement | undefined {
    const elements = clickablesIn(membersOf(this.#messages.get(`${dialogId}:${String(sequence)}`)?.event));
    const wanted = JSON.stringify(metadata);
    return elements.find((it) => JSON.stringify(it.metadata) === wanted) ?? elements[0];
  }

  #put(line: Line): void {
    this.#lines.set(line.id, line);
    for (const id of this.#lines.keys()) {
      if (this.#lines.size <= MAX_LINES) break;
      this.#lines.delete(id);
      this.#messages.delete(id);
    }
    this.#context.onLine(line);
  }
}
