import { expect, it } from 'vitest';
import { Bot, type BotSetup } from '../../src/bot/index.js';
import { rehearse } from '../../src/simulator/index.js';

it('a reply with a key follows one without in the first turn of a new process', async () => {
  const errors: unknown[] = [];
  const makeBot = (setup: BotSetup): Bot => {
    const bot = new Bot(setup);
    bot.on('text', async (chat, turn) => {
      await chat.reply(`Let me see: ${turn.text}`);
      await chat.reply(`Found: ${turn.text}`, { idempotencyKey: 'found' });
    });
    bot.on('error', (error) => errors.push(error));
    return bot;
  };
  await using room = await rehearse(makeBot);
  const ada = room.consumer();
  await ada.says('one');
  await ada.hears('Found: one');
  await room.settled();
  await room.restart();

  await ada.says('two');
  await ada.hears('Found: two');

  expect(errors).toEqual([]);
  expect(ada.heard.map(({ text }) => text)).toEqual(['Let me see: one', 'Found: one', 'Let me see: two', 'Found: two']);
});
