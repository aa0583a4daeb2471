import { Agent } from '../../../src/index.js';
import { FaultProxy, type SimulatedConsumer, type Simulator } from '../../../src/simulator/index.js';
import { eagerly, next, startPlatform } from '../../support/agents.js';
import { after, until } from '../figure.js';
import { joined } from './messages.js';

export interface Transfers {
  /** Number of transfers away and back. */
  readonly transfers: number;
  readonly closed: number;
  /** Number of late or repeated events: for conversations of another agent, and for closed ones. */
  readonly late: number;
  readonly delivered: number;
  readonly repeated: number;
  /** Number of messages for the bot that were not delivered. */
  readonly lost: number;
}

export interface TransfersPlan {
  readonly conversations: number;
  /** Per conversation. */
  readonly times: number;
  readonly hasStore: boolean;
  /** How long the other agent keeps the conversations in the first round, in ms. */
  readonly longestAwayMs: number;
}

const MESSAGE = '.ams.ms.OnlineEventDistribution';

/** Transfers conversations from a bot to another agent and back, with cuts in between, and closes them. */
export async function transfers({ conversations, times, hasStore, longestAwayMs }: TransfersPlan): Promise<Transfers> {
  await using simulator = await startPlatform({
    agents: [{ username: 'bot' }, { username: 'human' }],
    transcriptLimit: 1_000,
  });
  const [user, other] = simulator.agents;
  if (user === undefined || other === undefined) throw new Error('The platform has two agents');
  await using proxy = await FaultProxy.start(simulator);
  await using bot = new Agent({
    ...proxy.agentOptions('password', user),
    reconnect: eagerly,
    historyRate: 1_000,
    ...(hasStore && { cursors: new Map() }),
  });
  await using human = new Agent({ ...simulator.agentOptions('password', other), deliver: 'live-only' });
  const deliveries: string[] = [];
  bot.on('error', () => {});
  bot.on('ms.MessagingEventNotification', ({ dialogId, changes }) => {
    for (const { sequence } of changes) deliveries.push(`${dialogId} ${sequence}`);
  });
  await Promise.all([bot.connect(), human.connect()]);
  await bot.subscribeExConversations({ convState: ['OPEN'], agentIds: [bot.agentId] });
  const consumers = await Promise.all(Array.from({ length: conversations }, () => joined(simulator, bot)));

  const expected = new Set<string>();
  const say = async (consumer: SimulatedConsumer, isForBot: boolean): Promise<void> => {
    const { dialogId } = consumer;
    const sequence = await consumer.say('Hello?');
    if (isForBot) expected.add(`${dialogId} ${sequence}`);
  };
  const cut = async (): Promise<void> => {
    const back = next(bot, 'reconnected');
    proxy.reset();
    await back;
  };
  let late = 0;
  const comesLate = (message: object): void => {
    simulator.notify(MESSAGE, message);
    late += 1;
  };

  for (let time = 0; time < times; time += 1) {
    await Promise.all(
      consumers.map(async (consumer) => {
        await say(consumer, true);
        await give(bot, consumer, other.legacyId);
        comesLate(messageOf(simulator, consumer));
        await say(consumer, hasStore);
      }),
    );
    if (time === 0) await after(longestAwayMs);
    if (time % 3 === 1) await cut();
    await Promise.all(
      consumers.map(async (consumer) => {
        comesLate(messageOf(simulator, consumer));
        await give(human, consumer, user.legacyId);
        comesLate(messageOf(simulator, consumer));
        // Without a store, delivery starts with the notification of the transfer, which a cut may delay.
        await say(consumer, hasStore || time % 3 !== 2);
      }),
    );
    if (time % 3 === 2) await cut();
  }
  const arrived = new Set<string>();
  const haveAllArrived = (): boolean => {
    for (const delivery of deliveries) arrived.add(delivery);
    return [...expected].every((one) => arrived.has(one));
  };
  await until(haveAllArrived, 20_000);

  await Promise.all(consumers.map(async (consumer, index) => closings[index % closings.length]?.(consumer, bot)));
  for (let time = 1; time <= 2; time += 1) {
    for (const consumer of consumers) {
      comesLate(messageOf(simulator, consumer));
      const receipt = receiptOf(simulator, consumer, time);
      comesLate(receipt);
      comesLate(receipt);
    }
    await bot.getClock();
    // Time for a wrong backfill, whose messages would be delivered.
    await after(100);
    if (time === 1) await cut();
  }
  haveAllArrived();
  return {
    transfers: conversations * times,
    closed: consumers.filter(({ conversationId }) => simulator.conversation(conversationId)?.stage === 'CLOSE').length,
    late,
    delivered: arrived.size,
    repeated: deliveries.length - arrived.size,
    lost: [...expected].filter((one) => !arrived.has(one)).length,
  };
}

/** Ways to close a conversation. */
const closings: readonly ((consumer: SimulatedConsumer, bot: Agent) => Promise<unknown>)[] = [
  (consumer) => consumer.close(),
  ({ conversationId }, bot) =>
    bot.updateConversationField({
      conversationId,
      conversationField: [{ field: 'ConversationStateField', conversationState: 'CLOSE' }],
    }),
  ({ conversationId, dialogId }, bot) =>
    bot.updateConversationField({
      conversationId,
      conversationField: [
        { field: 'DialogChange', type: 'UPDATE', dialog: { dialogId, state: 'CLOSE', closedBy: 'AGENT' } },
      ],
    }),
];

/** Transfers a conversation to another user in one request. */
export async function give(agent: Agent, { conversationId }: SimulatedConsumer, userId: string): Promise<void> {
  await agent.updateConversationField({
    conversationId,
    conversationField: [
      { field: 'ParticipantsChange', type: 'REMOVE', role: 'ASSIGNED_AGENT' },
      { field: 'ParticipantsChange', type: 'ADD', role: 'ASSIGNED_AGENT', userId },
    ],
  });
}

/** One of the messages of the dialog, as a notification. */
function messageOf(simulator: Simulator, { conversationId }: SimulatedConsumer): object {
  const messages = simulator.conversation(conversationId)?.dialogs[0]?.messages ?? [];
  const message = messages[Math.floor(Math.random() * messages.length)];
  if (message === undefined) throw new Error('The conversation has no message');
  return message;
}

/** A receipt for the last message, with a sequence so much later. */
function receiptOf(simulator: Simulator, { conversationId }: SimulatedConsumer, later: number): object {
  const last = simulator.conversation(conversationId)?.dialogs[0]?.messages.at(-1);
  if (last?.sequence === undefined) throw new Error('The conversation has no message');
  return {
    ...last,
    sequence: last.sequence + later,
    serverTimestamp: Date.now(),
    event: { type: 'AcceptStatusEvent', status: 'READ', sequenceList: [last.sequence] },
  };
}
