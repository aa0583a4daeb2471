import { describe, expect, it } from 'vitest';
import { Simulator } from '../../src/simulator/index.js';
import { bodiesOf, called, connectedBot, fieldsOf, framesOf, settled, startPlatform } from './support.js';
import { consumerMessage, conversationChange, OWN_ID, OWN_PID, ownMessage } from '../support/wire.js';

/** The id of the only request with that name. */
async function requestId(simulator: Simulator, request: string): Promise<unknown> {
  await simulator.seen({ request });
  return framesOf(simulator, request)[0]?.['id'];
}

describe('notifications and history', () => {
  it('a malformed change does not discard the other changes', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);
    const { result, ...rest } = conversationChange('c-2');
    const { participantsPId: _participantsPId, ...conversationDetails } = result.conversationDetails;
    const bad = { ...rest, result: { ...result, conversationDetails } };
    const body = { subscriptionId: 's', changes: [conversationChange('c-1'), bad, conversationChange('c-3')] };

    simulator.notify('.ams.aam.ExConversationChangeNotification', body);

    const [got] = await bot.journal.seen('cqm.ExConversationChangeNotification');
    expect(got).toMatchObject({ changes: [{ result: { convId: 'c-1' } }, { result: { convId: 'c-3' } }] });
    const [error] = await bot.journal.seen('error');
    expect(error).toMatchObject({
      message: 'Error: participantsPId key property is missing on notification for convId c-2',
      payload: { kind: 'notification', type: '.ams.aam.ExConversationChangeNotification', body },
    });
  });

  it('participants of dialogs have their public ids', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);

    simulator.notify('.ams.aam.ExConversationChangeNotification', { changes: [conversationChange('c-1')] });

    const [body] = await bot.journal.seen('cqm.ExConversationChangeNotification');
    expect(body).toMatchObject({
      changes: [
        {
          result: {
            conversationDetails: {
              dialogs: [{ participantsDetails: [{ id: 'u-9' }, { id: OWN_PID }, { id: '10000001.600' }] }],
            },
          },
        },
      ],
    });
  });

  it('the last message of a conversation is not decoded', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);
    const change = conversationChange('c-1');
    const lastContentEventNotification = ownMessage();

    simulator.notify('.ams.aam.ExConversationChangeNotification', {
      changes: [{ ...change, result: { ...change.result, lastContentEventNotification } }],
    });

    const [body] = await bot.journal.seen('cqm.ExConversationChangeNotification');
    expect(body).toMatchObject({ changes: [{ result: { lastContentEventNotification } }] });
  });

  it.each([
    [{ dialogId: 'd' }, { dialogId: 'd', newerThanSequence: 0 }],
    [
      { dialogId: 'd', fromSeq: -1 },
      { dialogId: 'd', fromSeq: -1, newerThanSequence: -1 },
    ],
  ])('a history request with %j is sent as %j', async (body, wire) => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);
    simulator.answer('subscribeMessagingEvents', () => []);

    bot.agent.subscribeMessagingEvents(body);
    await settled(bot);

    expect(bodiesOf(simulator, 'subscribeMessagingEvents')).toEqual([wire]);
  });

  it('a refused history request emits no TransformError', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);
    const type = '.ams.ms.QueryMessages$Response';
    simulator.answer('subscribeMessagingEvents', () => Simulator.SILENCE);

    const outcome = called((callback) => bot.agent.subscribeMessagingEvents({ dialogId: 'd' }, callback));
    const reqId = (await requestId(simulator, 'subscribeMessagingEvents')) as string;
    simulator.send({ kind: 'resp', reqId, code: 404, type, body: 'No such dialog' });

    expect((await outcome)[1]).toBe('No such dialog');
    expect(bot.journal.all('error')).toEqual([]);
  });

  it('an originator without a public id keeps the legacy id', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);
    const { originatorPId: _, ...message } = ownMessage();

    simulator.notify('.ams.ms.OnlineEventDistribution', message);

    const [body] = await bot.journal.seen('ms.MessagingEventNotification');
    expect(body).toMatchObject({ changes: [{ originatorId: OWN_ID, __isMe: true }] });
  });

  it.each(['error', 'connected', 'closed', 'newListener'])(
    'a notification of the type %s emits only notification',
    async (type) => {
      await using simulator = await startPlatform();
      await using bot = await connectedBot(simulator);

      simulator.notify(type, { a: 1 });

      const [notification] = await bot.journal.seen('notification');
      expect(notification).toEqual({ kind: 'notification', type, body: { a: 1 } });
      expect(bot.journal.order('error', 'closed')).toEqual([]);
      expect(bot.journal.all('connected')).toHaveLength(1);
    },
  );

  it('a malformed message in a history does not discard the other messages', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);
    simulator.answer('subscribeMessagingEvents', () => [consumerMessage(0), 5, ownMessage(2)]);

    const outcome = await called((callback) => bot.agent.subscribeMessagingEvents({ dialogId: 'c-1' }, callback));

    expect(outcome).toEqual([null, undefined]);
    const [body] = await bot.journal.seen('ms.MessagingEventNotification');
    expect(body).toMatchObject({
      changes: [
        { sequence: 0, __isMe: false },
        { sequence: 2, __isMe: true },
      ],
    });
    expect(bot.journal.order('error', 'ms.MessagingEventNotification')).toEqual([
      'error',
      'ms.MessagingEventNotification',
    ]);
  });

  it('a routing task without rings has an empty list of rings', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);

    simulator.notify('.ams.routing.RoutingTaskNotification', {
      changes: [{ type: 'DELETE', result: { conversationId: 'c-1' } }],
    });

    const [body] = await bot.journal.seen('routing.RoutingTaskNotification');
    expect(body).toEqual({ changes: [{ type: 'DELETE', result: { conversationId: 'c-1', ringsDetails: [] } }] });
  });

  it('an agent state without a result is emitted as it is', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);

    simulator.notify('.ams.routing.AgentStateNotification', { changes: [{ type: 'DELETE' }] });

    const [body] = await bot.journal.seen('routing.AgentStateNotification');
    expect(body).toEqual({ changes: [{ type: 'DELETE' }] });
  });

  it('a conversation change without a result keeps its place between the others', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);
    const details = { participants: {}, participantsPId: {}, dialogs: [] };
    const change = (convId: string): object => ({ type: 'UPSERT', result: { convId, conversationDetails: details } });

    simulator.notify('.ams.aam.ExConversationChangeNotification', {
      changes: [change('c-1'), { type: 'DELETE' }, change('c-2')],
    });

    const [body] = await bot.journal.seen('cqm.ExConversationChangeNotification');
    expect(body).toMatchObject({
      changes: [{ result: { convId: 'c-1' } }, { type: 'DELETE' }, { result: { convId: 'c-2' } }],
    });
    expect(bot.journal.order('error')).toEqual([]);
  });

  it('the payload of a TransformError is the unchanged frame', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);
    const change = conversationChange('c-1');
    const { participantsPId: _, ...conversationDetails } = change.result.conversationDetails;
    const body = { changes: [{ ...change, result: { ...change.result, conversationDetails } }] };

    simulator.notify('.ams.aam.ExConversationChangeNotification', body);

    const [error] = await bot.journal.seen('error');
    const payload = { kind: 'notification', type: '.ams.aam.ExConversationChangeNotification', body };
    expect(error).toMatchObject({ name: 'Error', payload });
    expect(fieldsOf(error)).toEqual({ payload });
    await settled(bot);
    expect(bot.journal.order('cqm.ExConversationChangeNotification', 'notification')).toEqual([]);
  });
});
