import { expect, it } from 'vitest';
import type { Agent, AgentEvents } from '../../src/index.js';
import { connectedTo, listen, next, startPlatform } from '../support/agents.js';
import { joined } from '../soak/figures/messages.js';

type Handler = AgentEvents['ms.MessagingEventNotification'];

const MESSAGES = 'ms.MessagingEventNotification';

async function bot(): Promise<{
  readonly agent: Agent;
  readonly cursors: Map<string, number>;
  say(): Promise<void>;
  end(): Promise<void>;
}> {
  const simulator = await startPlatform();
  const cursors = new Map<string, number>();
  const agent = await connectedTo(simulator, { cursors, redelivery: { attempts: 3, firstDelay: 1 } });
  const consumer = await joined(simulator, agent);
  return {
    agent,
    cursors,
    say: async () => {
      await consumer.say('hello');
    },
    end: async () => {
      await agent.close();
      await simulator.close();
    },
  };
}

it('a handler attached by once() that fails gets the message again', async () => {
  const { agent, say, end } = await bot();
  let calls = 0;
  const done = new Promise<void>((resolve) => {
    agent.once(MESSAGES, () => {
      calls += 1;
      if (calls === 1) throw new Error('not yet');
      resolve();
    });
  });
  agent.on('error', () => undefined);

  await say();
  await done;

  expect(calls).toBe(2);
  await end();
});

it('a handler that replaces one that failed gets the message', async () => {
  const { agent, say, end } = await bot();
  const failing: Handler = () => {
    throw new Error('old version');
  };
  agent.on(MESSAGES, failing);
  const replaced = new Promise<void>((resolve) => {
    agent.once('error', () => {
      agent.off(MESSAGES, failing);
      agent.on(MESSAGES, () => resolve());
    });
  });

  await say();
  await replaced;

  expect(agent.listenerCount(MESSAGES)).toBe(1);
  await end();
});

it('a message whose failed handler was removed is reported with GAVE_UP if another handler succeeded', async () => {
  const { agent, cursors, say, end } = await bot();
  const failing: Handler = () => {
    throw new Error('no');
  };
  const heard = listen(agent, MESSAGES);
  agent.on(MESSAGES, failing);
  agent.once('error', () => agent.off(MESSAGES, failing));
  const givenUp = next(agent, 'error', ({ code }) => code === 'GAVE_UP');

  await say();
  await givenUp;

  expect(heard).toHaveLength(1);
  await agent.getClock();
  expect([...cursors.values()]).toEqual([0]);
  await end();
});
