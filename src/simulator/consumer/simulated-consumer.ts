import type { MessageEvent } from '../../protocol/content.js';
import { Awaited } from '../awaited.js';
import type { Consumer, ConsumerProfile } from '../platform/consumer-registry.js';
import {
  activePart,
  isContent,
  type SimulatedConversation,
  type SimulatedDialog,
  type Draft,
  type SimulatedMessage,
  type SimulatedRole,
} from '../platform/conversation-state.js';
import { SimulatorError } from '../failures.js';
import { offersOf, textIn, type Offer } from './offers.js';
import type { Platform } from '../platform/platform.js';

/** Something an agent or bot said, as the consumer gets it. Private messages never reach the consumer. */
export interface HeardMessage {
  readonly conversationId: string;
  readonly dialogId: string;
  readonly sequence: number;
  /** PID of the agent. */
  readonly from: string;
  readonly role: SimulatedRole;
  /** What there is to read in it: the text, a file's caption, the texts of rich content line by line. */
  readonly text: string;
  /** As the agent published it, told apart by `type` and `contentType`. */
  readonly event: MessageEvent;
  readonly metadata: readonly unknown[];
}

/** A text exactly, a pattern in the text, or whatever else tells the message. */
export type HeardMatch = string | RegExp | ((message: HeardMessage) => boolean);

export interface StartOptions {
  /**
   * Skill whose agents are rung; `-1` rings those of every skill. Once the simulator or one of its agents was given
   * skills, it has to be one of them.
   *
   * @default '-1'
   */
  readonly skillId?: string | undefined;
  /** Said at once, with sequence 0. */
  readonly message?: string | undefined;
  /** @default 'en-US' */
  readonly lang?: string | undefined;
  /** Further members of the conversation's context, beside its `type` and `lang`. */
  readonly context?: Readonly<Record<string, unknown>> | undefined;
  readonly campaignInfo?: { readonly campaignId: number; readonly engagementId: number } | undefined;
}

/** What may come with a message. */
export interface SayOptions {
  readonly metadata?: readonly unknown[] | undefined;
  readonly encodedMetadata?: string | undefined;
}

export interface SentFile {
  /** @default a few bytes */
  readonly content?: Uint8Array | undefined;
  /** @default 'PNG' */
  readonly fileType?: string | undefined;
  readonly caption?: string | undefined;
}

interface Talk {
  readonly conversation: SimulatedConversation;
  readonly dialog: SimulatedDialog;
}

/** A person with a chat window. Whatever is done is done when the promise resolves. */
export class SimulatedConsumer implements Consumer {
  readonly id: string;
  readonly #platform: Platform;
  readonly #heard: HeardMessage[] = [];
  /** Heard, and taken by no `hears` yet. */
  readonly #unclaimed = new Set<HeardMessage>();
  readonly #unread = new Set<HeardMessage>();
  readonly #awaited = new Awaited<HeardMessage>();
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

  /** The conversation started last, by the consumer or by an agent. @throws {SimulatorError} There is none. */
  get conversationId(): string {
    return this.#current().id;
  }

  /** The dialog that what is said goes to: the main one, or the survey after it. @throws {SimulatorError} There is none. */
  get dialogId(): string {
    return this.#current().current.dialogId;
  }

  /** What was said to this consumer, in order. */
  get heard(): readonly HeardMessage[] {
    return this.#heard;
  }

  /**
   * Starts a conversation and rings the agents of the skill who are online and subscribed.
   *
   * @returns The conversation's id.
   * @throws {SimulatorError} The account has skills, and none of this id.
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

  /** @returns The message's sequence. */
  async say(text: string, options?: SayOptions): Promise<number> {
    return this.#publish({ type: 'ContentEvent', message: text, contentType: 'text/plain' }, options);
  }

  /** @returns The message's sequence. */
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

  /** Any event at all. @returns Its sequence; 0 for typing states. */
  async publish(event: SimulatedMessage['event'], options?: SayOptions): Promise<number> {
    return this.#publish(event, options);
  }

