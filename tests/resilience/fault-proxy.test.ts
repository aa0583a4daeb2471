import { describe, expect, it } from 'vitest';
import { Agent } from '../../src/index.js';
import { FaultProxy, type Simulator } from '../../src/simulator/index.js';
import { eagerly, next, sdkFailureOf, startPlatform } from '../support/agents.js';

async function through(
  simulator: Simulator,
): Promise<{ readonly proxy: FaultProxy; readonly agent: Agent } & AsyncDisposable> {
  const proxy = await FaultProxy.start(simulator);
  const agent = new Agent({ ...proxy.agentOptions(), autoConnect: false, reconnect: eagerly, keepAlive: false });
  return {
    proxy,
    agent,
    [Symbol.asyncDispose]: async () => {
      agent.dispose();
      await proxy.close();
    },
  };
}

describe('a fault proxy', () => {
  it('forwards everything unchanged by default', async () => {
    await using simulator = await startPlatform();
    await using it = await through(simulator);

    await it.agent.connect();

    await expect(it.agent.getClock()).resolves.toHaveProperty('currentTime');
    expect(it.proxy.connections).toBeGreaterThan(0);
  });

  it('forwards TLS without decrypting it', async () => {
    await using simulator = await startPlatform({ tls: true });
    await using it = await through(simulator);
    it.proxy.conditions({ chunkBytes: 50 });

    await it.agent.connect();

    await expect(it.agent.getClock()).resolves.toHaveProperty('currentTime');
  });

  it('forwards uploads of files', async () => {
    await using simulator = await startPlatform();
    await using it = await through(simulator);
    await it.agent.connect();
    const address = await it.agent.generateURLForUploadFile({ fileSize: 3, fileType: 'PNG' });

    const { temp_url_sig, temp_url_expires } = address.queryParams;
    const { status } = await it.agent.callService('swift', address.relativePath, {
      method: 'PUT',
      query: { temp_url_sig, temp_url_expires },
      body: Buffer.from('abc'),
      auth: 'none',
    });

    expect(status).toBe(201);
  });

  it('delays bytes by latencyMs in each direction', async () => {
    await using simulator = await startPlatform();
    await using it = await through(simulator);
    await it.agent.connect();
    it.proxy.conditions({ latencyMs: 60 });
    const from = performance.now();

    await it.agent.getClock();

    // The delay in both directions.
    expect(performance.now() - from).toBeGreaterThanOrEqual(118);
  });

  it('forwards chunks of chunkBytes', async () => {
    await using simulator = await startPlatform();
    await using it = await through(simulator);
    it.proxy.conditions({ chunkBytes: 1 });

    await it.agent.connect();

    await expect(it.agent.getClock()).resolves.toHaveProperty('currentTime');
  });

  it('holds everything during a black hole, and forwards it afterwards', async () => {
    await using simulator = await startPlatform();
    await using it = await through(simulator);
    await it.agent.connect();
    it.proxy.blackhole();
    const before = simulator.transcript.length;
    const clock = it.agent.getClock();
    await sdkFailureOf(it.agent.getUserProfile({}, { timeout: 50 }));
    expect(simulator.transcript).toHaveLength(before);

    it.proxy.blackhole(false);

    await expect(clock).resolves.toHaveProperty('currentTime');
    await simulator.seen({ request: 'getUserProfile' });
  });

  it.each([
    ['resets', (proxy: FaultProxy) => proxy.reset()],
    ['drops', (proxy: FaultProxy) => proxy.drop()],
  ])('%s connections without a close frame', async (_, cut) => {
    await using simulator = await startPlatform();
    await using it = await through(simulator);
    await it.agent.connect();
    const closed = next(it.agent, 'closed');
    const back = next(it.agent, 'reconnected');

    cut(it.proxy);

    expect((await closed)[0]).toBe(1006);
    await simulator.seen({ kind: 'close' });
    await back;
  });

  it('cuts the connection inside a frame, so that half of the response arrives', async () => {
    await using simulator = await startPlatform();
    await using it = await through(simulator);
    await it.agent.connect();
    it.proxy.cutFrame();

    const error = await sdkFailureOf(it.agent.getClock());

    expect(error).toMatchObject({ name: 'ConnectionError', code: 1006, delivery: 'unknown' });
    await simulator.seen({ response: 'getClock' });
  });

  it('leaves connections half open: the platform sees their end, the agent does not', async () => {
    await using simulator = await startPlatform();
    await using it = await through(simulator);
    await it.agent.connect();

    it.proxy.halfOpen();
    await simulator.seen({ kind: 'close' });

    await expect(it.agent.getClock({}, { timeout: 50 })).rejects.toMatchObject({ name: 'TimeoutError' });
    expect(it.agent.connected).toBe(true);
  });

  it('delays the end of a connection by closeDelayMs', async () => {
    await using simulator = await startPlatform();
    await using it = await through(simulator);
    await it.agent.connect();
    it.proxy.conditions({ closeDelayMs: 150 });
    const closed = next(it.agent, 'closed');
    const from = performance.now();

    simulator.closeSockets(1000);
    await closed;

    expect(performance.now() - from).toBeGreaterThanOrEqual(145);
  });

  it('refuses new connections, and keeps the open ones', async () => {
    await using simulator = await startPlatform();
    await using it = await through(simulator);
    await it.agent.connect();
    it.proxy.refuse();
    const other = new Agent({ ...it.proxy.agentOptions(), autoConnect: false });

    await expect(sdkFailureOf(other.connect({ timeout: 50 }))).resolves.toMatchObject({ name: 'TimeoutError' });
    other.dispose();
    await expect(it.agent.getClock()).resolves.toHaveProperty('currentTime');
  });

  it('heal() ends all its faults', async () => {
    await using simulator = await startPlatform();
    await using it = await through(simulator);
    it.proxy.refuse();
    it.proxy.blackhole();
    it.proxy.conditions({ latencyMs: 60_000 });

    it.proxy.heal();

    await expect(it.agent.connect()).resolves.toBeUndefined();
  });

  it('ends all connections when it is closed, also by two calls', async () => {
    await using simulator = await startPlatform();
    const proxy = await FaultProxy.start(simulator);
    const agent = new Agent({ ...proxy.agentOptions(), autoConnect: false, reconnect: false });
    await agent.connect();
    const closed = next(agent, 'closed');

    await Promise.all([proxy.close(), proxy.close()]);
    await closed;

    expect(proxy.connections).toBe(0);
  });
});
