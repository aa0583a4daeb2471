import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { Agent, AuthenticationError, ConnectionError, HttpError, type LifecycleState } from '../../src/index.js';
import { Simulator, type TranscriptEntry } from '../../src/simulator/index.js';
import {
  agentOf,
  connectedTo,
  eagerly,
  failureOf,
  framesOf,
  listen,
  next,
  reaches,
  sdkFailureOf,
  startPlatform,
  stepsOf,
} from '../support/agents.js';

async function seenTimes(simulator: Simulator, count: number, step: string): Promise<void> {
  if (stepsOf(simulator).filter((it) => it === step).length >= count) return;
  await simulator.seen(() => stepsOf(simulator).filter((it) => it === step).length >= count);
}

/** As long as anything that is under way on loopback can take. */
async function quiet(simulator: Simulator, agent: Agent): Promise<void> {
  await agent.getClock();
  await new Promise((resolve) => setImmediate(resolve));
  expect(simulator.sockets).toBe(1);
}

describe('refreshSession()', () => {
  it('prolongs the session, and tells the stages', async () => {
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

  it('takes over the cookies that the service changes', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    simulator.faults.http('refresh', { headers: { 'set-cookie': 'Session_id=gone; Max-Age=0' } }, { times: 1 });

    await agent.refreshSession();
    await agent.refreshSession();

    // Without its cookie the session is not known any more: there was another login.
    expect(stepsOf(simulator)).toEqual([
      'csds 200',
      'login 200',
      'upgrade 101',
      'refresh 200',
      'refresh 401',
      'login 200',
    ]);
  });

  it('logs in again where the platform has ended the session, and leaves the socket alone', async () => {
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
    await quiet(simulator, agent);
    await agent.refreshSession();
    expect(simulator.refreshes).toBe(1);
  });

  it('keeps the token that there is while it logs in again', async () => {
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

  it('called again while it logs in is content with that login', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    simulator.revoke();
    simulator.faults.http('login', { delayMs: 30 }, { times: 1 });

    const first = agent.refreshSession();
    await simulator.seen({ http: 'refresh', status: 401 });
    await Promise.all([first, agent.refreshSession()]);

    expect(simulator.logins).toBe(2);
  });

  it('called twice at the same time logs in once', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    simulator.revoke();

    await Promise.all([agent.refreshSession(), agent.refreshSession()]);

    expect(simulator.logins).toBe(2);
    await quiet(simulator, agent);
  });

  it.each([403, 429, 500])('rejects with %i, and the session stays as it is', async (status) => {
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

  it.each(['<html>', '', 'null', '[]', '{"error":null}', '5'])('is content with an answer of %j', async (body) => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    simulator.faults.http('refresh', { status: 200, body });

    await expect(agent.refreshSession()).resolves.toBeUndefined();
  });

  it('takes a refusal in a good answer for what it is', async () => {
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

  it('has nothing to prolong with a bearer token, nor before the login', async () => {
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

  it('is given up with its signal', async () => {
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

  it('given up while it logs in does not disturb a reconnect that waits for the same login', async () => {
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

  it('ends with the agent', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    simulator.faults.http('refresh', { hang: true });
    const pending = sdkFailureOf(agent.refreshSession());

    agent.dispose();

    expect(await pending).toMatchObject({ code: 'CLOSED' });
  });

  it('that is answered after the end does not log in again', async () => {
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
  it('goes on and on, with cookies and csrf token', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator, { refreshSessionInterval: 5 });

    await seenTimes(simulator, 4, 'refresh 200');

    expect(simulator.refreshes).toBeGreaterThanOrEqual(4);
    expect(agent.connected).toBe(true);
  });

  it('can be switched off, and on', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator, { refreshSessionInterval: 5, refreshSessionToken: false });
    await quiet(simulator, agent);
    expect(simulator.refreshes).toBe(0);

    agent.startPeriodicRefreshSession();
    agent.startPeriodicRefreshSession();

    await seenTimes(simulator, 2, 'refresh 200');
  });

  it('logs in again where the session was ended, goes on, and leaves the socket alone', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator, { refreshSessionInterval: 5 });
    const heard = listen(agent, 'closed', 'error', 'connected', 'state');
    simulator.revoke();

    await seenTimes(simulator, 2, 'login 200');
    const refreshes = simulator.refreshes;
    await seenTimes(simulator, refreshes + 2, 'refresh 200');

    expect(heard).toEqual([]);
    await quiet(simulator, agent);
  });

  it('reports a failure with its stage, and goes on', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator, { refreshSessionInterval: 5 });
    const heard = listen(agent, 'error', 'closed');
    // Not before: the first refresh may come before the socket is open.
    simulator.faults.http('refresh', { status: 500 }, { times: 2 });

    await seenTimes(simulator, 2, 'refresh 500');
    await seenTimes(simulator, simulator.refreshes + 1, 'refresh 200');

    expect(heard).toEqual(
      Array(2).fill(['error', expect.objectContaining({ code: 500 }), { location: 'RefreshSession#REST' }]),
    );
    expect(agent.connected).toBe(true);
  });

  it('reports a login that is refused, and goes on', async () => {
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

  it('with a bearer token says once that there is nothing to prolong, and stops', async () => {
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

  it('begins anew when a closed agent connects again, although the session is still the same', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator, { refreshSessionInterval: 5 });
    await seenTimes(simulator, 1, 'refresh 200');
    await agent.close();
    const before = simulator.refreshes;

    await agent.connect();
    await seenTimes(simulator, before + 1, 'refresh 200');

    expect(simulator.logins).toBe(1);
  });

  it('ends when the agent is closed or disposed of', async () => {
    await using simulator = await startPlatform();
    const agent = await connectedTo(simulator, { refreshSessionInterval: 5 });
    await seenTimes(simulator, 1, 'refresh 200');
    await agent.close();
    const { length } = stepsOf(simulator);
    await using other = await connectedTo(await startPlatform());

    for (let turn = 0; turn < 30; turn += 1) await other.getClock();

    expect(stepsOf(simulator).slice(length)).toEqual([]);
  });
});

describe('reconnect()', () => {
  it('makes a new socket with a new token', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    const heard = listen(agent, 'success', 'closed', 'connected', 'error', 'reconnected', 'reconnecting');

    await agent.reconnect();

    expect(stepsOf(simulator)).toEqual(['csds 200', 'login 200', 'upgrade 101', 'login 200', 'upgrade 101']);
    expect(heard.slice(0, 3)).toEqual([
      ['success', { location: 'Reconnect#CSDS' }],
      ['success', { location: 'Reconnect#Relogin#WS' }],
      ['connected', { connected: true, ts: expect.any(Number) as number }],
    ]);
    expect(heard.map(([event]) => event)).not.toContain('closed');
    await quiet(simulator, agent);
  });

  it('makes a new socket with the same token when it is told to', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);

    await agent.reconnect(true);

    expect(stepsOf(simulator)).toEqual(['csds 200', 'login 200', 'upgrade 101', 'upgrade 101']);
    await quiet(simulator, agent);
  });

  it.each([
    [[true, true, true], 0],
    [[false, false, false], 1],
    [[true, false], 1],
    [[false, true], 1],
    [[true, false, true, false], 1],
  ])('called as %j at the same time is one, with %i logins', async (calls, logins) => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);

    await Promise.all(calls.map((skip) => agent.reconnect(skip)));

    expect(simulator.logins).toBe(1 + logins);
    expect(stepsOf(simulator).filter((step) => step === 'upgrade 101')).toHaveLength(2);
    await quiet(simulator, agent);
  });

  it.each([true, false])('with %j rejects what is pending with delivery unknown', async (skip) => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    simulator.answer('getClock', () => Simulator.SILENCE, { times: 1 });
    const pending = sdkFailureOf(agent.getClock());
    await simulator.seen({ request: 'getClock' });

    await agent.reconnect(skip);

    expect(await pending).toBeInstanceOf(ConnectionError);
    expect(await pending).toMatchObject({ code: 1006, delivery: 'unknown' });
  });

  it('connects an agent that never was, and one that is closed', async () => {
    await using simulator = await startPlatform();
    await using agent = agentOf(simulator);

    await agent.reconnect(true);
    await agent.close();
    await agent.reconnect(true);

    expect(agent.connected).toBe(true);
    expect(simulator.logins).toBe(1);
  });

  it('does not wait for the next attempt', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator, { reconnect: { ...eagerly, firstDelay: 100_000, jitter: 0 } });
    simulator.dropSockets();
    await reaches(agent, 'waiting');

    await agent.reconnect(true);

    expect(agent.connected).toBe(true);
  });

  it('in the middle of connecting is one with it, or begins anew with a new token', async () => {
    await using simulator = await startPlatform();
    await using agent = agentOf(simulator);

    await Promise.all([agent.connect(), agent.reconnect(true), agent.reconnect()]);

    expect(agent.connected).toBe(true);
    await quiet(simulator, agent);
  });

  it.each(['csds', 'login'] as const)('overtakes a %s that hangs', async (target) => {
    await using simulator = await startPlatform();
    simulator.faults.http(target, { hang: true }, { times: 1 });
    await using agent = agentOf(simulator);
    const heard = listen(agent, 'reconnecting', 'error');
    const first = agent.connect();
    await simulator.seen({ http: target });

    await agent.reconnect();

    await first;
    expect(heard).toEqual([]);
    expect(agent.connected).toBe(true);
  });

  it('inside a handler of closed replaces what the agent would have done', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    const heard = listen(agent, 'reconnecting', 'error');
    const again = new Promise<void>((resolve) => {
      agent.once('closed', () => void agent.reconnect(true).then(resolve));
    });

    simulator.dropSockets();
    await again;

    expect(heard).toEqual([]);
    expect(stepsOf(simulator).filter((step) => step === 'upgrade 101')).toHaveLength(2);
    await quiet(simulator, agent);
  });

  it('takes no notice of what the replaced socket still says', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    const heard = listen(agent, 'closed', 'error', 'notification', 'warn');

    const reconnecting = agent.reconnect(true);
    simulator.notify('.late');
    simulator.closeSockets(4401, 'late');
    await reconnecting;

    await agent.getClock();
    expect(heard).toEqual([]);
  });

  it('subscribes again, with undefined still standing for the agent itself', async () => {
    await using simulator = await startPlatform();
    const consumer = simulator.consumer();
    await consumer.startConversation();
    const { conversationId } = consumer;
    await using agent = new Agent({ ...simulator.agentOptions('token'), autoConnect: false, reconnect: eagerly });
    await agent.connect();
    await agent.updateConversationField({
      conversationId,
      conversationField: [{ field: 'ParticipantsChange', type: 'ADD', role: 'MANAGER' }],
    });
    const told = next(agent, 'cqm.ExConversationChangeNotification');
    await agent.subscribeExConversations({ agentIds: [agent.agentId] });
    await told;
    expect(agent.agentId).toBe(simulator.agents[0]?.pid);
    const errors = listen(agent, 'error');
    const restored = next(agent, 'reconnected');

    await agent.reconnect(true);
    await restored;

    expect(errors).toEqual([]);
    const again = framesOf(simulator).findLast(({ type }) => type === '.ams.aam.SubscribeExConversations');
    expect(again).toMatchObject({
      id: '1',
      body: { agentIds: [`${agent.accountId}.${agent.userId}`] },
    });
  });
});

