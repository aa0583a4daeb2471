/** The bot of the README: accepts every conversation and echoes the consumer's messages, including the first. */
import { Agent, FileStore, ResponseError } from 'node-agent-sdk';
import { Simulator } from 'node-agent-sdk/simulator';

const { LP_ACCOUNT = '', LP_USER = '', LP_PASS = '' } = process.env;
await using simulator = LP_ACCOUNT ? undefined : await Simulator.start();
const agent = new Agent(
  simulator
    ? { ...simulator.agentOptions(), cursors: new Map() }
    : { accountId: LP_ACCOUNT, username: LP_USER, password: LP_PASS, cursors: new FileStore('./state/bot.jsonl') },
);

agent.on('error', (error) => console.error(error));

agent.on('routing.RoutingTaskNotification', async ({ changes }) => {
  for (const { ringId, ringState } of changes.flatMap(({ result }) => result.ringsDetails)) {
    if (ringState !== 'WAITING') continue;
    try {
      await agent.updateRingState({ ringId, ringState: 'ACCEPTED' });
    } catch (error) {
      // 409: another agent accepted the ring first, or the consumer has left. The bot ignores both.
      if (!(error instanceof ResponseError && error.code === 409)) throw error;
    }
  }
});

const lastSaid = new Map(); // Sequences by dialog, while its backlog is read.

agent.on('ms.MessagingEventNotification', async ({ dialogId, changes }) => {
  for (const { sequence, event, originatorMetadata, backlog } of changes) {
    // The bot also gets its own messages, those of other agents, receipts and typing states.
    if (originatorMetadata?.role !== 'CONSUMER' || event.type !== 'ContentEvent') continue;
    if (backlog) {
      // Sent before the bot joined: answer only the last message of the dialog.
      if (!lastSaid.has(dialogId)) {
        const later = await agent.messages({ dialogId, after: sequence });
        const said = later.filter((message) => message.event.type !== 'AcceptStatusEvent');
        lastSaid.set(dialogId, said.at(-1)?.sequence ?? sequence);
      }
      if (sequence !== lastSaid.get(dialogId)) continue;
    }
    lastSaid.delete(dialogId);
    const message = event.contentType === 'text/plain' ? `You said: ${event.message}` : 'I can only read text.';
    await agent.publishEvent({ dialogId, event: { type: 'ContentEvent', contentType: 'text/plain', message } });
  }
});

for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => void agent.close({ logout: true }));

await agent.connect();
await agent.setAgentState({ availability: 'ONLINE' });
await agent.subscribeExConversations({ convState: ['OPEN'], agentIds: [agent.agentId] });
await agent.subscribeRoutingTasks();
console.log(`Connected as ${agent.agentId}`);

if (simulator) {
  const consumer = simulator.consumer();
  await consumer.startConversation({ message: 'Hello?' });
  console.log(`The consumer hears: ${(await consumer.hears(/You said/)).text}`);
  await consumer.say('Goodbye!');
  console.log(`The consumer hears: ${(await consumer.hears(/Goodbye/)).text}`);
  await agent.close();
}
