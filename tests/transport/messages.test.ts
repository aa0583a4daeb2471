import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { describe, expect, it } from 'vitest';
import type { ClientOptions, WebSocket } from 'ws';
import { Connection, type ConnectOptions } from '../../src/transport/connection.js';
import { WsSocket } from '../../src/transport/ws-socket.js';
import { loopbackCertificate } from '../support/certificate.js';
import { Queue } from '../support/queue.js';
import { acceptance, frame, OPCODE, textFrame } from '../support/raw-frames.js';
import { SocketServer } from '../support/socket-server.js';

/** Longer than any test. */
const NEVER_MS = 60_000;
/** The smallest record size that TLS accepts: a response of this length is a record of its own. */
const RECORD_BYTES = 512;

const notification = (type: string): string => JSON.stringify({ kind: 'notification', type });

interface Target extends Partial<Omit<ConnectOptions, 'socket'>> {
  readonly socket?: ClientOptions;
}

/** A connection, and the `ws` socket that it makes when it is opened. `report` receives the type of each notification. */
function begin(url: string, { socket, ...options }: Target, report: (event: string) => void) {
  const sockets: WsSocket[] = [];
  const connection = new Connection(
    {
      socket: (handler) => {
        const made = new WsSocket(url, socket ?? {}, handler);
        sockets.push(made);
        return made;
      },
      handshakeTimeoutMs: NEVER_MS,
      pingIntervalMs: NEVER_MS,
      pingTimeoutMs: NEVER_MS,
      ...options,
    },
    { notified: ({ type }) => report(String(type)), onProtocolError: report },
    () => report('closed'),
  );
  return { connection, webSocket: () => sockets[0]?.webSocket };
}

/** Resolves with the stream below the socket. */
function streamOf(socket: WebSocket | undefined): Promise<Socket> {
  return new Promise((resolve) => socket?.once('upgrade', (response) => resolve(response.socket)));
}

/** Resolves when so many bytes have been read from the stream. Reading them emits no event while it is paused. */
async function hasRead(stream: Socket, bytes: number): Promise<void> {
  while (stream.bytesRead < bytes) await new Promise((resolve) => setImmediate(resolve));
}

describe('messages are received in the order in which they were sent', () => {
  const long = 'long'.padEnd(70_000, '.');
  const fragments = notification('in fragments');
  const sent = Buffer.concat([
    textFrame(notification(long)),
    textFrame(notification('short')),
    frame(OPCODE.text, fragments.slice(0, 5), false),
    frame(OPCODE.continuation, fragments.slice(5)),
    frame(OPCODE.ping),
    textFrame(notification('shorter')),
    textFrame(notification('last')),
  ]);

  it.each([false, true])('with allowSynchronousEvents: %s', async (allowSynchronousEvents) => {
    await using server = await SocketServer.start();
    const received = new Queue<string>();
    const { connection } = begin(server.url, { socket: { allowSynchronousEvents } }, (event) => received.put(event));
    const [peer] = await Promise.all([server.peer(), connection.open()]);

    peer.request.socket.write(sent);

    for (const type of [long, 'short', 'in fragments', 'shorter', 'last']) expect(await received.take()).toBe(type);
    connection.terminate();
  });
});

describe('a paused socket', () => {
  it.each([false, true])('that is terminated delivers what was received before (TLS: %s)', async (isSecure) => {
    const tls = await loopbackCertificate();
    await using server = await SocketServer.start(isSecure ? { tls } : {});
    const received = new Queue<string>();
    const url = isSecure ? `wss://127.0.0.1:${server.port}/` : server.url;
    const { connection, webSocket } = begin(url, { socket: { ca: tls.cert } }, (event) => received.put(event));
    const opening = connection.open();
    const [stream, peer] = await Promise.all([streamOf(webSocket()), server.peer(), opening]);
    // The first message is read while the stream flows: only later ones are read while it is paused.
    peer.send(notification('before'));
    expect(await received.take()).toBe('before');
    const already = stream.bytesRead;

    webSocket()?.pause();
    const both = Buffer.concat([textFrame(notification('first')), textFrame(notification('second'))]);
    peer.request.socket.write(both);
    await hasRead(stream, already + both.length);
    webSocket()?.terminate();

    expect([await received.take(), await received.take(), await received.take()]).toEqual([
      'first',
      'second',
      'closed',
    ]);
  });

  it('delays messages that arrived over TLS in one record with the message at which it was paused', async () => {
    const tls = await loopbackCertificate();
    await using server = await SocketServer.start({ tls });
    const received: string[] = [];
    const all = new Queue<true>();
    const { connection, webSocket } = begin(
      `wss://127.0.0.1:${server.port}/`,
      { socket: { ca: tls.cert } },
      (event) => {
        received.push(event.trim());
        if (event === 'second') all.put(true);
        if (received.length > 1) return;
        webSocket()?.pause();
        setImmediate(() => {
          received.push('resumed');
          webSocket()?.resume();
        });
      },
    );
    const [peer] = await Promise.all([server.peer(), connection.open()]);
    // A server of `tls` has streams of `tls`; the request's type says `net`.
    const stream = peer.request.socket as TLSSocket;

    stream.setMaxSendFragment(RECORD_BYTES);
    const first = textFrame(notification('first'.padEnd(RECORD_BYTES - notification('').length - 4)));
    stream.write(Buffer.concat([first, textFrame(notification('second'))]));
    await all.take();

    expect(first.length).toBe(RECORD_BYTES);
    expect(received).toEqual(['first', 'resumed', 'second']);
    connection.terminate();
  });
});

