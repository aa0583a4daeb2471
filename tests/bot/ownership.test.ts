import { describe, expect, test } from 'vitest';
import { NotMineError } from '../../src/index.js';
import { Gate } from './gate.js';
import { botWorld } from './world.js';

describe('A takeover', () => {
  test('aborts the turn, discards what waits, and is no failure', async () => {
    const world = await botWorld();
    const bot = world.bot({ turns: { mode: 'each' }, session: () => ({ asked: 0 }) });
    const human = await world.colleague();
    const gate = new Gate();
    const seen: unknown[] = [];
    const left: string[] = [];
    bot.on('text', async (chat, { text }) => {
      seen.push(text);
      if (text !== 'one') return;
      await new Promise((resolve) => chat.signal.addEventListener('abort', resolve));
      seen.push(chat.signal.reason);
      gate.open();
      await chat.reply('too late');
    });
    bot.on('left', (chat, { why }) => left.push(`${chat.id} ${why}`));
    await bot.start();
    const ada = world.consumer();
    const id = await ada.startConversation({ message: 'one' });
    await expect.poll(() => seen).toEqual(['one']);
    await ada.say('two');
    await expect.poll(() => bot.health().waiting).toBe(1);
    await world.takesOver(human, id);
    await gate.opened;
    await expect.poll(() => left).toEqual([`${id} takenOver`]);
    expect(seen).toEqual(['one', expect.any(NotMineError)]);
    expect(ada.heard).toEqual([]);
    await bot.stop();
    expect(await world.saved(bot)).toMatchObject([
      { positions: { [id]: 1 }, timers: { away: expect.any(Number) as number } },
    ]);
    expect(world.errors).toEqual([]);
  });

  test('that ends is told as back, and what was said meanwhile is no turn', async () => {
    const world = await botWorld();
    const bot = world.bot({ session: () => ({ asked: 0 }) });
    const human = await world.colleague();
    const called: string[] = [];
    bot.on('text', async (chat, { text }) => {
      chat.session.asked += 1;
      called.push(text);
      await chat.reply(`heard ${text}`);
    });
    bot.on('back', (chat) => called.push(`back ${chat.session.asked}`));
    await bot.start();
    const ada = world.consumer();
    const id = await ada.startConversation({ message: 'one' });
    await ada.hears('heard one');
    await world.takesOver(human, id);
    await expect.poll(() => bot.health().conversations).toBe(0);
    for (let index = 0; index < 20; index += 1) await ada.say(`to the colleague ${index}`);
    await world.givesBack(human, id);
    await expect.poll(() => called).toEqual(['one', 'back 1']);
    await ada.say('two');
    await ada.hears('heard two');
    expect(called).toEqual(['one', 'back 1', 'two']);
    await bot.stop();
    expect(await world.saved(bot)).toMatchObject([{ conversationId: id, session: { asked: 2 }, timers: {} }]);
    expect(world.errors).toEqual([]);
  });

  test('and its end while the bot was stopped are told as back', async () => {
    const world = await botWorld();
    const human = await world.colleague();
    const called: string[] = [];
    const make = () => {
      const bot = world.bot();
      bot.on('start', () => called.push('start'));
      bot.on('text', async (chat, { text }) => {
        called.push(text);
        await chat.reply(`heard ${text}`);
      });
      bot.on('back', () => called.push('back'));
      return bot;
    };
    const first = make();
    await first.start();
    const ada = world.consumer();
    const id = await ada.startConversation({ message: 'one' });
    await ada.hears('heard one');
    await first.stop();
    await world.takesOver(human, id);
    await ada.say('to the colleague');
    await human.publishEvent({
      conversationId: id,
      dialogId: id,
      event: { type: 'ContentEvent', contentType: 'text/plain', message: 'I am a person' },
    });
    const second = make();
    await second.start();
    await world.givesBack(human, id);
    await expect.poll(() => called).toEqual(['start', 'one', 'back']);
    await ada.say('two');
    await ada.hears('heard two');
    expect(called).toEqual(['start', 'one', 'back', 'two']);
  });
});

test('A conversation that is transferred in is not answered from its first message', async () => {
  const world = await botWorld({
    agents: [
      { username: 'bot', skillIds: ['bots'] },
      { username: 'human', skillIds: ['humans'] },
    ],
  });
  const human = await world.colleague();
  const bot = world.bot();
  const called: string[] = [];
  bot.on('text', (_chat, { text }) => called.push(text));
  const ada = world.consumer();
  await human.setAgentState({ availability: 'ONLINE' });
  await human.subscribeRoutingTasks();
  human.on('routing.RoutingTaskNotification', ({ changes }) => {
    for (const { result } of changes)
      for (const { ringId, ringState } of result.ringsDetails)
        if (ringState === 'WAITING') void human.updateRingState({ ringId, ringState: 'ACCEPTED' });
  });
  const id = await ada.startConversation({ skillId: 'humans', message: 'said 0' });
  await expect.poll(() => world.simulator.conversation(id)?.participants).toHaveLength(2);
  for (let index = 1; index < 50; index += 1) await ada.say(`said ${index}`);
  await human.publishEvent({
    conversationId: id,
    dialogId: id,
    event: { type: 'ContentEvent', contentType: 'text/plain', message: 'The bot can help you' },
  });
  await ada.say('Thanks');
  await bot.start();
  await world.givesBack(human, id);
  await expect.poll(() => called).toEqual(['Thanks']);
  await ada.say('Bye');
  await expect.poll(() => called).toEqual(['Thanks', 'Bye']);
});

test('After its own hand-off a bot says nothing more, and what it remembers is committed', async () => {
  const world = await botWorld({
    agents: [
      { username: 'bot', skillIds: ['bots'] },
      { username: 'human', skillIds: ['humans'] },
    ],
  });
  const bot = world.bot({ session: () => ({ isHandedOff: false }) });
  const refused: unknown[] = [];
  bot.on('text', async (chat) => {
    await chat.handOff({ skill: 'humans' }, { say: 'One moment, please.' });
    chat.session.isHandedOff = true;
    refused.push(await chat.reply('more').catch((error: unknown) => error));
  });
  await bot.start();
  const ada = world.consumer();
  const id = await ada.startConversation({ skillId: 'bots', message: 'a person, please' });
  await ada.hears('One moment, please.');
  await ada.say('thanks');
  await expect.poll(() => refused).toEqual([expect.any(NotMineError)]);
  await expect.poll(() => bot.health().conversations).toBe(0);
  await bot.stop();
  expect(await world.saved(bot)).toMatchObject([{ conversationId: id, session: { isHandedOff: true } }]);
  expect(ada.heard).toHaveLength(1);
  expect(world.errors).toEqual([]);
});

test('A conversation that is closed is told as left, and forgotten', async () => {
  const world = await botWorld();
  const bot = world.bot();
  const left: string[] = [];
  bot.on('text', (chat) => chat.reply('hello'));
  bot.on('left', (_chat, { why }) => left.push(why));
  await bot.start();
  const ada = world.consumer();
  await ada.startConversation({ message: 'hello' });
  await ada.hears('hello');
  await ada.close();
  await expect.poll(() => left).toEqual(['closed']);
  await bot.stop();
  expect(await world.saved(bot)).toEqual([]);
});
