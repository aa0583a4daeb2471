import { expect, it } from 'vitest';
import { Cursors } from '../../src/delivery/cursors.js';
import type { CursorStore } from '../../src/options/options.js';
import { connected, quiet } from './world.js';

it('a dialog that is left and rejoined keeps its position although the store writes late', async () => {
  const kept = new Map<string, number>();
  const later = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  const store: CursorStore = {
    get: async (key) => kept.get(key),
    set: async (key, sequence) => {
      await later();
      kept.set(key, sequence);
    },
    delete: async (key) => {
      await later();
      kept.delete(key);
    },
  };
  const cursors = new Cursors(
    store,
    { accountId: 'a', userId: 'u' },
    { report: () => undefined, warn: () => undefined },
  );
  void cursors.move('d', 3);
  cursors.leave('d', 3);
  cursors.rejoin('d', 3);
  void cursors.move('d', 4);
  await cursors.idle();

  expect(Object.fromEntries(kept)).toEqual({ 'a/u/d': 4 });
  expect(await cursors.position('d')).toEqual({ sequence: 4, wasLeft: false });
});

it('a store whose get() returns a string causes one warning', async () => {
  const world = connected({ store: { get: () => '5' as unknown as number, set: () => undefined } });
  for (const dialogId of ['d', 'e']) world.catchUp.follow(dialogId);
  await quiet();

  expect(world.warnings).toEqual([expect.stringContaining('returned a string')]);
});
