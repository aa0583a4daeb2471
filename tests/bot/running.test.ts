import { describe, expect, test } from 'vitest';
import { Agent, AuthenticationError, ConfigurationError, NotMineError } from '../../src/index.js';
import { Bot, MemoryStore, type BotOptions } from '../../src/bot/index.js';
import { framesOf } from '../support/agents.js';
import { caught } from '../support/caught.js';
import { Gate } from './gate.js';
import { botWorld, type BotWorld } from './world.js';

function statesOf({ simulator }: BotWorld): readonly unknown[] {
  return framesOf(simulator)
    .filter(({ type }) => type === '.ams.routing.SetAgentState')
    .map(({ body }) => (body as { readonly availability: unknown }).availability);
}

function ringStates({ simulator }: BotWorld): readonly unknown[] {
  return framesOf(simulator)
    .filter(({ type }) => type === '.ams.routing.UpdateRingState')
    .map(({ body }) => (body as { readonly ringState: unknown }).ringState);
}

describe('Rings', () => {
  test('are taken, left or rejected as accept says', async () => {
    const world = await botWorld();
    const bot = world.bot({
      rings: {
        accept: async ({ consumerId }) => (consumerId === ada.id ? true : consumerId === bob.id ? false : 'reject'),
      },
    });
    const [ada, bob, eve] = [world.consumer(), world.consumer(), world.consumer()];
    await bot.start();
    await bob.startConversation();
    await eve.startConversation();
    await expect.poll(() => ringStates(world)).toEqual(['REJECTED']);
    await ada.startConversation();
    await expect.poll(() => bot.health().conversations).toBe(1);
    expect(ringStates(world)).toEqual(['REJECTED', 'ACCEPTED']);
    expect(world.errors).toEqual([]);
  });

  test('whose accept fails are left, and reported', async () => {
    const world = await botWorld();
    const bot = world.bot({
      rings: {
        accept: () => {
          throw new Error('broken');
        },
      },
    });
    await bot.start();
    await world.consumer().startConversation();
    await expect.poll(() => world.errors).toMatchObject([{ code: 'RING', event: 'ring' }]);
    expect(bot.health().conversations).toBe(0);
  });

  test('that were taken by another agent are no error', async () => {
    const world = await botWorld();
    const human = await world.colleague();
    const gate = new Gate();
    const bot = world.bot({ rings: { accept: () => gate.opened.then(() => true) } });
    await bot.start();
    await human.setAgentState({ availability: 'ONLINE' });
    const taken = new Promise<void>((resolve) => {
      human.on('routing.RoutingTaskNotification', async ({ changes }) => {
        const ring = changes[0]?.result.ringsDetails.find(({ ringState }) => ringState === 'WAITING');
        if (ring === undefined) return;
        await human.updateRingState({ ringId: ring.ringId, ringState: 'ACCEPTED' });
        resolve();
      });
    });
    await human.subscribeRoutingTasks();
    await world.consumer().startConversation();
    await taken;
    gate.open();
    await expect.poll(() => ringStates(world)).toEqual(['ACCEPTED', 'ACCEPTED']);
    await bot.stop();
    expect(world.errors).toEqual([]);
  });

  test('are left above the capacity, where the agent is occupied until there is room', async () => {
    const world = await botWorld();
    const bot = world.bot({ rings: { capacity: 2 } });
    await bot.start();
    const consumers = [world.consumer(), world.consumer(), world.consumer()];
    for (const [index, consumer] of consumers.entries()) {
      await consumer.startConversation();
      await expect.poll(() => bot.health().conversations).toBe(Math.min(index + 1, 2));
    }
    await expect.poll(() => statesOf(world)).toEqual(['ONLINE', 'OCCUPIED']);
    await consumers[0]?.close();
    await expect.poll(() => statesOf(world).slice(0, 3)).toEqual(['ONLINE', 'OCCUPIED', 'ONLINE']);
  });
});

