import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ResponseError, TimeoutError } from '../../src/errors.js';
import type { CursorStore } from '../../src/options/options.js';
import { body, connected, conversation, message, quiet, type World } from './world.js';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

const refusedWith = (code: number): ResponseError =>
  new ResponseError('subscribeMessagingEvents', { reqId: '1', code });
const numbers = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, n) => from + n);

async function pass(ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += 1_000) {
    vi.advanceTimersByTime(1_000);
    await quiet();
  }
}

/** Six messages, the first of which was delivered before the connection was lost. */
async function behind(world: World): Promise<void> {
  world.catchUp.live(body(0));
  await quiet();
  world.said(numbers(0, 6));
  world.catchUp.suspend();
  world.resume(true);
  await quiet();
}

describe('history that is refused', () => {
  it.each([429, 503])(
    'with %i for minutes is reported once, and everything is delivered when it comes',
    async (code) => {
      const world = connected({ store: new Map() });
      world.refusal = refusedWith(code);
      await behind(world);
      await pass(600_000);
      world.catchUp.live(body(6));
      expect(world.heard()).toEqual([0]);
      expect(world.failures).toEqual([expect.objectContaining({ code: 'CATCH_UP', delivery: 'unknown' })]);

      world.refusal = undefined;
      world.said([6]);
      await pass(61_000);

      expect(world.heard()).toEqual(numbers(0, 7));
      expect(world.failures).toHaveLength(1);
    },
  );

  it.each([400, 403, 404])('with %i once is reported, and loses nothing', async (code) => {
    const cursors = new Map<string, number>();
    const world = connected({ store: cursors });
    world.refusal = refusedWith(code);
    await behind(world);
    expect(world.failures).toEqual([expect.objectContaining({ code: 'CATCH_UP' })]);
    expect(cursors.get('a/u/d')).toBe(0);

    world.refusal = undefined;
    await pass(2_000);

    expect(world.heard()).toEqual(numbers(0, 6));
  });

  it('is asked for at once on the next connection', async () => {
    const world = connected();
    world.refusal = refusedWith(503);
    await behind(world);
    await pass(600_000);
    world.catchUp.suspend();

    world.refusal = undefined;
    world.resume(true);
    await quiet();

    expect(world.heard()).toEqual(numbers(0, 6));
  });

  it('of a dialog that is over is reported, and the dialog is let go', async () => {
    const world = connected({ store: new Map() });
    world.refusal = refusedWith(403);
    await behind(world);
    world.catchUp.end('d');
    await pass(2_000);

    expect(world.catchUp.size).toBe(0);
    expect(world.failures.map(({ code }) => code)).toEqual(['CATCH_UP']);
  });
});

describe('a store that cannot say the position', () => {
  it('once is asked again: what was said while the bot was down is delivered', async () => {
    let calls = 0;
    const store: CursorStore = {
      get: () => {
        calls += 1;
        if (calls === 1) throw new Error('no connection');
        return 1;
      },
      set: () => undefined,
    };
    const world = connected({ store });
    world.said(numbers(0, 5));
    world.catchUp.live(body(4));
    await quiet();
    expect(world.heard()).toEqual([]);
    expect(world.failures).toEqual([expect.objectContaining({ code: 'CATCH_UP' })]);

    await pass(1_000);

    expect(world.heard()).toEqual([2, 3, 4]);
  });

  it('and hangs does not hold back other dialogs', async () => {
    const hanging = new Promise<number>(() => undefined);
    const store: CursorStore = { get: (key) => (key.endsWith('ok') ? undefined : hanging), set: () => undefined };
    const world = connected({ store });
    for (let n = 0; n < 20; n += 1) world.catchUp.live(body(0, `d${n}`));

    world.catchUp.live(body(0, 'ok'));
    await quiet();

    expect(world.log.map(({ dialogId }) => dialogId)).toEqual(['ok']);
  });
});

it('a write of the store that hangs is reported once, and holds back its own dialog only', async () => {
  const hanging = new Promise<void>(() => undefined);
  const world = connected({
    store: { get: () => undefined, set: (key) => (key.endsWith('/d') ? hanging : undefined) },
  });
  world.said([0, 1]);
  world.said([0], 'ok');
  world.catchUp.live(body(0));
  world.catchUp.live(body(1));
  await quiet();
  expect(world.warnings).toEqual([]);

  await pass(180_000);
  world.catchUp.live(body(0, 'ok'));
  await quiet();

  expect(world.warnings).toEqual([
    expect.stringContaining('cursor store has not finished a write after 60 s (dialog d)'),
  ]);
  expect([world.heard(), world.heard('ok')]).toEqual([[0], [0]]);
});