describe('frames received with the 101 response', () => {
  it.each([false, true])('wait until open() has resolved (TLS: %s)', async (isSecure) => {
    const tls = await loopbackCertificate();
    await using server = await SocketServer.start({
      ...(isSecure ? { tls } : {}),
      upgrade: (stream, _, request) => {
        if (isSecure) (stream as TLSSocket).setMaxSendFragment(RECORD_BYTES);
        const texts = [notification('first'), notification('second')].map(textFrame);
        stream.write(Buffer.concat([acceptance(request, RECORD_BYTES), ...texts]));
      },
    });
    const received: string[] = [];
    const all = new Queue<true>();
    const url = isSecure ? `wss://127.0.0.1:${server.port}/` : server.url;
    const { connection } = begin(url, { socket: { ca: tls.cert } }, (event) => {
      received.push(event);
      if (event === 'second') all.put(true);
    });

    await connection.open();
    received.push('open');
    await all.take();

    expect(received).toEqual(['open', 'first', 'second']);
    connection.terminate();
  });
});

describe('over TLS', () => {
  it.each([
    ['with the name of the host, which the certificate bears', 'localhost', {}],
    ['with the address, which the certificate bears, too', '127.0.0.1', {}],
    ['with the name that `servername` gives', '127.0.0.1', { servername: 'localhost' }],
    ['with a limit of `maxPayload` that is not reached', '127.0.0.1', { maxPayload: 1_000_000 }],
    // Nothing listens at the address that is tried first.
    [
      'with the second of two addresses',
      'localhost',
      {
        lookup: (_: string, __: object, callback: (error: null, addresses: object[]) => void) =>
          callback(null, [
            { address: '127.0.0.9', family: 4 },
            { address: '127.0.0.1', family: 4 },
          ]),
      },
    ],
  ])('connects %s, and receives everything in order', async (_, host, options) => {
    const tls = await loopbackCertificate();
    await using server = await SocketServer.start({ tls });
    const received = new Queue<string>();
    const socket = { ca: tls.cert, ...options };
    const { connection } = begin(`wss://${host}:${server.port}/`, { socket }, (event) => received.put(event));
    const [peer] = await Promise.all([server.peer(), connection.open()]);

    const types = Array.from({ length: 30 }, (__, n) => `${n} ${'x'.repeat(n * 100)}`);
    for (const type of types) {
      peer.send(notification(type));
      peer.socket.ping();
    }

    for (const type of types) expect(await received.take()).toBe(type);
    connection.terminate();
  });

  it('rejects a host name that the certificate does not contain', async () => {
    const tls = await loopbackCertificate();
    await using server = await SocketServer.start({ tls });
    const socket = { ca: tls.cert, servername: 'example.net' };
    const { connection } = begin(`wss://127.0.0.1:${server.port}/`, { socket }, () => undefined);

    await expect(connection.open()).rejects.toMatchObject({ code: 'ERR_TLS_CERT_ALTNAME_INVALID' });
  });

  it('counts any byte as a sign of life', async () => {
    const tls = await loopbackCertificate();
    await using server = await SocketServer.start({ tls, autoPong: false });
    const received = new Queue<string>();
    const target = { socket: { ca: tls.cert }, pingIntervalMs: 410, pingTimeoutMs: 400 };
    const { connection } = begin(`wss://127.0.0.1:${server.port}/`, target, (event) => received.put(event));
    const [peer] = await Promise.all([server.peer(), connection.open()]);

    for (const type of ['first', 'second']) {
      await peer.pinged();
      peer.send(notification(type));
      expect(await received.take()).toBe(type);
    }
    await peer.pinged();

    expect(connection.isOpen).toBe(true);
    connection.terminate();
  });
});
