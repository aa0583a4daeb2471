import { describe, expect, it } from 'vitest';
import { Agent } from '../../src/index.js';
import { FaultProxy } from '../../src/simulator/index.js';
import { agentOf, connectedTo, eagerly, framesOf, next, sdkFailureOf, startPlatform } from '../support/agents.js';

describe('a request made offline', () => {
  it('waits for the connection, and is sent once', async () => {
    await using simulator = await startPlatform();
    await using agent = agentOf(simulator);
    const connecting = agent.connect();

    const clock = await agent.getClock();
    await connecting;

    expect(clock).toHaveProperty('currentTime');
    expect(framesOf(simulator)).toHaveLength(1);
  });

  it('resolves if a handler of closed makes it', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    const afterClosed = next(agent, 'closed').then(() => agent.getClock());
    const inHandler = new Promise((resolve, reject) => {
      agent.once('closed', () => void agent.getClock().then(resolve, reject));
    });

    simulator.dropSockets();

    await expect(Promise.all([inHandler, afterClosed])).resolves.toHaveLength(2);
  });

  it('rejects at its own deadline, and is not sent', async () => {
    await using simulator = await startPlatform();
    simulator.faults.upgrade({ hang: true });
    await using agent = agentOf(simulator);
    const connecting = sdkFailureOf(agent.connect());

    const error = await sdkFailureOf(agent.getClock({}, { timeout: 50 }));
    agent.dispose();
    await connecting;

    expect(error).toMatchObject({ name: 'TimeoutError', delivery: 'not-sent', timeoutMs: 50 });
    expect(framesOf(simulator)).toEqual([]);
  });

  it('rejects at once with whenOffline: fail', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator, { whenOffline: 'fail' });
    const lost = next(agent, 'closed');
    simulator.dropSockets();
    await lost;

    const error = await sdkFailureOf(agent.getClock());

    expect(error).toMatchObject({ name: 'ConnectionError', code: 'NOT_CONNECTED', delivery: 'not-sent' });
  });

  it('rejects at once if maxWaiting requests wait already', async () => {
    await using simulator = await startPlatform();
    simulator.faults.upgrade({ delayMs: 50 });
    await using agent = agentOf(simulator, { maxWaiting: 2 });
    const connecting = agent.connect();

    const outcomes = await Promise.allSettled([agent.getClock(), agent.getClock(), agent.getClock()]);
    await connecting;

    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected']);
    expect(outcomes[2]).toMatchObject({ reason: { code: 'TOO_MANY_WAITING', delivery: 'not-sent' } });
  });

  it('rejects with the reason of an aborted signal', async () => {
    await using simulator = await startPlatform();
    simulator.faults.upgrade({ hang: true });
    await using agent = agentOf(simulator);
    const connecting = sdkFailureOf(agent.connect());
    const controller = new AbortController();
    const request = agent.getClock({}, { signal: controller.signal });

    controller.abort(new Error('Not needed any more'));

    await expect(request).rejects.toThrow('Not needed any more');
    agent.dispose();
    await connecting;
  });

  it('rejects when the agent is disposed of', async () => {
    await using simulator = await startPlatform();
    simulator.faults.upgrade({ hang: true });
    const agent = agentOf(simulator);
    const failures = Promise.all([agent.connect(), agent.getClock()].map((promise) => sdkFailureOf(promise)));

    agent.dispose();

    expect(await failures).toMatchObject([{ code: 'CLOSED' }, { code: 'CLOSED', delivery: 'not-sent' }]);
  });
});

describe('a request in flight when the connection is lost', () => {
  it.each([
    ['reset', (proxy: FaultProxy) => proxy.reset()],
    ['dropped', (proxy: FaultProxy) => proxy.drop()],
    ['half open', (proxy: FaultProxy) => proxy.halfOpen()],
    ['dead', (proxy: FaultProxy) => proxy.blackhole()],
  ])('rejects with delivery unknown, and is not sent again (%s)', async (_, cut) => {
    await using simulator = await startPlatform();
    await using proxy = await FaultProxy.start(simulator);
    simulator.faults.frames('out', () => true, { drop: true }, { times: 1 });
    await using agent = new Agent({ ...proxy.agentOptions(), reconnect: eagerly, pingInterval: 100, pingTimeout: 100 });
    await agent.connect();
    const failure = sdkFailureOf(agent.getUserProfile({ userId: 'colleague' }));
    await simulator.seen({ request: 'getUserProfile' });

    cut(proxy);

    expect(await failure).toMatchObject({ name: 'ConnectionError', code: 1006, delivery: 'unknown' });
    proxy.heal();
    await agent.connect();
    await agent.getClock();
    expect(framesOf(simulator).filter(({ type }) => type === '.ams.userprofile.GetUserProfile')).toHaveLength(1);
  });
});
