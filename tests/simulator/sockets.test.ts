import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { Simulator } from '../../src/simulator/index.js';
import { logIn, Peer, socketUrl, upgradeStatus } from './peer.js';

describe('upgrade', () => {
  it.each(['?v=2', '?v=2.0', '?v=2.1', '?v=2.1&integrationVersion=3.7.0'])('is accepted with %s', async (query) => {
    await using simulator = await Simulator.start();
    const { bearer } = await logIn(simulator);

    expect(await upgradeStatus(socketUrl(simulator, bearer, query))).toBe(101);
  });

  it('is refused with a wrong version, token or path', async () => {
    await using simulator = await Simulator.start();
    const { bearer } = await logIn(simulator);
    const good = socketUrl(simulator, bearer);

    const statuses = [
      socketUrl(simulator, bearer, ''),
      socketUrl(simulator, bearer, '?v=1'),
      socketUrl(simulator, 'wrong'),
      socketUrl(simulator, '%E0%A4%A'),
      good.replace('/brand/', '/consumer/'),
      good.replace('10000001', '10000002'),
    ].map(upgradeStatus);

    expect(await Promise.all(statuses)).toEqual([400, 400, 401, 401, 404, 404]);
  });

  it.each([401, 429, 502])('is refused with %i by a fault, the given number of times', async (status) => {
    await using simulator = await Simulator.start();
    const { bearer } = await logIn(simulator);
    simulator.faults.upgrade({ status, headers: { 'Retry-After': '1' } }, { times: 1 });

    expect(await upgradeStatus(socketUrl(simulator, bearer))).toBe(status);
    expect(await upgradeStatus(socketUrl(simulator, bearer))).toBe(101);
  });

  it('is dropped, or hangs until the simulator closes', async () => {
    const simulator = await Simulator.start();
    const { bearer } = await logIn(simulator);
    simulator.faults.upgrade({ hang: true });
    simulator.faults.upgrade({ drop: true }, { times: 1 });
    const failed = async (): Promise<unknown> => once(new WebSocket(socketUrl(simulator, bearer)), 'error');

    expect(await failed()).toMatchObject([{ code: 'ECONNRESET' }]);
    const hanging = failed();
    const first = await simulator.seen({ kind: 'upgrade' });
    await simulator.seen({ kind: 'upgrade' }, { after: first });
    await simulator.close();

    expect(await hanging).toMatchObject([{ code: 'ECONNRESET' }]);
  });
});

