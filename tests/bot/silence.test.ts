import { expect, it, onTestFinished } from 'vitest';
import { Bot, type BotSetup } from '../../src/bot/index.js';
import { rehearse } from '../../src/simulator/index.js';

async function room() {
  const rehearsal = await rehearse(
    (setup: BotSetup) => {
      const bot = new Bot(setup);
      bot.on('text', (chat, { text }) => chat.reply(`re: ${text}`));
      bot.silence('10m', (chat) => chat.reply('Are you still there?'));
      bot.silence('30m', (chat) => chat.reply('Good bye'));
      return bot;
    },
    { clock: 'manual' },
  );
  onTestFinished(() => rehearsal.close());
  const ada = rehearsal.consumer();
  await ada.says('hello');
  await ada.hears('re: hello');
  await rehearsal.settled();
  const texts = (): readonly string[] => ada.heard.map(({ text }) => text);
  return { it: rehearsal, ada, texts };
}

it('calls each handler once, in order', async () => {
  const { it, texts } = await room();

  await it.clock.advance('9m');
  expect(texts()).toEqual(['re: hello']);
  await it.clock.advance('1m');
  expect(texts()).toEqual(['re: hello', 'Are you still there?']);
  await it.clock.advance('2h');

  expect(texts()).toEqual(['re: hello', 'Are you still there?', 'Good bye']);
});

it('begins anew with what the consumer says', async () => {
  const { it, ada, texts } = await room();
  await it.clock.advance('9m');
  await ada.says('wait');
  await ada.hears('re: wait');
  await it.settled();

  await it.clock.advance('9m');
  expect(texts()).toHaveLength(2);
  await it.clock.advance('1m');

  await ada.hears('Are you still there?');
});

it('is kept over a restart, and is not called again after it', async () => {
  const { it, texts } = await room();
  await it.clock.advance('9m');
  await it.restart();
  await it.clock.advance('1m');
  expect(texts()).toEqual(['re: hello', 'Are you still there?']);
  await it.restart();
  await it.clock.advance('19m');
  expect(texts()).toHaveLength(2);

  await it.clock.advance('1m');

  expect(texts()).toEqual(['re: hello', 'Are you still there?', 'Good bye']);
});

it('is not called while a human has the conversation', async () => {
  const { it, ada, texts } = await room();
  const sam = it.human();
  await sam.takesOver(ada);
  await it.settled();

  await it.clock.advance('2h');
  await it.restart();
  await it.clock.advance('2h');

  expect(texts()).toEqual(['re: hello']);
});
