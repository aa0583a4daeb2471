import { expect, it } from 'vitest';
import { Bot, type BotSetup } from '../../src/bot/index.js';
import { rehearse } from '../../src/simulator/index.js';

const makeBot = (setup: BotSetup): Bot<{ asked: number }> => {
  const bot = new Bot({ ...setup, session: () => ({ asked: 0 }) });
  bot.on('start', (chat) => chat.reply('Hello', { quickReplies: { order: 'Order status' } }));
  bot.hears('a person', (chat) => chat.handOff({ skill: 'humans' }, { summary: 'Asked for a person.' }));
  bot.hears('fail', () => {
    throw new RangeError('mine');
  });
  bot.on('back', (chat) => chat.whisper('back again'));
  bot.on('text', async (chat, turn) => {
    chat.session.asked += 1;
    await chat.reply(`${chat.session.asked}: ${turn.text}`);
  });
  return bot;
};

it('a bot remembers over a restart, and over a cut', async () => {
  await using room = await rehearse(makeBot);
  const ada = room.consumer({ firstName: 'Ada' });
  await ada.says('one');
  await ada.hears('1: one');

  await room.restart();
  await ada.says('two');
  await ada.hears('2: two');
  await room.cut();
  await ada.clicks('Order status');

  expect(await ada.hears(/^3/)).toMatchObject({ text: '3: Order status' });
  expect(room.errors).toEqual([]);
});

it('a bot hands off to a human, who gives the conversation back', async () => {
  await using room = await rehearse(makeBot);
  const ada = room.consumer();
  const sam = room.human('sam');
  await ada.says('a person');

  await sam.accepts();
  await sam.sees('Asked for a person.');
  await sam.says('I am Sam');
  await ada.hears('I am Sam');
  await ada.says('thank you, Sam');
  await sam.givesBack();
  await ada.says('and you?');

  await ada.hears('1: and you?');
  await sam.sees('thank you, Sam');
  expect(ada.heard.map(({ text }) => text)).toEqual(['Hello', 'I am Sam', '1: and you?']);
  expect(room.errors).toEqual([]);
});

it('a handler that fails runs again when the clock says so', async () => {
  await using room = await rehearse(makeBot, { clock: 'manual' });
  const ada = room.consumer();
  await ada.says('fail');

  await room.clock.advance(0);
  expect(room.errors).toMatchObject([{ name: 'HandlerError' }]);
  await room.clock.advance('999ms');
  expect(room.errors).toHaveLength(1);
  await room.clock.advance('1ms');
  expect(room.errors).toHaveLength(2);
  await room.clock.advance('1m');

  expect(room.bot.health().failures).toBe(4);
});
