/** The smallest useful bot: takes every conversation and echoes what the consumer says. */
import { once } from 'node:events';
import { Agent } from 'node-agent-sdk';
import { Simulator } from 'node-agent-sdk/simulator';

const { LP_ACCOUNT = '', LP_USER = '', LP_PASS = '' } = process.env;
await using simulator = LP_ACCOUNT ? undefined : await Simulator.start();
await using agent = new Agent(
  simulator?.agentOptions() ?? { accountId: LP_ACCOUNT, username: LP_USER, password: LP_PASS },
);

agent.on('error', (error) => console.error(error));

agent.on('routing.RoutingTaskNotification', async ({ changes }) => {
  for (const { ringId, ringState } of changes.flatMap(({ result }) => result.ringsDetails)) {
    if (ringState === 'WAITING') await agent.updateRingState({ ringId, ringState: 'ACCEPTED' });
  }
});

agent.on('ms.MessagingEventNotification', async ({ dialogId, changes }) => {
  for (const { event, originatorMetadata } of changes) {
    if (originatorMetadata?.role !== 'CONSUMER' || event.type !== 'ContentEvent') continue;
    const message = event.contentType === 'text/plain' ? `You said: ${event.message}` : 'I can only read text.';
    await agent.publishEvent({ dialogId, event: { type: 'ContentEvent', contentType: 'text/plain', message } });
  }
});

await agent.connect();
await agent.setAgentState({ availability: 'ONLINE' });
await agent.subscribeRoutingTasks();
console.log(`Connected as ${agent.agentId}`);

if (simulator) {
  const consumer = simulator.consumer();
  await consumer.startConversation();
  await simulator.seen({ response: 'updateRingState' });
  await consumer.say('Hello?');
  console.log(`The consumer hears: ${(await consumer.hears(/You said/)).text}`);
} else {
  await once(process, 'SIGINT');
}
