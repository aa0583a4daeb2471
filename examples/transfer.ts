/** Transfers a conversation to a skill, to a colleague, or back to its queue, with a reason. */
import { once } from 'node:events';
import { Agent, ResponseError, type ConversationField, type RequestOptions } from 'node-agent-sdk';
import { Simulator } from 'node-agent-sdk/simulator';

const { LP_ACCOUNT = '', LP_USER = '', LP_PASS = '', LP_SKILL = '20', LP_COLLEAGUE = '502' } = process.env;
const agents = [{ username: 'bot' }, { username: 'colleague', userId: LP_COLLEAGUE }];
await using simulator = LP_ACCOUNT ? undefined : await Simulator.start({ agents });
const login = { accountId: LP_ACCOUNT, username: LP_USER, password: LP_PASS };
await using agent = new Agent(simulator?.agentOptions() ?? login);

// The request that names the next skill or agent must also remove the assigned agent.
const leave: ConversationField = { field: 'ParticipantsChange', type: 'REMOVE', role: 'ASSIGNED_AGENT' };
const skill: ConversationField = { field: 'Skill', type: 'UPDATE', skill: LP_SKILL };
const userId = `${agent.accountId}.${LP_COLLEAGUE}`;
const suggest: ConversationField = { field: 'ParticipantsChange', type: 'SUGGEST', role: 'ASSIGNED_AGENT', userId };
const transfers = new Map([
  ['to the skill', [leave, skill]],
  ['to a colleague', [leave, suggest, skill]],
  ['to the queue', [leave]],
]);
const reason: RequestOptions = { metadata: [{ type: 'ActionReason', reason: 'escalated_by_user' }] };
const handedOver = new Set<string | undefined>();
/** 409: another agent accepted the ring first, or the consumer has left. The bot ignores both. */
const unlessTaken = (error: unknown): void => {
  if (!(error instanceof ResponseError && error.code === 409)) throw error;
};

agent.on('error', (error) => console.error(error));

agent.on('routing.RoutingTaskNotification', async ({ changes }) => {
  for (const { result } of changes) {
    // A conversation returned to the queue may ring the same bot again.
    const ringState = handedOver.has(result.conversationId) ? 'REJECTED' : 'ACCEPTED';
    for (const ring of result.ringsDetails) {
      if (ring.ringState !== 'WAITING') continue;
      await agent.updateRingState({ ringId: ring.ringId, ringState }).catch(unlessTaken);
    }
  }
});

agent.on('ms.MessagingEventNotification', async ({ dialogId, changes }) => {
  for (const { event, originatorMetadata } of changes) {
    if (originatorMetadata?.role !== 'CONSUMER' || event.type !== 'ContentEvent') continue;
    const conversationField = event.contentType === 'text/plain' ? transfers.get(event.message) : undefined;
    if (conversationField === undefined) continue;
    handedOver.add(dialogId);
    await agent.updateConversationField({ conversationId: dialogId, conversationField }, reason);
  }
});

await agent.connect();
await agent.setAgentState({ availability: 'ONLINE' });
await agent.subscribeRoutingTasks();

if (simulator) {
  await using colleague = new Agent(simulator.agentOptions('password', simulator.agents[1]));
  colleague.on('routing.RoutingTaskNotification', async ({ changes }) => {
    for (const { result } of changes) {
      const { conversationId: dialogId = '', skillId, ringsDetails } = result;
      for (const { ringId, ringState } of ringsDetails) {
        if (ringState !== 'WAITING') continue;
        await colleague.updateRingState({ ringId, ringState: 'ACCEPTED' });
        const message = `This is your new agent, of skill ${skillId}.`;
        await colleague.publishEvent({ dialogId, event: { type: 'ContentEvent', contentType: 'text/plain', message } });
      }
    }
  });
  await colleague.setAgentState({ availability: 'OCCUPIED' }); // Rung for transfers only.
  await colleague.subscribeRoutingTasks();
  for (const wish of transfers.keys()) {
    const consumer = simulator.consumer();
    const before = simulator.transcript.at(-1);
    await consumer.startConversation({ skillId: '10' });
    await simulator.seen({ response: 'updateRingState' }, { after: before });
    await consumer.say(wish);
    console.log(`${wish}: ${(await consumer.hears(/new agent/)).text}`);
  }
} else await once(process, 'SIGINT');
