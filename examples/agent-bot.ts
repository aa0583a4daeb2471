/** Accepts rings, looks up the consumer's profile, marks messages as read, and echoes them. */
import { once } from 'node:events';
import { Agent, ResponseError } from 'node-agent-sdk';
import { Simulator } from 'node-agent-sdk/simulator';

const { LP_ACCOUNT = '', LP_USER = '', LP_PASS = '' } = process.env;
await using simulator = LP_ACCOUNT ? undefined : await Simulator.start();
await using agent = new Agent(
  simulator?.agentOptions() ?? { accountId: LP_ACCOUNT, username: LP_USER, password: LP_PASS },
);
const conversations = new Set<string>();

agent.on('error', (error) => console.error(error));
agent.on('reconnecting', ({ attempt, delayMs, cause }) => {
  console.error(`${cause.message}; attempt ${attempt} follows in ${delayMs} ms`);
});

agent.on('routing.RoutingTaskNotification', async ({ changes }) => {
  for (const { ringId, ringState } of changes.flatMap(({ result }) => result.ringsDetails)) {
    if (ringState === 'WAITING') await accept(ringId);
  }
});

async function accept(ringId: string): Promise<void> {
  try {
    await agent.updateRingState({ ringId, ringState: 'ACCEPTED' });
  } catch (error) {
    // 409: another agent accepted the ring first, or the consumer has left. Other errors are reported as `error`.
    if (!(error instanceof ResponseError && error.code === 409)) throw error;
    console.log(`Missed a ring: ${error.message}`);
  }
}

agent.on('cqm.ExConversationChangeNotification', async ({ changes }) => {
  for (const { type, result } of changes) {
    const { convId, conversationDetails } = result;
    if (type === 'DELETE') conversations.delete(convId);
    if (type !== 'UPSERT' || conversations.has(convId)) continue;
    conversations.add(convId);

    const consumer = conversationDetails.participants.find(({ role }) => role === 'CONSUMER');
    const profile = consumer ? await agent.getUserProfile(consumer.id) : [];
    const facts = profile.find((sde) => sde.type === 'personal')?.personal;
    console.log(`Talking to ${facts?.firstname ?? 'a consumer'} ${facts?.lastname ?? 'without a name'}`);
  }
});

agent.on('ms.MessagingEventNotification', async ({ dialogId, changes }) => {
  for (const { sequence, event, originatorMetadata } of changes) {
    // The agent also receives its own messages. Typing states have no sequence.
    if (originatorMetadata?.role !== 'CONSUMER' || sequence === undefined || event.type !== 'ContentEvent') continue;
    await agent.publishEvent({
      dialogId,
      event: { type: 'AcceptStatusEvent', status: 'READ', sequenceList: [sequence] },
    });
    const message = event.contentType === 'text/plain' ? event.message : `a message of type ${event.contentType}`;
    await agent.publishEvent({ dialogId, event: { type: 'ContentEvent', contentType: 'text/plain', message } });
  }
});

await agent.connect();
await agent.setAgentState({ availability: 'ONLINE' });
await agent.subscribeExConversations({ convState: ['OPEN'], agentIds: [agent.agentId] });
await agent.subscribeRoutingTasks();

if (simulator) {
  const consumer = simulator.consumer({ firstName: 'Ada', lastName: 'Lovelace' });
  await consumer.startConversation();
  await simulator.seen({ request: 'getUserProfile' });
  await consumer.say('Does it echo?');
  console.log(`Ada hears: ${(await consumer.hears('Does it echo?')).text}`);
} else await once(process, 'SIGINT');
