import { describe, expect, it } from 'vitest';
import type { CursorStore } from '../../src/options/options.js';
import { body, connected, conversation, message, quiet, type World } from './world.js';

const numbers = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, n) => from + n);

/** The handler of the first event runs until the returned function is called. */
function busy(world: World): () => void {
  let finish: (() => void) | undefined;
  world.handle = () => {
    if (finish !== undefined) return undefined;
    return new Promise<void>((resolve) => (finish = resolve));
  };
  return () => finish?.();
}

describe.each([
  ['a store', true],
  ['no store', false],
])('with %s', (_, hasStore) => {
  const options = (): { store?: Map<string, number> } => (hasStore ? { store: new Map() } : {});

  it('messages missed during a cut are delivered after the messages that waited before it', async () => {
    const world = connected(options());
    const finish = busy(world);
    world.said(numbers(0, 6));
    for (const sequence of [0, 1, 2]) world.catchUp.live(body(sequence));
    await quiet();
    world.catchUp.suspend();
    world.resume(true);
    await quiet();
    finish();
    await quiet();

    expect(world.heard()).toEqual(numbers(0, 6));
  });

  it('a far too high sequence in the history does not move the window', async () => {
    const world = connected(options());
    world.said([0, 1, Number.MAX_SAFE_INTEGER]);
    world.catchUp.live(body(0));
    await quiet();
    world.catchUp.suspend();
    world.resume(true);
    await quiet();
    for (const sequence of [2, 3]) world.catchUp.live(body(sequence));
    await quiet();

    expect(world.heard()).toEqual([0, 1, Number.MAX_SAFE_INTEGER, 2, 3]);
  });

  it('waiting messages of an ended dialog are delivered after close() and connect()', async () => {
    const world = connected(options());
    const finish = busy(world);
    world.said(numbers(0, 4));
    for (const sequence of numbers(0, 4)) world.catchUp.live(body(sequence));
    await quiet();
    world.catchUp.end('d');
    world.catchUp.stop();
    finish();
    world.resume(true);
    await quiet();

    expect(new Set(world.heard())).toEqual(new Set(numbers(0, 4)));
    expect(world.catchUp.size).toBe(0);
  });
});

describe('without a store', () => {
  it('several cuts deliver no old message of a dialog without new messages', async () => {
    const world = connected();
    world.said(numbers(0, 30), 'd', { serverTimestamp: 1 });
    world.catchUp.follow('d', conversation('d', { newest: 29 }));
    for (let cut = 0; cut < 3; cut += 1) {
      world.catchUp.suspend();
      world.resume(true);
      await quiet();
    }

    expect(world.heard()).toEqual([]);
  });

  it('a dialog that is left and rejoined during a flood loses no message', async () => {
    const world = connected();
    const finish = busy(world);
    for (const sequence of numbers(0, 150)) {
      world.said([sequence]);
      world.catchUp.live(body(sequence));
    }
    world.catchUp.leave('d');
    world.catchUp.follow('d', conversation('d', { newest: 149 }));
    finish();
    await quiet();
    await quiet();

    expect(world.heard()).toEqual(numbers(0, 150));
  });

  it('messages are delivered from the join time of the notification on', async () => {
    const world = connected();
    world.now = 9_000_000;
    world.catchUp.follow('d', conversation('d', {}), 1_000);
    world.said([0], 'd', { serverTimestamp: 999 });
    world.said([1], 'd', { serverTimestamp: 1_001 });
    world.catchUp.suspend();
    world.resume(true);
    await quiet();

    expect(world.heard()).toEqual([1]);
  });
});

describe('an ended dialog', () => {
  it('is not followed after a history query or a late notification', async () => {
    const cursors = new Map<string, number>();
    const world = connected({ store: cursors });
    world.catchUp.live(body(0));
    await quiet();
    world.catchUp.end('d');

    world.catchUp.query('d').receive({ dialogId: 'd', changes: [message(0), message(1)] });
    world.catchUp.follow('d');
    await quiet();

    expect(world.heard()).toEqual([0, 0, 1]);
    expect(world.catchUp.size).toBe(0);
    expect(cursors.size).toBe(0);
  });

  it('is not followed at a reconnect although the store still lists it', async () => {
    const cursors = new Map([['a/u/d', 3]]);
    const store: CursorStore = {
      get: (key) => cursors.get(key),
      set: (key, sequence) => cursors.set(key, sequence),
      dialogs: () => cursors.keys(),
    };
    const world = connected({ store });
    await quiet();
    world.catchUp.end('d');
    world.catchUp.suspend();
    const before = world.historyRequests.length;

    world.resume(true);
    await quiet();

    expect(world.historyRequests).toHaveLength(before);
  });
});

it('a history query for another dialog is delivered, and the dialog is not followed', async () => {
  const cursors = new Map<string, number>();
  const world = connected({ store: cursors });

  world.catchUp.query('d').receive({ dialogId: 'd', changes: [message(0), message(1)] });
  await quiet();

  expect(world.heard()).toEqual([0, 1]);
  expect(world.catchUp.size).toBe(0);
  expect(cursors.size).toBe(0);
});

it('a numbering that restarted while the bot was down is followed, with a warning', async () => {
  const world = connected({ store: new Map([['a/u/d', 60]]) });
  world.said([0, 1], 'd', { serverTimestamp: 2_000_000 });
  world.catchUp.follow('d');
  await quiet();

  for (const sequence of [0, 1]) world.catchUp.live(body(sequence, 'd', { serverTimestamp: 2_000_000 + sequence }));
  await quiet();

  expect(world.heard()).toEqual([0, 1]);
  expect(world.warnings).toEqual([expect.stringContaining('numbering of dialog d restarted')]);
});

it('a gap is reported if the platform returns only its newest page', async () => {
  const world = connected({ store: new Map([['a/u/d', 0]]) });
  world.answer = (events) => events.slice(-10);
  world.said(numbers(0, 61));

  world.catchUp.live(body(60));
  await quiet();

  expect(world.heard()).toEqual(numbers(51, 61));
  expect(world.failures).toEqual([
    expect.objectContaining({ code: 'CATCH_UP', message: expect.stringContaining('newest page') as unknown }),
  ]);
});

it('messages without a sequence in a history cause a warning', async () => {
  const world = connected({ store: new Map() });
  const { sequence: _, ...unplaced } = message(0);
  world.history.set('d', [unplaced]);
  world.answer = (events) => events;
  world.catchUp.follow('d');
  await quiet();

  expect(world.warnings).toEqual([expect.stringContaining('without a sequence')]);
});
