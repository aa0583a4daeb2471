import { describe, expect, it } from 'vitest';
import { Agent } from '../../src/index.js';
import type { ClientOptions } from 'ws';
import { Connection, type CloseInfo, type ConnectOptions } from '../../src/transport/connection.js';
import { wsSocket } from '../../src/transport/ws-socket.js';
import { eagerly, next } from '../support/agents.js';
import { loopbackCertificate } from '../support/certificate.js';
import { answerJson, HttpServer } from '../support/http-server.js';
import { Queue } from '../support/queue.js';
import { acceptance, closeAtFirstPing, closeFrame, frame, OPCODE, textFrame } from '../support/raw-frames.js';
import { SocketServer } from '../support/socket-server.js';

// A close frame followed by anything else lost its code: the bytes that came after the close frame stopped the stream,
// so the end of the stream was not read, and the heartbeat reported 1006 many seconds later.

/** Longer than any test: only the close frame ends a connection here. */
const NEVER_MS = 60_000;
const EXPIRED = 4401;
const pong = frame(OPCODE.pong);
const notification = textFrame('{"kind":"notification","type":".a.News"}');

function begin(url: string, target: Partial<ConnectOptions> = {}, socket: ClientOptions = {}) {
  const closed = new Queue<CloseInfo>();
  const connection = new Connection(
    {
      socket: wsSocket(url, socket),
      handshakeTimeoutMs: NEVER_MS,
      pingIntervalMs: NEVER_MS,
      pingTimeoutMs: NEVER_MS,
      ...target,
    },
    { notified: () => undefined, onProtocolError: () => undefined },
    (ending) => closed.put(ending),
  );
  return { connection, closed };
}

describe('the code of a close frame with 4401 is kept when the frame is followed', () => {
  it.each([
    ['by a pong in the same chunk', pong, 'same chunk'],
    ['by a message in the same chunk', notification, 'same chunk'],
    ['by a pong in a later chunk', pong, 'later chunk'],
    ['by a message in a later chunk', notification, 'later chunk'],
    ['by another close frame in a later chunk', closeFrame(1000), 'later chunk'],
  ] as const)('%s', async (_, after, when) => {
    await using server = await SocketServer.start({
      upgrade: (stream, __, request) => closeAtFirstPing(stream, request, EXPIRED, after, when),
    });
    const { connection, closed } = begin(server.url);

    await connection.open();

    await expect(closed.take()).resolves.toEqual({ code: EXPIRED, reason: 'expired' });
  });

  it.each(['same chunk', 'later chunk'] as const)('by a pong over TLS, %s', async (when) => {
    const tls = await loopbackCertificate();
    await using server = await SocketServer.start({
      tls,
      upgrade: (stream, _, request) => closeAtFirstPing(stream, request, EXPIRED, pong, when),
    });
    const { connection, closed } = begin(`wss://127.0.0.1:${server.port}/`, {}, { ca: tls.cert });

    await connection.open();

    await expect(closed.take()).resolves.toEqual({ code: EXPIRED, reason: 'expired' });
  });

  it('by silence until the heartbeat closes the connection', async () => {
    await using server = await SocketServer.start({
      upgrade: (stream, _, request) =>
        stream.resume().write(Buffer.concat([acceptance(request), closeFrame(EXPIRED, 'expired')])),
    });
    const { connection, closed } = begin(server.url, { pingIntervalMs: 40, pingTimeoutMs: 30 });

    await connection.open();

    await expect(closed.take()).resolves.toEqual({ code: EXPIRED, reason: 'expired' });
  });
});

it.each(['same chunk', 'later chunk'] as const)(
  'an agent whose socket is closed with 4401 and a pong in the %s connects again with a new token',
  async (when) => {
    await using directory = await HttpServer.start((_, response) => answerJson(response, 200, { baseURIs: [] }));
    const paths = new Queue<string>();
    await using server = await SocketServer.start({
      upgrade: (stream, accept, request) => {
        paths.put(String(request.url));
        if (request.url?.includes('/first?')) closeAtFirstPing(stream, request, EXPIRED, pong, when);
        else accept();
      },
    });
    const tokens = ['first', 'second'];
    await using agent = new Agent({
      accountId: '1',
      userId: '501',
      token: () => tokens.shift() ?? 'none is left',
      csdsDomain: directory.address,
      domains: { facadeMsg: `ws://127.0.0.1:${server.port}`, agentVep: directory.address },
      refreshSessionToken: false,
      autoConnect: false,
      reconnect: eagerly,
      pingInterval: NEVER_MS,
      pingTimeout: NEVER_MS,
    });
    const closed = next(agent, 'closed');

    await agent.connect();
    const [code] = await closed;
    await agent.connect();

    expect(code).toBe(EXPIRED);
    expect(await paths.take()).toContain('/first?');
    expect(await paths.take()).toContain('/second?');
  },
);
