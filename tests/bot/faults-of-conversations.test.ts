import { expect, test } from 'vitest';
import { MemoryStore, type Change } from '../../src/bot/index.js';
import { Refusal, SimulatorClock } from '../../src/simulator/index.js';
import { Gate } from './gate.js';
import { botWorld } from './world.js';

const skills = {
  agents: [
    { username: 'bot', skillIds: ['bots'] },
    { username: 'human', skillIds: ['humans'] },
  ],
};

test('What a consumer says while the bot has no connection for a minute after its start is a turn', async () => {
  const clock = SimulatorClock.stopped();
  const world = await botWorld();
  const called: string[] = [];
  const make = () =>
    world
      .bot({ clock })
      .on('back', () => called.push('back'))
      .on('text', (_chat, { text }) => called.push(text));
  const first = make();
  await first.start();
  const ada = world.consumer();
  await ada.startConversation({ message: 'one' });
  await expect.poll(() => called).toEqual(['one']);
  await expect.poll(async () => (await world.saved(first)).length).toBe(1);
  await first.stop();
  await ada.say('two');
  // The snapshot of the first connection is lost with the connection.
  const removal = world.simulator.faults.frames(
    'out',
    (frame) => String(frame?.type).endsWith('ExConversationChangeNotification'),
    { drop: true },
  );
  const second = make();
  await second.start();
  world.proxy.refuse();
  world.proxy.drop();
  await expect.poll(() => second.agent.state).not.toBe('ready');
  clock.advance(60_000);
  // A fault would show by then; without one nothing happens that could be waited for.
  for (let trip = 0; trip < 20; trip += 1) {
    await world.simulator.roundTrip();
  }
  removal();
  world.proxy.heal();
  await expect.poll(() => called.length).toBeGreaterThan(1);
  await ada.say('three');
  await expect.poll(() => called.at(-1)).toContain('three');
  expect(called.join(' ')).toBe('one two three');
});

test('A conversation that is opened while it is being marked as absent is not away in the store', async () => {
  const clock = SimulatorClock.stopped();
  const world = await botWorld();
  const make = (store: MemoryStore) => world.bot({ clock, store }).on('text', () => {});
  const saved: Change[] = [];
  const hold = new Gate();
  const isHeld = new Gate();
  class Store extends MemoryStore {
    override async commit(agent: string, change: Change): Promise<void> {
      if ('timers' in change && change.timers?.['away'] && saved.length > 0) {
        isHeld.open();
        await hold.opened;
      }
      saved.push(change);
      await super.commit(agent, change);
    }
  }
  const store = new Store();
  const first = make(store);
  await first.start();
  const ada = world.consumer();
  await ada.startConversation({ message: 'one' });
  await expect.poll(() => saved.length).toBe(1);
  await first.stop();
  const removal = world.simulator.faults.frames(
    'out',
    (frame) => String(frame?.type).endsWith('ExConversationChangeNotification'),
    { drop: true },
  );
  const second = make(store);
  await second.start();
  clock.advance(60_000);
  await isHeld.opened;
  removal();
  world.simulator.dropSockets(world.simulator.agents[0]);
  await expect.poll(() => second.health().conversations).toBe(1);
  hold.open();
  await ada.say('two');
  await expect.poll(() => saved.length).toBeGreaterThanOrEqual(3);
  await expect.poll(() => second.health()).toMatchObject({ running: 0, waiting: 0 });
  await second.stop();
  const all: unknown[] = [];
  for await (const one of store.load(`${second.agent.accountId}/${second.agent.userId}`)) all.push(one.timers);
  expect(all).toEqual([{}]);
});

test('The text of an unknown click that comes after its receipt is not lost', async () => {
  const world = await botWorld();
  const bot = world.bot();
  const texts: string[] = [];
  bot.on('text', (_chat, { text }) => texts.push(text));
  await bot.start();
  const ada = world.consumer();
  await ada.startConversation({ message: 'hello' });
  await expect.poll(() => texts).toEqual(['hello']);
  const metadata = { metadata: [{ type: 'ExternalId' as const, id: 'a:old' }] };
  await ada.publish({ type: 'AcceptStatusEvent', status: 'ACTION', sequenceList: [0] }, metadata);
  // A fault would show by then; without one nothing happens that could be waited for.
  for (let trip = 0; trip < 20; trip += 1) {
    await world.simulator.roundTrip();
  }
  await ada.say('Order status', metadata);
  await ada.say('done');
  await expect.poll(() => texts.at(-1)).toContain('done');
  expect(texts.join('\n')).toBe('hello\nOrder status\ndone');
});

