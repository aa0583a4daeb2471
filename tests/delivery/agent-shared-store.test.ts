import { expect, it } from 'vitest';
import { ConfigurationError } from '../../src/index.js';
import { agentOf, connectedTo, failureOf, listen, next, startPlatform } from '../support/agents.js';
import { joined } from '../soak/figures/messages.js';

it('a second agent of one user on one store cannot connect until the first is closed', async () => {
  await using simulator = await startPlatform();
  const cursors = new Map<string, number>();
  await using first = await connectedTo(simulator, { cursors });
  await using second = agentOf(simulator, { cursors });

  const error = await failureOf(second.connect());
  expect(error).toBeInstanceOf(ConfigurationError);
  expect(String(error)).toContain('another agent of user');
  await first.close();
  await second.connect();

  expect(second.state).toBe('ready');
});

it('agents of two users share a store, each with its own positions', async () => {
  await using simulator = await startPlatform({ agents: [{ username: 'one' }, { username: 'two' }] });
  const cursors = new Map<string, number>();
  const agents = simulator.agents.map((user) =>
    agentOf(simulator, { ...simulator.agentOptions('password', user), cursors }),
  );
  for (const agent of agents) {
    agent.on('ms.MessagingEventNotification', () => undefined);
    await agent.connect();
    const consumer = await joined(simulator, agent);
    const heard = next(agent, 'ms.MessagingEventNotification');
    await consumer.say('Hello?');
    await heard;
    await agent.close();
  }

  expect([...cursors.keys()].map((key) => key.split('/')[1])).toEqual(simulator.agents.map(({ userId }) => userId));
});

it('a handler that is attached late gets the messages that were held back', async () => {
  await using simulator = await startPlatform();
  await using agent = await connectedTo(simulator, { cursors: new Map() });
  const warned = next(agent, 'warn', ({ message }) => message.includes('held back'));
  const consumer = await joined(simulator, agent);
  await consumer.say('Hello?');
  await warned;

  const [{ changes }] = await next(agent, 'ms.MessagingEventNotification');

  expect(changes[0]?.event).toMatchObject({ message: 'Hello?' });
});

it("with deliver: 'live-only' messages beyond a hundred running handlers are dropped, with one warning", async () => {
  await using simulator = await startPlatform();
  await using agent = await connectedTo(simulator, { deliver: 'live-only' });
  const warnings = listen(agent, 'warn');
  let calls = 0;
  agent.on('ms.MessagingEventNotification', () => {
    calls += 1;
    return new Promise(() => undefined);
  });
  const consumer = await joined(simulator, agent);

  for (let n = 0; n < 150; n += 1) await consumer.say(String(n));
  await agent.getClock();

  expect(calls).toBe(100);
  expect(warnings).toHaveLength(1);
});
