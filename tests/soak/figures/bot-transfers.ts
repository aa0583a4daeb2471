import { Bot, MemoryStore } from '../../../src/bot/index.js';
import { Agent } from '../../../src/index.js';
import { FaultProxy, type SimulatedConsumer } from '../../../src/simulator/index.js';
import { eagerly, next, startPlatform } from '../../support/agents.js';
import { after, until } from '../figure.js';
import { joined } from './messages.js';
import { give } from './transfers.js';

export interface BotTransfers {
  readonly conversations: number;
  /** Of these, with a cut of the bot's connection while the colleague has them. */
  readonly cut: number;
  /** Number of conversations with exactly one turn after the transfer in: for the message after the colleague's last. */
  readonly answeredOnce: number;
  /** Number of conversations with exactly one `back` after the colleague had them, and no turn for what was said meanwhile. */
  readonly backOnce: number;
  /** Number of conversations whose next message had exactly one turn. */
  readonly wentOn: number;
}

const SAID_BEFORE = 50;
const SAID_MEANWHILE = 20;

/** Conversations that a colleague transfers to a `Bot`, takes back, and gives back again. */
export async function botTransfers(conversations: number): Promise<BotTransfers> {
  await using simulator = await startPlatform({
    agents: [{ username: 'bot' }, { username: 'human' }],
    transcriptLimit: 1_000,
  });
  const [user, other] = simulator.agents;
  if (user === undefined || other === undefined) throw new Error('The platform has two agents');
  await using proxy = await FaultProxy.start(simulator);
  await using human = new Agent({
    ...simulator.agentOptions('password', other),
    deliver: 'live-only',
    autoConnect: false,
  });
  await using bot = new Bot({
    agent: { ...proxy.agentOptions('password', user), reconnect: eagerly, historyRate: 1_000 },
    store: new MemoryStore(),
    turns: { mode: 'each' },
  });
  const calls = new Map<string, string[]>();
  const note = (conversationId: string, call: string): void => {
    calls.set(conversationId, [...(calls.get(conversationId) ?? []), call]);
  };
  bot.on('error', () => {});
  bot.on('text', (chat, { text }) => note(chat.id, text));
  bot.on('back', (chat) => note(chat.id, 'back'));
  bot.on('left', (chat) => note(chat.id, 'left'));
  await human.connect();
  await bot.start();
  const consumers: SimulatedConsumer[] = [];
  for (let count = 0; count < conversations; count += 1) consumers.push(await joined(simulator, human));
  /** @returns In how many conversations these handlers were called, in this order, and no other. */
  const calledIn = async (expected: readonly string[]): Promise<number> => {
    const count = (): number =>
      consumers.filter(({ conversationId }) => calls.get(conversationId)?.join() === expected.join()).length;
    await until(() => count() === conversations, 10_000);
    // Two requests after which what the bot had to read for a wrong turn has come.
    await bot.agent.getClock();
    await bot.agent.getClock();
    return count();
  };

  for (const consumer of consumers) {
    for (let number = 0; number < SAID_BEFORE; number += 1) await consumer.say(`before ${number}`);
    const { conversationId, dialogId } = consumer;
    const event = { type: 'ContentEvent', contentType: 'text/plain', message: 'The bot can help you' } as const;
    await human.publishEvent({ conversationId, dialogId, event });
    await consumer.say('Thanks');
    await give(human, consumer, user.legacyId);
  }
  const answeredOnce = await calledIn(['Thanks']);

  let cut = 0;
  for (const [index, consumer] of consumers.entries()) {
    await give(bot.agent, consumer, other.legacyId);
    const back = index % 10 === 0 ? next(bot.agent, 'reconnected') : undefined;
    if (back !== undefined) {
      // An absence of which the bot reads nothing, and in which the colleague says nothing, leaves no trace.
      await until(() => calls.get(consumer.conversationId)?.at(-1) === 'left', 5_000);
      proxy.reset();
      cut += 1;
    }
    for (let number = 0; number < SAID_MEANWHILE; number += 1) await consumer.say(`meanwhile ${number}`);
    // The platform's times are in ms: what was said in the ms of the return counts as said after it.
    await after(2);
    await give(human, consumer, user.legacyId);
    await back;
  }
  const backOnce = await calledIn(['Thanks', 'left', 'back']);
  for (const consumer of consumers) await consumer.say('Bye');
  const wentOn = await calledIn(['Thanks', 'left', 'back', 'Bye']);
  return { conversations, cut, answeredOnce, backOnce, wentOn };
}
