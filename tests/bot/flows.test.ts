import { expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { Bot, FlowError, flow, type BotSetup } from '../../src/bot/index.js';
import { rehearse, type Rehearsal, type RehearsalOptions } from '../../src/simulator/index.js';

const tickets: string[] = [];

const complaint = flow('complaint', { version: 1 }, async (ask) => {
  const order = await ask('order', 'Which order?', {
    as: z.string().regex(/^\d{4,}$/),
    otherwise: 'Four digits or more.',
  });
  const kind = await ask.choice('kind', 'What is wrong with it?', ['Late', 'Broken']);
  const photo =
    kind === 'Broken' ? await ask.file('photo', 'A picture?', { optional: true, timeout: '10m' }) : undefined;
  const number = await ask.once('ticket', ({ key }) => {
    tickets.push(key);
    return `${order}-${kind}-${photo?.type}`;
  });
  await ask.say('thanks', `Your number is ${number}.`);
});

const makeBot = (setup: BotSetup) => {
  const bot = new Bot({ ...setup, escalation: { skill: 'humans' } }).flow(complaint);
  bot.hears('complain', (chat) => chat.start(complaint));
  bot.hears(
    'stop',
    async (chat) => {
      await chat.reply(`Stopped: ${JSON.stringify(chat.endFlow())}`);
    },
    { always: true },
  );
  bot.hears('Late', (chat) => chat.reply('not for the flow'));
  bot.on('text', (chat, { text }) => chat.reply(`text: ${text}`));
  return bot;
};

async function room(
  options: RehearsalOptions = {},
  make = makeBot,
): Promise<Rehearsal<Bot<Record<string, unknown>, object>>> {
  const rehearsal = await rehearse(make as (setup: BotSetup) => Bot, options);
  onTestFinished(() => rehearsal.close());
  return rehearsal;
}

it.each([{}, { replay: 'always' } as const])('a flow goes on after a restart before the answer %o', async (options) => {
  tickets.length = 0;
  const it = await room(options);
  const ada = it.consumer();
  await ada.says('complain');
  await ada.hears('Which order?');
  await it.settled();

  await it.restart();
  await ada.says('no number');
  await ada.hears('Four digits or more.');
  await ada.says('4711');
  await ada.hears('What is wrong with it?');
  await it.settled();
  await it.restart();
  await ada.clicks('Late');
  await ada.hears('Your number is 4711-Late-undefined.');
  await ada.says('bye');
  await ada.hears('text: bye');

  expect(tickets).toHaveLength(1);
  expect(ada.heard.map(({ text }) => text)).toEqual([
    'Which order?',
    'Four digits or more.',
    'What is wrong with it?',
    'Your number is 4711-Late-undefined.',
    'text: bye',
  ]);
  expect(it.errors).toEqual([]);
});

it('takes texts before other patterns, but not before one that is always heard', async () => {
  const it = await room();
  const ada = it.consumer();
  await ada.says('complain');
  await ada.hears('Which order?');
  await ada.says('4711');
  await ada.hears('What is wrong with it?');

  await ada.says('stop');
  await ada.hears('Stopped: {"order":"4711"}');
  await ada.says('Late');

  await ada.hears('not for the flow');
});

it('escalates at once when the answers do not fit, with what was answered in the summary', async () => {
  const it = await room({ clock: 'manual' });
  const ada = it.consumer();
  const sam = it.human();
  await ada.says('complain');
  await ada.hears('Which order?');
  await ada.says('4711');
  await ada.hears('What is wrong with it?');
  for (const text of ['a', 'b', 'c']) await ada.says(text);

  await sam.accepts();
  await sam.sees('complaint: order: 4711');
  expect(it.errors).toMatchObject([{ code: 'HANDLER', cause: { code: 'FLOW_TRIES', key: 'kind' } }]);
  expect(it.errors[0]?.cause).toBeInstanceOf(FlowError);
});

it('goes on without an optional file when its time is over, also after a restart', async () => {
  const it = await room({ clock: 'manual' });
  const ada = it.consumer();
  await ada.says('complain');
  await ada.says('4711');
  await ada.clicks('Broken');
  await ada.hears('A picture?');
  await it.settled();
  await it.restart();

  await it.clock.advance('9m');
  expect(ada.heard).toHaveLength(3);
  await it.clock.advance('1m');

  await ada.hears('Your number is 4711-Broken-undefined.');
});

it('gets a file', async () => {
  const it = await room();
  const ada = it.consumer();
  await ada.says('complain');
  await ada.says('4711');
  await ada.clicks('Broken');
  await ada.hears('A picture?');
  await ada.sends();
  await ada.hears('Your number is 4711-Broken-PNG.');
});
