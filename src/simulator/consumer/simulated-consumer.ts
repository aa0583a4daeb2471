import { keepNewest, trimOldest } from '../../support/keep-newest.js';
import { Unclaimed } from '../unclaimed.js';
import { awaitedLater, Waiters } from '../waiters.js';
import type { Consumer, ConsumerProfile } from '../platform/consumer-registry.js';
import { isContent, type SimulatedConversation, type SimulatedMessage } from '../platform/conversation-state.js';
import { snapshotOf, type ConversationSnapshot } from '../platform/conversation-snapshot.js';
import { SimulatorError } from '../failures.js';
import {
  clickAsConsumer,
  closeAsConsumer,
  fileEvent,
  publishAsConsumer,
  startConversation,
  textEvent,
} from './consumer-actions.js';
import { clickablesIn, type ClickableElement } from './clickables.js';
import {
  heardMessageOf,
  listOfTexts,
  matcherOf,
  nameOf,
  type HeardMessage,
  type MessageMatch,
} from './received-message.js';
import { ShownConversation, sightOf, type ConsumerSight, type SightMatch } from './sights.js';
import type { Platform } from '../platform/platform.js';
import type { ConsumerOptions, SayOptions, SentFile, StartOptions, WaitOptions } from './consumer-options.js';

/** The exact text, a pattern for the text, or a predicate. */
export type HeardMatch = MessageMatch<HeardMessage>;

/**
 * A consumer with a chat window. Each action has taken effect when its promise resolves. `says`, `sends` and `clicks` do
 * what a person would do: start a conversation if there is none, and wait for a button; `say`, `sendFile` and `click` fail.
 */
export class SimulatedConsumer implements Consumer {
  readonly id: string;
  readonly #platform: Platform;
  readonly #heard: HeardMessage[] = [];
  /** Messages that no `hears` has returned yet. */
  readonly #unclaimed: Unclaimed<HeardMessage>;
  readonly #unread = new Set<HeardMessage>();
  readonly #clickWaiters = new Waiters<HeardMessage>();
  readonly #seen: ConsumerSight[] = [];
  /** What no `sees` has returned yet. */
  readonly #unclaimedSights: Unclaimed<ConsumerSight>;
  readonly #start: StartOptions;
  #shown: ShownConversation | undefined;

