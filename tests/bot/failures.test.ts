import { describe, expect, test } from 'vitest';
import { HandlerError, ValidationError, type SDKError } from '../../src/index.js';
import { MemoryStore, type Change } from '../../src/bot/index.js';
import { SimulatorClock } from '../../src/simulator/index.js';
import { Gate } from './gate.js';
import { botWorld, type BotWorld } from './world.js';

/** Advances the bot's clock whenever the bot waits for it, until the condition holds. */
async function passes(clock: SimulatorClock, stepMs: number, condition: () => boolean): Promise<void> {
  await expect
    .poll(
      () => {
        if (condition()) return true;
        clock.advance(stepMs);
        return false;
      },
      { interval: 5, timeout: 5_000 },
    )
    .toBe(true);
}

async function transfersOf({ simulator }: BotWorld, conversationId: string): Promise<string | undefined> {
  return simulator.conversation(conversationId)?.skillId;
}

const skills = {
  agents: [
    { username: 'bot', skillIds: ['bots'] },
    { username: 'human', skillIds: ['humans'] },
  ],
};

describe('A turn whose handler fails', () => {
  test('is tried again after 1, 5 and 25 seconds with the session it had before, and then passed over', async () => {
    const clock = SimulatorClock.stopped();
    const world = await botWorld();
    const bot = world.bot({ clock, session: () => ({ asked: 0 }) });
    const attempts: { readonly attempt: number; readonly asked: number; readonly at: number }[] = [];
    const from = clock.now();
    bot.on('text', (chat, { text, attempt }) => {
      attempts.push({ attempt, asked: chat.session.asked, at: clock.now() - from });
      chat.session.asked += 1;
      if (text === 'bad') throw new Error('broken');
    });
    await bot.start();
    const ada = world.consumer();
    const id = await ada.startConversation({ message: 'bad' });
    await expect.poll(() => attempts).toHaveLength(1);
    await passes(clock, 1_000, () => attempts.length === 4);
    expect(attempts).toEqual([
      { attempt: 1, asked: 0, at: 0 },
      { attempt: 2, asked: 0, at: 1_000 },
      { attempt: 3, asked: 0, at: 6_000 },
      { attempt: 4, asked: 0, at: 31_000 },
    ]);
    await expect.poll(() => world.errors).toHaveLength(5);
    expect(world.errors.map(({ code }) => code)).toEqual(['HANDLER', 'HANDLER', 'HANDLER', 'HANDLER', 'GAVE_UP']);
    const [first] = world.errors;
    expect(first).toBeInstanceOf(HandlerError);
    expect(first).toMatchObject({ conversationId: id, dialogId: id, sequence: 0, attempt: 1, event: 'text' });
    expect(bot.health().failures).toBe(4);
    await ada.say('good');
    await expect.poll(() => attempts).toHaveLength(5);
    await bot.stop();
    expect(await world.saved(bot)).toMatchObject([{ session: { asked: 1 }, positions: { [id]: 1 } }]);
  });

  test('escalates to a skill, with a last text', async () => {
    const clock = SimulatorClock.stopped();
    const world = await botWorld(skills);
    const bot = world.bot({ clock, escalation: { skill: 'humans', after: 2, say: 'A colleague will help you.' } });
    let attempts = 0;
    bot.on('text', () => {
      attempts += 1;
      throw new Error('broken');
    });
    await bot.start();
    const ada = world.consumer();
    const id = await ada.startConversation({ skillId: 'bots', message: 'hello' });
    await passes(clock, 1_000, () => attempts === 2);
    await ada.hears('A colleague will help you.');
    await expect.poll(() => transfersOf(world, id)).toBe('humans');
    expect(attempts).toBe(2);
    expect(world.errors.map(({ code }) => code)).toEqual(['HANDLER', 'HANDLER']);
    await expect.poll(() => bot.health().conversations).toBe(0);
  });

  test('stands although a handler of catch has seen it, unless it says that it is handled', async () => {
    const clock = SimulatorClock.stopped();
    const world = await botWorld();
    const bot = world.bot({ clock });
    const caught: string[] = [];
    bot.catch((error, chat) => {
      const text = String((error as Error).message);
      caught.push(text);
      if (text !== 'fine') return undefined;
      void chat.reply('Sorry.');
      return 'handled';
    });
    let isRepeated = false;
    bot.on('text', (_chat, { text, attempt }) => {
      isRepeated ||= attempt === 2;
      if (attempt === 1) throw new Error(text);
    });
    await bot.start();
    const ada = world.consumer();
    await ada.startConversation({ message: 'fine' });
    await ada.hears('Sorry.');
    await ada.say('not fine');
    await passes(clock, 1_000, () => isRepeated);
    expect(caught).toEqual(['fine', 'not fine']);
    expect(world.errors).toMatchObject([{ code: 'HANDLER', message: expect.stringContaining('not fine') }]);
  });

  test('fails with a session that is no JSON, and commits nothing', async () => {
    const clock = SimulatorClock.stopped();
    const world = await botWorld();
    const bot = world.bot({ clock, session: (): { value: unknown } => ({ value: 0 }) });
    bot.on('text', (chat, { attempt }) => {
      chat.session.value = attempt === 1 ? { at: [new Date(0)] } : 'fine';
    });
    await bot.start();
    await world.consumer().startConversation({ message: 'hello' });
    await expect.poll(() => world.errors).toHaveLength(1);
    expect(await world.saved(bot)).toEqual([]);
    expect(world.errors).toMatchObject([{ code: 'HANDLER', message: expect.stringContaining('session.value.at[0]') }]);
    expect(world.errors[0]?.cause).toBeInstanceOf(ValidationError);
    clock.advance(1_000);
    await expect.poll(() => world.saved(bot)).toMatchObject([{ session: { value: 'fine' } }]);
  });
});

