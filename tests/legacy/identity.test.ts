import { describe, expect, it } from 'vitest';
import { AgentSurveyClient } from '../../src/legacy/index.js';
import { bodiesOf, botOf, confOf, connectedBot, httpOf, settled, startPlatform } from './support.js';
import { conversationChange, OWN_ID, OWN_PID, ownMessage } from '../support/wire.js';

describe('identity and credentials', () => {
  it('with a bearer token, agentId is learned from the first own message', async () => {
    await using simulator = await startPlatform();
    const conf = confOf(simulator, {}, 'token');
    await using bot = botOf(conf);
    await bot.journal.seen('connected');
    expect(bot.agent.token).toBe(conf.token);
    expect(bot.agent.agentId).toBeUndefined();

    simulator.notify('.ams.ms.OnlineEventDistribution', ownMessage());

    await bot.journal.seen('ms.MessagingEventNotification');
    expect(bot.agent.agentId).toBe(OWN_PID);
  });

  it('agentIds with an unknown agentId means the agent itself', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator, {}, 'token');

    bot.agent.subscribeExConversations({ agentIds: [bot.agent.agentId] });
    await settled(bot);

    expect(bodiesOf(simulator, 'subscribeExConversations')).toEqual([{ agentIds: [OWN_ID] }]);
  });

  it('isMe() and getMyRole() work with a bearer token', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator, {}, 'token');
    const seen: unknown[] = [];
    bot.agent.on('cqm.ExConversationChangeNotification', ({ changes }) => {
      for (const { result } of changes) {
        seen.push(result.conversationDetails.getMyRole(), result.conversationDetails.__myRole);
      }
    });
    bot.agent.on('ms.MessagingEventNotification', ({ changes }) => {
      for (const change of changes) seen.push(change.isMe(), change.__isMe);
    });

    simulator.notify('.ams.aam.ExConversationChangeNotification', { changes: [conversationChange('c-1')] });
    simulator.notify('.ams.ms.OnlineEventDistribution', ownMessage());

    await bot.journal.seen('ms.MessagingEventNotification');
    expect(seen).toEqual(['ASSIGNED_AGENT', 'ASSIGNED_AGENT', true, true]);
  });

  it('conversation changes lack the members that node-agent-sdk 1.4 left out', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);

    simulator.notify('.ams.aam.ExConversationChangeNotification', { changes: [conversationChange('c-1')] });

    const [body] = await bot.journal.seen('cqm.ExConversationChangeNotification');
    for (const name of ['note', 'csatRate', 'groupId', 'numberOfunreadMessages', 'lastUpdateTime']) {
      expect(JSON.stringify(body)).not.toContain(`"${name}"`);
    }
  });

  it("the conf object is kept, and the agent's own token in it is not used as a credential", async () => {
    await using simulator = await startPlatform();
    const conf = confOf(simulator);
    const before = { ...conf };
    await using bot = botOf(conf);
    await bot.journal.seen('connected');
    expect(bot.agent.conf).toBe(conf);
    expect(conf).toEqual(before);

    bot.agent.conf.token = String(bot.agent.token);
    bot.agent.reconnect();

    await bot.journal.seen('connected', 2);
    bot.agent.reconnect();
    await bot.journal.seen('connected', 3);
    expect(bot.agent.userId).toBe('501');
    expect(httpOf(simulator, 'login')).toHaveLength(3);
  });

  it('the transport configuration contains no credential but the token', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);

    expect(bot.agent.transport?.configuration).toEqual({
      domain: simulator.host,
      token: bot.agent.token,
      accountId: simulator.accountId,
      apiVersion: '2.1',
    });
  });

  it('a survey client without a reachable service rejects', async () => {
    const client = new AgentSurveyClient({ rflDomain: '127.0.0.1:1', accountId: '1', token: 't' });

    await expect(client.getAgentSurveyState('c-1', '-1')).rejects.toThrow('ECONNREFUSED');
  });

  it('dispose() sends no logout', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);

    bot.agent.dispose();

    await simulator.seen({ kind: 'close' });
    expect(httpOf(simulator, 'logout')).toEqual([]);
  });

  it('getBearerToken() returns the bearer token of the conf', async () => {
    await using simulator = await startPlatform();
    const conf = confOf(simulator, {}, 'token');
    await using bot = botOf(conf);
    await bot.journal.seen('connected');

    expect(bot.agent.getBearerToken()).toBe(conf.token);
  });

  it('a login response without csrf still gives a token', async () => {
    await using simulator = await startPlatform();
    simulator.faults.http('login', { edit: (body) => ({ ...body, csrf: undefined }) });
    await using bot = await connectedBot(simulator);

    expect(bot.agent.getBearerToken()).toEqual(expect.any(String));
    expect(bot.agent.csrf).toBeUndefined();
  });

  it('a token without a user id gives an __oldAgentId with undefined', async () => {
    await using simulator = await startPlatform();
    const { userId: _, ...conf } = confOf(simulator, {}, 'token');
    await using bot = botOf(conf);

    await bot.journal.seen('connected');

    expect(bot.agent.__oldAgentId).toBe('10000001.undefined');
    expect(bot.agent.userId).toBeUndefined();
  });
});
