import { expect, it } from 'vitest';
import { merge } from '../../src/page/merge.js';

const rowsOf = (...ids: readonly number[]): readonly { readonly id: number; readonly status?: number }[] =>
  ids.map((id) => ({ id }));
const idsOf = (rows: readonly { readonly id: number }[]): readonly number[] => rows.map(({ id }) => id);
const mergeRows = (before: ReturnType<typeof rowsOf>, batch: ReturnType<typeof rowsOf>, limit = 4) =>
  merge(before, batch, ({ id }) => id, limit);

it('appends new elements, keeps the newest, and counts the others', () => {
  const merged = mergeRows(rowsOf(1, 2, 3), rowsOf(4, 5, 6));

  expect(merged).toEqual({ kept: rowsOf(3, 4, 5, 6), added: 3, dropped: 2 });
});

it('replaces an element in its place', () => {
  const merged = mergeRows(rowsOf(1, 2, 3), [{ id: 2, status: 200 }]);

  expect(merged).toEqual({ kept: [{ id: 1 }, { id: 2, status: 200 }, { id: 3 }], added: 0, dropped: 0 });
});

it('ignores old rows that are sent again after a reconnect, which were shown behind newer ones', () => {
  const merged = mergeRows(rowsOf(5, 6, 7, 8), rowsOf(1, 2, 3, 4, 5, 6, 7, 8, 9));

  expect(merged).toEqual({ kept: rowsOf(6, 7, 8, 9), added: 1, dropped: 1 });
});

it('ignores the late answer of a dropped request, which was shown as the newest row', () => {
  const merged = mergeRows(rowsOf(5, 6, 7, 8), [{ id: 2, status: 200 }]);

  expect(merged).toEqual({ kept: rowsOf(5, 6, 7, 8), added: 0, dropped: 0 });
});

it('puts an element that comes late in its place', () => {
  const { kept } = mergeRows(rowsOf(1, 4), rowsOf(3, 2));

  expect(idsOf(kept)).toEqual([1, 2, 3, 4]);
});
