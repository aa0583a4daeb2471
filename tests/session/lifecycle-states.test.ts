import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { cellsOf } from '../support/state-table.js';
import { events, states, type EventName, type Fixture, type StateName } from './lifecycle-cells.js';
import { settled } from './lifecycle-fixture.js';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

/** Calls of the observer and outcomes of promises, in order; then logins and sockets begun; `-` for none of them. */
const expected: Record<EventName, Partial<Record<StateName, string>>> = {
  'start()': {
    idle: 'connecting, login same, socket',
    'about to start': 'connecting, login same, socket',
    'logging in': '-',
    'opening the socket': '-',
    ready: '-',
    'close frame received': '-',
    'handling closed': 'closed 1006, connecting, login same, socket',
    waiting: '-',
    replacing: '-',
    draining: 'connecting, login same, socket',
    'closed when ready': 'connecting, login same, socket',
    'closed when logging in': 'connecting, login same',
    'closed when opening': 'connecting, login same, socket',
    'given up': 'connecting, login same, socket',
  },
  'startSoon()': {
    idle: 'connecting, login same, socket',
    'about to start': 'connecting, login same, socket',
    'logging in': '-',
    'opening the socket': '-',
    ready: '-',
    'close frame received': '-',
    'handling closed': 'closed 1006, waiting, retry 1 in 1000',
    waiting: '-',
    replacing: '-',
    draining: 'connecting, login same, socket',
    'closed when ready': 'connecting, login same, socket',
    'closed when logging in': 'connecting, login same',
    'closed when opening': 'connecting, login same, socket',
    'given up': 'connecting, login same, socket',
  },
  "restart('same')": {
    idle: 'connecting, login same, socket',
    'about to start': 'connecting, login same, socket',
    'logging in': '-',
    'opening the socket': '-',
    ready: 'connecting, login same, socket',
    'close frame received': 'connecting, login same, socket',
    'handling closed': 'closed 1006, connecting, login same, socket',
    waiting: 'connecting, login same, socket',
    replacing: '-',
    draining: 'connecting, login same, socket',
    'closed when ready': 'connecting, login same, socket',
    'closed when logging in': 'connecting, login same',
    'closed when opening': 'connecting, login same, socket',
    'given up': 'connecting, login same, socket',
  },
  "restart('new')": {
    idle: 'connecting, login new, socket',
    'about to start': 'connecting, login new, socket',
    'logging in': 'connecting, login new',
    'opening the socket': 'connecting, login new, socket',
    ready: 'connecting, login new, socket',
    'close frame received': 'connecting, login new, socket',
    'handling closed': 'closed 1006, connecting, login new, socket',
    waiting: 'connecting, login new, socket',
    replacing: 'connecting, login new, socket',
    draining: 'connecting, login new, socket',
    'closed when ready': 'connecting, login new, socket',
    'closed when logging in': 'connecting, login new',
    'closed when opening': 'connecting, login new, socket',
    'given up': 'connecting, login new, socket',
  },
  'reopen()': {
    idle: 'connecting, login same, socket',
    'about to start': 'connecting, login same, socket',
    'logging in': 'connecting, login same',
    'opening the socket': 'connecting, login same, socket',
    ready: 'connecting, login same, socket',
    'close frame received': 'connecting, login same, socket',
    'handling closed': 'closed 1006, connecting, login same, socket',
    waiting: 'connecting, login same, socket',
    replacing: 'connecting, login same, socket',
    draining: 'connecting, login same, socket',
    'closed when ready': 'connecting, login same, socket',
    'closed when logging in': 'connecting, login same',
    'closed when opening': 'connecting, login same, socket',
    'given up': 'connecting, login same, socket',
  },
  'attemptFailed()': {
    idle: 'closed, failed undefined',
    'about to start': 'connecting, login same, socket',
    'logging in': '-',
    'opening the socket': '-',
    ready: '-',
    'close frame received': '-',
    'handling closed': 'closed 1006, waiting, retry 1 in 1000',
    waiting: '-',
    replacing: '-',
    draining: 'waiting, retry 1 in 1000',
    'closed when ready': 'waiting, retry 1 in 1000',
    'closed when logging in': 'closed, failed undefined',
    'closed when opening': 'closed, failed undefined',
    'given up': 'closed, failed undefined',
  },
  'ready()': {
    idle: 'rejected NOT_CONNECTED',
    'about to start': 'connecting, login same, socket',
    'logging in': '-',
    'opening the socket': '-',
    ready: 'resolved',
    'close frame received': '-',
    'handling closed': 'closed 1006, waiting, retry 1 in 1000',
    waiting: '-',
    replacing: '-',
    draining: 'rejected CLOSED',
    'closed when ready': 'rejected CLOSED',
    'closed when logging in': 'rejected CLOSED',
    'closed when opening': 'rejected CLOSED',
    'given up': 'rejected 503',
  },
  'close()': {
    idle: 'closed, resolved',
    'about to start': 'closed, resolved',
    'logging in': 'closed, resolved',
    'opening the socket': 'closed, resolved',
    ready: 'closed',
    'close frame received': 'closed',
    'handling closed': 'closed 1006, closed, resolved',
    waiting: 'closed, resolved',
    replacing: 'closed, resolved',
    draining: '-',
    'closed when ready': 'resolved',
    'closed when logging in': 'resolved',
    'closed when opening': 'resolved',
    'given up': 'resolved',
  },
  'dispose()': {
    idle: 'closed',
    'about to start': 'closed',
    'logging in': 'closed',
    'opening the socket': 'closed',
    ready: 'closed',
    'close frame received': 'closed',
    'handling closed': 'closed 1006, closed',
    waiting: 'closed',
    replacing: 'closed',
    draining: 'closed 1006',
    'closed when ready': '-',
    'closed when logging in': '-',
    'closed when opening': '-',
    'given up': '-',
  },
  'the login succeeds': {
    'logging in': 'socket',
    'closed when logging in': '-',
  },
  'the login fails': {
    'logging in': 'closed, failed TEST',
    'closed when logging in': '-',
  },
  'the socket opens': {
    'opening the socket': 'ready, opened',
    ready: '-',
    'close frame received': '-',
    'handling closed': 'closed 1006, waiting, retry 1 in 1000',
    waiting: '-',
    replacing: '-',
    draining: '-',
    'closed when ready': '-',
    'closed when opening': '-',
    'given up': '-',
  },
  'the socket is refused': {
    'opening the socket': 'waiting, retry 1 in 5000',
    ready: '-',
    'close frame received': '-',
    'handling closed': 'closed 1006, waiting, retry 1 in 1000',
    waiting: '-',
    replacing: '-',
    draining: '-',
    'closed when ready': '-',
    'closed when opening': '-',
    'given up': '-',
  },
  'the socket fails': {
    'opening the socket': 'waiting, retry 1 in 1000',
    ready: 'closed 1006, waiting, retry 1 in 1000',
    'close frame received': 'closed 1006, waiting, retry 1 in 1000',
    'handling closed': 'closed 1006, waiting, retry 1 in 1000',
    waiting: '-',
    replacing: '-',
    draining: 'closed 1006',
    'closed when ready': '-',
    'closed when opening': '-',
    'given up': '-',
  },
  'the socket closes': {
    'opening the socket': 'waiting, retry 1 in 1000',
    ready: 'closed 4000, waiting, retry 1 in 1000',
    'close frame received': 'closed 4000, waiting, retry 1 in 1000',
    'handling closed': 'closed 1006, waiting, retry 1 in 1000',
    waiting: '-',
    replacing: '-',
    draining: 'closed 4000',
    'closed when ready': '-',
    'closed when opening': '-',
    'given up': '-',
  },
  'the delay is over': {
    idle: '-',
    'about to start': 'connecting, login same, socket',
    'logging in': '-',
    'opening the socket': '-',
    ready: '-',
    'close frame received': '-',
    'handling closed': 'closed 1006, waiting, retry 1 in 1000',
    waiting: 'connecting, login same, socket',
    replacing: '-',
    draining: '-',
    'closed when ready': '-',
    'closed when logging in': '-',
    'closed when opening': '-',
    'given up': '-',
  },
};

