import { isContent, type SimulatedConversation, type SimulatedMessage } from '../platform/conversation-state.js';
import type { AgentAccount } from '../platform/accounts.js';
import type { Platform } from '../platform/platform.js';
import {
  heardMessageOf,
  listOfTexts,
  matcherOf,
  nameOf,
  type HeardMessage,
  type MessageMatch,
} from '../consumer/received-message.js';
import { textEvent } from '../consumer/consumer-actions.js';
import type { WaitOptions } from '../consumer/consumer-options.js';
import type { SimulatedConsumer } from '../consumer/simulated-consumer.js';
import { SimulatorError } from '../failures.js';
import { Unclaimed } from '../unclaimed.js';
import { awaitedLater } from '../waiters.js';
import { HumanActions, type ActionTarget } from './human-actions.js';
import { openConnection, type WaitingRing } from './human-connection.js';

/** A message as an agent sees it. */
export interface SeenMessage extends HeardMessage {
  /** Only agents and managers see it. */
  readonly isPrivate: boolean;
}

/** The exact text, a pattern for the text, or a predicate. */
export type SeenMatch = MessageMatch<SeenMessage>;

/** A consumer, whose latest conversation is meant, or the id of a conversation. */
export type ConversationOf = SimulatedConsumer | string;

/** Who gets a conversation: the agents of a skill, one agent, or the queue of the present skill. */
export type TransferTarget =
  | { readonly skill: string }
  | { readonly agent: AgentAccount | SimulatedHuman }
  | { readonly queue: true };

/** Which ring is accepted. */
export interface AcceptOptions extends WaitOptions {
  /** Only a conversation of this skill. */
  readonly skill?: string | undefined;
}

/**
 * A scripted human agent: online from the start, with rings for the skills of the account. Each action has taken effect
 * on the platform when its promise resolves. The actions concern the conversation that was accepted, joined or taken over
 * last.
 *
 * ```ts
 * const sam = simulator.human({ username: 'sam', skillIds: ['humans'] });
 * await sam.accepts();
 * await sam.sees('Asked for a person.');
 * await sam.says('Hello, I am Sam');
 * await sam.givesBack();
 * ```
 */
export class SimulatedHuman {
  readonly #platform: Platform;
  readonly #actions: HumanActions;
  readonly #seen: SeenMessage[] = [];
  /** Sequences that were seen, by dialog. */
  readonly #sequences = new Map<string, Set<number>>();
  /** Messages that no `sees` has returned yet. */
  readonly #unclaimed = new Unclaimed<SeenMessage>();
  readonly #rings = new Unclaimed<WaitingRing>();
  #conversation: SimulatedConversation | undefined;

  /** Use `simulator.human()`. */
  constructor(
    platform: Platform,
    readonly account: AgentAccount,
  ) {
    this.#platform = platform;
    const connection = openConnection(platform, account, {
      onMessage: (message) => this.#receive(message),
      onRing: (ring) => this.#rings.add(ring),
      onRingOver: (ring) => this.#rings.delete(ring),
    });
    this.#actions = new HumanActions(platform, connection);
  }

  /** Public id, as in the messages and sights of consumers. */
  get id(): string {
    return this.account.pid;
  }

  /** The conversation of the actions. @throws {SimulatorError} There is none. */
  get conversationId(): string {
    return this.#current().id;
  }

  /** All messages of others in the conversations, in order, including what was said before this agent came. */
  get seen(): readonly SeenMessage[] {
    return this.#seen;
  }

