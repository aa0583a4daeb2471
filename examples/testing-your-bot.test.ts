/** How to test your own bot: without an account, without a network, with failures on demand. */
import { Agent, ResponseError, type AgentOptions } from 'node-agent-sdk';
import { Refusal, Simulator } from 'node-agent-sdk/simulator';
import { expect, it } from 'vitest';

/** The bot under test. In your project, import your bot instead. */
async function startBot(options: AgentOptions): Promise<Agent> {
  const agent = new Agent(options);
  agent.on('routing.RoutingTaskNotification', async ({ changes }) => {
    for (const { ringId, ringState } of changes.flatMap(({ result }) => result.ringsDetails)) {
      if (ringState === 'WAITING') await agent.updateRingState({ ringId, ringState: 'ACCEPTED' }).catch(unlessTaken);
    }
  });
  agent.on('ms.MessagingEventNotification', async ({ dialogId, changes }) => {
    for (const { event, originatorMetadata } of changes) {
      if (originatorMetadata?.role !== 'CONSUMER' || event.type !== 'ContentEvent') continue;
      const message = event.message === 'ping' ? 'pong' : 'Try "ping".';
      await agent.publishEvent({ dialogId, event: { type: 'ContentEvent', contentType: 'text/plain', message } });
    }
  });
  await agent.connect();
  await agent.setAgentState({ availability: 'ONLINE' });
  await agent.subscribeRoutingTasks();
  return agent;
}

/** 409: another agent accepted the ring first, or the consumer has left. The bot ignores both. */
function unlessTaken(error: unknown): void {
  if (!(error instanceof ResponseError && error.code === 409)) throw error;
}

it('answers a message', async () => {
  await using simulator = await Simulator.start();
  await using _bot = await startBot(simulator.agentOptions());
  const consumer = simulator.consumer();

  await consumer.startConversation();
  await simulator.seen({ response: 'updateRingState' });
  await consumer.say('ping');

  const { text } = await consumer.hears(/./);
  expect(text).toBe('pong');
});

it('reconnects after a lost connection and answers again', async () => {
  await using simulator = await Simulator.start();
  await using bot = await startBot({ ...simulator.agentOptions(), reconnect: { firstDelay: 0 } });
  const consumer = simulator.consumer();
  await consumer.startConversation();
  await simulator.seen({ response: 'updateRingState' });
  const reconnected = new Promise((resolve) => bot.once('reconnected', resolve));

  simulator.dropSockets();
  await reconnected;
  await consumer.say('ping');

  const { text } = await consumer.hears(/./);
  expect(text).toBe('pong');
});

it('emits an error for a refused answer', async () => {
  await using simulator = await Simulator.start();
  await using bot = await startBot(simulator.agentOptions());
  const consumer = simulator.consumer();
  await consumer.startConversation();
  await simulator.seen({ response: 'updateRingState' });
  const failure = new Promise((resolve) => bot.once('error', resolve));
  simulator.answer(
    'publishEvent',
    () => {
      throw new Refusal(429);
    },
    { times: 1 },
  );

  await consumer.say('ping');

  expect(await failure).toMatchObject({ cause: { name: 'ResponseError', code: 429 } });
});
