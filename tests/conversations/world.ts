import { onTestFinished } from 'vitest';
import { Agent, type AgentOptions } from '../../src/index.js';
import { Conversations, type Conversation, type ConversationsOptions } from '../../src/bot/index.js';
import {
  FaultProxy,
  type SimulatedConsumer,
  type Simulator,
  type SimulatorOptions,
} from '../../src/simulator/index.js';
import { eagerly, next, startPlatform } from '../support/agents.js';

/** A platform, an agent behind a proxy that can fail, and its conversations, not yet started. */
export interface World {
  readonly simulator: Simulator;
  readonly proxy: FaultProxy;
  readonly agent: Agent;
  readonly conversations: Conversations;
  /** Another user of the account, connected. */
  colleague(): Promise<Agent>;
}

export async function world(
  settings: Partial<AgentOptions> = {},
  {
    simulator: options,
    ...conversationsOptions
  }: ConversationsOptions & { readonly simulator?: SimulatorOptions } = {},
): Promise<World> {
  const simulator = await startPlatform({ agents: [{ username: 'bot' }, { username: 'human' }], ...options });
  const proxy = await FaultProxy.start(simulator);
  const agent = new Agent({
    ...proxy.agentOptions(),
    autoConnect: false,
    reconnect: eagerly,
    requestTimeout: 2_000,
    ...settings,
  });
  const conversations = new Conversations(agent, conversationsOptions);
  conversations.on('ring', (ring) => ring.accept());
  const agents = [agent];
  onTestFinished(async () => {
    for (const one of agents) one.dispose();
    await proxy.close();
    await simulator.close();
  });
  return {
    simulator,
    proxy,
    agent,
    conversations,
    colleague: async () => {
      const human = new Agent({ ...simulator.agentOptions('password', simulator.agents[1]), autoConnect: false });
      agents.push(human);
      await human.connect();
      return human;
    },
  };
}

/** Resolves with the arguments of the next event of the conversations. */
export function told<
  Event extends 'opened' | 'left' | 'closed' | 'takenOver' | 'back' | 'survey' | 'joined' | 'transferred',
>(conversations: Conversations, event: Event): Promise<Conversation> {
  return new Promise((resolve) => conversations.once(event, (conversation: Conversation) => resolve(conversation)));
}

/** A conversation that the agent has accepted. */
export async function accepted(
  { simulator, agent, conversations }: World,
  start: Parameters<SimulatedConsumer['startConversation']>[0] = {},
): Promise<{ readonly consumer: SimulatedConsumer; readonly conversation: Conversation }> {
  if (!agent.connected) await conversations.start();
  await agent.setAgentState({ availability: 'ONLINE' });
  const consumer = simulator.consumer({ firstName: 'Ada', lastName: 'Lovelace' });
  const opened = told(conversations, 'opened');
  await consumer.startConversation(start);
  return { consumer, conversation: await opened };
}

/** The colleague takes the conversation from the agent. */
export async function takeOver(
  human: Agent,
  { simulator }: Pick<World, 'simulator'>,
  conversationId: string,
): Promise<void> {
  const [user, other] = simulator.agents;
  await human.updateConversationField({
    conversationId,
    conversationField: { field: 'ParticipantsChange', type: 'ADD', role: 'MANAGER' },
  });
  await human.updateConversationField({
    conversationId,
    conversationField: [
      { field: 'ParticipantsChange', type: 'REMOVE', role: 'ASSIGNED_AGENT', userId: user?.legacyId },
      { field: 'ParticipantsChange', type: 'ADD', role: 'ASSIGNED_AGENT', userId: other?.legacyId },
    ],
  });
}

/** The connection is lost, and there is none until the returned function is called. */
export async function offline({ agent, proxy }: Pick<World, 'agent' | 'proxy'>): Promise<() => void> {
  const lost = next(agent, 'reconnecting');
  proxy.refuse();
  proxy.reset();
  await lost;
  return () => proxy.refuse(false);
}

/** Runs while the agent has no connection, and resolves when it has one again. */
export async function away(world: Pick<World, 'agent' | 'proxy'>, meanwhile: () => Promise<unknown>): Promise<void> {
  const online = await offline(world);
  await meanwhile();
  const back = next(world.agent, 'reconnected');
  online();
  await back;
}

/** The texts of all dialogs of a conversation, as the platform has them. */
export function textsOf({ simulator }: World, { id }: Conversation): readonly string[] {
  const dialogs = simulator.conversation(id)?.dialogs ?? [];
  const events = dialogs.flatMap(({ messages }) => messages).map(({ event }) => event);
  return events.flatMap(({ message }) => (typeof message === 'string' ? [message] : []));
}
