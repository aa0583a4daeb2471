import { mock } from 'node:test';
import { Agent, type AgentOptions } from '../../../src/index.js';
import { FaultProxy } from '../../../src/simulator/index.js';
import { Heartbeat } from '../../../src/transport/heartbeat.js';
import { agentOf, next, startPlatform } from '../../support/agents.js';
import { after } from '../figure.js';

/** Cuts the network of each agent at another moment of its heartbeat. @returns Time until `closed` of each, in ms. */
export async function deadSockets(
  count: number,
  settings: Partial<AgentOptions>,
  spreadMs: number,
): Promise<readonly number[]> {
  await using simulator = await startPlatform({ agents: Array.from({ length: count }, () => ({})) });
  const connected = await Promise.all(
    simulator.agents.map(async (user) => {
      const proxy = await FaultProxy.start(simulator);
      const agent = new Agent({ ...proxy.agentOptions('password', user), reconnect: false, ...settings });
      await agent.connect();
      return { proxy, agent };
    }),
  );
  return await Promise.all(
    connected.map(async ({ proxy, agent }, index) => {
      await after((spreadMs * index) / count);
      proxy.blackhole();
      const from = performance.now();
      await next(agent, 'closed');
      const tookMs = performance.now() - from;
      agent.dispose();
      await proxy.close();
      return tookMs;
    }),
  );
}

/**
 * A day, in simulated time, with only pings and pongs; a pong takes up to just below the deadline.
 *
 * @returns The number of pings, and how often the heartbeat closed the socket.
 */
export async function quietDay(
  pingIntervalMs: number,
  pingTimeoutMs: number,
): Promise<{ alarms: number; pings: number }> {
  mock.timers.enable({ apis: ['setTimeout', 'setImmediate', 'Date'] });
  try {
    let pings = 0;
    let alarms = 0;
    const socket = {
      bytesRead: 0,
      ping(): void {
        pings += 1;
        const delayMs = Math.random() * (pingTimeoutMs - 1);
        setTimeout(() => {
          socket.bytesRead += 2;
          heartbeat.onPong();
        }, delayMs);
      },
    };
    const heartbeat: Heartbeat = new Heartbeat(socket, () => (alarms += 1), { pingIntervalMs, pingTimeoutMs });
    heartbeat.start();
    for (let second = 0; second < 24 * 60 * 60; second += 1) mock.timers.tick(1_000);
    heartbeat.stop();
    return { alarms, pings };
  } finally {
    mock.timers.reset();
  }
}

/** An agent with a short deadline on a slow network. @returns How often the heartbeat closed the socket. */
export async function slowDay(forMs: number): Promise<number> {
  await using simulator = await startPlatform();
  await using proxy = await FaultProxy.start(simulator);
  await using agent = new Agent({ ...proxy.agentOptions(), pingInterval: 200, pingTimeout: 150, keepAlive: false });
  await agent.connect();
  let closed = 0;
  agent.on('closed', () => void (closed += 1));
  proxy.conditions({ latencyMs: 30, chunkBytes: 1 });
  await after(forMs);
  return closed;
}

/** The faults that keep an agent from connecting. */
const stalls: Readonly<Record<string, (arranged: Arranged) => void>> = {
  'the directory does not answer': ({ simulator }) => void simulator.faults.http('csds', { hang: true }),
  'the directory drops the connection': ({ simulator }) => void simulator.faults.http('csds', { drop: true }),
  'the login does not answer': ({ simulator }) => void simulator.faults.http('login', { hang: true }),
  'the login drops the connection': ({ simulator }) => void simulator.faults.http('login', { drop: true }),
  'the login is in trouble': ({ simulator }) => void simulator.faults.http('login', { status: 503 }),
  'the login is throttled': ({ simulator }) => void simulator.faults.http('login', { status: 429 }),
  'the upgrade is not answered': ({ simulator }) => void simulator.faults.upgrade({ hang: true }),
  'the upgrade is dropped': ({ simulator }) => void simulator.faults.upgrade({ drop: true }),
  'the upgrade is refused': ({ simulator }) => void simulator.faults.upgrade({ status: 502 }),
  'the network takes everything and gives nothing': ({ proxy }) => proxy.blackhole(),
  'the network turns everything away': ({ proxy }) => proxy.refuse(),
  'the network crawls': ({ proxy }) => proxy.conditions({ chunkBytes: 1, latencyMs: 60_000 }),
  'the login crawls': ({ simulator }) => void simulator.faults.http('login', { delayMs: 3_600_000 }),
};

interface Arranged {
  readonly simulator: Awaited<ReturnType<typeof startPlatform>>;
  readonly proxy: FaultProxy;
}

/** The outcome of `connect()` with each fault, and of a first request without a response. */
export async function standstills(
  settings: Partial<AgentOptions>,
): Promise<readonly { readonly stall: string; readonly tookMs: number; readonly outcome: string }[]> {
  const stalled = Object.entries(stalls).map(async ([stall, arrange]) => {
    await using simulator = await startPlatform();
    await using proxy = await FaultProxy.start(simulator);
    arrange({ simulator, proxy });
    const agent = new Agent({ ...proxy.agentOptions(), autoConnect: false, ...settings });
    const from = performance.now();
    const outcome = await agent.connect().then(
      () => 'connected',
      (error: Error) => error.name,
    );
    const tookMs = performance.now() - from;
    agent.dispose();
    return { stall, tookMs, outcome };
  });
  return Promise.all([...stalled, firstResponse(settings)]);
}

async function firstResponse({
  requestTimeout: timeout,
}: Partial<AgentOptions>): Promise<{ readonly stall: string; readonly tookMs: number; readonly outcome: string }> {
  await using simulator = await startPlatform();
  simulator.faults.frames('out', () => true, { drop: true });
  const agent = agentOf(simulator);
  await agent.connect();
  const from = performance.now();
  const outcome = await agent.getClock({}, { timeout }).then(
    () => 'answered',
    (error: Error) => error.name,
  );
  const tookMs = performance.now() - from;
  agent.dispose();
  return { stall: 'the first request is not answered', tookMs, outcome };
}

/** Resets the connections of a working platform. @returns Time from each reset to `ready`, in ms. */
export async function resets(agents: number, times: number): Promise<readonly number[]> {
  await using simulator = await startPlatform({ agents: Array.from({ length: agents }, () => ({})) });
  const all = simulator.agents.map(async (user) => {
    await using proxy = await FaultProxy.start(simulator);
    // Each connection counts as stable, so that each reconnect is a first attempt.
    const reconnect = { stableAfter: 0 };
    await using agent = new Agent({ ...proxy.agentOptions('password', user), reconnect });
    await agent.connect();
    const took: number[] = [];
    for (let time = 0; time < times; time += 1) {
      await after(Math.random() * 50);
      const closed = next(agent, 'closed');
      const from = performance.now();
      proxy.reset();
      await closed;
      await agent.connect();
      took.push(performance.now() - from);
    }
    return took;
  });
  return (await Promise.all(all)).flat();
}
