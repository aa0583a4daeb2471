/** Closes a dialog, which may open a survey, or a whole conversation, which opens none. */
import { once } from 'node:events';
import { Agent, ResponseError, type ConversationField } from 'node-agent-sdk';
import { Simulator } from 'node-agent-sdk/simulator';

const { LP_ACCOUNT = '', LP_USER = '', LP_PASS = '' } = process.env;
await using simulator = LP_ACCOUNT ? undefined : await Simulator.start({ survey: true });
await using agent = new Agent(
  simulator?.agentOptions() ?? { accountId: LP_ACCOUNT, username: LP_USER, password: LP_PASS },
);

/** Closes one dialog. The survey follows if the account has one; otherwise the conversation closes too. */
const closingDialog = (dialogId: string): ConversationField => ({
  field: 'DialogChange',
  type: 'UPDATE',
  dialog: { dialogId, state: 'CLOSE', closedBy: 'AGENT' },
});

/** Closes all dialogs. No survey follows. */
const closingConversation: ConversationField = { field: 'ConversationStateField', conversationState: 'CLOSE' };

agent.on('error', (error) => console.error(error));

agent.on('routing.RoutingTaskNotification', async ({ changes }) => {
  for (const { ringId, ringState } of changes.flatMap(({ result }) => result.ringsDetails)) {
    if (ringState === 'WAITING') await agent.updateRingState({ ringId, ringState: 'ACCEPTED' }).catch(unlessTaken);
  }
});

/** 409: another agent accepted the ring first, or the consumer has left. The bot ignores both. */
function unlessTaken(error: unknown): void {
  if (!(error instanceof ResponseError && error.code === 409)) throw error;
}

agent.on('ms.MessagingEventNotification', async ({ dialogId, changes }) => {
  for (const { event, originatorMetadata } of changes) {
    if (originatorMetadata?.role !== 'CONSUMER') continue;
    if (event.type !== 'ContentEvent' || event.contentType !== 'text/plain') continue;
    const field = /dialog/i.test(event.message) ? closingDialog(dialogId) : closingConversation;
    await agent.updateConversationField({ conversationId: dialogId, conversationField: [field] });
  }
});

await agent.connect();
await agent.setAgentState({ availability: 'ONLINE' });
await agent.subscribeRoutingTasks();

if (simulator) {
  for (const wish of ['Close the dialog', 'Close the conversation']) {
    const consumer = simulator.consumer();
    const before = simulator.transcript.at(-1);
    await consumer.startConversation();
    await simulator.seen({ response: 'updateRingState' }, { after: before });
    await consumer.say(wish);
    await simulator.seen({ response: 'updateConversationField' }, { after: before });
    const { stage, dialogs = [] } = simulator.conversation(consumer.conversationId) ?? {};
    console.log(`${wish}: conversation ${stage},`, ...dialogs.map(({ dialogType, state }) => `${dialogType} ${state}`));
  }
} else await once(process, 'SIGINT');