class FailingStore extends MemoryStore {
  failures = 0;

  override async commit(agent: string, change: Change): Promise<void> {
    if (this.failures > 0) {
      this.failures -= 1;
      throw new Error('the disk is full');
    }
    await super.commit(agent, change);
  }
}

test('A message whose commit fails is handled again, as often as it takes', async () => {
  const clock = SimulatorClock.stopped();
  const world = await botWorld();
  const store = new FailingStore();
  store.failures = 6;
  const bot = world.bot({ clock, store, session: () => ({ asked: 0 }) });
  let calls = 0;
  bot.on('text', (chat) => {
    calls += 1;
    chat.session.asked += 1;
  });
  await bot.start();
  await world.consumer().startConversation({ message: 'hello' });
  await passes(clock, 5_000, () => calls === 7);
  await bot.stop();
  expect(world.errors.map(({ code }) => code)).toEqual(Array.from({ length: 6 }, () => 'COMMIT'));
  const saved: unknown[] = [];
  for await (const one of store.load(`${bot.agent.accountId}/${bot.agent.userId}`)) saved.push(one);
  expect(saved).toMatchObject([{ session: { asked: 1 } }]);
});

describe('A handler that hangs', () => {
  test('is aborted, and its conversation is handed off ten seconds later; its late success is not committed', async () => {
    const clock = SimulatorClock.stopped();
    const world = await botWorld(skills);
    const bot = world.bot({
      clock,
      maxConcurrent: 1,
      session: () => ({ value: 'before' }),
      handlerTimeout: '30s',
      escalation: { skill: 'humans' },
    });
    const gate = new Gate();
    const late: unknown[] = [];
    bot.on('text', async (chat, { text }) => {
      if (text !== 'hang') return chat.reply(`done ${text}`);
      chat.signal.addEventListener('abort', () => late.push(chat.signal.reason));
      await gate.opened;
      chat.session.value = 'late';
      late.push(await chat.reply('too late').catch((error: unknown) => error));
      return undefined;
    });
    await bot.start();
    const [ada, bob] = [world.consumer(), world.consumer()];
    const id = await ada.startConversation({ skillId: 'bots', message: 'hang' });
    await expect.poll(() => bot.health().running).toBe(1);
    await bob.startConversation({ skillId: 'bots', message: 'hello' });
    clock.advance(30_000);
    expect(late).toMatchObject([{ code: 'HANDLER_TIMEOUT' }]);
    clock.advance(10_000);
    // The slot is free although the handler runs.
    await bob.hears('done hello');
    await expect.poll(() => transfersOf(world, id)).toBe('humans');
    gate.open();
    await expect.poll(() => late).toHaveLength(2);
    // Whichever is noticed first: the handler hangs, or the conversation is handed off.
    expect(['HUNG', 'NOT_MINE']).toContain((late[1] as SDKError).code);
    await bot.stop();
    expect(world.errors).toMatchObject([{ code: 'HUNG', conversationId: id }]);
    const saved = await world.saved(bot);
    expect(JSON.stringify(saved)).not.toContain('late');
    expect(ada.heard).toEqual([]);
  });

  test('that reacts to its signal has failed', async () => {
    const clock = SimulatorClock.stopped();
    const world = await botWorld();
    const bot = world.bot({ clock, handlerTimeout: '30s' });
    bot.on('text', async (chat, { attempt }) => {
      if (attempt === 1) {
        await new Promise((_, reject) =>
          chat.signal.addEventListener('abort', () => reject(chat.signal.reason as Error)),
        );
      }
      await chat.reply('done');
    });
    await bot.start();
    const ada = world.consumer();
    await ada.startConversation({ message: 'hello' });
    await expect.poll(() => bot.health().running).toBe(1);
    clock.advance(30_000);
    await expect.poll(() => world.errors).toMatchObject([{ code: 'HANDLER' }]);
    clock.advance(1_000);
    await ada.hears('done');
  });
});

test('A verb that a handler does not await is reported when it fails, and ends no process', async () => {
  const world = await botWorld();
  const bot = world.bot();
  bot.on('text', (chat) => {
    void chat.reply('x'.repeat(100_000), { timeout: -1 });
  });
  await bot.start();
  await world.consumer().startConversation({ message: 'hello' });
  await expect.poll(() => world.errors).toMatchObject([{ code: 'VALIDATION' }]);
});

test('A function session that throws fails the turn, and not the process', async () => {
  const clock = SimulatorClock.stopped();
  const world = await botWorld();
  let calls = 0;
  const bot = world.bot({
    clock,
    session: () => {
      calls += 1;
      if (calls === 1) throw new Error('no defaults');
      return {};
    },
  });
  bot.on('text', (chat) => chat.reply('hello'));
  await bot.start();
  const ada = world.consumer();
  await ada.startConversation({ message: 'hello' });
  await expect
    .poll(() => world.errors)
    .toMatchObject([{ code: 'HANDLER', message: expect.stringContaining('no defaults') }]);
  clock.advance(1_000);
  await ada.hears('hello');
});
