import { expect, it } from 'vitest';
import { Project, RunningCommand } from '../cli/command.js';
import { openPage } from './browser/launch.js';
import { DeskPage } from './desk.js';

const program = (greeting: string): string => `
import { Bot, FileStore } from 'node-agent-sdk/bot';
const { LP_ACCOUNT, LP_USER, LP_PASS } = process.env;
const agent = { accountId: LP_ACCOUNT, username: LP_USER, password: LP_PASS };
const bot = new Bot({ agent, store: new FileStore('./state/bot.jsonl'), session: () => ({ count: 0 }) });
bot.on('text', async (chat, turn) => {
  chat.session.count += 1;
  await chat.reply('${greeting} ' + chat.session.count + ': ' + turn.text);
});
process.once('SIGTERM', () => void bot.stop());
await bot.start();
`;

it('a changed bot starts again, and its conversation goes on', async () => {
  await using project = await Project.with({ 'bot.mjs': program('Hello') }, []);
  await using command = new RunningCommand(['simulator', 'bot.mjs', '--watch', '--port', '0', '--json'], project.path);
  const { address } = await command.prints(({ event }) => event === 'started');
  const view = new DeskPage(await openPage(address));
  await view.page.getByLabel('Status', { exact: true }).getByText('Online').waitFor();
  await view.click('Add consumer');
  await view.say('one');
  await view.hears(`bot, Hello 1: one`);
  await view.region('State').getByText(/count/).waitFor();

  await project.write('bot.mjs', program('Good evening'));
  await command.prints(({ state }) => state === 'restarting');
  await view.say('two');

  await view.hears('bot, Good evening 2: two');
  expect(await view.line('bot, Hello 1: one').count()).toBe(1);
});
