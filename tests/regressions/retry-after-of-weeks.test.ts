import { expect, it } from 'vitest';
import { agentOf, next, startPlatform } from '../support/agents.js';

it.each([
  ['429', 429, '99999999999999'],
  ['503', 503, '2592000'],
])('a Retry-After of weeks with a %s does not delay the next attempt for weeks', async (_name, status, retryAfter) => {
  await using simulator = await startPlatform();
  simulator.faults.http('login', { status, headers: { 'Retry-After': retryAfter } });
  await using agent = agentOf(simulator);

  agent.connect().catch(() => {});
  const [{ delayMs }] = await next(agent, 'reconnecting');
  agent.dispose();

  expect(delayMs).toBeGreaterThanOrEqual(86_400_000);
  // The jitter of a delay is at most a fifth.
  expect(delayMs).toBeLessThanOrEqual(86_400_000 * 1.2);
});