describe('close()', () => {
  it('lets what is pending be answered, and says goodbye', async () => {
    await using simulator = await startPlatform();
    const agent = await connectedTo(simulator);
    let answer: (() => void) | undefined;
    simulator.answer('getClock', () => new Promise((resolve) => (answer = () => resolve({ currentTime: 7 }))));
    const pending = agent.getClock();
    await simulator.seen({ request: 'getClock' });
    const heard = listen(agent, 'closed', 'error');

    const closing = agent.close();
    const refused = await sdkFailureOf(agent.getClock());
    answer?.();
    await closing;

    expect(await pending).toEqual({ currentTime: 7 });
    expect(refused).toMatchObject({ name: 'ConnectionError', delivery: 'not-sent' });
    expect(heard).toEqual([['closed', 1000, '']]);
    expect(await simulator.seen({ kind: 'close' })).toMatchObject({ code: 1000 });
    expect(agent.state).toBe('closed');
  });

  it('waits no longer than it may', async () => {
    await using simulator = await startPlatform();
    const agent = await connectedTo(simulator);
    simulator.answer('getClock', () => Simulator.SILENCE);
    const pending = sdkFailureOf(agent.getClock());

    await agent.close({ timeout: 20 });

    expect(await pending).toMatchObject({ name: 'ConnectionError', delivery: 'unknown' });
    expect(agent.state).toBe('closed');
  });

  it('waits no longer than it may for a platform that does not say goodbye', async () => {
    await using simulator = await startPlatform();
    const agent = await connectedTo(simulator);
    simulator.blackhole();

    await agent.close({ timeout: 20 });

    expect(agent.state).toBe('closed');
  });

  it('called again meanwhile waits for the same end', async () => {
    await using simulator = await startPlatform();
    const agent = await connectedTo(simulator);
    let answer: (() => void) | undefined;
    simulator.answer('getClock', () => new Promise((resolve) => (answer = () => resolve({ currentTime: 7 }))));
    const pending = agent.getClock();
    await simulator.seen({ request: 'getClock' });
    const heard = listen(agent, 'closed');

    const closing = [agent.close(), agent.close(), agent[Symbol.asyncDispose]()];
    answer?.();
    await Promise.all(closing);

    expect(await pending).toEqual({ currentTime: 7 });
    expect(heard).toEqual([['closed', 1000, '']]);
  });

  it('is cut short by dispose()', async () => {
    await using simulator = await startPlatform();
    const agent = await connectedTo(simulator);
    simulator.answer('getClock', () => Simulator.SILENCE);
    const pending = sdkFailureOf(agent.getClock());
    await simulator.seen({ request: 'getClock' });
    const closing = agent.close();

    agent.dispose();

    await closing;
    expect(await pending).toMatchObject({ name: 'ConnectionError', delivery: 'unknown' });
  });

  it('gives the seat back when it is told to', async () => {
    await using simulator = await startPlatform();
    const agent = await connectedTo(simulator);

    await agent.close({ logout: true });

    expect(stepsOf(simulator)).toEqual(['csds 200', 'login 200', 'upgrade 101', 'logout 200']);
    expect(agent.getBearerToken()).toBeUndefined();
  });

  it('logs in anew after that', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    await agent.close({ logout: true });

    await agent.connect();

    expect(simulator.logins).toBe(2);
  });

  it('without a session has no seat to give back', async () => {
    await using simulator = await startPlatform();
    const agent = new Agent({ ...simulator.agentOptions('token'), autoConnect: false });
    await agent.connect();

    await agent.close({ logout: true });
    await agentOf(simulator).close({ logout: true });

    expect(stepsOf(simulator)).toEqual(['csds 200', 'upgrade 101']);
  });

  it('can be followed by connect() at once', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    simulator.answer('getClock', () => Simulator.SILENCE, { times: 1 });
    const pending = failureOf(agent.getClock());

    const closing = agent.close({ timeout: 30 });
    await agent.connect();
    await closing;

    await pending;
    expect(agent.state).toBe('ready');
    await expect(agent.getClock()).resolves.toHaveProperty('currentTime');
  });

  it('closes an agent that goes out of scope', async () => {
    await using simulator = await startPlatform();
    let kept: Agent;
    {
      await using agent = await connectedTo(simulator);
      kept = agent;
    }

    expect(kept.state).toBe('closed');
    expect(await simulator.seen({ kind: 'close' })).toMatchObject({ code: 1000 });
  });
});

