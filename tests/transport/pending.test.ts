import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { RequestOutcome } from '../../src/transport/outcome.js';
import { Pending } from '../../src/transport/pending.js';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

/** How late a deadline may be: deadlines close together share a timer. */
const SLACK_MS = 10;

/** Adds a request, and resolves with its outcome. */
function wait(pending: Pending, id: string, timeoutMs: number, signal?: AbortSignal): Promise<RequestOutcome> {
  return new Promise((settle) => pending.add(id, { settle }, timeoutMs, signal));
}

/** The outcome of a request, once it has settled. */
function follow(promise: Promise<RequestOutcome>): { outcome?: RequestOutcome } {
  const followed: { outcome?: RequestOutcome } = {};
  void promise.then((outcome) => (followed.outcome = outcome));
  return followed;
}

describe('a response', () => {
  it('settles the request with its id', async () => {
    const pending = new Pending();
    const first = wait(pending, '1', 1_000);
    const second = wait(pending, '2', 1_000);

    pending.settle({ kind: 'resp', reqId: '2', code: 202, body: 'second' });
    pending.settle({ kind: 'resp', reqId: '1', code: 200, body: 'first' });

    await expect(first).resolves.toEqual({ kind: 'resp', reqId: '1', code: 200, body: 'first' });
    await expect(second).resolves.toMatchObject({ code: 202, body: 'second' });
  });

  it('is matched by its id as a string', async () => {
    const pending = new Pending();
    const plain = follow(wait(pending, '1', 1_000));
    const padded = follow(wait(pending, '01', 1_000));

    pending.settle({ kind: 'resp', reqId: '01' });
    await vi.advanceTimersByTimeAsync(0);

    expect(plain.outcome).toBeUndefined();
    expect(padded.outcome).toMatchObject({ reqId: '01' });
  });

  it('with an unknown id returns false', () => {
    const pending = new Pending();
    void wait(pending, '1', 1_000);

    expect(pending.settle({ kind: 'resp', reqId: 'unknown' })).toBe(false);
    expect(pending.settle({ kind: 'resp', reqId: '__proto__' })).toBe(false);
    expect(pending.size).toBe(1);
  });

  it('settles once: a duplicate is ignored', async () => {
    const pending = new Pending();
    const answered = wait(pending, '1', 1_000);

    expect(pending.settle({ kind: 'resp', reqId: '1', code: 200 })).toBe(true);
    expect(pending.settle({ kind: 'resp', reqId: '1', code: 500 })).toBe(false);

    await expect(answered).resolves.toMatchObject({ code: 200 });
  });

  it('that arrives after the deadline is ignored', async () => {
    const pending = new Pending();
    const answered = wait(pending, '1', 1_000);
    await vi.advanceTimersByTimeAsync(1_000 + SLACK_MS);

    expect(pending.settle({ kind: 'resp', reqId: '1' })).toBe(false);
    await expect(answered).resolves.toEqual({ kind: 'timeout', timeoutMs: 1_000 });
  });

  it('that arrives before the deadline removes the deadline', async () => {
    const pending = new Pending();
    const answered = wait(pending, '1', 1_000);
    pending.settle({ kind: 'resp', reqId: '1' });

    await vi.advanceTimersByTimeAsync(2_000);

    await expect(answered).resolves.toMatchObject({ kind: 'resp' });
    expect(pending.size).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('a deadline', () => {
  it('settles its request on time, not early', async () => {
    const pending = new Pending();
    const followed = follow(wait(pending, '1', 1_000));

    await vi.advanceTimersByTimeAsync(999);
    expect(followed.outcome).toBeUndefined();

    await vi.advanceTimersByTimeAsync(1 + SLACK_MS);
    expect(followed.outcome).toEqual({ kind: 'timeout', timeoutMs: 1_000 });
    expect(pending.size).toBe(0);
  });

  it('is kept per request, with one timer for all requests', async () => {
    const pending = new Pending();
    const all = Array.from({ length: 300 }, (_, index) => {
      const timeoutMs = 10 + ((index * 37) % 3_000);
      return { timeoutMs, followed: follow(wait(pending, String(index), timeoutMs)) };
    });

    for (let elapsedMs = 0; elapsedMs <= 3_100; elapsedMs += 50) {
      const early = all.filter(({ timeoutMs, followed }) => timeoutMs > elapsedMs && followed.outcome !== undefined);
      const late = all.filter(
        ({ timeoutMs, followed }) => timeoutMs + SLACK_MS <= elapsedMs && followed.outcome === undefined,
      );
      expect({ early, late, timers: vi.getTimerCount() }).toEqual({
        early: [],
        late: [],
        timers: Math.min(pending.size, 1),
      });
      await vi.advanceTimersByTimeAsync(50);
    }
    for (const { timeoutMs, followed } of all) expect(followed.outcome).toEqual({ kind: 'timeout', timeoutMs });
    expect(pending.size).toBe(0);
  });

  it('earlier than the armed timer is kept', async () => {
    const pending = new Pending();
    const late = follow(wait(pending, 'late', 10_000));
    const early = follow(wait(pending, 'early', 100));

    await vi.advanceTimersByTimeAsync(100 + SLACK_MS);

    expect(early.outcome).toMatchObject({ kind: 'timeout' });
    expect(late.outcome).toBeUndefined();
    expect(vi.getTimerCount()).toBe(1);
  });

  it('of thousands of requests settles a limited number per turn', async () => {
    const pending = new Pending();
    const all = Promise.all(Array.from({ length: 2_200 }, (_, index) => wait(pending, String(index), 1_000)));

    await vi.advanceTimersToNextTimerAsync();
    const afterTheFirst = pending.size;
    await vi.advanceTimersByTimeAsync(SLACK_MS);

    expect(afterTheFirst).toBeLessThan(2_200);
    expect(afterTheFirst).toBeGreaterThan(0);

    const outcomes = await all;
    expect(new Set(outcomes.map(({ kind }) => kind))).toEqual(new Set(['timeout']));
    expect(vi.getTimerCount()).toBe(0);
  });

  it('may exceed the longest timer', async () => {
    const pending = new Pending();
    const fortyDaysMs = 40 * 86_400_000;
    const followed = follow(wait(pending, '1', fortyDaysMs));

    await vi.advanceTimersByTimeAsync(86_400_000);
    expect(followed.outcome).toBeUndefined();
    // Node fires a timer above its maximum at once.
    expect(vi.getTimerCount()).toBe(1);

    await vi.advanceTimersByTimeAsync(fortyDaysMs);
    expect(followed.outcome).toEqual({ kind: 'timeout', timeoutMs: fortyDaysMs });
  });
});

describe('a signal', () => {
  it('settles the request with its reason', async () => {
    const pending = new Pending();
    const controller = new AbortController();
    const aborted = wait(pending, '1', 1_000, controller.signal);
    const other = follow(wait(pending, '2', 1_000));

    controller.abort('changed my mind');

    await expect(aborted).resolves.toEqual({ kind: 'aborted', reason: 'changed my mind' });
    expect(other.outcome).toBeUndefined();
    expect(pending.size).toBe(1);
  });

  it('aborted before settles the request at once', async () => {
    const pending = new Pending();

    const aborted = wait(pending, '1', 1_000, AbortSignal.abort('too late'));

    await expect(aborted).resolves.toEqual({ kind: 'aborted', reason: 'too late' });
    expect(pending.size).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('has no listener once the response has arrived', async () => {
    const pending = new Pending();
    const controller = new AbortController();
    const removed = vi.spyOn(controller.signal, 'removeEventListener');
    const answered = wait(pending, '1', 1_000, controller.signal);

    pending.settle({ kind: 'resp', reqId: '1' });
    controller.abort();

    await expect(answered).resolves.toMatchObject({ kind: 'resp' });
    expect(removed).toHaveBeenCalledTimes(1);
  });

  it('may be shared by many requests', async () => {
    const pending = new Pending();
    const controller = new AbortController();
    const all = Promise.all(
      Array.from({ length: 50 }, (_, index) => wait(pending, String(index), 1_000, controller.signal)),
    );

    controller.abort('shutdown');

    expect(new Set((await all).map(({ kind }) => kind))).toEqual(new Set(['aborted']));
    expect(pending.size).toBe(0);
  });
});

describe('a lost connection', () => {
  it('settles all requests, and leaves no timer', async () => {
    const pending = new Pending();
    const all = Promise.all([wait(pending, '1', 1_000), wait(pending, '2', 5_000, new AbortController().signal)]);

    pending.settleAll({ kind: 'lost', code: 1006, reason: 'gone' });

    await expect(all).resolves.toEqual([
      { kind: 'lost', code: 1006, reason: 'gone' },
      { kind: 'lost', code: 1006, reason: 'gone' },
    ]);
    expect(pending.size).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('without pending requests does nothing', () => {
    const pending = new Pending();

    pending.settleAll({ kind: 'lost', code: 1000, reason: '' });

    expect(vi.getTimerCount()).toBe(0);
  });
});

it('settles in the order of the requests', async () => {
  const pending = new Pending();
  const lost: number[] = [];
  const late: number[] = [];
  for (let n = 0; n < 1_200; n += 1) {
    pending.add(String(n), { settle: () => late.push(n) }, 1_000);
    pending.add(`far ${n}`, { settle: () => lost.push(n) }, 5_000);
  }

  await vi.advanceTimersByTimeAsync(1_000 + 2 * SLACK_MS);
  pending.settleAll({ kind: 'lost', code: 1006, reason: 'gone' });

  const all = Array.from({ length: 1_200 }, (_, n) => n);
  expect({ late, lost }).toEqual({ late: all, lost: all });
});
