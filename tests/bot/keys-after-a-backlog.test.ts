import { expect, test } from 'vitest';
import { framesOf } from '../support/agents.js';
import { botWorld } from './world.js';

test('A bot looks for keys only in the turn that an earlier process may have begun, not in each of a backlog', async () => {
  const world = await botWorld();
  const make = () => {
    const bot = world.bot({ turns: { mode: 'each' } });
    bot.on('text', (chat, { text }) => chat.reply(`heard ${text}`, { idempotencyKey: text }));
    return bot;
  };
  const first = make();
  await first.start();
  const ada = world.consumer();
  await ada.startConversation({ message: 'hello' });
  await ada.hears('heard hello');
  await first.stop();
  for (let index = 0; index < 40; index += 1) await ada.say(String(index));
  const queries = (): number => framesOf(world.simulator).filter(({ type }) => type === '.ams.ms.QueryMessages').length;
  const before = queries();
  await make().start();
  await ada.hears('heard 39');
  // The reading of the backlog, and the question of the first turn.
  expect(queries() - before).toBeLessThanOrEqual(4);
  expect(ada.heard).toHaveLength(41);
});
