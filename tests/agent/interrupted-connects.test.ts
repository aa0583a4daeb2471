import { execFile } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { Agent, ConnectionError, type LifecycleState } from '../../src/index.js';
import type { Simulator } from '../../src/simulator/index.js';
import { agentOf, failureOf, listen, reaches, sdkFailureOf, startPlatform } from '../support/agents.js';
import { expectOneSocket } from '../support/conversations.js';
import { compileFileInto, programFolder } from '../support/compiled.js';

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

  it.each(stages)(
    'ends an agent that is %s, leaves nothing running, and the agent can connect again',
    async (_, arrange) => {
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

      await expectOneSocket(simulator, agent);
    },
  );

  it('rejects the callers that wait for the connection, and emits no error', async () => {
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

  it('before the automatic connection prevents it', async () => {
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
  const folder = programFolder();
  const run = (name: string, options: object, env: Record<string, string> = {}): Promise<string> =>
    new Promise((resolve, reject) => {
      const program = compileFileInto(folder, new URL(`programs/${name}.ts`, import.meta.url));
      const allEnv = { ...process.env, ...env, AGENT_OPTIONS: JSON.stringify(options) };
      execFile(process.execPath, [program], { env: allEnv, timeout: 25_000 }, (error, stdout, stderr) =>
        error ? reject(new Error(`${error.message}\n${stderr}`)) : resolve(stdout.trim()),
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
