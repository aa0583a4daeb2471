import { appendFileSync } from 'node:fs';
import { FileStore } from '../../../src/store/file-store.js';

/**
 * Commits one change after the other, each with the same number in all parts, and notes those that have resolved. May be
 * killed at any moment.
 */
const [path = '', log = '', conversations = '1'] = process.argv.slice(2);
const store = new FileStore(path);
const numbers = new Map<string, number>();
for await (const { conversationId, positions } of store.load('bot')) {
  numbers.set(conversationId, positions['main'] ?? 0);
}
process.stdout.write('ready\n');
for (let turn = 0; ; turn += 1) {
  const conversationId = `c${turn % Number(conversations)}`;
  const number = (numbers.get(conversationId) ?? 0) + 1;
  numbers.set(conversationId, number);
  // Now and then long enough to be torn by a kill.
  const text = 'x'.repeat(Math.random() < 0.02 ? 200_000 : 50);
  await store.commit('bot', {
    conversationId,
    positions: { main: number },
    session: { text, number },
    flow: { number },
    timers: { silence: number },
  });
  appendFileSync(log, `${conversationId} ${number}\n`);
}
