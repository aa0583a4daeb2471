import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { actions, type Turn } from '../../src/bot/index.js';
import { SimulatorClock } from '../../src/simulator/index.js';
import { Gate } from './gate.js';
import { botWorld } from './world.js';

const texts = ({ messages }: Turn): readonly string[] => messages.map(({ text }) => text);

describe('A turn', () => {
  test('waits for the earlier one of its conversation, and for no other conversation', async () => {
    const world = await botWorld();
    const bot = world.bot({ turns: { mode: 'each' } });
    const gate = new Gate();
    const order: string[] = [];
    bot.on('text', async (chat, turn) => {
      order.push(`${turn.text} begins`);
      if (turn.text === 'one') await gate.opened;
      await chat.reply(`done ${turn.text}`);
      order.push(`${turn.text} ends`);
    });
    await bot.start();
    const [ada, bob] = [world.consumer(), world.consumer()];
    await ada.startConversation({ message: 'one' });
    await expect.poll(() => order).toContain('one begins');
    await ada.say('two');
    await bob.startConversation({ message: 'hello' });
    await bob.hears('done hello');
    expect(order.filter((line) => line.startsWith('two'))).toEqual([]);
    gate.open();
    await ada.hears('done two');
    expect(order.filter((line) => !line.startsWith('hello'))).toEqual([
      'one begins',
      'one ends',
      'two begins',
      ...(order.includes('two ends') ? ['two ends'] : []),
    ]);
  });

  test('combines the texts that came while the bot was busy', async () => {
    const world = await botWorld();
    const bot = world.bot();
    const gate = new Gate();
    const turns: (readonly string[])[] = [];
    bot.on('text', async (chat, turn) => {
      turns.push(texts(turn));
      if (turn.text === 'one') await gate.opened;
      await chat.reply(`done ${turn.text}`);
    });
    await bot.start();
    const ada = world.consumer();
    await ada.startConversation({ message: 'one' });
    await expect.poll(() => turns).toHaveLength(1);
    for (const text of ['two', 'three', 'four']) await ada.say(text);
    await expect.poll(() => bot.health().waiting).toBe(3);
    gate.open();
    await ada.hears('done two\nthree\nfour');
    expect(turns).toEqual([['one'], ['two', 'three', 'four']]);
  });

  test('begins again with both texts when the consumer says more before it has said something', async () => {
    const world = await botWorld();
    const bot = world.bot({ turns: { mode: 'interrupt' } });
    const turns: (readonly string[])[] = [];
    const reasons: unknown[] = [];
    bot.on('text', async (chat, turn) => {
      turns.push(texts(turn));
      if (turns.length === 1) {
        await new Promise((resolve) => chat.signal.addEventListener('abort', resolve));
        reasons.push(chat.signal.reason);
        await chat.reply('too late');
      }
      await chat.reply(`done ${turn.text}`);
    });
    await bot.start();
    const ada = world.consumer();
    await ada.startConversation({ message: 'one' });
    await expect.poll(() => turns).toHaveLength(1);
    await ada.say('two');
    await ada.hears('done one\ntwo');
    expect(turns).toEqual([['one'], ['one', 'two']]);
    expect(reasons).toMatchObject([{ code: 'INTERRUPTED' }]);
    expect(ada.heard.map(({ text }) => text)).toEqual(['done one\ntwo']);
    expect(world.errors).toEqual([]);
  });

  test('is not interrupted once it has said something', async () => {
    const world = await botWorld();
    const bot = world.bot({ turns: { mode: 'interrupt' } });
    const gate = new Gate();
    bot.on('text', async (chat, turn) => {
      await chat.reply(`heard ${turn.text}`);
      await gate.opened;
      expect(chat.signal.aborted).toBe(false);
    });
    await bot.start();
    const ada = world.consumer();
    await ada.startConversation({ message: 'one' });
    await ada.hears('heard one');
    await ada.say('two');
    await expect.poll(() => bot.health().waiting).toBe(1);
    gate.open();
    await ada.hears('heard two');
    expect(world.errors).toEqual([]);
  });

  test('waits for more texts, longer while the consumer types, at most ten times as long', async () => {
    const clock = SimulatorClock.stopped();
    const world = await botWorld();
    const bot = world.bot({ clock, turns: { wait: '2s' } });
    const turns: (readonly string[])[] = [];
    bot.on('text', (_chat, turn) => turns.push(texts(turn)));
    await bot.start();
    const ada = world.consumer();
    await ada.startConversation();
    await expect.poll(() => bot.health().conversations).toBe(1);
    await ada.say('one');
    await expect.poll(() => bot.health().waiting).toBe(1);
    clock.advance(1_000);
    await ada.say('two');
    await expect.poll(() => bot.health().waiting).toBe(2);
    clock.advance(1_500);
    expect(turns).toEqual([]);
    clock.advance(500);
    await expect.poll(() => turns).toEqual([['one', 'two']]);
  });

  test.each([
    ['start, then the text', 'hello', ['start', 'text hello']],
    ['a text that is the pattern, whatever its case and spaces', '  HELP   me ', ['start', 'help']],
    ['a regular expression', 'order 4711', ['start', 'order 4711']],
  ])('is for %s', async (_name, said, expected) => {
    const world = await botWorld();
    const bot = world.bot();
    const called: string[] = [];
    bot.on('start', () => called.push('start'));
    bot.hears('help me', () => called.push('help'));
    bot.hears(/order (\d+)/, (_chat, { match }) => called.push(`order ${match[1] ?? ''}`));
    bot.hears(/order 4711/, () => called.push('never: an earlier pattern matches'));
    bot.on('text', (_chat, { text }) => called.push(`text ${text}`));
    await bot.start();
    await world.consumer().startConversation({ message: said });
    await expect.poll(() => called).toEqual(expected);
  });

  test('is of its own for a file, which can be downloaded', async () => {
    const world = await botWorld();
    const bot = world.bot();
    bot.on('file', async (chat, { file, download }) => {
      const { size } = await download();
      await chat.reply(`${file.caption}: ${size} bytes`);
    });
    await bot.start();
    const ada = world.consumer();
    await ada.startConversation({ message: 'no handler is for this' });
    await ada.sendFile({ content: Buffer.from('12345'), caption: 'A picture' });
    expect(await ada.hears('A picture: 5 bytes')).toBeDefined();
    expect(world.errors).toEqual([]);
  });

  test('that has no handler is committed, and told as unhandled', async () => {
    const world = await botWorld();
    const bot = world.bot();
    const unhandled: string[] = [];
    bot.on('unhandled', (_chat, turn) => unhandled.push(turn.text));
    await bot.start();
    const ada = world.consumer();
    const id = await ada.startConversation({ message: 'hm' });
    await expect.poll(() => unhandled).toEqual(['hm']);
    await bot.stop();
    expect(await world.saved(bot)).toMatchObject([{ conversationId: id, positions: { [id]: 0 } }]);
  });
});

