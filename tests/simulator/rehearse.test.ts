import { expect, it } from 'vitest';
import { greeted, room } from './rehearsed.js';

it('runs a bot that answers a consumer', async () => {
  const ada = await greeted(await room());

  await ada.says('hello');

  expect(await ada.hears('1: hello')).toMatchObject({ role: 'ASSIGNED_AGENT' });
  expect(ada.conversation).toMatchObject({ stage: 'OPEN', skillId: 'bot' });
});

it('keeps what the bot has committed over a restart', async () => {
  const rehearsal = await room();
  const ada = await greeted(rehearsal);
  const { bot } = rehearsal;
  await ada.says('hello');
  await ada.hears('1: hello');

  await rehearsal.restart();

  expect(rehearsal.bot).not.toBe(bot);
  expect(bot.agent.state).toBe('closed');
  await ada.hears('Asked so far: 1');
  await ada.says('again');
  await ada.hears('2: again');
});

it('reconnects after the network was cut', async () => {
  const rehearsal = await room();
  const ada = await greeted(rehearsal);

  await rehearsal.cut();

  expect(rehearsal.bot.agent.state).not.toBe('ready');
  await ada.says('hello');
  await ada.hears('1: hello');
});
