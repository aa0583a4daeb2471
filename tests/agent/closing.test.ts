import { expect, it } from 'vitest';
import { Agent, type AgentOptions } from '../../src/index.js';
import { ProcessScope } from '../../src/support/process-scope.js';
import { domainKey } from '../../src/rest/domains.js';
import { eagerly, failureOf, listen, next } from '../support/agents.js';
import { ScriptedPlatform, type StrayAnswer } from '../support/scripted-platform.js';

/** Far above the timeouts of `close()`: a close that waited for a response would exceed the test timeout. */
const requestTimeout = 600_000;

const here = { autoConnect: false, reconnect: eagerly, requestTimeout } as const;

/** A logger that keeps the lines of the level `warn`. */
function warnings(): Pick<AgentOptions, 'logger'> & { readonly lines: readonly string[] } {
  const lines: string[] = [];
  const warn = (_: object, message: string): void => void lines.push(message);
  return { lines, logger: { debug: () => {}, info: () => {}, warn, error: () => {} } };
}

it.each<[string, StrayAnswer, RegExp]>([
  ['is not answered', 'silence', /The logout got no response within \d+ ms/],
  ['is destroyed', 'destroyed', /The logout failed/],
  ['is answered 500', { status: 500 }, /The logout failed: .* 500/],
  ['is answered 401 with HTML', { status: 401, body: '<html>' }, /The logout was refused with 401/],
])('close() with a logout that %s resolves within its timeout and warns', async (_, answer, reason) => {
  await using platform = await ScriptedPlatform.start();
  const { lines, logger } = warnings();
  const agent = new Agent({ ...platform.options, ...here, logger });
  const heard = listen(agent, 'warn', 'error');
  await agent.connect();
  platform.next('logout', answer);

  await expect(agent.close({ timeout: 500, logout: true })).resolves.toBeUndefined();

  expect(agent.state).toBe('closed');
  expect(platform.requestCounts.logout).toBe(1);
  expect(lines).toEqual([expect.stringMatching(reason)]);
  expect(heard).toEqual([['warn', { message: lines[0] }]]);
});

it('close() reserves time for the logout when requests are not answered', async () => {
  await using platform = await ScriptedPlatform.start();
  platform.answersRequests = false;
  const agent = new Agent({ ...platform.options, ...here });
  const heard = listen(agent, 'warn', 'error');
  await agent.connect();
  const request = failureOf(agent.getClock());

  await agent.close({ timeout: 500, logout: true });

  expect(platform.requestCounts.logout).toBe(1);
  expect(heard).toEqual([]);
  expect(await request).toMatchObject({ name: 'ConnectionError', delivery: 'unknown' });
});

it('close() with logout makes no domain lookup', async () => {
  await using platform = await ScriptedPlatform.start();
  const scope = new ProcessScope();
  const agent = new Agent({ ...platform.options, ...here, scope });
  await agent.connect();
  const before = platform.requestCounts.directory;
  scope.domains.forget(domainKey(platform.address, platform.accountId));

  await agent.close({ logout: true });

  expect(platform.requestCounts).toMatchObject({ directory: before, logout: 1 });
});

it('close() with a shorter timeout shortens a running close()', async () => {
  await using platform = await ScriptedPlatform.start();
  platform.answersRequests = false;
  const agent = new Agent({ ...platform.options, ...here });
  await agent.connect();
  const request = failureOf(agent.getClock());
  const first = agent.close({ timeout: 600_000 });

  await agent.close({ timeout: 20 });

  await first;
  expect(await request).toMatchObject({ name: 'ConnectionError', delivery: 'unknown' });
});

it('close() with logout resolves without a connection', async () => {
  await using platform = await ScriptedPlatform.start();
  const agent = new Agent({ ...platform.options, ...here, reconnect: { ...eagerly, firstDelay: 60_000 } });
  await agent.connect();
  const waiting = next(agent, 'reconnecting');
  platform.closeSockets(1006);
  await waiting;
  platform.next('logout', 'silence');

  await expect(agent.close({ timeout: 200, logout: true })).resolves.toBeUndefined();

  expect(platform.requestCounts.logout).toBe(1);
});

it("close() as in the README's SIGTERM handler resolves when the logout is not answered", async () => {
  await using platform = await ScriptedPlatform.start();
  const agent = new Agent({ ...platform.options, autoConnect: false, requestTimeout });
  await agent.connect();
  platform.next('logout', 'silence');

  await expect(agent.close({ logout: true })).resolves.toBeUndefined();

  expect(agent.state).toBe('closed');
});