describe.each([
  ['dispose()', async (agent: Agent) => agent.dispose()],
  ['close()', (agent: Agent) => agent.close()],
])('%s', (name, end) => {
  const stages: readonly (readonly [string, (simulator: Simulator, agent: Agent) => Promise<void>])[] = [
    ['idle', async () => {}],
    [
      'waiting for the domain lookup',
      async (simulator, agent) => {
        simulator.faults.http('csds', { hang: true }, { times: 1 });
        void agent.connect().catch(() => undefined);
        await simulator.seen({ http: 'csds' });
      },
    ],
    [
      'waiting for the login',
      async (simulator, agent) => {
        simulator.faults.http('login', { hang: true }, { times: 1 });
        void agent.connect().catch(() => undefined);
        await simulator.seen({ http: 'login' });
      },
    ],
    [
      'waiting for the socket',
      async (simulator, agent) => {
        simulator.faults.upgrade({ hang: true }, { times: 1 });
        void agent.connect().catch(() => undefined);
        await simulator.seen({ kind: 'upgrade' });
      },
    ],
    ['ready', (_, agent) => agent.connect()],
    [
      'waiting for the next attempt',
      async (simulator, agent) => {
        simulator.faults.upgrade({ status: 503, headers: { 'retry-after': '60' } }, { times: 1 });
        void agent.connect().catch(() => undefined);
        await reaches(agent, 'waiting');
      },
    ],
    [
      'closed',
      async (_, agent) => {
        await agent.connect();
        await agent.close();
      },
    ],
    [
      'disposed of',
      async (_, agent) => {
        await agent.connect();
        agent.dispose();
      },
    ],
  ];

  it.each(stages)('ends an agent that is %s, leaves nothing behind, and it can connect again', async (_, arrange) => {
    await using simulator = await startPlatform();
    await using agent = agentOf(simulator);
    await arrange(simulator, agent);
    const requests = agent.connected ? [] : [failureOf(agent.getClock())];

    await end(agent);
    await end(agent);

    expect(agent.state).toBe('closed');
    for (const request of requests)
      expect(await request).toMatchObject({ name: 'ConnectionError', delivery: 'not-sent' });
    const heard = listen(agent, 'error', 'connected', 'reconnecting');
    await new Promise((resolve) => setImmediate(resolve));
    expect(heard).toEqual([]);

    await agent.connect();

    await quiet(simulator, agent);
  });

  it('rejects those who wait for the connection, and reports nothing', async () => {
    await using simulator = await startPlatform();
    await using agent = agentOf(simulator);
    simulator.faults.http('login', { hang: true });
    const heard = listen(agent, 'error', 'closed', 'connected');
    const waiting = [agent.connect(), agent.connect(), agent.getClock()].map((promise) => sdkFailureOf(promise));

    await end(agent);

    for (const error of await Promise.all(waiting)) {
      expect(error).toBeInstanceOf(ConnectionError);
      expect(error).toMatchObject({ code: 'CLOSED', delivery: 'not-sent' });
    }
    expect(heard).toEqual([]);
  });

  it('before it has begun by itself keeps it from beginning', async () => {
    await using simulator = await startPlatform();
    const agent = new Agent(simulator.agentOptions());
    const heard = listen(agent, 'connected', 'success', 'error');

    await end(agent);
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

    expect([agent.state, heard, simulator.transcript]).toEqual(['closed', [], []]);
  });

  it.each(['connected', 'state', 'success', 'message:sent', '.any', 'closed', 'reconnecting', 'warn'] as const)(
    'inside a handler of %s is final',
    async (event) => {
      await using simulator = await startPlatform();
      const agent = agentOf(simulator);
      const done = new Promise<void>((resolve) => {
        agent.once(event as 'connected', async () => {
          await end(agent);
          resolve();
        });
      });
      const connecting = agent.connect().catch(() => undefined);
      if (!['connected', 'state', 'success'].includes(event)) {
        await connecting;
        simulator.notify('.any');
        simulator.send('so long');
        if (event === 'message:sent') await agent.getClock().catch(() => undefined);
        if (event === 'closed' || event === 'reconnecting') simulator.dropSockets();
      }
      await done;
      const late = listen(agent, 'connected', 'reconnecting', 'reconnected', 'error', 'state');

      await connecting;
      await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

      expect(agent.state).toBe('closed');
      expect(late.filter(([, state]) => state !== 'closed')).toEqual([]);
      await expect(agent.getClock()).rejects.toMatchObject({ delivery: 'not-sent' });
      expect(name).toContain('()');
    },
  );

  it.each(['connecting', 'ready', 'waiting', 'closed'] as const)(
    'inside a handler of the state %s is final, and nothing is emitted after it',
    async (state: LifecycleState) => {
      await using simulator = await startPlatform();
      const agent = agentOf(simulator);
      let ended = false;
      const late = listen(agent, 'connected', 'reconnecting', 'reconnected', 'error');
      const done = new Promise<void>((resolve) => {
        agent.on('state', (current) => {
          if (current !== state || ended) return;
          ended = true;
          late.length = 0;
          void end(agent).then(resolve);
        });
      });
      if (state === 'waiting') simulator.faults.upgrade({ status: 502 });
      const connecting = agent.connect().catch(() => undefined);
      if (state === 'closed') await connecting.then(() => agent.close());
      await done;

      await connecting;
      await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

      expect(agent.state).toBe('closed');
      expect(late).toEqual([]);
    },
  );
});

