import { expect, test } from 'vitest';
import { Refusal, SimulatorClock } from '../../src/simulator/index.js';
import { caught } from '../support/caught.js';
import { Gate } from './gate.js';
import { InboxWorld } from './inbox-world.js';
import { botWorld } from './world.js';

test('A closed conversation whose handler hangs is removed from the store', async () => {
  const clock = SimulatorClock.stopped();
  const world = await botWorld();
  const bot = world.bot({ clock, handlerTimeout: '30s' });
  const gate = new Gate();
  let asked = 0;
  bot.on('text', async (_chat, { text }) => {
    asked += 1;
    if (text === 'hang') await gate.opened;
  });
  await bot.start();
  const ada = world.consumer();
  await ada.startConversation({ message: 'one' });
  await expect.poll(async () => (await world.saved(bot)).length).toBe(1);
  await ada.say('hang');
  await expect.poll(() => asked).toBe(2);
  clock.advance(30_000);
  clock.advance(10_000);
  await expect.poll(() => world.errors.length).toBe(1);
  await ada.close();
  await expect.poll(() => bot.health().conversations).toBe(0);
  await world.simulator.roundTrip();
  await expect.poll(async () => (await world.saved(bot)).length, { timeout: 1_000 }).toBe(0);
  gate.open();
});

test('A session that is an instance is refused with what to do', async () => {
  class Cart {
    items: string[] = [];
    add(item: string): void {
      this.items.push(item);
    }
  }
  const world = await botWorld();
  const bot = world.bot({ clock: SimulatorClock.stopped(), session: () => new Cart() });
  bot.on('text', (chat, { text }) => chat.session.add(text));
  await bot.start();
  await world.consumer().startConversation({ message: 'shoes' });
  await expect.poll(() => world.errors.length).toBe(1);
  expect(world.errors[0]?.message).toContain('plain object');
});

test('An inbox that is disposed while it reads keeps nothing of the budget of the process', async () => {
  const world = new InboxWorld();
  world.publish('consumer', { count: 3 });
  world.start();
  const gate = new Gate();
  const reading = world.inbox.readOn(async () => {
    await gate.opened;
    return world.events;
  });
  world.inbox.dispose();
  gate.open();
  await reading;
  expect(world.budget.has(64_000_000)).toBe(true);
});

test('A message of which the agent missed the history is handled, and in order', async () => {
  const world = await botWorld();
  const called: string[] = [];
  const make = () => world.bot({ turns: { mode: 'each' } }).on('text', (_chat, { text }) => called.push(text));
  const first = make();
  await first.start();
  const ada = world.consumer();
  await ada.startConversation({ message: 'one' });
  await expect.poll(() => called).toEqual(['one']);
  world.proxy.refuse();
  world.proxy.drop();
  await expect.poll(() => first.agent.state).not.toBe('ready');
  await ada.say('two');
  const removal = world.simulator.answer(
    'subscribeMessagingEvents',
    () => {
      throw new Refusal(500);
    },
    { times: 3 },
  );
  world.proxy.heal();
  await expect.poll(() => first.agent.state).toBe('ready');
  await ada.say('three');
  await expect.poll(() => called.at(-1), { timeout: 15_000 }).toBe('three');
  await expect.poll(() => first.health().running).toBe(0);
  await first.stop();
  removal();
  const second = make();
  await second.start();
  await ada.say('four');
  await expect.poll(() => called.at(-1)).toBe('four');
  expect(called).toEqual(['one', 'two', 'three', 'four']);
});

test('An action of no `actions`, and a handler alone, are refused by name', async () => {
  const { setup } = await botWorld();
  const { Bot } = await import('../../src/bot/index.js');
  const bot = new Bot(setup);
  // Wrong on purpose: what JavaScript can pass.
  const loose = bot as unknown as { on(event: unknown, handler?: unknown): void };
  expect(
    await caught(() =>
      loose.on(
        () => {},
        () => {},
      ),
    ),
  ).toMatchObject({ code: 'CONFIGURATION' });
});

test('A handler of error that is no function is a ConfigurationError', async () => {
  const { setup } = await botWorld();
  const { Bot } = await import('../../src/bot/index.js');
  const bot = new Bot(setup);
  // Wrong on purpose: what JavaScript can pass.
  const loose = bot as unknown as { on(event: unknown, handler?: unknown): void };
  expect(await caught(() => loose.on('error', 'log'))).toMatchObject({ code: 'CONFIGURATION' });
});