test('A conversation whose handler hangs is handed off again when it comes back', async () => {
  const clock = SimulatorClock.stopped();
  const world = await botWorld(skills);
  const human = await world.colleague();
  const bot = world.bot({ clock, handlerTimeout: '30s', escalation: { skill: 'humans' } });
  const gate = new Gate();
  bot.on('text', () => gate.opened);
  await bot.start();
  const ada = world.consumer();
  const id = await ada.startConversation({ skillId: 'bots', message: 'hang' });
  await expect.poll(() => bot.health().running).toBe(1);
  clock.advance(30_000);
  clock.advance(10_000);
  await expect.poll(() => world.simulator.conversation(id)?.skillId).toBe('humans');
  await expect.poll(() => bot.health().conversations).toBe(0);
  const [user] = world.simulator.agents;
  await human.updateConversationField({
    conversationId: id,
    conversationField: { field: 'ParticipantsChange', type: 'ADD', role: 'MANAGER' },
  });
  await human.updateConversationField({
    conversationId: id,
    conversationField: [
      { field: 'ParticipantsChange', type: 'SUGGEST', role: 'ASSIGNED_AGENT', userId: user?.legacyId },
    ],
  });
  await expect.poll(() => bot.health().conversations).toBe(1);
  await ada.say('hello?');
  for (let minute = 0; minute < 10; minute += 1) {
    clock.advance(60_000);
    await world.simulator.roundTrip();
  }
  const { conversations } = bot.health();
  const codes = world.errors.map(({ code }) => code);
  gate.open();
  // Either is reported or let go: a bot that has the conversation and says nothing for ten minutes is deaf.
  expect({ conversations, codes }).not.toEqual({ conversations: 1, codes: ['HUNG'] });
});

test('A turn from outside that is not awaited and fails ends no process', async () => {
  const world = await botWorld();
  const bot = world.bot();
  await bot.start();
  const unhandled: unknown[] = [];
  const others = process.listeners('unhandledRejection');
  process.removeAllListeners('unhandledRejection');
  const listener = (error: unknown): void => void unhandled.push(error);
  process.on('unhandledRejection', listener);
  try {
    void bot.turn('of a colleague', (chat) => chat.reply('paid'));
    await new Promise((resolve) => setImmediate(resolve));
    await new Promise((resolve) => setImmediate(resolve));
  } finally {
    process.off('unhandledRejection', listener);
    for (const other of others) process.on('unhandledRejection', other);
  }
  expect(unhandled).toEqual([]);
});

test('A conversation that the agent has joined as a manager, and gets, has turns', async () => {
  const world = await botWorld();
  const human = await world.colleague();
  const [user, other] = world.simulator.agents;
  await human.setAgentState({ availability: 'ONLINE' });
  human.on('routing.RoutingTaskNotification', async ({ changes }) => {
    const ring = changes[0]?.result.ringsDetails.find(({ ringState }) => ringState === 'WAITING');
    if (ring !== undefined) await human.updateRingState({ ringId: ring.ringId, ringState: 'ACCEPTED' });
  });
  await human.subscribeRoutingTasks();
  const ada = world.consumer();
  const id = await ada.startConversation({ message: 'one' });
  await expect.poll(() => world.simulator.conversation(id)?.participants.length).toBeGreaterThan(1);
  const bot = world.bot();
  const called: string[] = [];
  bot.on('text', (_chat, { text }) => called.push(text));
  await bot.start();
  await bot.agent.updateConversationField({
    conversationId: id,
    conversationField: { field: 'ParticipantsChange', type: 'ADD', role: 'MANAGER' },
  });
  await bot.agent.updateConversationField({
    conversationId: id,
    conversationField: [
      { field: 'ParticipantsChange', type: 'REMOVE', role: 'ASSIGNED_AGENT', userId: other?.legacyId },
      { field: 'ParticipantsChange', type: 'ADD', role: 'ASSIGNED_AGENT', userId: user?.legacyId },
    ],
  });
  await ada.say('two');
  await expect.poll(() => called.join(' '), { timeout: 2_000 }).toContain('two');
});

