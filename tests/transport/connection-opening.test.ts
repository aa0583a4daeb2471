import { once } from 'node:events';
import type { Socket } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ConnectionError, TimeoutError } from '../../src/errors.js';
import { Connection } from '../../src/transport/connection.js';
import { UpgradeError } from '../../src/transport/upgrade.js';
import { wsSocket } from '../../src/transport/ws-socket.js';
import { caught } from '../support/caught.js';
import { connectionTo, NEVER_MS, openConnection, roundTrip, terminateConnections } from '../support/connections.js';
import { Queue } from '../support/queue.js';
import { refuse, SocketServer } from '../support/socket-server.js';

afterEach(terminateConnections);

describe('opening', () => {
  it.each([
    ['401 Unauthorized', {}, 401, undefined],
    ['429 Too Many Requests', { 'retry-after': '7' }, 429, 7_000],
    ['429 Too Many Requests', {}, 429, undefined],
    ['502 Bad Gateway', {}, 502, undefined],
    ['503 Service Unavailable', { 'retry-after': '0' }, 503, 0],
    ['503 Service Unavailable', { 'retry-after': '-3' }, 503, undefined],
    ['503 Service Unavailable', { 'retry-after': 'soon' }, 503, undefined],
    ['302 Found', { location: 'ws://127.0.0.1:1/' }, 302, undefined],
    ['200 OK', {}, 200, undefined],
  ])('refused with %s %j rejects with the status', async (status, headers, expected, retryAfterMs) => {
    await using server = await SocketServer.start({
      upgrade: (connection) => refuse(connection, status, { ...headers }),
    });
    const { connection, observed } = connectionTo(server.url);

    const error = await caught(connection.open());

    expect(error).toBeInstanceOf(UpgradeError);
    expect(error).toBeInstanceOf(ConnectionError);
    expect(error).toMatchObject({ status: expected, code: expected, retryAfterMs, delivery: 'not-sent' });
    expect(connection.isOpen).toBe(false);
    expect(observed.closed).not.toHaveBeenCalled();
  });

  it('without an answer rejects with a TimeoutError', async () => {
    await using server = await SocketServer.start({ upgrade: () => undefined });
    const { connection, observed } = connectionTo(server.url, { handshakeTimeoutMs: 20 });

    const error = await caught(connection.open());

    expect(error).toBeInstanceOf(TimeoutError);
    expect(error).toMatchObject({ timeoutMs: 20, delivery: 'not-sent' });
    expect(observed.closed).not.toHaveBeenCalled();
  });

  it('drops the stream at its timeout', async () => {
    const waiting = new Queue<Socket>();
    await using server = await SocketServer.start({ upgrade: (connection) => waiting.put(connection as Socket) });
    const { connection } = connectionTo(server.url, { handshakeTimeoutMs: 20 });
    const refused = caught(connection.open());

    const stream = await waiting.take();
    await refused;

    // The client has ended the stream.
    await expect(once(stream.resume(), 'end')).resolves.toEqual([]);
  });

  it('rejects with the reason of an aborted signal', async () => {
    const waiting = new Queue<Socket>();
    await using server = await SocketServer.start({ upgrade: (connection) => waiting.put(connection as Socket) });
    const { connection, observed } = connectionTo(server.url);
    const controller = new AbortController();
    const reason = new Error('not any more');
    const stopped = caught(connection.open(controller.signal));
    const stream = await waiting.take();

    controller.abort(reason);

    expect(await stopped).toBe(reason);
    await once(stream.resume(), 'end');
    expect(observed.closed).not.toHaveBeenCalled();
  });

  it('sends nothing with a signal aborted before', async () => {
    const upgraded = vi.fn<() => void>();
    await using server = await SocketServer.start({ upgrade: upgraded });
    const { connection } = connectionTo(server.url);

    expect(await caught(connection.open(AbortSignal.abort('no')))).toBe('no');

    expect(upgraded).not.toHaveBeenCalled();
  });

  it('rejects if the connection is terminated meanwhile', async () => {
    const waiting = new Queue<Socket>();
    await using server = await SocketServer.start({ upgrade: (connection) => waiting.put(connection as Socket) });
    const { connection } = connectionTo(server.url);
    const failed = caught(connection.open());
    await waiting.take();

    connection.terminate();

    expect(await failed).toBeInstanceOf(ConnectionError);
    expect(connection.isOpen).toBe(false);
  });

  it('rejects if the port is closed', async () => {
    const server = await SocketServer.start();
    const { url } = server;
    await server[Symbol.asyncDispose]();

    const error = await caught(connectionTo(url).connection.open());

    expect(error).toBeInstanceOf(ConnectionError);
    expect(error).toMatchObject({ code: 'ECONNREFUSED', delivery: 'not-sent', service: 'messaging' });
    expect((error as ConnectionError).cause).toMatchObject({ code: 'ECONNREFUSED' });
  });

  it.each([
    ['hangs up', (stream: Socket) => stream.destroy()],
    ['resets the connection', (stream: Socket) => stream.resetAndDestroy()],
    ['does not speak HTTP', (stream: Socket) => stream.end('what do you want?\r\n\r\n')],
    [
      'gives the wrong key',
      (stream: Socket) =>
        stream.write(
          'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: x\r\n\r\n',
        ),
    ],
  ])('rejects if the server %s', async (_, answer) => {
    await using server = await SocketServer.start({ upgrade: (connection) => answer(connection as Socket) });

    const error = await caught(connectionTo(server.url).connection.open());

    expect(error).toBeInstanceOf(ConnectionError);
    expect(error).not.toBeInstanceOf(UpgradeError);
  });

  it('is possible once only', async () => {
    await using it = await openConnection();

    expect(await caught(it.connection.open())).toBeInstanceOf(ConnectionError);

    await roundTrip(it.connection, it.peer);
  });

  it('keeps the URL, which carries the token, out of its errors', async () => {
    await using refusing = await SocketServer.start({
      upgrade: (connection) => refuse(connection, '401 Unauthorized'),
    });
    await using hanging = await SocketServer.start({ upgrade: () => undefined });
    const gone = await SocketServer.start();
    const urls = [refusing, hanging, gone].map(({ url }) => url.replace('token', 'SECRET-TOKEN'));
    await gone[Symbol.asyncDispose]();

    const errors = await Promise.all(
      urls.map((url) => caught(connectionTo(url, { handshakeTimeoutMs: 200 }).connection.open())),
    );

    for (const error of errors) {
      const { message, stack, cause } = error as Error;
      expect(`${message} ${stack} ${JSON.stringify(error)} ${String(cause)} ${JSON.stringify(cause)}`).not.toContain(
        'SECRET',
      );
    }
  });
});

