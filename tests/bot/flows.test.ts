import { expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { actions, Bot, FlowError, flow, type BotSetup, type Flow } from '../../src/bot/index.js';
import type { SDKError } from '../../src/index.js';
import { rehearse, type Rehearsal, type RehearsalOptions, type RehearsedBot } from '../../src/simulator/index.js';

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

/** A bot that starts the flow when the consumer says `begin`. */
const botWith = <Name extends string>(setup: BotSetup, made: Flow<Name, object>) => {
  const bot = new Bot(setup).flow(made);
  bot.hears('begin', (chat) => chat.start(made));
  return bot;
};

const room = async (
  options: RehearsalOptions = {},
  // The rehearsal starts and stops the bot; its flows are its own.
  make: (setup: BotSetup) => RehearsedBot = makeBot,
): Promise<Rehearsal<RehearsedBot>> => {
  const rehearsal = await rehearse(make, options);
  onTestFinished(() => rehearsal.close());
  return rehearsal;
};

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

  expect(await ada.hears(/flow/)).toMatchObject({ text: 'not for the flow' });
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

  expect(await ada.hears(/^Your/)).toMatchObject({ text: 'Your number is 4711-Broken-PNG.' });
});

it('ends with a takeover, and the conversation comes back without it', async () => {
  const it = await room();
  const ada = it.consumer();
  const sam = it.human();
  await ada.says('complain');
  await ada.hears('Which order?');
  await it.settled();

  await sam.takesOver(ada);
  await it.settled();
  await sam.givesBack();
  await it.settled();
  await ada.says('4711');

  expect(await ada.hears(/4711/)).toMatchObject({ text: 'text: 4711' });
});

it('rejects the turn that waits now when a step fails after a wait', async () => {
  let failures = 0;
  const failing = flow('failing', { version: 1 }, async (ask) => {
    await ask('first', 'First?');
    await ask.once('lookup', () => {
      failures += 1;
      if (failures === 1) throw new RangeError('The backend is away');
    });
    await ask('second', 'Second?');
  });
  const it = await room({ clock: 'manual' }, (setup) => {
    const bot = botWith(setup, failing);
    bot.on('text', (chat, { text }) => chat.reply(`text: ${text}`));
    return bot;
  });
  const ada = it.consumer();
  await ada.says('begin');
  await ada.hears('First?');
  await ada.says('an answer');
  await it.clock.advance('1s');

  await ada.hears('Second?');
  expect(it.errors).toMatchObject([{ code: 'HANDLER', attempt: 1, cause: { message: 'The backend is away' } }]);
  await ada.says('another answer');
  await it.settled();
  await ada.says('over');
  await ada.hears('text: over');
});

it('asks first what a deployment has inserted, and keeps the answer in hand for its own question', async () => {
  const began: string[] = [];
  const form = (hasEmail: boolean) =>
    flow('form', { version: 1 }, async (ask) => {
      const name = await ask('name', 'Name?');
      await ask.once('began', () => began.push(name));
      const email = hasEmail ? await ask('email', 'Email?') : 'none';
      const city = await ask('city', 'City?');
      await ask.say('end', `${name} ${email} ${city}`);
    });
  let hasEmail = false;
  const it = await room({}, (setup) => {
    const made = form(hasEmail);
    const bot = botWith(setup, made);
    return bot;
  });
  const ada = it.consumer();
  await ada.says('begin');
  await ada.says('Ada');
  await ada.hears('City?');
  await it.settled();

  hasEmail = true;
  await it.restart();
  await ada.says('London');
  await ada.hears('Email?');
  await ada.says('a@b.c');
  await ada.hears('Ada a@b.c London');

  expect(ada.heard.map(({ text }) => text)).toEqual(['Name?', 'City?', 'Email?', 'Ada a@b.c London']);
  expect(began).toEqual(['Ada']);
  expect(it.errors).toEqual([]);
});