test("The application's own state stands, and a stopping bot is away", async () => {
  const world = await botWorld();
  const bot = world.bot();
  await bot.start();
  await bot.agent.setAgentState({ availability: 'OCCUPIED' });
  await bot.stop();
  expect(statesOf(world)).toEqual(['ONLINE', 'OCCUPIED', 'AWAY']);
  await expect(bot.ended).resolves.toBeUndefined();
});

describe('stop', () => {
  test('lets the handler in hand finish and commit, and leaves what waits to the next start', async () => {
    const world = await botWorld();
    const gate = new Gate();
    const heard: string[] = [];
    const make = () =>
      world.bot({ turns: { mode: 'each' } }).on('text', async (chat, { text }) => {
        heard.push(text);
        if (text === 'one') await gate.opened;
        await chat.reply(`done ${text}`);
      });
    const first = make();
    await first.start();
    const ada = world.consumer();
    await ada.startConversation({ message: 'one' });
    await expect.poll(() => heard).toEqual(['one']);
    await ada.say('two');
    await expect.poll(() => first.health().waiting).toBe(1);
    const stopped = first.stop();
    gate.open();
    await stopped;
    expect(heard).toEqual(['one']);
    await ada.say('three');
    const second = make();
    await second.start();
    await ada.hears('done three');
    expect(heard).toEqual(['one', 'two', 'three']);
    expect(ada.heard.map(({ text }) => text)).toEqual(['done one', 'done two', 'done three']);
    expect(world.errors).toEqual([]);
  });

  test('aborts what still runs after the drain, and commits nothing of it', async () => {
    const world = await botWorld();
    const bot = world.bot({ session: () => ({ asked: 0 }) });
    const reasons: unknown[] = [];
    bot.on('text', async (chat) => {
      chat.session.asked = 1;
      await new Promise((resolve) => chat.signal.addEventListener('abort', resolve));
      reasons.push(chat.signal.reason);
    });
    await bot.start();
    await world.consumer().startConversation({ message: 'hello' });
    await expect.poll(() => bot.health().running).toBe(1);
    await bot.stop({ drain: 20 });
    expect(reasons).toMatchObject([{ code: 'STOPPED' }]);
    expect(await world.saved(bot)).toEqual([]);
    expect(world.errors).toEqual([]);
  });
});

describe('start', () => {
  test('rejects when it was called before', async () => {
    const world = await botWorld();
    const bot = world.bot();
    await bot.start();
    expect(await caught(bot.start())).toMatchObject({
      code: 'CONFIGURATION',
      message: expect.stringContaining('make another bot'),
    });
  });

  test('rejects when the agent was connected before', async () => {
    const world = await botWorld();
    const bot = world.bot();
    await bot.agent.connect();
    expect(await caught(bot.start())).toBeInstanceOf(ConfigurationError);
  });

  test('rejects with wrong credentials', async () => {
    const world = await botWorld();
    const bot = new Bot({
      ...world.setup,
      agent: { ...world.setup.agent, password: 'wrong' } as BotOptions<object>['agent'],
    });
    expect(await caught(bot.start())).toBeInstanceOf(AuthenticationError);
  });
});

test('ended rejects when the agent ends by itself', async () => {
  const world = await botWorld();
  const bot = world.bot();
  await bot.start();
  bot.agent.dispose();
  expect(await caught(bot.ended)).toMatchObject({ code: 'ENDED' });
});

