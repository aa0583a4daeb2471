import { vi } from 'vitest';
import { Connection } from '../../src/transport/connection.js';
import { memorySocket, type MemoryPeer } from '../../src/transport/memory-socket.js';

const HANDSHAKE_MS = 1_000;
const PING_TIMEOUT_MS = 5_000;
const REQUEST_MS = 10_000;
const CLOSE_MS = 20_000;

/** A connection over a memory socket; its log has the calls of its observer and the outcomes of its promises. */
function connectionOverMemory() {
  const log: string[] = [];
  const peers: MemoryPeer[] = [];
  const controller = new AbortController();
  const connection = new Connection(
    {
      socket: memorySocket((peer) => peers.push(peer)),
      handshakeTimeoutMs: HANDSHAKE_MS,
      pingIntervalMs: 1_000_000,
      pingTimeoutMs: PING_TIMEOUT_MS,
    },
    {
      notified: ({ type }) => log.push(`notified ${type}`),
      onProtocolError: (reason) => log.push(reason),
      onUnclaimedResponse: ({ reqId }) => log.push(`unclaimed ${reqId}`),
    },
    ({ code }) => log.push(`onClose ${code}`),
  );
  return {
    connection,
    log,
    peers,
    controller,
    get peer(): MemoryPeer {
      const [peer] = peers;
      if (!peer) throw new Error('The connection has opened no socket.');
      return peer;
    },
    logOutcome(name: string, promise: Promise<unknown>): void {
      promise.then(
        () => log.push(`${name} resolved`),
        (error: { readonly name?: string; readonly code?: unknown }) =>
          log.push(`${name} rejected ${error.name} ${String(error.code)}`),
      );
    },
    request(signal?: AbortSignal): void {
      const waiter = { settle: ({ kind }: { readonly kind: string }) => log.push(`request ${kind}`) };
      const isSent = connection.sendRequest(waiter, '.X', {}, undefined, REQUEST_MS, signal, undefined);
      if (!isSent) log.push('not sent');
    },
  };
}

export type Fixture = ReturnType<typeof connectionOverMemory>;

/** Resolves when the reactions of all settled promises have run. */
export async function settled(): Promise<void> {
  await vi.advanceTimersByTimeAsync(0);
}

function opening(): Fixture {
  const fixture = connectionOverMemory();
  fixture.logOutcome('open()', fixture.connection.open(fixture.controller.signal));
  return fixture;
}

function open(): Fixture {
  const fixture = opening();
  fixture.peer.accept();
  return fixture;
}

/** How a new connection is brought into each state. */
export const states = {
  idle: connectionOverMemory,
  connecting: opening,
  open,
  'open, request pending': () => {
    const fixture = open();
    fixture.request();
    return fixture;
  },
  'open, close frame received': () => {
    const fixture = open();
    fixture.peer.sendClose();
    return fixture;
  },
  'closing, request pending': () => {
    const fixture = open();
    fixture.request();
    fixture.logOutcome('close()', fixture.connection.close(CLOSE_MS));
    return fixture;
  },
  'closing, close frame sent': () => {
    const fixture = open();
    fixture.logOutcome('close()', fixture.connection.close(CLOSE_MS));
    return fixture;
  },
  'closed when connecting': () => {
    const fixture = opening();
    fixture.connection.terminate();
    return fixture;
  },
  'closed when open': () => {
    const fixture = open();
    fixture.connection.terminate();
    return fixture;
  },
} satisfies Record<string, () => Fixture>;

export type StateName = keyof typeof states;

const response = { kind: 'resp', reqId: '1', code: 200, body: {} };

export const events = {
  'open()': (it) => it.logOutcome('open() again', it.connection.open()),
  'sendRequest()': (it) => it.request(),
  'sendRequest() with an aborted signal': (it) => it.request(AbortSignal.abort()),
  'sendFrame()': ({ connection, log }) =>
    log.push(connection.sendFrame({ kind: 'req', id: 'own', type: '.X', body: {} }) ? 'sent' : 'not sent'),
  'close()': (it) => it.logOutcome('close() now', it.connection.close(CLOSE_MS)),
  'terminate()': ({ connection }) => connection.terminate(),
  'the signal of open() is aborted': ({ controller }) => controller.abort(new Error('aborted')),
  'the socket opens': ({ peer }) => peer.accept(),
  'the socket is refused': ({ peer }) => peer.refuse({ status: 503 }),
  'a notification': ({ peer }) => peer.send({ kind: 'notification', type: '.N' }),
  'the response to the request': ({ peer }) => peer.send(response),
  'an unknown response': ({ peer }) => peer.send({ ...response, reqId: 'other' }),
  'text that is not JSON': ({ peer }) => peer.send('hello'),
  'a pong': ({ connection, peer, log }) => {
    peer.pong();
    log.push(connection.heartbeat?.roundTripMs === undefined ? 'no round trip time' : 'round trip time');
  },
  'the socket fails': ({ peer }) => peer.fail(new Error('reset')),
  'the socket closes with 4401': ({ peer }) => peer.close(4401, 'expired'),
  'the handshake times out': () => vi.advanceTimersByTimeAsync(HANDSHAKE_MS),
  'the ping times out': () => vi.advanceTimersByTimeAsync(PING_TIMEOUT_MS + 1),
  'the request times out': ({ peer }) => outlive(peer, REQUEST_MS + 10),
  'close() times out': ({ peer }) => outlive(peer, CLOSE_MS + 10),
} satisfies Record<string, (fixture: Fixture) => unknown>;

export type EventName = keyof typeof events;

/** Lets time pass on a socket that answers pings. */
async function outlive(peer: MemoryPeer, ms: number): Promise<void> {
  peer.pong();
  await vi.advanceTimersByTimeAsync(ms);
}
