import type { EventEmitter } from 'node:events';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Agent } from '../../../src/index.js';
import type { Simulator } from '../../../src/simulator/index.js';
import { eagerly, next, startPlatform } from '../../support/agents.js';
import { after } from '../figure.js';

export interface Leaks {
  readonly reconnects: number;
  readonly notifications: number;
  readonly heapGrowthBytes: number;
  readonly listenersBefore: number;
  readonly listenersAfter: number;
  readonly timersBefore: number;
  readonly timersAfter: number;
}

const DIALOGS = 1_000;

/** Repeats reconnects and notifications, and compares heap, listeners and timers before and after. */
export async function leaks(reconnects: number, notifications: number): Promise<Leaks> {
  await using simulator = await startPlatform({ transcriptLimit: 10 });
  // The history of the dialogs below is empty.
  simulator.answer('subscribeMessagingEvents', () => []);
  await using agent = new Agent({
    ...simulator.agentOptions(),
    reconnect: eagerly,
    autoConnect: false,
    historyRate: 100_000,
  });
  let count = 0;
  agent.on('ms.MessagingEventNotification', () => void (count += 1));
  agent.on('connected', () => void agent.setAgentState({ availability: 'ONLINE' }));
  await agent.connect();
  await agent.subscribeExConversations({ convState: ['OPEN'] });
  await agent.subscribeRoutingTasks({});
  const sequences = { of: 0 };

  // Warm-up: allocates what is made once and kept, such as compiled schemas.
  await reconnect(simulator, agent, Math.ceil(reconnects / 20));
  await notify(simulator, agent, Math.ceil(notifications / 20), sequences);
  const before = await measure(agent);
  count = 0;
  await reconnect(simulator, agent, Math.ceil(reconnects / 2));
  await notify(simulator, agent, notifications, sequences);
  await reconnect(simulator, agent, Math.floor(reconnects / 2));
  const delivered = count;
  const afterwards = await measure(agent);
  return {
    reconnects,
    notifications: delivered,
    heapGrowthBytes: afterwards.heap - before.heap,
    listenersBefore: before.listeners,
    listenersAfter: afterwards.listeners,
    timersBefore: before.timers,
    timersAfter: afterwards.timers,
  };
}

async function reconnect(simulator: Simulator, agent: Agent, times: number): Promise<void> {
  for (let time = 0; time < times; time += 1) {
    const back = next(agent, 'reconnected');
    // Few of them after a lost connection: the rate limiter allows 20 reconnects per second.
    if (time % 20 === 0) simulator.revoke(undefined, { closeCode: 4401 });
    else if (time % 20 === 10) simulator.dropSockets();
    else await agent.reconnect(true);
    await back;
  }
}

async function notify(simulator: Simulator, agent: Agent, count: number, sequences: { of: number }): Promise<void> {
  let sent = 0;
  while (sent < count) {
    const sequence = sequences.of;
    sequences.of += 1;
    for (let dialog = 0; dialog < DIALOGS && sent < count; dialog += 1, sent += 1) {
      simulator.notify('.ams.ms.OnlineEventDistribution', {
        sequence,
        originatorId: 'consumer',
        originatorPId: 'consumer',
        originatorMetadata: { id: 'consumer', role: 'CONSUMER' },
        serverTimestamp: 1_700_000_000_000 + sequence,
        event: { type: 'ContentEvent', message: 'Hello?', contentType: 'text/plain' },
        conversationId: `dialog-${dialog}`,
        dialogId: `dialog-${dialog}`,
      });
    }
    // Its response arrives after all earlier notifications.
    await agent.getClock();
  }
}

async function measure(
  agent: Agent,
): Promise<{ readonly heap: number; readonly listeners: number; readonly timers: number }> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  for (let round = 0; round < 5; round += 1) {
    await after(50);
    collect();
  }
  return {
    heap: process.memoryUsage().heapUsed,
    listeners: listenersOf(agent) + listenersOf(process),
    timers: process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length,
  };
}

function listenersOf(emitter: EventEmitter): number {
  return emitter.eventNames().reduce((sum, name) => sum + emitter.listenerCount(name), 0);
}
