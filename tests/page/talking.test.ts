import { expect, it } from 'vitest';
import { Bot } from '../../src/bot/index.js';
import type { RichContent } from '../../src/index.js';
import { DeskUnderTest } from './desk.js';

const card: RichContent = {
  type: 'vertical',
  elements: [
    { type: 'text', text: 'Order 4711 has arrived' },
    {
      type: 'button',
      title: 'Track the parcel',
      click: { actions: [{ type: 'publishText', text: 'Where is it?' }], metadata: [{ type: 'ExternalId', id: 'p1' }] },
    },
  ],
};

const start = (survey = false): Promise<DeskUnderTest> =>
  DeskUnderTest.start(
    (setup) => {
      const bot = new Bot(setup);
      bot.on('start', (chat) => chat.reply('What can I do?'));
      bot.hears('Order status', async (chat) => {
        const event = { type: 'RichContentEvent', content: card } as const;
        await bot.agent.publishEvent({ dialogId: chat.id, event });
      });
      bot.on('file', async (chat, turn) => {
        const [file] = turn.messages;
        await chat.sendFile(Buffer.from('receipt 4711'), { caption: `received ${file?.text ?? ''}`, type: 'TXT' });
      });
      bot.hears('Bye', (chat) => chat.close({ survey }));
      bot.on('text', async (chat, turn) => {
        await chat.markRead();
        await chat.reply(`You said: ${turn.text}`, { quickReplies: { order: 'Order status' } });
      });
      return bot;
    },
    { survey },
  );

it('a consumer talks with the bot, clicks a reply and a button of a card', async () => {
  await using desk = await start();
  const view = await desk.open();

  await view.click('Add consumer');
  await view.say('Hi there');
  await view.hears('greeter, What can I do?');
  await view.hears('greeter, You said: Hi there');
  await view.page.getByRole('group', { name: 'Quick replies' }).getByRole('button', { name: 'Order status' }).click();
  await view.page.getByRole('article', { name: 'Card: Order 4711 has arrived' }).waitFor();
  await view.click('Track the parcel');
  await view.hears('greeter, You said: Where is it?');

  expect(await view.line('Ada, Where is it?').getByText('clicked').count()).toBe(1);
  await view.line('Ada, Where is it?').getByText('Read').waitFor();
  await view
    .row(/ms\.PublishEvent, 200$/)
    .first()
    .click();
  await view.region('Frame').getByText('"dialogId"').waitFor();
});

it('files go up and come down', async () => {
  await using desk = await start();
  const view = await desk.open();
  await view.greets();

  const [chooser] = await Promise.all([view.page.waitForEvent('filechooser'), view.click('Attach file')]);
  await chooser.setFiles({ name: 'lamp.png', mimeType: 'image/png', buffer: Buffer.from('89504e470d0a1a0a', 'hex') });

  await view.hears('Ada, File: lamp.png');
  const link = view.line('greeter, File:').getByRole('link');
  const [download] = await Promise.all([view.page.waitForEvent('download'), link.click()]);
  const chunks: Buffer[] = [];
  for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer); // A stream of buffers.
  expect(Buffer.concat(chunks).toString()).toBe('receipt 4711');
});

it('consumers stand side by side, each with what is unread', async () => {
  await using desk = await start();
  const view = await desk.open();
  await view.click('Add consumer');
  await view.say('I am Ada');
  await view.hears('greeter, You said: I am Ada');
  await view.page.keyboard.press('Escape');
  await view.click('Add consumer');
  await view.say('I am Grace', /^Message as Grace$/);
  await view.hears('greeter, You said: I am Grace');

  await view.click('Show consumers side by side');

  await view.hears('greeter, You said: I am Ada');
  await view.hears('greeter, You said: I am Grace');
  expect(await view.page.getByRole('log').count()).toBe(2);
});

it('a closed conversation asks for a rating, and a new one begins', async () => {
  await using desk = await start(true);
  const view = await desk.open();
  await view.greets();
  await view.say('Bye');

  const survey = view.page.getByRole('form', { name: 'Survey' });
  await survey.getByRole('radio', { name: '4 of 5' }).click();
  await survey.getByLabel('Anything to add?').fill('Quick and kind.');
  await survey.getByRole('button', { name: 'Send' }).click();

  await view.region('Consumers').getByText('closed, survey 4 of 5').waitFor();
  await view.click('New conversation');
  await view.say('Hello again');
  await view.hears('greeter, You said: Hello again');
  expect(await view.line('greeter, You said: Hello').count()).toBe(1);
});
