import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { Agent, ConnectionError } from '../../src/index.js';
import { Simulator, type TranscriptEntry } from '../../src/simulator/index.js';
import { agentOf, connectedTo, eagerly, startPlatform } from '../support/agents.js';

/** Until everything is as it was. */
async function cut(simulator: Simulator, agent: Agent): Promise<void> {
  const reconnected = once(agent, 'reconnected');
  simulator.dropSockets();
  await reconnected;
}

const requestsIn = (transcript: readonly TranscriptEntry[], request: string): number =>
  transcript.filter((entry) => entry.kind === 'frame' && entry.direction === 'in' && entry.request === request).length;

describe('after a reconnect', () => {
  it('subscriptions and the state are as they were, and keep their ids', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    await agent.setAgentState({ availability: 'ONLINE' });
    const { subscriptionId } = await agent.subscribeExConversations({ convState: ['OPEN'] });
    await agent.subscribeRoutingTasks();

    await cut(simulator, agent);
    const told = new Promise((resolve) => {
      agent.on(
        'cqm.ExConversationChangeNotification',
        (body) => body.changes.length > 0 && resolve(body.subscriptionId),
      );
    });
    const rung = once(agent, 'routing.RoutingTaskNotification');
    await simulator.consumer().startConversation({ message: 'hi' });

    await expect(told).resolves.toBe(subscriptionId);
    await rung;
  });

  it('a subscription can be ended by the id the caller knows', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    const { subscriptionId } = await agent.subscribeExConversations({ convState: ['OPEN'] });
    await cut(simulator, agent);

    await agent.unsubscribeExConversations({ subscriptionId });
    await cut(simulator, agent);

    expect(requestsIn(simulator.transcript, 'subscribeExConversations')).toBe(2);
  });

  it('a bot that subscribes whenever it is connected is not subscribed twice', async () => {
    await using simulator = await startPlatform();
    await using agent = agentOf(simulator);
    agent.on('connected', async () => {
      await agent.setAgentState({ availability: 'ONLINE' });
      await agent.subscribeExConversations({ convState: ['OPEN'] });
    });
    await agent.connect();
    await simulator.seen({ response: 'subscribeExConversations' });

    await cut(simulator, agent);
    await agent.getClock();

    expect(requestsIn(simulator.transcript, 'setAgentState')).toBe(2);
    expect(requestsIn(simulator.transcript, 'subscribeExConversations')).toBe(2);
  });

  it('what was said meanwhile comes once and in order, before what is said then', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    const heard: string[] = [];
    const waiting = new Map<string, () => void>();
    agent.on('ms.MessagingEventNotification', ({ changes }) => {
      for (const { event } of changes) {
        if (event.type !== 'ContentEvent' || typeof event.message !== 'string') continue;
        heard.push(event.message);
        waiting.get(event.message)?.();
      }
    });
    const hears = (text: string): Promise<void> => new Promise((resolve) => waiting.set(text, resolve));
    const consumer = simulator.consumer();
    await consumer.startConversation();
    const { conversationId } = consumer;
    await agent.updateConversationField({
      conversationId,
      conversationField: { field: 'ParticipantsChange', type: 'ADD', role: 'ASSIGNED_AGENT' },
    });
    const first = hears('1');
    await consumer.say('1');
    await first;

    simulator.dropSockets();
    const last = hears('4');
    await consumer.say('2');
    await consumer.say('3');
    await once(agent, 'connected');
    await consumer.say('4');
    await last;

    expect(heard).toEqual(['1', '2', '3', '4']);
  });
});

describe('a request made while there is no connection', () => {
  it('waits for one', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    const closed = once(agent, 'closed');
    simulator.dropSockets();
    await closed;

    await expect(agent.getClock()).resolves.toHaveProperty('currentTime');
  });

  it('fails at once where that is wanted', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator, { whenOffline: 'fail' });
    const closed = once(agent, 'closed');
    simulator.dropSockets();
    await closed;

    const error = await agent.getClock().catch((thrown: unknown) => thrown);

    expect(error).toBeInstanceOf(ConnectionError);
    expect(error).toMatchObject({ delivery: 'not-sent' });
  });

  it('in flight at the loss rejects, and is not sent again', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    simulator.answer('getClock', () => Simulator.SILENCE);
    const asked = agent.getClock().catch((thrown: unknown) => thrown);
    await simulator.seen({ request: 'getClock' });

    await cut(simulator, agent);

    await expect(asked).resolves.toMatchObject({ name: 'ConnectionError', delivery: 'unknown' });
    expect(requestsIn(simulator.transcript, 'getClock')).toBe(1);
  });
});

describe('a token', () => {
  it('that is revoked in use is replaced', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    const before = agent.getBearerToken();
    const reconnected = once(agent, 'reconnected');

    simulator.revoke(undefined, { closeCode: 4401 });
    await reconnected;

    expect(agent.getBearerToken()).not.toBe(before);
    expect(simulator.logins).toBe(2);
  });

  it('of which there is no other ends in an error that says so', async () => {
    await using simulator = await startPlatform();
    const agent = new Agent({ ...simulator.agentOptions('token'), reconnect: eagerly });
    await using _ = agent;
    await agent.connect();
    const failed = once(agent, 'error');

    simulator.revoke(undefined, { closeCode: 4401 });
    const [error] = (await failed) as [Error];

    expect(error).toMatchObject({ name: 'AuthenticationError', code: 401 });
    expect(agent.state).toBe('closed');
  });
});
