import { expect, it } from 'vitest';
import { Bot } from '../../src/bot/index.js';
import { DeskUnderTest, type DeskPage } from './desk.js';

const start = (): Promise<DeskUnderTest> =>
  DeskUnderTest.start((setup) => {
    const bot = new Bot(setup);
    bot.on('text', (chat, turn) => chat.reply(`You said: ${turn.text.slice(0, 20)}`));
    return bot;
  });

async function addConsumer(view: DeskPage, name: string): Promise<void> {
  await view.page
    .getByRole('button', { name: /^Add consumer/ })
    .first()
    .click();
  await view.focused(`Message as ${name}`);
}

it('a private draft was public after another conversation had been shown', async () => {
  await using desk = await start();
  const view = await desk.open();
  await addConsumer(view, 'Ada');
  await view.say('I am Ada');
  await view.hears('greeter, You said: I am Ada');
  await view.click('Add human agent');
  await view.click('Take over Ada');
  await view.page.getByRole('radio', { name: 'Private' }).check();
  const field = view.page.getByRole('textbox', { name: 'Private message as Sam' });
  await field.fill('She is angry');

  await view.page.getByRole('tab', { name: 'Ada, consumer' }).click();
  await view.page.getByRole('tab', { name: 'Sam, agent' }).click();

  expect(await field.inputValue()).toBe('She is angry');
  await view.page.getByText('Ada does not see this').waitFor();
  await view.page.getByRole('button', { name: 'Attach file' }).and(view.page.locator(':disabled')).waitFor();
  await view.click('Send privately');
  await view.hears('Private, Sam, She is angry');
});

it('the token stood twice in the address of a file that the consumer had dropped', async () => {
  await using desk = await start();
  const view = await desk.open();
  await addConsumer(view, 'Ada');
  // As text: the types of a browser are not those of the tests.
  const dropped = await view.page.evaluateHandle(`(() => {
    const transfer = new DataTransfer();
    transfer.items.add(new File(['the content'], 'notes.txt', { type: 'text/plain' }));
    return transfer;
  })()`);
  await view.region('Conversation with Ada').getByRole('textbox').dispatchEvent('drop', { dataTransfer: dropped });

  const link = view.line('Ada, File: notes.txt').getByRole('link', { name: 'notes.txt' });
  const [download] = await Promise.all([view.page.waitForEvent('download'), link.click()]);

  expect(await download.failure()).toBeNull();
  expect(download.suggestedFilename()).toBe('notes.txt');
});

it('a log that is scrolled up stays there, and counts what comes', async () => {
  await using desk = await start();
  const view = await desk.open();
  await addConsumer(view, 'Ada');
  await view.say('line\n'.repeat(100));
  await view.hears('greeter, You said: line');
  const log = view.page.getByRole('log');
  await log.evaluate((box) => box.scrollTo(0, 0));
  const newest = view.page.getByRole('button', { name: /^Newest messages/ });
  await newest.waitFor();

  await view.say('One more');
  await newest.getByText('2', { exact: true }).waitFor();
  expect(await log.evaluate((box) => box.scrollTop)).toBe(0);
  await newest.click();

  await newest.waitFor({ state: 'detached' });
});

it('a message of 100 000 characters is cut until the reader asks for the rest', async () => {
  await using desk = await start();
  const view = await desk.open();
  await addConsumer(view, 'Ada');
  await view.say('<img src=x onerror=alert(1)>'.padEnd(100_000, 'y'));

  await view.click('Show all 100 000 characters');

  const bubble = view.line('Ada, <img').getByText('<img src=x');
  expect(await bubble.evaluate((it) => it.textContent?.length)).toBe(100_000);
  expect(await view.page.getByRole('img', { name: 'x' }).count()).toBe(0);
});

it('a consumer types until the field is left alone, and Escape leaves the field', async () => {
  await using desk = await start();
  const view = await desk.open();
  await addConsumer(view, 'Ada');
  await view.say('Hello');
  await view.hears('greeter, You said: Hello');

  const field = view.page.getByRole('textbox', { name: 'Message as Ada' });
  await field.pressSequentially('I');

  await view.region('Wire').getByText('typing', { exact: true }).waitFor();
  await view.region('Wire').getByText('pause', { exact: true }).waitFor();
  await view.page.keyboard.press('Escape');
  await view.page.keyboard.press('?');
  await view.page.getByRole('dialog').waitFor();
  expect(await field.inputValue()).toBe('I');
});
