import { createInterface } from 'node:readline';
import { StoreError } from '../../../src/errors.js';
import { FileStore } from '../../../src/store/file-store.js';

/** Opens a store and prints the result; then executes the calls that it reads, one per line, until it is killed. */
const [path = '', lockTimeout = ''] = process.argv.slice(2);
const store = new FileStore(path, { lockTimeout: Number(lockTimeout) });
const say = (said: object): void => void process.stdout.write(`${JSON.stringify({ pid: process.pid, ...said })}\n`);

try {
  await store.open();
  say({ opened: true });
} catch (error) {
  if (!(error instanceof StoreError)) throw error;
  say({ opened: false, code: error.code, holder: error.holder });
}

for await (const line of createInterface({ input: process.stdin })) {
  const [verb, dialogId = '', sequence] = line.split(' ');
  if (verb === 'set') await store.set(dialogId, Number(sequence));
  if (verb === 'dispose') store[Symbol.dispose]();
  say({ done: line });
}
