import { describe, expect, it } from 'vitest';
import type { Agent } from '../../src/index.js';
import type { Simulator } from '../../src/simulator/index.js';
import { connectedTo, framesOf, next, startPlatform } from '../support/agents.js';

async function cut(simulator: Simulator, agent: Agent): Promise<void> {
  const back = next(agent, 'reconnected');
  simulator.dropSockets();
  await back;
}

/** Requests of a type that the platform received on the current connection. */
function sentSince(simulator: Simulator, type: string): readonly unknown[] {
  const from = simulator.transcript.findLastIndex((entry) => entry.kind === 'upgrade' && entry.status === 101);
  return simulator.transcript
    .slice(from)
    .flatMap((entry) =>
      entry.kind === 'frame' && entry.direction === 'in' && entry.type === type ? [entry.frame] : [],
    );
}

const CONVERSATIONS = '.ams.aam.SubscribeExConversations';
const ROUTING = '.ams.routing.SubscribeRoutingTasks';
const STATE = '.ams.routing.SetAgentState';

describe('after a reconnect', () => {
  it('subscriptions and the latest agent state are restored', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    await agent.setAgentState({ availability: 'AWAY' });
    await agent.subscribeExConversations({ convState: ['OPEN'] });
    await agent.subscribeRoutingTasks({});
    await agent.subscribeAgentsState({});
    await agent.setAgentState({ availability: 'ONLINE' });

    await cut(simulator, agent);

    expect(sentSince(simulator, STATE)).toMatchObject([{ body: { availability: 'ONLINE' } }]);
    expect(sentSince(simulator, CONVERSATIONS)).toMatchObject([{ body: { convState: ['OPEN'] } }]);
    expect(sentSince(simulator, ROUTING)).toHaveLength(1);
    expect(sentSince(simulator, '.ams.routing.SubscribeAgentsState')).toHaveLength(1);
  });

  it('rings arrive, and can be accepted', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    await agent.setAgentState({ availability: 'ONLINE' });
    await agent.subscribeRoutingTasks({});
    await cut(simulator, agent);
    const rung = next(agent, 'routing.RoutingTaskNotification', ({ changes }) => changes.length > 0);

    await simulator.consumer().startConversation();
    const [{ changes }] = await rung;
    const ringId = changes[0]?.result.ringsDetails[0]?.ringId ?? '';

    await expect(agent.updateRingState({ ringId, ringState: 'ACCEPTED' })).resolves.toMatch(/success/);
  });

  it('a subscription keeps the id that its caller knows', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    const { subscriptionId } = await agent.subscribeExConversations({ convState: ['OPEN'] });
    const heard: unknown[] = [];
    agent.on('cqm.ExConversationChangeNotification', (body) => void heard.push(body.subscriptionId));

    await cut(simulator, agent);
    await cut(simulator, agent);
    await simulator.consumer().startConversation();
    await agent.getClock();

    expect(heard.length).toBeGreaterThan(0);
    expect(new Set(heard)).toEqual(new Set([subscriptionId]));
  });

  it('a subscription that is ended by the id its caller knows is not restored', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    const { subscriptionId } = await agent.subscribeExConversations({ convState: ['OPEN'] });
    await cut(simulator, agent);

    await agent.unsubscribeExConversations({ subscriptionId });
    await cut(simulator, agent);

    expect(sentSince(simulator, CONVERSATIONS)).toEqual([]);
  });

  it.each([
    ['at once', (agent: Agent) => void agent.subscribeExConversations({ convState: ['OPEN'] })],
    [
      'after another request',
      async (agent: Agent) => {
        await agent.getClock();
        await agent.subscribeExConversations({ convState: ['OPEN'] });
      },
    ],
    [
      'after setting its state',
      async (agent: Agent) => {
        await agent.setAgentState({ availability: 'ONLINE' });
        await agent.subscribeExConversations({ convState: ['OPEN'] });
      },
    ],
  ])('a bot whose handler of connected subscribes %s has one subscription', async (_, subscribe) => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    agent.on('connected', () => subscribe(agent));
    await agent.subscribeExConversations({ convState: ['OPEN'] });

    await cut(simulator, agent);
    await cut(simulator, agent);
    await agent.getClock();
    await agent.getClock();

    expect(sentSince(simulator, CONVERSATIONS)).toHaveLength(1);
  });

  it('a refused restoration is reported, and the other requests are restored', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    await agent.subscribeRoutingTasks({});
    await agent.subscribeExConversations({ convState: ['OPEN'] });
    simulator.faults.frames('in', ({ type } = {}) => type === ROUTING, {
      replaceWith: '{"kind":"req","id":"1","type":".ams.routing.SubscribeRoutingTasks","body":{"agentId":"1.1"}}',
    });
    const failure = next(agent, 'error');

    await cut(simulator, agent);

    expect((await failure)[0]).toMatchObject({ code: 'NOT_RESTORED' });
    expect(sentSince(simulator, CONVERSATIONS)).toHaveLength(1);
  });

  it('a state that timed out before it was sent is not restored', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    await agent.setAgentState({ availability: 'ONLINE' });
    simulator.faults.upgrade({ delayMs: 150 }, { times: 1 });
    const lost = next(agent, 'closed');
    const back = next(agent, 'reconnected');
    simulator.dropSockets();
    await lost;

    await expect(agent.setAgentState({ availability: 'AWAY' }, { timeout: 20 })).rejects.toMatchObject({
      name: 'TimeoutError',
      delivery: 'not-sent',
    });
    await back;

    expect(framesOf(simulator).filter(({ type }) => type === STATE)).toMatchObject([
      { body: { availability: 'ONLINE' } },
      { body: { availability: 'ONLINE' } },
    ]);
  });

  it('a state that waited for the connection is sent once, and last', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    await agent.setAgentState({ availability: 'ONLINE' });
    const lost = next(agent, 'closed');
    simulator.dropSockets();
    await lost;

    await agent.setAgentState({ availability: 'AWAY' });

    expect(sentSince(simulator, STATE)).toMatchObject([
      { body: { availability: 'ONLINE' } },
      { body: { availability: 'AWAY' } },
    ]);
  });
});
