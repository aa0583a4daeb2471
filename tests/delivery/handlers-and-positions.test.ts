import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { runInNewContext } from 'node:vm';
import type { CursorStore } from '../../src/options/options.js';
import { body, connected, quiet, typing, type World } from './world.js';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** A handler that runs until finish() or fail() is called. */
function slow(world: World, isSlow: (sequence: number | undefined) => boolean): { finish(): void; fail(): void } {
  let settle: { readonly resolve: () => void; readonly reject: (cause: Error) => void } | undefined;
  world.handle = ({ sequence }) =>
    isSlow(sequence)
      ? new Promise<void>((resolve, reject) => {
          settle = { resolve, reject };
        })
      : undefined;
  return { finish: () => settle?.resolve(), fail: () => settle?.reject(new Error('no')) };
}

/** An object with `then` that is not a promise, as query builders return. */
function thenable(register: (resolve: () => void) => void): unknown {
  // oxlint-disable-next-line unicorn/no-thenable -- this is what the tests are about
  return { then: (resolve: () => void) => register(resolve) };
}

describe('the position in a store', () => {
  it('moves when the handler has finished, and then the next message is delivered', async () => {
    const cursors = new Map<string, number>();
    const world = connected({ store: cursors });
    world.said([0, 1]);
    const handler = slow(world, (sequence) => sequence === 0);
    world.catchUp.live(body(0));
    world.catchUp.live(body(1));
    await quiet();

    expect(world.heard()).toEqual([0]);
    expect(cursors.size).toBe(0);
    handler.finish();
    await quiet();

    expect(world.heard()).toEqual([0, 1]);
    expect(Object.fromEntries(cursors)).toEqual({ 'a/u/d': 1 });
  });

  it('is where a new process continues', async () => {
    const world = connected({ store: new Map([['a/u/d', 1]]) });
    world.said([0, 1, 2, 3]);

    world.catchUp.live(body(3));
    await quiet();

    expect(world.heard()).toEqual([2, 3]);
    expect(world.resumed).toEqual(['d after 1']);
  });

  it('is read for all dialogs of this agent only, on the first connection', async () => {
    const cursors = new Map([
      ['a/u/d', 0],
      ['a/other/e', 0],
    ]);
    const store: CursorStore = {
      get: (key) => cursors.get(key),
      set: (key, sequence) => cursors.set(key, sequence),
      dialogs: () => cursors.keys(),
    };
    const world = connected({ store });
    world.said([0, 1]);
    world.said([0, 1], 'e');
    await quiet();

    expect(world.log.map(({ dialogId, sequence }) => [dialogId, sequence])).toEqual([['d', 1]]);
  });

  it('that cannot be written is reported, and all messages are delivered', async () => {
    const store: CursorStore = {
      get: () => undefined,
      set: () => {
        throw new Error('disk full');
      },
    };
    const world = connected({ store });
    world.catchUp.live(body(0));
    world.catchUp.live(body(1));
    await quiet();

    expect(world.heard()).toEqual([0, 1]);
    expect(world.failures.map(({ code }) => code)).toEqual(['CURSOR_STORE', 'CURSOR_STORE']);
  });

  it.each([null, NaN, Infinity, -1, 1.5, '3', {}])('that is %s counts as absent', async (value) => {
    const store: CursorStore = { get: () => value as null, set: () => undefined };
    const world = connected({ store });
    world.said([0, 1, 2]);

    world.catchUp.live(body(2));
    await quiet();

    expect(world.heard()).toEqual([0, 1, 2]);
    expect(world.historyRequests.length).toBeLessThan(4);
  });
});

describe('stopping', () => {
  it('delivers nothing more, and waits for running handlers', async () => {
    const cursors = new Map<string, number>();
    const world = connected({ store: cursors });
    const handler = slow(world, (sequence) => sequence === 0);
    for (let sequence = 0; sequence < 30; sequence += 1) world.catchUp.live(body(sequence));
    await quiet();

    world.catchUp.drain();
    world.catchUp.live(body(30));
    let isIdle = false;
    void world.catchUp.idle()?.then(() => (isIdle = true));
    await quiet();
    expect(isIdle).toBe(false);
    handler.finish();
    await quiet();

    expect(isIdle).toBe(true);
    expect(world.heard()).toEqual([0]);
    expect(cursors.get('a/u/d')).toBe(0);
  });

  it('writes no position for a handler that finishes later', async () => {
    const cursors = new Map<string, number>();
    const world = connected({ store: cursors });
    const handler = slow(world, () => true);
    world.catchUp.live(body(0));
    await quiet();

    world.catchUp.stop();
    handler.finish();
    await quiet();

    expect(cursors.size).toBe(0);
  });

  it('and resuming delivers the unfinished message again, once the late handler has finished', async () => {
    const world = connected({ store: new Map() });
    world.said([0, 1]);
    const handler = slow(world, (sequence) => sequence === 0);
    world.catchUp.live(body(0));
    await quiet();
    world.catchUp.stop();

    world.resume(true);
    await quiet();
    expect(world.heard()).toEqual([0]);
    handler.finish();
    world.handle = () => undefined;
    await quiet();

    expect(world.heard()).toEqual([0, 0, 1]);
  });

  it('and resuming without a store repeats no message', async () => {
    const world = connected();
    world.said([0, 1]);
    const handler = slow(world, (sequence) => sequence === 0);
    world.catchUp.live(body(0));
    world.catchUp.stop();
    world.resume(true);
    handler.finish();
    await quiet();

    expect(world.heard()).toEqual([0, 1]);
  });
});

