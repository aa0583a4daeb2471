import { afterEach, expect, it, vi } from 'vitest';
import { ProcessScope } from '../../src/support/process-scope.js';
import { connectedTo, listen, startPlatform } from '../support/agents.js';

afterEach(() => {
  vi.useRealTimers();
});

// A session ended by another login of the same user is noticed at the next refresh. The refresh interval equals the
// time within which a session counted as short-lived, so a repeated session takeover was never detected.
it('repeated session takeovers are detected when only refreshes notice them', async () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  await using simulator = await startPlatform();
  await using agent = await connectedTo(simulator, { refreshSessionToken: false, scope: new ProcessScope() });
  const failures = listen(agent, 'error');

  for (let round = 0; round < 3; round += 1) {
    vi.advanceTimersByTime(600_100);
    simulator.revoke();
    await agent.refreshSession().catch(() => {});
  }

  expect(failures).toMatchObject([['error', { name: 'AuthenticationError', code: 'LOGGED_IN_ELSEWHERE' }, {}]]);
  expect(agent.connected).toBe(true);
});
