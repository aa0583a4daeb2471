import { once } from 'node:events';
import { fetch } from 'undici';
import { describe, expect, it } from 'vitest';
import { Simulator, SimulatorClock } from '../../src/simulator/index.js';
import { Peer } from './peer.js';

const directory = (simulator: Simulator): string =>
  `http://${simulator.host}/api/account/10000001/service/baseURI.json?version=1.0`;

/** The entry of the feed for the next fault that is applied. */
async function nextFault(simulator: Simulator): Promise<unknown> {
  for await (const entry of simulator.feed({ from: 'now' })) {
    if (entry.kind === 'event' && entry.type === 'fault.applied') return entry.body;
  }
  throw new Error('The simulator closed before a fault was applied');
}

describe('HTTP faults', () => {
  it('replace the answer of a service, by name or path, the latest fault first', async () => {
    await using simulator = await Simulator.start();
    simulator.faults.http(/baseURI\.json\?version/, { status: 503, body: 'busy', headers: { 'retry-after': '2' } });
    const removal = simulator.faults.http('csds', { body: { baseURIs: [] } });

    const empty = await fetch(directory(simulator));
    removal();
    const busy = await fetch(directory(simulator));
    simulator.faults.clear();
    const good = await fetch(directory(simulator));

    expect([empty.status, await empty.json()]).toEqual([200, { baseURIs: [] }]);
    expect([busy.status, await busy.text(), busy.headers.get('retry-after')]).toEqual([503, 'busy', '2']);
    expect(good.status).toBe(200);
  });

  it('edit the answer, and show an error of the edit in the answer', async () => {
    await using simulator = await Simulator.start();
    simulator.faults.http('csds', {
      edit: () => {
        throw new Error('mine');
      },
    });
    simulator.faults.http('csds', { edit: () => ({ baseURIs: 7 }) }, { times: 1 });

    expect(await (await fetch(directory(simulator))).json()).toEqual({ baseURIs: 7 });
    expect(await (await fetch(directory(simulator))).json()).toEqual({ error: { message: 'Error: mine' } });
    expect(() => simulator.faults.http('csds', { status: 7 })).toThrow('Fault with status 7');
  });

  it('drop the connection, or hang until the simulator closes', async () => {
    const simulator = await Simulator.start();
    simulator.faults.http('csds', { hang: true });
    simulator.faults.http('csds', { drop: true }, { times: 1 });

    await expect(fetch(directory(simulator))).rejects.toThrow('fetch failed');
    const hanging = fetch(directory(simulator));
    hanging.catch(() => {});
    await simulator.seen({ http: 'csds' }, { after: await simulator.seen({ http: 'csds' }) });
    await simulator.close();

    await expect(hanging).rejects.toThrow('fetch failed');
  });

  it('delay an answer', async () => {
    await using simulator = await Simulator.start({ clock: SimulatorClock.stopped() });
    const started = simulator.clock.now();
    simulator.faults.http('csds', { delayMs: 30_000 });
    const applied = nextFault(simulator);

    const answer = fetch(directory(simulator));
    expect(await applied).toEqual({
      path: '/api/account/10000001/service/baseURI.json?version=1.0',
      delayMs: 30_000,
    });
    expect(simulator.transcript).toEqual([]);
    simulator.clock.advance(30_000);

    expect((await answer).status).toBe(200);
    expect(await simulator.seen({ http: 'csds' })).toMatchObject({ at: started + 30_000 });
  });
});

describe('frame faults', () => {
  const isClock = ({ type }: { type?: unknown } = {}): boolean => String(type).startsWith('.GetClock');

  it('drop frames in both directions', async () => {
    await using simulator = await Simulator.start();
    await using peer = await Peer.of(simulator);
    simulator.faults.frames('in', isClock, { drop: true }, { times: 1 });

    void peer.request('.GetClock');
    await simulator.seen((entry) => entry.kind === 'frame' && entry.fault === 'dropped');
    simulator.faults.frames('out', isClock, { drop: true }, { times: 1 });
    void peer.request('.GetClock');
    await peer.request('KeepAlive');

    expect(peer.frames.map(({ reqId }) => reqId)).toEqual(['r3']);
  });

  it('duplicate, replace and delay frames', async () => {
    await using simulator = await Simulator.start({ clock: SimulatorClock.stopped() });
    await using peer = await Peer.of(simulator);
    simulator.faults.frames('out', isClock, { delayMs: 20_000 }, { times: 1 });
    const late = peer.request('.GetClock');
    await peer.request('KeepAlive');
    simulator.clock.advance(20_000);
    await late;
    simulator.faults.frames(
      'out',
      isClock,
      { duplicate: true, replaceWith: '{"kind":"resp","reqId":"r3"}' },
      { times: 1 },
    );
    await peer.request('.GetClock');
    await peer.request('KeepAlive');

    expect(peer.frames.map(({ reqId }) => reqId)).toEqual(['r2', 'r1', 'r3', 'r3', 'r4']);
  });

  it('replace a request', async () => {
    await using simulator = await Simulator.start();
    await using peer = await Peer.of(simulator);
    const replaceWith = '{"kind":"req","id":"r1","type":".Other"}';
    simulator.faults.frames('in', (_, raw) => raw.includes('"r1"'), { replaceWith });

    expect(await peer.request('.GetClock')).toMatchObject({ code: 400 });
  });
});

describe('upgrade faults', () => {
  it('delay an upgrade', async () => {
    await using simulator = await Simulator.start({ clock: SimulatorClock.stopped() });
    simulator.faults.upgrade({ delayMs: 20_000 });
    const applied = nextFault(simulator);

    const opening = Peer.of(simulator);
    expect(await applied).toMatchObject({ path: expect.stringContaining('[redacted]'), delayMs: 20_000 });
    simulator.clock.advance(20_000);

    await using peer = await opening;
    expect(await peer.request('.GetClock')).toMatchObject({ code: 200 });
  });
});

describe('close', () => {
  it('cuts all connections in any state, and may be called twice', async () => {
    const simulator = await Simulator.start({ ringExpirationMs: 10 });
    const peer = await Peer.ready(simulator);
    await simulator.consumer().startConversation();
    simulator.blackhole();
    const hole = Peer.of(simulator);
    hole.catch(() => {});
    await simulator.seen({ http: 'login' }, { after: await simulator.seen({ http: 'login' }) });

    await Promise.all([simulator.close(), simulator.close()]);

    expect(await peer.closed).toBe(1006);
    await expect(fetch(directory(simulator))).rejects.toThrow('fetch failed');
    await expect(simulator.seen(() => false)).rejects.toThrow('closed while this promise was pending');
  });

  it('frees the port', async () => {
    const first = await Simulator.start();
    const { port } = first;
    await first.close();

    await using second = await Simulator.start({ port });

    expect(second.port).toBe(port);
  });

  it('lets the process end', async () => {
    const { spawn } = await import('node:child_process');
    const script = `
      import { Simulator, SimulatorClock } from './src/simulator/index.ts';
      import { Peer } from './tests/simulator/peer.ts';
      const simulator = await Simulator.start({ ringExpirationMs: 5000 });
      const peer = await Peer.ready(simulator);
      await simulator.consumer().startConversation();
      await simulator.close();
      console.log(await peer.closed);`;
    const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));

    const [code] = (await once(child, 'exit')) as [number];

    expect([code, output.trim()]).toEqual([0, '1006']);
  });
});
