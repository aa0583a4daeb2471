import { expect } from 'vitest';
import type { Agent } from '../../src/index.js';
import type { SimulatedConsumer, Simulator } from '../../src/simulator/index.js';
import { next } from './agents.js';

/** Matches any id of the wire: of a request, a subscription, a conversation. */
export const anId = expect.stringMatching(/^[\w-]{1,64}$/) as string;

/** Starts a conversation whose ring the agent accepts, so that it is the assigned agent. */
export async function talk(
  simulator: Simulator,
  agent: Agent,
): Promise<SimulatedConsumer & { readonly dialogId: string }> {
  const consumer = simulator.consumer({ firstName: 'Michael', lastName: 'Bolton' });
  const ring = next(agent, 'routing.RoutingTaskNotification', ({ changes }) => changes.length > 0);
  await agent.setAgentState({ availability: 'ONLINE' });
  await agent.subscribeRoutingTasks({});
  await consumer.startConversation({ message: 'Hello?' });
  const [{ changes }] = await ring;
  for (const { result } of changes) {
    for (const { ringId } of result.ringsDetails ?? []) await agent.updateRingState({ ringId, ringState: 'ACCEPTED' });
  }
  return consumer;
}

/** Waits for one round trip, after which earlier frames have been handled, and expects a single socket. */
export async function expectOneSocket(simulator: Simulator, agent: Agent): Promise<void> {
  await agent.getClock();
  await new Promise((resolve) => setImmediate(resolve));
  expect(simulator.sockets).toBe(1);
}
