import { describe, expect, it } from 'vitest';
import { answerJson } from '../support/http-server.js';
import { Platform } from './platform.js';
import { botOf } from './support.js';

describe('changed credentials in the conf', () => {
  it('apply at the next login: a token', async () => {
    await using platform = await Platform.start();
    const conf = { accountId: '1', csdsDomain: platform.address, token: 'first', userId: 501 };
    await using bot = botOf(conf);
    await bot.journal.seen('connected');

    bot.agent.conf.token = 'second';
    bot.agent.reconnect();
    await bot.journal.seen('connected', 2);

    expect(platform.bearers).toEqual(['first', 'second']);
    expect(bot.agent).toMatchObject({ token: 'second', userId: 501, __oldAgentId: '1.501' });
    expect(bot.agent.transport?.configuration.token).toBe('second');
  });

  it('apply at the next login: the token of another user', async () => {
    await using platform = await Platform.start();
    await using bot = botOf({ accountId: '1', csdsDomain: platform.address, token: 'first', userId: '501' });
    await bot.journal.seen('connected');

    Object.assign(bot.agent.conf, { token: 'second', userId: '502' });
    bot.agent.reconnect();
    await bot.journal.seen('connected', 2);

    expect(bot.agent).toMatchObject({ userId: '502', __oldAgentId: '1.502', agentId: undefined });
  });

  it.each([
    ['an assertion', { assertion: 'first' }, { assertion: 'second' }],
    ['a password', { username: 'user', password: 'first' }, { password: 'second' }],
  ])('apply at the next login: %s', async (_, first, second) => {
    await using platform = await Platform.start();
    await using bot = botOf({ accountId: '1', csdsDomain: platform.address, ...first });
    await bot.journal.seen('connected');

    Object.assign(bot.agent.conf, second);
    bot.agent.reconnect();
    await bot.journal.seen('connected', 2);

    expect(platform.logins).toMatchObject([first, second]);
    expect(bot.agent.token).toBe('bearer-2');
  });

  it('apply at the next login: another kind, in a new conf object', async () => {
    await using platform = await Platform.start();
    await using bot = botOf({ accountId: '1', csdsDomain: platform.address, token: 'first', userId: 7 });
    await bot.journal.seen('connected');

    bot.agent.conf = platform.conf();
    bot.agent.reconnect();
    await bot.journal.seen('connected', 2);

    expect(platform.bearers).toEqual(['first', 'bearer-1']);
    expect(bot.agent).toMatchObject({ userId: '501', agentId: 'pid-501', __oldAgentId: '1.501' });
  });

  it('apply after a refused login', async () => {
    await using platform = await Platform.start();
    platform.on('login', (response) => answerJson(response, 401, {}));
    await using bot = botOf(platform.conf({ password: 'old' }));
    await bot.journal.seen('error');
    platform.on('login');

    bot.agent.conf.password = 'new';
    bot.agent.reconnect();
    await bot.journal.seen('connected');

    expect(platform.logins).toMatchObject([{ password: 'old' }, { password: 'new' }]);
  });

  it('that have become incomplete are refused by the platform, not by the SDK', async () => {
    await using platform = await Platform.start();
    await using bot = botOf(platform.conf());
    await bot.journal.seen('connected');
    platform.on('login', (response) => answerJson(response, 400, {}));

    delete bot.agent.conf.password;
    bot.agent.reconnect();
    const [error, context] = await bot.journal.seen('error');

    expect(error).toMatchObject({ message: 'Error on AgentVEP login: Bad Request', code: 400 });
    expect(context).toEqual({ location: 'Reconnect#Relogin#WS' });
    expect(bot.agent.connected).toBe(true);
  });
});

it('an OAuth2 application logs in by its client id and secret', async () => {
  await using platform = await Platform.start();
  const conf = { accountId: '1', csdsDomain: platform.address };
  await using bot = botOf({ ...conf, username: 'bot', clientId: 'id', clientSecret: 'secret' });

  await bot.journal.seen('connected');

  expect(platform.logins).toEqual([
    { username: 'bot', appKey: 'id', secret: 'secret', accessToken: 'dummy', accessTokenSecret: 'dummy' },
  ]);
});
