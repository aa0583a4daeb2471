import { describe, expect, it } from 'vitest';
import { ConnectionError, TimeoutError } from '../../src/index.js';
import { Simulator } from '../../src/simulator/index.js';
import {
  agentOf,
  connectedTo,
  eagerly,
  failureOf,
  framesOf,
  next,
  sdkFailureOf,
  startPlatform,
} from '../support/agents.js';

/** Deadlines short enough for a test to reach, long enough for a successful exchange on loopback. */
const hasty = { requestTimeout: 400, handshakeTimeout: 400 } as const;

describe('a request while there is no connection', () => {
  it('fails at once if the agent has never connected', async () => {
    await using simulator = await startPlatform();
    await using agent = agentOf(simulator);

    const error = await sdkFailureOf(agent.getClock());

    expect(error).toBeInstanceOf(ConnectionError);
    expect(error).toMatchObject({ code: 'NOT_CONNECTED', delivery: 'not-sent' });
  });

  it('waits for the automatic connection', async () => {
    await using simulator = await startPlatform();
    await using agent = agentOf(simulator, { autoConnect: true });

    await expect(agent.getClock()).resolves.toHaveProperty('currentTime');
  });
});

describe('a request while there is no connection', () => {
  it('waits for the next connection, and is sent once', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    simulator.faults.upgrade({ status: 502 }, { times: 2 });
    simulator.dropSockets();
    await next(agent, 'closed');

    await expect(agent.getClock()).resolves.toHaveProperty('currentTime');

    expect(framesOf(simulator)).toHaveLength(1);
  });

  it('times out by its own deadline, with delivery not-sent', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    simulator.faults.upgrade({ hang: true });
    simulator.dropSockets();
    await next(agent, 'closed');

    const error = await sdkFailureOf(agent.getClock({}, { timeout: 30 }));

    expect(error).toBeInstanceOf(TimeoutError);
    expect(error).toMatchObject({ operation: 'getClock', timeoutMs: 30, delivery: 'not-sent' });
    expect(framesOf(simulator)).toEqual([]);
  });

  it('counts the time spent waiting against its deadline', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    simulator.answer('getClock', () => Simulator.SILENCE);
    simulator.faults.upgrade({ delayMs: 150 }, { times: 1 });
    simulator.dropSockets();
    await next(agent, 'closed');
    const settled: string[] = [];
    const connected = next(agent, 'connected');

    const first = sdkFailureOf(agent.getClock({}, { timeout: 500 })).finally(() => settled.push('first'));
    await connected;
    const second = sdkFailureOf(agent.getClock({}, { timeout: 500 })).finally(() => settled.push('second'));

    expect(await first).toMatchObject({ name: 'TimeoutError', delivery: 'unknown' });
    await second;
    expect(settled).toEqual(['first', 'second']);
  });

  it.each([
    ['before the agent has begun by itself', { autoConnect: true }],
    ['before connect() was called', {}],
  ])('fails at once with whenOffline: fail, %s', async (_, settings) => {
    await using simulator = await startPlatform();
    await using agent = agentOf(simulator, { whenOffline: 'fail', ...settings });

    const error = await sdkFailureOf(agent.getClock());

    expect(error).toBeInstanceOf(ConnectionError);
    expect(error).toMatchObject({ code: 'NOT_CONNECTED', delivery: 'not-sent' });
  });

  it('fails at once with whenOffline: fail during a connect and during a retry delay', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator, {
      whenOffline: 'fail',
      reconnect: { ...eagerly, firstDelay: 60_000 },
    });
    simulator.dropSockets();
    await next(agent, 'reconnecting');

    await expect(agent.getClock()).rejects.toMatchObject({ code: 'NOT_CONNECTED', delivery: 'not-sent' });
    const again = agent.reconnect(true);
    await expect(agent.getClock()).rejects.toMatchObject({ code: 'NOT_CONNECTED', delivery: 'not-sent' });
    await again;
  });

  it('fails at once when the queue of waiting requests is full', async () => {
    await using simulator = await startPlatform();
    await using agent = agentOf(simulator, { maxWaiting: 2 });
    const connecting = agent.connect();
    const waiting = [agent.getClock(), agent.getClock()];

    const error = await sdkFailureOf(agent.getClock());

    expect(error).toBeInstanceOf(ConnectionError);
    expect(error).toMatchObject({ code: 'TOO_MANY_WAITING', delivery: 'not-sent' });
    await Promise.all([connecting, ...waiting]);
    await expect(agent.getClock()).resolves.toHaveProperty('currentTime');
  });

  it('calls of connect() do not count towards that queue', async () => {
    await using simulator = await startPlatform();
    await using agent = agentOf(simulator, { maxWaiting: 1 });
    const connecting = [agent.connect(), agent.connect(), agent.connect()];

    await expect(agent.getClock()).resolves.toHaveProperty('currentTime');

    await Promise.all(connecting);
  });

  it('leaves the queue when its signal aborts', async () => {
    await using simulator = await startPlatform();
    simulator.faults.http('csds', { hang: true }, { times: 1 });
    await using agent = agentOf(simulator, { ...hasty, maxWaiting: 1 });
    const connecting = agent.connect();
    const stop = new AbortController();
    const first = failureOf(agent.getClock({}, { signal: stop.signal }));
    stop.abort();
    await first;

    await expect(agent.getClock({}, { timeout: 5_000 })).resolves.toHaveProperty('currentTime');

    await connecting;
  });

  it('is sent in the order of the calls', async () => {
    await using simulator = await startPlatform();
    await using agent = agentOf(simulator);
    const connecting = agent.connect();

    await Promise.all([1, 2, 3].map((id) => agent.request('KeepAlive', { id })));

    await connecting;
    expect(framesOf(simulator).map(({ body }) => body)).toEqual([{ id: 1 }, { id: 2 }, { id: 3 }]);
  });
});
