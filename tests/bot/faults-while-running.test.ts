import { expect, test } from 'vitest';
import { MemoryStore, type Change, type Saved } from '../../src/bot/index.js';
import { Refusal, SimulatorClock } from '../../src/simulator/index.js';
import { framesOf } from '../support/agents.js';
import { caught } from '../support/caught.js';
import { Gate } from './gate.js';
import { botWorld } from './world.js';

class SlowStore extends MemoryStore {
  readonly isLoading = new Gate();
  readonly mayLoad = new Gate();

  override async *load(agent: string): AsyncIterable<Saved> {
    this.isLoading.open();
    await this.mayLoad.opened;
    yield* super.load(agent);
  }
}

test('A bot that is stopped while its store loads does not connect again', async () => {
  const world = await botWorld();
  const store = new SlowStore();
  const bot = world.bot({ store });
  const starting = caught(bot.start());
  await store.isLoading.opened;
  await bot.stop({ drain: 0 });
  expect(bot.agent.state).toBe('closed');
  store.mayLoad.open();
  const error = await starting;
  const state = bot.agent.state;
  bot.agent.dispose();
  expect({ error, state }).toMatchObject({ error: { code: 'STOPPED' }, state: 'closed' });
});

test('A bot that is stopped before its start does not start', async () => {
  const world = await botWorld();
  const bot = world.bot();
  bot.on('text', (chat) => chat.reply('from a stopped bot'));
  await bot.stop();
  const error = await caught(bot.start());
  const state = bot.agent.state;
  bot.agent.dispose();
  expect(error).toBeInstanceOf(Error);
  expect(state).not.toBe('ready');
});

test('A bot that is stopped while its store loads writes nothing afterwards', async () => {
  const clock = SimulatorClock.stopped();
  const world = await botWorld();
  const store = new SlowStore();
  const bot = world.bot({ store, clock });
  const commits: [string, Change][] = [];
  const commit = store.commit.bind(store);
  store.commit = async (agent, change) => {
    commits.push([agent, change]);
    await commit(agent, change);
  };
  store.load = async function* () {
    store.isLoading.open();
    await store.mayLoad.opened;
    yield { conversationId: 'c-1', positions: { 'c-1': 3 }, timers: {} } as Saved;
  };
  const starting = caught(bot.start());
  await store.isLoading.opened;
  await bot.stop({ drain: 0 });
  // The connection that `start` makes again must fail, so that the test shows the timers alone.
  world.proxy.refuse();
  store.mayLoad.open();
  await Promise.race([starting, new Promise((resolve) => setImmediate(resolve))]);
  for (let trip = 0; trip < 20; trip += 1) await new Promise((resolve) => setImmediate(resolve));
  clock.advance(60_000);
  await new Promise((resolve) => setImmediate(resolve));
  bot.agent.dispose();
  expect(commits).toEqual([]);
});

test('An agent whose state could not be set once takes conversations again', async () => {
  const world = await botWorld();
  const bot = world.bot({ rings: { capacity: 1 } });
  await bot.start();
  const [ada, bob] = [world.consumer(), world.consumer()];
  await ada.startConversation();
  await expect.poll(() => bot.health().conversations).toBe(1);
  await expect
    .poll(() => framesOf(world.simulator).filter(({ type }) => type === '.ams.routing.SetAgentState').length)
    .toBe(2);
  world.simulator.answer(
    'setAgentState',
    () => {
      throw new Refusal(503);
    },
    { times: 1 },
  );
  await ada.close();
  await expect.poll(() => world.errors.length).toBe(1);
  expect(bot.health().conversations).toBe(0);
  await bob.startConversation();
  await expect.poll(() => bot.health().conversations, { timeout: 3_000 }).toBe(1);
});

test('A state that UMS refuses does not stay the wish of the application', async () => {
  const world = await botWorld();
  const bot = world.bot({ rings: { capacity: 1 } });
  await bot.start();
  // Wrong on purpose: what JavaScript can pass.
  const wrong = { availability: 'online' } as unknown as Parameters<typeof bot.agent.setAgentState>[0];
  expect(await caught(bot.agent.setAgentState(wrong))).toMatchObject({ code: 'VALIDATION' });
  await world.consumer().startConversation();
  await expect.poll(() => bot.health().conversations).toBe(1);
  await expect
    .poll(() =>
      framesOf(world.simulator)
        .filter(({ type }) => type === '.ams.routing.SetAgentState')
        .map(({ body }) => (body as { availability: string }).availability),
    )
    .toEqual(['ONLINE', 'OCCUPIED']);
});

test('stop with null instead of options does not reject', async () => {
  const world = await botWorld();
  const bot = world.bot();
  await bot.start();
  // Wrong on purpose: what JavaScript can pass.
  const wrong = null as unknown as undefined;
  await expect(bot.stop(wrong)).resolves.toBeUndefined();
  // As without `null`.
  bot.agent.dispose();
});

test('A turn from outside that comes after the stop is told that the bot is stopped', async () => {
  const world = await botWorld();
  const bot = world.bot();
  await bot.start();
  const id = await world.consumer().startConversation();
  await expect.poll(() => bot.health().conversations).toBe(1);
  await bot.stop();
  expect(await caught(bot.turn(id, () => {}))).toMatchObject({ code: 'STOPPED' });
});

test('A turn from outside that a handler of the same conversation awaits does not hang', async () => {
  const clock = SimulatorClock.stopped();
  const world = await botWorld();
  const bot = world.bot({ clock });
  bot.on('text', async (chat, { text }) => {
    if (text === 'pay') await bot.turn(chat.id, (other) => other.reply('paid'));
    else await chat.reply(`heard ${text}`);
  });
  await bot.start();
  const ada = world.consumer();
  await ada.startConversation({ message: 'pay' });
  await expect.poll(() => bot.health().running).toBe(1);
  await ada.say('hello');
  clock.advance(60_000);
  await new Promise((resolve) => setImmediate(resolve));
  clock.advance(10_000);
  await ada.hears('heard hello', { timeoutMs: 2_000 });
});

class HangingStore extends MemoryStore {
  readonly hang = new Gate();
  isHanging: string | undefined;
  override async commit(agent: string, change: Change): Promise<void> {
    if (change.conversationId === this.isHanging) await this.hang.opened;
    await super.commit(agent, change);
  }
}

test('A commit that hangs does not keep other conversations waiting', async () => {
  const world = await botWorld();
  const store = new HangingStore();
  const bot = world.bot({ store, maxConcurrent: 1 });
  let asked = 0;
  bot.on('text', async (chat, { text }) => {
    asked += 1;
    if (text === 'one') store.isHanging = chat.id;
    else await chat.reply('served');
  });
  await bot.start();
  await world.consumer().startConversation({ message: 'one' });
  await expect.poll(() => asked).toBe(1);
  const bob = world.consumer();
  await bob.startConversation({ message: 'two' });
  expect(await bob.hears('served')).toBeDefined();
  store.hang.open();
});
