import { Bot, MemoryStore } from '../../../src/bot/index.js';
import { Agent } from '../../../src/index.js';
import { SimulatorClock, type SimulatedConsumer } from '../../../src/simulator/index.js';
import { eagerly, startPlatform } from '../../support/agents.js';
import { until } from '../figure.js';
import { joined } from './messages.js';

export interface BotHanging {
  readonly conversations: number;
  /** Number of handlers that hung while the other conversations were served. */
  readonly hanging: number;
  /** Number of the other conversations in which both messages were answered meanwhile. */
  readonly served: number;
  /** Number of hung conversations that the platform has transferred to the skill of the escalation. */
  readonly handedOff: number;
  /** Number of the other conversations that were transferred. */
  readonly handedOffWrongly: number;
  /** Number of errors that say that a handler hangs. */
  readonly reported: number;
  /** Number of messages that consumers of hung conversations got in the end, when the handlers went on. */
  readonly saidLate: number;
  /** Number of hung conversations with the session of a handler that went on. */
  readonly committedLate: number;
}

const TARGET = 'humans';

/** A `Bot` with handlers that ignore their signal, in some of its conversations. The bot's clock moves past their end. */
export async function botHanging(conversations: number, hanging: number): Promise<BotHanging> {
  await using simulator = await startPlatform({
    agents: [
      { username: 'bot', skillIds: ['bots'] },
      { username: 'human', skillIds: [TARGET] },
    ],
    transcriptLimit: 1_000,
  });
  const consumers: SimulatedConsumer[] = [];
  {
    await using earlier = new Agent({ ...simulator.agentOptions(), reconnect: eagerly });
    await earlier.connect();
    for (let count = 0; count < conversations; count += 1) consumers.push(await joined(simulator, earlier, 'bots'));
  }
  const [hung, others] = [consumers.slice(0, hanging), consumers.slice(hanging)];
  const hungIds = new Set(hung.map(({ conversationId }) => conversationId));
  const clock = SimulatorClock.stopped();
  const store = new MemoryStore();
  await using bot = new Bot({
    agent: { ...simulator.agentOptions(), reconnect: eagerly, historyRate: 1_000 },
    store,
    clock,
    handlerTimeout: '30s',
    escalation: { skill: TARGET },
    session: () => ({ isLate: false }),
  });
  let open = (): void => {};
  const opened = new Promise<void>((resolve) => (open = resolve));
  let [atWork, wentOn, reported] = [0, 0, 0];
  bot.on('error', ({ code }) => {
    if (code === 'HUNG') reported += 1;
  });
  bot.on('text', async (chat, { text }) => {
    if (!hungIds.has(chat.id)) return chat.reply(`re: ${text}`);
    atWork += 1;
    await opened;
    chat.session.isLate = true;
    return chat.reply('late').catch(() => {
      wentOn += 1;
    });
  });
  await bot.start();
  const sayAll = async (text: string): Promise<void> => {
    for (const consumer of consumers) await consumer.say(text);
  };
  const served = (): number =>
    others.filter(({ heard }) => heard.map(({ text }) => text).join() === 're: first,re: second').length;
  const transferred = (some: readonly SimulatedConsumer[]): number =>
    some.filter(({ conversation }) => conversation.skillId === TARGET).length;

  await sayAll('first');
  await until(() => atWork === hanging && others.every(({ heard }) => heard.length === 1), 15_000);
  await sayAll('second');
  await until(() => served() === others.length, 15_000);
  const [servedMeanwhile, hangingMeanwhile] = [served(), atWork];

  // The bot has read the responses to its last replies.
  await until(() => bot.health().running === hanging, 15_000);
  clock.advance(30_000);
  clock.advance(10_000);
  await until(() => transferred(hung) === hanging, 15_000);
  open();
  await until(() => wentOn === hanging, 15_000);
  await bot.stop();
  let committedLate = 0;
  for await (const { conversationId, session } of store.load(`${bot.agent.accountId}/${bot.agent.userId}`)) {
    if (hungIds.has(conversationId) && JSON.stringify(session ?? {}).includes('true')) committedLate += 1;
  }
  return {
    conversations,
    hanging: hangingMeanwhile,
    served: servedMeanwhile,
    handedOff: transferred(hung),
    handedOffWrongly: transferred(others),
    reported,
    saidLate: hung.reduce((sum, { heard }) => sum + heard.length, 0),
    committedLate,
  };
}
