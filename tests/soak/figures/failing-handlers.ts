import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FaultProxy, type SimulatedConsumer, type Simulator } from '../../../src/simulator/index.js';
import { startPlatform } from '../../support/agents.js';
import { builtProgram } from '../../support/program.js';
import { after, until } from '../figure.js';
import { withConsumers } from './messages.js';

export interface FailingHandlers {
  readonly said: number;
  readonly kills: number;
  readonly cuts: number;
  /** Number of handler calls that failed. */
  readonly failed: number;
  /** Number of messages that one of the handlers has not finished. */
  readonly unhandled: number;
  readonly disordered: number;
  /** Number of redeliveries to the handler that had failed. */
  readonly repeatedAfterFailure: number;
  /** Number of redeliveries of a message that was in its handler at a kill. */
  readonly repeatedAfterKill: number;
  /** Number of all other redeliveries. */
  readonly repeatedWrongly: number;
}

export interface FailingPlan {
  readonly messages: number;
  readonly kills: number;
  readonly dialogs: number;
  readonly failingShare: number;
  /** The longest time from ready to the kill. */
  readonly mostRunMs: number;
  /** The longest time between two cuts. */
  readonly mostUncutMs: number;
}

const program = new URL('../programs/failing-bot.ts', import.meta.url);

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

/** Runs a bot with a failing and a steady handler; cuts its connection and kills its process while consumers write. */
export async function failingHandlers(plan: FailingPlan): Promise<FailingHandlers> {
  const folder = await mkdtemp(join(tmpdir(), 'failing-bot-'));
  const log = join(folder, 'handled');
  await using simulator = await startPlatform({ transcriptLimit: 1_000 });
  await using proxy = await FaultProxy.start(simulator);
  try {
    const consumers = await withConsumers(simulator, plan.dialogs);
    const start = async (run: number): Promise<ChildProcess> => {
      const options = JSON.stringify(proxy.agentOptions());
      const bot = spawn(
        process.execPath,
        [await builtProgram(program), options, join(folder, 'cursors'), log, String(run), String(plan.failingShare)],
        { stdio: ['ignore', 'pipe', 'inherit'] },
      );
      await once(bot.stdout, 'data');
      return bot;
    };
    let said = 0;
    const talk = async (messages: number): Promise<void> => {
      for (let index = 0; index < messages; index += 1) {
        await consumers[Math.floor(Math.random() * consumers.length)]?.say(String((said += 1)));
        if (index % 2 === 0) await after(Math.random() * 4);
      }
    };
    let cut = 0;
    for (let run = 0; run < plan.kills; run += 1) {
      const bot = await start(run);
      const talking = talk(Math.ceil((plan.messages - said) / (plan.kills - run)));
      const until = performance.now() + Math.random() * plan.mostRunMs;
      while (performance.now() < until) {
        await after(Math.random() * plan.mostUncutMs);
        cuts[cut % cuts.length]?.(simulator, proxy);
        cut += 1;
      }
      // During new messages or a backfill.
      await after(Math.random() * 40);
      await kill(bot);
      await talking;
    }
    const last = await start(plan.kills);
    await until(() => unhandledOf(handledIn(log), said) === 0, 30_000);
    await kill(last);
    return { said, kills: plan.kills, cuts: cut, ...judge(handledIn(log), consumers, said) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function kill(bot: ChildProcess): Promise<void> {
  const ended = once(bot, 'exit');
  bot.kill('SIGKILL');
  await ended;
}

type Step = readonly [
  run: string,
  handler: 'steady' | 'failing',
  dialogId: string,
  sequence: number,
  step: 'began' | 'done' | 'failed',
];

function handledIn(log: string): readonly Step[] {
  if (!existsSync(log)) return [];
  return readFileSync(log, 'utf8')
    .split('\n')
    .filter((line) => line.endsWith(']'))
    .map((line) => JSON.parse(line) as Step);
}

function unhandledOf(steps: readonly Step[], said: number): number {
  const doneBy = (wanted: Step[1]): number =>
    new Set(
      steps
        .filter(([, handler, , , step]) => handler === wanted && step === 'done')
        .map(([, , dialogId, sequence]) => `${dialogId} ${sequence}`),
    ).size;
  return said - Math.min(doneBy('steady'), doneBy('failing'));
}

function judge(
  steps: readonly Step[],
  consumers: readonly SimulatedConsumer[],
  said: number,
): Omit<FailingHandlers, 'said' | 'kills' | 'cuts'> {
  const tally = { disordered: 0, repeatedAfterFailure: 0, repeatedAfterKill: 0, repeatedWrongly: 0 };
  for (const { dialogId } of consumers) {
    const ofDialog = steps.filter(([, , dialog]) => dialog === dialogId);
    /** The last message delivered in each run: the one in its handler at the kill. */
    const inHand = new Map(ofDialog.map(([run, , , sequence]) => [run, sequence]));
    for (const handler of ['steady', 'failing']) {
      judgeHandler(
        ofDialog.filter((step) => step[1] === handler),
        inHand,
        tally,
      );
    }
  }
  return {
    failed: steps.filter(([, , , , step]) => step === 'failed').length,
    unhandled: unhandledOf(steps, said),
    ...tally,
  };
}

/** @param steps Of one handler in one dialog. */
function judgeHandler(
  steps: readonly Step[],
  inHand: ReadonlyMap<string, number>,
  tally: { disordered: number; repeatedAfterFailure: number; repeatedAfterKill: number; repeatedWrongly: number },
): void {
  let last = -1;
  let before: Step | undefined;
  for (const one of steps) {
    const [run, , , sequence, step] = one;
    if (step === 'began') {
      const previous = before;
      const isSame = previous !== undefined && sequence === last;
      if (isSame && previous[0] === run && previous[4] === 'failed') tally.repeatedAfterFailure += 1;
      else if (isSame && previous[0] !== run && inHand.get(previous[0]) === sequence) tally.repeatedAfterKill += 1;
      else if (sequence <= last) tally.repeatedWrongly += 1;
      else if (sequence !== last + 1) tally.disordered += 1;
    }
    last = Math.max(last, sequence);
    before = one;
  }
}
