import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ProcessScope } from '../../src/index.js';
import { agentOf, eagerly, next, startPlatform } from '../support/agents.js';
import { lifecycleOf } from './lifecycle-fixture.js';
import { reconnect } from '../../src/options/retries.js';
import { LoginGuard } from '../../src/session/login-guard.js';

// The login interval and the reconnect rate limiter were waited for after the announced delay: `reconnecting` announced
// 0 ms, and the attempt started up to 5 s later.

describe('the delay that `reconnecting` announces', () => {
  it('contains the rest of the login interval', async () => {
    await using simulator = await startPlatform();
    const reconnect = { ...eagerly, maxDelay: 1_000_000, loginInterval: 600_000 };
    await using agent = agentOf(simulator, { reconnect });
    await agent.connect();

    const announced = next(agent, 'reconnecting');
    simulator.revoke(undefined, { closeCode: 4401 });
    const [{ delayMs }] = await announced;
    agent.dispose();

    expect(delayMs).toBeGreaterThan(500_000);
    expect(delayMs).toBeLessThanOrEqual(600_000);
  });

  it('contains the wait for a slot of the reconnect rate limiter', async () => {
    await using simulator = await startPlatform();
    const scope = new ProcessScope();
    await using agent = agentOf(simulator, { scope });
    await agent.connect();
    for (let count = 0; count < 1_000; count += 1) scope.reconnectLimiter.reserve();

    const announced = next(agent, 'reconnecting');
    simulator.dropSockets();
    const [{ delayMs }] = await announced;
    agent.dispose();

    // 1 000 slots of 50 ms are taken.
    expect(delayMs).toBeGreaterThan(40_000);
  });
});

describe('an announced attempt', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });

  afterEach(() => {
    vi.useRealTimers();
  });

  it.each([
    ['with the same token', 1006, 'same'],
    ['with a new token', 4401, 'new'],
  ] as const)('%s starts when its delay is over, not earlier and not later', async (_, code, token) => {
    const it = await lifecycleOf({ firstDelay: 700, delay: 700 }).ready();
    it.session.guard.delayMs = 3_000;
    for (let count = 0; count < 100; count += 1) it.scope.reconnectLimiter.reserve();

    it.peer.close(code);
    const delayMs = it.announced.at(-1)?.delayMs ?? 0;
    const before = it.session.logins.length;
    await vi.advanceTimersByTimeAsync(delayMs - 1);
    const early = it.session.logins.length - before;
    await vi.advanceTimersByTimeAsync(1);

    expect(delayMs).toBeGreaterThanOrEqual(token === 'new' ? 3_000 : 700);
    expect(early).toBe(0);
    expect(it.session.logins.slice(before)).toEqual([token]);
    expect(it.session.guard.waitForInterval).not.toHaveBeenCalled();
  });

  it('uses the token that a refresh has obtained during the delay', async () => {
    const it = await lifecycleOf({ firstDelay: 0, delay: 0 }).ready();
    it.session.guard.delayMs = 1_000;
    it.peer.close(4401);

    it.session.bearer = 'from the refresh';
    await vi.advanceTimersByTimeAsync(1_000);

    expect(it.session.logins).toEqual(['same', 'same']);
  });
});

describe('a login that fails during the announced delay', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });

  afterEach(() => {
    vi.useRealTimers();
  });

  it('holds back the attempt, whose new delay is announced', async () => {
    const it = await lifecycleOf({ firstDelay: 0, delay: 0 }).ready();
    it.session.guard.delayMs = 1_000;
    it.peer.close(4401);
    const logins = it.session.logins.length;

    it.session.guard.allowedAt = performance.now() + 6_000;
    it.session.guard.delayMs = 5_000;
    await vi.advanceTimersByTimeAsync(1_000);
    const announced = it.announced.map(({ attempt, delayMs }) => [attempt, delayMs]);
    await vi.advanceTimersByTimeAsync(4_999);
    const early = it.session.logins.length - logins;
    await vi.advanceTimersByTimeAsync(1);

    expect(announced).toEqual([
      [1, 1_000],
      [1, 5_000],
    ]);
    expect(early).toBe(0);
    expect(it.session.logins.slice(logins)).toEqual(['new']);
    expect(it.log.filter((entry) => entry === 'waiting')).toHaveLength(1);
  });

  it('makes a login that waits for the interval wait again', async () => {
    const guard = new LoginGuard(reconnect().parse({ loginInterval: 5_000 }), true);
    guard.loginEnded();
    let isOver = false;
    const waited = guard.waitForInterval(new AbortController().signal).then(() => (isOver = true));

    await vi.advanceTimersByTimeAsync(4_000);
    guard.loginEnded();
    await vi.advanceTimersByTimeAsync(4_999);
    const wasOver = isOver;
    await vi.advanceTimersByTimeAsync(1);
    await waited;

    expect(wasOver).toBe(false);
  });
});
