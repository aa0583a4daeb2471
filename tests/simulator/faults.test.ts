import { once } from 'node:events';
import { fetch } from 'undici';
import { describe, expect, it } from 'vitest';
import { Simulator } from '../../src/simulator/index.js';
import { Peer } from './peer.js';

const directory = (simulator: Simulator): string =>
  `http://${simulator.host}/api/account/10000001/service/baseURI.json?version=1.0`;

describe('HTTP faults', () => {
  it('answer instead of the service, by name or by path, the latest first', async () => {
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

  it('leave things out of the answer, and survive mistakes', async () => {
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

  it('drop the connection, or never answer', async () => {
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

  it('delay', async () => {
    await using simulator = await Simulator.start();
    simulator.faults.http('csds', { delayMs: 30 });
    const started = performance.now();

    const { status } = await fetch(directory(simulator));

    expect(status).toBe(200);
    expect(performance.now() - started).toBeGreaterThanOrEqual(25);
  });
});

describe('frame faults', () => {
  const isClock = ({ type }: { type?: unknown } = {}): boolean => String(type).startsWith('.GetClock');

  it('lose frames on their way in and out', async () => {
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

  it('double, replace and reorder them', async () => {
    await using simulator = await Simulator.start();
    await using peer = await Peer.of(simulator);
    simulator.faults.frames('out', isClock, { delayMs: 20 }, { times: 1 });
    const late = peer.request('.GetClock');
    await peer.request('KeepAlive');
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

  it('change what is asked', async () => {
    await using simulator = await Simulator.start();
    await using peer = await Peer.of(simulator);
    const replaceWith = '{"kind":"req","id":"r1","type":".Other"}';
    simulator.faults.frames('in', (_, raw) => raw.includes('"r1"'), { replaceWith });

    expect(await peer.request('.GetClock')).toMatchObject({ code: 400 });
  });
});

describe('upgrade faults', () => {
  it('delay', async () => {
    await using simulator = await Simulator.start();
    simulator.faults.upgrade({ delayMs: 20 });

    await using peer = await Peer.of(simulator);

    expect(await peer.request('.GetClock')).toMatchObject({ code: 200 });
  });
});

describe('closing', () => {
  it('cuts everything off, at any time, twice if need be', async () => {
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
      import { Simulator } from './src/simulator/index.ts';
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
