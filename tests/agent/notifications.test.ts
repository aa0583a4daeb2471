import { describe, expect, it } from 'vitest';
import {
  type Agent,
  type NotificationEvents,
  notifications,
  SDKError,
  TransformError,
  ValidationError,
} from '../../src/index.js';
import type { Simulator } from '../../src/simulator/index.js';
import { connectedTo, type Heard, listen, next, startPlatform } from '../support/agents.js';
import { consumerMessage, conversationChange } from '../support/wire.js';

const CONVERSATIONS = '.ams.aam.ExConversationChangeNotification';

const MESSAGES = '.ams.ms.OnlineEventDistribution';

const ROUTING_TASKS = '.ams.routing.RoutingTaskNotification';

const STATES = '.ams.routing.AgentStateNotification';

// The example of a routing task has one change.
const [ring] = (notifications['routing.RoutingTaskNotification'].example.wire as { changes: readonly [object] })
  .changes;

/** A conversation in which the agent does not take part: there is no history to fetch. */
function conversation(convId: string, more: object = {}): object {
  return conversationChange(convId, { participants: {}, participantsPId: {}, dialogs: [], ...more });
}

/** Frames arrive in order: once this response is here, every earlier frame has been dispatched. */
async function settled(agent: Agent): Promise<void> {
  await agent.getClock();
}

/** The events emitted for one notification. */
async function emittedFor(simulator: Simulator, agent: Agent, type: string, body: unknown): Promise<readonly Heard[]> {
  const heard = listen(
    agent,
    'error',
    'warn',
    'notification',
    ...(Object.keys(notifications) as (keyof NotificationEvents)[]),
  );
  simulator.notify(type, body);
  await settled(agent);
  return heard;
}

describe('every notification of the platform', () => {
  it.each(Object.values(notifications).map((entry) => [entry.type, entry.event, entry.example] as const))(
    '%s is emitted as %s, and then as notification',
    async (type, event, { wire, body }) => {
      await using simulator = await startPlatform();
      await using agent = await connectedTo(simulator);

      const heard = await emittedFor(simulator, agent, type, wire);

      expect(heard.map(([name]) => name)).toEqual([event, 'notification']);
      expect(heard[0]?.[1]).toEqual(body);
      expect(heard[1]?.[1]).toEqual({ kind: 'notification', type: event, body });
    },
  );

  it.each(Object.values(notifications).map((entry) => [entry.event, entry] as const))(
    '%s needs no listener',
    async (_, { type, example }) => {
      await using simulator = await startPlatform();
      await using agent = await connectedTo(simulator);
      const heard = listen(agent, 'error', 'warn', 'closed');

      simulator.notify(type, example.wire);
      await settled(agent);

      expect(heard).toEqual([]);
    },
  );

  it('is emitted during a whole conversation', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    const heard = listen(agent, 'routing.AgentStateNotification', 'routing.RoutingTaskNotification');
    const states = await agent.subscribeAgentsState({});
    await agent.subscribeRoutingTasks({});
    const consumer = simulator.consumer();
    const rung = next(agent, 'routing.RoutingTaskNotification', ({ changes }) => changes.length > 0);
    const upserted = next(
      agent,
      'cqm.ExConversationChangeNotification',
      ({ changes }) => changes[0]?.result.conversationDetails.participants.length === 2,
    );
    await agent.subscribeExConversations({ convState: ['OPEN'], agentIds: [agent.agentId] });
    await agent.setAgentState({ availability: 'ONLINE' });
    await consumer.startConversation({ message: 'Hello?' });
    const [{ changes }] = await rung;

    await agent.updateRingState({
      ringId: changes[0]?.result.ringsDetails?.[0]?.ringId ?? '',
      ringState: 'ACCEPTED',
    });

    expect(heard.filter(([event]) => event === 'routing.AgentStateNotification')).toEqual([
      [
        'routing.AgentStateNotification',
        {
          subscriptionId: states.subscriptionId,
          changes: [{ type: 'UPSERT', result: { channels: ['MESSAGING'], availability: 'ONLINE', description: '' } }],
        },
      ],
    ]);
    const [body] = await upserted;
    expect(body.changes[0]?.result).toMatchObject({
      convId: consumer.conversationId,
      conversationDetails: {
        participants: expect.arrayContaining([
          { id: agent.agentId, role: 'ASSIGNED_AGENT' },
          { id: consumer.id, role: 'CONSUMER' },
        ]) as unknown,
      },
    });
    expect(JSON.stringify(body)).not.toContain('participantsPId');
  });

  it('names the originator of each message', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    const consumer = simulator.consumer();
    await consumer.startConversation();
    await agent.updateConversationField({
      conversationId: consumer.conversationId,
      conversationField: [{ field: 'ParticipantsChange', type: 'ADD', role: 'MANAGER' }],
    });
    const heard = listen(agent, 'ms.MessagingEventNotification');

    await consumer.say('Hello?');
    await agent.publishEvent({
      dialogId: consumer.dialogId,
      event: { type: 'ContentEvent', contentType: 'text/plain', message: 'Hello!' },
    });
    await consumer.typing();
    await consumer.leaveWindow();
    await settled(agent);

    const changes = heard.flatMap(([, body]) => (body as { changes: readonly Record<string, unknown>[] }).changes);
    expect(changes).toMatchObject([
      { originatorId: consumer.id, originatorMetadata: { role: 'CONSUMER' }, event: { message: 'Hello?' } },
      { originatorId: agent.agentId, originatorMetadata: { role: 'MANAGER' }, event: { message: 'Hello!' } },
      { originatorId: consumer.id, event: { type: 'ChatStateEvent', chatState: 'COMPOSING' } },
      { originatorId: consumer.id, event: { type: 'ChatStateEvent', chatState: 'BACKGROUND' } },
    ]);
    expect(JSON.stringify(changes)).not.toContain('originatorPId');
  });

  it('may contain a single element instead of a list', async () => {
    await using simulator = await startPlatform({ bareSingleElements: 'all' });
    await using agent = await connectedTo(simulator);
    const consumer = simulator.consumer();
    await consumer.startConversation();
    const update = next(agent, 'cqm.ExConversationChangeNotification', ({ changes }) => changes.length > 0);

    await agent.subscribeExConversations({ convState: ['OPEN'] });

    const [{ changes }] = await update;
    expect(changes[0]?.result.conversationDetails).toMatchObject({
      participants: [{ id: consumer.id, role: 'CONSUMER' }],
      dialogs: [{ participantsDetails: [{ id: consumer.id }] }],
    });
  });

  it.each([null, undefined])('tolerates a sequence that is %j on a typing state', async (sequence) => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    simulator.notify(MESSAGES, consumerMessage(5, 'before'));
    const typing = { dialogId: 'c-1', sequence, event: { type: 'ChatStateEvent', chatState: 'COMPOSING' } };

    const heard = await emittedFor(simulator, agent, MESSAGES, typing);

    expect(heard.at(-2)).toMatchObject([
      'ms.MessagingEventNotification',
      { changes: [{ event: { type: 'ChatStateEvent' } }] },
    ]);
  });

  it.each([2 ** 53 + 100, 1e308, -5, 1.5])('survives a sequence of %d', async (sequence) => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);

    const heard = await emittedFor(simulator, agent, MESSAGES, consumerMessage(sequence, 'odd'));

    expect(heard[0]).toMatchObject(['ms.MessagingEventNotification', { changes: [{ event: { message: 'odd' } }] }]);
    await expect(agent.getClock()).resolves.toHaveProperty('currentTime');
  });
});

