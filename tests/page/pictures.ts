/** Takes the two pictures of the README from the running page: `npm run pictures`. */
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { buildPage } from '../../.ci/build-page.mjs';
import { Bot, MemoryStore } from '../../src/bot/index.js';
import { startInspector } from '../../src/inspector/inspector.js';
import { Simulator } from '../../src/simulator/index.js';
import { chromiumPath, launchChromium } from './browser/unpack.js';

const skills = ['bot', 'humans'];
await using simulator = await Simulator.start({
  accountId: '12345678',
  agents: [{ username: 'greeter', skillIds: ['bot'] }],
  skills: skills.map((id) => ({ id, name: id })),
});
await using inspector = await startInspector(simulator, { page: await buildPage(), skills, survey: false });
const bot = new Bot({ agent: simulator.agentOptions(), store: new MemoryStore() });
bot.hears(/order/i, async (chat) => {
  await chat.markRead();
  await bot.agent.publishEvent({
    dialogId: chat.id,
    event: {
      type: 'RichContentEvent',
      content: {
        type: 'vertical',
        elements: [
          { type: 'text', text: 'Order 4711 has arrived' },
          { type: 'text', text: 'Desk lamp, blue. Delivered today at 9:40.' },
          {
            type: 'button',
            title: 'Track the parcel',
            click: { actions: [{ type: 'publishText', text: 'Track it' }] },
          },
          {
            type: 'button',
            title: 'Something is wrong',
            click: { actions: [{ type: 'publishText', text: 'Broken' }] },
          },
        ],
      },
    },
  });
});
bot.hears('Broken', async (chat) => {
  await chat.markRead();
  await chat.handOff({ skill: 'humans' }, { say: 'A colleague will help you.', summary: 'Order 4711, broken lamp.' });
});
bot.on('text', async (chat) => {
  await chat.markRead();
  await chat.reply('Hello Ada! How can I help you?', { quickReplies: { order: 'Where is my order?' } });
});
await bot.start();

const browser = await launchChromium(await chromiumPath());
const folder = new URL('../../docs/pictures/', import.meta.url);
mkdirSync(folder, { recursive: true });
const take = async (page: Page, name: string): Promise<void> => {
  await page.mouse.move(0, 0);
  // Small enough for the package.
  await page.screenshot({ type: 'jpeg', quality: 75, path: fileURLToPath(new URL(`${name}.jpg`, folder)) });
};
const click = (page: Page, name: string): Promise<void> => page.getByRole('button', { name, exact: true }).click();

const page = await browser.newPage({ viewport: { width: 1360, height: 800 }, colorScheme: 'light' });
await page.goto(inspector.address);
await page.getByText('Online', { exact: true }).waitFor();
await click(page, 'Add human agent');
await click(page, 'Add consumer');
await page.getByRole('textbox', { name: 'Message as Ada' }).fill('Hello');
await page.keyboard.press('Enter');
await click(page, 'Where is my order?');
await page.getByRole('article').waitFor();
await page.getByRole('button', { name: /^Cut the cable/ }).click();
await page.getByText('Reconnect 1').waitFor();
await page
  .getByRole('button', { name: /ms\.PublishEvent, 200$/ })
  .last()
  .click();
await page.getByText('"dialogId"').waitFor();
await take(page, 'desk');

await click(page, 'Something is wrong');
await page.getByText('A colleague will help you.').first().waitFor();
await page.getByRole('tab', { name: /^Sam/ }).click();
await page.getByRole('button', { name: /^Accept/ }).click();
await page.getByRole('textbox', { name: 'Message as Sam' }).fill('Hello Ada, Sam here. A new lamp leaves today.');
await page.keyboard.press('Enter');
await page.getByRole('listitem', { name: /^Sam, Hello Ada/ }).waitFor();
await page.getByRole('radio', { name: 'Private' }).click();
await page.getByRole('textbox', { name: 'Private message as Sam' }).fill('No return below 40 €, right?');
await take(page, 'hand-off');
await browser.close();
await bot.stop();
