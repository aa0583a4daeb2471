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

/** Reconnects a dialog of six messages, of which the first one was delivered. */
async function reconnectStale(world: World): Promise<void> {
  world.catchUp.live(body(0));
  await quiet();
  world.said(numbers(0, 6));
  world.catchUp.suspend();
  world.resume(true);
  await quiet();
}

describe('a refused history request', () => {
  it.each([429, 503])(
    'with %i for minutes is reported once, and all messages are delivered when it succeeds',
    async (code) => {
      const world = connected({ store: new Map() });
      world.refusal = refusedWith(code);
      await reconnectStale(world);
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

  it.each([400, 403, 404])('with %i once is reported, and no message is lost', async (code) => {
    const cursors = new Map<string, number>();
    const world = connected({ store: cursors });
    world.refusal = refusedWith(code);
    await reconnectStale(world);
    expect(world.failures).toEqual([expect.objectContaining({ code: 'CATCH_UP' })]);
    expect(cursors.get('a/u/d')).toBe(0);

    world.refusal = undefined;
    await pass(2_000);

    expect(world.heard()).toEqual(numbers(0, 6));
  });

  it('is repeated at once on the next connection', async () => {
    const world = connected();
    world.refusal = refusedWith(503);
    await reconnectStale(world);
    await pass(600_000);
    world.catchUp.suspend();

    world.refusal = undefined;
    world.resume(true);
    await quiet();

    expect(world.heard()).toEqual(numbers(0, 6));
  });

  it('of an ended dialog is reported, and the dialog is forgotten', async () => {
    const world = connected({ store: new Map() });
    world.refusal = refusedWith(403);
    await reconnectStale(world);
    world.catchUp.end('d');
    await pass(2_000);

    expect(world.catchUp.size).toBe(0);
    expect(world.failures.map(({ code }) => code)).toEqual(['CATCH_UP']);
  });
});

describe('a store whose get()', () => {
  it('throws once is called again, and the messages after the position are delivered', async () => {
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

  it('hangs does not block other dialogs', async () => {
    const hanging = new Promise<number>(() => undefined);
    const store: CursorStore = { get: (key) => (key.endsWith('ok') ? undefined : hanging), set: () => undefined };
    const world = connected({ store });
    for (let n = 0; n < 20; n += 1) world.catchUp.live(body(0, `d${n}`));

    world.catchUp.live(body(0, 'ok'));
    await quiet();

    expect(world.log.map(({ dialogId }) => dialogId)).toEqual(['ok']);
  });
});

it('a hanging write of the store causes one warning, and blocks only its own dialog', async () => {
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

describe('a history response', () => {
  it('that repeats its events is delivered once', async () => {
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

  it('with the newest page is followed by requests for older pages', async () => {
    const world = connected({ store: new Map() });
    world.answer = (events, { newerThan, olderThan = Infinity }) =>
      events.filter(({ sequence = 0 }) => sequence > newerThan && sequence < olderThan).slice(-50);
    world.said(numbers(0, 300));
    world.catchUp.live(body(299));
    for (let turn = 0; turn < 40; turn += 1) await quiet();

    expect(world.heard()).toEqual(numbers(0, 300));
  });

  it('in reverse order, with more than the requested range, is delivered in order', async () => {
    const world = connected({ store: new Map([['a/u/d', 3]]) });
    world.answer = (events) => events.toReversed();
    world.said(numbers(0, 10));
    world.catchUp.live(body(9));
    await quiet();

    expect(world.heard()).toEqual(numbers(4, 10));
  });

  it('that does not arrive blocks live messages of a new dialog for at most 5 s', async () => {
    const world = connected({ store: new Map() });
    world.answer = () => new Promise<never>(() => undefined);
    for (let n = 0; n < 100; n += 1) world.catchUp.live(body(7, `d${n}`));
    await quiet();
    expect(world.log).toEqual([]);

    await pass(5_000);

    expect(world.log).toHaveLength(100);
  });

  it('that arrives late for a new dialog is delivered as backlog', async () => {
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
  it('that restarts is followed, with a warning', async () => {
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
    expect(world.warnings).toEqual([expect.stringContaining('numbering of dialog d restarted')]);
  });

  it('ignores a jump that is not in the history', async () => {
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

describe('history requests', () => {
  it('occupy no slot while handlers run', async () => {
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

  it('are at most historyRate in any second', async () => {
    const world = connected({ store: new Map(), historyRate: 50 });
    for (let n = 0; n < 500; n += 1) world.catchUp.follow(`d${n}`, conversation(`d${n}`, {}));
    const requestsBySecond: number[] = [];
    for (let second = 0; second < 4; second += 1) {
      const before = world.historyRequests.length;
      for (let turn = 0; turn < 20; turn += 1) await quiet();
      requestsBySecond.push(world.historyRequests.length - before);
      vi.advanceTimersByTime(1_100);
    }

    expect(requestsBySecond).toEqual([50, 50, 50, 50]);
  });

  it('are fewer after a 429', async () => {
    const world = connected({ store: new Map(), historyRate: 50 });
    world.refusal = refusedWith(429);
    for (let n = 0; n < 500; n += 1) world.catchUp.follow(`d${n}`, conversation(`d${n}`, {}));
    for (let turn = 0; turn < 20; turn += 1) await quiet();
    const first = world.historyRequests.length;

    vi.advanceTimersByTime(1_100);
    for (let turn = 0; turn < 20; turn += 1) await quiet();

    expect(first).toBeLessThanOrEqual(50);
    expect(world.historyRequests.length - first).toBeLessThan(5);
  });

  it('are made first for dialogs with waiting messages', async () => {
    const world = connected({ store: new Map(), historyRate: 50 });
    for (let n = 0; n < 200; n += 1) world.catchUp.follow(`d${n}`, conversation(`d${n}`, {}));
    world.said([0, 1], 'urgent');
    world.catchUp.live(body(1, 'urgent'));
    await quiet();
    vi.advanceTimersByTime(1_100);
    for (let turn = 0; turn < 20; turn += 1) await quiet();

    expect(world.historyRequests.slice(0, 60).map(({ dialogId }) => dialogId)).toContain('urgent');
  });
});

describe('a flood into a slow handler', () => {
  it('keeps a hundred messages, and reads the rest from the history in order', async () => {
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

  it('of large messages keeps a million characters per dialog, and 64 million overall', async () => {
    const world = connected();
    world.handle = () => new Promise(() => undefined);
    const large = 'x'.repeat(40_000);
    const receive = (dialogId: string, sequence: number): void => {
      const event = { type: 'ContentEvent', contentType: 'text/plain', message: large } as const;
      world.catchUp.live({ dialogId, changes: [{ ...message(sequence, dialogId), event }] });
    };
    for (let sequence = 0; sequence < 60; sequence += 1) receive('first', sequence);
    expect(world.catchUp.queued.count).toBe(24);

    for (let n = 0; n < 80; n += 1) for (let sequence = 0; sequence < 30; sequence += 1) receive(`d${n}`, sequence);
    await quiet();

    expect(world.catchUp.queued.count * 40_000).toBeLessThanOrEqual(64_000_000);
    expect(world.catchUp.queued.count * 40_000).toBeGreaterThan(30_000_000);
  });
});
