import { Agent as HttpsAgent } from 'node:https';
import { describe, expect, it } from 'vitest';
import { Agent, type AgentConf } from '../../src/legacy/index.js';
import { Simulator } from '../../src/simulator/index.js';
import { connectedBot, framesOf, httpOf, settled, startPlatform } from './support.js';

describe('a conf is rejected', () => {
  const missing = 'missing token or user/password or assertion or appKey/secret/accessToken/accessTokenSecret params';
  const keys = { username: 'u', appKey: 'a', secret: 's', accessToken: 't', accessTokenSecret: 'ts' };

  it.each<[Record<string, unknown>, string]>([
    [{}, 'missing accountId param'],
    [{ username: 'u', password: 'p' }, 'missing accountId param'],
    [{ accountId: 0, username: 'u', password: 'p' }, 'missing accountId param'],
    [{ accountId: '1' }, missing],
    [{ accountId: '1', username: 'u' }, missing],
    [{ accountId: '1', password: 'p' }, missing],
    [{ accountId: '1', ...keys, username: '' }, missing],
    [{ accountId: '1', ...keys, appKey: undefined }, missing],
    [{ accountId: '1', ...keys, secret: undefined }, missing],
    [{ accountId: '1', ...keys, accessToken: undefined }, missing],
    [{ accountId: '1', ...keys, accessTokenSecret: undefined }, missing],
    [{ accountId: '1', userId: '501' }, missing],
  ])('%j: %s', (conf, message) => {
    const make = (): unknown => new Agent(conf as AgentConf);

    expect(make).toThrow(new Error(message));
  });

  it('with a TypeError when it is missing', () => {
    expect(() => new Agent(undefined as unknown as AgentConf)).toThrow(TypeError);
  });
});

describe('a conf is accepted', () => {
  it.each(['password', 'oauth1', 'assertion', 'token'] as const)('with %s', async (kind) => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator, {}, kind);

    expect(bot.agent).toMatchObject({ connected: true, __oldAgentId: '10000001.501', userId: '501' });
  });

  it('with several credentials: a password wins over an assertion and keys', async () => {
    await using simulator = await startPlatform();
    const all = { ...simulator.agentOptions('oauth1'), ...simulator.agentOptions('assertion') };
    await using bot = await connectedBot(simulator, all);

    const [login] = httpOf(simulator, 'login');
    expect(Object.keys(login?.requestBody as object)).toEqual(['username', 'password']);
    expect(bot.agent.connected).toBe(true);
  });

  it('with an accountId that is a number, which stays a number', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator, { accountId: 10000001 });

    bot.agent.subscribeAgentsState({});
    await settled(bot);

    expect(framesOf(simulator, 'subscribeAgentsState')[0]?.['body']).toEqual({
      brandId: 10000001,
      agentId: '10000001.501',
    });
    expect(bot.agent.accountId).toBe(10000001);
  });

  it('with 0 for the default', async () => {
    await using simulator = await startPlatform();
    const conf = { requestTimeout: 0, errorCheckInterval: 0, refreshSessionInterval: 0 };
    await using bot = await connectedBot(simulator, conf);

    expect(bot.agent).toMatchObject({
      requestTimeout: 10_000,
      errorCheckInterval: 1_000,
      refreshSessionInterval: 600_000,
    });
  });

  it('with a loopback address without TLS', async () => {
    await using simulator = await Simulator.start();
    await using bot = await connectedBot(simulator);

    expect(bot.agent.conf.csdsDomain).toBe(`http://${simulator.host}`);
  });

  it('with an agent and headers, used for the socket only', async () => {
    await using simulator = await startPlatform();
    let sockets = 0;
    class Counting extends HttpsAgent {
      override createConnection(...args: Parameters<HttpsAgent['createConnection']>) {
        sockets += 1;
        return super.createConnection(...args);
      }
    }
    await using bot = await connectedBot(simulator, { agent: new Counting(), headers: { 'x-bot': 'mine' } });

    expect(await simulator.seen({ kind: 'upgrade' })).toMatchObject({ headers: { 'x-bot': 'mine' } });
    expect(sockets).toBe(1);
    expect(bot.agent.connected).toBe(true);
  });

  it('with apiVersion, wsDomainType and domains', async () => {
    await using simulator = await startPlatform();
    const domains = { mine: `localhost:${simulator.port}` };
    await using bot = await connectedBot(simulator, { apiVersion: 2, wsDomainType: 'mine', domains });

    expect(await simulator.seen({ kind: 'upgrade' })).toMatchObject({
      path: expect.stringContaining('?v=2'),
      headers: { host: domains.mine },
    });
    expect(bot.agent.connected).toBe(true);
  });

  it('with refreshSessionToken: false, refreshing only after startPeriodicRefreshSession()', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator, { refreshSessionToken: false, refreshSessionInterval: 5 });
    await settled(bot);
    expect(httpOf(simulator, 'refresh')).toEqual([]);

    bot.agent.startPeriodicRefreshSession();

    await simulator.seen({ http: 'refresh', status: 200 });
  });
});
