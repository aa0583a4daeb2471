import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Connection } from '../../src/transport/connection.js';
import { memorySocket, type MemoryPeer } from '../../src/transport/memory-socket.js';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

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

type Fixture = ReturnType<typeof connectionOverMemory>;

/** Resolves when all promises that are settled have had their reactions. */
async function settled(): Promise<void> {
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
const states = {
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

type StateName = keyof typeof states;

const response = { kind: 'resp', reqId: '1', code: 200, body: {} };

const events = {
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

type EventName = keyof typeof events;

/** Lets time pass on a socket that answers pings. */
async function outlive(peer: MemoryPeer, ms: number): Promise<void> {
  peer.pong();
  await vi.advanceTimersByTimeAsync(ms);
}

/** Calls of the observer and outcomes, in order; then texts sent and the close frame; `-` for none of them. */
const expected: Record<EventName, Partial<Record<StateName, string>>> = {
  'open()': {
    idle: '-',
    connecting: 'open() again rejected ConnectionError undefined',
    open: 'open() again rejected ConnectionError undefined',
    'open, request pending': 'open() again rejected ConnectionError undefined',
    'open, close frame received': 'open() again rejected ConnectionError undefined',
    'closing, request pending': 'open() again rejected ConnectionError undefined',
    'closing, close frame sent': 'open() again rejected ConnectionError undefined',
    'closed when connecting': 'open() again rejected ConnectionError undefined',
    'closed when open': 'open() again rejected ConnectionError undefined',
  },
  'sendRequest()': {
    idle: 'not sent',
    connecting: 'not sent',
    open: 'text',
    'open, request pending': 'text',
    'open, close frame received': 'not sent',
    'closing, request pending': 'not sent',
    'closing, close frame sent': 'not sent',
    'closed when connecting': 'not sent',
    'closed when open': 'not sent',
  },
  'sendRequest() with an aborted signal': {
    idle: 'not sent',
    connecting: 'not sent',
    open: 'request aborted',
    'open, request pending': 'request aborted',
    'open, close frame received': 'not sent',
    'closing, request pending': 'not sent',
    'closing, close frame sent': 'not sent',
    'closed when connecting': 'not sent',
    'closed when open': 'not sent',
  },
  'sendFrame()': {
    idle: 'not sent',
    connecting: 'not sent',
    open: 'sent, text',
    'open, request pending': 'sent, text',
    'open, close frame received': 'not sent',
    'closing, request pending': 'not sent',
    'closing, close frame sent': 'not sent',
    'closed when connecting': 'not sent',
    'closed when open': 'not sent',
  },
  'close()': {
    idle: 'close() now resolved',
    connecting: 'close() now resolved, open() rejected ConnectionError 1006',
    open: 'close frame 1000',
    'open, request pending': '-',
    'open, close frame received': '-',
    'closing, request pending': 'request lost, onClose 1006, close() resolved, close() now resolved',
    'closing, close frame sent': 'onClose 1006, close() resolved, close() now resolved',
    'closed when connecting': 'close() now resolved',
    'closed when open': 'close() now resolved',
  },
  'terminate()': {
    idle: '-',
    connecting: 'open() rejected ConnectionError 1006',
    open: 'onClose 1006, close frame 1000',
    'open, request pending': 'request lost, onClose 1006, close frame 1000',
    'open, close frame received': 'onClose 1006',
    'closing, request pending': 'request lost, onClose 1006, close() resolved',
    'closing, close frame sent': 'onClose 1006, close() resolved',
    'closed when connecting': '-',
    'closed when open': '-',
  },
  'the signal of open() is aborted': {
    idle: '-',
    connecting: 'open() rejected Error undefined',
    open: '-',
    'open, request pending': '-',
    'open, close frame received': '-',
    'closing, request pending': '-',
    'closing, close frame sent': '-',
    'closed when connecting': '-',
    'closed when open': '-',
  },
  'the socket opens': {
    connecting: 'open() resolved',
    open: '-',
    'open, request pending': '-',
    'open, close frame received': '-',
    'closing, request pending': '-',
    'closing, close frame sent': '-',
    'closed when connecting': '-',
    'closed when open': '-',
  },
  'the socket is refused': {
    connecting: 'open() rejected ConnectionError 503',
    open: '-',
    'open, request pending': '-',
    'open, close frame received': '-',
    'closing, request pending': '-',
    'closing, close frame sent': '-',
    'closed when connecting': '-',
    'closed when open': '-',
  },
  'a notification': {
    connecting: '-',
    open: 'notified .N',
    'open, request pending': 'notified .N',
    'open, close frame received': 'notified .N',
    'closing, request pending': 'notified .N',
    'closing, close frame sent': 'notified .N',
    'closed when connecting': '-',
    'closed when open': '-',
  },
  'the response to the request': {
    connecting: '-',
    open: 'unclaimed 1',
    'open, request pending': 'request resp',
    'open, close frame received': 'unclaimed 1',
    'closing, request pending': 'request resp, close frame 1000',
    'closing, close frame sent': 'unclaimed 1',
    'closed when connecting': '-',
    'closed when open': '-',
  },
  'an unknown response': {
    connecting: '-',
    open: 'unclaimed other',
    'open, request pending': 'unclaimed other',
    'open, close frame received': 'unclaimed other',
    'closing, request pending': 'unclaimed other',
    'closing, close frame sent': 'unclaimed other',
    'closed when connecting': '-',
    'closed when open': '-',
  },
  'text that is not JSON': {
    connecting: '-',
    open: 'a frame that is not JSON',
    'open, request pending': 'a frame that is not JSON',
    'open, close frame received': 'a frame that is not JSON',
    'closing, request pending': 'a frame that is not JSON',
    'closing, close frame sent': 'a frame that is not JSON',
    'closed when connecting': '-',
    'closed when open': '-',
  },
  'a pong': {
    connecting: 'no round trip time',
    open: 'round trip time',
    'open, request pending': 'round trip time',
    'open, close frame received': 'round trip time',
    'closing, request pending': 'no round trip time',
    'closing, close frame sent': 'no round trip time',
    'closed when connecting': 'no round trip time',
    'closed when open': 'no round trip time',
  },
  'the socket fails': {
    connecting: 'open() rejected ConnectionError undefined',
    open: 'onClose 1006',
    'open, request pending': 'request lost, onClose 1006',
    'open, close frame received': 'onClose 1006',
    'closing, request pending': 'request lost, onClose 1006, close() resolved',
    'closing, close frame sent': 'onClose 1006, close() resolved',
    'closed when connecting': '-',
    'closed when open': '-',
  },
  'the socket closes with 4401': {
    connecting: 'open() rejected ConnectionError 4401',
    open: 'onClose 4401',
    'open, request pending': 'request lost, onClose 4401',
    'open, close frame received': 'onClose 4401',
    'closing, request pending': 'request lost, onClose 4401, close() resolved',
    'closing, close frame sent': 'onClose 4401, close() resolved',
    'closed when connecting': '-',
    'closed when open': '-',
  },
  'the handshake times out': {
    idle: '-',
    connecting: 'open() rejected TimeoutError TIMEOUT',
    open: '-',
    'open, request pending': '-',
    'open, close frame received': '-',
    'closing, request pending': '-',
    'closing, close frame sent': '-',
    'closed when connecting': '-',
    'closed when open': '-',
  },
  'the ping times out': {
    idle: '-',
    connecting: 'open() rejected TimeoutError TIMEOUT',
    open: 'onClose 1006',
    'open, request pending': 'request lost, onClose 1006',
    'open, close frame received': '-',
    'closing, request pending': 'request lost, onClose 1006, close() resolved',
    'closing, close frame sent': 'onClose 1006, close() resolved',
    'closed when connecting': '-',
    'closed when open': '-',
  },
  'the request times out': {
    connecting: 'open() rejected TimeoutError TIMEOUT',
    open: '-',
    'open, request pending': 'request timeout',
    'open, close frame received': '-',
    'closing, request pending': 'request timeout',
    'closing, close frame sent': '-',
    'closed when connecting': '-',
    'closed when open': '-',
  },
  'close() times out': {
    connecting: 'open() rejected TimeoutError TIMEOUT',
    open: '-',
    'open, request pending': 'request timeout',
    'open, close frame received': '-',
    'closing, request pending': 'request timeout, onClose 1006, close() resolved',
    'closing, close frame sent': 'onClose 1006, close() resolved',
    'closed when connecting': '-',
    'closed when open': '-',
  },
};

const cells = Object.entries(events).flatMap(([event, happen]) =>
  Object.entries(states).flatMap(([state, reach]) => {
    const log = expected[event as EventName][state as StateName];
    return log === undefined ? [] : [{ event, state, happen, reach, log }];
  }),
);

it.each(cells)('$event in the state `$state`: $log', async ({ happen, reach, log }) => {
  const fixture: Fixture = reach();
  await settled();
  fixture.log.length = 0;
  const texts = fixture.peers[0]?.texts.length ?? 0;
  const closeCode = fixture.peers[0]?.closeCode;

  await happen(fixture);
  await settled();

  const [peer] = fixture.peers;
  const sent = (peer?.texts.slice(texts) ?? []).map(() => 'text');
  const closeFrame = peer?.closeCode === closeCode ? [] : [`close frame ${peer?.closeCode}`];
  expect([...fixture.log, ...sent, ...closeFrame].join(', ') || '-').toBe(log);

  fixture.connection.terminate();
  await settled();
  expect(fixture.connection.isOpen).toBe(false);
  expect(fixture.connection.pendingCount).toBe(0);
  expect(peer?.state ?? 'closed').toBe('closed');
  expect(vi.getTimerCount()).toBe(0);
});