describe('A bot refuses', () => {
  test.each<[string, (agent: BotOptions<object>['agent']) => unknown, string]>([
    [
      'an Agent',
      (agent) => ({ agent: new Agent({ ...agent, autoConnect: false }) }),
      'agent: expected the options of an agent',
    ],
    ['cursors', (agent) => ({ agent: { ...agent, cursors: new Map() } }), 'agent.cursors'],
    ['an unknown option', (agent) => ({ agent, turn: {} }), 'turn'],
    ['a wrong mode', (agent) => ({ agent, turns: { mode: 'all' } }), 'turns.mode'],
    ['a wrong duration', (agent) => ({ agent, handlerTimeout: '1 minute' }), 'handlerTimeout'],
    ['an escalation without a target', (agent) => ({ agent, escalation: { after: 2 } }), 'escalation'],
    ['a store without methods', (agent) => ({ agent, store: new Map() }), 'store'],
  ])('%s', async (_name, options, problem) => {
    const { setup } = await botWorld();
    const error = await caught(() => new Bot(options(setup.agent) as BotOptions<object>));
    expect(error).toBeInstanceOf(ConfigurationError);
    expect((error as ConfigurationError).message).toContain(problem);
  });

  test('a second handler of an event, an unknown event, and what is no function', async () => {
    const { setup } = await botWorld();
    const bot = new Bot({ ...setup, store: new MemoryStore() });
    bot.on('text', () => {});
    // Wrong on purpose: what JavaScript can pass.
    const loose = bot as unknown as { on(event: string, handler: unknown): void };
    expect(await caught(() => bot.on('text', () => {}))).toMatchObject({
      message: expect.stringContaining("on('text')"),
    });
    expect(await caught(() => loose.on('texts', () => {}))).toMatchObject({
      message: expect.stringContaining('"texts"'),
    });
    expect(await caught(() => loose.on('file', 'reply'))).toMatchObject({
      message: expect.stringContaining('function'),
    });
  });
});

test('A turn from outside waits for its place, and gives its result or its failure to the caller', async () => {
  const world = await botWorld();
  const bot = world.bot({ session: () => ({ paid: false }) });
  const gate = new Gate();
  bot.on('text', async (chat) => {
    await gate.opened;
    await chat.reply('hello');
  });
  await bot.start();
  const ada = world.consumer();
  const id = await ada.startConversation({ message: 'hello' });
  await expect.poll(() => bot.health().running).toBe(1);
  const paid = bot.turn(id, async (chat) => {
    chat.session.paid = true;
    await chat.reply('paid');
    return 42;
  });
  gate.open();
  expect(await paid).toBe(42);
  expect(ada.heard.map(({ text }) => text)).toEqual(['hello', 'paid']);
  expect(await world.saved(bot)).toMatchObject([{ session: { paid: true } }]);
  const failure = new Error('broken');
  expect(await caught(bot.turn(id, () => Promise.reject(failure)))).toBe(failure);
  expect(await caught(bot.turn('another', () => {}))).toBeInstanceOf(NotMineError);
  expect(world.errors).toEqual([]);
});

test('Middleware and derived members are there for every handler', async () => {
  const world = await botWorld();
  const lines: string[] = [];
  const bot = world
    .bot({ session: () => ({ asked: 0 }) })
    .use(async (chat, next, turn) => {
      lines.push(`before ${turn.text}`);
      await next();
      lines.push(`after ${turn.text}, asked ${chat.session.asked}`);
    })
    .derive((chat) => {
      lines.push('derive');
      return { customer: { id: chat.consumer.id } };
    })
    .use((chat, next) => (chat.customer.id === 'blocked' ? undefined : next()));
  bot.on('text', async (chat, { text }) => {
    chat.session.asked += 1;
    await chat.reply(`${text} ${chat.customer.id}`);
  });
  await bot.start();
  const ada = world.consumer();
  await ada.startConversation({ message: 'one' });
  await ada.hears(`one ${ada.id}`);
  await ada.say('two');
  await ada.hears(`two ${ada.id}`);
  await bot.stop();
  expect(lines).toEqual(['before one', 'derive', 'after one, asked 1', 'before two', 'after two, asked 2']);
});

test('A middleware that calls next twice is an error', async () => {
  const world = await botWorld();
  const bot = world.bot();
  let calls = 0;
  bot.use(async (_chat, next) => {
    await next();
    await next();
  });
  bot.on('text', () => {
    calls += 1;
  });
  await bot.start();
  await world.consumer().startConversation({ message: 'hello' });
  await expect.poll(() => world.errors).toMatchObject([{ message: expect.stringContaining('next() twice') }]);
  expect(calls).toBe(1);
});
