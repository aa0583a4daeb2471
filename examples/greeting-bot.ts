/** Joins a conversation, greets, tells the time, and closes the conversation on request. `npm start` runs this bot. */
import { once } from 'node:events';
import { styleText } from 'node:util';
import { Agent, FileStore, ResponseError } from 'node-agent-sdk';
import { Simulator } from 'node-agent-sdk/simulator';

const { LP_ACCOUNT = '', LP_USER = '', LP_PASS = '' } = process.env;
await using simulator = LP_ACCOUNT ? undefined : await Simulator.start();
// With `cursors`, a store of handled messages, the bot also receives the messages from before it joined.
await using agent = new Agent(
  simulator
    ? { ...simulator.agentOptions(), cursors: new Map() }
    : { accountId: LP_ACCOUNT, username: LP_USER, password: LP_PASS, cursors: new FileStore('./state/greeting.jsonl') },
);

agent.on('error', (error) => console.error(error));

agent.on('routing.RoutingTaskNotification', async ({ changes }) => {
  for (const { ringId, ringState } of changes.flatMap(({ result }) => result.ringsDetails)) {
    if (ringState !== 'WAITING') continue;
    try {
      await agent.updateRingState({ ringId, ringState: 'ACCEPTED' });
      note('The bot joins the conversation.');
    } catch (error) {
      // 409: another agent accepted the ring first, or the consumer has left.
      if (!(error instanceof ResponseError && error.code === 409)) throw error;
    }
  }
});

agent.on('ms.MessagingEventNotification', async ({ dialogId, changes }) => {
  for (const { event, originatorMetadata } of changes) {
    if (event.type !== 'ContentEvent' || event.contentType !== 'text/plain') continue;
    // The bot also receives its own messages.
    if (originatorMetadata?.role !== 'CONSUMER') continue;
    console.log(styleText('cyan', 'Consumer  '), event.message);
    await answer(dialogId, event.message);
  }
});

async function answer(dialogId: string, question: string): Promise<void> {
  if (/time/i.test(question)) return say(dialogId, `It is ${new Date().toLocaleTimeString('en')}.`);
  if (!/close/i.test(question)) return say(dialogId, 'Hello! I can tell you the time, or close this conversation.');

  await say(dialogId, 'Goodbye!');
  // The main dialog has the conversation's id.
  const field = { field: 'ConversationStateField', conversationState: 'CLOSE' } as const;
  await agent.updateConversationField({ conversationId: dialogId, conversationField: [field] });
  note('The bot has closed the conversation.');
}

async function say(dialogId: string, message: string): Promise<void> {
  console.log(styleText('green', 'Bot       '), message);
  await agent.publishEvent({ dialogId, event: { type: 'ContentEvent', contentType: 'text/plain', message } });
}

function note(text: string): void {
  console.log(styleText('dim', `           ${text}`));
}

await agent.connect();
await agent.setAgentState({ availability: 'ONLINE' });
await agent.subscribeExConversations({ convState: ['OPEN'], agentIds: [agent.agentId] });
await agent.subscribeRoutingTasks();
note(`Connected to ${simulator ? 'the simulator' : `account ${agent.accountId}`}, waiting for consumers.`);

if (simulator) {
  const consumer = simulator.consumer();
  await consumer.startConversation({ message: 'Hi, is anybody there?' });
  await consumer.hears(/^Hello/);
  await consumer.say('What is the time?');
  await consumer.hears(/^It is/);
  await consumer.say('Thank you, you can close this now.');
  await simulator.seen({ response: 'updateConversationField' });
} else await once(process, 'SIGINT');
