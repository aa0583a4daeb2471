import { describe, expect, it } from 'vitest';
import { Simulator } from '../../src/simulator/index.js';
import { botOf, called, confOf, connectedBot, fieldsOf, settled, startPlatform, turn } from './support.js';

describe('the end of a connection', () => {
  it('dispose() aborts a running login', async () => {
    await using simulator = await startPlatform();
    simulator.faults.http('login', { hang: true });
    await using bot = botOf(confOf(simulator));
    await bot.journal.seen('success');

    bot.agent.dispose();
    simulator.faults.clear();

    await using other = await connectedBot(simulator);
    await settled(other);
    expect(simulator.sockets).toBe(1);
    expect(bot.journal.order()).toEqual(['success Connect#CSDS']);
  });

  it('a replaced socket emits nothing more', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);

    bot.agent.reconnect(true);

    await bot.journal.seen('connected', 2);
    await simulator.seen({ kind: 'close' });
    await settled(bot);
    expect(bot.journal.all('closed')).toEqual([]);
    expect(simulator.sockets).toBe(1);
  });

  it('pending requests of a replaced socket call back with a timeout', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);
    simulator.answer('getClock', () => Simulator.SILENCE, { times: 1 });
    const outcome = called((callback) => bot.agent.getClock(callback));

    bot.agent.reconnect(true);

    const [error] = await outcome;
    expect(error).toMatchObject({ message: 'Request has timed out' });
  });

  it('a request during a reconnect calls back with one error', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);
    bot.agent.reconnect(true);

    bot.agent.getClock((error) => bot.journal.note('called', error));

    expect(bot.agent.connected).toBe(false);
    expect(bot.journal.all('called')).toMatchObject([['called', { message: 'socket not connected' }]]);
    await bot.journal.seen('connected', 2);
    await settled(bot);
    expect(bot.journal.all('called')).toHaveLength(1);
  });

  it('a request pending when the socket closes calls back with a timeout', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);
    simulator.answer('getClock', () => Simulator.SILENCE);

    const outcome = called((callback) => bot.agent.getClock(callback));
    await simulator.seen({ request: 'getClock' });
    simulator.closeSockets(1000);

    const [error, ...rest] = await outcome;
    expect(error).toMatchObject({ message: 'Request has timed out', code: null, service: 'messaging', error: null });
    expect(rest).toEqual([undefined]);
  });

  it.each(['csds', 'login', 'refresh'] as const)('dispose() aborts a running %s request', async (service) => {
    await using simulator = await startPlatform();
    await using bot = service === 'refresh' ? await connectedBot(simulator) : botOf(confOf(simulator));
    const before = bot.journal.order();
    simulator.faults.http(service, { hang: true });
    if (service === 'refresh') {
      bot.agent.refreshSession();
      await bot.journal.seen('success', 4);
    } else {
      bot.agent.connect();
    }

    bot.agent.dispose();

    simulator.faults.clear();
    await using other = await connectedBot(simulator);
    await settled(other);
    expect(simulator.sockets).toBe(1);
    expect(bot.journal.order('connected')).toEqual(before.filter((name) => name === 'connected'));
    expect(bot.journal.all('error')).toEqual([]);
  });

  it('a failure after dispose() emits no error', async () => {
    await using simulator = await startPlatform();
    simulator.faults.http('login', { status: 500, delayMs: 20 });
    await using bot = botOf(confOf(simulator));
    await bot.journal.seen('success');
    bot.agent.dispose();

    simulator.faults.clear();
    await using other = await connectedBot(simulator);
    await settled(other);

    expect(bot.journal.all('error')).toEqual([]);
  });

  it('dispose() works inside a handler of connected', async () => {
    await using simulator = await startPlatform();
    await using bot = botOf(confOf(simulator));
    bot.agent.on('connected', () => bot.agent.dispose());

    await bot.journal.seen('connected');

    await simulator.seen({ kind: 'close' });
    await turn();
    expect(bot.agent.transport).toBeNull();
    expect(bot.agent.connected).toBe(false);
    expect(bot.journal.all('error')).toEqual([]);
  });

  it('dispose() during the handshake emits nothing', async () => {
    await using simulator = await startPlatform();
    simulator.faults.upgrade({ hang: true });
    await using bot = botOf(confOf(simulator));
    await simulator.seen({ kind: 'upgrade' });

    expect(() => bot.agent.dispose()).not.toThrow();

    await turn();
    expect(bot.journal.order('error', 'closed')).toEqual([]);
  });

  it('handlers attached after dispose() do not get the closed event of before', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);
    bot.agent.dispose();
    bot.agent.on('closed', () => bot.journal.note('late'));

    await simulator.seen({ kind: 'close' });

    await turn();
    expect(bot.journal.all('late')).toEqual([]);
  });

  it.each(['dispose', 'reconnect'] as const)('%s() closes the socket with code 1000', async (action) => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);

    if (action === 'dispose') bot.agent.dispose();
    else bot.agent.reconnect(true);

    expect(await simulator.seen({ kind: 'close' })).toMatchObject({ code: 1000 });
  });

  it('pending requests call back with a timeout before closed is emitted', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);
    simulator.answer('getClock', () => Simulator.SILENCE);
    bot.agent.getClock((error) => bot.journal.note('called', error?.message, bot.agent.connected));
    await simulator.seen({ request: 'getClock' });

    simulator.closeSockets(4401);

    await bot.journal.seen('closed');
    expect(bot.journal.entries.slice(-2)).toEqual([
      ['called', 'Request has timed out', false],
      ['closed', 4401],
    ]);
  });

  it.each([1000, 1011, 4401, 4407, 1006])('closed with %i has the code as its only argument', async (code) => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);

    simulator.closeSockets(code, code === 1006 ? '' : 'because');

    expect(await bot.journal.seen('closed')).toEqual([code]);
  });

  it('the name of an SDKError is Error', async () => {
    await using simulator = await startPlatform();
    simulator.faults.http('login', { status: 401 });
    await using bot = botOf(confOf(simulator));

    const [error] = await bot.journal.seen('error');

    expect(error).toBeInstanceOf(Error);
    expect((error as Error).name).toBe('Error');
    expect(fieldsOf(error)).toEqual({ code: 401, service: 'authentication.login', error: null });
  });

  it('a request while not connected calls back synchronously', async () => {
    await using simulator = await startPlatform();
    await using bot = botOf(confOf(simulator, { autoConnect: false }));
    let outcome: readonly unknown[] = [];

    bot.agent.getClock({}, (...args) => {
      outcome = args;
    });

    expect(outcome).toMatchObject([{ message: 'socket not connected', code: null, service: 'messaging' }]);
  });
});
