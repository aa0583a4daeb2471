import { describe, expect, it } from 'vitest';
import {
  notifications,
  SDKError,
  TransformError,
  ValidationError,
  type Agent,
  type NotificationEvents,
} from '../../src/index.js';
import type { Simulator } from '../../src/simulator/index.js';
import { connectedTo, frozen, listen, next, startPlatform, warnings, type Heard } from '../support/agents.js';

const CONVERSATIONS = '.ams.aam.ExConversationChangeNotification';
const MESSAGES = '.ams.ms.OnlineEventDistribution';
const RINGS = '.ams.routing.RoutingTaskNotification';
const STATES = '.ams.routing.AgentStateNotification';

const ring = {
  type: 'UPSERT',
  result: { conversationId: 'c-1', ringsDetails: [{ ringId: 'r', ringState: 'WAITING' }] },
};

function conversation(convId: string, more: object = {}): object {
  return {
    type: 'UPSERT',
    result: {
      convId,
      conversationDetails: { participants: {}, participantsPId: {}, dialogs: [], state: 'OPEN', ...more },
    },
  };
}

function message(sequence: number, text: string): object {
  return {
    sequence,
    originatorId: 'u-9',
    originatorPId: 'u-9',
    dialogId: 'c-1',
    event: { type: 'ContentEvent', contentType: 'text/plain', message: text },
  };
}

/** Everything that has come before this answer has been handed out after it. */
async function settled(agent: Agent): Promise<void> {
  await agent.getClock();
}

