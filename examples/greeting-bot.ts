/** Greets, tells the time, and closes the conversation on request. `npm start` plays a conversation with it. */
import { styleText } from 'node:util';
import { Bot, FileStore, type BotSetup } from 'node-agent-sdk/bot';
import { rehearse } from 'node-agent-sdk/simulator';

const makeBot = (setup: BotSetup) => {
  const bot = new Bot({ ...setup, session: () => ({ questions: 0 }) });
  bot.on('start', (chat) => chat.reply('Hello! I can tell you the time, or close this conversation.'));
  bot.hears(/time/i, async (chat) => {
    chat.session.questions += 1;
    await chat.reply(`It is ${new Date().toLocaleTimeString('en')}.`);
  });
  bot.hears(/close/i, async (chat) => {
    await chat.reply(`Goodbye! Questions answered: ${chat.session.questions}.`);
    await chat.close();
  });
  bot.on('error', (error) => console.error(error));
  return bot;
};

const { LP_ACCOUNT, LP_USER = '', LP_PASS = '' } = process.env;

if (LP_ACCOUNT) {
  const agent = { accountId: LP_ACCOUNT, username: LP_USER, password: LP_PASS };
  const bot = makeBot({ agent, store: new FileStore('./state/greeting.jsonl') });
  await bot.start();
  for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => void bot.stop());
  await bot.ended;
} else {
  // Without an account: a platform on this machine, and a consumer who talks with the bot.
  await using room = await rehearse(makeBot);
  const ada = room.consumer({ firstName: 'Ada' });
  await ada.startConversation();
  console.log(styleText('green', 'Bot'), (await ada.hears(/^Hello/)).text);
  for (const text of ['What is the time?', 'Thank you, you can close this now.']) {
    console.log(styleText('cyan', 'Ada'), text);
    await ada.says(text);
    console.log(styleText('green', 'Bot'), (await ada.hears(/./)).text);
  }
  await ada.sees('closed');
}
