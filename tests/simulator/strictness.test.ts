import { describe, expect, expectTypeOf, it } from 'vitest';
import { ConnectionError, ResponseError, type MessageEvent } from '../../src/index.js';
import { Simulator, SimulatorError, type HeardMessage } from '../../src/simulator/index.js';
import { agentOf, connectedTo, failureOf } from '../support/agents.js';

describe('waiting with a timeout of Infinity', () => {
  it('returns a message that is sent later', async () => {
    await using simulator = await Simulator.start();
    await using agent = await connectedTo(simulator);
    const consumer = simulator.consumer();
    const conversationId = await consumer.startConversation();
    const heard = consumer.hears('Hello!', { timeoutMs: Infinity });

    await agent.updateConversationField({
      conversationId,
      conversationField: { field: 'ParticipantsChange', type: 'ADD', role: 'MANAGER' },
    });
    await agent.publishEvent({
      dialogId: conversationId,
      event: { type: 'ContentEvent', contentType: 'text/plain', message: 'Hello!' },
    });

    expect(await heard).toMatchObject({ text: 'Hello!' });
  });

  // Node fires a timeout of more than 2 ** 31 - 1 ms at once.
  it.each([Infinity, 2 ** 31])('returns an entry that is added later, also with %d', async (timeoutMs) => {
    await using simulator = await Simulator.start();
    const login = simulator.seen({ http: 'login' }, { timeoutMs });

    await using _agent = await connectedTo(simulator);

    expect(await login).toMatchObject({ status: 200 });
  });

  it('rejects when the simulator closes', async () => {
    const simulator = await Simulator.start();
    const login = simulator.seen({ http: 'login' }, { timeoutMs: Infinity });

    await simulator.close();

    expect(await failureOf(login)).toMatchObject({ code: 'CLOSED' });
  });
});

it('heard events have the type of published events', () => {
  expectTypeOf<HeardMessage['event']>().toEqualTypeOf<MessageEvent>();
});

describe('a simulator without TLS, given in `domains` without a scheme', () => {
  it.each(['agentVep', 'facadeMsg'])('makes connect() fail with advice: %s', async (service) => {
    await using simulator = await Simulator.start();
    await using agent = agentOf(simulator, { domains: { [service]: simulator.host }, reconnect: false });

    const error = await failureOf(agent.connect());

    expect(error).toBeInstanceOf(ConnectionError);
    expect((error as Error).message).toMatch(/plain HTTP, not TLS.*write http:\/\//);
  });
});

describe('an account with skills', () => {
  const options = { skills: [{ id: 10, name: 'Sales' }], agents: [{ skillIds: ['20'] }, {}] };

  it('refuses a transfer to an unknown skill', async () => {
    await using simulator = await Simulator.start(options);
    await using agent = await connectedTo(simulator);
    const conversationId = await simulator.consumer().startConversation({ skillId: '10' });
    const transfer = (skill: string): Promise<string> =>
      agent.updateConversationField({
        conversationId,
        conversationField: [
          { field: 'ParticipantsChange', type: 'ADD', role: 'MANAGER' },
          { field: 'Skill', type: 'UPDATE', skill },
        ],
      });
    await agent.updateConversationField({
      conversationId,
      conversationField: { field: 'ParticipantsChange', type: 'ADD', role: 'MANAGER' },
    });

    const error = await failureOf(transfer('30'));

    expect(error).toBeInstanceOf(ResponseError);
    expect(error).toMatchObject({ code: 404, body: 'Skill 30 not found' });
    expect(simulator.conversation(conversationId)).toMatchObject({ skillId: '10' });
    for (const known of ['20', '-1', '10']) expect(await transfer(known)).toMatch(/^OK/);
  });

  it('refuses a conversation that an agent starts with an unknown skill', async () => {
    await using simulator = await Simulator.start(options);
    await using agent = await connectedTo(simulator);
    const { id: consumerId } = simulator.consumer();

    expect(await failureOf(agent.agentRequestConversation({ consumerId, skillId: '30' }))).toMatchObject({ code: 404 });
    expect(await agent.agentRequestConversation({ consumerId, skillId: '20' })).toHaveProperty('conversationId');
  });

  it('lists its skills when a consumer starts a conversation with an unknown one', async () => {
    await using simulator = await Simulator.start(options);

    const error = await failureOf(simulator.consumer().startConversation({ skillId: '30' }));

    expect(error).toBeInstanceOf(SimulatorError);
    expect((error as Error).message).toBe('The account has no skill 30. It has: 10, 20');
  });
});

it('an account without skills accepts any skill', async () => {
  await using simulator = await Simulator.start();

  expect(await simulator.consumer().startConversation({ skillId: '30' })).toEqual(expect.any(String));
});

it('refuses unknown agents', async () => {
  await using simulator = await Simulator.start();
  await using agent = await connectedTo(simulator);
  const conversationId = await simulator.consumer().startConversation();

  const suggestion = agent.updateConversationField({
    conversationId,
    conversationField: { field: 'ParticipantsChange', type: 'ADD', role: 'MANAGER', userId: `${agent.accountId}.999` },
  });
  const subscription = agent.request('.ams.routing.SubscribeAgentsState', { agentId: `${agent.accountId}.999` });

  expect(await failureOf(suggestion)).toMatchObject({ code: 404, body: `Agent ${agent.accountId}.999 not found` });
  expect(await failureOf(subscription)).toMatchObject({ code: 404, body: `Agent ${agent.accountId}.999 not found` });
});
