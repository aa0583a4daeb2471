import { expect, test } from 'vitest';
import { botWorld } from './world.js';

test('A survey handler asks in the survey, and gets its answers', async () => {
  const world = await botWorld({ survey: true });
  const bot = world.bot();
  const called: string[] = [];
  bot.on('text', async (chat, { text }) => {
    called.push(`text ${text}`);
    await chat.reply('Goodbye');
    await chat.close();
  });
  bot.on('survey', async (chat, { messages, text }) => {
    called.push(`survey ${text}`);
    if (messages.length === 0) await chat.reply('How content are you?');
    else {
      await chat.reply('Thank you');
      await chat.close();
    }
  });
  bot.on('left', (_chat, { why }) => called.push(`left ${why}`));
  await bot.start();
  const ada = world.consumer();
  await ada.startConversation({ message: 'bye' });
  await ada.hears('Goodbye');
  await ada.hears('How content are you?');
  await ada.say('very');
  await ada.hears('Thank you');
  await expect.poll(() => called).toEqual(['text bye', 'survey ', 'survey very', 'left closed']);
  await bot.stop();
  expect(await world.saved(bot)).toEqual([]);
  expect(world.errors).toEqual([]);
});

test('Without a survey handler, what is said in a survey is unhandled', async () => {
  const world = await botWorld({ survey: true });
  const bot = world.bot();
  const called: string[] = [];
  bot.on('text', (chat) => chat.close());
  bot.on('unhandled', (_chat, { text }) => called.push(text));
  await bot.start();
  const ada = world.consumer();
  const id = await ada.startConversation({ message: 'bye' });
  await expect.poll(() => ada.dialogId).not.toBe(id);
  await ada.say('very');
  await ada.close();
  await expect.poll(() => bot.health()).toMatchObject({ conversations: 0, waiting: 0 });
  expect(world.errors).toEqual([]);
  expect(called.every((text) => text === 'very')).toBe(true);
});
