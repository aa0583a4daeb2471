/**
 * Measures what a turn of a `Bot` costs above the raw `Agent`, as CPU time of a process of its own, and what importing
 * `/bot` costs beside the main entry: `npm run bench:bot`. Needs `npm run build`.
 */
import { fork, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { percentile, until } from '../soak/figure.js';
import { withConsumers } from '../soak/figures/messages.js';
import type { SimulatedConsumer } from '../../src/simulator/index.js';
import { startPlatform } from '../support/agents.js';
import { builtProgram } from '../support/program.js';

const ROUNDS = 5;
const CONVERSATIONS = 50;
const MESSAGES_EACH = 40;

async function cpuOf(client: ChildProcess): Promise<number> {
  const answer = once(client, 'message');
  client.send('cpu');
  return Number((await answer)[0]);
}

/** Lets every consumer say messages and wait for their replies. @returns CPU of the client, µs per message. */
async function talk(client: ChildProcess, consumers: readonly SimulatedConsumer[]): Promise<number> {
  const before = await cpuOf(client);
  for (let number = 0; number < MESSAGES_EACH; number += 1) {
    const expected = consumers.map(({ heard }) => heard.length + 1);
    for (const consumer of consumers) await consumer.say(`message ${number}`);
    const isAnswered = (): boolean => consumers.every(({ heard }, index) => heard.length >= (expected[index] ?? 0));
    if (!(await until(isAnswered, 10_000))) throw new Error('A message was not answered');
  }
  return ((await cpuOf(client)) - before) / (MESSAGES_EACH * consumers.length);
}

/** CPU per message in each round, after two that are not counted. */
async function turnsOf(kind: 'agent' | 'bot'): Promise<readonly number[]> {
  await using simulator = await startPlatform({ transcriptLimit: 1_000 });
  const consumers = await withConsumers(simulator, CONVERSATIONS);
  const program = await builtProgram(new URL('turning.ts', import.meta.url));
  const options = JSON.stringify(simulator.agentOptions());
  const client = fork(program, [kind, options], { execArgv: ['--no-warnings'] });
  try {
    await once(client, 'message');
    await talk(client, consumers);
    await talk(client, consumers);
    const rounds: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) rounds.push(await talk(client, consumers));
    return rounds;
  } finally {
    client.kill('SIGKILL');
  }
}

/** CPU of fresh processes that import an entry, in µs. */
function importOf(entry: string): number {
  const url = new URL(`../../dist/${entry}.js`, import.meta.url).href;
  const script = `const c = process.cpuUsage(); await import(${JSON.stringify(url)}); const d = process.cpuUsage(c); process.stdout.write(String(d.user + d.system));`;
  const cwd = fileURLToPath(new URL('../..', import.meta.url));
  return Number(spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8', cwd }).stdout);
}

const [agent, bot] = [await turnsOf('agent'), await turnsOf('bot')];
const [agentUs, botUs] = [percentile(agent, 0.5), percentile(bot, 0.5)];
const ratios = Array.from({ length: 15 }, () => importOf('bot') / importOf('index'));
const spread = (values: readonly number[], digits: number): string =>
  `${percentile(values, 0.5).toFixed(digits)} (${Math.min(...values).toFixed(digits)}-${Math.max(...values).toFixed(digits)})`;
console.log(`reply to a message: Agent ${spread(agent, 0)} µs, Bot ${spread(bot, 0)} µs`);
console.log(`turn above the Agent: ${(botUs - agentUs).toFixed(0)} µs, goal <= 60`);
console.log(`import of /bot beside the main entry: ${spread(ratios, 2)}, goal <= 1.3`);
process.exit();
