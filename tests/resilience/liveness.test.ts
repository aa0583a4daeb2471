import { describe, expect, it, vi } from 'vitest';
import { Agent } from '../../src/index.js';
import { FaultProxy } from '../../src/simulator/index.js';
import { agentOf, connectedTo, eagerly, framesOf, listen, next, startPlatform } from '../support/agents.js';

const watchful = { pingInterval: 100, pingTimeout: 100, reconnect: eagerly } as const;

describe('a dead peer', () => {
  it.each([
    ['a network that drops all packets', (proxy: FaultProxy) => proxy.blackhole()],
    ['a platform that closed a half-open connection', (proxy: FaultProxy) => proxy.halfOpen()],
  ])('closes the connection with 1006: %s', async (_, die) => {
    await using simulator = await startPlatform();
    await using proxy = await FaultProxy.start(simulator);
    await using agent = new Agent({ ...proxy.agentOptions(), ...watchful });
    await agent.connect();
    const closed = next(agent, 'closed');

    die(proxy);

    expect(await closed).toEqual([1006, expect.stringMatching(/does not answer/) as string]);
    const back = agent.connect();
    proxy.heal();
    await back;
  });

  it('is one that neither answers pings nor sends anything else', async () => {
    await using simulator = await startPlatform();
    simulator.faults.ignorePings();
    await using agent = await connectedTo(simulator, { ...watchful, keepAlive: false });

    const [code] = await next(agent, 'closed');

    expect(code).toBe(1006);
  });

  it('is not one that answers no pings but sends frames', async () => {
    await using simulator = await startPlatform();
    simulator.faults.ignorePings();
    await using agent = await connectedTo(simulator, { ...watchful, pingTimeout: 300, keepAlive: 20 });
    const closed = listen(agent, 'closed');

    for (let count = 0; count < 40; count += 1)
      await simulator.seen({ response: 'getClock' }, { after: lastOf(simulator) });

    expect(closed).toEqual([]);
  });
});

function lastOf({ transcript }: { readonly transcript: readonly { readonly id: number }[] }): number {
  return transcript.at(-1)?.id ?? -1;
}

describe("the platform's clock", () => {
  it('is requested at every keepAlive interval', async () => {
    await using simulator = await startPlatform();
    simulator.answer('getClock', () => ({ currentTime: Date.now() + 3_600_000 }));
    await using agent = await connectedTo(simulator, { keepAlive: 10 });

    await simulator.seen({ response: 'getClock' });
    await simulator.seen({ request: 'getClock' }, { after: lastOf(simulator) });
    // The interval may send the second request before the agent has read the first response.
    await vi.waitFor(() => expect(agent.health().clockOffsetMs).toBeGreaterThan(3_500_000), 30_000);

    expect(agent.serverTime() - Date.now()).toBeGreaterThan(3_500_000);
  });

  it('is not requested with keepAlive: false', async () => {
    await using simulator = await startPlatform();
    await using agent = agentOf(simulator, { ...watchful, keepAlive: false });
    await agent.connect();

    await simulator.seen({ kind: 'pong' });
    await simulator.seen({ kind: 'pong' }, { after: lastOf(simulator) });

    expect(framesOf(simulator)).toEqual([]);
    expect(agent.health().clockOffsetMs).toBeUndefined();
    expect(Math.abs(agent.serverTime() - Date.now())).toBeLessThan(1_000);
  });

  it('is no longer requested once the agent is closed', async () => {
    await using simulator = await startPlatform();
    const agent = await connectedTo(simulator, { keepAlive: 10 });
    await simulator.seen({ response: 'getClock' });

    await agent.close();
    const frames = framesOf(simulator).length;
    await new Promise((resolve) => setTimeout(resolve, 50));

    expect(framesOf(simulator)).toHaveLength(frames);
  });
});
