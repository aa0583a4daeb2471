import { expect, it } from 'vitest';
import { Bot, flow, type BotSetup } from '../../src/bot/index.js';
import { rehearse } from '../../src/simulator/index.js';

let calls = 0;
const unrepeatable = flow('unrepeatable', { version: 1 }, async (ask) => {
  calls += 1;
  await ask.say(`hello ${calls}`, 'Hello');
  await ask('name', 'Name?');
  await ask.say('end', 'Done');
});

const makeBot = (setup: BotSetup) => {
  const bot = new Bot(setup).flow(unrepeatable);
  bot.hears('begin', (chat) => chat.start(unrepeatable));
  return bot;
};

it.each([
  ['always', ['Hello', 'Name?', 'Hello', 'Done']],
  [undefined, ['Hello', 'Name?', 'Done']],
] as const)('shows a flow that is not repeatable with replay %s', async (replay, texts) => {
  await using room = await rehearse(makeBot, { replay });
  const ada = room.consumer();
  await ada.says('begin');
  await ada.hears('Name?');
  await ada.says('Ada');
  await ada.hears('Done');

  expect(ada.heard.map(({ text }) => text)).toEqual(texts);
});
