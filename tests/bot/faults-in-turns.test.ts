import { expect, test } from 'vitest';
import { actions } from '../../src/bot/index.js';
import { SimulatorClock } from '../../src/simulator/index.js';
import { Gate } from './gate.js';
import { botWorld } from './world.js';

test('A handler that runs on after its middleware has failed gets no second handler beside it', async () => {
  const clock = SimulatorClock.stopped();
  const world = await botWorld();
  const bot = world.bot({ clock });
  const gate = new Gate();
  let running = 0;
  let most = 0;
  bot.use(async (_chat, next, { attempt }) => {
    const rest = next();
    if (attempt === 1) throw new Error('the time limit of the middleware');
    await rest;
  });
  bot.on('text', async () => {
    running += 1;
    most = Math.max(most, running);
    await gate.opened;
    running -= 1;
  });
  await bot.start();
  await world.consumer().startConversation({ message: 'hello' });
  await expect.poll(() => running).toBe(1);
  // A fault would show by then; without one nothing happens that could be waited for.
  for (let trip = 0; trip < 20; trip += 1) {
    clock.advance(1_000);
    await world.simulator.roundTrip();
  }
  gate.open();
  expect(most).toBe(1);
});

test('A turn that a newer text has interrupted is not lost when its handler ignores the signal', async () => {
  const clock = SimulatorClock.stopped();
  const world = await botWorld();
  const bot = world.bot({ clock, turns: { mode: 'interrupt' } });
  const gate = new Gate();
  const turns: string[] = [];
  let aborted = false;
  bot.on('text', async (chat, { text }) => {
    turns.push(text);
    chat.signal.addEventListener('abort', () => (aborted = true));
    if (turns.length === 1) await gate.opened;
  });
  await bot.start();
  const ada = world.consumer();
  await ada.startConversation({ message: 'one' });
  await expect.poll(() => turns).toEqual(['one']);
  await ada.say('two');
  await expect.poll(() => aborted).toBe(true);
  clock.advance(10_000);
  // A fault would show by then; without one nothing happens that could be waited for.
  for (let trip = 0; trip < 20; trip += 1) {
    await world.simulator.roundTrip();
  }
  gate.open();
  await expect.poll(() => turns.length).toBe(2);
  expect(turns).toEqual(['one', 'one\ntwo']);
});

test('A conversation of many messages that a colleague has answered is not answered again', async () => {
  const world = await botWorld();
  const human = await world.colleague();
  await human.setAgentState({ availability: 'ONLINE' });
  human.on('routing.RoutingTaskNotification', async ({ changes }) => {
    const ring = changes[0]?.result.ringsDetails.find(({ ringState }) => ringState === 'WAITING');
    if (ring !== undefined) await human.updateRingState({ ringId: ring.ringId, ringState: 'ACCEPTED' });
  });
  await human.subscribeRoutingTasks();
  const ada = world.consumer();
  const id = await ada.startConversation({ message: 'first' });
  await expect.poll(() => world.simulator.conversation(id)?.participants?.length ?? 0).toBeGreaterThan(1);
  for (let index = 0; index < 120; index += 1) await ada.say(`to the colleague ${index}`);
  await human.publishEvent({
    dialogId: id,
    conversationId: id,
    event: { type: 'ContentEvent', contentType: 'text/plain', message: 'solved' },
  });
  await ada.hears('solved');
  const bot = world.bot();
  const called: string[] = [];
  bot.on('start', () => called.push('start'));
  bot.on('text', (_chat, { text }) => called.push(text));
  await bot.start();
  await human.setAgentState({ availability: 'AWAY' });
  await world.givesBack(human, id);
  await expect.poll(() => called.length).toBeGreaterThan(0);
  await ada.say('to the bot');
  await expect.poll(() => called.at(-1)).toContain('to the bot');
  expect(called).toEqual(['start', 'to the bot']);
});

