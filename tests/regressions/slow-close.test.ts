import { describe, expect, it } from 'vitest';
import { Agent, type CursorStore } from '../../src/index.js';
import { FaultProxy, type Simulator } from '../../src/simulator/index.js';
import { eagerly, next, startPlatform } from '../support/agents.js';

/** Resolves when the agent has read the close frame, long before the socket ends. */
async function closeFrameRead(simulator: Simulator, proxy: FaultProxy, agent: Agent): Promise<void> {
  proxy.conditions({ closeDelayMs: 300 });
  const last = next(agent, 'notification');
  simulator.notify('last', {});
  simulator.closeSockets(1001);
  await last;
  await new Promise((resolve) => setImmediate(resolve));
}

describe('a platform that sends a close frame and ends the stream late', () => {
  it('gets no more requests: they wait for the next connection', async () => {
    await using simulator = await startPlatform();
    await using proxy = await FaultProxy.start(simulator);
    await using agent = new Agent({ ...proxy.agentOptions(), autoConnect: false, reconnect: eagerly });
    await agent.connect();

    await closeFrameRead(simulator, proxy, agent);

    await expect(agent.getClock()).resolves.toHaveProperty('currentTime');
  });

  it('does not make the agent fetch history in a busy loop', async () => {
    await using simulator = await startPlatform();
    await using proxy = await FaultProxy.start(simulator);
    let answer = (): void => {};
    const answered = new Promise<undefined>((resolve) => (answer = () => resolve(undefined)));
    const cursors: CursorStore = { get: () => answered, set: () => {} };
    await using agent = new Agent({ ...proxy.agentOptions(), autoConnect: false, reconnect: eagerly, cursors });
    await agent.connect();
    const consumer = simulator.consumer();
    const conversationId = await consumer.startConversation();
    await agent.updateConversationField({
      conversationId,
      conversationField: [{ field: 'ParticipantsChange', type: 'ADD', role: 'ASSIGNED_AGENT' }],
    });
    await consumer.say('Hello?');
    await closeFrameRead(simulator, proxy, agent);

    const heard = next(agent, 'ms.MessagingEventNotification');
    answer();

    expect((await heard)[0]).toMatchObject({ changes: [{ event: { message: 'Hello?' } }] });
  });
});
