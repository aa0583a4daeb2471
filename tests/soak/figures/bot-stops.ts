import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Bot, FileStore } from '../../../src/bot/index.js';
import { Agent, ConnectionError } from '../../../src/index.js';
import type { AgentAccount, SimulatedConsumer, Simulator } from '../../../src/simulator/index.js';
import { eagerly, startPlatform } from '../../support/agents.js';
import { after, until } from '../figure.js';
import { joined } from './messages.js';

export interface BotStops {
  readonly stops: number;
  /** Number of stops while handlers were running. */
  readonly atWork: number;
  /** Number of stops while messages were waiting. */
  readonly waiting: number;
  readonly said: number;
  readonly lost: number;
  /** Number of messages whose handler was called again, or that were answered again. */
  readonly handledTwice: number;
  /** Number of stops that took longer than `drain` and a second. */
  readonly late: number;
  readonly slowestMs: number;
  /** Messages of the `error` events. */
  readonly failures: readonly string[];
}

export interface BotStopsPlan {
  readonly bots: number;
  /** Per bot. */
  readonly stops: number;
  /** The longest time that a handler takes. */
  readonly mostHandlerMs: number;
  readonly drainMs: number;
  /** The longest time from the start of a bot to its stop. */
  readonly mostRunMs: number;
  /** Per bot and run. */
  readonly messages: number;
}

type Tally = { -readonly [Name in keyof Omit<BotStops, 'lost' | 'handledTwice' | 'failures'>]: number } & {
  readonly failures: string[];
};

const CONVERSATIONS = 4;

/** Stops and restarts a `Bot` with a file store at random moments, also while its handlers run. */
export async function botStops(plan: BotStopsPlan): Promise<BotStops> {
  const folder = await mkdtemp(join(tmpdir(), 'stopped-bots-'));
  const users = Array.from({ length: plan.bots }, (_, index) => ({ username: `bot${index}` }));
  await using simulator = await startPlatform({ agents: users, transcriptLimit: 1_000 });
  const tally: Tally = { stops: 0, atWork: 0, waiting: 0, said: 0, late: 0, slowestMs: 0, failures: [] };
  try {
    const lives = simulator.agents.map((user, index) =>
      lifeOf(simulator, user, join(folder, `${index}.jsonl`), plan, tally),
    );
    const messages = (await Promise.all(lives)).flat();
    return {
      ...tally,
      lost: messages.filter(({ answers }) => answers === 0).length,
      handledTwice: messages.filter(({ answers, calls }) => answers > 1 || calls > 1).length,
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** How often a message was answered, and a handler called for it. */
interface Handled {
  readonly answers: number;
  readonly calls: number;
}

async function lifeOf(
  simulator: Simulator,
  user: AgentAccount,
  path: string,
  { stops, mostHandlerMs, drainMs, mostRunMs, messages }: BotStopsPlan,
  tally: Tally,
): Promise<readonly Handled[]> {
  const consumers = await withConsumers(simulator, user);
  const said = new Map<SimulatedConsumer, number>(consumers.map((consumer) => [consumer, 0]));
  const calls = new Map<string, number>();
  const say = async (): Promise<void> => {
    await after(Math.random() * mostRunMs);
    const consumer = consumers[Math.floor(Math.random() * consumers.length)];
    if (consumer === undefined) return;
    const number = said.get(consumer) ?? 0;
    said.set(consumer, number + 1);
    tally.said += 1;
    await consumer.say(String(number));
  };
  const start = (): Run => {
    const store = new FileStore(path);
    const bot = new Bot({
      agent: { ...simulator.agentOptions('password', user), reconnect: eagerly, historyRate: 1_000 },
      store,
      turns: { mode: 'each' },
    });
    bot.on('error', ({ message }) => void tally.failures.push(message));
    const isWorking = new Promise<void>((resolve) => {
      bot.on('text', async (chat, { text }) => {
        resolve();
        calls.set(`${chat.id} ${text}`, (calls.get(`${chat.id} ${text}`) ?? 0) + 1);
        await after(Math.random() * mostHandlerMs);
        await chat.reply(`re: ${text}`);
      });
    });
    return { bot, store, isWorking, started: startOf(bot) };
  };

  for (let stop = 0; stop < stops; stop += 1) {
    const run = start();
    const talk = Promise.all(Array.from({ length: messages }, say));
    // Every other stop happens while a handler runs.
    if (stop % 2 === 1) await run.isWorking;
    else await after(Math.random() * mostRunMs);
    const { running, waiting } = run.bot.health();
    tally.stops += 1;
    if (running > 0) tally.atWork += 1;
    if (waiting > 0) tally.waiting += 1;
    const tookMs = await end(run, drainMs);
    tally.slowestMs = Math.max(tally.slowestMs, tookMs);
    if (tookMs > drainMs + 1_000) tally.late += 1;
    await talk;
  }
  const last = start();
  const all = (): readonly Handled[] =>
    consumers.flatMap((consumer) =>
      Array.from({ length: said.get(consumer) ?? 0 }, (_, number) => ({
        answers: consumer.heard.filter(({ text }) => text === `re: ${number}`).length,
        calls: calls.get(`${consumer.conversationId} ${number}`) ?? 0,
      })),
    );
  await until(() => all().every(({ answers }) => answers > 0), 10_000 + 100 * mostHandlerMs);
  await end(last, drainMs);
  return all();
}

interface Run {
  readonly bot: Bot;
  readonly store: FileStore;
  /** Resolves when a handler is called. */
  readonly isWorking: Promise<void>;
  readonly started: Promise<void>;
}

async function startOf(bot: Bot): Promise<void> {
  try {
    await bot.start();
  } catch (error) {
    // The bot was stopped while it started.
    if (!(error instanceof ConnectionError)) throw error;
  }
}

/** @returns How long the stop took, in ms. */
async function end({ bot, store, started }: Run, drainMs: number): Promise<number> {
  const from = performance.now();
  await bot.stop({ drain: drainMs });
  const tookMs = performance.now() - from;
  await started;
  store[Symbol.dispose]();
  return tookMs;
}

async function withConsumers(simulator: Simulator, user: AgentAccount): Promise<readonly SimulatedConsumer[]> {
  await using agent = new Agent({ ...simulator.agentOptions('password', user), reconnect: eagerly });
  await agent.connect();
  return await Promise.all(Array.from({ length: CONVERSATIONS }, () => joined(simulator, agent)));
}
