import { describe, expect, it } from 'vitest';
import { Agent, AuthenticationError, HttpError } from '../../src/index.js';
import type { Simulator, TranscriptEntry } from '../../src/simulator/index.js';
import { connectedTo, failureOf, listen, next, sdkFailureOf, startPlatform, stepsOf } from '../support/agents.js';
import { expectOneSocket } from '../support/conversations.js';

/** Resolves once the transcript has the step `count` times. */
async function seenTimes(simulator: Simulator, count: number, step: string): Promise<void> {
  if (stepsOf(simulator).filter((it) => it === step).length >= count) return;
  await simulator.seen(() => stepsOf(simulator).filter((it) => it === step).length >= count);
}

async function lastOf(simulator: Simulator, service: 'refresh'): Promise<TranscriptEntry> {
  return simulator.seen({ http: service });
}

describe('refreshSession()', () => {
  it('extends the session and emits its stages', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    const before = agent.getBearerToken();
    const heard = listen(agent, 'success', 'error', 'closed');

    await agent.refreshSession();

    expect(heard.map(([, info]) => (info as { location: string }).location)).toEqual([
      'RefreshSession#Precheck',
      'RefreshSession#CSDS',
      'RefreshSession#REST',
    ]);
    expect(agent.getBearerToken()).toBe(before);
    expect(simulator.refreshes).toBe(1);
  });

  it('sends the csrf token and the cookies of the login', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);

    await agent.refreshSession();

    const refresh = (await simulator.seen({ http: 'refresh' })) as Extract<TranscriptEntry, { kind: 'http' }>;
    expect(refresh.requestBody).toEqual({ csrf: '[redacted]' });
    expect(refresh.headers).toMatchObject({ cookie: '[redacted]' });
  });

  it('keeps the cookies that the service changes', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    simulator.faults.http('refresh', { headers: { 'set-cookie': 'Session_id=gone; Max-Age=0' } }, { times: 1 });

    await agent.refreshSession();
    await agent.refreshSession();

    // Without its cookie the platform no longer knows the session, so the agent logs in again.
    expect(stepsOf(simulator)).toEqual([
      'csds 200',
      'login 200',
      'upgrade 101',
      'refresh 200',
      'refresh 401',
      'login 200',
    ]);
  });

  it('logs in again when the platform has ended the session, and keeps the socket', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    const before = agent.getBearerToken();
    const heard = listen(agent, 'success', 'error', 'closed', 'connected', 'state');
    simulator.revoke();

    await agent.refreshSession();

    expect(heard).toEqual(
      ['RefreshSession#Precheck', 'RefreshSession#CSDS', 'RefreshSession#Relogin#WS'].map((location) => [
        'success',
        { location },
      ]),
    );
    expect(agent.getBearerToken()).not.toBe(before);
    expect(simulator.sockets).toBe(1);
    await expectOneSocket(simulator, agent);
    await agent.refreshSession();
    expect(simulator.refreshes).toBe(1);
  });

  it('keeps the current token during a new login', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator, { requestTimeout: 400 });
    const before = agent.getBearerToken();
    simulator.revoke();
    simulator.faults.http('login', { hang: true });

    const refreshing = failureOf(agent.refreshSession());
    await simulator.seen({ http: 'login', status: undefined }, { after: await lastOf(simulator, 'refresh') });

    expect(agent.getBearerToken()).toBe(before);
    expect(await refreshing).toMatchObject({ name: 'TimeoutError', service: 'authentication.login' });
    expect(agent.getBearerToken()).toBe(before);
    expect(agent.connected).toBe(true);
  });

  it('called during a login joins that login', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    simulator.revoke();
    simulator.faults.http('login', { delayMs: 30 }, { times: 1 });

    const first = agent.refreshSession();
    await simulator.seen({ http: 'refresh', status: 401 });
    await Promise.all([first, agent.refreshSession()]);

    expect(simulator.logins).toBe(2);
  });

  it('called twice at once logs in once', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    simulator.revoke();

    await Promise.all([agent.refreshSession(), agent.refreshSession()]);

    expect(simulator.logins).toBe(2);
    await expectOneSocket(simulator, agent);
  });

  it.each([403, 429, 500])('rejects with %i, and keeps the session', async (status) => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    simulator.faults.http('refresh', { status }, { times: 1 });
    const heard = listen(agent, 'error', 'closed');

    const error = await sdkFailureOf(agent.refreshSession());

    expect(error).toBeInstanceOf(HttpError);
    expect(error).toMatchObject({ code: status, service: 'authentication.refreshSession', delivery: 'answered' });
    expect(heard).toEqual([]);
    await agent.refreshSession();
    expect(simulator.logins).toBe(1);
  });

  it.each(['<html>', '', 'null', '[]', '{"error":null}', '5'])('accepts the answer %j', async (body) => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    simulator.faults.http('refresh', { status: 200, body });

    await expect(agent.refreshSession()).resolves.toBeUndefined();
  });

  it('rejects when a response with status 200 contains an error', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    simulator.faults.http('refresh', { status: 200, body: { error: { internalCode: 10 } } });

    const error = await sdkFailureOf(agent.refreshSession());

    expect(error).toBeInstanceOf(AuthenticationError);
    expect(error).toMatchObject({ internalCode: 10, service: 'authentication.refreshSession' });
  });

  it('rejects when the login that became necessary is refused', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    simulator.revoke();
    simulator.faults.http('login', { status: 401 });

    const error = await sdkFailureOf(agent.refreshSession());

    expect(error).toBeInstanceOf(AuthenticationError);
    expect(error).toMatchObject({ code: 401, service: 'authentication.login' });
    expect(agent.connected).toBe(true);
  });

  it('rejects with a bearer token, and before the login', async () => {
    await using simulator = await startPlatform();
    await using agent = new Agent({ ...simulator.agentOptions('token'), autoConnect: false });

    const before = await sdkFailureOf(agent.refreshSession());
    await agent.connect();
    const after = await sdkFailureOf(agent.refreshSession());

    for (const error of [before, after]) {
      expect(error).toBeInstanceOf(AuthenticationError);
      expect(error).toMatchObject({ code: 'NO_SESSION', delivery: 'not-sent' });
    }
  });

  it('rejects when its signal aborts', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    simulator.faults.http('refresh', { hang: true });
    const stop = new AbortController();
    const pending = failureOf(agent.refreshSession({ signal: stop.signal }));
    const reason = new Error('enough');

    stop.abort(reason);

    expect(await pending).toBe(reason);
    expect(await failureOf(agent.refreshSession({ signal: stop.signal }))).toBe(reason);
  });

  it('aborted during a login does not disturb a reconnect that waits for the same login', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    simulator.revoke();
    simulator.faults.http('login', { delayMs: 50 }, { times: 1 });
    const stop = new AbortController();
    const refreshing = failureOf(agent.refreshSession({ signal: stop.signal }));
    await simulator.seen({ http: 'refresh', status: 401 });
    const reconnecting = agent.reconnect();

    stop.abort(new Error('enough'));

    expect(await refreshing).toMatchObject({ message: 'enough' });
    await reconnecting;
    await expect(agent.getClock()).resolves.toHaveProperty('currentTime');
  });

  it('rejects when the agent is disposed', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    simulator.faults.http('refresh', { hang: true });
    const pending = sdkFailureOf(agent.refreshSession());

    agent.dispose();

    expect(await pending).toMatchObject({ code: 'CLOSED' });
  });

  it('answered after dispose() does not log in again', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator, { refreshSessionInterval: 5 });
    simulator.revoke();
    simulator.faults.http('refresh', { delayMs: 30 });
    const pending = failureOf(agent.refreshSession());

    agent.dispose();

    await pending;
    expect(simulator.logins).toBe(1);
  });
});