describe('a released socket', () => {
  it('passes on no frame that it still receives', async () => {
    const server = await SocketServer.start();
    await using _ = server;
    const closed = vi.fn<() => void>();
    const notified = vi.fn<() => void>(() => connection.terminate());
    const connection: Connection = new Connection(
      {
        socket: wsSocket(server.url, {}),
        handshakeTimeoutMs: NEVER_MS,
        pingIntervalMs: NEVER_MS,
        pingTimeoutMs: NEVER_MS,
      },
      { notified, onProtocolError: notified },
      closed,
    );
    const [peer] = await Promise.all([server.peer(), connection.open()]);
    const gone = peer.closed();

    for (let count = 0; count < 20; count += 1) peer.send({ kind: 'notification', type: '.a.News' });
    peer.send('no JSON');
    await gone;

    expect(notified).toHaveBeenCalledTimes(1);
    expect(closed).toHaveBeenCalledTimes(1);
  });

  it('that opens late leaves the connection closed', async () => {
    const accepted = new Queue<() => void>();
    await using server = await SocketServer.start({ upgrade: (_, accept) => accepted.put(accept) });
    const { connection, observed } = connectionTo(server.url);
    const failed = caught(connection.open());
    const accept = await accepted.take();

    connection.terminate();
    accept();

    expect(await failed).toBeInstanceOf(ConnectionError);
    expect(connection.isOpen).toBe(false);
    expect(observed.closed).not.toHaveBeenCalled();
  });
});
