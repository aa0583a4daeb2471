import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { Pending } from '../../src/transport/pending.js';

setFlagsFromString('--expose-gc');
// The function that V8 makes when asked to.
const collect = runInNewContext('gc') as (options?: { readonly type: 'minor' }) => void;

const IN_FLIGHT = 100;

function oldGenerationBytes(): number {
  return getHeapSpaceStatistics().find((space) => space.space_name === 'old_space')?.space_used_size ?? Number.NaN;
}

// In a Map, all that were in flight together outlived their answers: its discarded tables hold what was in them, and
// each other.
it('keeps nothing of requests that were answered', () => {
  const pending = new Pending();
  const nobody = { settle: () => {} };
  let id = 0;
  const comeAndGo = (count: number): void => {
    for (let n = 0; n < count; n += 1) {
      pending.add(String(id), nobody, 60_000);
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

  expect(pending.size).toBe(IN_FLIGHT);
  // It was 11 MB. V8 keeps 2 of the numbers that were made strings last.
  expect(oldGenerationBytes() - before).toBeLessThan(5_000_000);
  pending.failAll({ kind: 'lost', code: 1000, reason: '' });
});
