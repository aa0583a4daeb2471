import { vi } from 'vitest';
import { lifecycleOf, NEVER_MS, settled } from './lifecycle-fixture.js';

export type Fixture = ReturnType<typeof lifecycleOf>;

const DELAY_MS = 1_000;
const settings = { firstDelay: DELAY_MS, delay: DELAY_MS } as const;

/** How a new lifecycle is brought into each state. */
export const states = {
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

export type StateName = keyof typeof states;

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
export const events = {
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

export type EventName = keyof typeof events;

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
