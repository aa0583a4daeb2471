/** A service desk: three agents in one process, which share one store and one health endpoint. */
import { createServer } from 'node:http';
import { Bot, FileStore, actions, type BotSetup } from 'node-agent-sdk/bot';
import { z } from 'zod';

const { LP_ACCOUNT = '', LP_USERS = 'bot1,bot2,bot3', LP_PASS = '', HUMANS = 'humans', ADVISOR = '700' } = process.env;

/** What a click carries: typed when it is offered, checked when it comes back. */
const click = actions({ track: z.object({ order: z.string() }), person: undefined });

export const makeBot = (setup: BotSetup) => {
  const bot = new Bot({
    ...setup,
    session: () => ({ name: '', questions: 0 }),
    escalation: { skill: HUMANS, say: 'Something went wrong. A colleague will help you.' },
  });

  bot.on('start', async (chat) => {
    const { firstName } = await chat.profile();
    chat.session.name = firstName ?? 'there';
    await chat.reply(`Hello ${chat.session.name}! What can I do for you?`, {
      quickReplies: [click.track('Where is my order?', { order: '4711' }), click.person('A person, please')],
    });
  });
  bot.on(click.track, async (chat, { data }) => {
    void chat.typing(); // until the reply
    await chat.reply(`Order ${data.order} arrives tomorrow.`, { idempotencyKey: `order ${data.order}` });
  });
  bot.on(click.person, (chat) =>
    chat.handOff({ skill: HUMANS }, { say: 'One moment, please.', reason: 'escalated_by_user' }),
  );
  bot.hears(/\badvisor\b/i, (chat) =>
    chat.handOff({ agent: ADVISOR }, { summary: `${chat.session.name} knows an advisor.` }),
  );
  bot.hears(/\b(hours|open)\b/i, (chat) => chat.reply('We are open from 9 to 5.'));
  bot.hears(/\binvoice\b/i, (chat) => chat.sendFile(Buffer.from('%PDF-1.4'), { type: 'PDF', caption: 'Your invoice' }));
  bot.hears(/\bbye\b/i, async (chat) => {
    await chat.reply(`Goodbye ${chat.session.name}!`);
    await chat.close({ survey: true });
  });
  bot.on('file', async (chat, { file, download }) => {
    const { size } = await download();
    await chat.whisper(`A ${file.type} of ${size} bytes.`); // seen by agents alone
    await chat.reply('Thank you for the file.');
  });
  bot.on('text', async (chat, { text }) => {
    await chat.markRead();
    chat.session.questions += 1;
    const earlier = await chat.messages({ last: 10 });
    await chat.reply(
      `I have no answer to "${text}", your question ${chat.session.questions} in ${earlier.length} messages.`,
    );
  });
  bot.on('back', (chat) => chat.reply(`Here I am again, ${chat.session.name}.`));
  bot.on('error', (error, chat) => console.error(chat?.id, error));
  return bot;
};

/** Runs until SIGTERM; what was not handled by then is handled after the next start. */
async function main() {
  const store = new FileStore('./state/service.jsonl');
  const bots = LP_USERS.split(',').map((username) =>
    makeBot({ agent: { accountId: LP_ACCOUNT, username, password: LP_PASS }, store }),
  );
  await Promise.all(bots.map((bot) => bot.start()));
  const server = createServer((_request, response) =>
    response.end(JSON.stringify(bots.map((bot) => bot.health()))),
  ).listen(8080);
  process.once('SIGTERM', () => {
    for (const bot of bots) void bot.stop({ drain: '10s' });
  });
  await Promise.all(bots.map((bot) => bot.ended));
  server.close();
}

if (process.argv[2] === 'run') await main();
