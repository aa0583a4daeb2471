import { expect, it } from 'vitest';
import { Bot } from '../../src/bot/index.js';
import { DeskUnderTest, type DeskPage } from './desk.js';

const start = (): Promise<DeskUnderTest> =>
  DeskUnderTest.start((setup) => {
    const bot = new Bot({ ...setup, session: () => ({ count: 0 }) });
    bot.on('text', async (chat, turn) => {
      chat.session.count += 1;
      await chat.reply(`${chat.session.count}: ${turn.text}`, { quickReplies: { more: 'Tell me more' } });
    });
    return bot;
  });

/** Clicks an action of a line of the consumer, which appears on hover. */
async function act(view: DeskPage, line: string, action: string): Promise<void> {
  const item = view.line(line).first();
  await item.hover();
  await item.getByRole('button', { name: action, exact: true }).click();
}

it('a line is said again in the same conversation', async () => {
  await using desk = await start();
  const view = await desk.open();
  await view.click('Add consumer');
  await view.say('Where is my order?');
  await view.hears('greeter, 1: Where is my order?');

  await act(view, 'Ada, Where is my order?', 'Say again');

  await view.hears('greeter, 2: Where is my order?');
  expect(await view.line('Ada, Where is my order?').count()).toBe(2);
});

it('restart from here says the consumer’s half again in a new conversation, up to the line', async () => {
  await using desk = await start();
  const view = await desk.open();
  await view.click('Add consumer');
  await view.say('First');
  await view.hears('greeter, 1: First');
  await view.click('Tell me more');
  await view.hears('greeter, 2: Tell me more');
  await view.say('Third');
  await view.hears('greeter, 3: Third');

  await act(view, 'Ada, Tell me more', 'Restart from here');

  await view.page.getByLabel('Conversation of Ada').waitFor();
  await view.hears('greeter, 1: First');
  await view.hears('greeter, 2: Tell me more');
  await view.line('Ada, Tell me more').getByText('clicked').waitFor();
  expect(await view.line('Ada, Third').count()).toBe(0);
  await view.say('Another way');
  await view.hears('greeter, 3: Another way');
});
