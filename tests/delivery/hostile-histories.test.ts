import { describe, expect, it } from 'vitest';
import { Cursors } from '../../src/delivery/cursors.js';
import { ResponseError } from '../../src/errors.js';
import type { CursorStore } from '../../src/options/options.js';
import { saysPartIsOver } from '../../src/support/request-retry.js';
import { body, connected, conversation, message, quiet, type World } from './world.js';

// What an attack on the delivery of messages found.

const numbers = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, n) => from + n);

/** The handler of the first event goes on until the function is called. */
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

  it('what was said during a cut is delivered after what waited before it', async () => {
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

  it('a bogus sequence that is also in the history moves nothing', async () => {
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

  it('the rest of a dialog that ended while messages waited comes after close() and connect()', async () => {
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
  it('the second cut brings nothing old of a dialog in which nothing was said', async () => {
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

  it('a flood that was given away and got back is not passed over', async () => {
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

  it('the moment from which the agent follows is the one that the platform tells', async () => {
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
  it('is not followed because its history was asked for, nor because of a late answer', async () => {
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

  it('is not followed at a reconnect because the store has not forgotten it yet', async () => {
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
    const before = world.asked.length;

    world.resume(true);
    await quiet();

    expect(world.asked).toHaveLength(before);
  });
});

it('the history of a dialog in which the agent was never seen follows nothing', async () => {
  const cursors = new Map<string, number>();
  const world = connected({ store: cursors });

  world.catchUp.query('d').receive({ dialogId: 'd', changes: [message(0), message(1)] });
  await quiet();

  expect(world.heard()).toEqual([0, 1]);
  expect(world.catchUp.size).toBe(0);
  expect(cursors.size).toBe(0);
});

it('a numbering that began anew while the bot was down is followed', async () => {
  const world = connected({ store: new Map([['a/u/d', 60]]) });
  world.said([0, 1], 'd', { serverTimestamp: 2_000_000 });
  world.catchUp.follow('d');
  await quiet();

  for (const sequence of [0, 1]) world.catchUp.live(body(sequence, 'd', { serverTimestamp: 2_000_000 + sequence }));
  await quiet();

  expect(world.heard()).toEqual([0, 1]);
  expect(world.warnings).toEqual([expect.stringContaining('began anew')]);
});

it('a gap that the platform does not show, as it gives its newest page only, is reported', async () => {
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

it('messages in a history that have no sequence are warned of', async () => {
  const world = connected({ store: new Map() });
  const { sequence: _, ...unplaced } = message(0);
  world.history.set('d', [unplaced]);
  world.answer = (events) => events;
  world.catchUp.follow('d');
  await quiet();

  expect(world.warnings).toEqual([expect.stringContaining('without a sequence')]);
});

it('leaving a dialog and getting it back at once keeps its position, whatever the store takes its time for', async () => {
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

it('a store that gives a text where a number is expected is warned of, once', async () => {
  const world = connected({ store: { get: () => '5' as unknown as number, set: () => undefined } });
  for (const dialogId of ['d', 'e']) world.catchUp.follow(dialogId);
  await quiet();

  expect(world.warnings).toEqual([expect.stringContaining('gave a string')]);
});

describe('a refusal', () => {
  it.each([
    [400, 'Conversation is closed'],
    [400, 'Dialog d-1 has been closed'],
    [403, 'Agent is not a participant of the dialog'],
    [404, 'Dialog not found'],
  ])('with %i "%s" says that the dialog is not the agent’s any more', (code, text) => {
    expect(saysPartIsOver(new ResponseError('publishEvent', { reqId: '1', code, body: text }))).toBe(true);
  });

  it.each([
    [400, 'Message is over the limit of 5000 characters'],
    [429, 'Conversation quota ended'],
    [503, 'Dialog service is temporarily closed'],
    [404, 'Skill 99 not found'],
    [403, 'Skill is not assigned'],
  ])('with %i "%s" does not', (code, text) => {
    expect(saysPartIsOver(new ResponseError('publishEvent', { reqId: '1', code, body: text }))).toBe(false);
  });
});
