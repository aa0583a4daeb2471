import { spawn, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FaultProxy, type SimulatedConsumer, type Simulator } from '../../../src/simulator/index.js';
import { FileStore } from '../../../src/store/file-store.js';
import { startPlatform } from '../../support/agents.js';
import { builtProgram } from '../../support/program.js';
import { after } from '../figure.js';
import { withConsumers } from './messages.js';

export interface Turns {
  readonly said: number;
  readonly kills: number;
  readonly cuts: number;
  /** Number of handler calls that failed. */
  readonly failed: number;
  /** Number of messages whose handler never finished. */
  readonly lost: number;
  readonly disordered: number;
  /** Number of conversations whose session is another than that of a bot without interruptions. */
  readonly otherSessions: number;
  /** Number of messages with a missing reply. */
  readonly unanswered: number;
  /** Number of second copies of replies with a key, which the platform received after the restarted bot began the turn. */
  readonly keyedDoubled: number;
  /** Number of all other second copies of replies with a key. */
  readonly keyedWrongly: number;
  /** Number of second copies of replies without a key, for the message in hand at a failure or a kill. */
  readonly plainRepeated: number;
  /** Number of turns that began again although their message was not in hand. */
  readonly repeatedWrongly: number;
}

export interface TurnsPlan {
  readonly messages: number;
  readonly kills: number;
  readonly cutsPerRun: number;
  readonly conversations: number;
  readonly failingShare: number;
  /** The longest time from ready to the kill. */
  readonly mostRunMs: number;
}

/** What the bot keeps for each conversation. */
export interface TurnSession {
  starts: number;
  texts: number;
  /** Over all texts, in the order in which they were handled. */
  digest: string;
}

export type StepName = 'began' | 'done' | 'failed';

/** One step of a handler. The time is in epoch ms. */
export type Step = readonly [
  run: number,
  conversationId: string,
  number: number,
  attempt: number,
  step: StepName,
  at: number,
];

const program = new URL('../programs/turning-bot.ts', import.meta.url);

/** Ways to lose a connection. */
const cuts: readonly ((simulator: Simulator, proxy: FaultProxy) => void)[] = [
  (_, proxy) => proxy.reset(),
  (_, proxy) => proxy.drop(),
  (_, proxy) => proxy.cutFrame(),
  (_, proxy) => proxy.halfOpen(),
  (simulator) => simulator.closeSockets(1001),
  (simulator) => simulator.closeSockets(1011),
  (simulator) => simulator.dropSockets(),
];

