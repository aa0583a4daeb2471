// Adds and settles requests, a hundred in flight. Prints how many are pending and by how much the old generation grew.
import { getHeapSpaceStatistics } from 'node:v8';
import { Pending } from '../../../src/transport/pending.js';

// Defined with `--expose-gc`.
const { gc: collect } = globalThis as unknown as { readonly gc: (options?: { readonly type: 'minor' }) => void };

const IN_FLIGHT = 100;

function oldGenerationBytes(): number {
  return getHeapSpaceStatistics().find((space) => space.space_name === 'old_space')?.space_used_size ?? Number.NaN;
}

const pending = new Pending();
const waiter = { settle: () => {} };
let id = 0;
const comeAndGo = (count: number): void => {
  for (let n = 0; n < count; n += 1) {
    pending.add(String(id), waiter, 60_000);
    pending.settle({ kind: 'resp', reqId: String(id - IN_FLIGHT) });
    id += 1;
  }
};
comeAndGo(5_000);
collect();
const before = oldGenerationBytes();

for (let round = 0; round < 20; round += 1) {
  comeAndGo(5_000);
  collect({ type: 'minor' });
}

console.log(JSON.stringify({ inFlight: pending.size, grownBytes: oldGenerationBytes() - before }));
pending.settleAll({ kind: 'lost', code: 1000, reason: '' });