describe('a process', () => {
  const run = (program: string, options: object, env: Record<string, string> = {}): Promise<string> =>
    new Promise((resolve, reject) => {
      const path = fileURLToPath(new URL(`programs/${program}.ts`, import.meta.url));
      execFile(
        process.execPath,
        ['--import', 'tsx', path],
        { env: { ...process.env, ...env, AGENT_OPTIONS: JSON.stringify(options) }, timeout: 25_000 },
        (error, stdout, stderr) => (error ? reject(new Error(`${error.message}\n${stderr}`)) : resolve(stdout.trim())),
      );
    });

  it('that connects and closes exits by itself', async () => {
    await using simulator = await startPlatform();

    expect(await run('connects-and-closes', simulator.agentOptions())).toBe('closed');
  });

  it('that connects with TLS and closes exits by itself', async () => {
    await using simulator = await startPlatform({ tls: true });

    expect(await run('connects-and-closes', simulator.agentOptions())).toBe('closed');
  });

  it('that never connects exits by itself', async () => {
    await using simulator = await startPlatform();

    expect(await run('never-connects', simulator.agentOptions())).toBe('idle');
    expect(simulator.transcript).toEqual([]);
  });

  it.each([
    ['while the domain lookup hangs', 'csds', { STAGE: 'lookup' }],
    ['while the login hangs', 'login', { STAGE: 'login' }],
    ['when it is ready', undefined, { STAGE: 'ready' }],
  ] as const)('that disposes of its agent %s exits by itself', async (_, target, env) => {
    await using simulator = await startPlatform();
    if (target !== undefined) simulator.faults.http(target, { hang: true });

    expect(await run('disposes', { ...simulator.agentOptions(), requestTimeout: 60_000 }, env)).toBe('closed');
  });
});

async function lastOf(simulator: Simulator, service: 'refresh'): Promise<TranscriptEntry> {
  return simulator.seen({ http: service });
}
