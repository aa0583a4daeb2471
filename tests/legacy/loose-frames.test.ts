import { describe, expect, it } from 'vitest';
import type { Agent } from '../../src/legacy/index.js';
import type { ReceivedFrame } from '../support/socket-server.js';
import { Platform } from './platform.js';
import { botOf, called, type Bot } from './support.js';
import { consumerMessage } from '../support/wire.js';

const MESSAGES = 'ms.MessagingEventNotification';

async function connected(platform: Platform): Promise<Bot> {
  const bot = botOf(platform.conf());
  await bot.journal.seen('connected');
  return bot;
}

/** The callback arguments of a request that is answered with the frame. */
async function answered(
  platform: Platform,
  start: Parameters<typeof called>[0],
  frame: (request: ReceivedFrame) => object,
): Promise<readonly unknown[]> {
  const peer = await platform.peer();
  const outcome = called(start);
  peer.send(frame(await peer.received()));
  return outcome;
}

function getClock(agent: Agent): Parameters<typeof called>[0] {
  return (callback) => agent.getClock(callback);
}

function history(agent: Agent): Parameters<typeof called>[0] {
  return (callback) => agent.subscribeMessagingEvents({ dialogId: 'c-1' }, callback);
}

const { event, dialogId, ...rest } = consumerMessage();

describe('a message is emitted', () => {
  it.each<[string, object]>([
    ['without event', { ...rest, dialogId }],
    ['whose event is null', { ...rest, dialogId, event: null }],
    ['without event.type', { ...rest, dialogId, event: {} }],
    ['without dialogId', { ...rest, event }],
    ['with a sequence that is a text', { ...rest, dialogId, event, sequence: '7' }],
  ])('%s', async (_, body) => {
    await using platform = await Platform.start();
    await using bot = await connected(platform);

    (await platform.peer()).send({ kind: 'notification', type: '.ams.ms.OnlineEventDistribution', body });
    const [heard] = await bot.journal.seen(MESSAGES);
    const [raw] = await bot.journal.seen('notification');

    const { originatorPId, ...message } = body as { readonly originatorPId: string };
    const change = { ...message, originatorId: originatorPId, __isMe: false, isMe: expect.any(Function) as unknown };
    expect(heard).toEqual({ dialogId: 'dialogId' in body ? dialogId : undefined, changes: [change] });
    expect(raw).toMatchObject({ kind: 'notification', type: MESSAGES, body: heard });
    expect(bot.journal.all('error')).toEqual([]);
  });

  it('as history', async () => {
    await using platform = await Platform.start();
    await using bot = await connected(platform);
    const body = [{ ...rest, dialogId }, consumerMessage(1)];

    const outcome = await answered(platform, history(bot.agent), ({ id }) => ({
      kind: 'resp',
      reqId: id,
      code: 200,
      type: '.ams.ms.QueryMessages$Response',
      body,
    }));

    expect(outcome).toEqual([null, undefined]);
    expect(await bot.journal.seen(MESSAGES)).toMatchObject([{ dialogId, changes: [{ sequence: 0 }, { sequence: 1 }] }]);
    expect(bot.journal.all('error')).toEqual([]);
  });
});

it.each([{}, { a: 1 }, { length: 0 }, 5, ''])(
  'a history of %j instead of a list calls back without an error',
  async (body) => {
    await using platform = await Platform.start();
    await using bot = await connected(platform);

    const outcome = await answered(platform, history(bot.agent), ({ id }) => ({
      kind: 'resp',
      reqId: id,
      code: 200,
      type: '.ams.ms.QueryMessages$Response',
      body,
    }));

    expect(outcome).toEqual([null, undefined]);
    expect(bot.journal.all('GenericSubscribeResponse')).toHaveLength(1);
    expect([...bot.journal.all('error'), ...bot.journal.all(MESSAGES)]).toEqual([]);
  },
);

describe('a response calls back at once', () => {
  const body = { currentTime: 1 };
  const type = '.GetClock$Response';

  it.each<[object, readonly string[]]>([
    [{ code: '200', type }, [type]],
    [{ code: null, type }, [type]],
    [{ code: 'fine', type }, [type]],
    [{ code: true, type }, [type]],
    [{ code: 200, type: 5 }, ['5']],
    [{ code: 200, type: null }, []],
    [{ code: 200, type: {} }, []],
  ])('%j', async (members, names) => {
    await using platform = await Platform.start();
    await using bot = await connected(platform);

    const outcome = await answered(platform, getClock(bot.agent), ({ id }) => ({
      kind: 'resp',
      reqId: id,
      body,
      ...members,
    }));

    expect(outcome).toEqual([null, body]);
    const emitted = bot.journal.entries.slice(bot.journal.order().indexOf('message:sent') + 1);
    expect(emitted).toEqual(names.map((name) => [name, body, expect.any(String)]));
  });

  it('with the response as the error when its code is a string above 399', async () => {
    await using platform = await Platform.start();
    await using bot = await connected(platform);

    const [error, result] = await answered(platform, getClock(bot.agent), ({ id }) => ({
      kind: 'resp',
      reqId: id,
      code: '500',
      type,
      body: 'no',
    }));

    // A number or a numeric string: bots compare with `>` or `==`.
    expect(error).toMatchObject({ kind: 'resp', type, body: 'no' });
    expect(Number((error as { readonly code: unknown }).code)).toBe(500);
    expect(result).toBe('no');
  });
});

it('a response without a request id is emitted', async () => {
  await using platform = await Platform.start();
  await using bot = await connected(platform);
  const peer = await platform.peer();

  peer.send({ kind: 'resp', code: 200, type: '.some.Response', body: 'late' });
  const heard = await bot.journal.seen('.some.Response');

  expect(heard).toEqual(['late', undefined]);
});

it('a response to a request id named like a property of Object.prototype is ignored', async () => {
  await using platform = await Platform.start();
  await using bot = await connected(platform);
  const peer = await platform.peer();

  peer.send({ kind: 'resp', reqId: 'constructor', code: 200, type: '.some.Response', body: 1 });
  peer.send({ kind: 'notification', type: '.some.Notification', body: 2 });

  expect(await bot.journal.seen('.some.Notification')).toEqual([2]);
});

it.each([5, true, {}, null, undefined])('a notification of type %j is emitted as notification', async (type) => {
  await using platform = await Platform.start();
  await using bot = await connected(platform);

  (await platform.peer()).send({ kind: 'notification', type, body: 'b' });
  const [heard] = await bot.journal.seen('notification');

  expect(heard).toMatchObject({ kind: 'notification', body: 'b' });
});

it('a frame without a kind or without JSON is ignored', async () => {
  await using platform = await Platform.start();
  await using bot = await connected(platform);
  const peer = await platform.peer();

  for (const text of ['hello', 'null', '5', '[]', '{"type":5}', '{"kind":"other","type":".a"}']) peer.send(text);
  peer.send({ kind: 'notification', type: '.last', body: 1 });
  await bot.journal.seen('.last');

  expect(bot.journal.order()).toEqual([
    'success Connect#CSDS',
    'success Connect#Login',
    'connected',
    '.last',
    'notification',
  ]);
});
