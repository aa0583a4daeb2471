import { expect, it } from 'vitest';
import type { Agent } from '../../src/index.js';
import { agentOf, connectedTo, listen, next, startPlatform, whileAway } from '../support/agents.js';
import { joined } from '../soak/figures/messages.js';

/** The changes of the next notification with a DELETE. */
async function nextDeletion(agent: Agent): Promise<string> {
  const [{ changes }] = await next(agent, 'cqm.ExConversationChangeNotification', (body) =>
    body.changes.some(({ type }) => type === 'DELETE'),
  );
  return changes.map(({ type, result }) => `${type} ${result.convId}`).join();
}

it('a conversation that ended while the agent was disconnected is emitted as DELETE, with the known subscription id', async () => {
  await using simulator = await startPlatform();
  await using agent = await connectedTo(simulator);
  const staying = await joined(simulator, agent);
  const ending = await joined(simulator, agent);
  const snapshot = next(agent, 'cqm.ExConversationChangeNotification');
  const { subscriptionId } = await agent.subscribeExConversations({ convState: ['OPEN'], agentIds: [agent.agentId] });
  await snapshot;
  const errors = listen(agent, 'error');
  const heard = listen(agent, 'cqm.ExConversationChangeNotification');
  const deleted = nextDeletion(agent);

  await whileAway(simulator, agent, () => ending.close());

  expect(await deleted).toBe(`DELETE ${ending.conversationId}`);
  expect(heard.at(-1)?.[1]).toMatchObject({ subscriptionId });
  expect(JSON.stringify(heard.at(-1))).not.toContain(staying.conversationId);
  expect(errors).toEqual([]);
});

it('a conversation that ended while the agent was disconnected is emitted if a handler of connected subscribes', async () => {
  await using simulator = await startPlatform();
  await using agent = agentOf(simulator);
  const snapshot = next(agent, 'cqm.ExConversationChangeNotification', ({ changes }) => changes.length > 0);
  agent.on('connected', () => agent.subscribeExConversations({ convState: ['OPEN'] }));
  await agent.connect();
  const ending = await joined(simulator, agent);
  await snapshot;
  const deleted = nextDeletion(agent);

  await whileAway(simulator, agent, () => ending.close());

  expect(await deleted).toBe(`DELETE ${ending.conversationId}`);
});
