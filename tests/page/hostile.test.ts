import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { Bot } from '../../src/bot/index.js';
import { openPage } from './browser/launch.js';
import { DeskUnderTest } from './desk.js';

const start = (): Promise<DeskUnderTest> =>
  DeskUnderTest.start((setup) => {
    const bot = new Bot(setup);
    bot.on('text', async (chat, turn) => {
      await chat.note(turn.text.slice(0, 100));
      await chat.reply(turn.text);
    });
    return bot;
  });

it.each([
  ['markup', '<img src=x onerror="document.title = \'hacked\'"><script>document.title = "hacked"</script>'],
  ['right to left', '\u202Egnp.exe שלום\u202C'],
  ['control characters', 'a\u0000b\u0007c\u001B[31md\u2028e\uFEFF'],
  ['half a character', 'a\uD800b'],
])('a message of %s is shown as the text that it is', async (_, text) => {
  await using desk = await start();
  const view = await desk.open();
  await view.click('Add human agent');
  await view.click('Add consumer');
  const consumer = desk.simulator.consumer();
  // Beside the page, whose field takes no control characters.
  await consumer.startConversation({ skillId: 'bot', message: text });
  const heard = await consumer.hears(/./su);

  await view.region('Consumers').getByRole('button').nth(2).click();
  const bubbles = view.page.locator('.bub');
  await bubbles.nth(1).waitFor();

  const shown = await bubbles.nth(1).evaluate((bubble: { readonly textContent: string }) => bubble.textContent);
  expect(shown).toBe(heard.text);
  expect(await view.page.title()).not.toContain('hacked');
  expect(await view.page.locator('.bub img, .bub script').count()).toBe(0);
});

it('a message of 100 kB is cut, opens, and leaves the page usable', async () => {
  await using desk = await start();
  const view = await desk.open();
  await view.click('Add consumer');

  await view.say('long '.repeat(20_000));

  await view.page
    .getByRole('button', { name: /Show all 100.000 characters/ })
    .nth(1)
    .click();
  await view.say('And still here');
  await view.hears('greeter, And still here');
  expect(await view.page.getByRole('button', { name: /Show all 100.000 characters/ }).count()).toBe(1);
});

it('a page of another origin gets nothing: no frame, no read, no command, no socket', async () => {
  await using desk = await start();
  const foreign = createServer((_, response) => response.end('<!doctype html><title>Foreign</title>'));
  foreign.listen(0, '127.0.0.1');
  await once(foreign, 'listening');
  const { port } = foreign.address() as AddressInfo; // A string only for pipes.
  try {
    const page = await openPage(`http://127.0.0.1:${port}/`, { allowErrors: true });
    const { address } = desk.inspector;
    const api = address.replace('/?', '/inspector/addConsumer?');
    const socket = address.replace('/?', '/inspector/socket?').replace('http', 'ws');

    const posted = await page.evaluate(
      `fetch(${JSON.stringify(api)}, { method: 'POST', body: '{}' }).then(() => 'read', () => 'refused')`,
    );
    const opened = await page.evaluate(`new Promise((resolve) => {
      const socket = new WebSocket(${JSON.stringify(socket)});
      socket.onopen = () => resolve('open');
      socket.onerror = () => resolve('refused');
    })`);
    const framed = await page.evaluate(`new Promise((resolve) => {
      const frame = document.createElement('iframe');
      frame.src = ${JSON.stringify(address)};
      frame.onload = () => { try { resolve(frame.contentDocument === null ? 'refused' : 'shown'); } catch { resolve('refused'); } };
      document.body.append(frame);
    })`);

    expect({ posted, opened, framed }).toEqual({ posted: 'refused', opened: 'refused', framed: 'refused' });
    expect(desk.simulator.transcript.some((entry) => JSON.stringify(entry).includes('addConsumer'))).toBe(false);
  } finally {
    foreign.close();
    foreign.closeAllConnections();
  }
});

it('a foreign Host, as after DNS rebinding, gets a plain 403', async () => {
  await using desk = await start();
  const view = await openPage(desk.inspector.address, { allowErrors: true });
  const { hostname, port, search } = new URL(desk.inspector.address);

  const responses = await Promise.all(
    ['/', '/inspector/socket', '/page.js'].map((path) =>
      view.request.get(`http://${hostname}:${port}${path}${search}`, { headers: { host: `evil.example:${port}` } }),
    ),
  );

  expect(responses.map((response) => response.status())).toEqual([403, 403, 403]);
  expect(await responses[0]?.text()).not.toContain('<');
});