const { tested, excluded, unlisted } = cellsOf<
  StateName,
  EventName,
  () => Promise<Fixture>,
  (fixture: Fixture) => void
>({
  states,
  events,
  expected,
  impossible: [
    {
      states: ['idle', 'about to start', 'logging in', 'closed when logging in'],
      events: ['the socket opens', 'the socket is refused', 'the socket fails', 'the socket closes'],
      reason: 'No socket was opened.',
    },
    {
      states: [
        ...([
          'idle',
          'about to start',
          'opening the socket',
          'ready',
          'close frame received',
          'handling closed',
        ] as const),
        ...(['waiting', 'replacing', 'draining', 'closed when ready', 'closed when opening', 'given up'] as const),
      ],
      events: ['the login succeeds', 'the login fails'],
      reason: 'There is no login to settle.',
    },
  ],
});

it('each event in each state is tested or impossible', () => {
  expect(unlisted).toEqual([]);
  expect(tested.length + excluded.length).toBe(Object.keys(states).length * Object.keys(events).length);
});

it.each(excluded)('$event is impossible in the state `$state`: $reason', async ({ happen, reach, reason }) => {
  const fixture = await reach();

  expect(() => happen(fixture)).toThrow(reason);
});

it.each(tested)('$event in the state `$state`: $log', async ({ state, happen, reach, log }) => {
  const fixture: Fixture = await reach();
  await settledButStart(state);
  fixture.log.length = 0;
  const logins = fixture.session.logins.length;
  const sockets = fixture.peers.length;

  if (state === 'handling closed') {
    fixture.onClosed.run = () => {
      fixture.onClosed.run = () => undefined;
      happen(fixture);
    };
    fixture.peer.close();
  } else happen(fixture);
  await settled();

  const logged = fixture.session.logins.slice(logins).map((token) => `login ${token}`);
  const opened = fixture.peers.slice(sockets).map(() => 'socket');
  expect([...fixture.log, ...logged, ...opened].join(', ') || '-').toBe(log);
  const alive = fixture.peers.filter((peer) => peer.state !== 'closed');
  expect(alive.length).toBeLessThanOrEqual(state === 'draining' ? 2 : 1);

  fixture.lifecycle.dispose();
  await settled();
  expect(fixture.peers.filter((peer) => peer.state !== 'closed')).toEqual([]);
  expect(vi.getTimerCount()).toBe(0);
});

/** Lets promise reactions run; in `about to start` the fake clock would run the start, too. */
async function settledButStart(state: string): Promise<void> {
  if (state !== 'about to start') await settled();
}
