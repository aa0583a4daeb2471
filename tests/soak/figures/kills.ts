import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SimulatedConsumer } from '../../../src/simulator/index.js';
import { startPlatform } from '../../support/agents.js';
import { builtProgram } from '../../support/program.js';
import { after, until } from '../figure.js';
import { withConsumers } from './messages.js';

export interface Kills {
  readonly kills: number;
  readonly said: number;
  readonly lost: number;
  readonly disordered: number;
  /** Number of messages that were handled again after a kill. */
  readonly repeated: number;
  /** Those of them that were not the last handled message of their dialog. */
  readonly repeatedWrongly: number;
}

const program = new URL('../programs/bot.ts', import.meta.url);

const MESSAGES_PER_RUN = 200;

/** Kills a bot with a file store at random moments while consumers write, and restarts the bot each time. */
export async function kills(times: number, dialogs: number, mostMs: number): Promise<Kills> {
  const folder = await mkdtemp(join(tmpdir(), 'killed-bot-'));
  await using simulator = await startPlatform({ transcriptLimit: 1_000 });
  try {
    const consumers = await withConsumers(simulator, dialogs);
    const log = join(folder, 'handled');
    const start = async (run: number): Promise<ChildProcess> => {
      const options = JSON.stringify(simulator.agentOptions());
      const bot = spawn(
        process.execPath,
        [await builtProgram(program), options, join(folder, 'cursors'), log, String(run)],
        { stdio: ['ignore', 'pipe', 'inherit'] },
      );
      await once(bot.stdout, 'data');
      return bot;
    };
    const said = { count: 0 };
    let talking = true;
    let limit = 0;
    const talk = (async () => {
      while (talking) {
        const consumer = consumers[Math.floor(Math.random() * consumers.length)];
        if (said.count < limit) await consumer?.say(String((said.count += 1)));
        await after(2);
      }
    })();
    for (let run = 0; run < times; run += 1) {
      // Bounded: on a busy machine the bot starts slowly, and too many messages would wait for it.
      limit += MESSAGES_PER_RUN;
      const bot = await start(run);
      await after(Math.random() * mostMs);
      const ended = once(bot, 'exit');
      bot.kill('SIGKILL');
      await ended;
    }
    talking = false;
    await talk;
    const last = await start(times);
    const expected = (): boolean => new Set(handledIn(log).map(keyOf)).size >= said.count;
    await until(expected, 20_000);
    last.kill('SIGKILL');
    return { kills: times, said: said.count, ...judge(handledIn(log), consumers, said.count) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

type Handled = readonly [run: string, dialogId: string, sequence: number];

function handledIn(log: string): readonly Handled[] {
  if (!existsSync(log)) return [];
  return readFileSync(log, 'utf8')
    .split('\n')
    .filter((line) => line.endsWith(']'))
    .map((line) => JSON.parse(line) as Handled);
}

function keyOf([, dialogId, sequence]: Handled): string {
  return `${dialogId} ${sequence}`;
}

function judge(
  handled: readonly Handled[],
  consumers: readonly SimulatedConsumer[],
  said: number,
): Omit<Kills, 'kills' | 'said'> {
  let repeated = 0;
  let repeatedWrongly = 0;
  let disordered = 0;
  for (const { dialogId } of consumers) {
    let previous: Handled | undefined;
    for (const one of handled.filter(([, dialog]) => dialog === dialogId)) {
      const [lastRun, , last] = previous ?? ['', '', -1];
      const [run, , sequence] = one;
      if (sequence === last && run !== lastRun) repeated += 1;
      else if (sequence <= last) repeatedWrongly += 1;
      else if (sequence !== last + 1) disordered += 1;
      previous = one;
    }
  }
  const lost = said - new Set(handled.map(keyOf)).size;
  return { lost, disordered, repeated: repeated + repeatedWrongly, repeatedWrongly };
}