describe('a malformed notification', () => {
  it.each([
    ['a conversation', CONVERSATIONS, conversation('good'), { type: 'UPSERT', result: { convId: 5 } }],
    ['a conversation', CONVERSATIONS, conversation('good'), conversation('bad', { participantsPId: undefined })],
    ['a ring', ROUTING_TASKS, ring, { type: 'UPSERT', result: { ringsDetails: [{ ringState: 'WAITING' }] } }],
    ['an agent state', STATES, { type: 'UPSERT', result: { availability: 'AWAY' } }, { type: 7 }],
  ])('loses only the malformed change: %s', async (_, type, good, bad) => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    const body = { subscriptionId: 's', changes: [good, bad, good] };

    const heard = await emittedFor(simulator, agent, type, body);

    const [error, typed, raw] = heard;
    expect(heard.map(([event]) => event)).toEqual(['error', typed?.[0], 'notification']);
    expect(error?.[1]).toBeInstanceOf(SDKError);
    expect(error?.[1]).toMatchObject({ service: 'messaging', delivery: 'answered' });
    expect(typed?.[1]).toHaveProperty('changes.length', 2);
    expect(raw?.[1]).toEqual({ kind: 'notification', type, body: JSON.parse(JSON.stringify(body)) as unknown });
  });

  it.each([
    ['no body', CONVERSATIONS, undefined],
    ['a body that is a string', ROUTING_TASKS, 'ring'],
    ['changes that are not objects', CONVERSATIONS, { changes: [1, 'x', null] }],
    ['a message without an event', MESSAGES, { dialogId: 'c-1', sequence: 1 }],
    ['a message without a dialog', MESSAGES, { sequence: 1, event: { type: 'ContentEvent' } }],
  ])('is reported, and still emitted raw as notification: %s', async (_, type, body) => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);

    const heard = await emittedFor(simulator, agent, type, body);

    expect(new Set(heard.slice(0, -1).map(([event]) => event))).toEqual(new Set(['error']));
    for (const [, error] of heard.slice(0, -1)) {
      expect(error).toBeInstanceOf(SDKError);
      expect(error instanceof ValidationError || error instanceof TransformError).toBe(true);
    }
    expect(heard.at(-1)).toEqual(['notification', { kind: 'notification', type, ...(body !== undefined && { body }) }]);
  });

  it('names what could not be read', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    const body = { changes: [conversation('c-7', { participantsPId: null })] };

    const [[, error] = []] = await emittedFor(simulator, agent, CONVERSATIONS, body);

    expect(error).toBeInstanceOf(TransformError);
    expect(error).toMatchObject({ code: 'TRANSFORM', payload: body });
    expect((error as Error).message).toContain(
      'participantsPId key property is missing on notification for convId c-7',
    );
  });

  it('does not stop the next notification', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    agent.on('error', () => {});
    const heard = listen(agent, 'ms.MessagingEventNotification');

    simulator.notify(MESSAGES, { sequence: 'x' });
    simulator.notify(MESSAGES, consumerMessage(1, 'good'));
    await settled(agent);

    expect(heard).toHaveLength(1);
  });

  it('is a warning where the fault is harmless', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    const body = { changes: [conversation('c-1', { dialogs: [{ dialogId: 'c-1', channelType: 'SMOKE' }] })] };

    const heard = await emittedFor(simulator, agent, CONVERSATIONS, body);

    expect(heard.map(([event]) => event)).toEqual([
      'warn',
      'warn',
      'cqm.ExConversationChangeNotification',
      'notification',
    ]);
    expect(heard[0]?.[1]).toEqual({ message: 'Unknown channelType: SMOKE' });
  });

  it.each([
    ['not JSON', 'so long'],
    ['an array', '[]'],
    ['null', 'null'],
    ['without a kind', '{}'],
    ['of an unknown kind', '{"kind":"greeting"}'],
    ['a response without a request id', '{"kind":"resp"}'],
  ])('is a warning when the frame is %s', async (_, text) => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    const heard = listen(agent, 'warn', 'error', 'notification', 'closed');

    simulator.send(text);
    await settled(agent);

    expect(heard).toEqual([['warn', { message: expect.stringMatching(/^Ignored a /) as string }]]);
  });

  it('is ignored when it is a response to an unknown request id', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    const heard = listen(agent);

    simulator.send({ kind: 'resp', reqId: 'never', code: 200, type: '.Never$Response', body: {} });
    await settled(agent);

    expect(heard).toEqual([]);
  });
});

