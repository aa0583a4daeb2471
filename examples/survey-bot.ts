/** Runs the survey after a conversation: joins its dialog, asks, receives the answer, closes the dialog. */
import { once } from 'node:events';
import { Agent, type QuickReply } from 'node-agent-sdk';
import { Simulator } from 'node-agent-sdk/simulator';

const { LP_ACCOUNT = '', LP_USER = '', LP_PASS = '' } = process.env;
await using simulator = LP_ACCOUNT ? undefined : await Simulator.start({ survey: true });
await using agent = new Agent(
  simulator?.agentOptions() ?? { accountId: LP_ACCOUNT, username: LP_USER, password: LP_PASS },
);

const questionId = 'satisfaction';
const replies = ['1', '2', '3', '4', '5'].map((title): QuickReply => {
  const metadata = [{ type: 'Answer' as const, id: title, questionId }];
  return { type: 'button', title, click: { actions: [{ type: 'publishText', text: title }], metadata } };
});
/** Conversation ids by the id of their survey dialog. */
const surveys = new Map<string, string>();

agent.on('error', (error) => console.error(error));

agent.on('cqm.ExConversationChangeNotification', async ({ changes }) => {
  for (const { result } of changes) {
    for (const { dialogId, dialogType, state } of result.conversationDetails.dialogs) {
      if (state === 'CLOSE') surveys.delete(dialogId);
      if (dialogType !== 'POST_SURVEY' || state !== 'OPEN' || surveys.has(dialogId)) continue;
      surveys.set(dialogId, result.convId);
      await agent.updateConversationField({
        conversationId: result.convId,
        conversationField: [{ field: 'ParticipantsChange', type: 'ADD', role: 'AGENT', dialogId }],
      });
      await ask(result.convId, dialogId);
    }
  }
});

agent.on('ms.MessagingEventNotification', async ({ dialogId, changes }) => {
  for (const { event, metadata = [], originatorMetadata } of changes) {
    const conversationId = surveys.get(dialogId);
    if (originatorMetadata?.role !== 'CONSUMER' || event.type !== 'ContentEvent' || !conversationId) continue;
    const answer = metadata.find((it) => it.type === 'Answer');
    // Typed text has no metadata, unlike a click.
    if (answer === undefined) await ask(conversationId, dialogId);
    else {
      console.log(`Answer to ${answer.questionId}: ${answer.id}`);
      await agent.updateConversationField({
        conversationId,
        conversationField: [
          { field: 'DialogChange', type: 'UPDATE', dialog: { dialogId, state: 'CLOSE', closedBy: 'AGENT' } },
        ],
      });
    }
  }
});

async function ask(conversationId: string, dialogId: string): Promise<void> {
  const message = 'How content are you, from 1 to 5?';
  const quickReplies = { type: 'quickReplies', itemsPerRow: 5, replies } as const;
  const event = { type: 'ContentEvent', contentType: 'text/plain', message, quickReplies } as const;
  await agent.publishEvent({ conversationId, dialogId, event }, { metadata: [{ type: 'Question', id: questionId }] });
}

await agent.connect();
// All conversations of the account with an open dialog.
await agent.subscribeExConversations({ stage: ['OPEN'] });

if (simulator) {
  const consumer = simulator.consumer();
  await consumer.startConversation();
  await consumer.close();
  console.log((await consumer.hears(/How content/)).text);
  const before = simulator.transcript.at(-1);
  await consumer.click('4');
  await simulator.seen({ response: 'updateConversationField' }, { after: before });
  console.log(`The conversation is now ${simulator.conversation(consumer.conversationId)?.stage}`);
} else await once(process, 'SIGINT');
