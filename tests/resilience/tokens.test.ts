import { describe, expect, it } from 'vitest';
import { Agent, AuthenticationError } from '../../src/index.js';
import {
  agentOf,
  connectedTo,
  eagerly,
  listen,
  next,
  reaches,
  sdkFailureOf,
  startPlatform,
} from '../support/agents.js';

/** With the default delays: an expired token is replaced or reported within five seconds. */
const WITHIN_MS = 5_000;

describe('a token that has expired', () => {
  it('before its first use, and cannot be renewed, rejects with advice in the error', async () => {
    await using simulator = await startPlatform();
    const options = simulator.agentOptions('token');
    simulator.revoke();
    await using agent = new Agent({ ...options, autoConnect: false });

    const error = await sdkFailureOf(agent.connect({ timeout: WITHIN_MS }));

    expect(error).toBeInstanceOf(AuthenticationError);
    expect(error).toMatchObject({
      status: 401,
      message: expect.stringMatching(/pass credentials, or a function/) as string,
    });
    expect(agent.state).toBe('closed');
  });

  it('before its first use is replaced by another of the token function', async () => {
    await using simulator = await startPlatform();
    const { token: stale, ...options } = simulator.agentOptions('token');
    simulator.revoke();
    const { token: fresh } = simulator.agentOptions('token');
    const tokens = [stale, fresh];
    await using agent = new Agent({ ...options, token: () => tokens.shift() ?? '', autoConnect: false });

    await agent.connect({ timeout: WITHIN_MS });

    expect(agent.getBearerToken()).toBe(fresh);
  });

  it('while the agent is idle is replaced at the next refresh, and the socket stays open', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator, { refreshSessionInterval: 30 });
    const before = agent.getBearerToken();
    const closed = listen(agent, 'closed');
    const renewed = next(agent, 'success', ({ location }) => location === 'RefreshSession#Relogin#WS');

    simulator.revoke();
    await renewed;

    expect(agent.getBearerToken()).not.toBe(before);
    expect(closed).toEqual([]);
    expect(simulator.sockets).toBe(1);
  });

  it.each([4401, 1008, 1006])('with the socket closed with %i is replaced', async (closeCode) => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator, { reconnect: { loginInterval: 0 } });
    const lost = next(agent, 'closed');

    simulator.revoke(undefined, { closeCode });
    await lost;

    await expect(agent.connect({ timeout: WITHIN_MS })).resolves.toBeUndefined();
    expect(simulator.logins).toBe(2);
  });

  it('and whose credentials are refused stops the agent with an AuthenticationError', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator, { reconnect: { loginInterval: 0 } });
    const failure = next(agent, 'error');
    simulator.faults.http('login', { status: 401 });

    simulator.revoke(undefined, { closeCode: 4401 });

    expect((await failure)[0]).toBeInstanceOf(AuthenticationError);
    expect(agent.state).toBe('closed');
  });
});

describe('a refresh', () => {
  it('that fails with 503 is reported, and repeated at the next interval', async () => {
    await using simulator = await startPlatform();
    simulator.faults.http('refresh', { status: 503 }, { times: 2 });
    await using agent = agentOf(simulator, { refreshSessionInterval: 20 });
    const failures = listen(agent, 'error');
    const refreshed = next(agent, 'success', ({ location }) => location === 'RefreshSession#REST');

    await agent.connect();
    await refreshed;

    expect(failures).toMatchObject([
      ['error', { status: 503 }, { location: 'RefreshSession#REST' }],
      ['error', { status: 503 }, { location: 'RefreshSession#REST' }],
    ]);
    expect(agent.connected).toBe(true);
  });
});

describe('two agents of one user that take over the session of each other', () => {
  it('emit LOGGED_IN_ELSEWHERE, and stop logging in', async () => {
    await using simulator = await startPlatform({ dropReplacedSockets: true });
    // Short reconnect delays; only the conflict backoff is long.
    const reconnect = { ...eagerly, maxDelay: 60_000, delay: 1, factor: 1 };
    await using first = agentOf(simulator, { reconnect });
    await using second = agentOf(simulator, { reconnect });
    const conflict = Promise.race([first, second].map((agent) => next(agent, 'error')));
    await first.connect();

    second.connect().catch(() => {});
    const [error] = await conflict;

    expect(error).toMatchObject({ name: 'AuthenticationError', code: 'LOGGED_IN_ELSEWHERE', retryable: true });
    await Promise.race([first, second].map((agent) => reaches(agent, 'waiting')));
    const before = simulator.logins;
    await expect(Promise.any([first.getClock(), second.getClock()])).resolves.toHaveProperty('currentTime');
    expect(simulator.logins).toBe(before);
  });
});
