import { describe, expect, it } from 'vitest';
import type { LegacyRequest } from '../../src/legacy/index.js';
import { Simulator } from '../../src/simulator/index.js';
import { botOf, called, confOf, connectedBot, framesOf, startPlatform } from './support.js';
import { consumerMessage } from '../support/wire.js';

describe('the members of an agent', () => {
  it('before it is connected', async () => {
    await using simulator = await startPlatform();
    const conf = confOf(simulator, { id: 'bot', autoConnect: false });
    await using bot = botOf(conf);

    expect(bot.agent).toMatchObject({ conf, accountId: '10000001', connected: false, pendingRequests: {} });
    expect(bot.agent.transport).toBeUndefined();
    expect(bot.agent.getBearerToken()).toBeUndefined();
  });

  it('when it is connected', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);

    expect(bot.agent).toMatchObject({
      agentId: 'aaaaaaaa-0000-5000-8000-000000000501',
      userId: '501',
      __oldAgentId: '10000001.501',
      connected: true,
      token: bot.agent.getBearerToken(),
      csrf: expect.any(String),
    });
    expect(bot.agent.jar).toBeTruthy();
    expect(bot.agent.transport?.ws?.readyState).toBe(1);
  });

  it('when it is disposed', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);
    bot.agent.on('notification', () => undefined);

    bot.agent.dispose();

    expect(bot.agent.transport).toBeNull();
    expect(bot.agent.connected).toBe(false);
    expect(bot.agent.eventNames()).toEqual([]);
  });

  it('pending requests call back after dispose() returns', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);
    simulator.answer('getClock', () => Simulator.SILENCE);
    const outcome = called((callback) => bot.agent.getClock(callback));
    bot.agent.dispose();
    bot.journal.note('disposed');

    const [error] = await outcome;

    expect(error).toMatchObject({ message: 'Request has timed out' });
    expect(bot.journal.order().at(-1)).toBe('disposed');
  });

  it('transport.ws is the socket, which can be terminated', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);

    bot.agent.transport?.ws?.terminate();

    expect(await bot.journal.seen('closed')).toEqual([1006]);
  });

  it('a message event emitted on the transport is handled as a frame', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);

    const frame = { kind: 'notification', type: '.ams.ms.OnlineEventDistribution', body: consumerMessage() };
    bot.agent.transport?.emit('message', frame);

    expect(bot.journal.order('ms.MessagingEventNotification', 'notification')).toEqual([
      'ms.MessagingEventNotification',
      'notification',
    ]);
  });

  it('request() sends its arguments', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);

    const args = await called((callback) => bot.agent.request('KeepAlive', {}, callback));
    await called((callback) => bot.agent.request('.ams.routing.SetAgentState', { availability: 'AWAY' }, [], callback));

    expect(args[0]).toBeNull();
    expect(framesOf(simulator, 'setAgentState')[0]).toMatchObject({
      body: { availability: 'AWAY', channels: ['MESSAGING'], agentUserId: '10000001.501' },
      headers: [],
    });
  });

  it.each(['registerRequests', '_registerRequests'] as const)('%s() adds methods', async (name) => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);
    simulator.answer('.ams.cm.DoSomething', ({ body }) => body);

    bot.agent[name](['.ams.cm.DoSomething']);

    const { doSomething } = bot.agent as unknown as { doSomething: LegacyRequest<object, unknown> };
    expect(await called((callback) => doSomething({ a: 1 }, callback))).toEqual([null, { a: 1 }]);
  });
});
