import type { MessageEvent } from '../../protocol/content.js';
import { Waiters } from '../waiters.js';
import type { Consumer, ConsumerProfile } from '../platform/consumer-registry.js';
import {
  activeParticipant,
  isContent,
  type SimulatedConversation,
  type SimulatedDialog,
  type Draft,
  type SimulatedMessage,
  type SimulatedRole,
} from '../platform/conversation-state.js';
import { SimulatorError } from '../failures.js';
import { clickablesIn, textIn, type ClickableElement } from './clickables.js';
import type { Platform } from '../platform/platform.js';

/** A message of an agent or bot, as the consumer receives it. Private messages never reach the consumer. */
export interface HeardMessage {
  readonly conversationId: string;
  readonly dialogId: string;
  readonly sequence: number;
  /** Public id of the agent. */
  readonly from: string;
  readonly role: SimulatedRole;
  /** The text, the caption of a file, or the texts of rich content line by line. */
  readonly text: string;
  /** The event as the agent published it; discriminated by `type` and `contentType`. */
  readonly event: MessageEvent;
  readonly metadata: readonly unknown[];
}

/** The exact text, a pattern for the text, or a predicate. */
export type HeardMatch = string | RegExp | ((message: HeardMessage) => boolean);

export interface StartOptions {
  /**
   * Rings the agents of this skill; `-1` rings the agents of every skill. In an account with skills it must be one of
   * them.
   *
   * @default '-1'
   */
  readonly skillId?: string | undefined;
  /** Text of a first message, with sequence 0. */
  readonly message?: string | undefined;
  /** @default 'en-US' */
  readonly lang?: string | undefined;
  /** More members of the conversation's context, in addition to `type` and `lang`. */
  readonly context?: Readonly<Record<string, unknown>> | undefined;
  readonly campaignInfo?: { readonly campaignId: number; readonly engagementId: number } | undefined;
}

/** Metadata of a message. */
export interface SayOptions {
  readonly metadata?: readonly unknown[] | undefined;
  readonly encodedMetadata?: string | undefined;
}

/** A file that a consumer sends. */
export interface SentFile {
  /** @default a few bytes */
  readonly content?: Uint8Array | undefined;
  /** @default 'PNG' */
  readonly fileType?: string | undefined;
  readonly caption?: string | undefined;
}

interface OpenDialog {
  readonly conversation: SimulatedConversation;
  readonly dialog: SimulatedDialog;
}

/** A consumer with a chat window. Each action has taken effect when its promise resolves. */
export class SimulatedConsumer implements Consumer {
  readonly id: string;
  readonly #platform: Platform;
  readonly #heard: HeardMessage[] = [];
  /** Messages that no `hears` has returned yet. */
  readonly #unclaimed = new Set<HeardMessage>();
  readonly #unread = new Set<HeardMessage>();
  readonly #waiters = new Waiters<HeardMessage>();
  #conversation: SimulatedConversation | undefined;

  /** Use `simulator.consumer()`. */
  constructor(
    platform: Platform,
    readonly profile: ConsumerProfile,
  ) {
    this.#platform = platform;
    this.id = platform.ids.uuid('consumer');
    platform.consumers.add(this);
  }

  /** The latest conversation, started by the consumer or by an agent. @throws {SimulatorError} There is none. */
  get conversationId(): string {
    return this.#current().id;
  }

  /** The dialog of the consumer's messages: the main dialog, or the survey after it. @throws {SimulatorError} There is none. */
  get dialogId(): string {
    return this.#current().current.dialogId;
  }

  /** All messages received, in order. */
  get heard(): readonly HeardMessage[] {
    return this.#heard;
  }

