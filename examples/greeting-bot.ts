/** Greets, tells the time, and closes the conversation on request. `npm start` plays a conversation with it. */
import { styleText } from 'node:util';
import { Bot, FileStore, MemoryStore, type BotSetup } from 'node-agent-sdk/bot';
import { Simulator } from 'node-agent-sdk/simulator';

const { LP_ACCOUNT = '', LP_USER = '', LP_PASS = '' } = process.env;

const makeBot = (setup: BotSetup) => {
  const bot = new Bot({ ...setup, session: () => ({ questions: 0 }) });
  bot.on('start', (chat) => chat.reply('Hello! I can tell you the time, or close this conversation.'));
  bot.hears(/time/i, async (chat) => {
    chat.session.questions += 1;
    await chat.reply(`It is ${new Date().toLocaleTimeString('en')}.`);
  });
  bot.hears(/close/i, async (chat) => {
    await chat.reply(`Goodbye! That was question ${chat.session.questions + 1}.`);
    await chat.close({ survey: false });
  });
  bot.on('error', (error) => console.error(error));
  return bot;
};

// Without an account the bot runs on a simulated platform.
await using simulator = LP_ACCOUNT ? undefined : await Simulator.start();
const bot = makeBot(
  simulator
    ? { agent: simulator.agentOptions(), store: new MemoryStore() }
    : {
        agent: { accountId: LP_ACCOUNT, username: LP_USER, password: LP_PASS },
        store: new FileStore('./state/greeting.jsonl'),
      },
);
await bot.start();

if (simulator) {
  const consumer = simulator.consumer();
  const say = async (text: string) => {
    console.log(styleText('cyan', 'Consumer  '), text);
    await consumer.say(text);
  };
  const hear = async () => {
    const { text } = await consumer.hears(/./);
    console.log(styleText('green', 'Bot       '), text);
  };
  await consumer.startConversation();
  await hear();
  await say('What is the time?');
  await hear();
  await say('Thank you, you can close this now.');
  await hear();
  await simulator.seen({ response: 'updateConversationField' });
  await bot.stop();
} else {
  process.once('SIGINT', () => void bot.stop());
  await bot.ended;
}
