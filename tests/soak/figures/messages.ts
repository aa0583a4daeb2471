import { Agent } from '../../../src/index.js';
import { FaultProxy, type SimulatedConsumer, type Simulator } from '../../../src/simulator/index.js';
import { agentOf, eagerly, reaches, startPlatform } from '../../support/agents.js';
import { after, until } from '../figure.js';

export interface Messages {
  readonly said: number;
  readonly cuts: number;
  readonly lost: number;
  readonly doubled: number;
  readonly disordered: number;
}

/** Ways to lose a connection, each of which ends its fault. */
const cuts: readonly ((simulator: Simulator, proxy: FaultProxy, agent: Agent) => void | Promise<void>)[] = [
  (_, proxy) => proxy.reset(),
  (_, proxy) => proxy.drop(),
  (_, proxy) => proxy.cutFrame(),
  (_, proxy) => proxy.halfOpen(),
  (simulator) => simulator.closeSockets(1000),
  (simulator) => simulator.closeSockets(1001),
  (simulator) => simulator.dropSockets(),
  (simulator) => simulator.closeSockets(1011),
  (simulator) => simulator.revoke(undefined, { closeCode: 4401 }),
  (simulator) => simulator.revoke(undefined, { closeCode: 1006 }),
  async (_, proxy, agent) => {
    proxy.blackhole();
    await reaches(agent, 'connecting');
    proxy.blackhole(false);
  },
  async (_, proxy) => {
    proxy.refuse();
    proxy.reset();
    await after(20);
    proxy.refuse(false);
  },
  async (_, proxy) => {
    proxy.conditions({ latencyMs: 3, chunkBytes: 7, closeDelayMs: 30 });
    proxy.cutFrame();
    await after(20);
    proxy.conditions({});
  },
];

/** Cuts the connection again and again while consumers write. */
export async function messagesOverCuts(messages: number, times: number, dialogs: number): Promise<Messages> {
  await using simulator = await startPlatform({ transcriptLimit: 1_000 });
  await using proxy = await FaultProxy.start(simulator);
  await using agent = new Agent({
    ...proxy.agentOptions(),
    reconnect: eagerly,
    pingInterval: 300,
    pingTimeout: 600,
    requestTimeout: 2_000,
    handshakeTimeout: 500,
  });
  const heard = new Map<string, number[]>();
  let delivered = 0;
  agent.on('error', () => {});
  agent.on('ms.MessagingEventNotification', ({ dialogId, changes }) => {
    for (const { event } of changes) {
      if (event.type !== 'ContentEvent') continue;
      delivered += 1;
      heard.get(dialogId)?.push(Number(event.message));
    }
  });
  await agent.connect();
  // The agent joins them itself, so that it follows the dialogs before their first message.
  const consumers = await Promise.all(Array.from({ length: dialogs }, () => joined(simulator, agent)));
  for (const { dialogId } of consumers) heard.set(dialogId, []);

  const next = new Map<SimulatedConsumer, number>();
  let said = 0;
  const say = async (count: number): Promise<void> => {
    for (let index = 0; index < count && said < messages; index += 1) {
      const consumer = consumers[Math.floor(Math.random() * consumers.length)];
      if (consumer === undefined) return;
      const number = next.get(consumer) ?? 0;
      next.set(consumer, number + 1);
      said += 1;
      await consumer.say(String(number));
      if (said % 5 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
  };
  let done = 0;
  for (; done < times; done += 1) {
    await agent.connect();
    const talking = say(Math.ceil(messages / times));
    if (Math.random() < 0.5) await new Promise((resolve) => setImmediate(resolve));
    await cuts[done % cuts.length]?.(simulator, proxy, agent);
    await talking;
  }
  await say(messages);
  await until(() => delivered >= messages, 20_000);
  await after(200);

  let lost = 0;
  let doubled = 0;
  let disordered = 0;
  for (const consumer of consumers) {
    const numbers = heard.get(consumer.dialogId) ?? [];
    const different = new Set(numbers);
    lost += (next.get(consumer) ?? 0) - different.size;
    doubled += numbers.length - different.size;
    disordered += numbers.filter((number, index) => number < (numbers[index - 1] ?? -1)).length;
  }
  return { said, cuts: done, lost, doubled, disordered };
}

/** Consumers whose conversations are assigned to the first agent of the platform. */
export async function withConsumers(simulator: Simulator, count: number): Promise<readonly SimulatedConsumer[]> {
  await using agent = agentOf(simulator);
  await agent.connect();
  return await Promise.all(Array.from({ length: count }, () => joined(simulator, agent)));
}

/** A consumer whose conversation is assigned to the agent. */
export async function joined(simulator: Simulator, agent: Agent, skillId?: string): Promise<SimulatedConsumer> {
  const consumer = simulator.consumer();
  const conversationId = await consumer.startConversation({ skillId });
  await agent.updateConversationField({
    conversationId,
    conversationField: [{ field: 'ParticipantsChange', type: 'ADD', role: 'ASSIGNED_AGENT' }],
  });
  return consumer;
}
