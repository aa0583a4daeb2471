import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { cellsOf } from '../support/state-table.js';
import { events, settled, states, type EventName, type Fixture, type StateName } from './connection-fixture.js';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

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

const { tested, excluded, unlisted } = cellsOf<StateName, EventName, () => Fixture, (fixture: Fixture) => unknown>({
  states,
  events,
  expected,
  impossible: [
    {
      states: ['idle'],
      events: [
        'the socket opens',
        'the socket is refused',
        'a notification',
        'the response to the request',
        'an unknown response',
        'text that is not JSON',
        'a pong',
        'the socket fails',
        'the socket closes with 4401',
        'the request times out',
        'close() times out',
      ],
      reason: 'The connection has opened no socket.',
    },
  ],
});

it('each event in each state is tested or impossible', () => {
  expect(unlisted).toEqual([]);
  expect(tested.length + excluded.length).toBe(Object.keys(states).length * Object.keys(events).length);
});

it.each(excluded)('$event is impossible in the state `$state`: $reason', ({ happen, reach, reason }) => {
  expect(() => happen(reach())).toThrow(reason);
});

it.each(tested)('$event in the state `$state`: $log', async ({ happen, reach, log }) => {
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
