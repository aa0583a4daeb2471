import { expect, it } from 'vitest';
import { listen, next } from '../support/agents.js';
import { HandMade } from '../support/hand-made.js';

const ROUTING = '.ams.routing.RoutingTaskNotification';

const ring = { ringId: 'r-1', ringState: 'WAITING', weight: null, convId: 'c-1', consumerId: 'u-9', skillId: null };
const task = { conversationId: null, consumerId: 'u-9', skillId: null, taskCompleted: null, ringsDetails: [ring] };

it('a ring with null members is emitted without them', async () => {
  await using platform = await HandMade.start();
  const { agent, peer } = await platform.connected();
  const failures = listen(agent, 'error');
  const rung = next(agent, 'routing.RoutingTaskNotification');

  peer.send({
    kind: 'notification',
    type: ROUTING,
    body: { subscriptionId: null, sentTs: null, changes: [{ type: 'UPSERT', result: task }] },
  });

  const [body] = await rung;
  expect(body).toStrictEqual({
    changes: [
      {
        type: 'UPSERT',
        result: { conversationId: 'c-1', consumerId: 'u-9', ringsDetails: [{ ringId: 'r-1', ringState: 'WAITING' }] },
      },
    ],
  });
  expect(failures).toEqual([]);
});

it('a message with null members is emitted without them, but a card keeps its nulls', async () => {
  await using platform = await HandMade.start();
  const { agent, peer } = await platform.connected();
  const said = next(agent, 'ms.MessagingEventNotification');
  const content = { type: 'vertical', elements: [{ type: 'text', text: 'hi', tag: null }] };

  peer.send({
    kind: 'notification',
    type: '.ams.ms.OnlineEventDistribution',
    body: {
      dialogId: 'c-1',
      sequence: 0,
      originatorId: null,
      originatorMetadata: { id: 'u-9', role: 'CONSUMER', clientProperties: { os: null } },
      originatorClientProperties: null,
      metadata: null,
      event: { type: 'RichContentEvent', content, quickReplies: null },
    },
  });

  const [body] = await said;
  expect(body.changes).toStrictEqual([
    {
      dialogId: 'c-1',
      sequence: 0,
      originatorMetadata: { id: 'u-9', role: 'CONSUMER', clientProperties: {} },
      event: { type: 'RichContentEvent', content },
    },
  ]);
});

it('a malformed frame is emitted raw, with its nulls', async () => {
  await using platform = await HandMade.start();
  const { agent, peer } = await platform.connected();
  agent.on('error', () => {});
  const shown = next(agent, 'notification');
  const frame = { kind: 'notification', type: ROUTING, body: { subscriptionId: null, changes: [{ type: null }] } };

  peer.send(frame);

  expect(await shown).toStrictEqual([frame]);
});

it.each([
  ['a code that is null', { code: null }],
  ['a type that is null', { code: 200, type: null }],
  ['a code and a type that are null', { code: null, type: null }],
  ['a code that is a numeric string', { code: '200' }],
])('a response with %s settles its request', async (_, members) => {
  await using platform = await HandMade.start();
  const { agent, peer } = await platform.connected();
  const result = agent.getClock();
  const { id } = await peer.received();

  peer.send({ kind: 'resp', reqId: id, body: { currentTime: 7 }, ...members });

  await expect(result).resolves.toEqual({ currentTime: 7 });
});

it('a refusal whose code is a numeric string rejects its request', async () => {
  await using platform = await HandMade.start();
  const { agent, peer } = await platform.connected();
  const result = agent.getClock();
  const { id } = await peer.received();

  peer.send({ kind: 'resp', reqId: id, code: '404', type: null, body: 'no' });

  await expect(result).rejects.toMatchObject({ name: 'ResponseError', code: 404, body: 'no' });
});

it.each([
  ['subscriptionId', { subscriptionId: 's-1', subScriptionId: null }],
  ['subScriptionId', { subscriptionId: null, subScriptionId: 's-1' }],
])('the id of a subscription is read from %s when the other spelling is null', async (_, body) => {
  await using platform = await HandMade.start();
  const { agent, peer } = await platform.connected();
  const result = agent.subscribeExConversations();
  peer.answer(await peer.received(), body);

  expect(await result).toStrictEqual({ subscriptionId: 's-1' });
});
