import { describe, expect, it } from 'vitest';
import { type Agent, SDKError } from '../../src/index.js';
import { connectedTo, listen, next, startPlatform, warnings } from '../support/agents.js';
import { frozen } from '../support/frozen.js';
import { consumerMessage } from '../support/wire.js';

const MESSAGES = '.ams.ms.OnlineEventDistribution';

/** Frames arrive in order: once this response is here, every earlier frame has been dispatched. */
async function settled(agent: Agent): Promise<void> {
  await agent.getClock();
}

function throwsAlways(): never {
  throw new Error('no text for you');
}

describe('handlers', () => {
  it.each([
    [
      'throws',
      () => {
        throw new Error('my mistake');
      },
    ],
    ['rejects', () => Promise.reject(new Error('my mistake'))],
  ])('a handler that %s is reported, and the other handlers and notifications still run', async (_, failing) => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    agent.on('ms.MessagingEventNotification', failing);
    const heard = listen(agent, 'ms.MessagingEventNotification', 'notification');
    const errors = listen(agent, 'error');

    simulator.notify(MESSAGES, consumerMessage(1, 'one'));
    simulator.notify(MESSAGES, consumerMessage(2, 'two'));
    await settled(agent);

    expect(heard.map(([event]) => event)).toEqual([
      'ms.MessagingEventNotification',
      'notification',
      'ms.MessagingEventNotification',
      'notification',
    ]);
    expect(errors).toHaveLength(2);
    expect(errors[0]?.[1]).toBeInstanceOf(SDKError);
    expect(errors[0]?.[1]).toMatchObject({
      code: 'HANDLER',
      message: "A handler of 'ms.MessagingEventNotification' failed: my mistake",
      cause: { message: 'my mistake' },
    });
  });

  it.each([
    ['nothing', undefined],
    ['null', null],
    ['a text', 'oops'],
    ['a symbol', Symbol('oops')],
    ['an object that cannot be shown', Object.create(null) as object],
    ['an object whose toString throws', { toString: () => throwsAlways() }],
  ])('a handler may throw or reject with %s', async (_, thrown) => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    agent.on('.odd', () => {
      throw thrown;
    });
    agent.on('.odd', async () => {
      throw thrown;
    });
    const errors = listen(agent, 'error');

    simulator.notify('.odd');
    await settled(agent);

    expect(errors.map(([, error]) => (error as SDKError).code)).toEqual(['HANDLER', 'HANDLER']);
  });

  it.each(['connected', 'state', 'success', 'closed', 'reconnecting', 'notification', 'warn'] as const)(
    'a failing handler of %s does no harm',
    async (event) => {
      await using simulator = await startPlatform();
      await using agent = await connectedTo(simulator);
      const errors = listen(agent, 'error');
      agent.on(event, () => {
        throw new Error('my mistake');
      });
      const again = next(agent, 'reconnected');

      simulator.send('so long');
      simulator.notify('.any');
      await settled(agent);
      simulator.dropSockets();
      await again;
      await agent.reconnect();

      await expect(agent.getClock()).resolves.toHaveProperty('currentTime');
      expect(errors.length).toBeGreaterThan(0);
      expect(new Set(errors.map(([, error]) => (error as SDKError).code))).toEqual(new Set(['HANDLER']));
    },
  );

  it('a failing handler of error becomes a process warning, not another error event', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    using processWarnings = warnings();
    let calls = 0;
    agent.on('error', () => {
      calls += 1;
      throw new Error('worse');
    });
    const warned = processWarnings.next();

    simulator.notify(MESSAGES, {});
    await warned;

    expect(calls).toBe(1);
    expect(processWarnings.messages).toEqual(["A handler of 'error' failed: worse"]);
  });

  it('an error event without a listener becomes one process warning, and no exception', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    using processWarnings = warnings();
    const warned = processWarnings.next();

    simulator.notify(MESSAGES, { dialogId: 5 });

    expect(await warned).toMatchObject({ name: 'NodeAgentSDKWarning', code: 'VALIDATION' });
    await settled(agent);
    expect(processWarnings.messages).toHaveLength(1);
    expect(agent.connected).toBe(true);
  });

  it('handlers may be added and removed during an event', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    const calls: string[] = [];
    const second = (): void => void calls.push('second');
    agent.once('.any', () => {
      calls.push('first');
      agent.off('.any', second);
      agent.on('.any', () => void calls.push('third'));
    });
    agent.on('.any', second);

    simulator.notify('.any');
    await settled(agent);
    simulator.notify('.any');
    await settled(agent);

    expect(calls).toEqual(['first', 'second', 'third']);
  });

  it('are called with the agent as this', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    const called: unknown[] = [];
    agent.on('.any', function (this: unknown) {
      called.push(this === agent);
    });

    simulator.notify('.any');
    await settled(agent);

    expect(called).toEqual([true]);
  });

  it('may make requests', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    const answered = new Promise((resolve) => {
      agent.on('.any', async () => resolve(await agent.getClock()));
    });

    simulator.notify('.any');

    expect(await answered).toHaveProperty('currentTime');
  });

  it('that freeze what they get do not disturb the others', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    agent.on('ms.MessagingEventNotification', (body) => void frozen(body));
    agent.on('notification', (body) => void frozen(body));
    const heard = listen(agent, 'ms.MessagingEventNotification', 'error');

    simulator.notify(MESSAGES, consumerMessage(1, 'one'));
    simulator.notify(MESSAGES, consumerMessage(2, 'two'));
    await settled(agent);

    expect(heard.map(([event]) => event)).toEqual(Array(2).fill('ms.MessagingEventNotification'));
  });
});