describe('a notification of an unknown type', () => {
  it('is emitted under its type, and then as notification', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    const heard = listen(agent, 'notification', '.ams.cm.Novelty');

    simulator.notify('.ams.cm.Novelty', { any: 'thing' });
    await settled(agent);

    expect(heard).toEqual([
      ['.ams.cm.Novelty', { any: 'thing' }],
      ['notification', { kind: 'notification', type: '.ams.cm.Novelty', body: { any: 'thing' } }],
    ]);
  });

  it.each([
    'connected',
    'closed',
    'error',
    'warn',
    'success',
    'message:sent',
    'state',
    'reconnecting',
    'reconnected',
    'GenericSubscribeResponse',
    'newListener',
    'removeListener',
    'notification',
    'deprecated',
    'ms.MessagingEventNotification',
    'cqm.ExConversationChangeNotification',
  ])('cannot take the name %s', async (name) => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    const heard: unknown[] = [];
    agent.on('notification', (frame) => void heard.push(['notification', frame]));
    if (name !== 'notification') agent.on(name as 'state', ((...args: unknown[]) => void heard.push(args)) as never);

    simulator.notify(name, { a: 1 });
    await settled(agent);

    expect(heard.filter((it) => JSON.stringify(it)?.includes('"a":1'))).toEqual([
      ['notification', { kind: 'notification', type: name, body: { a: 1 } }],
    ]);
    expect(agent.connected).toBe(true);
  });

  it('may be named like a property of Object.prototype', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    const heard = listen(agent, 'notification', 'error', 'warn');

    for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty', '']) simulator.notify(name, {});
    await settled(agent);

    expect(heard.map(([event]) => event)).toEqual(Array(5).fill('notification'));
  });

  it('may have no type at all', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    const heard = listen(agent, 'notification', 'error', 'warn');

    simulator.send({ kind: 'notification', body: {} });
    await settled(agent);

    expect(heard).toEqual([['notification', { kind: 'notification', body: {} }]]);
  });
});
