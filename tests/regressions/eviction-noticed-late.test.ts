import { afterEach, expect, it, vi } from 'vitest';
import { ProcessScope } from '../../src/support/process-scope.js';
import { connectedTo, listen, startPlatform } from '../support/agents.js';

afterEach(() => {
  vi.useRealTimers();
});

// A session that somebody else's login ends shows at the next refresh, which by default is as late as the time within
// which a session was held to have ended soon: the fight over the user was never seen.
it('a fight over one user is recognised where only the refreshes show it', async () => {
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
