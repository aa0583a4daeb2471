/** Closes a conversation with its survey or without, and runs the survey: asks, takes the answer, closes it. */
import type { QuickReply } from 'node-agent-sdk';
import { Bot, FileStore, type BotSetup, type Chat } from 'node-agent-sdk/bot';
import { rehearse } from 'node-agent-sdk/simulator';

const questionId = 'satisfaction';
// LivePerson's reports count the answers by this metadata.
const replies = ['1', '2', '3', '4', '5'].map((title): QuickReply => {
  const metadata = [{ type: 'Answer' as const, id: title, questionId }];
  return { type: 'button', title, click: { actions: [{ type: 'publishText', text: title }], metadata } };
});

const ask = (chat: Chat) =>
  chat.reply('How content are you, from 1 to 5?', {
    quickReplies: { type: 'quickReplies', itemsPerRow: 5, replies },
    metadata: [{ type: 'Question', id: questionId }],
  });

const makeBot = (setup: BotSetup) => {
  const bot = new Bot(setup);
  bot.hears(/bye/i, (chat) => chat.close()); // The survey follows, if the account has one.
  bot.hears(/spam/i, (chat) => chat.close({ survey: false }));
  bot.on('text', (chat) => chat.reply('Say "bye" to close this conversation.'));
  bot.on('survey', async (chat, { messages }) => {
    const answers = messages.flatMap(({ event }) => event.metadata ?? []).filter((it) => it.type === 'Answer');
    // Without an answer: the survey begins, or the consumer has typed something.
    if (answers.length === 0) await ask(chat);
    for (const { id } of answers) console.log(`Answer to ${questionId}: ${id}`);
    if (answers.length > 0) await chat.close();
  });
  bot.on('error', (error) => console.error(error));
  return bot;
};

const { LP_ACCOUNT, LP_USER = '', LP_PASS = '' } = process.env;

if (LP_ACCOUNT) {
  const agent = { accountId: LP_ACCOUNT, username: LP_USER, password: LP_PASS };
  const bot = makeBot({ agent, store: new FileStore('./state/survey.jsonl') });
  await bot.start();
  for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => void bot.stop());
  await bot.ended;
} else {
  await using room = await rehearse(makeBot, { simulator: { survey: true } });
  const [ada, bob] = [room.consumer(), room.consumer()];
  await ada.says('Goodbye!');
  console.log((await ada.hears(/How content/)).text);
  await ada.says('Very!');
  console.log((await ada.hears(/How content/)).text);
  await ada.clicks('4');
  await ada.sees('closed');
  await bob.says('This is spam');
  await bob.sees('closed');
  console.log(`Surveys: ${ada.conversation.dialogs.length - 1} of Ada, ${bob.conversation.dialogs.length - 1} of Bob`);
}