describe('the periodic refresh', () => {
  it('repeats, with cookies and csrf token', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator, { refreshSessionInterval: 5 });

    await seenTimes(simulator, 4, 'refresh 200');

    expect(simulator.refreshes).toBeGreaterThanOrEqual(4);
    expect(agent.connected).toBe(true);
  });

  it('can be switched off and on', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator, { refreshSessionInterval: 5, refreshSessionToken: false });
    await expectOneSocket(simulator, agent);
    expect(simulator.refreshes).toBe(0);

    agent.startPeriodicRefreshSession();
    agent.startPeriodicRefreshSession();

    await seenTimes(simulator, 2, 'refresh 200');
  });

  it('logs in again when the session was ended, continues, and keeps the socket', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator, { refreshSessionInterval: 5 });
    const heard = listen(agent, 'closed', 'error', 'connected', 'state');
    simulator.revoke();

    await seenTimes(simulator, 2, 'login 200');
    const refreshes = simulator.refreshes;
    await seenTimes(simulator, refreshes + 2, 'refresh 200');

    expect(heard).toEqual([]);
    await expectOneSocket(simulator, agent);
  });

  it('reports a failure with its stage and continues', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator, { refreshSessionInterval: 5 });
    const heard = listen(agent, 'error', 'closed');
    // Only now: the first refresh may come before the socket is open.
    simulator.faults.http('refresh', { status: 500 }, { times: 2 });

    await seenTimes(simulator, 2, 'refresh 500');
    await seenTimes(simulator, simulator.refreshes + 1, 'refresh 200');

    expect(heard).toEqual(
      Array(2).fill(['error', expect.objectContaining({ code: 500 }), { location: 'RefreshSession#REST' }]),
    );
    expect(agent.connected).toBe(true);
  });

  it('reports a refused login and continues', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator, { refreshSessionInterval: 5 });
    simulator.faults.http('login', { status: 500 }, { times: 1 });
    simulator.revoke();
    const [error, context] = await next(agent, 'error');

    await seenTimes(simulator, 1, 'refresh 200');

    expect(error).toMatchObject({ code: 500, service: 'authentication.login' });
    expect(context).toEqual({ location: 'RefreshSession#Relogin#WS' });
    expect(agent.connected).toBe(true);
  });

  it('warns once with a bearer token, and stops', async () => {
    await using simulator = await startPlatform();
    await using agent = new Agent({
      ...simulator.agentOptions('token'),
      autoConnect: false,
      refreshSessionInterval: 1,
    });
    await agent.connect();
    const heard = listen(agent, 'error');

    agent.startPeriodicRefreshSession();
    await next(agent, 'error');
    for (let turn = 0; turn < 10; turn += 1) await agent.getClock();

    expect(heard).toEqual([
      ['error', expect.objectContaining({ code: 'NO_SESSION' }), { location: 'RefreshSession#Precheck' }],
    ]);
  });

  it('restarts when a closed agent connects again with the same session', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator, { refreshSessionInterval: 5 });
    await seenTimes(simulator, 1, 'refresh 200');
    await agent.close();
    const before = simulator.refreshes;

    await agent.connect();
    await seenTimes(simulator, before + 1, 'refresh 200');

    expect(simulator.logins).toBe(1);
  });

  it('stops when the agent is closed or disposed of', async () => {
    await using simulator = await startPlatform();
    const agent = await connectedTo(simulator, { refreshSessionInterval: 5 });
    await seenTimes(simulator, 1, 'refresh 200');
    await agent.close();
    await using other = await connectedTo(await startPlatform());
    // A refresh that was sent before the end arrives during the first turns.
    for (let turn = 0; turn < 30; turn += 1) await other.getClock();
    const { length } = stepsOf(simulator);

    for (let turn = 0; turn < 30; turn += 1) await other.getClock();

    expect(stepsOf(simulator).slice(length)).toEqual([]);
  });
});
