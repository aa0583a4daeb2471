import { once } from 'node:events';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Connection } from '../../src/transport/connection.js';
import {
  connectionTo,
  ignored,
  NEVER_MS,
  openConnection,
  request,
  roundTrip,
  terminateConnections,
} from '../support/connections.js';
import { SocketServer, type Peer } from '../support/socket-server.js';

afterEach(terminateConnections);

describe('closing', () => {
  it('waits for pending requests, then sends a close frame', async () => {
    await using it = await openConnection();
    const outcome = request(it.connection);
    const frame = await it.peer.received();
    const closeFrame = it.peer.closed();

    const closing = it.connection.close(NEVER_MS);
    it.peer.answer(frame, 'still');

    await expect(outcome).resolves.toMatchObject({ kind: 'resp', body: 'still' });
    await expect(closing).resolves.toEqual({ code: 1000, reason: '' });
    await expect(closeFrame).resolves.toEqual([1000, '']);
    expect(it.observed.closed).toHaveBeenCalledExactlyOnceWith(1000, '');
  });

  it('sends a close frame at once if no request is pending', async () => {
    await using it = await openConnection();
    const closeFrame = it.peer.closed();

    await expect(it.connection.close(NEVER_MS)).resolves.toEqual({ code: 1000, reason: '' });

    await expect(closeFrame).resolves.toEqual([1000, '']);
  });

  it('refuses new requests', async () => {
    await using it = await openConnection();
    void request(it.connection);

    void it.connection.close(NEVER_MS);

    expect(it.connection.isOpen).toBe(false);
    expect(it.connection.sendRequest(ignored, '.X', {}, undefined, NEVER_MS, undefined, undefined)).toBe(false);
    expect(it.connection.pendingCount).toBe(1);
  });

  it('still passes on notifications', async () => {
    await using it = await openConnection();
    void request(it.connection);
    void it.connection.close(NEVER_MS);

    it.peer.send({ kind: 'notification', type: '.a.Late' });

    await expect(it.observed.notified.take()).resolves.toMatchObject({ type: '.a.Late' });
  });

  it('waits for a response no longer than its timeout', async () => {
    await using it = await openConnection();
    const outcome = request(it.connection);

    const closing = await it.connection.close(20);

    expect(closing.code).toBe(1006);
    await expect(outcome).resolves.toMatchObject({ kind: 'lost', code: 1006 });
    expect(it.observed.closed).toHaveBeenCalledTimes(1);
  });

  it('waits for the close frame of the platform no longer than its timeout', async () => {
    await using it = await openConnection();
    it.peer.socket.pause();

    const closing = await it.connection.close(20);

    expect(closing.code).toBe(1006);
    expect(it.observed.closed).toHaveBeenCalledTimes(1);
  });

  it('resolves with the close code of the platform if that comes first', async () => {
    await using it = await openConnection();
    const outcome = request(it.connection);
    const closing = it.connection.close(NEVER_MS);
    await it.peer.received();

    it.peer.socket.close(4401, 'expired');

    await expect(closing).resolves.toEqual({ code: 4401, reason: 'expired' });
    await expect(outcome).resolves.toEqual({ kind: 'lost', code: 4401, reason: 'expired' });
  });

  it('of a connection that is not open resolves at once', async () => {
    await using server = await SocketServer.start();
    const { connection, observed } = connectionTo(server.url);

    await expect(connection.close(NEVER_MS)).resolves.toEqual({ code: 1006, reason: '' });

    expect(observed.closed).not.toHaveBeenCalled();
  });
});

describe('a silent platform', () => {
  /** Deadlines that a machine under load does not reach. */
  const LENIENT = { pingIntervalMs: 410, pingTimeoutMs: 400 };

  it('is detected, and pending requests are lost', async () => {
    await using it = await openConnection({ autoPong: false }, { pingIntervalMs: 40, pingTimeoutMs: 30 });
    const outcome = request(it.connection);

    const [code, reason] = await it.closed();

    expect(code).toBe(1006);
    expect(reason).toContain('does not answer');
    await expect(outcome).resolves.toMatchObject({ kind: 'lost', code: 1006 });
    expect(it.connection.isOpen).toBe(false);
  });

  it('is detected while closing', async () => {
    await using it = await openConnection({ autoPong: false }, { pingIntervalMs: 40, pingTimeoutMs: 30 });
    void request(it.connection);

    await expect(it.connection.close(NEVER_MS)).resolves.toMatchObject({ code: 1006 });
  });

  it('is not assumed while pings are answered', async () => {
    await using it = await openConnection({}, LENIENT);

    for (let count = 0; count < 3; count += 1) await it.peer.pinged();

    await roundTrip(it.connection, it.peer);
    expect(it.observed.closed).not.toHaveBeenCalled();
    expect(it.connection.heartbeat?.roundTripMs).toBeGreaterThanOrEqual(0);
  });

  it('is not assumed while frames are received', async () => {
    await using it = await openConnection({ autoPong: false }, LENIENT);

    for (let count = 0; count < 3; count += 1) {
      await it.peer.pinged();
      it.peer.send({ kind: 'notification', type: '.a.News' });
    }

    await roundTrip(it.connection, it.peer);
    expect(it.observed.closed).not.toHaveBeenCalled();
  });

  it('is not assumed while one frame is received byte by byte', async () => {
    await using it = await openConnection({ autoPong: false }, LENIENT);
    const frame = Buffer.from('{"kind":"notification","type":".a.Slow"}');
    const stream = it.peer.request.socket;
    stream.write(Buffer.from([0x81, frame.length]));

    for (let count = 0; count < 3; count += 1) {
      await it.peer.pinged();
      stream.write(frame.subarray(count, count + 1));
    }
    stream.write(frame.subarray(3));

    await expect(it.observed.notified.take()).resolves.toMatchObject({ type: '.a.Slow' });
    expect(it.observed.closed).not.toHaveBeenCalled();
  });
});