describe('A click', () => {
  const click = actions({ track: z.object({ order: z.string() }), human: undefined });

  test('is one turn, although it comes as a receipt and as a text', async () => {
    const world = await botWorld();
    const bot = world.bot();
    const called: string[] = [];
    bot.on('start', (chat) =>
      chat.reply('Hello', { quickReplies: [click.track('My order', { order: '4711' }), click.human('A person')] }),
    );
    bot.on(click.track, (chat, { data }) => chat.reply(`order ${data.order}`));
    bot.on(click.human, (chat) => chat.reply('a person'));
    bot.on('text', (_chat, turn) => called.push(turn.text));
    await bot.start();
    const ada = world.consumer();
    await ada.startConversation();
    await ada.hears('Hello');
    await ada.click('My order');
    await ada.hears('order 4711');
    await ada.click('A person');
    await ada.hears('a person');
    await ada.click('My order');
    await ada.hears('order 4711');
    await bot.stop();
    expect(called).toEqual([]);
    expect(ada.heard.map(({ text }) => text)).toEqual(['Hello', 'order 4711', 'a person', 'order 4711']);
  });

  test('carries what does not fit through a restart', async () => {
    const world = await botWorld();
    const order = 'x'.repeat(100);
    const make = () => {
      const bot = world.bot();
      bot.on('start', (chat) => chat.reply('Hello', { quickReplies: [click.track('My order', { order })] }));
      bot.on(click.track, (chat, { data }) => chat.reply(`order ${data.order}`));
      return bot;
    };
    const first = make();
    await first.start();
    const ada = world.consumer();
    await ada.startConversation();
    await ada.hears('Hello');
    await first.stop();
    const second = make();
    await second.start();
    await ada.click('My order');
    await ada.hears(`order ${order}`);
    expect(world.errors).toEqual([]);
  });

  test('that names no action is unknown, and without a handler a text', async () => {
    const world = await botWorld();
    const bot = world.bot();
    const unknown: string[] = [];
    bot.on('start', (chat) => chat.reply('Hello', { quickReplies: { 'a:gone:1': 'Gone', human: 'A person' } }));
    bot.on('unknownClick', (_chat, { externalId, why }) => unknown.push(`${externalId} ${why}`));
    bot.on(click.human, (chat) => chat.reply('a person'));
    await bot.start();
    const ada = world.consumer();
    await ada.startConversation();
    await ada.hears('Hello');
    await ada.click('Gone');
    await expect.poll(() => unknown).toEqual([expect.stringContaining('a:gone:1 no action is called "gone"')]);
    await ada.click('A person');
    await ada.hears('a person');
  });
});