describe('a handler that fails', () => {
  it('gets the message again after 1, 5 and 25 s, and then the message is given up', async () => {
    const cursors = new Map<string, number>();
    const world = connected({ store: cursors });
    world.handle = ({ sequence }) => {
      if (sequence === 0) throw new Error('database is down');
    };
    world.catchUp.live(body(0));
    world.catchUp.live(body(1));
    await quiet();

    const attempts: number[] = [world.log.length];
    for (const pauseMs of [999, 1, 4_999, 1, 24_999, 1]) {
      vi.advanceTimersByTime(pauseMs);
      await quiet();
      attempts.push(world.log.filter(({ sequence }) => sequence === 0).length);
    }

    expect(attempts).toEqual([1, 1, 2, 2, 3, 3, 4]);
    expect(world.log.map(({ sequence, attempt }) => [sequence, attempt])).toEqual([
      [0, 1],
      [0, 2],
      [0, 3],
      [0, 4],
      [1, 1],
    ]);
    expect(world.failures).toEqual([
      expect.objectContaining({ code: 'GAVE_UP', dialogId: 'd', sequence: 0, attempt: 4, name: 'HandlerError' }),
    ]);
    expect(cursors.get('a/u/d')).toBe(1);
  });

  it('is not called again without a store', async () => {
    const world = connected();
    world.handle = () => {
      throw new Error('no');
    };

    world.catchUp.live(body(0));
    vi.advanceTimersByTime(60_000);
    await quiet();

    expect(world.heard()).toEqual([0]);
  });

  it('uses no attempt while there is no connection', async () => {
    const world = connected({ store: new Map(), attempts: 2 });
    const handler = slow(world, () => true);
    world.catchUp.live(body(0));
    await quiet();
    world.catchUp.suspend();
    handler.fail();
    await quiet();
    vi.advanceTimersByTime(600_000);
    await quiet();
    expect(world.heard()).toEqual([0]);

    world.handle = () => undefined;
    world.resume(true);
    await quiet();

    expect(world.heard()).toEqual([0, 0]);
    expect(world.failures).toEqual([]);
  });

  it('does not block other dialogs', async () => {
    const world = connected({ store: new Map() });
    world.handle = ({ dialogId }) => {
      if (dialogId === 'd') throw new Error('no');
    };

    world.catchUp.live(body(0));
    world.catchUp.live(body(0, 'e'));
    await quiet();

    expect(world.heard('e')).toEqual([0]);
  });

  it('for a typing state is not called again', async () => {
    const world = connected({ store: new Map() });
    world.handle = () => {
      throw new Error('no');
    };
    world.catchUp.follow('d');
    await quiet();

    world.catchUp.live(typing);
    vi.advanceTimersByTime(60_000);
    await quiet();

    expect(world.heard()).toEqual(['typing']);
  });
});

describe('with a store and no handler', () => {
  it('messages are held back, with one warning, until a handler is attached', async () => {
    const cursors = new Map<string, number>();
    const world = connected({ store: cursors });
    world.isListening = false;
    world.said([0, 1]);
    world.said([0], 'e');
    world.catchUp.live(body(1));
    world.catchUp.live(body(0, 'e'));
    await quiet();
    expect(world.log).toEqual([]);
    expect(cursors.size).toBe(0);
    expect(world.warnings).toEqual([expect.stringContaining('held back')]);

    world.isListening = true;
    world.catchUp.listening();
    await quiet();

    expect(world.heard()).toEqual([0, 1]);
    expect(world.heard('e')).toEqual([0]);
    expect(world.warnings).toHaveLength(1);
  });
});

describe('one handler of a dialog at a time', () => {
  it('runs without a store, and other dialogs continue', async () => {
    const world = connected();
    const handler = slow(world, (sequence) => sequence === 0);
    world.catchUp.live(body(0));
    world.catchUp.live(body(1));
    world.catchUp.live(body(1, 'e'));
    await quiet();
    expect(world.log.map(({ dialogId, sequence }) => `${dialogId}${sequence}`)).toEqual(['d0', 'e1']);

    handler.finish();
    await quiet();

    expect(world.heard()).toEqual([0, 1]);
  });

  it('may return a promise of another realm or a thenable, which is awaited', async () => {
    const world = connected({ store: new Map() });
    const finish: (() => void)[] = [];
    const foreign = runInNewContext('(register) => new Promise((resolve) => register(resolve))') as (
      register: (resolve: () => void) => void,
    ) => unknown;
    world.handle = ({ sequence }) =>
      sequence === 0 ? foreign((resolve) => finish.push(resolve)) : thenable((resolve) => finish.push(resolve));
    for (const sequence of [0, 1, 2]) world.catchUp.live(body(sequence));
    await quiet();
    expect(world.heard()).toEqual([0]);

    finish[0]?.();
    await quiet();
    expect(world.heard()).toEqual([0, 1]);
    finish[1]?.();
    await quiet();

    expect(world.heard()).toEqual([0, 1, 2]);
  });

  it('causes a warning when it has not finished after a minute', async () => {
    const world = connected();
    slow(world, () => true);
    world.catchUp.live(body(7));

    vi.advanceTimersByTime(60_000);

    expect(world.warnings).toEqual([expect.stringMatching(/60 s.*dialog d.*sequence 7/)]);
  });
});

it('the thenable returned by set() of a store is awaited', async () => {
  const written: (() => void)[] = [];
  const store: CursorStore = {
    get: () => undefined,
    set: () => thenable((done) => written.push(done)),
  };
  const world = connected({ store });
  world.catchUp.live(body(0));
  world.catchUp.live(body(1));
  await quiet();
  expect(world.heard()).toEqual([0]);

  written[0]?.();
  await quiet();

  expect(world.heard()).toEqual([0, 1]);
});
