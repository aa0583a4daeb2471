/** How to test your own bot: without an account, without a network, with failures on demand. */
import { Bot, type BotSetup } from 'node-agent-sdk/bot';
import { Refusal, rehearse } from 'node-agent-sdk/simulator';
import { expect, it } from 'vitest';

/** The bot under test. In your project, import your `makeBot` instead. */
const makeBot = (setup: BotSetup) => {
  const bot = new Bot({ ...setup, session: () => ({ asked: 0 }), escalation: { skill: 'humans', after: 2 } });
  bot.hears(/order (\d+)/i, async (chat, { match }) => {
    const { body } = await bot.agent.callService<{ state: string }>('shop', `/orders/${match[1]}`, { auth: 'none' });
    await chat.reply(`It is ${body.state}.`);
  });
  bot.on('text', async (chat) => {
    chat.session.asked += 1;
    await chat.reply(`Question ${chat.session.asked}: which order?`);
  });
  bot.on('back', (chat) => chat.reply('Here I am again.'));
  return bot;
};

it('remembers when its process dies', async () => {
  await using room = await rehearse(makeBot);
  const ada = room.consumer({ firstName: 'Ada' });
  await ada.says('Hello?');
  await ada.hears('Question 1: which order?');
  await room.settled(); // Otherwise the bot may die before its commit, and answer once more.
  await room.restart();
  await ada.says('Still there?');
  await ada.hears('Question 2: which order?');
  expect(room.errors).toEqual([]);
});

it('reconnects when its network is cut', async () => {
  await using room = await rehearse(makeBot);
  const ada = room.consumer();
  await ada.says('Hello?');
  await ada.hears('Question 1: which order?');
  await room.settled();
  await room.cut();
  await ada.says('Still there?');
  expect((await ada.hears(/^Question 2/)).text).toBe('Question 2: which order?');
});

it('is silent while a human has the conversation', async () => {
  await using room = await rehearse(makeBot);
  const [ada, sam] = [room.consumer(), room.human('sam')];
  await ada.says('Hello?');
  await ada.hears('Question 1: which order?');
  await sam.takesOver(ada);
  await ada.says('Are you a person?');
  await sam.sees('Are you a person?');
  await sam.givesBack();
  await ada.hears('Here I am again.');
  expect(ada.heard).toHaveLength(2);
});

it('tries again, then hands off, when the shop is down', async () => {
  await using room = await rehearse(makeBot, { clock: 'manual', services: { shop: () => ({ status: 503 }) } });
  const [ada, sam] = [room.consumer(), room.human('sam')];
  await ada.says('Where is order 4711?');
  await room.clock.advance('1s'); // The pause before the second attempt.
  await sam.accepts();
  await sam.sees('Where is order 4711?');
  expect(room.bot.health().failures).toBe(2);
});

it('answers once when the platform refuses its first reply', async () => {
  const services = { shop: () => ({ body: { state: 'on its way' } }) };
  await using room = await rehearse(makeBot, { clock: 'manual', services });
  const refuse = () => {
    throw new Refusal(429);
  };
  room.simulator.answer('publishEvent', refuse, { times: 1 });
  const ada = room.consumer();
  await ada.says('Where is order 4711?');
  await room.clock.advance('1s');
  await ada.hears('It is on its way.');
  expect(room.errors).toMatchObject([{ code: 'HANDLER', attempt: 1, cause: { code: 429 } }]);
});