test('A text behind a click does not interrupt the turn before the click', async () => {
  const world = await botWorld();
  const bot = world.bot({ turns: { mode: 'interrupt' } });
  const gate = new Gate();
  const turns: string[] = [];
  bot.on('text', async (_chat, { text }) => {
    turns.push(text);
    await gate.opened;
  });
  bot.on('unknownClick', () => turns.push('click'));
  await bot.start();
  const ada = world.consumer();
  await ada.startConversation({ message: 'one' });
  await expect.poll(() => turns).toEqual(['one']);
  await ada.say('old', { metadata: [{ type: 'ExternalId', id: 'a:old' }] });
  await ada.say('two');
  await expect.poll(() => bot.health().waiting).toBe(2);
  gate.open();
  await expect.poll(() => turns.at(-1)).toBe('two');
  expect(turns).toEqual(['one', 'click', 'two']);
});

test('A survey begins although the handler that closed the dialog still runs', async () => {
  const world = await botWorld({ survey: true });
  const bot = world.bot();
  const gate = new Gate();
  const called: string[] = [];
  bot.on('text', async (chat) => {
    called.push('text');
    await chat.close();
    await gate.opened;
  });
  bot.on('survey', (_chat, { text }) => called.push(`survey ${text}`));
  await bot.start();
  const ada = world.consumer();
  const id = await ada.startConversation({ message: 'bye' });
  await expect.poll(() => ada.dialogId).not.toBe(id);
  await expect.poll(() => bot.health().waiting).toBeGreaterThan(0);
  const human = await world.colleague();
  await human.updateConversationField({
    conversationId: id,
    conversationField: { field: 'ParticipantsChange', type: 'ADD', role: 'MANAGER' },
  });
  // Any change of the conversation, such as a note of a supervisor.
  await human.updateConversationField({ conversationId: id, conversationField: [{ field: 'Note', note: 'hm' }] });
  await world.simulator.roundTrip();
  await world.simulator.roundTrip();
  gate.open();
  await expect.poll(() => called, { timeout: 2_000 }).toEqual(['text', 'survey ']);
});

test('Health tells of no oldest waiting message when none waits', async () => {
  const world = await botWorld();
  const bot = world.bot();
  const gate = new Gate();
  bot.on('text', () => gate.opened);
  await bot.start();
  await world.consumer().startConversation({ message: 'one' });
  await expect.poll(() => bot.health().running).toBe(1);
  const inHand = bot.health();
  gate.open();
  expect(inHand).toMatchObject({ waiting: 0, oldestWaitingMs: undefined });
});

test.each([
  ['of a platform that does not answer', {}],
  ['with a logout that hangs', { logout: true }],
])('stop takes at most the drain and a second %s', async (_name, options) => {
  const world = await botWorld();
  const bot = world.bot();
  const gate = new Gate();
  bot.on('text', () => gate.opened);
  await bot.start();
  await world.consumer().startConversation({ message: 'one' });
  await expect.poll(() => bot.health().running).toBe(1);
  world.simulator.faults.http('logout', { hang: true });
  world.proxy.blackhole();
  const begin = performance.now();
  await bot.stop({ drain: 200, ...options });
  const took = performance.now() - begin;
  gate.open();
  expect(took).toBeLessThan(1_200);
});

test('A survey handler that failed once gets its second attempt, although the bot has joined', async () => {
  const clock = SimulatorClock.stopped();
  const world = await botWorld({ survey: true });
  const bot = world.bot({ clock });
  const attempts: number[] = [];
  bot.on('text', (chat) => chat.close());
  bot.on('survey', (_chat, { attempt }) => {
    attempts.push(attempt);
    if (attempt === 1) throw new Error('broken');
  });
  await bot.start();
  await world.consumer().startConversation({ message: 'bye' });
  await expect.poll(() => attempts).toEqual([1]);
  world.simulator.answer('updateConversationField', () => {
    throw new Refusal(409, 'Participant is already in the dialog');
  });
  await expect.poll(() => world.errors.length).toBe(1);
  clock.advance(1_000);
  await expect.poll(() => attempts, { timeout: 1_500 }).toEqual([1, 2]);
});
