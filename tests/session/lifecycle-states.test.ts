import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { lifecycleOf, NEVER_MS, settled } from './lifecycle-fixture.js';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

type Fixture = ReturnType<typeof lifecycleOf>;

const DELAY_MS = 1_000;
const settings = { firstDelay: DELAY_MS, delay: DELAY_MS } as const;

/** How a new lifecycle is brought into each state. */
const states = {
  idle: async () => lifecycleOf(settings),
  'about to start': async () => {
    const fixture = lifecycleOf(settings);
    fixture.lifecycle.startSoon();
    return fixture;
  },
  'logging in': async () => loggingIn(),
  'opening the socket': async () => opening(),
  ready: async () => lifecycleOf(settings).ready(),
  /** The platform has sent a close frame; the stream has not ended. */
  'close frame received': async () => {
    const fixture = await lifecycleOf(settings).ready();
    fixture.peer.sendClose();
    return fixture;
  },
  /** The event happens in a handler of `closed`. */
  'handling closed': async () => lifecycleOf(settings).ready(),
  waiting: async () => {
    const fixture = await lifecycleOf(settings).ready();
    fixture.peer.close();
    return fixture;
  },
  /** Opening a second socket. The socket of the event is the first one. */
  replacing: async () => {
    const fixture = await lifecycleOf(settings).ready();
    fixture.lifecycle.restart('same');
    return fixture;
  },
  /** Closed; a request of the former connection is pending. */
  draining: async () => {
    const fixture = await lifecycleOf(settings).ready();
    const { connection } = fixture.lifecycle;
    connection?.sendRequest({ settle: () => undefined }, '.X', {}, undefined, NEVER_MS, undefined, undefined);
    void fixture.lifecycle.close(NEVER_MS);
    return fixture;
  },
  'closed when ready': async () => disposed(await lifecycleOf(settings).ready()),
  'closed when logging in': async () => disposed(loggingIn()),
  'closed when opening': async () => disposed(await opening()),
  'given up': async () => {
    const fixture = await opening({ ...settings, enabled: false });
    fixture.peer.refuse({ status: 503 });
    return fixture;
  },
} satisfies Record<string, () => Promise<Fixture>>;

type StateName = keyof typeof states;

function loggingIn(): Fixture {
  const fixture = lifecycleOf(settings);
  fixture.session.isHeld = true;
  fixture.lifecycle.start();
  return fixture;
}

async function opening(options: Parameters<typeof lifecycleOf>[0] = settings): Promise<Fixture> {
  const fixture = lifecycleOf(options);
  fixture.lifecycle.start();
  await settled();
  return fixture;
}

function disposed(fixture: Fixture): Fixture {
  fixture.lifecycle.dispose();
  return fixture;
}

/** Socket events are those of the first socket; login events those of the last login. */
const events = {
  'start()': ({ lifecycle }) => lifecycle.start(),
  'startSoon()': ({ lifecycle }) => lifecycle.startSoon(),
  "restart('same')": ({ lifecycle }) => lifecycle.restart('same'),
  "restart('new')": ({ lifecycle }) => lifecycle.restart('new'),
  'reopen()': ({ lifecycle }) => lifecycle.reopen(),
  'attemptFailed()': ({ lifecycle }) => lifecycle.attemptFailed(new Error('elsewhere')),
  'ready()': (fixture) => {
    const options = { operation: 'test', timeoutMs: NEVER_MS, reportsFailure: false };
    logOutcome(fixture, fixture.lifecycle.ready(options));
  },
  'close()': (fixture) => logOutcome(fixture, fixture.lifecycle.close(NEVER_MS)),
  'dispose()': ({ lifecycle }) => lifecycle.dispose(),
  'the login succeeds': ({ session }) => session.succeed(),
  'the login fails': ({ session }) => session.fail(),
  'the socket opens': ({ peers }) => firstOf(peers).accept(),
  'the socket is refused': ({ peers }) => firstOf(peers).refuse({ status: 503 }),
  'the socket fails': ({ peers }) => firstOf(peers).fail(new Error('reset')),
  'the socket closes': ({ peers }) => firstOf(peers).close(4000),
  'the delay is over': () => vi.advanceTimersByTime(DELAY_MS),
} satisfies Record<string, (fixture: Fixture) => void>;

type EventName = keyof typeof events;

function firstOf<Item>([item]: readonly Item[]): Item {
  if (item === undefined) throw new Error('No socket was opened.');
  return item;
}

function logOutcome({ log }: Fixture, promise: Promise<unknown>): void {
  promise.then(
    () => log.push('resolved'),
    (error: { readonly code?: unknown }) => log.push(`rejected ${String(error.code)}`),
  );
}

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

const cells = Object.entries(events).flatMap(([event, happen]) =>
  Object.entries(states).flatMap(([state, reach]) => {
    const log = expected[event as EventName][state as StateName];
    return log === undefined ? [] : [{ event, state, happen, reach, log }];
  }),
);

it.each(cells)('$event in the state `$state`: $log', async ({ state, happen, reach, log }) => {
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

  const asked = fixture.session.logins.slice(logins).map((token) => `login ${token}`);
  const opened = fixture.peers.slice(sockets).map(() => 'socket');
  expect([...fixture.log, ...asked, ...opened].join(', ') || '-').toBe(log);
  const alive = fixture.peers.filter((peer) => peer.state !== 'closed');
  expect(alive.length).toBeLessThanOrEqual(state === 'draining' ? 2 : 1);

  fixture.lifecycle.dispose();
  await settled();
  expect(fixture.peers.filter((peer) => peer.state !== 'closed')).toEqual([]);
  expect(vi.getTimerCount()).toBe(0);
});

/** Lets reactions run; the fake clock would also run the start that is due in the next turn. */
async function settledButStart(state: string): Promise<void> {
  if (state !== 'about to start') await settled();
}
