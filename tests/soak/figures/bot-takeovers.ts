import { Bot, MemoryStore } from '../../../src/bot/index.js';
import { Agent, NotMineError } from '../../../src/index.js';
import { FaultProxy, type SimulatedConsumer } from '../../../src/simulator/index.js';
import { eagerly, next, startPlatform } from '../../support/agents.js';
import { joining, taking } from './takeovers.js';

export interface BotTakeovers {
  readonly takeovers: number;
  /** Of these, while the bot had no connection. */
  readonly offline: number;
  /** Number of turns whose signal was aborted, with a `NotMineError` as its reason. */
  readonly aborted: number;
  /** Number of turns whose next reply rejected with a `NotMineError`. */
  readonly refused: number;
  /** Number of turns that began again. */
  readonly repeated: number;
  /** Number of failures that the bot reported: of a handler, or of an escalation. */
  readonly failures: number;
  /** Number of conversations that another agent than the human has in the end. */
  readonly escalated: number;
  /** Frames to the consumer that were written after the SDK had read that another agent has the conversation. */
  readonly writtenAfter: number;
  readonly replies: number;
}

const FAILURES: readonly string[] = ['HANDLER', 'GAVE_UP', 'HUNG', 'ESCALATION'];

/** A `Bot` whose handlers reply without a pause until the signal is aborted. A human takes each conversation meanwhile. */
export async function botTakeovers(times: number, parallel: number, offlineEvery: number): Promise<BotTakeovers> {
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
    agent: { ...proxy.agentOptions('password', user), reconnect: eagerly },
    store: new MemoryStore(),
    // A failure would be seen at once: the platform would take the conversation from the human.
    escalation: { queue: true, after: 1 },
  });
  const tally = { aborted: 0, refused: 0, failures: 0, writtenAfter: 0, replies: 0 };
  /** Turns by conversation. */
  const begun = new Map<string, number>();
  const news = new Turns();
  /** Conversations that the SDK has read to be another agent's. */
  const read = new Set<string>();
  bot.on('error', ({ code }) => {
    if (FAILURES.includes(String(code))) tally.failures += 1;
  });
  bot.on('text', async (chat) => {
    begun.set(chat.id, (begun.get(chat.id) ?? 0) + 1);
    news.begins(chat.id);
    const aborted = new Promise((resolve) => chat.signal.addEventListener('abort', resolve, { once: true }));
    for (let reply = 1; !chat.signal.aborted; reply += 1) {
      try {
        await (reply % 5 === 0 ? chat.typing() : chat.reply(`Reply ${reply}`));
        tally.replies += 1;
      } catch (error) {
        // A cut leaves a reply unanswered, and the platform refuses what crosses the takeover on the wire.
        if (error instanceof NotMineError) break;
      }
    }
    await aborted;
    const { reason } = chat.signal as { readonly reason: unknown };
    if (reason instanceof NotMineError) tally.aborted += 1;
    const failure: unknown = await chat.reply('Too late').catch((error: unknown) => error);
    if (failure instanceof NotMineError) tally.refused += 1;
    news.ends(chat.id);
    // What an aborted handler throws is no failure.
    if (begun.size % 2 === 0) throw reason;
  });
  bot.agent.on('cqm.ExConversationChangeNotification', ({ changes }) => {
    for (const { type, result } of changes) {
      const isOurs = result.conversationDetails.participants.some(
        ({ id, role }) => id === bot.agent.agentId && role === 'ASSIGNED_AGENT',
      );
      if (type === 'DELETE' || !isOurs) read.add(result.convId);
    }
  });
  bot.agent.on('message:sent', ({ type, body }) => {
    const { conversationId } = body as { readonly conversationId?: string };
    if (type !== '.ams.ms.PublishEvent' || conversationId === undefined) return;
    if (read.has(conversationId)) tally.writtenAfter += 1;
  });
  await human.connect();
  await bot.start();

  let [offline, escalated] = [0, 0];
  for (let taken = 0; taken < times; taken += parallel) {
    const consumers = await Promise.all(
      Array.from({ length: parallel }, async () => {
        const consumer = simulator.consumer();
        await news.begun(await consumer.startConversation({ message: 'Hello' }));
        return consumer;
      }),
    );
    const take = (consumer: SimulatedConsumer): Promise<unknown> =>
      human.updateConversationField(taking(consumer, user.legacyId, other.legacyId));
    for (const consumer of consumers) await human.updateConversationField(joining(consumer));
    for (const [index, consumer] of consumers.entries()) {
      if ((taken + index) % offlineEvery !== 0) {
        await take(consumer);
        continue;
      }
      const back = next(bot.agent, 'reconnected');
      proxy.refuse();
      proxy.reset();
      await take(consumer);
      offline += 1;
      proxy.refuse(false);
      await back;
    }
    await Promise.all(consumers.map(({ conversationId }) => news.ended(conversationId)));
    // A request after all that the bot has written for these conversations.
    await bot.agent.getClock();
    for (const consumer of consumers) {
      if (consumer.conversation.assignedAgentId !== other.legacyId) escalated += 1;
      await consumer.close();
    }
  }
  await bot.stop();
  const repeated = Array.from(begun.values()).reduce((sum, turns) => sum + turns - 1, 0);
  return { takeovers: begun.size, offline, repeated, escalated, ...tally };
}

/** Lets a test wait for the turns of conversations. */
class Turns {
  readonly #begun = new Map<string, Deferred>();
  readonly #ended = new Map<string, Deferred>();

  begins(conversationId: string): void {
    of(this.#begun, conversationId).resolve();
  }

  ends(conversationId: string): void {
    of(this.#ended, conversationId).resolve();
  }

  begun(conversationId: string): Promise<void> {
    return of(this.#begun, conversationId).promise;
  }

  ended(conversationId: string): Promise<void> {
    return of(this.#ended, conversationId).promise;
  }
}

interface Deferred {
  readonly promise: Promise<void>;
  readonly resolve: () => void;
}

function of(deferred: Map<string, Deferred>, conversationId: string): Deferred {
  const known = deferred.get(conversationId);
  if (known !== undefined) return known;
  let resolve = (): void => {};
  const promise = new Promise<void>((settle) => (resolve = settle));
  const made = { promise, resolve };
  deferred.set(conversationId, made);
  return made;
}
