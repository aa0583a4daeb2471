import { expect, it } from 'vitest';
import type { Agent } from '../../src/index.js';
import { MAX_RESTORABLE } from '../../src/client/restorable-requests.js';
import type { Simulator } from '../../src/simulator/index.js';
import { connectedTo, listen, next, startPlatform } from '../support/agents.js';

const CONVERSATIONS = '.ams.aam.SubscribeExConversations';
const ROUTING = '.ams.routing.SubscribeRoutingTasks';
const AMENDMENT = '.ams.routing.UpdateRoutingTaskSubscription';

/** The bodies of the requests of one type on the new connection. */
async function cut(simulator: Simulator, agent: Agent, type = CONVERSATIONS): Promise<readonly unknown[]> {
  const back = next(agent, 'reconnected');
  simulator.dropSockets();
  await back;
  // Two round trips: requests that a handler makes after its own first response have been sent by then.
  await agent.getClock();
  await agent.getClock();
  const from = simulator.transcript.findLastIndex((entry) => entry.kind === 'upgrade' && entry.status === 101);
  return simulator.transcript
    .slice(from)
    .flatMap((entry) =>
      entry.kind === 'frame' && entry.direction === 'in' && entry.type === type
        ? [(entry.frame as { readonly body: unknown }).body]
        : [],
    );
}

it.each([
  ['at once', () => undefined],
  ['after another request', (agent: Agent) => agent.getClock()],
])('a handler of connected that subscribes %s from a later time has one subscription', async (_, before) => {
  await using simulator = await startPlatform();
  await using agent = await connectedTo(simulator);
  let time = 0;
  const subscribe = (): unknown => agent.subscribeExConversations({ minLastUpdatedTime: (time += 1) });
  agent.on('connected', async () => {
    await before(agent);
    await subscribe();
  });
  await subscribe();

  const counts: number[] = [];
  for (let count = 0; count < 5; count += 1) counts.push((await cut(simulator, agent)).length);

  expect(counts).toEqual([1, 1, 1, 1, 1]);
});

it('the newer time is sent after the next reconnect', async () => {
  await using simulator = await startPlatform();
  await using agent = await connectedTo(simulator);
  await agent.subscribeExConversations({ minLastUpdatedTime: 1, convState: ['OPEN'] });
  agent.once('connected', () => agent.subscribeExConversations({ minLastUpdatedTime: 2, convState: ['OPEN'] }));
  await cut(simulator, agent);

  expect(await cut(simulator, agent)).toEqual([{ minLastUpdatedTime: 2, convState: ['OPEN'] }]);
});

it('a subscription up to a later time replaces the restored one', async () => {
  await using simulator = await startPlatform();
  await using agent = await connectedTo(simulator);
  let time = 0;
  const subscribe = (): unknown => agent.subscribeExConversations({ maxLastUpdatedTime: (time += 1) });
  agent.on('connected', async () => {
    await agent.getClock();
    await subscribe();
  });
  await subscribe();

  await cut(simulator, agent);
  await cut(simulator, agent);

  expect(await cut(simulator, agent)).toEqual([{ maxLastUpdatedTime: 3 }, { maxLastUpdatedTime: 4 }]);
});

it('two subscriptions of one connection that differ in their times are both restored', async () => {
  await using simulator = await startPlatform();
  await using agent = await connectedTo(simulator);
  await agent.subscribeExConversations({ minLastUpdatedTime: 1 });
  await agent.subscribeExConversations({ minLastUpdatedTime: 2 });

  expect(await cut(simulator, agent)).toEqual([{ minLastUpdatedTime: 1 }, { minLastUpdatedTime: 2 }]);
});

it('subscriptions that differ in more than their times are both restored', async () => {
  await using simulator = await startPlatform();
  await using agent = await connectedTo(simulator);
  await agent.subscribeExConversations({ minLastUpdatedTime: 1, convState: ['OPEN'] });
  agent.once('connected', () => agent.subscribeExConversations({ minLastUpdatedTime: 2, convState: ['CLOSE'] }));
  await cut(simulator, agent);

  expect(await cut(simulator, agent)).toHaveLength(2);
});

it('a replaced subscription takes its amendment along', async () => {
  await using simulator = await startPlatform();
  await using agent = await connectedTo(simulator);
  const failures = listen(agent, 'error');
  const { subscriptionId } = await agent.subscribeRoutingTasks({});
  await agent.updateRoutingTaskSubscription({ subscriptionId, skillId: '7' });
  agent.on('connected', () => agent.subscribeRoutingTasks({}));

  expect(await cut(simulator, agent, AMENDMENT)).toEqual([]);
  expect(await cut(simulator, agent, ROUTING)).toHaveLength(1);
  expect(failures).toEqual([]);
});

it('a replaced amendment keeps its subscription', async () => {
  await using simulator = await startPlatform();
  await using agent = await connectedTo(simulator);
  const { subscriptionId } = await agent.subscribeRoutingTasks({});
  const amend = (): unknown => agent.updateRoutingTaskSubscription({ subscriptionId, skillId: '7' });
  await amend();
  agent.on('connected', async () => {
    await agent.getClock();
    await amend();
  });
  await cut(simulator, agent, ROUTING);

  expect(await cut(simulator, agent, ROUTING)).toHaveLength(1);
});

it('subscriptions beyond the limit work but are not restored, with one warning', async () => {
  await using simulator = await startPlatform();
  const logged: unknown[] = [];
  const nothing = (): void => {};
  const warn = (fields: object, message: string): void => void logged.push([fields, message]);
  const logger = { debug: nothing, info: nothing, warn, error: nothing };
  await using agent = await connectedTo(simulator, { logger });
  await agent.setAgentState({ availability: 'ONLINE' });
  const warned = listen(agent, 'warn');
  const ids = Array.from({ length: MAX_RESTORABLE + 5 }, (_, n) => `u-${n}`);
  for (const consumerId of ids) {
    const { subscriptionId } = await agent.subscribeExConversations({ consumerId });
    expect(subscriptionId).toEqual(expect.any(String));
  }

  const message = expect.stringContaining(`${MAX_RESTORABLE} requests`) as unknown;
  expect(warned).toEqual([['warn', { message }]]);
  expect(logged).toEqual([[{ operation: 'subscribeExConversations' }, message]]);
  const restored = await cut(simulator, agent);
  // The agent state counts as one of the restored requests.
  expect(restored).toEqual(ids.slice(0, MAX_RESTORABLE - 1).map((consumerId) => ({ consumerId })));
});
