import { describe, expect, it } from 'vitest';
import { AuthenticationError, ConnectionError, ResponseError, SDKError, TimeoutError } from '../../src/index.js';
import { type HttpFault, Refusal, Simulator } from '../../src/simulator/index.js';
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

/** Deadlines short enough for a test to reach, long enough for a successful exchange on loopback. */
const hasty = { requestTimeout: 400, handshakeTimeout: 400 } as const;

/** Removes one member from the service's answer. */
const without =
  (name: string): NonNullable<HttpFault['edit']> =>
  (body) =>
    Object.fromEntries(Object.entries(body).filter(([member]) => member !== name));

describe('a failed attempt, with reconnection as by default', () => {
  it.each([
    ['csds', { drop: true }],
    ['csds', { hang: true }],
    ['csds', { status: 503 }],
    ['login', { drop: true }],
    ['login', { hang: true }],
    ['login', { status: 500 }],
    ['login', { edit: without('bearer') }],
  ] as const)('is retried: %s %j', async (target, fault) => {
    await using simulator = await startPlatform();
    simulator.faults.http(target, fault as HttpFault, { times: 2 });
    await using agent = agentOf(simulator, hasty);
    const heard = listen(agent, 'reconnecting', 'error', 'closed');

    await agent.connect();

    expect(heard).toEqual([
      ['reconnecting', { attempt: 1, delayMs: expect.any(Number) as number, cause: expect.any(SDKError) as SDKError }],
      ['reconnecting', { attempt: 2, delayMs: expect.any(Number) as number, cause: expect.any(SDKError) as SDKError }],
    ]);
  });

  it.each([{ drop: true }, { hang: true }, { status: 502 }, { status: 401 }])(
    'is retried: an upgrade with %j',
    async (fault) => {
      await using simulator = await startPlatform();
      simulator.faults.upgrade(fault, { times: 2 });
      await using agent = agentOf(simulator, hasty);
      const heard = listen(agent, 'reconnecting', 'error', 'closed');

      await agent.connect();

      expect(heard.map(([event]) => event)).toEqual(['reconnecting', 'reconnecting']);
      expect(agent.connected).toBe(true);
    },
  );

  it.each([
    ['login', 429, '7', 7_000],
    ['csds', 503, '9', 9_000],
    ['login', 429, undefined, 5_000],
    ['login', 429, '99999999999', 86_400_000],
    ['login', 503, 'Infinity', 20],
  ] as const)(
    'is retried after the delay the service asks for: %s refused with %i, %s',
    async (target, status, after, least) => {
      await using simulator = await startPlatform();
      simulator.faults.http(target, { status, headers: after === undefined ? {} : { 'retry-after': after } });
      await using agent = agentOf(simulator, { autoConnect: true });

      const [{ delayMs, cause }] = await next(agent, 'reconnecting');

      expect(delayMs).toBeGreaterThanOrEqual(least);
      expect(delayMs).toBeLessThanOrEqual(2 ** 31 - 1);
      expect(cause.code).toBe(status);
    },
  );

  it.each(['3', '99999999999', 'Infinity'])(
    'is retried after the delay the platform asks for: an upgrade refused with 429, %s',
    async (after) => {
      await using simulator = await startPlatform();
      simulator.faults.upgrade({ status: 429, headers: { 'retry-after': after } });
      await using agent = agentOf(simulator, { autoConnect: true });

      const [{ delayMs }] = await next(agent, 'reconnecting');

      expect(delayMs).toBeGreaterThanOrEqual(3_000);
      expect(delayMs).toBeLessThanOrEqual(2 ** 31 - 1);
    },
  );

  it('rejects connect() at its deadline with the last cause, and the retries continue', async () => {
    await using simulator = await startPlatform();
    const removal = simulator.faults.http('login', { status: 500 });
    await using agent = agentOf(simulator);
    const heard = listen(agent, 'error');

    const error = await sdkFailureOf(agent.connect({ timeout: 400 }));

    expect(error).toBeInstanceOf(TimeoutError);
    expect(error).toMatchObject({
      operation: 'connect()',
      timeoutMs: 400,
      delivery: 'not-sent',
      cause: { name: 'HttpError', status: 500 },
    });
    expect(heard).toEqual([]);
    removal();
    await reaches(agent, 'ready');
  });

  it('connect() accepts the longest timer', async () => {
    await using simulator = await startPlatform();
    await using agent = agentOf(simulator);

    await agent.connect({ timeout: Infinity });
    await agent.reconnect(true, { timeout: 2 ** 40 });

    expect(agent.connected).toBe(true);
  });

  it('does not end with the signal of connect(), which rejects alone', async () => {
    await using simulator = await startPlatform();
    const removal = simulator.faults.http('csds', { hang: true }, { times: 1 });
    await using agent = agentOf(simulator, hasty);
    const stop = new AbortController();
    const pending = failureOf(agent.connect({ signal: stop.signal }));
    const reason = new Error('enough');

    stop.abort(reason);

    expect(await pending).toBe(reason);
    expect(await failureOf(agent.connect({ signal: stop.signal }))).toBe(reason);
    removal();
    await reaches(agent, 'ready');
  });

  it('is final after maxAttempts, with one error event', async () => {
    await using simulator = await startPlatform();
    simulator.faults.upgrade({ status: 502 });
    await using agent = agentOf(simulator, { reconnect: { ...eagerly, maxAttempts: 3 } });
    const heard = listen(agent, 'error', 'reconnecting');

    const error = await sdkFailureOf(agent.connect());

    expect(error).toBeInstanceOf(ConnectionError);
    expect(error).toMatchObject({ code: 'GAVE_UP', cause: { code: 502 } });
    expect(heard.map(([event]) => event)).toEqual(Array(3).fill('reconnecting'));
    expect(stepsOf(simulator).filter((step) => step === 'upgrade 502')).toHaveLength(4);
  });

  it.each([400, 401, 451])('a login refused with %i is final', async (status) => {
    await using simulator = await startPlatform();
    simulator.faults.http('login', { status });
    await using agent = agentOf(simulator);

    const error = await sdkFailureOf(agent.connect());

    expect(error).toBeInstanceOf(AuthenticationError);
    expect(stepsOf(simulator)).toEqual(['csds 200', `login ${status}`]);
  });

  it('can be followed by connect() after it was final', async () => {
    await using simulator = await startPlatform();
    simulator.faults.http('login', { status: 401 }, { times: 1 });
    await using agent = agentOf(simulator);
    await failureOf(agent.connect());

    await agent.connect();

    expect(agent.connected).toBe(true);
  });
});