/** A `Bot` in a process of its own, whose connection is cut and whose process is killed while consumers write. */
export async function turns(plan: TurnsPlan): Promise<Turns> {
  const folder = await mkdtemp(join(tmpdir(), 'turning-bot-'));
  const [storePath, log] = [join(folder, 'bot.jsonl'), join(folder, 'steps')];
  await using simulator = await startPlatform({ transcriptLimit: 1_000 });
  await using proxy = await FaultProxy.start(simulator);
  try {
    const consumers = await withConsumers(simulator, plan.conversations);
    const said = new Map(consumers.map((consumer) => [consumer, 0]));
    const start = async (run: number): Promise<ChildProcess> => {
      const options = JSON.stringify(proxy.agentOptions());
      const bot = spawn(
        process.execPath,
        [await builtProgram(program), options, storePath, log, String(run), String(plan.failingShare)],
        { stdio: ['ignore', 'pipe', 'inherit'] },
      );
      await once(bot.stdout, 'data');
      return bot;
    };
    let count = 0;
    const talk = async (messages: number): Promise<void> => {
      for (let index = 0; index < messages; index += 1) {
        const consumer = consumers[Math.floor(Math.random() * consumers.length)];
        if (consumer === undefined) return;
        const number = said.get(consumer) ?? 0;
        said.set(consumer, number + 1);
        count += 1;
        await consumer.say(String(number));
        if (index % 2 === 0) await after(Math.random() * 4);
      }
    };
    let cut = 0;
    for (let run = 0; run < plan.kills; run += 1) {
      const bot = await start(run);
      const talking = talk(Math.ceil((plan.messages - count) / (plan.kills - run)));
      const runMs = Math.random() * plan.mostRunMs;
      for (let index = 0; index < plan.cutsPerRun; index += 1) {
        await after(runMs / plan.cutsPerRun);
        cuts[cut % cuts.length]?.(simulator, proxy);
        cut += 1;
      }
      // During new messages, or while the bot reads what it has missed.
      await after(Math.random() * 40);
      await end(bot, 'SIGKILL');
      await talking;
    }
    const last = await start(plan.kills);
    const deadline = performance.now() + 60_000 + plan.messages * 10;
    while (lostOf(stepsIn(log), said) > 0 && performance.now() < deadline) await after(250);
    await end(last, 'SIGTERM');
    const steps = stepsIn(log);
    return {
      said: count,
      kills: plan.kills,
      cuts: cut,
      failed: steps.filter(([, , , , step]) => step === 'failed').length,
      lost: lostOf(steps, said),
      otherSessions: await otherSessionsOf(storePath, simulator, said),
      ...judgeOrder(steps, consumers),
      ...judgeReplies(steps, simulator, said),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function end(bot: ChildProcess, signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
  const ended = once(bot, 'exit');
  bot.kill(signal);
  await ended;
}

function stepsIn(log: string): readonly Step[] {
  if (!existsSync(log)) return [];
  return readFileSync(log, 'utf8')
    .split('\n')
    .filter((line) => line.endsWith(']'))
    .map((line) => JSON.parse(line) as Step);
}

function lostOf(steps: readonly Step[], said: ReadonlyMap<SimulatedConsumer, number>): number {
  const done = new Set(
    steps
      .filter(([, , , , step]) => step === 'done')
      .map(([, conversationId, number]) => `${conversationId} ${number}`),
  );
  return Array.from(said.values()).reduce((sum, count) => sum + count, 0) - done.size;
}

async function otherSessionsOf(
  storePath: string,
  { accountId, agents }: Simulator,
  said: ReadonlyMap<SimulatedConsumer, number>,
): Promise<number> {
  using store = new FileStore(storePath);
  const sessions = new Map<string, string>();
  for await (const saved of store.load(`${accountId}/${agents[0]?.userId}`)) {
    sessions.set(saved.conversationId, JSON.stringify(saved.session));
  }
  let others = 0;
  for (const [{ conversationId }, texts] of said) {
    let digest = '';
    for (let number = 0; number < texts; number += 1) {
      digest = createHash('sha256').update(`${digest} ${number}`).digest('hex');
    }
    const expected: TurnSession = { starts: 1, texts, digest };
    if (sessions.get(conversationId) !== JSON.stringify(expected)) others += 1;
  }
  return others;
}

function judgeOrder(
  steps: readonly Step[],
  consumers: readonly SimulatedConsumer[],
): Pick<Turns, 'disordered' | 'repeatedWrongly'> {
  const tally = { disordered: 0, repeatedWrongly: 0 };
  for (const { conversationId } of consumers) {
    let before: Step | undefined;
    for (const one of steps.filter((step) => step[1] === conversationId)) {
      const [run, , number, , step] = one;
      const [lastRun, , last, , lastStep] = before ?? [-1, '', -1, 0, 'done'];
      if (step === 'began') {
        // A turn begins again after a failure, or where a kill may have come before its commit.
        const isInHand = number === last && (run !== lastRun || lastStep === 'failed');
        if (number <= last && !isInHand) tally.repeatedWrongly += 1;
        else if (number > last + 1) tally.disordered += 1;
        else if (number === last + 1 && lastStep !== 'done') tally.disordered += 1;
      } else if (number !== last || run !== lastRun || lastStep !== 'began') tally.disordered += 1;
      before = one;
    }
  }
  return tally;
}

interface Copy {
  readonly run: number;
  readonly attempt: number;
  readonly at: number;
}

/** The conversations of the platform show which replies it has received. */
function judgeReplies(
  steps: readonly Step[],
  simulator: Simulator,
  said: ReadonlyMap<SimulatedConsumer, number>,
): Pick<Turns, 'unanswered' | 'keyedDoubled' | 'keyedWrongly' | 'plainRepeated'> {
  const began = new Map<string, number>();
  for (const [run, conversationId, number, attempt, step, at] of steps) {
    if (step === 'began') began.set(`${conversationId} ${number} ${run} ${attempt}`, at);
  }
  const tally = { unanswered: 0, keyedDoubled: 0, keyedWrongly: 0, plainRepeated: 0 };
  for (const [{ conversationId }, count] of said) {
    const copies = copiesIn(simulator, conversationId);
    for (let number = 0; number < count; number += 1) {
      const [keyed = [], plain = []] = [copies.get(`keyed ${number}`), copies.get(`plain ${number}`)];
      if (keyed.length === 0 || plain.length === 0) tally.unanswered += 1;
      tally.plainRepeated += Math.max(plain.length - 1, 0);
      for (const [index, later] of keyed.entries()) {
        const earlier = keyed[index - 1];
        if (earlier === undefined) continue;
        const asked = began.get(`${conversationId} ${number} ${later.run} ${later.attempt}`) ?? -Infinity;
        if (later.run !== earlier.run && earlier.at >= asked) tally.keyedDoubled += 1;
        else tally.keyedWrongly += 1;
      }
    }
  }
  return tally;
}

function copiesIn(simulator: Simulator, conversationId: string): ReadonlyMap<string, readonly Copy[]> {
  const copies = new Map<string, Copy[]>();
  for (const { event, serverTimestamp = Number.NaN } of simulator.conversation(conversationId)?.dialogs[0]?.messages ??
    []) {
    const [kind, number, run, attempt] = String(event['message']).split(' ');
    if (attempt === undefined) continue;
    const name = `${kind} ${number}`;
    const copy = { run: Number(run), attempt: Number(attempt), at: serverTimestamp };
    copies.set(name, [...(copies.get(name) ?? []), copy]);
  }
  return copies;
}
