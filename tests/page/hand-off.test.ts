import { expect, it } from 'vitest';
import { Bot } from '../../src/bot/index.js';
import { DeskUnderTest, type DeskPage } from './desk.js';

const start = (): Promise<DeskUnderTest> =>
  DeskUnderTest.start((setup) => {
    const bot = new Bot(setup);
    bot.hears(/person/, (chat) =>
      chat.handOff({ skill: 'humans' }, { say: 'A colleague will help you.', summary: 'Asked for a person.' }),
    );
    bot.on('back', (chat) => chat.reply('Here I am again'));
    bot.on('text', (chat, turn) => chat.reply(`You said: ${turn.text}`));
    return bot;
  });

async function side(view: DeskPage, name: string): Promise<void> {
  await view.page.getByRole('tab', { name: new RegExp(`^${name}`) }).click();
}

it('a hand-off is felt from the side of the human, and given back', async () => {
  await using desk = await start();
  const view = await desk.open();
  await view.click('Add human agent');
  await view.click('Add consumer');
  await view.say('A person, please');
  await view.hears('greeter, A colleague will help you.');

  await side(view, 'Sam, agent');
  const workspace = view.region('Agent workspace');
  await workspace.getByRole('timer', { name: /Ring ends in \d+ seconds/ }).waitFor();
  await view.page.locator('body').press('a');
  await view.hears('Private, greeter, Asked for a person.');
  await view.say('Hello Ada, Sam here');
  await workspace.getByRole('radio', { name: 'Private' }).click();
  await workspace.getByRole('button', { name: 'Send privately' }).waitFor();
  await view.say('No return below 40 €');
  await view.hears('Private, Sam, No return below 40 €');
  await view.click('Edit note');
  await workspace.getByLabel('Note', { exact: true }).fill('Replacement approved.');
  await view.click('Save note');
  await workspace.getByText('Replacement approved.').waitFor();

  await side(view, 'Ada, consumer');
  await view.hears('Sam, Hello Ada, Sam here');
  expect(await view.page.getByRole('listitem', { name: /^Private/ }).count()).toBe(0);
  expect(await view.page.getByText('No return below').count()).toBe(0);

  await side(view, 'Sam, agent');
  await view.click('Transfer…');
  await view.page.getByRole('dialog', { name: 'Transfer to' }).getByRole('button', { name: 'greeter' }).click();
  await view.hears('greeter, Here I am again');
});

it('a ring is rejected, a conversation taken over and sent back to the queue', async () => {
  await using desk = await start();
  const view = await desk.open();
  await view.click('Add human agent');
  await view.greets();

  await side(view, 'Sam, agent');
  await view.click('Take over Ada');
  await view.say('It is me, Sam');
  await side(view, 'Ada, consumer');
  await view.say('Are you a person?');
  await view.hears('Sam, It is me, Sam');
  await side(view, 'Sam, agent');
  await view.hears('Ada, Are you a person?');
  await view.click('Back to queue');
  await view.hears('greeter, Here I am again');

  await side(view, 'Ada, consumer');
  await view.say('A person again');
  await side(view, 'Sam, agent');
  await view.page.getByRole('button', { name: /^Reject/ }).click();
  await view.page.getByRole('timer').waitFor({ state: 'detached' });
  await view.page.getByLabel('State of Sam').selectOption('away');
  await view.region('Human agents').getByText('away').waitFor();
  expect(await view.line('greeter, Here I am again').count()).toBe(1);
});
