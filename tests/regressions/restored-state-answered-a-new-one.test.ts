import { expect, it } from 'vitest';
import { Refusal, type Simulator } from '../../src/simulator/index.js';
import { connectedTo, framesOf, next, startPlatform } from '../support/agents.js';

function statesSent(simulator: Simulator): readonly unknown[] {
  const frames = framesOf(simulator).filter(({ type }) => type === '.ams.routing.SetAgentState');
  return frames.map(({ body }) => (body as { readonly availability: string }).availability);
}

it('an agent state set after a reconnect is sent although another state was restored', async () => {
  await using simulator = await startPlatform();
  await using agent = await connectedTo(simulator);
  await agent.setAgentState({ availability: 'ONLINE' });
  const back = next(agent, 'reconnected');
  simulator.dropSockets();
  await back;

  await agent.setAgentState({ availability: 'AWAY' });

  expect(statesSent(simulator)).toEqual(['ONLINE', 'ONLINE', 'AWAY']);
});

it('an agent state whose restoration is delayed is not sent after a newer state', async () => {
  await using simulator = await startPlatform();
  await using agent = await connectedTo(simulator);
  await agent.setAgentState({ availability: 'ONLINE' });
  simulator.answer(
    'setAgentState',
    () => {
      throw new Refusal(503);
    },
    { times: 1 },
  );
  const back = next(agent, 'reconnected');
  const up = next(agent, 'connected');
  simulator.dropSockets();
  await up;
  await simulator.seen({ response: 'setAgentState' }, { after: simulator.transcript.at(-1)?.id ?? 0 });

  await agent.setAgentState({ availability: 'AWAY' });
  await back;

  expect(statesSent(simulator)).toEqual(['ONLINE', 'ONLINE', 'AWAY']);
});
