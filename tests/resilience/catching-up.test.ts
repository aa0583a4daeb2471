import { describe, expect, it } from 'vitest';
import { Agent, type CursorStore } from '../../src/index.js';
import { FaultProxy, type SimulatedConsumer, type Simulator } from '../../src/simulator/index.js';
import { agentOf, connectedTo, eagerly, listen, next, startPlatform, whileAway } from '../support/agents.js';
import { joined } from '../soak/figures/messages.js';

/** Records the texts that are delivered, in order. */
function hearing(agent: Agent): { readonly of: (consumer: SimulatedConsumer) => readonly string[] } {
  const heard: { readonly dialogId: string; readonly text: string }[] = [];
  agent.on('ms.MessagingEventNotification', ({ dialogId, changes }) => {
    for (const { event } of changes) {
      if (event.type === 'ContentEvent' && typeof event.message === 'string')
        heard.push({ dialogId, text: event.message });
    }
  });
  return {
    of: ({ dialogId }) => heard.filter((one) => one.dialogId === dialogId).map(({ text }) => text),
  };
}

async function heardLast(agent: Agent, text: string): Promise<void> {
  await next(agent, 'ms.MessagingEventNotification', ({ changes }) =>
    changes.some(({ event }) => event.type === 'ContentEvent' && event.message === text),
  );
}

describe('messages missed while there was no connection', () => {
  it('are delivered once, in order, before newer ones', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    const heard = hearing(agent);
    const consumer = await joined(simulator, agent);
    await consumer.say('1');
    const last = heardLast(agent, '5');

    await whileAway(simulator, agent, async () => {
      await consumer.say('2');
      await consumer.say('3');
    });
    await consumer.say('4');
    await consumer.say('5');
    await last;

    expect(heard.of(consumer)).toEqual(['1', '2', '3', '4', '5']);
  });

  it('are delivered from the first one on, if none of the dialog was delivered before', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    const heard = hearing(agent);
    const consumer = await joined(simulator, agent);
    const last = heardLast(agent, 'Hello?');

    await whileAway(simulator, agent, () => consumer.say('Hello?'));
    await last;

    expect(heard.of(consumer)).toEqual(['Hello?']);
  });

  it('are not delivered with deliver: live-only', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator, { deliver: 'live-only' });
    const heard = hearing(agent);
    const consumer = await joined(simulator, agent);
    await whileAway(simulator, agent, () => consumer.say('missed'));
    const last = heardLast(agent, 'live');

    await consumer.say('live');
    await last;

    expect(heard.of(consumer)).toEqual(['live']);
    expect(agent.health().dialogs).toBe(0);
  });

  it('are delivered once and in order if they arrive twice and out of order', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    const heard = hearing(agent);
    const consumer = await joined(simulator, agent);
    await consumer.say('1');
    simulator.faults.frames('out', (_, raw) => raw.includes('"2"'), { delayMs: 30, duplicate: true });
    simulator.faults.frames('out', (_, raw) => raw.includes('"3"'), { duplicate: true });
    const last = heardLast(agent, '3');

    await consumer.say('2');
    await consumer.say('3');
    await last;
    await new Promise((resolve) => setTimeout(resolve, 60));

    expect(heard.of(consumer)).toEqual(['1', '2', '3']);
  });

  it('delay no other dialog while their history is not available', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    const heard = hearing(agent);
    const failures = listen(agent, 'error');
    const consumer = await joined(simulator, agent);
    const other = await joined(simulator, agent);
    await consumer.say('1');
    simulator.faults.frames('in', ({ type } = {}) => type === '.ams.ms.QueryMessages', {
      replaceWith: '{"kind":"req","id":"0","type":".GetClock","body":{}}',
    });
    const last = heardLast(agent, 'elsewhere');

    await whileAway(simulator, agent, () => consumer.say('2'));
    simulator.faults.clear();
    await other.say('elsewhere');
    await last;

    expect(heard.of(other)).toEqual(['elsewhere']);
    expect(failures).toEqual([]);
  });
});

describe('the state kept of dialogs', () => {
  it('is bounded by maxDialogs, and kept for active dialogs', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator, { maxDialogs: 50 });
    const heard = hearing(agent);
    const lasting = await joined(simulator, agent);
    await lasting.say('0');
    for (let count = 1; count <= 20; count += 1) {
      for (let dialog = 0; dialog < 10; dialog += 1) notify(simulator, `passing-${count}-${dialog}`);
      await lasting.say(String(count));
    }
    await agent.getClock();
    const last = heardLast(agent, 'missed');

    await whileAway(simulator, agent, () => lasting.say('missed'));
    await last;

    expect(agent.health().dialogs).toBeLessThanOrEqual(50);
    expect(heard.of(lasting)).toHaveLength(22);
  });
});

function notify(simulator: Simulator, dialogId: string): void {
  simulator.notify('.ams.ms.OnlineEventDistribution', {
    sequence: 0,
    originatorId: 'consumer',
    event: { type: 'ContentEvent', message: 'Hello?', contentType: 'text/plain' },
    dialogId,
  });
}