describe('socket', () => {
  it('answers pings, unless pings are ignored', async () => {
    await using simulator = await Simulator.start();
    await using peer = await Peer.of(simulator);

    peer.webSocket.ping('one');
    const [echo] = (await once(peer.webSocket, 'pong')) as [Buffer];
    simulator.faults.ignorePings();
    let pongs = 0;
    peer.webSocket.on('pong', () => (pongs += 1));
    peer.webSocket.ping('two');
    await peer.request('.GetClock');

    expect(echo.toString()).toBe('one');
    expect(pongs).toBe(0);
    expect(simulator.transcript.filter(({ kind }) => kind === 'ping')).toHaveLength(2);
  });

  it.each([1000, 1001, 1008, 1011, 4401, 4407])('is closed with %i by closeSockets', async (code) => {
    await using simulator = await Simulator.start();
    await using peer = await Peer.of(simulator);

    simulator.closeSockets(code, 'because');

    expect(await peer.closed).toBe(code);
    await simulator.seen({ kind: 'close' });
    expect(simulator.sockets).toBe(0);
  });

  it('is closed even with a code that must not be sent', async () => {
    await using simulator = await Simulator.start();
    await using peer = await Peer.of(simulator);

    simulator.closeSockets(1004);

    expect(await peer.closed).toBe(1006);
  });

  it.each(['drop', 'close'])('is cut without a close frame (%s)', async (how) => {
    await using simulator = await Simulator.start();
    await using peer = await Peer.of(simulator);

    if (how === 'drop') simulator.dropSockets();
    else simulator.closeSockets(1006);

    expect(await peer.closed).toBe(1006);
  });

  it('outlives its session, unless dropReplacedSockets or closeCode is set', async () => {
    await using lenient = await Simulator.start();
    await using strict = await Simulator.start({ dropReplacedSockets: true });
    await using kept = await Peer.of(lenient);
    await using dropped = await Peer.of(strict);

    await Promise.all([logIn(lenient), logIn(strict)]);

    expect(await dropped.closed).toBe(1006);
    expect(await kept.request('.GetClock')).toMatchObject({ code: 200 });

    lenient.revoke(undefined, { closeCode: 4401 });

    expect(await kept.closed).toBe(4401);
  });

  it('sends nothing during a black hole, and everything after it', async () => {
    await using simulator = await Simulator.start();
    await using peer = await Peer.of(simulator);
    const { bearer } = await logIn(simulator);
    simulator.blackhole();

    const answer = peer.request('.GetClock');
    const opened = Peer.open(socketUrl(simulator, bearer));
    simulator.notify('.Unheard', {});
    await simulator.seen((entry) => entry.kind === 'upgrade' && entry.status === undefined);
    expect(peer.frames).toEqual([]);
    expect(peer.webSocket.readyState).toBe(WebSocket.OPEN);
    simulator.blackhole(false);

    expect(await answer).toMatchObject({ code: 200 });
    expect(peer.frames.map(({ type }) => type)).toEqual(['.Unheard', '.GetClock$Response']);
    await using late = await opened;
    expect(await late.request('.GetClock')).toMatchObject({ code: 200 });
  });

  it('sends frames of any kind unchanged', async () => {
    await using simulator = await Simulator.start();
    await using peer = await Peer.of(simulator);
    const huge = { kind: 'notification', type: '.Huge', body: { text: 'x'.repeat(5_000_000) } };

    simulator.send('not json');
    simulator.send({ kind: 'resp', reqId: 'unknown', code: 200 });
    simulator.send(Buffer.from([0, 1, 2]));
    simulator.send(huge);
    simulator.notify('.ams.routing.RingUpdated', { ringId: 'r' });
    await peer.request('.GetClock');

    expect(peer.frames[0]).toMatchObject({ kind: 'unreadable', type: 'not json' });
    expect(peer.frames[1]).toEqual({ kind: 'resp', reqId: 'unknown', code: 200 });
    expect(peer.frames[3]).toEqual(huge);
    expect(peer.frames[4]).toMatchObject({ kind: 'notification', type: '.ams.routing.RingUpdated' });
  });

  it('survives malformed input', async () => {
    await using simulator = await Simulator.start();
    await using peer = await Peer.of(simulator);
    const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;

    for (const frame of ['', '{', 'null', '7', '[]', '{"kind":"req"}', '{"kind":"req","id":{},"type":"x"}', deep]) {
      peer.webSocket.send(frame);
    }
    peer.webSocket.send(`{"kind":"req","id":"deep","type":"password","body":{"password":${deep}}}`);
    peer.webSocket.send(Buffer.from('{"kind":"req","id":"binary","type":".GetClock"}'), { binary: true });
    peer.webSocket.send('{"kind":"req","id":"proto","type":"__proto__","body":{"__proto__":1}}');
    const { port } = simulator;
    for (const bytes of [
      '\r\n\r\n',
      'GET // HTTP/1.1\r\nHost: x\r\n\r\n',
      'GET //%E0 HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
    ]) {
      const tcp = connect(port, '127.0.0.1');
      tcp.end(bytes);
      tcp.resume();
      await once(tcp, 'close');
    }
    await using broken = await Peer.of(simulator);
    // An invalid frame: its reserved bits are set. `ws` has no public method for sending one.
    (broken.webSocket as unknown as { _socket: { write(data: Buffer): void } })._socket.write(
      Buffer.from([0xff, 0x00]),
    );
    await broken.closed;

    expect(await peer.request('.GetClock')).toMatchObject({ code: 200 });
    expect(peer.frames.filter(({ kind }) => kind === 'resp').map(({ reqId, code }) => [reqId, code])).toEqual([
      ['deep', 400],
      ['proto', 400],
      ['r1', 200],
    ]);
  });
});
