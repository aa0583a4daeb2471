import { afterEach, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { Connection } from '../../src/transport/connection.js';
import { wsSocket } from '../../src/transport/ws-socket.js';
import { NEVER_MS, request } from '../support/connections.js';
import { Queue } from '../support/queue.js';
import { SocketServer } from '../support/socket-server.js';

// Tracing agents wrap methods of `WebSocket.prototype`: every frame must pass through the wrapped methods.

afterEach(() => {
  vi.restoreAllMocks();
});

/** The server's sockets have the same prototype, and no address. */
function isClient(socket: WebSocket): boolean {
  return socket.url !== undefined;
}

function parsed(data: unknown): unknown {
  return JSON.parse(String(data));
}

type Wrapped = 'send' | 'emit' | 'on';

/** Replaces a method of every socket until the end of the test. `wrap` gets the original and returns what to call. */
function wrapMethod(name: Wrapped, wrap: (socket: WebSocket, args: readonly unknown[]) => readonly unknown[]): void {
  const original = WebSocket.prototype[name];
  // The overloads of the three methods have no common type: the arguments are passed on unchanged.
  const wrapper = function (this: WebSocket, ...args: unknown[]): unknown {
    return Reflect.apply(original, this, isClient(this) ? wrap(this, args) : args);
  };
  vi.spyOn(WebSocket.prototype, name).mockImplementation(wrapper as never);
}

/** One request and its response, one request without, and a notification. */
async function talk(): Promise<void> {
  await using server = await SocketServer.start();
  const notified = new Queue<unknown>();
  const connection = new Connection(
    {
      socket: wsSocket(server.url, {}),
      handshakeTimeoutMs: NEVER_MS,
      pingIntervalMs: NEVER_MS,
      pingTimeoutMs: NEVER_MS,
    },
    { notified: (frame) => notified.put(frame), onProtocolError: (reason) => notified.put(reason) },
    () => undefined,
  );
  const [peer] = await Promise.all([server.peer(), connection.open()]);

  const outcome = request(connection);
  peer.answer(await peer.received(), 'now');
  await expect(outcome).resolves.toMatchObject({ body: 'now' });
  connection.sendFrame({ kind: 'req', id: 'unanswered', type: '.Restore', body: {} });
  await peer.received();
  peer.send({ kind: 'notification', type: '.a.News' });
  await expect(notified.take()).resolves.toMatchObject({ type: '.a.News' });
  connection.terminate();
}

it('a wrapped send() sees every request', async () => {
  const seen: unknown[] = [];
  wrapMethod('send', (_, args) => {
    seen.push(parsed(args[0]));
    return args;
  });

  await talk();

  expect(seen).toMatchObject([{ type: '.GetClock' }, { type: '.Restore' }]);
});

it('a wrapped emit() sees every message', async () => {
  const seen: unknown[] = [];
  wrapMethod('emit', (_, args) => {
    if (args[0] === 'message') seen.push(parsed(args[1]));
    return args;
  });

  await talk();

  expect(seen).toMatchObject([{ kind: 'resp', body: 'now' }, { type: '.a.News' }]);
});

it('a wrapped listener of the message event sees every message', async () => {
  const seen: unknown[] = [];
  wrapMethod('on', (socket, [event, listener]) => {
    if (event !== 'message') return [event, listener];
    const traced = (data: unknown, ...rest: unknown[]): void => {
      seen.push(parsed(data));
      // A listener is a function: `on` throws otherwise.
      Reflect.apply(listener as () => void, socket, [data, ...rest]);
    };
    return [event, traced];
  });

  await talk();

  expect(seen).toMatchObject([{ kind: 'resp', body: 'now' }, { type: '.a.News' }]);
});