  /**
   * Clicks what was offered last under this title: a quick reply, or an element of rich content.
   *
   * @throws {SimulatorError} Nothing of this title was offered; the error lists what was.
   */
  async click(title: string): Promise<void> {
    const { message, offer } = this.#offered(title);
    const metadata = offer.metadata.length > 0 ? { metadata: offer.metadata } : {};
    this.#publish({ type: 'AcceptStatusEvent', status: 'ACTION', sequenceList: [message.sequence] }, metadata);
    for (const text of offer.texts) await this.say(text, metadata);
  }

  /** Marks all that was heard in this dialog as read. Nothing to read is no event. */
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

  /** Ends the dialog: the main one, which may start a survey, or the survey itself. */
  async close(): Promise<void> {
    const { conversation, dialog } = this.#talk();
    this.#platform.conversations.update(conversation, () => {
      this.#platform.conversations.closeDialog(conversation, dialog, 'CONSUMER');
    });
  }

  /**
   * Waits for a message that no earlier `hears` has returned; one that is already there will do. `timeoutMs` is 5000
   * by default; with `Infinity` it waits until the simulator is closed.
   *
   * @throws {SimulatorError} Nothing that fits came in time; the error lists what was heard instead.
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
    return this.#awaited.first(this.#unclaimed, claims, { timeoutMs, describe });
  }

  /** @internal Called by the platform. */
  enter(conversation: SimulatedConversation): void {
    this.#conversation = conversation;
  }

  /** @internal Called by the platform. */
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
      // The platform refused what is no event of the protocol when the agent published it.
      event: event as object as MessageEvent,
      metadata,
    };
    this.#heard.push(heard);
    this.#unread.add(heard);
    if (!this.#awaited.offer(heard)) this.#unclaimed.add(heard);
  }

  /** @internal Called when the simulator closes. */
  leave(): void {
    this.#awaited.close();
  }

  #publish(event: SimulatedMessage['event'], { metadata, encodedMetadata }: SayOptions = {}): number {
    const { conversation, dialog } = this.#talk();
    const from = activePart(dialog, this.id);
    if (!from) throw new SimulatorError('The consumer takes no part in this dialog', 'MISUSE');
    const draft: Draft = {
      event,
      ...(metadata && { metadata }),
      ...(encodedMetadata !== undefined && { encodedMetadata }),
    };
    return this.#platform.conversations.publish(conversation, dialog, from, draft);
  }

  #talk(): Talk {
    const conversation = this.#current();
    if (conversation.stage === 'CLOSE') throw new SimulatorError('The conversation is closed', 'MISUSE');
    return { conversation, dialog: conversation.current };
  }

  #current(): SimulatedConversation {
    if (this.#conversation) return this.#conversation;
    throw new SimulatorError('This consumer has no conversation: call startConversation() first', 'MISUSE');
  }

  #offered(title: string): { readonly message: HeardMessage; readonly offer: Offer } {
    const offered: string[] = [];
    for (const message of this.#heard.toReversed()) {
      const offers = offersOf({ ...message.event });
      const offer = offers.find((it) => it.title === title);
      if (offer) return { message, offer };
      offered.push(...offers.map((it) => it.title));
    }
    const known = offered.map((it) => JSON.stringify(it)).join(', ') || 'nothing';
    throw new SimulatorError(`Nothing titled ${JSON.stringify(title)} was offered. Offered: ${known}`, 'MISUSE');
  }
}

function matcherOf(match: HeardMatch): (message: HeardMessage) => boolean {
  if (typeof match === 'function') return match;
  if (typeof match === 'string') return ({ text }) => text === match;
  return ({ text }) => text.search(match) >= 0;
}

function nameOf(match: HeardMatch): string {
  if (typeof match === 'function') return 'A message that fits';
  return typeof match === 'string' ? JSON.stringify(match) : String(match);
}
