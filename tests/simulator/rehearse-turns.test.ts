import { describe, expect, it, onTestFinished } from 'vitest';
import { NotMineError } from '../../src/index.js';
import { Bot, type BotSetup, type ChatReplyOptions } from '../../src/bot/index.js';
import { rehearse, Simulator, type Rehearsal, type SimulatedConsumer } from '../../src/simulator/index.js';
import { Gate } from '../bot/gate.js';

/** The dialog of a complaint: an order, a kind, and a number. */
const makeBot = (setup: BotSetup): Bot<{ order: string }> => {
  const bot = new Bot({ ...setup, session: () => ({ order: '' }) });
  bot.hears(/complain/i, (chat) => chat.reply('Which order?'));
  bot.hears(/^\d{4,}$/, async (chat, turn) => {
    chat.session.order = turn.text;
    await chat.reply('What is wrong?', { quickReplies: { late: 'Late', broken: 'Broken' } });
  });
  bot.hears('Late', async (chat) => {
    await chat.reply(`Your number is ${chat.session.order}`);
    await chat.close();
  });
  return bot;
};

/** The platform has published the reply of a bot, whose network is cut before the response comes. */
async function cutBeforeResponse(options: ChatReplyOptions): Promise<{ room: Rehearsal<Bot>; ada: SimulatedConsumer }> {
  const makeReplier = (setup: BotSetup): Bot => {
    const bot = new Bot(setup);
    bot.on('text', (chat, { attempt }) => chat.reply(`Attempt ${attempt}`, options));
    return bot;
  };
  const room = await rehearse(makeReplier, { clock: 'manual' });
  onTestFinished(() => room.close());
  const published = new Gate();
  const restore = room.simulator.answer('publishEvent', (_request, { proceed }) => {
    proceed();
    published.open();
    return Simulator.SILENCE;
  });
  const ada = room.consumer();
  await ada.says('hello');
  await published.opened;
  restore();
  await room.cut();
  await room.settled();
  return { room, ada };
}

describe('a dialog of several turns', () => {
  it('goes on over a restart and a cut', async () => {
    await using room = await rehearse(makeBot, { clock: 'manual' });
    const ada = room.consumer({ firstName: 'Ada' });
    await ada.says('I want to complain');
    await ada.hears('Which order?');
    await room.settled();

    await room.restart();
    await ada.says('4711');
    await room.settled();
    await room.cut();
    await ada.clicks('Late');
    await ada.hears('Your number is 4711');
    await room.clock.advance('30m');

    expect(ada.conversation.stage).toBe('CLOSE');
    expect(ada.heard.map(({ text }) => text)).toEqual(['Which order?', 'What is wrong?', 'Your number is 4711']);
    expect(room.errors).toEqual([]);
  });

  it('repeats a turn whose response a cut has lost as soon as there is a connection, whatever the clock', async () => {
    const { room, ada } = await cutBeforeResponse({});

    await ada.hears('Attempt 2');
    await room.settled();

    expect(room.errors).toMatchObject([{ name: 'HandlerError', attempt: 1, delivery: 'unknown' }]);
    expect(ada.heard.map(({ text }) => text)).toEqual(['Attempt 1', 'Attempt 2']);
  });

  it('finds a reply with a key whose response a cut has lost', async () => {
    const { room, ada } = await cutBeforeResponse({ idempotencyKey: 'answer' });

    await room.clock.advance('1m');

    expect(ada.heard.map(({ text }) => text)).toEqual(['Attempt 1']);
    expect(room.errors).toEqual([]);
  });
});

it('a handler that a restart interrupts runs again in the new bot, and its session is not half changed', async () => {
  const begun = new Gate();
  const held = new Gate();
  let bots = 0;
  await using room = await rehearse((setup: BotSetup) => {
    bots += 1;
    const isFirst = bots === 1;
    const bot = new Bot({ ...setup, session: () => ({ asked: 0 }) });
    bot.on('text', async (chat, turn) => {
      chat.session.asked += 1;
      if (isFirst) {
        begun.open();
        await held.opened;
      }
      await chat.reply(`${chat.session.asked}: ${turn.text}`);
    });
    return bot;
  });
  const ada = room.consumer();
  await ada.says('hello');
  await begun.opened;

  await room.restart();
  await ada.hears('1: hello');
  held.open();
  await room.settled();
  await ada.says('again');
  await ada.hears('2: again');

  expect(ada.heard.map(({ text }) => text)).toEqual(['1: hello', '2: again']);
  expect(room.errors).toEqual([]);
});

it('a takeover during a turn aborts the handler, whose reply the consumer does not get', async () => {
  const begun = new Gate();
  const ended = new Gate();
  const seen: unknown[] = [];
  await using room = await rehearse((setup: BotSetup) => {
    const bot = new Bot(setup);
    bot.on('text', async (chat) => {
      const aborted = new Promise((resolve) => chat.signal.addEventListener('abort', resolve));
      begun.open();
      await aborted;
      await chat.reply('too late').catch((error: unknown) => seen.push(error));
    });
    bot.on('left', (_chat, { why }) => {
      seen.push(why);
      ended.open();
    });
    bot.on('back', (chat) => chat.reply('Back again'));
    return bot;
  });
  const ada = room.consumer();
  const sam = room.human('sam');
  await ada.says('hello');
  await begun.opened;

  await sam.takesOver(ada);
  await ended.opened;
  await sam.whispers('An angry one');
  await sam.says('I am Sam');
  await ada.hears('I am Sam');
  await sam.givesBack();
  await ada.hears('Back again');

  expect(seen).toEqual([expect.any(NotMineError), 'takenOver']);
  expect(ada.heard.map(({ text }) => text)).toEqual(['I am Sam', 'Back again']);
  const agents = [room.account.pid, sam.id, room.account.pid];
  expect(ada.seen.flatMap((it) => (it.type === 'agent' ? [it.agentId] : []))).toEqual(agents);
  expect(room.errors).toEqual([]);
});

it('a file, typing, receipts, a whisper and a survey show on each side what they should', async () => {
  await using room = await rehearse(
    (setup: BotSetup) => {
      const bot = new Bot(setup);
      bot.on('file', async (chat, turn) => {
        await chat.markRead();
        await chat.typing();
        const { size } = await turn.download();
        await chat.whisper(`A picture of ${size} bytes`);
        await chat.reply('Thank you');
      });
      bot.hears('bye', (chat) => chat.close());
      bot.on('survey', async (chat, turn) => {
        if (turn.messages.length > 0) return chat.close();
        // A survey has participants of its own.
        await chat.join();
        return chat.reply('How was it?');
      });
      return bot;
    },
    { simulator: { survey: true } },
  );
  const ada = room.consumer();
  const sam = room.human('sam');

  const sequence = await ada.sends({ content: Buffer.from('picture'), fileType: 'PNG' });
  await ada.sees(({ type }) => type === 'receipt');
  await ada.seesTyping();
  await ada.hears('Thank you');
  await sam.joins(ada);
  await sam.sees('A picture of 7 bytes');
  await ada.says('bye');
  await ada.sees('survey');
  await ada.hears('How was it?');
  await ada.says('5');
  await ada.sees('closed');

  expect(ada.seen).toContainEqual({
    type: 'receipt',
    agentId: room.account.pid,
    status: 'READ',
    sequences: [sequence],
  });
  expect(ada.heard.map(({ text }) => text)).toEqual(['Thank you', 'How was it?']);
  expect(sam.seen.filter(({ isPrivate }) => isPrivate).map(({ text }) => text)).toEqual(['A picture of 7 bytes']);
  expect(room.errors).toEqual([]);
});
