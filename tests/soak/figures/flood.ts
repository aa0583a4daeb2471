import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { startPlatform } from '../../support/agents.js';
import { builtProgram } from '../../support/program.js';
import { withConsumers } from './messages.js';

/** What the bot reports. */
export interface FloodedBot {
  readonly handled: number;
  readonly disordered: number;
  /** The most messages that waited in memory. */
  readonly mostWaiting: number;
  /** The largest heap while the messages were handled, above the heap of the started bot. */
  readonly heapGrowthBytes: number;
}

export interface Flood extends FloodedBot {
  readonly said: number;
  readonly characters: number;
}

const program = new URL('../programs/flooded-bot.ts', import.meta.url);

/**
 * A consumer writes while the handler of the first message waits; then the bot handles one message after the other.
 *
 * @param characters Of each message.
 */
export async function flood(messages: number, characters: number): Promise<Flood> {
  await using simulator = await startPlatform({ transcriptLimit: 100 });
  const [consumer] = await withConsumers(simulator, 1);
  const bot = spawn(
    process.execPath,
    ['--no-warnings', await builtProgram(program), JSON.stringify(simulator.agentOptions()), String(messages)],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  try {
    const lines = createInterface(bot.stdout)[Symbol.asyncIterator]();
    await lines.next();
    for (let number = 0; number < messages; number += 1) {
      await consumer?.say(`${number} `.padEnd(characters, 'x'));
      // The socket of the bot is written to between two messages.
      if (number % 10 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    const { value } = await lines.next();
    if (value === undefined) throw new Error('The bot has ended without a report');
    return { said: messages, characters, ...(JSON.parse(value) as FloodedBot) };
  } finally {
    const ended = once(bot, 'exit');
    if (bot.kill('SIGKILL')) await ended;
  }
}