test('What is said after the conversation came back is a turn, although the bot was not there', async () => {
  const clock = SimulatorClock.stopped();
  const world = await botWorld({ clock });
  const [user] = world.simulator.agents;
  const called: string[] = [];
  const make = () =>
    world
      .bot()
      .on('back', () => called.push('back'))
      .on('text', (_chat, { text }) => called.push(text));
  const first = make();
  const human = await world.colleague();
  await first.start();
  const ada = world.consumer();
  const id = await ada.startConversation({ message: 'one' });
  await expect.poll(() => called).toEqual(['one']);
  clock.advance(1_000);
  await world.takesOver(human, id);
  await expect.poll(() => first.health().conversations).toBe(0);
  await expect.poll(async () => (await world.saved(first))[0]?.timers).toHaveProperty('away');
  await first.stop();
  clock.advance(1_000);
  await human.updateConversationField({
    conversationId: id,
    conversationField: [
      { field: 'ParticipantsChange', type: 'REMOVE', role: 'ASSIGNED_AGENT' },
      { field: 'ParticipantsChange', type: 'ADD', role: 'ASSIGNED_AGENT', userId: user?.legacyId },
    ],
  });
  clock.advance(1_000);
  await ada.say('to the bot');
  clock.advance(1_000);
  // A supervisor adds a note: the metadata of the conversation change.
  await human.updateConversationField({ conversationId: id, conversationField: [{ field: 'Note', note: 'hm' }] });
  const second = make();
  await second.start();
  await expect.poll(() => called, { timeout: 2_000 }).toEqual(['one', 'back', 'to the bot']);
});

test('A survey that was begun before a restart is not begun again', async () => {
  const world = await botWorld({ survey: true });
  const called: string[] = [];
  const make = () =>
    world
      .bot()
      .on('text', (chat) => chat.close())
      .on('survey', async (chat, { text }) => {
        called.push(text);
        if (text === '') await chat.reply('How content are you?');
      });
  const first = make();
  await first.start();
  const ada = world.consumer();
  await ada.startConversation({ message: 'bye' });
  await ada.hears('How content are you?');
  await expect.poll(() => first.health().running).toBe(0);
  await first.stop();
  const second = make();
  await second.start();
  await ada.say('very');
  await expect.poll(() => called.at(-1)).toBe('very');
  expect(called).toEqual(['', 'very']);
});

test('A click that no action knows is handled as its text', async () => {
  const { old } = actions({ old: undefined });
  const world = await botWorld();
  const bot = world.bot();
  const texts: string[] = [];
  bot.on('start', (chat) => chat.reply('Hello', { quickReplies: [old('Order status')] }));
  bot.on('text', (_chat, { text }) => texts.push(text));
  await bot.start();
  const ada = world.consumer();
  await ada.startConversation();
  await ada.hears('Hello');
  await ada.clicks('Order status');
  await expect.poll(() => texts.length).toBeGreaterThan(0);
  await ada.say('done');
  await expect.poll(() => texts.at(-1)).toContain('done');
  expect(texts.join('\n')).toBe('Order status\ndone');
});

test('The texts of two clicks that come after both receipts are no further clicks', async () => {
  const click = actions({ one: undefined, two: undefined });
  const world = await botWorld();
  const bot = world.bot();
  const called: string[] = [];
  bot.on(click.one, () => called.push('one'));
  bot.on(click.two, () => called.push('two'));
  bot.on('text', (_chat, { text }) => called.push(text));
  await bot.start();
  const ada = world.consumer();
  await ada.startConversation({ message: 'start' });
  await expect.poll(() => called).toEqual(['start']);
  const of = (id: string) => ({ metadata: [{ type: 'ExternalId' as const, id }] });
  for (const id of ['a:one', 'a:two'])
    await ada.publish({ type: 'AcceptStatusEvent', status: 'ACTION', sequenceList: [0] }, of(id));
  for (const id of ['a:one', 'a:two']) await ada.say(id, of(id));
  await ada.say('end');
  await expect.poll(() => called.at(-1)).toBe('end');
  expect(called).toEqual(['start', 'one', 'two', 'end']);
});

test('A derived instance has its methods', async () => {
  class Customer {
    greeting(): string {
      return 'hello';
    }
  }
  const clock = SimulatorClock.stopped();
  const world = await botWorld();
  const bot = world.bot({ clock }).derive(() => new Customer());
  const heard: string[] = [];
  bot.on('text', (chat) => heard.push(chat.greeting()));
  await bot.start();
  await world.consumer().startConversation({ message: 'hello' });
  await expect.poll(() => heard.length + world.errors.length).toBe(1);
  expect(world.errors).toEqual([]);
  expect(heard).toEqual(['hello']);
});
