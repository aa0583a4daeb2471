import { describe, expect, it } from 'vitest';
import { connectedTo, lastFrameOf, listen, next, startPlatform } from '../support/agents.js';
import { anId } from '../support/conversations.js';

describe('what the README of node-agent-sdk shows', () => {
  it('subscribes to the conversations of the account', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);

    const result = await agent.subscribeExConversations({ convState: ['OPEN'] });

    expect(result).toEqual({ subscriptionId: anId });
  });

  it('subscribes to its own conversations', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);

    const result = await agent.subscribeExConversations({ convState: ['OPEN'], agentIds: [agent.agentId] });

    expect(result).toEqual({ subscriptionId: anId });
    expect(lastFrameOf(simulator)).toMatchObject({
      body: { convState: ['OPEN'], agentIds: [`${agent.accountId}.${agent.userId}`] },
    });
  });

  it('logs all conversation updates', async () => {
    await using simulator = await startPlatform();
    const consumer = simulator.consumer();
    await consumer.startConversation();
    await using agent = await connectedTo(simulator);
    const update = next(agent, 'cqm.ExConversationChangeNotification');

    const { subscriptionId } = await agent.subscribeExConversations({ convState: ['OPEN'] });

    const [body] = await update;
    expect(body).toMatchObject({
      subscriptionId,
      changes: [{ type: 'UPSERT', result: { convId: consumer.conversationId } }],
    });
  });

  it('subscribes to its state', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);

    const result = await agent.subscribeAgentsState({});

    expect(result).toEqual({ subscriptionId: anId });
  });

  it('subscribes to routing tasks', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);

    const result = await agent.subscribeRoutingTasks({});

    expect(result).toEqual({ subscriptionId: anId });
  });

  it('emits the events of a dialog before subscribeMessagingEvents() resolves without a result', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    const consumer = simulator.consumer();
    await consumer.startConversation({ message: 'first' });
    await consumer.say('second');
    const heard = listen(agent, 'ms.MessagingEventNotification');
    const responses = listen(agent, 'GenericSubscribeResponse');

    const result = await agent.subscribeMessagingEvents({ dialogId: consumer.dialogId, fromSeq: -1 });

    expect(result).toBeUndefined();
    expect(heard).toMatchObject([
      [
        'ms.MessagingEventNotification',
        {
          dialogId: consumer.dialogId,
          changes: [
            { sequence: 0, event: { message: 'first' } },
            { sequence: 1, event: { message: 'second' } },
          ],
        },
      ],
    ]);
    expect(responses).toEqual([['GenericSubscribeResponse', undefined, anId]]);
  });

  it.each(['ONLINE', 'OCCUPIED', 'AWAY'] as const)('sets its state to %s', async (availability) => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);

    const result = await agent.setAgentState({ availability });

    expect(result).toBe('Agent state updated successfully');
  });

  it('asks for the clock, with or without a body', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);

    const results = [await agent.getClock({}), await agent.getClock()];

    expect(results).toEqual(Array(2).fill({ currentTime: expect.any(Number) as number }));
  });

  it('asks for the profile of the consumer named in a conversation update', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    const consumer = simulator.consumer({ firstName: 'Michael', lastName: 'Bolton' });
    await consumer.startConversation();
    const update = next(agent, 'cqm.ExConversationChangeNotification');
    await agent.subscribeExConversations({ convState: ['OPEN'] });
    const [{ changes }] = await update;
    const participants = changes.flatMap(({ result }) => result.conversationDetails.participants);
    const { id } = participants.find(({ role }) => role === 'CONSUMER') ?? { id: '' };

    const profile = await agent.getUserProfile(id);

    expect(profile).toEqual([{ type: 'personal', personal: { firstname: 'Michael', lastname: 'Bolton' } }]);
  });

  it('accepts a ring', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    const ring = next(agent, 'routing.RoutingTaskNotification', ({ changes }) => changes.length > 0);
    await agent.setAgentState({ availability: 'ONLINE' });
    await agent.subscribeRoutingTasks({});
    const consumer = simulator.consumer();
    await consumer.startConversation();
    const [{ changes }] = await ring;
    const [waiting] = changes.flatMap(({ result }) => result.ringsDetails ?? []);

    const result = await agent.updateRingState({ ringId: waiting?.ringId ?? '', ringState: 'ACCEPTED' });

    expect(waiting?.ringState).toBe('WAITING');
    expect(result).toBe('Ring state updated successfully');
    expect(simulator.conversation(consumer.conversationId)?.assignedAgentId).toBe(`${agent.accountId}.${agent.userId}`);
  });

  it('has a bearer token that the REST services accept', async () => {
    await using simulator = await startPlatform({ skills: [{ id: 7, name: 'Sales' }] });
    await using agent = await connectedTo(simulator);
    const path = `/api/account/${agent.accountId}/configuration/le-users/skills`;

    const { status, body } = await agent.callService('accountConfigReadOnly', path, { query: { v: '2.0' } });

    expect(agent.getBearerToken()).toEqual(expect.any(String));
    expect(status).toBe(200);
    expect(body).toMatchObject([{ id: 7, name: 'Sales' }]);
  });

  it('reconnects with the same token, and with a new one', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    const first = agent.getBearerToken();

    await agent.reconnect(true);
    const second = agent.getBearerToken();
    await agent.reconnect();
    const third = agent.getBearerToken();

    expect(second).toBe(first);
    expect(third).not.toBe(first);
  });

  it('refreshes its session', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);

    await agent.refreshSession();
    agent.startPeriodicRefreshSession();

    expect(simulator.refreshes).toBe(1);
  });

  it('connects again after dispose()', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    agent.dispose();

    await agent.connect();

    await expect(agent.getClock()).resolves.toHaveProperty('currentTime');
  });
});
