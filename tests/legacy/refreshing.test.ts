import { describe, expect, it } from 'vitest';
import { aMinuteLater, botOf, called, confOf, connectedBot, fieldsOf, settled, startPlatform } from './support.js';

const refreshLocations = [
  'success RefreshSession#Precheck',
  'success RefreshSession#CSDS',
  'success RefreshSession#Relogin#WS',
];

describe('refreshing', () => {
  it('a refresh without domains emits error and calls back with it', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);
    simulator.faults.http('csds', { status: 200, body: {} });
    using _ = aMinuteLater();

    const [error] = await called((callback) => bot.agent.refreshSession(callback));

    expect(error).toMatchObject({ message: 'could not fetch domains', service: 'domainNames' });
    expect(bot.journal.all('error')).toEqual([['error', error, { location: 'RefreshSession#CSDS' }]]);
  });

  it('a refresh refused with 401 logs in again and replaces the socket without a closed event', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);
    const before = bot.agent.token;
    simulator.faults.http('refresh', { status: 401 });

    const outcome = await called((callback) => {
      bot.agent.refreshSession((...args) => {
        bot.journal.note('called', ...args);
        callback(...args);
      });
    });

    expect(outcome).toEqual([null]);
    await bot.journal.seen('connected', 2);
    await simulator.seen({ kind: 'close' });
    await settled(bot);
    expect(bot.journal.order().slice(3)).toEqual([
      'success RefreshSession#Precheck',
      'success RefreshSession#CSDS',
      'success RefreshSession#Relogin#WS',
      'called',
      'connected',
      ...bot.journal.order().slice(8),
    ]);
    expect(bot.journal.all('closed')).toEqual([]);
    expect(bot.agent.token).not.toBe(before);
    expect(simulator.sockets).toBe(1);
  });

  it('a failed reconnect() keeps the session and its refreshes', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator, { refreshSessionInterval: 30 });
    simulator.faults.http('login', { status: 503 }, { times: 1 });

    bot.agent.reconnect();

    const [error, context] = await bot.journal.seen('error');
    expect(error).toMatchObject({ code: 503 });
    expect(context).toEqual({ location: 'Reconnect#Relogin#WS' });
    expect(bot.agent.connected).toBe(true);
    await simulator.seen({ http: 'refresh', status: 200 });
  });

  it('a refresh emits success for each stage', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);

    const outcome = await called((callback) => bot.agent.refreshSession(callback));

    expect(outcome).toEqual([null]);
    expect(bot.journal.order().slice(3)).toEqual([
      'success RefreshSession#Precheck',
      'success RefreshSession#CSDS',
      'success RefreshSession#REST',
    ]);
  });

  it('a periodic refresh without domains emits error and continues', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator, { refreshSessionInterval: 30 });
    simulator.faults.http('csds', { status: 200, body: {} }, { times: 1 });
    using _ = aMinuteLater();

    const [error, context] = await bot.journal.seen('error');

    expect(error).toMatchObject({ message: 'could not fetch domains', code: null, service: 'domainNames' });
    expect(context).toEqual({ location: 'RefreshSession#CSDS' });
    await simulator.seen({ http: 'refresh', status: 200 });
  });

  it('a stage of the connection is not limited by requestTimeout', async () => {
    await using simulator = await startPlatform();
    simulator.faults.http('login', { delayMs: 80 });
    await using bot = await connectedBot(simulator, { requestTimeout: 10 });

    expect(bot.agent.connected).toBe(true);
  });

  it('an error without a status has the code null', async () => {
    await using simulator = await startPlatform();
    await using bot = botOf(confOf(simulator, { domains: { facadeMsg: '127.0.0.1:4012' } }));

    const [error] = await bot.journal.seen('error');

    expect(fieldsOf(error)).toMatchObject({ code: null, service: 'messaging' });
  });

  it('a refresh with a bearer token emits one error and stops', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator, { refreshSessionInterval: 5 }, 'token');

    bot.agent.startPeriodicRefreshSession();

    const [error, context] = await bot.journal.seen('error');
    expect(error).toMatchObject({
      message: 'CSRF and JAR are not defined for this agent. Please reconnect with bearer token.',
      code: null,
      service: 'authentication.login',
    });
    expect(context).toEqual({ location: 'RefreshSession#Precheck' });
    await settled(bot);
    await settled(bot);
    expect(bot.journal.all('error')).toHaveLength(1);
  });

  it('a refresh answered with status 200 and internal code 401 logs in again', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);
    simulator.faults.http('refresh', { status: 200, body: { error: { internalCode: 401 } } });

    const outcome = await called((callback) => bot.agent.refreshSession(callback));

    expect(outcome).toEqual([null]);
    expect(bot.journal.order().slice(3, 6)).toEqual(refreshLocations);
  });
});