  /**
   * Accepts a conversation that rings this agent, now or later.
   *
   * @returns The id of the conversation.
   * @throws {SimulatorError} Nothing rings in time.
   */
  accepts(options: AcceptOptions = {}): Promise<string> {
    return awaitedLater(this.#accept(options));
  }

  /** Joins a conversation as a manager, beside its agent. */
  async joins(where: ConversationOf): Promise<void> {
    const id = idOf(where);
    this.#actions.join(id);
    this.#enter(id);
  }

  /** Takes a conversation from the agent who has it, or from the queue. */
  async takesOver(where: ConversationOf): Promise<void> {
    const id = idOf(where);
    this.#actions.takeOver(id);
    this.#enter(id);
  }

  /** Says something to the consumer. @returns The message's sequence. */
  async says(text: string): Promise<number> {
    return this.#actions.publish(this.#current(), textEvent(text));
  }

  /** Says something to agents and managers. @returns The message's sequence. */
  async whispers(text: string): Promise<number> {
    return this.#actions.publish(this.#current(), textEvent(text), 'AGENTS_AND_MANAGERS');
  }

  /** Hands the conversation to others and leaves it. See docs/protocol.md#3.11. */
  async transfers(target: TransferTarget): Promise<void> {
    this.#actions.transfer(this.#current(), targetOf(target));
  }

  /**
   * Transfers the conversation to the account's first user, the bot, in the bot's first skill if it has skills. Resolves when
   * the bot has accepted.
   *
   * @throws {SimulatorError} The bot does not accept in time.
   */
  givesBack(options: WaitOptions = {}): Promise<void> {
    return awaitedLater(this.#giveBack(options));
  }

  /** Closes the main dialog, after which a survey may follow, or the survey. */
  async closes(): Promise<void> {
    this.#actions.close(this.#current());
  }

  /**
   * The first matching message, private or not, past or future, that no earlier `sees` has returned.
   *
   * @throws {SimulatorError} No matching message in time; the error lists the latest messages.
   */
  sees(match: SeenMatch, { timeoutMs = 5_000 }: WaitOptions = {}): Promise<SeenMessage> {
    const describe = (): string =>
      `${nameOf(match)} was not seen by ${this.account.username} within ${timeoutMs} ms. Seen: ${listOfTexts(this.#seen)}${this.#platform.explain()}`;
    return this.#unclaimed.first(matcherOf(match), { timeoutMs, describe });
  }

  /** @internal Called when the simulator closes. */
  leave(): void {
    this.#unclaimed.close();
    this.#rings.close();
  }

  async #accept({ skill, timeoutMs = 5_000 }: AcceptOptions): Promise<string> {
    const describe = (): string => {
      const wanted = skill === undefined ? 'No conversation' : `No conversation of skill ${skill}`;
      const skills = this.account.skillIds.join(', ') || 'all';
      return `${wanted} rang ${this.account.username} within ${timeoutMs} ms. Skills of this agent: ${skills}${this.#platform.explain()}`;
    };
    const ring = await this.#rings.first((it) => skill === undefined || it.skillId === skill, { timeoutMs, describe });
    this.#actions.answerRing(ring.ringId, 'ACCEPTED');
    this.#enter(ring.conversationId);
    return ring.conversationId;
  }

  async #giveBack({ timeoutMs = 5_000 }: WaitOptions): Promise<void> {
    const conversation = this.#current();
    const [bot] = this.#platform.accounts.all;
    // The account of this agent, at least.
    if (bot === undefined) throw new SimulatorError('The account has no users', 'MISUSE');
    await this.transfers({ agent: bot });
    const isBack = (changed: SimulatedConversation): boolean =>
      changed === conversation && changed.assigned?.id === bot.legacyId;
    const describe = (): string =>
      `${bot.username} did not accept the conversation within ${timeoutMs} ms${this.#platform.explain()}`;
    await this.#platform.changes.first([conversation], isBack, { timeoutMs, describe });
  }

  /** An agent who comes reads what was said before. */
  #enter(conversationId: string): void {
    const conversation = this.#platform.conversations.get(conversationId);
    if (conversation === undefined) return;
    this.#conversation = conversation;
    for (const { messages } of conversation.dialogs) for (const message of messages) this.#receive(message);
  }

  #receive(message: SimulatedMessage): void {
    const { originatorId, dialogId, sequence = 0 } = message;
    if (originatorId === this.account.legacyId || !isContent(message)) return;
    const sequences = this.#sequences.get(dialogId) ?? new Set();
    this.#sequences.set(dialogId, sequences);
    if (sequences.has(sequence)) return;
    sequences.add(sequence);
    const seen: SeenMessage = { ...heardMessageOf(message), isPrivate: message.messageAudience !== 'ALL' };
    this.#seen.push(seen);
    this.#unclaimed.add(seen);
  }

  #current(): SimulatedConversation {
    if (this.#conversation !== undefined) return this.#conversation;
    const message = `${this.account.username} has no conversation: call accepts(), joins() or takesOver() first`;
    throw new SimulatorError(message, 'MISUSE');
  }
}

function idOf(where: ConversationOf): string {
  return typeof where === 'string' ? where : where.conversationId;
}

function targetOf(target: TransferTarget): ActionTarget {
  if (!('agent' in target)) return target;
  return { agent: 'account' in target.agent ? target.agent.account : target.agent };
}
