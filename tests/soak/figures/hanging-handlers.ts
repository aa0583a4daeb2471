import { Agent } from '../../../src/index.js';
import { type SimulatedConsumer } from '../../../src/simulator/index.js';
import { eagerly, next, startPlatform } from '../../support/agents.js';
import { until } from '../figure.js';
import { joined } from './messages.js';

export interface HangingHandlers {
  readonly conversations: number;
  /** Number of handlers that hung while the other conversations were served. */
  readonly hanging: number;
  /** Number of the other conversations in which all messages were answered meanwhile. */
  readonly served: number;
  /** Time to the last answer in known dialogs while connected, in ms. */
  readonly slowestMs: number;
  /** Number of conversations in which all messages were answered once the handlers continued. */
  readonly servedInTheEnd: number;
  /** Number of conversations with answers out of order or repeated. */
  readonly disordered: number;
}

export interface HangingPlan {
  readonly conversations: number;
  readonly hanging: number;
  readonly hasStore: boolean;
  /** History requests per second. */
  readonly historyRate: number;
}

/**
 * Consumers write before the bot connects, while it is connected, while it is offline and after its reconnect. In some
 * conversations the handlers hang.
 */
export async function hangingHandlers(plan: HangingPlan): Promise<HangingHandlers> {
  await using simulator = await startPlatform({ transcriptLimit: 1_000 });
  const consumers: SimulatedConsumer[] = [];
  {
    await using earlier = new Agent({ ...simulator.agentOptions(), reconnect: eagerly });
    await earlier.connect();
    for (let count = 0; count < plan.conversations; count += 1) consumers.push(await joined(simulator, earlier));
  }
  const hung = new Set(consumers.slice(0, plan.hanging).map(({ dialogId }) => dialogId));
  const others = consumers.slice(plan.hanging);
  const released = new Gate();
  let atWork = 0;
  await using agent = new Agent({
    ...simulator.agentOptions(),
    reconnect: eagerly,
    historyRate: plan.historyRate,
    ...(plan.hasStore && { cursors: new Map() }),
  });
  agent.on('ms.MessagingEventNotification', async ({ dialogId, changes }) => {
    for (const { event, originatorMetadata } of changes) {
      if (event.type !== 'ContentEvent' || typeof event.message !== 'string') continue;
      if (originatorMetadata?.role !== 'CONSUMER') continue;
      if (hung.has(dialogId)) {
        atWork += 1;
        await released.opened;
      }
      const message = `re: ${event.message}`;
      await agent.publishEvent({ dialogId, event: { type: 'ContentEvent', contentType: 'text/plain', message } });
    }
  });

  const expected: string[] = [];
  const sayAll = async (text: string): Promise<void> => {
    expected.push(`re: ${text}`);
    for (const consumer of consumers) await consumer.say(text);
  };
  const isServed = ({ heard }: SimulatedConsumer): boolean => heard.length >= expected.length;
  const served = (): Promise<boolean> => until(() => others.every(isServed), 15_000);

  // Without a store, the bot gets no messages from before it connected.
  if (plan.hasStore) await sayAll('while there was no bot');
  await agent.connect();
  await agent.subscribeExConversations({ convState: ['OPEN'], agentIds: [agent.agentId] });
  await served();
  await sayAll('first');
  await served();
  const back = next(agent, 'reconnected');
  simulator.dropSockets();
  await sayAll('while the bot was away');
  await back;
  await served();
  const from = performance.now();
  await sayAll('when it was back');
  await served();
  const slowestMs = performance.now() - from;
  const servedMeanwhile = others.filter(isServed).length;
  const hanging = atWork;

  released.open();
  await until(() => consumers.every(isServed), 15_000);
  return {
    conversations: plan.conversations,
    hanging,
    served: servedMeanwhile,
    slowestMs,
    servedInTheEnd: consumers.filter(isServed).length,
    disordered: consumers.filter(({ heard }) => heard.map(({ text }) => text).join() !== expected.join()).length,
  };
}

/** A promise that resolves when the gate is opened. */
class Gate {
  open: () => void = () => {};
  readonly opened = new Promise<void>((resolve) => {
    this.open = resolve;
  });
}
