import { describe, expect, it } from 'vitest';
import { Simulator } from '../../src/simulator/index.js';
import { type Bot, called, connectedBot, framesOf, type Journal, settled, startPlatform } from './support.js';
import { consumerMessage, ownMessage } from '../support/wire.js';

interface Scenario {
  readonly title: string;
  readonly happens: (bot: Bot, simulator: Simulator) => unknown;
  /** The event after which the order is compared. */
  readonly until: readonly [name: string, count: number];
  readonly order: readonly string[];
}

const start = ['success Connect#CSDS', 'success Connect#Login', 'connected'];

const again = ['success Reconnect#CSDS', 'success Reconnect#Relogin#WS', 'connected'];

const scenarios: readonly Scenario[] = [
  {
    title: 'reconnect()',
    happens: ({ agent }) => agent.reconnect(),
    until: ['connected', 2],
    order: [...start, ...again],
  },
  {
    title: 'reconnect(true)',
    happens: ({ agent }) => agent.reconnect(true),
    until: ['connected', 2],
    order: [...start, 'connected'],
  },
  {
    title: 'reconnect() when closed',
    happens: ({ agent }, simulator) => {
      agent.on('closed', () => agent.reconnect());
      simulator.closeSockets(4401);
    },
    until: ['connected', 2],
    order: [...start, 'closed', ...again],
  },
  {
    title: 'reconnect(true) when closed',
    happens: ({ agent }, simulator) => {
      agent.on('closed', () => agent.reconnect(true));
      simulator.dropSockets();
    },
    until: ['connected', 2],
    order: [...start, 'closed', 'connected'],
  },
  {
    title: 'connect when closed',
    happens: ({ agent }, simulator) => {
      agent.on('closed', () => agent.connect());
      simulator.closeSockets(1000);
    },
    until: ['connected', 2],
    order: [...start, 'closed', ...start],
  },
  {
    title: 'reconnect(true) with an expired token, then reconnect()',
    happens: ({ agent }, simulator) => {
      agent.on('closed', () => agent.reconnect(true));
      agent.on('error', (error) => {
        if (error.code === 401) agent.reconnect();
      });
      simulator.revoke(undefined, { closeCode: 1006 });
    },
    until: ['connected', 2],
    order: [...start, 'closed', 'error', 'closed', ...again],
  },
  {
    title: 'dispose and connect',
    happens: ({ agent }) => {
      agent.dispose();
      agent.connect();
    },
    until: ['connected', 2],
    order: [...start, ...start],
  },
  {
    title: 'refreshSession()',
    happens: ({ agent }) => agent.refreshSession(),
    until: ['success', 5],
    order: [...start, 'success RefreshSession#Precheck', 'success RefreshSession#CSDS', 'success RefreshSession#REST'],
  },
  {
    title: 'a close frame of the server',
    happens: (_, simulator) => simulator.closeSockets(1001),
    until: ['closed', 1],
    order: [...start, 'closed'],
  },
];

describe('the order of events:', () => {
  it.each(scenarios)('$title', async ({ happens, until: [name, count], order }) => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);

    happens(bot, simulator);

    await bot.journal.seen(name, count);
    if (bot.agent.connected) await settled(bot);
    expect(bot.journal.order('success', 'connected', 'error', 'closed')).toEqual(order);
    expect(simulator.sockets).toBe(bot.agent.connected ? 1 : 0);
  });
});

describe('the order of events for frames that arrive together:', () => {
  const at = (journal: Journal): readonly string[] =>
    journal.order().filter((name) => !['message:sent', 'success', 'connected'].includes(name.split(' ')[0] ?? ''));

  it('the response event, its callback, and the notification that follows', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);

    await called((callback) => {
      bot.agent.subscribeRoutingTasks({}, (...args) => (bot.journal.note('called'), callback(...args)));
    });

    await bot.journal.seen('notification');
    expect(at(bot.journal)).toEqual([
      '.ams.GenericSubscribe$Response',
      'called',
      'routing.RoutingTaskNotification',
      'notification',
    ]);
  });

  it('the history event, the response event, and the callback', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);
    simulator.answer('subscribeMessagingEvents', () => [consumerMessage(0), ownMessage(1)]);

    await called((callback) => {
      bot.agent.subscribeMessagingEvents(
        { dialogId: 'c-1' },
        (...args) => (bot.journal.note('called'), callback(...args)),
      );
    });

    const [frame] = framesOf(simulator, 'subscribeMessagingEvents');
    const [body] = await bot.journal.seen('ms.MessagingEventNotification');
    expect(bot.journal.entries.slice(-4)).toEqual([
      ['ms.MessagingEventNotification', body],
      ['notification', { kind: 'notification', type: 'ms.MessagingEventNotification', body }],
      ['GenericSubscribeResponse', undefined, frame?.['id']],
      ['called'],
    ]);
  });

  it('no history event for an empty history', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);
    simulator.answer('subscribeMessagingEvents', () => []);

    const args = await called((callback) => bot.agent.subscribeMessagingEvents({ dialogId: 'c-1' }, callback));

    expect(args).toEqual([null, undefined]);
    expect(at(bot.journal)).toEqual(['GenericSubscribeResponse']);
  });

  it('alternating responses and notifications keep their order', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);
    simulator.answer('getClock', () => Simulator.SILENCE);
    bot.agent.getClock(() => bot.journal.note('first'));
    bot.agent.getClock(() => bot.journal.note('second'));
    await bot.journal.seen('message:sent', 2);
    const [first, second] = bot.journal.all('message:sent').map(([, sent]) => (sent as { id: string }).id);

    simulator.send({ kind: 'notification', type: 'x.One', body: 1 });
    simulator.send({ kind: 'resp', reqId: first, code: 200, type: '.GetClock$Response', body: {} });
    simulator.send({ kind: 'notification', type: 'x.Two', body: 2 });
    simulator.send({ kind: 'resp', reqId: second, code: 200, body: {} });

    await bot.journal.seen('second');
    expect(at(bot.journal)).toEqual([
      'x.One',
      'notification',
      '.GetClock$Response',
      'first',
      'x.Two',
      'notification',
      'second',
    ]);
  });

  it('a response to an unknown request id is emitted', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);

    simulator.send({ kind: 'resp', reqId: 'unknown', code: 200, type: '.Some$Response', body: { a: 1 } });

    expect(await bot.journal.seen('.Some$Response')).toEqual([{ a: 1 }, 'unknown']);
  });

  it.each(['no JSON', '[]', '42', '{"kind":"unknown"}', 'null'])('the text %s emits nothing', async (text) => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);

    simulator.send(text);

    await settled(bot);
    expect(at(bot.journal)).toEqual(['.GetClock$Response']);
  });
});
