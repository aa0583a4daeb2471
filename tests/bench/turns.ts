/**
 * Measures what a turn of a `Bot` costs above the raw `Agent`, as CPU time of a process of its own, and what importing
 * `/bot` costs beside the main entry: `npm run bench:bot`. Needs `npm run build`.
 */
import { fork, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { percentile } from '../soak/figure.js';
import { withConsumers } from '../soak/figures/messages.js';
import type { SimulatedConsumer } from '../../src/simulator/index.js';
import { startPlatform } from '../support/agents.js';
import { builtProgram } from '../support/program.js';

const ROUNDS = 11;
/** Rounds that are not counted: V8 compiles what runs often. */
const WARM_UP = 3;
const CONVERSATIONS = 50;
const MESSAGES_EACH = 40;

type Arrive = (consumers: readonly SimulatedConsumer[], text: string) => Promise<void>;

/** How the messages of the consumers arrive. */
const arrivals: Readonly<Record<string, Arrive>> = {
  'one by one': async (consumers, text) => {
    for (const consumer of consumers) await answered(consumer, text);
  },
  [`${CONVERSATIONS} at once`]: async (consumers, text) => {
    await Promise.all(consumers.map((consumer) => answered(consumer, text)));
  },
};

interface Client {
  readonly process: ChildProcess;
  readonly consumers: readonly SimulatedConsumer[];
  close(): Promise<void>;
}

async function answered(consumer: SimulatedConsumer, text: string): Promise<void> {
  await consumer.say(text);
  await consumer.hears(`re: ${text}`, { timeoutMs: 10_000 });
}

/** An `Agent` or a `Bot` with a platform of its own. */
async function startClient(kind: 'agent' | 'bot'): Promise<Client> {
  const simulator = await startPlatform({ transcriptLimit: 1_000 });
  const consumers = await withConsumers(simulator, CONVERSATIONS);
  const program = await builtProgram(new URL('turning.ts', import.meta.url));
  const options = JSON.stringify(simulator.agentOptions());
  const client = fork(program, [kind, options], { execArgv: ['--no-warnings'] });
  await once(client, 'message');
  return {
    process: client,
    consumers,
    close: async () => {
      client.kill('SIGKILL');
      await simulator.close();
    },
  };
}

async function cpuOf({ process: client }: Client): Promise<number> {
  const answer = once(client, 'message');
  client.send('cpu');
  return Number((await answer)[0]);
}

/** @returns CPU of the client, µs per message. */
async function cpuOfRound(client: Client, arrive: Arrive, round: number): Promise<number> {
  const before = await cpuOf(client);
  for (let number = 0; number < MESSAGES_EACH; number += 1) {
    await arrive(client.consumers, `message ${round * MESSAGES_EACH + number}`);
  }
  return ((await cpuOf(client)) - before) / (MESSAGES_EACH * CONVERSATIONS);
}

/** CPU of fresh processes that import an entry, in µs. */
function importOf(entry: string): number {
  const url = new URL(`../../dist/${entry}.js`, import.meta.url).href;
  const script = `const c = process.cpuUsage(); await import(${JSON.stringify(url)}); const d = process.cpuUsage(c); process.stdout.write(String(d.user + d.system));`;
  const cwd = fileURLToPath(new URL('../..', import.meta.url));
  return Number(spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8', cwd }).stdout);
}

const spread = (values: readonly number[], digits: number): string =>
  `${percentile(values, 0.5).toFixed(digits)} (${Math.min(...values).toFixed(digits)}-${Math.max(...values).toFixed(digits)})`;

for (const [arrival, arrive] of Object.entries(arrivals)) {
  const [agent, bot] = [await startClient('agent'), await startClient('bot')];
  const costs: { readonly agent: number; readonly bot: number }[] = [];
  for (let round = 0; round < WARM_UP + ROUNDS; round += 1) {
    const first = await cpuOfRound(round % 2 === 0 ? agent : bot, arrive, round);
    const second = await cpuOfRound(round % 2 === 0 ? bot : agent, arrive, round);
    if (round >= WARM_UP) costs.push(round % 2 === 0 ? { agent: first, bot: second } : { agent: second, bot: first });
  }
  await Promise.all([agent.close(), bot.close()]);
  const [agents, bots] = [costs.map((cost) => cost.agent), costs.map((cost) => cost.bot)];
  const above = costs.map((cost) => cost.bot - cost.agent);
  console.log(`reply to a message, ${arrival}: Agent ${spread(agents, 0)} µs, Bot ${spread(bots, 0)} µs`);
  console.log(`turn above the Agent, ${arrival}: ${spread(above, 0)} µs, goal <= 60`);
}
const ratios = Array.from({ length: 15 }, () => importOf('bot') / importOf('index'));
console.log(`import of /bot beside the main entry: ${spread(ratios, 2)}, goal <= 1.3`);
process.exit();
