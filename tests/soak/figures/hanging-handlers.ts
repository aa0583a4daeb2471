import { Agent } from '../../../src/index.js';
import { type SimulatedConsumer } from '../../../src/simulator/index.js';
import { eagerly, next, startPlatform } from '../../support/agents.js';
import { until } from '../figure.js';
import { joined } from './messages.js';

export interface HangingHandlers {
  readonly conversations: number;
  /** Handlers that had not finished as long as the others were served. */
  readonly hanging: number;
  /** Conversations all messages of which were answered meanwhile. */
  readonly served: number;
  /** Longest time to an answer while there was a connection, and the dialog was known, in ms. */
  readonly slowestMs: number;
  /** Conversations all messages of which were answered, once the handlers no longer hung. */
  readonly servedInTheEnd: number;
  /** Answers that came out of order, or twice. */
  readonly disordered: number;
}

export interface HangingPlan {
  readonly conversations: number;
  readonly hanging: number;
  readonly hasStore: boolean;
  /** How many questions for history are asked in a second. */
  readonly historyRate: number;
}

/**
 * Consumers who say something before the bot is there, while it is, while it is away and when it is back, in conversations
 * of which some have a handler that does not finish.
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

  // Without a store the bot does not hear what was said before it came.
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

/** Closed until it is opened. */
class Gate {
  open: () => void = () => {};
  readonly opened = new Promise<void>((resolve) => {
    this.open = resolve;
  });
}
