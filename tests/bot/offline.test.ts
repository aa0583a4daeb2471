import { describe, expect, test } from 'vitest';
import type { Bot } from '../../src/bot/index.js';
import { away } from '../conversations/world.js';
import { Gate } from './gate.js';
import { botWorld, type BotWorld } from './world.js';

/** A bot that answers, and what it was called for. */
function answering(world: BotWorld, gate?: Gate): { readonly bot: Bot; readonly called: string[] } {
  const called: string[] = [];
  const bot = world.bot();
  bot.on('text', async (chat, { text }) => {
    called.push(text);
    await gate?.opened;
    await chat.reply(`re ${text}`);
  });
  bot.on('left', (_chat, { why }) => called.push(`left ${why}`));
  bot.on('back', () => called.push('back'));
  return { bot, called };
}

const atRest = { running: 0, waiting: 0 };

describe('What happens while the bot has no connection', () => {
  test('a conversation that is closed is told as left, and forgotten', async () => {
    const world = await botWorld();
    const { bot, called } = answering(world);
    await bot.start();
    const ada = world.consumer();
    await ada.startConversation({ message: 'a' });
    await ada.hears('re a');
    await expect.poll(() => bot.health()).toMatchObject(atRest);
    await away({ agent: bot.agent, proxy: world.proxy }, async () => {
      await ada.say('b');
      await ada.close();
    });
    await expect.poll(() => called.at(-1)).toBe('left closed');
    await bot.stop();
    expect(await world.saved(bot)).toEqual([]);
    expect(world.errors).toEqual([]);
  });

  test('a takeover during a turn is no failure of its handler', async () => {
    const world = await botWorld();
    const human = await world.colleague();
    const gate = new Gate();
    const { bot, called } = answering(world, gate);
    await bot.start();
    const ada = world.consumer();
    const id = await ada.startConversation({ message: 'a' });
    await expect.poll(() => called).toEqual(['a']);
    await away({ agent: bot.agent, proxy: world.proxy }, async () => {
      await world.takesOver(human, id);
      await ada.say('to the colleague');
      gate.open();
    });
    await expect.poll(() => called.at(-1)).toMatch(/^left/);
    await world.givesBack(human, id);
    await expect.poll(() => called.at(-1)).toBe('back');
    await ada.say('c');
    await ada.hears('re c');
    expect(ada.heard.map(({ text }) => text)).toEqual(['re c']);
    expect(world.errors).toEqual([]);
  });

  test('a conversation that was taken and given back is told as back', async () => {
    const world = await botWorld();
    const human = await world.colleague();
    const { bot, called } = answering(world);
    await bot.start();
    const ada = world.consumer();
    const id = await ada.startConversation({ message: 'a' });
    await ada.hears('re a');
    await expect.poll(() => bot.health()).toMatchObject(atRest);
    await away({ agent: bot.agent, proxy: world.proxy }, async () => {
      await world.takesOver(human, id);
      await ada.say('to the colleague');
      await world.givesBack(human, id);
    });
    await expect.poll(() => called.at(-1)).toBe('back');
    await ada.say('c');
    await ada.hears('re c');
    expect(called).toEqual(['a', expect.stringMatching(/^left/), 'back', 'c']);
    expect(world.errors).toEqual([]);
  });
});