describe('an answer', () => {
  it('in which an event stands twice is delivered once each', async () => {
    const world = connected({ store: new Map() });
    world.answer = (events, { newerThan }) => {
      const newer = events.filter(({ sequence = 0 }) => sequence > newerThan);
      return [...newer, ...newer];
    };
    world.said(numbers(0, 90));
    world.catchUp.live(body(89));
    await quiet();

    expect(world.heard()).toEqual(numbers(0, 90));
  });

  it('with the newest page first is read backwards', async () => {
    const world = connected({ store: new Map() });
    world.answer = (events, { newerThan, olderThan = Infinity }) =>
      events.filter(({ sequence = 0 }) => sequence > newerThan && sequence < olderThan).slice(-50);
    world.said(numbers(0, 300));
    world.catchUp.live(body(299));
    for (let turn = 0; turn < 40; turn += 1) await quiet();

    expect(world.heard()).toEqual(numbers(0, 300));
  });

  it('in reverse, with more than was asked for, is delivered in order', async () => {
    const world = connected({ store: new Map([['a/u/d', 3]]) });
    world.answer = (events) => events.toReversed();
    world.said(numbers(0, 10));
    world.catchUp.live(body(9));
    await quiet();

    expect(world.heard()).toEqual(numbers(4, 10));
  });

  it('that never comes does not hold live messages of a new dialog for more than five seconds', async () => {
    const world = connected({ store: new Map() });
    world.answer = () => new Promise<never>(() => undefined);
    for (let n = 0; n < 100; n += 1) world.catchUp.live(body(7, `d${n}`));
    await quiet();
    expect(world.log).toEqual([]);

    await pass(5_000);

    expect(world.log).toHaveLength(100);
  });

  it('that comes late for a new dialog brings what was said before, marked', async () => {
    const world = connected({ store: new Map() });
    world.refusal = new TimeoutError('subscribeMessagingEvents', 10_000);
    world.said([0, 1, 2]);
    world.catchUp.live(body(2));
    await quiet();
    await pass(5_000);
    expect(world.heard()).toEqual([2]);

    world.refusal = undefined;
    await pass(10_000);

    expect(world.log.map(({ sequence, backlog }) => [sequence, backlog])).toEqual([
      [2, false],
      [0, true],
      [1, true],
    ]);
  });
});

describe('the numbering of a dialog', () => {
  it('that begins anew is followed, with a warning', async () => {
    const world = connected({ store: new Map() });
    for (let sequence = 0; sequence < 60; sequence += 1) {
      world.said([sequence], 'd', { serverTimestamp: 1_000 + sequence });
      world.catchUp.live(body(sequence, 'd', { serverTimestamp: 1_000 + sequence }));
      await quiet();
    }
    world.history.clear();
    for (let sequence = 0; sequence < 40; sequence += 1) {
      world.said([sequence], 'd', { serverTimestamp: 5_000 + sequence });
      world.catchUp.live(body(sequence, 'd', { serverTimestamp: 5_000 + sequence }));
      await quiet();
    }

    expect(world.heard()).toEqual([...numbers(0, 60), ...numbers(0, 40)]);
    expect(world.warnings).toEqual([expect.stringContaining('began anew')]);
  });

  it('is not moved by a jump that the history does not show', async () => {
    const world = connected({ store: new Map() });
    world.said([0, 1]);
    for (const sequence of [0, Number.MAX_SAFE_INTEGER, 1, 2, 3]) {
      world.catchUp.live(body(sequence));
      if (sequence < 10) world.said([sequence]);
      await quiet();
    }

    expect(world.heard()).toEqual([0, 1, Number.MAX_SAFE_INTEGER, 2, 3]);
  });
});

