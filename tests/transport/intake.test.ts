import { createHash } from 'node:crypto';
import type { TLSSocket } from 'node:tls';
import { describe, expect, it } from 'vitest';
import { Connection } from '../../src/transport/connection.js';
import { Intake } from '../../src/transport/intake.js';
import { loopbackCertificate, type Certificate } from '../support/certificate.js';
import { Queue } from '../support/queue.js';
import { SocketServer } from '../support/socket-server.js';

const NEVER_MS = 60_000;
/** The smallest record TLS may be told to make, and so a head of this length is one of its own. */
const RECORD = 512;

const notification = (type: string): string => JSON.stringify({ kind: 'notification', type });

function textFrame(text: string): Buffer {
  const { length } = text;
  const header = length > 125 ? Buffer.of(0x81, 126, length >> 8, length & 0xff) : Buffer.of(0x81, length);
  return Buffer.concat([header, Buffer.from(text)]);
}

/** A connection to a server that speaks TLS. */
function begin(
  { port }: SocketServer,
  { cert }: Certificate,
  host: string,
  socket: object,
  told: (event: string) => void,
): Connection {
  return new Connection(
    {
      url: `wss://${host}:${port}/`,
      socket: { ca: cert, ...socket },
      handshakeTimeoutMs: NEVER_MS,
      pingIntervalMs: NEVER_MS,
      pingTimeoutMs: NEVER_MS,
    },
    { notified: ({ type }) => told(String(type)), puzzled: told },
    () => told('closed'),
  );
}

/** The answer to an upgrade, as long as a record, and in the same breath what the platform says first. */
function answerAtOnce(connection: TLSSocket, key: string, texts: readonly string[]): void {
  const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
  const head = (padding: string): string =>
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\nX-Padding: ${padding}\r\n\r\n`;
  connection.setMaxSendFragment(RECORD);
  connection.write(
    Buffer.concat([Buffer.from(head('x'.repeat(RECORD - head('').length))), ...texts.map((text) => textFrame(text))]),
  );
}

describe('over TLS', () => {
  it('what comes in the same breath as the upgrade waits until the connection was told to be open', async () => {
    const tls = await loopbackCertificate();
    await using server = await SocketServer.start({
      tls,
      upgrade: (stream, _, { headers }) =>
        answerAtOnce(stream as TLSSocket, String(headers['sec-websocket-key']), [
          notification('first'),
          notification('second'),
        ]),
    });
    const told: string[] = [];
    const all = new Queue<true>();
    const connection = begin(server, tls, '127.0.0.1', {}, (event) => {
      told.push(event);
      if (event === 'second') all.put(true);
    });

    await connection.open();
    told.push('open');
    await all.take();

    expect(told).toEqual(['open', 'first', 'second']);
    connection.terminate();
  });

  it('what came together with the message at which the socket was paused waits until it goes on', async () => {
    const tls = await loopbackCertificate();
    await using server = await SocketServer.start({ tls });
    const told: string[] = [];
    const all = new Queue<true>();
    const connection = begin(server, tls, '127.0.0.1', {}, (event) => {
      told.push(event.trim());
      if (event === 'second') all.put(true);
      if (told.length > 1) return;
      connection.socket?.pause();
      setImmediate(() => {
        told.push('on');
        connection.socket?.resume();
      });
    });
    const [peer] = await Promise.all([server.peer(), connection.open()]);
    const stream = peer.request.socket as TLSSocket;

    stream.setMaxSendFragment(RECORD);
    const first = textFrame(notification('first'.padEnd(RECORD - notification('').length - 4)));
    stream.write(Buffer.concat([first, textFrame(notification('second'))]));
    await all.take();

    expect(first.length).toBe(RECORD);
    expect(told).toEqual(['first', 'on', 'second']);
    connection.terminate();
  });

  it.each([
    ['with the name of the host, which the certificate bears', 'localhost', {}],
    ['with its address, which the certificate bears, too', '127.0.0.1', {}],
    ['with the name it is told to expect', '127.0.0.1', { servername: 'localhost' }],
    ['with a stream that somebody else makes', '127.0.0.1', { maxPayload: 1_000_000 }],
    // The address that is tried first is one where nobody listens.
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
  ])('connects %s, and hears everything in its order', async (_, host, options) => {
    const tls = await loopbackCertificate();
    await using server = await SocketServer.start({ tls });
    const told = new Queue<string>();
    const connection = begin(server, tls, host, options, (event) => told.put(event));
    const [peer] = await Promise.all([server.peer(), connection.open()]);

    const types = Array.from({ length: 30 }, (__, n) => `${n} ${'x'.repeat(n * 100)}`);
    for (const type of types) {
      peer.send(notification(type));
      peer.socket.ping();
    }

    for (const type of types) expect(await told.take()).toBe(type);
    connection.terminate();
  });

  it('does not connect to a host whose name the certificate does not bear', async () => {
    const tls = await loopbackCertificate();
    await using server = await SocketServer.start({ tls });
    const connection = begin(server, tls, '127.0.0.1', { servername: 'example.net' }, () => undefined);

    await expect(connection.open()).rejects.toMatchObject({ code: 'ERR_TLS_CERT_ALTNAME_INVALID' });
  });
});

describe('the options of the socket', () => {
  it.each([{ agent: false }, { createConnection: () => undefined }, { maxPayload: 100 }])(
    'are the ones given, where they say how the stream is made or read: %o',
    (options) => {
      // What is given is passed on, and not looked into.
      const given = options as Parameters<Intake['through']>[0];

      expect(new Intake().through(given, true)).toBe(given);
    },
  );
});
