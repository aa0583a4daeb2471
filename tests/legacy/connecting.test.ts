import { describe, expect, it } from 'vitest';
import { Agent } from '../../src/legacy/index.js';
import {
  botOf,
  called,
  confOf,
  connectedBot,
  fieldsOf,
  httpOf,
  settled,
  startPlatform,
  turn,
  watch,
} from './support.js';

describe('connecting', () => {
  it('starts automatically after construction', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);

    expect(bot.journal.order()).toEqual(['success Connect#CSDS', 'success Connect#Login', 'connected']);
  });

  it('does not start with autoConnect: false', async () => {
    await using simulator = await startPlatform();
    await using bot = botOf(confOf(simulator, { autoConnect: false }));
    await turn();
    expect(simulator.transcript).toEqual([]);

    bot.agent.connect();

    await bot.journal.seen('connected');
  });

  it('emits nothing during construction', async () => {
    await using simulator = await startPlatform();
    const agent = new Agent(confOf(simulator, { csdsDomain: 'no host name!' }));
    const journal = watch(agent);

    await journal.seen('error');

    expect(journal.order()).toEqual(['error']);
    agent.dispose();
  });

  it('connect() on a connected agent makes no second socket', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);

    const outcome = await called((callback) => bot.agent.connect(callback));

    expect(outcome).toEqual([null]);
    await settled(bot);
    expect(simulator.sockets).toBe(1);
  });

  it('a first connection that fails emits error only, and is not retried', async () => {
    await using simulator = await startPlatform();
    simulator.faults.http('login', { status: 401 });
    await using bot = botOf(confOf(simulator));

    await bot.journal.seen('error');

    await turn();
    expect(bot.journal.order()).toEqual(['success Connect#CSDS', 'error']);
    expect(httpOf(simulator, 'login')).toHaveLength(1);
  });

  it('a first connection that fails is retried with the reconnect option', async () => {
    await using simulator = await startPlatform();
    simulator.faults.http('login', { status: 500 }, { times: 1 });
    simulator.faults.upgrade({ status: 502 }, { times: 1 });
    await using bot = botOf(
      confOf(simulator, { reconnect: { firstDelay: 0, delay: 1, maxDelay: 1, loginInterval: 0 } }),
    );

    await bot.journal.seen('connected');

    expect(bot.journal.all('error')).toMatchObject([
      ['error', { code: 500 }, { location: 'Connect#Login' }],
      ['error', { message: 'Error on WS connection: Unexpected server response: 502' }],
    ]);
  });

  it('a refused upgrade emits error and then closed', async () => {
    await using simulator = await startPlatform();
    simulator.faults.upgrade({ status: 401 });
    await using bot = botOf(confOf(simulator));

    await bot.journal.seen('closed');

    expect(bot.journal.entries.slice(-2)).toMatchObject([
      ['error', { message: 'Error on WS connection: Unexpected server response: 401', code: 401 }],
      ['closed', 1006],
    ]);
    expect(bot.journal.all('error')[0]).toHaveLength(2);
  });

  it.each([401, 429, 502])('the error of an upgrade refused with %i has that code', async (status) => {
    await using simulator = await startPlatform();
    simulator.faults.upgrade({ status });
    await using bot = botOf(confOf(simulator));

    const [error] = await bot.journal.seen('error');

    expect(error).toMatchObject({ code: status, service: 'messaging' });
  });

  it('a port containing 401 is not taken for an error code', async () => {
    await using simulator = await startPlatform();
    await using bot = botOf(confOf(simulator, { domains: { facadeMsg: '127.0.0.1:4401' } }));

    const [error] = await bot.journal.seen('error');

    expect(error).toMatchObject({
      message: 'Error on WS connection: connect ECONNREFUSED 127.0.0.1:4401',
      code: null,
      error: { code: 'ECONNREFUSED' },
    });
  });

  it('pings the socket as soon as it opens', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);

    await simulator.seen({ kind: 'ping' });

    expect(bot.agent.connected).toBe(true);
  });

  it('the error of a refused domain lookup has its status', async () => {
    await using simulator = await startPlatform();
    simulator.faults.http('csds', { status: 503, body: 'out of order' });
    await using bot = botOf(confOf(simulator));

    const [error, context] = await bot.journal.seen('error');

    expect(fieldsOf(error)).toEqual({ code: 503, service: 'domainNames', error: null });
    expect(error).toMatchObject({ message: 'Error on CSDS request: Service Unavailable' });
    expect(context).toEqual({ location: 'Connect#CSDS' });
  });

  it('conf members meant for other parts do not reach the socket', async () => {
    await using simulator = await startPlatform();
    const conf = { maxKeys: 1, stdTTL: 0, id: 'bot', host: 'elsewhere.example', port: 1, headers: { 'x-bot': 'yes' } };
    await using bot = await connectedBot(simulator, conf);

    const upgrade = await simulator.seen({ kind: 'upgrade' });

    expect(upgrade).toMatchObject({ headers: { 'x-bot': 'yes' } });
    expect(bot.agent.connected).toBe(true);
  });

  it.each(['upgrade', 'login', 'refresh'] as const)('the error of a failed %s contains no secret', async (step) => {
    await using simulator = await startPlatform();
    const conf = confOf(simulator);
    await using bot = botOf(conf);
    await bot.journal.seen('connected');
    const secrets = [conf.password, bot.agent.token, bot.agent.csrf];
    if (step === 'upgrade') simulator.faults.upgrade({ status: 400 });
    else simulator.faults.http(step, { status: 500, body: { error: { message: secrets.join(' ') } } });

    if (step === 'refresh') bot.agent.refreshSession();
    else bot.agent.reconnect(step === 'upgrade');

    const [error] = await bot.journal.seen('error');
    for (const secret of secrets) {
      expect(`${String(error)} ${JSON.stringify(error)} ${(error as Error).stack}`).not.toContain(secret);
    }
  });

  it('connect() and refreshSession() work without a callback', async () => {
    await using simulator = await startPlatform();
    await using bot = botOf(confOf(simulator, { autoConnect: false }));

    bot.agent.connect();
    await bot.journal.seen('connected');
    bot.agent.refreshSession();

    await bot.journal.seen('success', 5);
    expect(bot.journal.order().at(-1)).toBe('success RefreshSession#REST');
  });

  it('a messaging domain that is not a host name emits error', async () => {
    await using simulator = await startPlatform();
    await using bot = botOf(confOf(simulator, { domains: { facadeMsg: 'no host name' }, autoConnect: false }));

    const [called_] = await called((callback) => bot.agent.connect(callback));

    expect(bot.journal.order().slice(0, 3)).toEqual(['success Connect#CSDS', 'success Connect#Login', 'error']);
    const [error] = await bot.journal.seen('error');
    expect(error).toMatchObject({ message: expect.stringContaining('Error on WS connection: '), service: 'messaging' });
    expect(called_).toBe(error);
  });

  it('overlapping calls of connect() share one attempt', async () => {
    await using simulator = await startPlatform();
    await using bot = botOf(confOf(simulator));

    const outcomes = await Promise.all([1, 2, 3].map(() => called((callback) => bot.agent.connect(callback))));

    expect(outcomes).toEqual([[null], [null], [null]]);
    await bot.journal.seen('connected');
    await settled(bot);
    expect(simulator.logins).toBe(1);
    expect(simulator.sockets).toBe(1);
  });

  it('escapes the token in the URL', async () => {
    await using simulator = await startPlatform();
    await using bot = botOf(confOf(simulator, { token: 'a/b?c#d' }, 'token'));

    await bot.journal.seen('closed');

    expect(await simulator.seen({ kind: 'upgrade' })).toMatchObject({
      path: '/ws_api/account/10000001/messaging/brand/[redacted]?v=2.1',
      status: 401,
    });
  });

  it.each(['{}', '"text"', '[]', 'no JSON'])('a domain lookup answered with %s fails the login', async (body) => {
    await using simulator = await startPlatform();
    simulator.faults.http('csds', { status: 200, body });
    await using bot = botOf(confOf(simulator));

    const [error] = await bot.journal.seen('error');

    expect(error).toMatchObject({ message: 'could not fetch domains', code: null, service: 'domainNames' });
    expect(bot.journal.entries).toEqual([
      ['success', { location: 'Connect#CSDS' }],
      ['error', error, { location: 'Connect#Login' }],
    ]);
  });

  it('csdsClient calls back synchronously when the domains are cached', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);
    let domains: unknown;

    bot.agent.csdsClient.getAll((error, found) => {
      domains = [error, found];
    });

    expect(domains).toMatchObject([null, { agentVep: simulator.host, facadeMsg: simulator.host }]);
  });

  it('csdsClient calls back asynchronously when the domains are not cached', async () => {
    await using simulator = await startPlatform();
    await using bot = botOf(confOf(simulator, { autoConnect: false }));

    const [error, domains] = await called((callback) => bot.agent.csdsClient.getAll(callback));

    expect(error).toBeNull();
    expect(domains).toMatchObject({ agentVep: simulator.host });
  });

  it('csdsClient returns a copy: changing it does not affect the connection', async () => {
    await using simulator = await startPlatform();
    await using bot = botOf(confOf(simulator, { autoConnect: false }));
    const [, domains] = await called((callback) => bot.agent.csdsClient.getAll(callback));
    Object.assign(domains as object, { agentVep: 'nowhere.invalid', facadeMsg: 'nowhere.invalid' });

    const [error] = await called((callback) => bot.agent.connect(callback));

    expect(error).toBeNull();
  });

  it('connect() calls back before the socket is open', async () => {
    await using simulator = await startPlatform();
    await using bot = botOf(confOf(simulator, { autoConnect: false }));

    bot.agent.connect((...args) => bot.journal.note('called', ...args, bot.agent.connected));

    await bot.journal.seen('connected');
    expect(bot.journal.order()).toEqual(['success Connect#CSDS', 'success Connect#Login', 'called', 'connected']);
    expect(bot.journal.all('called')).toEqual([['called', null, false]]);
  });

  it('a login that redirects emits error', async () => {
    await using simulator = await startPlatform();
    simulator.faults.http('login', { status: 302, headers: { location: `https://${simulator.host}/elsewhere` } });
    await using bot = botOf(confOf(simulator));

    const [error] = await bot.journal.seen('error');

    expect(error).toMatchObject({ message: 'Error on AgentVEP login: Found', code: 302 });
  });

  it('follows the redirect of a domain lookup', async () => {
    await using simulator = await startPlatform();
    const location = `https://localhost:${simulator.port}/api/account/10000001/service/baseURI.json?version=1.0`;
    simulator.faults.http('csds', { status: 302, headers: { location } }, { times: 1 });

    await using bot = await connectedBot(simulator);

    expect(bot.agent.connected).toBe(true);
  });
});
