import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { appendFileSync } from 'node:fs';
import { Bot, FileStore, type BotOptions } from '../../../src/bot/index.js';
import type { Step, StepName, TurnSession } from '../figures/turns.js';

/** A bot that replies twice to each text, and fails now and then. Each step is logged. Its process may be killed at any moment. */
const [optionsText = '{}', storePath = '', logPath = '', runText = '', failingShare = '0'] = process.argv.slice(2);
const run = Number(runText);
const store = new FileStore(storePath);
const bot = new Bot<TurnSession>({
  agent: {
    ...(JSON.parse(optionsText) as BotOptions<TurnSession>['agent']),
    historyRate: 1_000,
    reconnect: { firstDelay: 10, delay: 50, loginInterval: 0 },
    pingInterval: 500,
    // Of a platform in a busy process.
    pingTimeout: 2_000,
    requestTimeout: 5_000,
    handshakeTimeout: 500,
  },
  store,
  // The pauses between attempts, a hundredth of what they are; longer waits as they are.
  clock: {
    now: () => Date.now(),
    after: (delayMs, action) => {
      const timer = setTimeout(action, delayMs <= 25_000 ? delayMs / 100 : delayMs).unref();
      return () => clearTimeout(timer);
    },
  },
  turns: { mode: 'each' },
  // Enough attempts that no message is given up.
  escalation: { queue: true, after: 100 },
  session: () => ({ starts: 0, texts: 0, digest: '' }),
});

function note(conversationId: string, text: string, attempt: number, step: StepName): void {
  const line: Step = [run, conversationId, Number(text), attempt, step, Date.now()];
  appendFileSync(logPath, `${JSON.stringify(line)}\n`);
}

bot.on('error', ({ code, message }) => {
  if (code === 'COMMIT' || code === 'HUNG' || code === 'ESCALATION') console.error(message);
});
bot.on('start', (chat) => {
  chat.session.starts += 1;
});
bot.on('text', async (chat, { text, attempt }) => {
  note(chat.id, text, attempt, 'began');
  try {
    // The process may be killed between any two steps.
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 4));
    chat.session.texts += 1;
    chat.session.digest = createHash('sha256').update(`${chat.session.digest} ${text}`).digest('hex');
    await chat.reply(`keyed ${text} ${run} ${attempt}`, { idempotencyKey: `reply ${text}` });
    await chat.reply(`plain ${text} ${run} ${attempt}`);
    if (Math.random() < Number(failingShare)) throw new Error('The database is away');
  } catch (error) {
    note(chat.id, text, attempt, 'failed');
    throw error;
  }
  note(chat.id, text, attempt, 'done');
});

await bot.start();
process.stdout.write('ready\n');
await once(process, 'SIGTERM');
await bot.stop();
store[Symbol.dispose]();