/** What is emitted of one notification. */
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

  it('arrives from a whole conversation', async () => {
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

  it('tells who said what', async () => {
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

  it('may bring single elements in the place of lists', async () => {
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
    simulator.notify(MESSAGES, message(5, 'before'));
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

    const heard = await emittedFor(simulator, agent, MESSAGES, message(sequence, 'odd'));

    expect(heard[0]).toMatchObject(['ms.MessagingEventNotification', { changes: [{ event: { message: 'odd' } }] }]);
    await expect(agent.getClock()).resolves.toHaveProperty('currentTime');
  });
});

describe('a notification with something wrong in it', () => {
  it.each([
    ['a conversation', CONVERSATIONS, conversation('good'), { type: 'UPSERT', result: { convId: 5 } }],
    ['a conversation', CONVERSATIONS, conversation('good'), conversation('bad', { participantsPId: undefined })],
    ['a ring', RINGS, ring, { type: 'UPSERT', result: { ringsDetails: [{ ringState: 'WAITING' }] } }],
    ['an agent state', STATES, { type: 'UPSERT', result: { availability: 'AWAY' } }, { type: 7 }],
  ])('loses only the bad change, if it is about %s', async (_, type, good, bad) => {
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
    ['a body that is a text', RINGS, 'ring'],
    ['changes that are none', CONVERSATIONS, { changes: [1, 'x', null] }],
    ['a message without an event', MESSAGES, { dialogId: 'c-1', sequence: 1 }],
    ['a message without a dialog', MESSAGES, { sequence: 1, event: { type: 'ContentEvent' } }],
  ])('is reported, and still to be seen as it came: %s', async (_, type, body) => {
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

  it('says what it could not read', async () => {
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

  it('does not keep the next one from coming', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    agent.on('error', () => {});
    const heard = listen(agent, 'ms.MessagingEventNotification');

    simulator.notify(MESSAGES, { sequence: 'x' });
    simulator.notify(MESSAGES, message(1, 'good'));
    await settled(agent);

    expect(heard).toHaveLength(1);
  });

  it('is a warning where it is odd but harmless', async () => {
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
    ['of no kind', '{}'],
    ['of a kind that is not known', '{"kind":"greeting"}'],
    ['a response to nobody', '{"kind":"resp"}'],
  ])('that is %s is a warning', async (_, text) => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    const heard = listen(agent, 'warn', 'error', 'notification', 'closed');

    simulator.send(text);
    await settled(agent);

    expect(heard).toEqual([['warn', { message: expect.stringMatching(/^Ignored a /) as string }]]);
  });

  it('may be a response to a request that was never made', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    const heard = listen(agent);

    simulator.send({ kind: 'resp', reqId: 'never', code: 200, type: '.Never$Response', body: {} });
    await settled(agent);

    expect(heard).toEqual([]);
  });
});

describe('a notification that this version does not know', () => {
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

  it('may have a name that JavaScript knows', async () => {
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

describe('handlers', () => {
  it.each([
    [
      'throws',
      () => {
        throw new Error('my mistake');
      },
    ],
    ['rejects', () => Promise.reject(new Error('my mistake'))],
  ])('one that %s is reported, and the others and the next notification still come', async (_, failing) => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    agent.on('ms.MessagingEventNotification', failing);
    const heard = listen(agent, 'ms.MessagingEventNotification', 'notification');
    const errors = listen(agent, 'error');

    simulator.notify(MESSAGES, message(1, 'one'));
    simulator.notify(MESSAGES, message(2, 'two'));
    await settled(agent);

    expect(heard.map(([event]) => event)).toEqual([
      'ms.MessagingEventNotification',
      'notification',
      'ms.MessagingEventNotification',
      'notification',
    ]);
    expect(errors).toHaveLength(2);
    expect(errors[0]?.[1]).toBeInstanceOf(SDKError);
    expect(errors[0]?.[1]).toMatchObject({
      code: 'HANDLER',
      message: "A handler of 'ms.MessagingEventNotification' failed: my mistake",
      cause: { message: 'my mistake' },
    });
  });

  it.each([
    ['nothing', undefined],
    ['null', null],
    ['a text', 'oops'],
    ['a symbol', Symbol('oops')],
    ['an object that cannot be shown', Object.create(null) as object],
    ['an object that will not be shown', { toString: () => assertNever() }],
  ])('one may throw or reject with %s', async (_, thrown) => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    agent.on('.odd', () => {
      throw thrown;
    });
    agent.on('.odd', async () => {
      throw thrown;
    });
    const errors = listen(agent, 'error');

    simulator.notify('.odd');
    await settled(agent);

    expect(errors.map(([, error]) => (error as SDKError).code)).toEqual(['HANDLER', 'HANDLER']);
  });

  it.each(['connected', 'state', 'success', 'closed', 'reconnecting', 'notification', 'warn'] as const)(
    'one of %s that fails does no harm',
    async (event) => {
      await using simulator = await startPlatform();
      await using agent = await connectedTo(simulator);
      const errors = listen(agent, 'error');
      agent.on(event, () => {
        throw new Error('my mistake');
      });
      const again = next(agent, 'reconnected');

      simulator.send('so long');
      simulator.notify('.any');
      await settled(agent);
      simulator.dropSockets();
      await again;
      await agent.reconnect();

      await expect(agent.getClock()).resolves.toHaveProperty('currentTime');
      expect(errors.length).toBeGreaterThan(0);
      expect(new Set(errors.map(([, error]) => (error as SDKError).code))).toEqual(new Set(['HANDLER']));
    },
  );

  it('one of error that fails becomes a process warning, not another error', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    using told = warnings();
    let calls = 0;
    agent.on('error', () => {
      calls += 1;
      throw new Error('worse');
    });
    const warned = told.next();

    simulator.notify(MESSAGES, {});
    await warned;

    expect(calls).toBe(1);
    expect(told.messages).toEqual(["A handler of 'error' failed: worse"]);
  });

  it('none for error makes one process warning of it, and no exception', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    using told = warnings();
    const warned = told.next();

    simulator.notify(MESSAGES, { dialogId: 5 });

    expect(await warned).toMatchObject({ name: 'NodeAgentSDKWarning', code: 'VALIDATION' });
    await settled(agent);
    expect(told.messages).toHaveLength(1);
    expect(agent.connected).toBe(true);
  });

  it('one may come and go while an event is emitted', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    const calls: string[] = [];
    const second = (): void => void calls.push('second');
    agent.once('.any', () => {
      calls.push('first');
      agent.off('.any', second);
      agent.on('.any', () => void calls.push('third'));
    });
    agent.on('.any', second);

    simulator.notify('.any');
    await settled(agent);
    simulator.notify('.any');
    await settled(agent);

    expect(calls).toEqual(['first', 'second', 'third']);
  });

  it('are called with the agent as this', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    const called: unknown[] = [];
    agent.on('.any', function (this: unknown) {
      called.push(this === agent);
    });

    simulator.notify('.any');
    await settled(agent);

    expect(called).toEqual([true]);
  });

  it('may make requests', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    const answered = new Promise((resolve) => {
      agent.on('.any', async () => resolve(await agent.getClock()));
    });

    simulator.notify('.any');

    expect(await answered).toHaveProperty('currentTime');
  });

  it('that freeze what they get do not disturb the others', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    agent.on('ms.MessagingEventNotification', (body) => void frozen(body));
    agent.on('notification', (body) => void frozen(body));
    const heard = listen(agent, 'ms.MessagingEventNotification', 'error');

    simulator.notify(MESSAGES, message(1, 'one'));
    simulator.notify(MESSAGES, message(2, 'two'));
    await settled(agent);

    expect(heard.map(([event]) => event)).toEqual(Array(2).fill('ms.MessagingEventNotification'));
  });
});

function assertNever(): never {
  throw new Error('no text for you');
}
