/** Hands conversations to a skill, to a colleague, or back to the queue, and goes on when one comes back. */
import { Bot, FileStore, type BotSetup } from 'node-agent-sdk/bot';
import { rehearse } from 'node-agent-sdk/simulator';

const { LP_ACCOUNT, LP_USER = '', LP_PASS = '', LP_SKILL = 'humans', LP_COLLEAGUE = '700' } = process.env;

const makeBot = (setup: BotSetup) => {
  /** Conversations that the bot has put back into its own queue: their next ring is for another agent. */
  const queued = new Set<string | undefined>();
  const bot = new Bot({
    ...setup,
    session: () => ({ topic: '' }),
    rings: { accept: ({ conversationId }) => (queued.delete(conversationId) ? 'reject' : true) },
    escalation: { skill: LP_SKILL, say: 'Something went wrong. A colleague will help you.' },
  });

  bot.hears(/\bperson\b/i, (chat) =>
    chat.handOff(
      { skill: LP_SKILL },
      {
        say: 'One moment, please.',
        reason: 'escalated_by_user',
        summary: `Wants a person. Topic: ${chat.session.topic}`,
      },
    ),
  );
  bot.hears(/\badvisor\b/i, (chat) => chat.handOff({ agent: LP_COLLEAGUE }));
  bot.hears(/\bsomeone else\b/i, async (chat) => {
    queued.add(chat.id);
    await chat.handOff({ queue: true });
  });
  bot.on('text', async (chat, { text }) => {
    chat.session.topic = text;
    await chat.reply(`I know nothing about "${text}". Do you want a person?`);
  });
  bot.on('back', async (chat) => {
    const [last] = await chat.messages({ last: 1 });
    await chat.reply(`Here I am again. The last words were "${last?.text}", the topic is "${chat.session.topic}".`);
  });
  bot.on('error', (error) => console.error(error));
  return bot;
};

if (LP_ACCOUNT) {
  const agent = { accountId: LP_ACCOUNT, username: LP_USER, password: LP_PASS };
  const bot = makeBot({ agent, store: new FileStore('./state/transfer.jsonl') });
  await bot.start();
  for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => void bot.stop());
  await bot.ended;
} else {
  await using room = await rehearse(makeBot);
  const [ada, bob, eve] = [room.consumer(), room.consumer(), room.consumer()];
  const sam = room.human('sam');
  await ada.says('Tea');
  await ada.hears(/person\?$/);
  await ada.says('A person, please');
  console.log((await ada.hears('One moment, please.')).text);
  await sam.accepts();
  console.log('Sam sees:', (await sam.sees((message) => message.isPrivate)).text);
  await sam.says('We sell tea.');
  await ada.hears('We sell tea.');
  await sam.givesBack();
  console.log((await ada.hears(/again/)).text);

  const advisor = room.human('advisor', { userId: LP_COLLEAGUE });
  await bob.says('My advisor, please');
  await advisor.accepts();
  await advisor.says('I am your advisor.');
  console.log((await bob.hears(/./)).text);

  await eve.says('Is there someone else?');
  await eve.sees('waiting');
  const kim = room.human('kim', { skillIds: room.account.skillIds }); // Of the bot's own skill.
  await kim.accepts();
  await kim.says('I am Kim.');
  console.log((await eve.hears(/./)).text);
}
