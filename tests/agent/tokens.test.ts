import { describe, expect, it } from 'vitest';
import { Agent } from '../../src/index.js';
import { eagerly, next, sdkFailureOf, startPlatform } from '../support/agents.js';

const here = { autoConnect: false, reconnect: eagerly } as const;

describe('bearer tokens', () => {
  it('the agent learns its agentId from its first conversation', async () => {
    await using simulator = await startPlatform();
    const [user] = simulator.agents;
    await using agent = new Agent({ ...simulator.agentOptions('token'), ...here });
    await agent.connect();
    expect(agent.agentId).toBeUndefined();
    const consumer = simulator.consumer();
    await consumer.startConversation();
    const conversationId = consumer.conversationId;
    const conversationField = [{ field: 'ParticipantsChange', type: 'ADD', role: 'MANAGER' }] as const;
    await agent.updateConversationField({ conversationId, conversationField: [...conversationField] });

    const notified = next(agent, 'cqm.ExConversationChangeNotification');
    await agent.subscribeExConversations({ agentIds: [agent.agentId] });
    await notified;

    expect(agent.agentId).toBe(user?.pid);
  });

  it('the agent knows its agentId before it emits the notification that contains it', async () => {
    await using simulator = await startPlatform();
    const consumer = simulator.consumer();
    await consumer.startConversation();
    const dialogId = consumer.conversationId;
    await using agent = new Agent({ ...simulator.agentOptions('token'), ...here });
    await agent.connect();
    await agent.updateConversationField({
      conversationId: dialogId,
      conversationField: [{ field: 'ParticipantsChange', type: 'ADD', role: 'MANAGER' }],
    });
    const own = next(agent, 'ms.MessagingEventNotification').then(([{ changes }]) => [
      changes[0]?.originatorId,
      agent.agentId,
    ]);

    await agent.publishEvent({
      dialogId,
      event: { type: 'ContentEvent', contentType: 'text/plain', message: 'Hello' },
    });

    expect(await own).toEqual([simulator.agents[0]?.pid, simulator.agents[0]?.pid]);
  });

  it.each([
    ['gives', (token: string) => () => token],
    ['promises', (token: string) => async () => token],
  ])('may come from a function that %s one', async (_, provider) => {
    await using simulator = await startPlatform();
    const { token, ...options } = simulator.agentOptions('token');
    await using agent = new Agent({ ...options, ...here, token: provider(token) });

    await agent.connect();

    expect(agent.getBearerToken()).toBe(token);
    expect(agent.connected).toBe(true);
  });

  it('the token function is called again only when the platform refuses the token', async () => {
    await using simulator = await startPlatform();
    const { token: _, ...options } = simulator.agentOptions('token');
    let calls = 0;
    await using agent = new Agent({
      ...options,
      ...here,
      token: () => {
        calls += 1;
        return simulator.agentOptions('token').token;
      },
    });
    await agent.connect();
    await agent.reconnect(true);
    expect(calls).toBe(1);

    const again = next(agent, 'reconnected');
    simulator.revoke(undefined, { closeCode: 4401 });
    await again;

    expect(calls).toBe(2);
    expect(agent.connected).toBe(true);
  });

  it.each([
    [
      'throws',
      () => {
        throw new Error('the vault is sealed');
      },
    ],
    ['rejects', () => Promise.reject(new Error('the vault is sealed'))],
  ])('the token function is called until connectTimeout, which names the cause, when it %s', async (_, token) => {
    await using simulator = await startPlatform();
    const { token: __, ...options } = simulator.agentOptions('token');
    await using agent = new Agent({ ...options, ...here, token });
    await using impatient = new Agent({ ...options, ...here, token, reconnect: false });

    const [late, atOnce] = await Promise.all([
      sdkFailureOf(agent.connect({ timeout: 100 })),
      sdkFailureOf(impatient.connect()),
    ]);

    expect(late).toMatchObject({ name: 'TimeoutError', cause: { code: 'NO_TOKEN' } });
    expect(late.message).toContain('the vault is sealed');
    expect(atOnce.message).toContain('the vault is sealed');
    expect(atOnce.cause).toMatchObject({ message: 'the vault is sealed' });
  });

  it.each([undefined, null, '', 42, {}])('connect() rejects when the token function returns %j', async (nothing) => {
    await using simulator = await startPlatform();
    const { token: _, ...options } = simulator.agentOptions('token');
    await using agent = new Agent({ ...options, ...here, token: () => nothing as string });

    const error = await sdkFailureOf(agent.connect());

    expect(error).toMatchObject({ code: 'NO_TOKEN', service: 'authentication.login', delivery: 'not-sent' });
    expect(simulator.transcript.filter(({ kind }) => kind === 'upgrade')).toEqual([]);
  });

  it('connect() rejects at its timeout if the token function never settles', async () => {
    await using simulator = await startPlatform();
    const { token: _, ...options } = simulator.agentOptions('token');
    const answers = [new Promise<string>(() => {}), simulator.agentOptions('token').token];
    await using agent = new Agent({
      ...options,
      ...here,
      requestTimeout: 300,
      token: async () => answers.shift() ?? '',
    });

    await agent.connect();

    expect(answers).toEqual([]);
    expect(agent.connected).toBe(true);
  });

  it('the agent can be closed and connected again while the token function is pending', async () => {
    await using simulator = await startPlatform();
    const { token: _, ...options } = simulator.agentOptions('token');
    const answers = [new Promise<string>(() => {}), simulator.agentOptions('token').token];
    await using agent = new Agent({ ...options, ...here, token: async () => answers.shift() ?? '' });
    const first = sdkFailureOf(agent.connect());
    await next(agent, 'success');
    agent.dispose();
    await first;

    await agent.connect();

    expect(agent.connected).toBe(true);
  });
});
