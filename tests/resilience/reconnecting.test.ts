import { describe, expect, it } from 'vitest';
import { Agent, AuthenticationError, ConnectionError } from '../../src/index.js';
import { FaultProxy, Simulator } from '../../src/simulator/index.js';
import {
  agentOf,
  connectedTo,
  eagerly,
  listen,
  next,
  reaches,
  sdkFailureOf,
  startPlatform,
  stepsOf,
} from '../support/agents.js';

describe('a lost connection', () => {
  it('emits closed, reconnecting, connected and reconnected, in this order', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    const heard = listen(agent, 'closed', 'state', 'reconnecting', 'connected', 'reconnected');
    const back = next(agent, 'reconnected');

    simulator.closeSockets(1001, 'deployment');
    await back;

    expect(heard).toEqual([
      ['closed', 1001, 'deployment'],
      ['state', 'waiting'],
      [
        'reconnecting',
        { attempt: 1, delayMs: expect.any(Number) as number, cause: expect.any(ConnectionError) as Error },
      ],
      ['state', 'connecting'],
      ['state', 'ready'],
      ['connected', { connected: true, ts: expect.any(Number) as number }],
      ['reconnected', { attempts: 1 }],
    ]);
  });

  it('is replaced with the same token', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    const token = agent.getBearerToken();
    const back = next(agent, 'reconnected');

    simulator.dropSockets();
    await back;

    expect(agent.getBearerToken()).toBe(token);
    expect(simulator.logins).toBe(1);
  });

  it.each([1008, 1011, 4401, 4407])('with %i is replaced with a new token', async (code) => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    const back = next(agent, 'reconnected');

    simulator.closeSockets(code);
    await back;

    expect(simulator.logins).toBe(2);
  });

  it('is replaced with a new token when the upgrade refuses the old one', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    const back = next(agent, 'reconnected');

    simulator.revoke(undefined, { closeCode: 1006 });
    await back;

    expect(stepsOf(simulator).slice(-3)).toEqual(['upgrade 401', 'login 200', 'upgrade 101']);
  });

  it('is replaced with a new token after two failures in a row', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    simulator.faults.upgrade({ drop: true }, { times: 2 });
    const back = next(agent, 'reconnected');

    simulator.dropSockets();
    await back;

    expect(simulator.logins).toBe(2);
  });

  it('is replaced with the same token after failures that were not in a row', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    for (let time = 0; time < 3; time += 1) {
      simulator.faults.upgrade({ drop: true }, { times: 1 });
      const back = next(agent, 'reconnected');
      simulator.dropSockets();
      await back;
    }

    expect(simulator.logins).toBe(1);
  });

  it('is retried without limit', async () => {
    await using simulator = await startPlatform();
    await using proxy = await FaultProxy.start(simulator);
    await using agent = new Agent({ ...proxy.agentOptions(), reconnect: eagerly });
    await agent.connect();
    proxy.refuse();
    proxy.reset();
    await next(agent, 'reconnecting', ({ attempt }) => attempt === 12);

    const back = next(agent, 'reconnected');
    proxy.refuse(false);
    const [{ attempts }] = await back;

    expect(attempts).toBeGreaterThanOrEqual(12);
  });

  it('is given up after maxAttempts', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator, { reconnect: { ...eagerly, maxAttempts: 3 } });
    const failure = next(agent, 'error');
    simulator.faults.upgrade({ drop: true });

    simulator.dropSockets();

    expect((await failure)[0]).toMatchObject({ code: 'GAVE_UP' });
    expect(agent.state).toBe('closed');
  });

  it('is not replaced with reconnect: false, until connect() is called', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator, { reconnect: false });

    simulator.dropSockets();
    await reaches(agent, 'closed');
    await agent.connect();

    expect(agent.connected).toBe(true);
  });
});