describe('with a cursor store', () => {
  it('the cursor moves when the handler has finished, and then the next message is delivered', async () => {
    await using simulator = await startPlatform();
    const log: string[] = [];
    const cursors: CursorStore = { get: () => undefined, set: (_, sequence) => void log.push(`cursor ${sequence}`) };
    await using agent = await connectedTo(simulator, { cursors });
    const consumer = await joined(simulator, agent);
    const done = new Promise<void>((resolve) => {
      agent.on('ms.MessagingEventNotification', async ({ changes }) => {
        const [change] = changes;
        log.push(`begin ${change?.sequence}`);
        await new Promise((after) => setTimeout(after, 10));
        log.push(`end ${change?.sequence}`);
        if (change?.sequence === 1) setImmediate(resolve);
      });
    });

    await consumer.say('a');
    await consumer.say('b');
    await done;

    expect(log).toEqual(['begin 0', 'end 0', 'cursor 0', 'begin 1', 'end 1', 'cursor 1']);
  });

  it('a handler that fails gets the message again, and its HandlerError names dialog and sequence', async () => {
    await using simulator = await startPlatform();
    const stored = new Map<string, number>();
    const cursors: CursorStore = { get: (id) => stored.get(id), set: (id, sequence) => void stored.set(id, sequence) };
    await using agent = await connectedTo(simulator, { cursors, redelivery: { attempts: 3, firstDelay: 1 } });
    const consumer = await joined(simulator, agent);
    let calls = 0;
    agent.on('ms.MessagingEventNotification', async () => {
      calls += 1;
      if (calls < 3) throw new Error('Not today');
    });
    const others = listen(agent, 'ms.MessagingEventNotification');
    const failures = listen(agent, 'error');
    const moved = new Promise<void>((resolve) => {
      const { set } = cursors;
      cursors.set = (...args) => {
        set(...args);
        resolve();
      };
    });

    await consumer.say('a');
    await moved;

    const { dialogId } = consumer;
    expect(failures.map(([, error]) => error)).toEqual([
      expect.objectContaining({ code: 'HANDLER', name: 'HandlerError', dialogId, sequence: 0, attempt: 1 }),
      expect.objectContaining({ code: 'HANDLER', name: 'HandlerError', dialogId, sequence: 0, attempt: 2 }),
    ]);
    expect(others).toHaveLength(1);
    expect([...stored.values()]).toEqual([0]);
  });

  it('another process continues after the position of the first one', async () => {
    await using simulator = await startPlatform();
    const stored = new Map<string, number>();
    const cursors: CursorStore = {
      get: async (id) => stored.get(id),
      set: async (id, sequence) => void stored.set(id, sequence),
      dialogs: async () => stored.keys(),
    };
    const first = await connectedTo(simulator, { cursors });
    const consumer = await joined(simulator, first);
    const handled = heardLast(first, 'b');
    await consumer.say('a');
    await consumer.say('b');
    await handled;
    await first.close();
    await consumer.say('c');

    await using second = agentOf(simulator, { cursors });
    const heard = hearing(second);
    const last = heardLast(second, 'd');
    await second.connect();
    await consumer.say('d');
    await last;

    expect(heard.of(consumer)).toEqual(['c', 'd']);
  });

  it('a late message does not move the cursor backwards', async () => {
    await using simulator = await startPlatform();
    const stored: number[] = [];
    const cursors: CursorStore = { get: () => 4, set: (_, sequence) => void stored.push(sequence) };
    await using agent = await connectedTo(simulator, { cursors });
    const dialogId = 'late';
    // Sequences 6 and 7 are missing on the platform, and 6 arrives late.
    const event = (sequence: number): object => ({
      sequence,
      originatorId: 'consumer',
      event: { type: 'ContentEvent', message: 'Hello?', contentType: 'text/plain' },
      dialogId,
    });
    simulator.answer('subscribeMessagingEvents', () => [event(5), event(8)]);

    for (const sequence of [5, 8, 6]) {
      const delivered = next(agent, 'ms.MessagingEventNotification');
      simulator.notify('.ams.ms.OnlineEventDistribution', event(sequence));
      await delivered;
    }

    expect(stored).toEqual([5, 8]);
  });

  it('a store that rejects writes is reported, and the messages are delivered', async () => {
    await using simulator = await startPlatform();
    const cursors: CursorStore = {
      get: () => undefined,
      set: async () => {
        throw new Error('No disk');
      },
    };
    await using proxy = await FaultProxy.start(simulator);
    await using agent = new Agent({ ...proxy.agentOptions(), cursors, reconnect: eagerly });
    const failures = listen(agent, 'error');
    await agent.connect();
    const consumer = await joined(simulator, agent);
    const last = heardLast(agent, 'b');

    await consumer.say('a');
    await consumer.say('b');
    await last;

    expect(failures.length).toBeGreaterThan(0);
    expect(failures.every(([, error]) => String(error).includes('No disk'))).toBe(true);
  });
});