describe('a socket that ends', () => {
  it.each([1000, 1001, 1006, 1008, 1011, 1012, 4401, 4407, 4000])(
    'closed with %i rejects the pending requests with delivery unknown, emits closed once, and reconnects',
    async (code) => {
      await using simulator = await startPlatform();
      await using agent = await connectedTo(simulator);
      simulator.answer('getClock', () => Simulator.SILENCE, { times: 3 });
      const pending = [agent.getClock(), agent.getClock(), agent.getClock()].map((promise) => sdkFailureOf(promise));
      await simulator.seen(() => framesOf(simulator).length === 3);
      const heard = listen(agent, 'closed', 'error', 'reconnecting', 'reconnected');
      const again = next(agent, 'reconnected');

      simulator.closeSockets(code, 'because');

      const errors = await Promise.all(pending);
      for (const error of errors) {
        expect(error).toBeInstanceOf(ConnectionError);
        expect(error).toMatchObject({ code, service: 'messaging', delivery: 'unknown' });
      }
      await again;
      expect(heard.map(([event]) => event)).toEqual(['closed', 'reconnecting', 'reconnected']);
      expect(heard[0]?.slice(1)).toEqual([code, code === 1006 ? '' : 'because']);
      await expect(agent.getClock()).resolves.toHaveProperty('currentTime');
    },
  );

  it.each([1008, 1011, 4401, 4407])('closed with %i reconnects with a new token', async (code) => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    const before = agent.getBearerToken();
    const again = next(agent, 'reconnected');

    simulator.closeSockets(code);
    await again;

    expect(agent.getBearerToken()).not.toBe(before);
    expect(simulator.logins).toBe(2);
  });

  it.each([1000, 1001, 1006, 4000])('closed with %i reconnects with the same token', async (code) => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    const before = agent.getBearerToken();
    const again = next(agent, 'reconnected');

    simulator.closeSockets(code);
    await again;

    expect(agent.getBearerToken()).toBe(before);
    expect(simulator.logins).toBe(1);
  });

  it('does not reject requests that have been answered', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    simulator.answer('setAgentState', () => Simulator.SILENCE);
    const answered = agent.getClock();
    const pending = sdkFailureOf(agent.setAgentState({ availability: 'AWAY' }));
    await answered;

    simulator.dropSockets();

    expect(await pending).toMatchObject({ delivery: 'unknown' });
    await expect(answered).resolves.toHaveProperty('currentTime');
  });

  it('stays closed without reconnection, and emits no error', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator, { reconnect: false });
    const heard = listen(agent, 'closed', 'error', 'reconnecting', 'state');
    const closed = next(agent, 'closed');

    simulator.closeSockets(1001);
    await closed;
    await reaches(agent, 'closed');

    expect(heard).toEqual([
      ['closed', 1001, ''],
      ['state', 'closed'],
    ]);
    await expect(agent.getClock()).rejects.toMatchObject({ name: 'ConnectionError', code: 1001, delivery: 'not-sent' });
    await agent.connect();
    expect(agent.connected).toBe(true);
  });

  it('that answers no ping is closed, and the pending requests reject', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator, { pingInterval: 120, pingTimeout: 100 });
    const closed = next(agent, 'closed');
    const again = next(agent, 'reconnected');
    simulator.blackhole();
    const pending = sdkFailureOf(agent.getClock());

    expect((await closed)[0]).toBe(1006);
    expect(await pending).toMatchObject({ name: 'ConnectionError', code: 1006, delivery: 'unknown' });
    simulator.blackhole(false);
    await again;
  });
});

describe('a subscription restored after a reconnect', () => {
  it('rejects in the handler that makes the same request, with a stack that leads to that handler', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    await agent.subscribeExConversations({ convState: ['OPEN'] });
    simulator.answer('subscribeExConversations', () => {
      throw new Refusal(403);
    });
    agent.on('error', () => {});
    const refused = new Promise<unknown>((resolve) => {
      agent.once('connected', async () => {
        await agent.getClock();
        resolve(await failureOf(agent.subscribeExConversations({ convState: ['OPEN'] })));
      });
    });

    await agent.reconnect(true);

    const error = await refused;
    expect(error).toBeInstanceOf(ResponseError);
    expect((error as ResponseError).stack).toContain('reconnecting.test.ts');
  });
});
