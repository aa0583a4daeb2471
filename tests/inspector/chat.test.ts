import { describe, expect, it } from 'vitest';
import type { Bot } from '../../src/bot/index.js';
import { desk, deskWithBot } from './desk-client.js';

function greets(bot: Bot): void {
  bot.on('start', (chat) => chat.reply('Hello!'));
  bot.hears(/.*/, (chat, turn) => chat.reply(`You said ${turn.text}`));
}

describe('a consumer of the desk', () => {
  it('talks with the bot, and both sides appear as lines with sequences and senders', async () => {
    const { client } = await deskWithBot(greets);

    const consumerId = await client.consumerSays('Hi');
    const hi = await client.message('Hi');
    const answer = await client.message('You said Hi');

    expect(hi).toMatchObject({ sequence: 0, from: { kind: 'consumer', id: consumerId, name: 'Ada' } });
    expect(answer).toMatchObject({ from: { kind: 'bot', name: 'greeter' }, isPrivate: false });
    expect(await client.event('started')).toMatchObject({ text: 'Conversation started' });
    expect(await client.event('accepted')).toMatchObject({ text: 'greeter accepted after 0 s' });
    const view = await client.conversation((it) => it.assigned?.kind === 'bot');
    expect(view).toMatchObject({ consumerId, state: 'open', skill: 'bot' });
  });
});

describe('a desk without a bot', () => {
  it('says so, and lets a consumer wait in the queue', async () => {
    const { client } = await desk();

    await client.consumerSays('Anyone?');
    const view = await client.conversation((it) => it.waitingSince !== undefined);

    expect(view.assigned).toBeUndefined();
    expect(client.desk).toMatchObject({ bot: { state: 'not connected', name: 'greeter' }, sockets: 0 });
    expect(client.desk?.queues).toContainEqual({ skill: 'bot', waiting: 1, longestSince: view.waitingSince });
  });
});