  /**
   * Starts a conversation, which rings the online and subscribed agents of the skill.
   *
   * @returns The conversation's id.
   * @throws {SimulatorError} The account has skills, but not this one.
   */
  async startConversation({
    skillId = '-1',
    message,
    lang = 'en-US',
    context,
    campaignInfo,
  }: StartOptions = {}): Promise<string> {
    if (!this.#platform.hasSkill(skillId)) {
      const known = this.#platform.skillIds.join(', ');
      throw new SimulatorError(`The account has no skill ${skillId}. It has: ${known}`, 'MISUSE');
    }
    const { id } = this.#platform.conversations.create(this.id, {
      brandId: this.#platform.accountId,
      skillId,
      context: { type: 'SharkContext', lang, ...context },
      ...(campaignInfo && { campaignInfo }),
    });
    if (message !== undefined) await this.say(message);
    return id;
  }

  /** Sends a text. @returns The message's sequence. */
  async say(text: string, options?: SayOptions): Promise<number> {
    return this.#publish({ type: 'ContentEvent', message: text, contentType: 'text/plain' }, options);
  }

  /** Uploads and sends a file. @returns The message's sequence. */
  async sendFile({
    content = Buffer.from('simulated'),
    fileType = 'PNG',
    caption = '',
  }: SentFile = {}): Promise<number> {
    const relativePath = this.#platform.files.newPath(fileType);
    this.#platform.files.put(relativePath, Buffer.from(content));
    return this.publish({
      type: 'ContentEvent',
      contentType: 'hosted/file',
      message: { caption, relativePath, fileType: fileType.toUpperCase() },
    });
  }

  /** Publishes any event. @returns The event's sequence; 0 for typing states. */
  async publish(event: SimulatedMessage['event'], options?: SayOptions): Promise<number> {
    return this.#publish(event, options);
  }

  /**
   * Clicks the latest quick reply or element of rich content with this title.
   *
   * @throws {SimulatorError} No element has this title; the message lists the titles that there are.
   */
  async click(title: string): Promise<void> {
    const { message, clickable } = this.#clickable(title);
    const metadata = clickable.metadata.length > 0 ? { metadata: clickable.metadata } : {};
    this.#publish({ type: 'AcceptStatusEvent', status: 'ACTION', sequenceList: [message.sequence] }, metadata);
    for (const text of clickable.texts) await this.say(text, metadata);
  }

  /** Marks all messages of the current dialog as read. Without unread messages no event is sent. */
  async read(): Promise<void> {
    const { dialogId } = this;
    const messages = [...this.#unread].filter((message) => message.dialogId === dialogId);
    if (messages.length === 0) return;
    for (const message of messages) this.#unread.delete(message);
    const sequenceList = messages.map(({ sequence }) => sequence);
    this.#publish({ type: 'AcceptStatusEvent', status: 'READ', sequenceList });
  }

  async typing(): Promise<void> {
    this.#publish({ type: 'ChatStateEvent', chatState: 'COMPOSING' });
  }

  async stopTyping(): Promise<void> {
    this.#publish({ type: 'ChatStateEvent', chatState: 'PAUSE' });
  }

  async leaveWindow(): Promise<void> {
    this.#publish({ type: 'ChatStateEvent', chatState: 'BACKGROUND' });
  }

  async returnToWindow(): Promise<void> {
    this.#publish({ type: 'ChatStateEvent', chatState: 'ACTIVE' });
  }

  /** Closes the current dialog: the main dialog, after which a survey may follow, or the survey. */
  async close(): Promise<void> {
    const { conversation, dialog } = this.#openDialog();
    this.#platform.conversations.update(conversation, () => {
      this.#platform.conversations.closeDialog(conversation, dialog, 'CONSUMER');
    });
  }

  /**
   * The first matching message, past or future, that no earlier `hears` has returned. `timeoutMs` is in real time and
   * 5000 by default; `Infinity` waits until the simulator closes.
   *
   * @throws {SimulatorError} No matching message in time; the error lists the latest messages.
   */
  hears(
    match: HeardMatch,
    { timeoutMs = 5_000 }: { readonly timeoutMs?: number | undefined } = {},
  ): Promise<HeardMessage> {
    const accepts = matcherOf(match);
    const claims = (message: HeardMessage): boolean => {
      const isWanted = accepts(message);
      if (isWanted) this.#unclaimed.delete(message);
      return isWanted;
    };
    const describe = (): string => {
      const heard = this.#heard.slice(-10).map(({ text, event }) => (text === '' ? event.type : JSON.stringify(text)));
      return `${nameOf(match)} was not heard within ${timeoutMs} ms. Heard: ${heard.join(', ') || 'nothing'}`;
    };
    return this.#waiters.first(this.#unclaimed, claims, { timeoutMs, describe });
  }

  /** Called by the platform. */
  enter(conversation: SimulatedConversation): void {
    this.#conversation = conversation;
  }

  /** Called by the platform. */
  receive(message: SimulatedMessage): void {
    if (message.originatorId === this.id || message.messageAudience !== 'ALL' || !isContent(message)) return;
    const { conversationId, dialogId, sequence = 0, originatorMetadata, event, metadata = [] } = message;
    const { id: from, role } = originatorMetadata;
    const heard: HeardMessage = {
      conversationId,
      dialogId,
      sequence,
      from,
      role,
      text: textIn(event),
      // `publishEvent` refuses every event that the protocol does not have.
      event: event as object as MessageEvent,
      metadata,
    };
    this.#heard.push(heard);
    this.#unread.add(heard);
    if (!this.#waiters.offer(heard)) this.#unclaimed.add(heard);
  }

  /** @internal Called when the simulator closes. */
  leave(): void {
    this.#waiters.close();
  }

  #publish(event: SimulatedMessage['event'], { metadata, encodedMetadata }: SayOptions = {}): number {
    const { conversation, dialog } = this.#openDialog();
    const from = activeParticipant(dialog, this.id);
    if (!from) throw new SimulatorError('The consumer is no participant of this dialog', 'MISUSE');
    const draft: Draft = {
      event,
      ...(metadata && { metadata }),
      ...(encodedMetadata !== undefined && { encodedMetadata }),
    };
    return this.#platform.conversations.publish(conversation, dialog, from, draft);
  }

  #openDialog(): OpenDialog {
    const conversation = this.#current();
    if (conversation.stage === 'CLOSE') throw new SimulatorError('The conversation is closed', 'MISUSE');
    return { conversation, dialog: conversation.current };
  }

  #current(): SimulatedConversation {
    if (this.#conversation) return this.#conversation;
    throw new SimulatorError('This consumer has no conversation: call startConversation() first', 'MISUSE');
  }

  #clickable(title: string): { readonly message: HeardMessage; readonly clickable: ClickableElement } {
    const titles: string[] = [];
    for (const message of this.#heard.toReversed()) {
      const clickables = clickablesIn({ ...message.event });
      const clickable = clickables.find((it) => it.title === title);
      if (clickable) return { message, clickable };
      titles.push(...clickables.map((it) => it.title));
    }
    const known = titles.map((it) => JSON.stringify(it)).join(', ') || 'nothing';
    throw new SimulatorError(`No element titled ${JSON.stringify(title)} to click. There is: ${known}`, 'MISUSE');
  }
}

function matcherOf(match: HeardMatch): (message: HeardMessage) => boolean {
  if (typeof match === 'function') return match;
  if (typeof match === 'string') return ({ text }) => text === match;
  return ({ text }) => text.search(match) >= 0;
}

function nameOf(match: HeardMatch): string {
  if (typeof match === 'function') return 'A matching message';
  return typeof match === 'string' ? JSON.stringify(match) : String(match);
}
