import { expect, test } from 'vitest';
import { botWorld } from './world.js';

test('answers a text', async () => {
  const world = await botWorld();
  const bot = world.bot({ session: () => ({ asked: 0 }) });
  const seen: string[] = [];
  bot.on('start', (chat) => chat.reply('Hello'));
  bot.on('text', async (chat, turn) => {
    chat.session.asked += 1;
    seen.push(turn.text);
    await chat.reply(`You said: ${turn.text} ${chat.session.asked}`);
  });
  await bot.start();
  const ada = world.consumer();
  await ada.startConversation();
  await ada.say('hi');
  await ada.hears(/hi 1/);
  await ada.say('there');
  await ada.hears(/there 2/);
  expect(world.errors).toEqual([]);
  await bot.stop();
  expect(await world.saved(bot)).toMatchObject([{ session: { asked: 2 } }]);
});
