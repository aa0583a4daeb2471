import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Agent, ConnectionError, FileStore } from '../../../src/index.js';
import type { AgentAccount, SimulatedConsumer, Simulator } from '../../../src/simulator/index.js';
import { eagerly, startPlatform } from '../../support/agents.js';
import { after, until } from '../figure.js';
import { joined } from './messages.js';

export interface Stops {
  readonly stops: number;
  /** Number of stops while handlers were running. */
  readonly atWork: number;
  /** Number of stops while messages were waiting for handlers. */
  readonly waiting: number;
  readonly said: number;
  readonly unanswered: number;
  readonly answeredTwice: number;
  /** Messages of the `error` events. */
  readonly failures: readonly string[];
}

export interface StopsPlan {
  readonly bots: number;
  /** Per bot. */
  readonly stops: number;
  /** The longest time that a handler takes. */
  readonly mostHandlerMs: number;
  /** The longest time from the start of a bot to its stop. */
  readonly mostRunMs: number;
  /** Per bot and run. */
  readonly messages: number;
}

type Tally = { -readonly [Name in keyof Omit<Stops, 'unanswered' | 'answeredTwice' | 'failures'>]: number } & {
  readonly failures: string[];
};

const DIALOGS = 4;

/** Stops and restarts bots with a file store that answer each message, also while their handlers run. */
export async function gracefulStops(plan: StopsPlan): Promise<Stops> {
  const folder = await mkdtemp(join(tmpdir(), 'stopped-bots-'));
  const users = Array.from({ length: plan.bots }, (_, index) => ({ username: `bot${index}` }));
  await using simulator = await startPlatform({ agents: users, transcriptLimit: 1_000 });
  const tally: Tally = { stops: 0, atWork: 0, waiting: 0, said: 0, failures: [] };
  try {
    const lives = simulator.agents.map((user, index) =>
      lifeOf(simulator, user, join(folder, String(index)), plan, tally),
    );
    const answers = (await Promise.all(lives)).flat();
    return {
      ...tally,
      unanswered: answers.filter((times) => times === 0).length,
      answeredTwice: answers.filter((times) => times > 1).length,
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Stops and restarts one bot. @returns The number of answers to each message. */
async function lifeOf(
  simulator: Simulator,
  user: AgentAccount,
  path: string,
  { stops, mostHandlerMs, mostRunMs, messages }: StopsPlan,
  tally: Tally,
): Promise<readonly number[]> {
  const consumers = await withConsumers(simulator, user);
  const said = new Map<SimulatedConsumer, number>(consumers.map((consumer) => [consumer, 0]));
  const say = async (): Promise<void> => {
    await after(Math.random() * mostRunMs);
    const consumer = consumers[Math.floor(Math.random() * consumers.length)];
    if (consumer === undefined) return;
    const number = said.get(consumer) ?? 0;
    said.set(consumer, number + 1);
    tally.said += 1;
    await consumer.say(String(number));
  };
  const start = (): Bot => new Bot(simulator, user, path, mostHandlerMs, tally.failures);

  for (let stop = 0; stop < stops; stop += 1) {
    const bot = start();
    const talk = Promise.all(Array.from({ length: messages }, say));
    // Every other stop happens while a handler runs.
    if (stop % 2 === 1) await bot.isWorking;
    else await after(Math.random() * mostRunMs);
    tally.stops += 1;
    if (bot.atWork > 0) tally.atWork += 1;
    if (bot.agent.health().queued > 0) tally.waiting += 1;
    await bot.stop();
    await talk;
  }
  const last = start();
  const all = (): number[] => consumers.flatMap((consumer) => answersTo(consumer, said.get(consumer) ?? 0));
  await until(() => all().every((times) => times > 0), 10_000 + 100 * mostHandlerMs);
  await last.stop();
  return all();
}

/** The number of answers to each of so many messages. */
function answersTo({ heard }: SimulatedConsumer, said: number): readonly number[] {
  const times = new Map<string, number>();
  for (const { text } of heard) times.set(text, (times.get(text) ?? 0) + 1);
  return Array.from({ length: said }, (_, number) => times.get(`re: ${number}`) ?? 0);
}

async function withConsumers(simulator: Simulator, user: AgentAccount): Promise<readonly SimulatedConsumer[]> {
  await using agent = new Agent({ ...simulator.agentOptions('password', user), reconnect: eagerly });
  await agent.connect();
  return await Promise.all(Array.from({ length: DIALOGS }, () => joined(simulator, agent)));
}

/** One run of a bot, from its start to its stop. */
class Bot {
  readonly agent: Agent;
  readonly #store: FileStore;
  readonly #started: Promise<void>;
  #startsWork = (): void => {};
  atWork = 0;
  /** Resolves when a handler gets its first message. */
  readonly isWorking = new Promise<void>((resolve) => {
    this.#startsWork = resolve;
  });

  constructor(simulator: Simulator, user: AgentAccount, path: string, mostHandlerMs: number, failures: string[]) {
    this.#store = new FileStore(path);
    this.agent = new Agent({
      ...simulator.agentOptions('password', user),
      autoConnect: false,
      reconnect: eagerly,
      cursors: this.#store,
    });
    this.agent.on('error', ({ message }) => void failures.push(message));
    this.agent.on('ms.MessagingEventNotification', async ({ dialogId, changes }) => {
      for (const { event, originatorMetadata } of changes) {
        if (event.type !== 'ContentEvent' || typeof event.message !== 'string') continue;
        if (originatorMetadata?.role !== 'CONSUMER') continue;
        this.atWork += 1;
        this.#startsWork();
        try {
          await after(Math.random() * mostHandlerMs);
          const message = `re: ${event.message}`;
          await this.agent.publishEvent({
            dialogId,
            event: { type: 'ContentEvent', contentType: 'text/plain', message },
          });
        } finally {
          this.atWork -= 1;
        }
      }
    });
    this.#started = this.#start();
  }

  async stop(): Promise<void> {
    await this.agent.close();
    await this.#started;
    this.#store[Symbol.dispose]();
  }

  async #start(): Promise<void> {
    try {
      await this.agent.connect();
      // For conversations of which the store has no position yet.
      await this.agent.subscribeExConversations({ convState: ['OPEN'], agentIds: [this.agent.agentId] });
    } catch (error) {
      // The bot was stopped while it connected.
      if (!(error instanceof ConnectionError)) throw error;
    }
  }
}