describe('a login refused for good', () => {
  it.each([
    [400, /check that all of them are given/],
    [401, /check them in the account/],
    [451, /ask LivePerson/],
  ])('with %i stops the agent at once, with advice in the error', async (status, advice) => {
    await using simulator = await startPlatform();
    simulator.faults.http('login', { status });
    await using agent = agentOf(simulator);

    const error = await sdkFailureOf(agent.connect());

    expect(error).toBeInstanceOf(AuthenticationError);
    expect(error).toMatchObject({ status, retryable: false, message: expect.stringMatching(advice) as string });
    expect(agent.state).toBe('closed');
    expect(stepsOf(simulator)).toEqual(['csds 200', `login ${status}`]);
  });

  it('stops an agent that was connected before, and is reported', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    const failure = next(agent, 'error');
    simulator.faults.http('login', { status: 451 });

    simulator.closeSockets(4401);

    expect((await failure)[0]).toMatchObject({ status: 451 });
    expect(agent.state).toBe('closed');
  });

  it('rejects the requests that wait for the connection, with delivery not-sent', async () => {
    await using simulator = await startPlatform();
    simulator.faults.http('login', { status: 401 });
    await using agent = agentOf(simulator);

    const [connecting, request] = await Promise.all([sdkFailureOf(agent.connect()), sdkFailureOf(agent.getClock())]);

    expect(connecting).toBeInstanceOf(AuthenticationError);
    expect(request).toMatchObject({ name: 'ConnectionError', delivery: 'not-sent', cause: connecting });
  });
});

describe('a login that the platform throttles', () => {
  it('is repeated after Retry-After at the earliest', async () => {
    await using simulator = await startPlatform();
    simulator.faults.http('login', { status: 429, headers: { 'retry-after': '7' } }, { times: 1 });
    await using agent = agentOf(simulator);
    const waiting = next(agent, 'reconnecting');
    const connecting = sdkFailureOf(agent.connect());

    const [{ delayMs, cause }] = await waiting;
    agent.dispose();

    expect(delayMs).toBeGreaterThanOrEqual(7_000);
    expect(cause).toMatchObject({ status: 429, retryAfterMs: 7_000 });
    expect(await connecting).toMatchObject({ code: 'CLOSED' });
  });

  it.each([
    [503, 5_000],
    [500, 5_000],
    [429, 5_000],
  ])('with %i is repeated after %i ms', async (status, leastMs) => {
    await using simulator = await startPlatform();
    simulator.faults.http('login', { status });
    await using agent = new Agent({ ...simulator.agentOptions(), reconnect: { jitter: 0 } });
    agent.on('error', () => {});

    const [{ delayMs }] = await next(agent, 'reconnecting');
    agent.dispose();

    expect(delayMs).toBe(leastMs);
  });
});

describe('logins', () => {
  it('are at least loginInterval apart', async () => {
    await using simulator = await startPlatform();
    await using agent = agentOf(simulator, { reconnect: { ...eagerly, loginInterval: 400 } });
    await agent.connect();

    await agent.reconnect();
    simulator.revoke();
    await agent.refreshSession();

    const at = simulator.transcript.flatMap((entry) =>
      entry.kind === 'http' && entry.service === 'login' ? [entry.at] : [],
    );
    const gaps = at.slice(1).map((time, index) => time - (at[index] ?? 0));
    expect(gaps).toHaveLength(2);
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(400);
  });
});

describe('a simulator that is closed and started again', () => {
  it('gets a login for a new session', async () => {
    const user = { username: 'bot', password: 'secret', userId: '501' };
    const first = await startPlatform({ agents: [user] });
    const { port, accountId } = first;
    await using agent = await connectedTo(first);
    await first.close();
    await next(agent, 'reconnecting', ({ attempt }) => attempt > 1);

    const back = next(agent, 'reconnected');
    await using second = await Simulator.start({ agents: [user], port, accountId });
    await back;

    expect(second.logins).toBe(1);
    expect(second.sockets).toBe(1);
  });
});
