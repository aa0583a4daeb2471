import { onTestFinished } from 'vitest';
import { Agent } from '../../src/index.js';
import {
  Conversations,
  type Clock,
  type Conversation,
  type ConversationMessage,
  type Store,
} from '../../src/bot/index.js';
import {
  rehearse,
  type Rehearsal,
  type RehearsalOptions,
  type RehearsalSetup,
  type SimulatedConsumer,
} from '../../src/simulator/index.js';

/** What a text of the consumer makes a {@link SmallBot} do. */
export type Reaction = (bot: SmallBot, conversation: Conversation, message: ConversationMessage) => unknown;

/** A bot without the bot layer: greets, counts the texts of each conversation in its store, and answers by keyword. */
export class SmallBot {
  readonly agent: Agent;
  readonly store: Store;
  readonly clock: Clock;
  readonly conversations: Conversations;
  /** Failures of the handlers of `conversations`, such as a greeting that the end of the test interrupts. */
  readonly failures: Error[] = [];
  readonly asked = new Map<string, number>();
  readonly #reactions: Readonly<Record<string, Reaction>>;

  constructor({ agent, store, clock }: RehearsalSetup, reactions: Readonly<Record<string, Reaction>> = {}) {
    this.agent = new Agent(agent);
    this.store = store;
    this.clock = clock;
    this.#reactions = reactions;
    this.conversations = new Conversations(this.agent);
    this.conversations.on('error', (error) => this.failures.push(error));
    this.conversations.on('ring', (ring) => ring.accept());
    this.conversations.on('opened', (conversation) => conversation.reply(this.#greeting(conversation)));
    this.conversations.on('back', (conversation) => conversation.reply('I am back'));
    this.conversations.on('message', (conversation, message) => this.#answer(conversation, message));
  }

  async start(): Promise<void> {
    for await (const { conversationId, session } of this.store.load('small')) {
      this.asked.set(conversationId, Number(session));
    }
    await this.conversations.start();
    await this.agent.setAgentState({ availability: 'ONLINE' });
  }

  async stop(): Promise<void> {
    await this.conversations.stop();
    await this.agent.close();
  }

  #greeting({ id }: Conversation): string {
    return `Asked so far: ${this.asked.get(id) ?? 0}`;
  }

  async #answer(conversation: Conversation, message: ConversationMessage): Promise<void> {
    if (!message.isFromConsumer || !conversation.isMine) return;
    const asked = (this.asked.get(conversation.id) ?? 0) + 1;
    this.asked.set(conversation.id, asked);
    await this.store.commit('small', { conversationId: conversation.id, session: asked });
    const reaction = this.#reactions[message.text];
    if (reaction === undefined) await conversation.reply(`${asked}: ${message.text}`);
    else await reaction(this, conversation, message);
  }
}

/** A consumer whom the bot has greeted. */
export async function greeted(rehearsal: Rehearsal<SmallBot>): Promise<SimulatedConsumer> {
  const ada = rehearsal.consumer({ firstName: 'Ada' });
  await ada.startConversation();
  await ada.hears('Asked so far: 0');
  return ada;
}

/** A rehearsal of a {@link SmallBot} that is closed with the test. */
export async function room(
  reactions: Readonly<Record<string, Reaction>> = {},
  options: RehearsalOptions = {},
): Promise<Rehearsal<SmallBot>> {
  const rehearsal = await rehearse((setup) => new SmallBot(setup, reactions), options);
  onTestFinished(() => rehearsal.close());
  return rehearsal;
}
