import { fc, test } from '@fast-check/vitest';
import { expect, it } from 'vitest';
import { IdTable } from '../../src/transport/id-table.js';

const id = fc.oneof(fc.nat({ max: 60 }).map(String), fc.string({ maxLength: 3 }), fc.constant('__proto__'));
const step = fc.record({ id, isTaken: fc.boolean() });

test.prop([fc.array(step, { maxLength: 400 })])(
  'an IdTable has the same entries as a Map after the same calls',
  (steps) => {
    const table = new IdTable<{ readonly id: string; readonly n: number }>();
    const map = new Map<string, { readonly id: string; readonly n: number }>();

    for (const [n, { id: key, isTaken }] of steps.entries()) {
      if (isTaken) {
        expect(table.take(key)).toBe(map.get(key));
        map.delete(key);
      } else {
        const entry = { id: key, n };
        table.set(entry);
        map.set(key, entry);
      }
      expect(table.size).toBe(map.size);
    }

    for (const [key, entry] of map) expect(table.take(key)).toBe(entry);
    expect(table.size).toBe(0);
  },
);

it('an IdTable that grows and shrinks finds all of its entries', () => {
  const table = new IdTable();
  for (let n = 0; n < 10_000; n += 1) table.set({ id: String(n) });

  for (let n = 0; n < 9_990; n += 1) expect(table.take(String(n))).toEqual({ id: String(n) });

  expect(table.size).toBe(10);
  for (let n = 9_990; n < 10_000; n += 1) expect(table.take(String(n))).toEqual({ id: String(n) });
  expect(table.size).toBe(0);
});
