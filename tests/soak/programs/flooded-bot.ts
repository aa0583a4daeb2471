import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Bot, MemoryStore, type BotOptions } from '../../../src/bot/index.js';
import type { FloodedBot } from '../figures/flood.js';

/** A bot with a slow handler, which begins when the agent has received the whole flood. Reports what it kept in memory. */
const [optionsText = '{}', countText = '0'] = process.argv.slice(2);
const count = Number(countText);

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

function heap(): number {
  for (let time = 0; time < 3; time += 1) collect();
  return process.memoryUsage().heapUsed;
}

let [received, handled, disordered, mostWaiting] = [0, 0, 0, 0];
let [heapBefore, mostHeap] = [Infinity, 0];
let open = (): void => {};
const wholeFlood = new Promise<void>((resolve) => (open = resolve));

const bot = new Bot({
  agent: {
    ...(JSON.parse(optionsText) as BotOptions<object>['agent']),
    historyRate: 1_000,
    reconnect: { loginInterval: 0 },
  },
  store: new MemoryStore(),
  turns: { mode: 'each' },
  handlerTimeout: '10m',
});
bot.on('error', ({ message }) => console.error(message));
bot.agent.on('ms.MessagingEventNotification', ({ changes }) => {
  received += changes.filter(({ event }) => event.type === 'ContentEvent').length;
  mostWaiting = Math.max(mostWaiting, bot.health().waiting);
  if (received === count) open();
});
bot.on('text', async (_chat, { text }) => {
  await wholeFlood;
  mostWaiting = Math.max(mostWaiting, bot.health().waiting);
  if (handled % 500 === 0) mostHeap = Math.max(mostHeap, heap());
  if (Number(text.split(' ', 1)[0]) !== handled) disordered += 1;
  handled += 1;
  // Slow beside the rate at which the consumer writes.
  await new Promise((resolve) => setTimeout(resolve, 1));
  if (handled < count) return;
  const result: FloodedBot = { handled, disordered, mostWaiting, heapGrowthBytes: mostHeap - heapBefore };
  process.stdout.write(`${JSON.stringify(result)}\n`);
});

await bot.start();
heapBefore = heap();
process.stdout.write('ready\n');
