import { vi } from 'vitest';
import type { ClientOptions, WebSocket } from 'ws';
import { Connection, type ConnectOptions } from '../../src/transport/connection.js';
import type { NotificationFrame } from '../../src/transport/frame.js';
import type { RequestOutcome } from '../../src/transport/outcome.js';
import type { Waiter } from '../../src/transport/pending.js';
import { WsSocket } from '../../src/transport/ws-socket.js';
import { Queue } from './queue.js';
import { SocketServer, type Peer, type SocketServerOptions } from './socket-server.js';

/** Longer than a test may take: for limits that must not be reached. */
export const NEVER_MS = 60_000;

/** Settings of a connection over a real socket. `socket` has the options of `ws`. */
export interface TestConnectOptions extends Partial<Omit<ConnectOptions, 'socket'>> {
  readonly socket?: ClientOptions;
}

const begun: Connection[] = [];

/** Closes all connections and servers of the test; for `afterEach`. */
export function terminateConnections(): void {
  for (const connection of begun.splice(0)) connection.terminate();
}

/** A connection over `ws` that is not open yet, with a record of the calls of its observer. */
export function connectionTo(url: string, { socket = {}, ...options }: TestConnectOptions = {}) {
  const observed = {
    notified: new Queue<NotificationFrame>(),
    protocolErrors: new Queue<string>(),
    closed: vi.fn<(code: number, reason: string) => void>(),
  };
  const closes = new Queue<readonly [code: number, reason: string]>();
  let webSocket: WebSocket | undefined;
  const connection = new Connection(
    {
      socket: (handler) => {
        const made = new WsSocket(url, socket, handler);
        ({ webSocket } = made);
        return made;
      },
      handshakeTimeoutMs: NEVER_MS,
      pingIntervalMs: NEVER_MS,
      pingTimeoutMs: NEVER_MS,
      ...options,
    },
    {
      notified: (frame) => observed.notified.put(frame),
      onProtocolError: (reason) => observed.protocolErrors.put(reason),
    },
    ({ code, reason }) => {
      observed.closed(code, reason);
      closes.put([code, reason]);
    },
  );
  begun.push(connection);
  return { connection, observed, closed: () => closes.take(), webSocket: () => webSocket };
}

/** A server, an open connection to it, and the server side of that connection. */
export async function openConnection(options: SocketServerOptions = {}, connectOptions: TestConnectOptions = {}) {
  const server = await SocketServer.start(options);
  const client = connectionTo(server.url, connectOptions);
  const [peer] = await Promise.all([server.peer(), client.connection.open()]);
  return { ...client, server, peer, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

/** A waiter that ignores the outcome. */
export const ignored: Waiter = { settle: () => undefined };

/** Sends a request, and resolves with its outcome. */
export function request(
  connection: Connection,
  type = '.GetClock',
  timeoutMs = NEVER_MS,
  signal?: AbortSignal,
): Promise<RequestOutcome> {
  return new Promise((settle) => {
    const isSent = connection.sendRequest({ settle }, type, {}, undefined, timeoutMs, signal, undefined);
    if (!isSent) throw new Error('There is no open socket.');
  });
}

/** Resolves when everything sent to the client before has arrived. */
export async function roundTrip(connection: Connection, peer: Peer): Promise<void> {
  const outcome = request(connection, '.RoundTrip');
  for (let frame = await peer.received(); ; frame = await peer.received()) {
    if (frame.type !== '.RoundTrip') continue;
    peer.answer(frame);
    break;
  }
  await outcome;
}