  /** Use `simulator.consumer()`. */
  constructor(
    platform: Platform,
    readonly profile: ConsumerProfile,
    { start = {} }: ConsumerOptions = {},
  ) {
    this.#platform = platform;
    const { messages } = platform.retention;
    this.#unclaimed = new Unclaimed(messages);
    this.#unclaimedSights = new Unclaimed(messages);
    this.#start = start;
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

  /** The latest conversation as it is now. @throws {SimulatorError} There is none. */
  get conversation(): ConversationSnapshot {
    return snapshotOf(this.#current());
  }

  /** All messages received, in order. Private messages never reach the consumer. */
  get heard(): readonly HeardMessage[] {
    return this.#heard;
  }

  /** Everything else that was shown, in order. */
  get seen(): readonly ConsumerSight[] {
    return this.#seen;
  }

  /**
   * Starts a conversation, which rings the online and subscribed agents of the skill.
   *
   * @returns The conversation's id.
   * @throws {SimulatorError} The account has skills, but not this one.
   */
  async startConversation(options: StartOptions = {}): Promise<string> {
    const { message, ...start } = { ...this.#start, ...options };
    const { id } = startConversation(this.#platform, this.id, start);
    if (message !== undefined) await this.say(message);
    return id;
  }

  /** Sends a text, in a new conversation if none is open. @returns The message's sequence. */
  async says(text: string, options?: SayOptions): Promise<number> {
    await this.#haveConversation();
    return this.say(text, options);
  }

  /** Uploads and sends a file, in a new conversation if none is open. @returns The message's sequence. */
  async sends(file?: SentFile): Promise<number> {
    await this.#haveConversation();
    return this.sendFile(file);
  }

  /**
   * Waits until a quick reply or an element of rich content with this title is shown, and clicks the latest one.
   *
   * @throws {SimulatorError} None is shown in time; the message lists the titles that there are.
   */
  clicks(title: string, options: WaitOptions = {}): Promise<void> {
    return awaitedLater(this.#clickWhenShown(title, options));
  }

  /** Sends a text. @returns The message's sequence. */
  async say(text: string, options?: SayOptions): Promise<number> {
    return this.#publish(textEvent(text), options);
  }

  /** Uploads and sends a file. @returns The message's sequence. */
  async sendFile(file: SentFile = {}): Promise<number> {
    return this.#publish(fileEvent(this.#platform, file));
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
    clickAsConsumer(this.#platform, this.#current(), { sequence: message.sequence, clickable });
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
    closeAsConsumer(this.#platform, this.#current());
  }

  /**
   * The first matching message, past or future, that no earlier `hears` has returned.
   *
   * @throws {SimulatorError} No matching message in time; the error lists the latest messages.
   */
  hears(match: HeardMatch, { timeoutMs = 5_000 }: WaitOptions = {}): Promise<HeardMessage> {
    const describe = (): string =>
      `${nameOf(match)} was not heard within ${timeoutMs} ms. Heard: ${listOfTexts(this.#heard)}${this.#platform.explain()}`;
    return this.#unclaimed.first(matcherOf(match), { timeoutMs, describe });
  }

  /**
   * The first matching sight, past or future, that no earlier `sees` has returned: typing, receipts, which agent has the
   * conversation, the survey, the end. Messages are for `hears`.
   *
   * ```ts
   * await ada.sees('closed');
   * await ada.sees((it) => it.type === 'agent' && it.agentId === sam.id);
   * ```
   *
   * @throws {SimulatorError} No matching sight in time; the error lists the latest ones.
   */
  sees(match: SightMatch, { timeoutMs = 5_000 }: WaitOptions = {}): Promise<ConsumerSight> {
    const accepts = typeof match === 'function' ? match : ({ type }: ConsumerSight): boolean => type === match;
    const describe = (): string => {
      const seen = this.#seen.slice(-10).map(({ type }) => type);
      const wanted = typeof match === 'function' ? 'A matching sight' : JSON.stringify(match);
      return `${wanted} was not seen within ${timeoutMs} ms. Seen: ${seen.join(', ') || 'nothing'}${this.#platform.explain()}`;
    };
    return this.#unclaimedSights.first(accepts, { timeoutMs, describe });
  }

  /** As `sees('typing')`. */
  seesTyping(options?: WaitOptions): Promise<ConsumerSight> {
    return this.sees('typing', options);
  }

  /** @internal Called by the platform. */
  enter(conversation: SimulatedConversation): void {
    this.#shown = new ShownConversation(conversation);
  }

  /** @internal Called by the platform. */
  observe(conversation: SimulatedConversation): void {
    if (this.#shown?.conversation !== conversation) return;
    for (const sight of this.#shown.news()) this.#show(sight);
  }

  /** @internal Called by the platform. */
  receive(message: SimulatedMessage): void {
    if (message.originatorId === this.id || message.messageAudience !== 'ALL') return;
    if (!isContent(message)) {
      const sight = sightOf(message);
      if (sight !== undefined) this.#show(sight);
      return;
    }
    const heard = heardMessageOf(message);
    const { messages: max } = this.#platform.retention;
    this.#heard.push(heard);
    trimOldest(this.#heard, max);
    this.#unread.add(heard);
    keepNewest(this.#unread, max);
    this.#unclaimed.add(heard);
    this.#clickWaiters.offer(heard, { toAll: true });
  }

  /** @internal Called when the simulator closes. */
  leave(): void {
    this.#unclaimed.close();
    this.#unclaimedSights.close();
    this.#clickWaiters.close();
  }

  #show(sight: ConsumerSight): void {
    this.#seen.push(sight);
    trimOldest(this.#seen, this.#platform.retention.messages);
    this.#unclaimedSights.add(sight);
  }

  async #haveConversation(): Promise<void> {
    if (this.#shown?.conversation.stage !== 'OPEN') await this.startConversation();
  }

  #publish(event: SimulatedMessage['event'], options?: SayOptions): number {
    return publishAsConsumer(this.#platform, this.#current(), event, options);
  }

  #current(): SimulatedConversation {
    if (this.#shown !== undefined) return this.#shown.conversation;
    throw new SimulatorError('This consumer has no conversation: call startConversation() first', 'MISUSE');
  }

  async #clickWhenShown(title: string, { timeoutMs = 5_000 }: WaitOptions): Promise<void> {
    const isShown = (message: HeardMessage): boolean =>
      clickablesIn({ ...message.event }).some((clickable) => clickable.title === title);
    const describe = (): string =>
      `No element titled ${JSON.stringify(title)} was shown within ${timeoutMs} ms. There is: ${this.#titles()}${this.#platform.explain()}`;
    await this.#clickWaiters.first(this.#heard, isShown, { timeoutMs, describe });
    await this.click(title);
  }

  #clickable(title: string): { readonly message: HeardMessage; readonly clickable: ClickableElement } {
    for (const message of this.#heard.toReversed()) {
      const clickable = clickablesIn({ ...message.event }).find((it) => it.title === title);
      if (clickable) return { message, clickable };
    }
    throw new SimulatorError(
      `No element titled ${JSON.stringify(title)} to click. There is: ${this.#titles()}`,
      'MISUSE',
    );
  }

  /** The titles of all elements, the latest first. */
  #titles(): string {
    const titles = this.#heard.toReversed().flatMap(({ event }) => clickablesIn({ ...event }).map((it) => it.title));
    return titles.map((it) => JSON.stringify(it)).join(', ') || 'nothing';
  }
}
