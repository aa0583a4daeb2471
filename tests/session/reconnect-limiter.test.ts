import { describe, expect, it } from 'vitest';
import { ReconnectLimiter } from '../../src/support/reconnect-limiter.js';

/** A limiter with a clock that the test sets. */
function limiterAt(startMs = 0) {
  const clock = { now: startMs };
  return { clock, limiter: new ReconnectLimiter(() => clock.now) };
}

describe('agents that reconnect at the same time', () => {
  it('start at 20 a second after a burst of 5', () => {
    const { limiter } = limiterAt(1_000);

    const delays = Array.from({ length: 30 }, () => limiter.reserve());

    expect(delays.slice(0, 5)).toEqual([0, 0, 0, 0, 0]);
    expect(delays.slice(5)).toEqual(Array.from({ length: 25 }, (_, index) => 50 * (index + 1)));
  });

  it('keep 50 ms from agents that reconnected shortly before', () => {
    const { clock, limiter } = limiterAt();
    const starts: number[] = [];
    for (; clock.now < 1_000; clock.now += 10) starts.push(clock.now + limiter.reserve());

    const afterBurst = starts.slice(10);
    const gaps = afterBurst.slice(1).map((at, index) => at - afterBurst[index]!);
    for (const gap of gaps) expect(gap).toBeGreaterThanOrEqual(50);
  });

  it('do not delay agents that reconnect after the queue has drained', () => {
    const { clock, limiter } = limiterAt(1_000);
    for (let count = 0; count < 30; count += 1) limiter.reserve();
    clock.now += limiter.reserve() + 1_000;

    expect(limiter.reserve()).toBe(0);
  });

  it('do not delay agents of another limiter', () => {
    for (let count = 0; count < 30; count += 1) expect(limiterAt(1_000).limiter.reserve()).toBe(0);
  });
});

describe('a reconnect with a delay', () => {
  it('is moved to the first free slot after its delay', () => {
    const { limiter } = limiterAt(1_000);

    const delays = Array.from({ length: 8 }, () => limiter.reserve(2_000));

    expect(delays).toEqual([2_000, 2_000, 2_000, 2_000, 2_000, 2_050, 2_100, 2_150]);
  });

  it('leaves the slots before it to reconnects that start earlier', () => {
    const { limiter } = limiterAt(1_000);
    for (let count = 0; count < 30; count += 1) limiter.reserve(60_000);

    expect(limiter.reserve(1_000)).toBe(1_000);
  });

  it('keeps its slot when reconnects that start earlier come later', () => {
    const { limiter } = limiterAt();
    limiter.reserve(400);

    const delays = Array.from({ length: 10 }, () => limiter.reserve());

    // The slot at 200 ms is reserved.
    expect(delays).toEqual([0, 0, 0, 0, 0, 50, 100, 150, 250, 300]);
  });
});

describe('an agent alone', () => {
  it.each([0, 1, 49, 1_000, 1e12])('reconnects without delay at %i ms', (now) => {
    expect(limiterAt(now).limiter.reserve()).toBe(0);
  });

  it('reconnects without delay every 50 ms', () => {
    const { clock, limiter } = limiterAt();
    for (; clock.now < 100_000; clock.now += 50) expect(limiter.reserve()).toBe(0);
  });
});