describe('the close of an open connection', () => {
  it.each([1000, 1001, 1008, 1011, 4401, 4407])('is reported with the code %i', async (code) => {
    await using it = await openConnection();
    const outcome = request(it.connection);
    await it.peer.received();

    it.peer.socket.close(code, 'why');

    await expect(it.closed()).resolves.toEqual([code, 'why']);
    await expect(outcome).resolves.toEqual({ kind: 'lost', code, reason: 'why' });
    expect(it.connection.isOpen).toBe(false);
    expect(it.connection.heartbeat).toBeUndefined();
  });

  it('is reported as 1006 without a close frame', async () => {
    await using it = await openConnection();

    it.peer.socket.terminate();

    await expect(it.closed()).resolves.toEqual([1006, '']);
  });

  it('is reported after the pending requests have been settled', async () => {
    await using it = await openConnection();
    const order: string[] = [];
    it.observed.closed.mockImplementation(() => order.push(`closed with ${it.connection.pendingCount} pending`));
    const outcome = request(it.connection).then(({ kind }) => order.push(kind));

    it.connection.terminate();
    await outcome;

    expect(order).toEqual(['closed with 0 pending', 'lost']);
  });

  it('is reported once, however often the connection is terminated', async () => {
    await using it = await openConnection();

    it.connection.terminate(1006, 'first');
    it.connection.terminate(1006, 'second');
    await it.connection.close(NEVER_MS);

    expect(it.observed.closed).toHaveBeenCalledExactlyOnceWith(1006, 'first');
  });
});

describe('each event in each state', () => {
  const events: Readonly<Record<string, (peer: Peer) => void>> = {
    'a close frame': (peer) => peer.socket.close(1000),
    'a close frame with a reason': (peer) => peer.socket.close(4401, 'expired'),
    'a lost socket': (peer) => peer.socket.terminate(),
    'a reset': (peer) => peer.request.socket.resetAndDestroy(),
    'bytes that are no WebSocket frame': (peer) => peer.request.socket.write(Buffer.from([0xff, 0xff, 0xff, 0xff])),
    'a frame cut in two': (peer) => peer.request.socket.end(Buffer.from([0x81, 0x7e, 0x40])),
    'text that is not UTF-8': (peer) => peer.request.socket.write(Buffer.from([0x81, 0x02, 0xc3, 0x28])),
    'no JSON': (peer) => peer.send('no JSON'),
    'an unsolicited response': (peer) => peer.send({ kind: 'resp', reqId: '99' }),
    'a ping': (peer) => peer.socket.ping('x'.repeat(125)),
    'an unsolicited pong': (peer) => peer.socket.pong(),
  };
  const states: Readonly<Record<string, (connection: Connection) => void>> = {
    open: () => undefined,
    closing: (connection) => {
      void request(connection);
      void connection.close(NEVER_MS);
    },
    closed: (connection) => connection.terminate(),
  };
  const cases = Object.keys(states).flatMap((state) => Object.keys(events).map((name) => [name, state] as const));

  it.each(cases)('%s in the state %s does not throw, and the close is reported once', async (event, state) => {
    await using it = await openConnection();
    const failed = vi.fn<() => void>();
    process.on('uncaughtExceptionMonitor', failed);

    states[state]?.(it.connection);
    events[event]?.(it.peer);
    it.peer.request.socket.end();
    await Promise.all([once(it.peer.socket, 'close'), it.closed()]);

    process.off('uncaughtExceptionMonitor', failed);
    expect(failed).not.toHaveBeenCalled();
    expect(it.observed.closed).toHaveBeenCalledTimes(1);
    expect(it.connection.isOpen).toBe(false);
    expect(it.connection.pendingCount).toBe(0);
  });
});
