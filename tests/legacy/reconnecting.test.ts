import { describe, expect, it } from 'vitest';
import { aMinuteLater, botOf, confOf, connectedBot, httpOf, settled, startPlatform, turn } from './support.js';

describe('reconnecting', () => {
  it('reconnect() uses the messaging domain of the conf', async () => {
    await using simulator = await startPlatform();
    const facadeMsg = `localhost:${simulator.port}`;
    await using bot = await connectedBot(simulator, { domains: { facadeMsg } });

    bot.agent.reconnect();

    await bot.journal.seen('connected', 2);
    const upgrades = simulator.transcript.filter(({ kind }) => kind === 'upgrade');
    expect(upgrades).toMatchObject([{ headers: { host: facadeMsg } }, { headers: { host: facadeMsg } }]);
    expect(bot.agent.transport?.configuration.domain).toBe(facadeMsg);
  });

  it('reconnect(true) connects an agent that has never been connected', async () => {
    await using simulator = await startPlatform();
    simulator.faults.http('login', { status: 500 }, { times: 1 });
    await using bot = botOf(confOf(simulator));
    await bot.journal.seen('error');

    bot.agent.reconnect(true);

    await bot.journal.seen('connected');
    expect(bot.journal.order().slice(-3)).toEqual(['success Connect#CSDS', 'success Connect#Login', 'connected']);
  });

  it('overlapping calls of reconnect() make one login', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);
    const logins = simulator.logins;

    for (let count = 0; count < 5; count += 1) {
      bot.agent.reconnect();
      bot.agent.reconnect(6.25);
    }

    await bot.journal.seen('connected', 2);
    await settled(bot);
    expect(simulator.logins).toBe(logins + 1);
    expect(simulator.sockets).toBe(1);
    expect(bot.journal.all('connected')).toHaveLength(2);
  });

  it('a bot that reconnects in closed survives a refused refresh', async () => {
    await using simulator = await startPlatform();
    // Set before connecting, so that the first refresh is the refused one.
    simulator.faults.http('refresh', { status: 401 }, { times: 1 });
    await using bot = await connectedBot(simulator, { refreshSessionInterval: 40 });
    bot.agent.on('closed', () => bot.agent.reconnect());

    await simulator.seen({ http: 'refresh', status: 401 });
    await simulator.seen({ http: 'refresh', status: 200 });

    expect(simulator.logins).toBe(2);
    expect(bot.journal.all('closed')).toEqual([]);
  });

  it('reconnect() during a handshake emits nothing about the attempt that is replaced', async () => {
    await using simulator = await startPlatform();
    simulator.faults.upgrade({ delayMs: 30 }, { times: 1 });
    await using bot = botOf(confOf(simulator));
    await bot.journal.seen('success', 2);
    await turn();

    bot.agent.reconnect();

    await bot.journal.seen('connected');
    await settled(bot);
    expect(bot.journal.order('error', 'closed')).toEqual([]);
    expect(bot.journal.order()).toContain('success Reconnect#Relogin#WS');
    expect(simulator.sockets).toBe(1);
  });

  it('two calls of reconnect() in a row log in once', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);

    bot.agent.reconnect();
    bot.agent.reconnect();

    await bot.journal.seen('connected', 2);
    await settled(bot);
    expect(bot.journal.order().slice(3, 6)).toEqual([
      'success Reconnect#CSDS',
      'success Reconnect#Relogin#WS',
      'connected',
    ]);
    expect(simulator.logins).toBe(2);
  });

  it.each(['reconnect', 'refresh'] as const)('%s uses the login domain of the conf', async (action) => {
    await using simulator = await startPlatform();
    const agentVep = `localhost:${simulator.port}`;
    await using bot = await connectedBot(simulator, { domains: { agentVep } });

    if (action === 'reconnect') bot.agent.reconnect();
    else bot.agent.refreshSession();

    const service = action === 'reconnect' ? 'login' : 'refresh';
    await bot.journal.seen('success', action === 'reconnect' ? 4 : 5);
    expect(httpOf(simulator, service).at(-1)).toMatchObject({ headers: { host: agentVep } });
  });

  it('reconnect() looks the domains up again', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);
    const moved = `localhost:${simulator.port}`;
    simulator.faults.http('csds', {
      edit: ({ baseURIs }) => ({
        baseURIs: (baseURIs as { service: string }[]).map((entry) =>
          entry.service === 'facadeMsg' ? { ...entry, baseURI: moved } : entry,
        ),
      }),
    });
    using _ = aMinuteLater();

    bot.agent.reconnect();

    await bot.journal.seen('connected', 2);
    const upgrades = simulator.transcript.filter(({ kind }) => kind === 'upgrade');
    expect(upgrades).toMatchObject([{ headers: { host: simulator.host } }, { headers: { host: moved } }]);
  });

  it('a failed domain lookup of reconnect() keeps the session and its refreshes', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator, { refreshSessionInterval: 40 });
    simulator.faults.http('csds', { status: 500 }, { times: 1 });
    using _ = aMinuteLater();

    bot.agent.reconnect();

    const [error, context] = await bot.journal.seen('error');
    expect(error).toMatchObject({ message: 'Error on CSDS request: Internal Server Error', code: 500 });
    expect(context).toEqual({ location: 'Reconnect#CSDS' });
    await simulator.seen({ http: 'refresh', status: 200 });
    expect(bot.agent.connected).toBe(true);
  });

  it('a new login without a user id keeps the agent id and token', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);
    const { agentId, token } = bot.agent;
    simulator.faults.http('login', { status: 200, body: {} });

    bot.agent.reconnect();

    const [error] = await bot.journal.seen('error');
    expect(error).toMatchObject({ message: 'invalid login state, userId is undefined' });
    expect(bot.agent).toMatchObject({ agentId, token, connected: true });
  });
});