describe('questions for history', () => {
  it('hold no slot while handlers are at work', async () => {
    const world = connected({ store: new Map() });
    world.handle = ({ dialogId }) => (dialogId.startsWith('slow') ? new Promise(() => undefined) : undefined);
    for (let n = 0; n < 20; n += 1) {
      world.said([0, 1], `slow${n}`);
      world.catchUp.live(body(1, `slow${n}`));
    }
    await quiet();
    for (let n = 0; n < 230; n += 1) {
      world.said([0, 1], `d${n}`);
      world.catchUp.live(body(1, `d${n}`));
    }
    for (let turn = 0; turn < 60; turn += 1) await quiet();

    expect(new Set(world.log.map(({ dialogId }) => dialogId)).size).toBe(250);
    expect(world.log.filter(({ dialogId }) => !dialogId.startsWith('slow'))).toHaveLength(460);
  });

  it('are no more than the rate in any second', async () => {
    const world = connected({ store: new Map(), historyRate: 50 });
    for (let n = 0; n < 500; n += 1) world.catchUp.follow(`d${n}`, conversation(`d${n}`, {}));
    const askedBySecond: number[] = [];
    for (let second = 0; second < 4; second += 1) {
      const before = world.asked.length;
      for (let turn = 0; turn < 20; turn += 1) await quiet();
      askedBySecond.push(world.asked.length - before);
      vi.advanceTimersByTime(1_100);
    }

    expect(askedBySecond).toEqual([50, 50, 50, 50]);
  });

  it('are fewer after a 429', async () => {
    const world = connected({ store: new Map(), historyRate: 50 });
    world.refusal = refusedWith(429);
    for (let n = 0; n < 500; n += 1) world.catchUp.follow(`d${n}`, conversation(`d${n}`, {}));
    for (let turn = 0; turn < 20; turn += 1) await quiet();
    const first = world.asked.length;

    vi.advanceTimersByTime(1_100);
    for (let turn = 0; turn < 20; turn += 1) await quiet();

    expect(first).toBeLessThanOrEqual(50);
    expect(world.asked.length - first).toBeLessThan(5);
  });

  it('come first for dialogs in which something waits', async () => {
    const world = connected({ store: new Map(), historyRate: 50 });
    for (let n = 0; n < 200; n += 1) world.catchUp.follow(`d${n}`, conversation(`d${n}`, {}));
    world.said([0, 1], 'urgent');
    world.catchUp.live(body(1, 'urgent'));
    await quiet();
    vi.advanceTimersByTime(1_100);
    for (let turn = 0; turn < 20; turn += 1) await quiet();

    expect(world.asked.slice(0, 60).map(({ dialogId }) => dialogId)).toContain('urgent');
  });
});

describe('a flood into a slow handler', () => {
  it('keeps a hundred messages, and reads the rest again in order', async () => {
    const world = connected();
    let finish: (() => void) | undefined;
    world.handle = () => new Promise<void>((resolve) => (finish = resolve));
    for (let sequence = 0; sequence < 1_000; sequence += 1) {
      world.said([sequence]);
      world.catchUp.live(body(sequence));
    }
    expect(world.catchUp.queued.count).toBe(100);

    let most = 0;
    while (world.log.length < 1_000 || finish) {
      const done = finish;
      finish = undefined;
      done?.();
      await new Promise((resolve) => setImmediate(resolve));
      most = Math.max(most, world.catchUp.queued.count);
      vi.advanceTimersByTime(100);
    }

    expect(world.heard()).toEqual(numbers(0, 1_000));
    expect(most).toBeLessThanOrEqual(100);
  });

  it('of large messages keeps a million characters a dialog, and 64 over all, the longest forgotten first', async () => {
    const world = connected();
    world.handle = () => new Promise(() => undefined);
    const large = 'x'.repeat(40_000);
    const tell = (dialogId: string, sequence: number): void => {
      const event = { type: 'ContentEvent', contentType: 'text/plain', message: large } as const;
      world.catchUp.live({ dialogId, changes: [{ ...message(sequence, dialogId), event }] });
    };
    for (let sequence = 0; sequence < 60; sequence += 1) tell('first', sequence);
    expect(world.catchUp.queued.count).toBe(24);

    for (let n = 0; n < 80; n += 1) for (let sequence = 0; sequence < 30; sequence += 1) tell(`d${n}`, sequence);
    await quiet();

    expect(world.catchUp.queued.count * 40_000).toBeLessThanOrEqual(64_000_000);
    expect(world.catchUp.queued.count * 40_000).toBeGreaterThan(30_000_000);
  });
});
