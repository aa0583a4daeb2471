import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { Bot } from '../../src/bot/index.js';
import { DeskUnderTest } from './desk.js';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const start = (): Promise<DeskUnderTest> =>
  DeskUnderTest.start((setup) => {
    const bot = new Bot(setup);
    bot.on('text', (chat, turn) => chat.reply(`You said: ${turn.text}`, { quickReplies: { more: 'More' } }));
    return bot;
  });

/** What axe-core finds, each as a rule and the element. */
async function violationsOn(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe);
  const { violations } = await page.evaluate<{
    readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly html: string }[] }[];
  }>('axe.run()');
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`));
}

it.each(['light', 'dark'] as const)('axe-core finds nothing on the %s page', async (colorScheme) => {
  await using desk = await start();
  const view = await desk.open({ colorScheme, reducedMotion: 'reduce' });
  const found = [...(await violationsOn(view.page))];

  await view.click('Add human agent');
  await view.greets();
  await view
    .row(/ms\.PublishEvent, 200$/)
    .first()
    .click();
  await view.region('Frame').getByText('"dialogId"').waitFor();
  found.push(...(await violationsOn(view.page)));
  await view.page.getByRole('tab', { name: /^Sam/ }).click();
  await view.click('Take over Ada');
  await view.page.getByRole('radio', { name: 'Private' }).click();
  await view.click('Test code: Refuse next');
  await view.page.getByRole('dialog', { name: 'Refuse the next request' }).waitFor();
  found.push(...(await violationsOn(view.page)));
  await view.page.setViewportSize({ width: 1024, height: 768 });
  found.push(...(await violationsOn(view.page)));

  expect(found).toEqual([]);
});

it('everything is done by the keyboard alone', async () => {
  await using desk = await start();
  const view = await desk.open();
  const { keyboard } = view.page;
  await keyboard.press('n');
  await view.page.getByRole('textbox', { name: 'Message as Ada' }).and(view.page.locator(':focus')).waitFor();
  await keyboard.type('Hello');
  await keyboard.press('Shift+Enter');
  await keyboard.type('from the keyboard');
  await keyboard.press('Enter');
  await view.hears('greeter, You said: Hello');

  await keyboard.press('Escape');
  await keyboard.press('x');
  await view.region('Wire').getByText('Reconnect 1').waitFor();
  await keyboard.press('/');
  await keyboard.type('PublishEvent');
  await view
    .row(/routing\.SetAgentState/)
    .first()
    .waitFor({ state: 'detached' });
  // Once to empty the filter, once to leave it.
  await keyboard.press('Escape');
  await view
    .row(/routing\.SetAgentState/)
    .first()
    .waitFor();
  await keyboard.press('Escape');
  await keyboard.press('ArrowDown');
  await view.region('Wire').locator('th button:focus').waitFor();
  await keyboard.press('Enter');
  await view.region('Frame').getByText('"dialogId"').waitFor();
  await keyboard.press('?');
  await view.page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
  await keyboard.press('Escape');
  await view.page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor({ state: 'detached' });

  // By Tab to the side of a human agent, who takes over.
  await tabTo(view.page, 'Add human agent');
  await keyboard.press('Enter');
  await view.region('Agent workspace').waitFor();
  await tabTo(view.page, 'Take over Ada');
  await keyboard.press('Enter');
  await view.page.getByRole('radio', { name: 'Private' }).waitFor();
  await keyboard.press('Escape');
  await keyboard.press('p');
  await view.page.getByRole('textbox', { name: 'Private message as Sam' }).waitFor();

  expect(await view.line('Ada, Hello').count()).toBe(1);
});

/** Presses Tab until the control with this name has the focus: each control has its turn once in a round. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let count = 0; count < 200; count += 1) {
    await page.keyboard.press('Tab');
    const label = await page.evaluate<string | null>("document.activeElement.getAttribute('aria-label')");
    if (label === name) return;
  }
  throw new Error(`Tab does not reach ${name}`);
}

it('after 10 000 frames the table has at most 500 rows, and a key echoes', async () => {
  await using desk = await start();
  const view = await desk.open();
  await view.greets();

  for (let count = 0; count < 10_000; count += 1) desk.simulator.notify('ms.Noise', { count });
  await view.page.getByText('Older rows are not shown').waitFor();
  await view
    .region('Wire')
    .getByRole('button', { name: /ms\.Noise/ })
    .last()
    .waitFor();
  await view.say('Still here?');
  await view.hears('greeter, You said: Still here?');

  expect(await view.region('Wire').getByRole('row').count()).toBeLessThanOrEqual(502);
});

it('a paused wire does not move, and says how many rows wait', async () => {
  await using desk = await start();
  const view = await desk.open();
  await view.greets();
  await view
    .row(/ms\.PublishEvent, 200$/)
    .first()
    .waitFor();
  await view.click('Pause');
  const before = await view.region('Wire').getByRole('row').count();

  await view.say('Meanwhile');
  await view.hears('greeter, You said: Meanwhile');
  await view.page.getByRole('button', { name: 'Pause' }).getByText(/^\d+$/).waitFor();

  expect(await view.region('Wire').getByRole('row').count()).toBe(before);
  await view.click('Pause');
  await view.region('Wire').getByText('“You said: Meanwhile”').first().waitFor();
});
