import { describe, expect, it } from 'vitest';
import type { HttpFault, HttpService } from '../../src/simulator/index.js';
import { aMinuteLater, botOf, called, confOf, connectedBot, fieldsOf, startPlatform } from './support.js';

interface Failure {
  readonly of: HttpService;
  readonly with: HttpFault;
  readonly message: string;
  readonly code?: number;
  readonly location?: string;
}

const bodyError = { message: 'no', internalCode: 110 };

const csds = 'Error on CSDS request';

const login = 'Error on AgentVEP login';

const refresh = 'Error on AgentVEP RefreshSession';

const services: Readonly<Record<string, string>> = {
  csds: 'domainNames',
  login: 'authentication.login',
  refresh: 'authentication.refreshSession',
};

const failures: readonly Failure[] = [
  { of: 'csds', with: { status: 404 }, message: `${csds}: Not Found`, code: 404 },
  { of: 'csds', with: { status: 500 }, message: `${csds}: Internal Server Error`, code: 500 },
  {
    of: 'csds',
    with: { status: 200, body: { error: bodyError } },
    message: `${csds}: ${JSON.stringify(bodyError)}`,
    code: 110,
  },
  { of: 'csds', with: { drop: true }, message: `${csds}: ` },
  { of: 'login', with: { status: 400 }, message: `${login}: Bad Request`, code: 400 },
  { of: 'login', with: { status: 401 }, message: `${login}: Unauthorized`, code: 401 },
  { of: 'login', with: { status: 429 }, message: `${login}: Too Many Requests`, code: 429 },
  { of: 'login', with: { status: 451 }, message: `${login}: Unavailable For Legal Reasons`, code: 451 },
  { of: 'login', with: { status: 500 }, message: `${login}: Internal Server Error`, code: 500 },
  {
    of: 'login',
    with: { status: 200, body: { error: bodyError } },
    message: `${login}: ${JSON.stringify(bodyError)}`,
    code: 110,
  },
  { of: 'login', with: { status: 200, body: { error: 'text' } }, message: `${login}: "text"` },
  { of: 'login', with: { drop: true }, message: `${login}: ` },
  {
    of: 'login',
    with: { status: 200, body: {} },
    message: 'invalid login state, userId is undefined',
  },
  { of: 'login', with: { status: 200, body: '' }, message: 'invalid login state, userId is undefined' },
  {
    of: 'login',
    with: { edit: (body) => ({ ...body, bearer: '' }) },
    message: 'could not generate token',
  },
];

describe.each(failures)('$of answering $with', ({ of, with: fault, message, code = null }) => {
  const stage = of === 'csds' ? 'CSDS' : 'Login';

  function check(error: unknown): void {
    const text = (error as Error).message;
    // The text of a network error differs between operating systems.
    expect(message.endsWith(': ') ? text.slice(0, message.length) : text).toBe(message);
    expect(fieldsOf(error)).toMatchObject({ code, service: services[of] });
    expect((error as { error: unknown }).error instanceof Error).toBe(fault.drop === true);
  }

  it('while connecting', async () => {
    await using simulator = await startPlatform();
    simulator.faults.http(of, fault);
    await using bot = botOf(confOf(simulator, { autoConnect: false }));

    const args = await called((callback) => {
      bot.agent.connect((...given) => (bot.journal.note('called'), callback(...given)));
    });

    const [error] = await bot.journal.seen('error');
    check(error);
    expect(args).toEqual([error]);
    expect(bot.journal.entries.slice(-2)).toEqual([['error', error, { location: `Connect#${stage}` }], ['called']]);
    expect(bot.agent.connected).toBe(false);
  });

  it('while reconnecting', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);
    simulator.faults.http(of, fault);
    using _ = aMinuteLater();

    bot.agent.reconnect();

    const [error, context] = await bot.journal.seen('error');
    check(error);
    expect(context).toEqual({ location: of === 'csds' ? 'Reconnect#CSDS' : 'Reconnect#Relogin#WS' });
    expect(bot.agent.connected).toBe(true);
  });

  it('while refreshing', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);
    simulator.faults.http('refresh', { status: 401 });
    simulator.faults.http(of, fault);
    using _ = aMinuteLater();

    const args = await called((callback) => bot.agent.refreshSession(callback));

    const [error, context] = await bot.journal.seen('error');
    check(error);
    expect(args).toEqual([error]);
    expect(context).toEqual({ location: of === 'csds' ? 'RefreshSession#CSDS' : 'RefreshSession#Relogin#WS' });
    expect(bot.agent.connected).toBe(true);
  });
});

it.each<[HttpFault, string, number | null]>([
  [{ status: 400 }, `${refresh}: Bad Request`, 400],
  [{ status: 500 }, `${refresh}: Internal Server Error`, 500],
  [{ status: 200, body: { error: bodyError } }, `${refresh}: ${JSON.stringify(bodyError)}`, 110],
])('refresh answering %j', async (fault, message, code) => {
  await using simulator = await startPlatform();
  await using bot = await connectedBot(simulator);
  simulator.faults.http('refresh', fault);

  const [error] = await called((callback) => bot.agent.refreshSession(callback));

  expect(error).toMatchObject({ message, code, service: services['refresh'], error: null });
  expect(bot.journal.all('error')).toEqual([['error', error, { location: 'RefreshSession#REST' }]]);
});
