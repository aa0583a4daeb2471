/**
 * A bot with the reconnect loop of node-agent-sdk's README, pasted, against fifty forced closes in a minute: it comes
 * back each time and never has more than one socket. Build first, then: `npx tsx tests/soak/reconnect-sample.soak.ts`
 */
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { Program } from '../legacy/programs.js';
import { mostSockets, startPlatform } from '../legacy/support.js';

const CLOSES = 50;
const DURATION_MS = 60_000;
const CODES = [1000, 1006, 1006, 4401, 1001, 1006, 1011, 4407] as const;

async function main(): Promise<void> {
  await using simulator = await startPlatform();
  const bot = readFileSync(new URL('../legacy/programs/bot.cjs', import.meta.url), 'utf8');
  // The loop waits for 5 s: a tenth of that leaves time for fifty rounds.
  process.env['BOT_SECOND'] = '100';
  process.env['BOT_CLOCK'] = '100';
  await using program = await Program.start(bot, simulator);
  await program.says('connected');

  const from = Date.now();
  for (let count = 0; count < CLOSES; count += 1) {
    const code = CODES[count % CODES.length] ?? 1000;
    if (code === 1006) simulator.dropSockets();
    else simulator.closeSockets(code);
    await program.says('connected');
    if (simulator.sockets !== 1) throw new Error(`${simulator.sockets} sockets after ${count + 1} closes`);
    await pause(Math.max(from + ((count + 1) * DURATION_MS) / CLOSES - Date.now(), 0));
  }

  const most = mostSockets(simulator);
  if (most !== 1) throw new Error(`There were ${most} sockets at a time`);
  console.log(`${CLOSES} closes in ${Date.now() - from} ms, never more than one socket, ${simulator.logins} logins`);
}

await main();
