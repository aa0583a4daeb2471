/** A bot that says what it has heard, and stops when it hears "stop". */
import { once } from 'node:events';
import { Bot, MemoryStore } from '../../../src/bot/index.js';

interface Login {
  readonly accountId: string;
  readonly username: string;
  readonly password: string;
}

const [agent] = (await once(process, 'message')) as [Login];
const bot = new Bot({ agent, store: new MemoryStore(), session: () => ({ heard: '' }) });
bot.on('text', async (chat, turn) => {
  chat.session.heard = turn.text;
  await chat.reply(`heard ${turn.text}`);
  if (turn.text === 'stop') void bot.stop();
});
await bot.start();
