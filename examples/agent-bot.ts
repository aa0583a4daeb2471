/** Greets consumers by name, marks their messages as read, answers several texts at once, and logs the connection. */
import { Bot, FileStore, type BotSetup } from 'node-agent-sdk/bot';
import { rehearse } from 'node-agent-sdk/simulator';

const makeBot = (setup: BotSetup) => {
  // A text waits half a second for the next one: both are one turn.
  const bot = new Bot({ ...setup, session: () => ({ name: '' }), turns: { mode: 'combined', wait: '500ms' } });

  bot.on('start', async (chat) => {
    const { firstName, isAuthenticated } = await chat.profile();
    chat.session.name = firstName ?? 'there';
    console.log(`Talking to ${chat.session.name}, who is ${isAuthenticated ? '' : 'not '}logged in`);
  });
  bot.on('text', async (chat, { text }) => {
    await chat.markRead();
    void chat.typing(); // Until the reply. Need not be awaited.
    await chat.reply(`${chat.session.name} said: ${text.replaceAll('\n', ' / ')}`);
  });
  bot.agent.on('reconnecting', ({ attempt, delayMs, cause }) => {
    console.log(`${cause.message}; attempt ${attempt} follows in ${delayMs} ms`);
  });
  bot.agent.on('reconnected', () => console.log('Connected again'));
  bot.on('error', (error) => console.error(error));
  return bot;
};

const { LP_ACCOUNT, LP_USER = '', LP_PASS = '' } = process.env;

if (LP_ACCOUNT) {
  const agent = { accountId: LP_ACCOUNT, username: LP_USER, password: LP_PASS };
  const bot = makeBot({ agent, store: new FileStore('./state/agent.jsonl') });
  await bot.start();
  for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => void bot.stop());
  await bot.ended;
} else {
  await using room = await rehearse(makeBot);
  const ada = room.consumer({ firstName: 'Ada' });
  await ada.says('Is it open');
  await ada.says('on Sunday?');
  await ada.sees('receipt');
  await ada.seesTyping();
  console.log(`Ada hears: ${(await ada.hears(/^Ada/)).text}`);
  await room.settled();
  await room.cut();
  await ada.says('Thank you');
  console.log(`Ada hears: ${(await ada.hears(/^Ada/)).text}`);
}
