import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';

/** A fleet of its own for each test: the slots are the process's. */
let takeSlot: (now: number) => number;

beforeEach(async () => {
  vi.resetModules();
  ({ takeReconnectSlot: takeSlot } = await import('../../src/session/reconnect-limiter.js'));
});

// Those who come after are not to wait for the slots given out here.
afterAll(() => {
  vi.resetModules();
});

describe('agents that lost their connections together', () => {
  it('come back one after the other, beyond the first few', () => {
    const waits = Array.from({ length: 30 }, () => takeSlot(1_000));

    const held = waits.filter((waitMs) => waitMs > 0);
    expect(held.length).toBeGreaterThanOrEqual(20);
    for (const [index, waitMs] of held.entries()) expect(waitMs).toBe(held[0]! * (index + 1));
    expect(waits).toEqual(waits.toSorted((a, b) => a - b));
  });

  it('keep their distance from those who came a little before', () => {
    const waits: number[] = [];
    for (let now = 0; now < 1_000; now += 10) waits.push(now + takeSlot(now));

    const starts = waits.slice(10);
    const gaps = starts.slice(1).map((at, index) => at - starts[index]!);
    for (const gap of gaps) expect(gap).toBeGreaterThanOrEqual(50);
  });

  it('are forgotten once their time is over', () => {
    for (let count = 0; count < 30; count += 1) takeSlot(1_000);
    const last = takeSlot(1_000);

    expect(takeSlot(1_000 + last + 1_000)).toBe(0);
  });
});

describe('an agent alone', () => {
  it.each([0, 1, 49, 1_000, 1e12])('does not wait at %i ms', (now) => {
    expect(takeSlot(now)).toBe(0);
  });

  it('does not wait however often it comes, if not several times at once', () => {
    for (let now = 0; now < 100_000; now += 50) expect(takeSlot(now)).toBe(0);
  });
});
