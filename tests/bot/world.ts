import { onTestFinished } from 'vitest';
import { Agent, type SDKError } from '../../src/index.js';
import { Bot, MemoryStore, type BotOptions, type BotSetup, type Saved, type Store } from '../../src/bot/index.js';
import {
  FaultProxy,
  type SimulatedConsumer,
  type Simulator,
  type SimulatorOptions,
} from '../../src/simulator/index.js';
import { takeOver } from '../conversations/world.js';
import { eagerly, startPlatform } from '../support/agents.js';

/** A platform, and the setup of a bot behind a proxy that can fail. */
export interface BotWorld {
  readonly simulator: Simulator;
  readonly proxy: FaultProxy;
  readonly setup: BotSetup & { readonly store: Store };
  readonly errors: SDKError[];
  /** A bot that is stopped with the test. Its errors are collected. */
  bot<Session extends object = Record<string, unknown>>(options?: Partial<BotOptions<Session>>): Bot<Session>;
  /** Another user of the account, connected. */
  colleague(): Promise<Agent>;
  /** The colleague joins the conversation and takes it from the bot. */
  takesOver(human: Agent, conversationId: string): Promise<void>;
  /** The colleague offers the conversation to the bot, and leaves it. */
  givesBack(human: Agent, conversationId: string): Promise<void>;
  consumer(): SimulatedConsumer;
  /** What the store has of the bot's conversations. */
  saved(bot: { readonly agent: Agent }): Promise<readonly Saved[]>;
}

export async function botWorld(options: SimulatorOptions = {}): Promise<BotWorld> {
  const simulator = await startPlatform({ agents: [{ username: 'bot' }, { username: 'human' }], ...options });
  const proxy = await FaultProxy.start(simulator);
  const setup = {
    agent: { ...proxy.agentOptions(), reconnect: eagerly, requestTimeout: 2_000 },
    store: new MemoryStore(),
  };
  const errors: SDKError[] = [];
  const ends: (() => Promise<void> | void)[] = [];
  onTestFinished(async () => {
    await Promise.all(ends.map(async (end) => end()));
    await proxy.close();
    await simulator.close();
  });
  return {
    simulator,
    proxy,
    setup,
    errors,
    bot: (more = {}) => {
      const bot = new Bot({ ...setup, ...more });
      bot.on('error', (error) => errors.push(error));
      ends.push(() => bot.stop({ drain: 0 }));
      return bot;
    },
    colleague: async () => {
      const human = new Agent({ ...simulator.agentOptions('password', simulator.agents[1]), autoConnect: false });
      ends.push(() => human.dispose());
      await human.connect();
      return human;
    },
    takesOver: (human, conversationId) => takeOver(human, { simulator }, conversationId),
    givesBack: async (human, conversationId) => {
      const [user] = simulator.agents;
      await human.updateConversationField({
        conversationId,
        conversationField: [
          { field: 'ParticipantsChange', type: 'REMOVE', role: 'ASSIGNED_AGENT' },
          { field: 'ParticipantsChange', type: 'SUGGEST', role: 'ASSIGNED_AGENT', userId: user?.legacyId },
        ],
      });
    },
    saved: async ({ agent }) => {
      const all: Saved[] = [];
      for await (const saved of setup.store.load(`${agent.accountId}/${agent.userId}`)) all.push(saved);
      return all;
    },
    consumer: () => simulator.consumer({ firstName: 'Ada', lastName: 'Lovelace' }),
  };
}