it.each(['name', 'version', 'step'] as const)(
  'tells what was collected when the %s is not in the code',
  async (gone) => {
    const lost: unknown[] = [];
    let isNew = false;
    const it = await room({}, (setup) => {
      const made = flow(
        isNew && gone === 'name' ? 'other' : 'form',
        { version: isNew && gone === 'version' ? 2 : 1 },
        async (ask) => {
          await ask('name', 'Name?');
          if (!(isNew && gone === 'step')) await ask('city', 'City?');
        },
      );
      const bot = botWith(setup, made);
      bot.on('text', (chat, { text }) => chat.reply(`text: ${text}`));
      bot.on('flowLost', (_, { flow: name, version, answers }) => void lost.push({ name, version, answers }));
      return bot;
    });
    const ada = it.consumer();
    await ada.says('begin');
    await ada.says('Ada');
    await ada.hears('City?');
    await it.settled();
    isNew = true;
    await it.restart();
    await ada.says('London');
    await it.settled();
    await ada.says('bye');
    await ada.hears('text: bye');

    const answers = gone === 'step' ? { name: 'Ada', city: 'London' } : { name: 'Ada' };
    expect(lost).toEqual([{ name: 'form', version: 1, answers }]);
  },
);

it('passes on a click that it did not offer', async () => {
  const click = actions({ help: undefined });
  const order = flow('order', { version: 1 }, async (ask) => {
    const kind = await ask.choice('kind', 'Which?', ['New', 'Old']);
    await ask.say('end', `It is ${kind}`);
  });
  const it = await room({}, (setup) => {
    const bot = new Bot(setup).flow(order);
    bot.on('start', (chat) => chat.reply('Hello', { quickReplies: [click.help('Help')] }));
    bot.on(click.help, (chat) => chat.reply('helped'));
    bot.hears('begin', (chat) => chat.start(order));
    return bot;
  });
  const ada = it.consumer();
  await ada.says('begin');
  await ada.hears('Which?');
  await ada.clicks('Help');
  await ada.hears('helped');
  await ada.clicks('Old');

  expect(await ada.hears(/^It is/)).toMatchObject({ text: 'It is Old' });
});

it('refuses a second flow, and one that was not registered', async () => {
  const one = flow('one', { version: 1 }, (ask) => ask('a', 'A?'));
  const other = flow('other', { version: 1 }, (ask) => ask('b', 'B?'));
  const it = await room({}, (setup) => {
    const bot = new Bot(setup).flow(one);
    bot.hears('begin', async (chat) => {
      await chat.start(one);
      const error: unknown = await chat.start(one).catch((thrown: unknown) => thrown);
      await chat.reply((error as SDKError).code === 'FLOW_RUNS' ? 'refused' : String(error));
    });
    // @ts-expect-error The flow was not registered.
    bot.hears('other', (chat) => chat.start(other), { always: true });
    return bot;
  });
  const ada = it.consumer();
  await ada.says('begin');
  await ada.hears('refused');
  await ada.says('other');
  await it.settled();
  expect(it.errors).toMatchObject([{ cause: { code: 'CONFIGURATION' } }]);
});

it('names the step of a loop that does not end', async () => {
  const endless = flow('endless', { version: 1 }, async (ask) => {
    await ask('go', 'Go?');
    for (;;) await ask.once('again', () => 1);
  });
  const it = await room({}, (setup) => {
    const bot = botWith(setup, endless);
    bot.on('text', (chat, { text }) => chat.reply(`text: ${text}`));
    return bot;
  });
  const ada = it.consumer();
  await ada.says('begin');
  await ada.hears('Go?');
  await ada.says('yes');
  await it.settled();
  await ada.says('bye');
  await ada.hears('text: bye');

  const message = expect.stringContaining('its step "again" ran 200 times');
  expect(it.errors).toMatchObject([
    { code: 'HANDLER', cause: { code: 'FLOW_TOO_LONG', message } },
    { code: 'GAVE_UP' },
  ]);
});
