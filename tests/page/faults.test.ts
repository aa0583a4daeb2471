import { expect, it, onTestFinished } from 'vitest';
import { Bot } from '../../src/bot/index.js';
import { DeskUnderTest } from './desk.js';

interface Turn {
  /** The handler runs. */
  readonly started: Promise<void>;
  readonly finish: () => void;
}

function slowBot(): { readonly turn: Turn; readonly start: () => Promise<DeskUnderTest> } {
  let begin = (): void => {};
  let finish = (): void => {};
  const started = new Promise<void>((resolve) => (begin = resolve));
  const finished = new Promise<void>((resolve) => (finish = resolve));
  const start = (): Promise<DeskUnderTest> =>
    DeskUnderTest.start((setup) => {
      const bot = new Bot(setup);
      bot.hears('slowly', async (chat) => {
        begin();
        await finished;
        await chat.reply('At last', { idempotencyKey: 'at last' });
      });
      bot.on('text', (chat, turn) => chat.reply(`You said: ${turn.text}`));
      bot.on('error', () => {});
      return bot;
    });
  return { turn: { started, finish }, start };
}

it('the cable is cut during a turn, and the bot says once what it had to say', async () => {
  const { turn, start } = slowBot();
  await using desk = await start();
  onTestFinished(turn.finish);
  const view = await desk.open();
  await view.click('Add consumer');
  await view.say('slowly');
  await turn.started;

  await view.page.getByRole('button', { name: /^Cut the cable/ }).click();
  await view.region('Wire').getByText('Closed 1006').waitFor();
  turn.finish();

  await view.hears('greeter, At last');
  await view.region('Wire').getByText('Reconnect 1').waitFor();
  await view.region('Wire').getByText('simulator.dropSockets();').waitFor();
  expect(await view.line('greeter, At last').count()).toBe(1);
});

it('a refusal is armed, fires, and stands in the wire as a row of its own', async () => {
  await using desk = await slowBot().start();
  const view = await desk.open();
  await view.greets();

  await view.click('Test code: Refuse next');
  const popover = view.page.getByRole('dialog', { name: 'Refuse the next request' });
  await popover.getByLabel('Times').fill('2');
  await popover
    .locator('pre', { hasText: "simulator.answer('publishEvent'" })
    .filter({ hasText: 'times: 2' })
    .waitFor();
  await popover.getByRole('button', { name: 'Arm', exact: true }).click();
  await view.region('Faults').getByText('2 armed').waitFor();
  await view.page.keyboard.press('Escape');
  await popover.waitFor({ state: 'detached' });
  await view.focused('Test code: Refuse next');

  await view.say('And now?');
  await view
    .row(/ms\.PublishEvent, 429$/)
    .first()
    .waitFor();
  await view.hears('greeter, You said: And now?');
  expect(await view.region('Faults').getByText(/armed/).count()).toBe(0);
});

it.each([
  ['Log in elsewhere', 'Reconnect 1'],
  ['Revoke the token', 'Closed 4401'],
  ['Close with 1011', 'Closed 1011'],
])('%s is felt by the bot, which comes back', async (button, shown) => {
  await using desk = await slowBot().start();
  const view = await desk.open();

  await view.click(button);

  await view.region('Wire').getByText(shown).first().waitFor();
  await view.region('Wire').getByText('Reconnect 1').first().waitFor();
  expect(desk.simulator.sockets).toBe(1);
});

it('the blackhole and the delay are switches', async () => {
  await using desk = await slowBot().start();
  const view = await desk.open();
  await view.click('Add consumer');
  const hole = view.page.getByRole('switch', { name: 'Blackhole' });

  await hole.click();
  await view.page.getByRole('switch', { name: 'Blackhole', checked: true }).waitFor();
  await view.say('Anyone?');
  await hole.click();
  await view.hears('greeter, You said: Anyone?');

  await view.page.getByRole('switch', { name: /^Slow/ }).click();
  await view.page.getByRole('switch', { name: /^Slow/, checked: true }).waitFor();
  await view.say('Slowly, then');
  await view.hears('greeter, You said: Slowly, then');
  expect(await view.line('greeter, You said:').count()).toBe(2);
});
