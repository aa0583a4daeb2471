import { describe, expect, it } from 'vitest';
import type { Bot } from '../../src/bot/index.js';
import { deskWithBot, type DeskClient } from './desk-client.js';

function shop(bot: Bot): void {
  bot.on('start', (chat) => chat.reply('Welcome'));
  bot.hears('choose', (chat) => chat.reply('Which?', { quickReplies: { late: 'Late', broken: 'Broken' } }));
  bot.on('file', (chat, { file }) => chat.reply(`Got ${file.type}`));
  bot.hears(/.*/, (chat, { text, messages }) => {
    const [id] = (messages[0]?.event.metadata ?? []).flatMap((it) => (it.type === 'ExternalId' ? [it.id] : []));
    return chat.reply(`${text} (${id ?? 'typed'})`);
  });
}

/** Texts of a conversation, without events. */
function texts({ lines }: DeskClient, conversationId: string): readonly string[] {
  return [...lines.values()].flatMap((it) =>
    it.kind === 'message' && it.conversationId === conversationId ? [it.text] : [],
  );
}

describe('a line of a consumer', () => {
  it('is said again in the latest conversation', async () => {
    const { client } = await deskWithBot(shop);
    await client.consumerSays('hi');
    await client.message('hi (typed)');
    const { id: lineId, conversationId } = await client.message('hi');

    await client.run('sayAgain', { lineId });

    await client.until((it) => (texts(it, conversationId).length === 5 ? it : undefined));
    expect(texts(client, conversationId)).toEqual(['hi', 'Welcome', 'hi (typed)', 'hi', 'hi (typed)']);
  });

  it('is said again in a new conversation, if the last one is closed', async () => {
    const { client } = await deskWithBot(shop);
    await client.consumerSays('hi');
    const { id: lineId, conversationId } = await client.message('hi');
    await client.message('hi (typed)');
    await client.run('consumerCloses', { conversationId });

    await client.run('sayAgain', { lineId });

    const answer = await client.message('hi (typed)', (it) => it.conversationId !== conversationId);
    expect(texts(client, answer.conversationId)).toContain('hi');
  });

  it('restarts a conversation from there: texts, clicks and files in their order, each after the bot has answered', async () => {
    const { client } = await deskWithBot(shop);
    const consumerId = await client.consumerSays('choose');
    const { id: lineId, conversationId } = await client.message('Which?');
    await client.run('click', { lineId, title: 'Broken' });
    await client.message('Broken (broken)');
    await client.run('sendFile', { consumerId, name: 'a.png', base64: 'AAAA' });
    await client.message('Got PNG');
    await client.run('say', { consumerId, text: 'so what' });
    const last = await client.message('so what');
    await client.message('so what (typed)');
    await client.run('say', { consumerId, text: 'not repeated' });
    await client.message('not repeated (typed)');

    const restarted = await client.run('restartFrom', { lineId: last.id });

    await client.message('so what (typed)', (it) => it.conversationId === restarted.conversationId);
    const before = texts(client, conversationId);
    expect(texts(client, restarted.conversationId)).toEqual(before.slice(0, before.indexOf('so what (typed)') + 1));
    expect(await client.message('Broken', (it) => it.conversationId === restarted.conversationId)).toMatchObject({
      clicked: true,
    });
  });

  it('restarts from a click', async () => {
    const { client } = await deskWithBot(shop);
    await client.consumerSays('choose');
    const { id: lineId } = await client.message('Which?');
    await client.run('click', { lineId, title: 'Late' });
    const late = await client.message('Late');

    const { conversationId } = await client.run('restartFrom', { lineId: late.id });

    await client.message('Late (late)', (it) => it.conversationId === conversationId);
    expect(texts(client, conversationId)).toContain('Late');
  });

  it('ends a restart when the new conversation is closed', async () => {
    let starts = 0;
    const { client } = await deskWithBot((bot) => {
      bot.on('start', () => void (starts += 1));
      bot.hears('two', (chat) => (starts === 1 ? chat.reply('answer') : chat.close()));
      bot.hears(/.*/, (chat) => chat.reply('answer'));
    });
    const consumerId = await client.consumerSays('one');
    for (const text of ['two', 'three']) {
      await client.message('answer');
      await client.run('say', { consumerId, text });
    }
    const { id: lineId } = await client.message('three');

    const { conversationId } = await client.run('restartFrom', { lineId });

    await client.conversation((it) => it.id === conversationId && it.state === 'closed');
    expect(texts(client, conversationId)).toEqual(['one', 'answer', 'two']);
  });

  it('of the bot cannot be said again', async () => {
    const { client } = await deskWithBot(shop);
    await client.consumerSays('hi');
    const { id: lineId } = await client.message('Welcome');

    const response = await client.post('sayAgain', { lineId });

    expect(await response.json()).toEqual({ error: 'Only what a consumer said can be said again' });
  });
});

describe('a row is sent again', () => {
  it('to the bot, if it is a notification: a message that comes twice is not answered twice', async () => {
    const { client, simulator } = await deskWithBot(shop);
    const consumerId = await client.consumerSays('hi');
    await client.message('hi (typed)');
    await client.run('say', { consumerId, text: 'once' });
    await client.message('once (typed)');
    const { rowId = 0 } = await client.message('once', (it) => it.rowId !== undefined);
    const row = await client.until(({ rows }) => rows.get(rowId));

    await client.run('sendAgain', { rowId });
    await client.run('say', { consumerId, text: 'next' });
    await client.message('next (typed)');

    const copies = simulator.transcript.filter(
      (it) => it.kind === 'frame' && it.direction === 'out' && JSON.stringify(it.frame).includes('"message":"once"'),
    );
    expect(row).toMatchObject({ kind: 'notification', namespace: 'ms', summary: '“once”' });
    expect(copies.filter((it) => it.kind === 'frame' && it.type === '.ams.ms.OnlineEventDistribution')).toHaveLength(2);
    expect([...client.lines.values()].filter((it) => it.text === 'once (typed)')).toHaveLength(1);
  });

  it('to the platform, if it is a request: with a new id, and the bot gets no answer', async () => {
    const { client, bot } = await deskWithBot(shop);
    await client.consumerSays('hi');
    const unclaimed: string[] = [];
    bot.agent.on('error', ({ message }) => unclaimed.push(message));
    const { rowId = 0 } = await client.message('hi (typed)', (it) => it.rowId !== undefined);

    await client.run('sendAgain', { rowId });

    const again = await client.request(({ id, status }) => id > rowId && status === 200);
    const [first, second] = [await client.detail(rowId), await client.detail(again.id)];
    expect(second.request).toMatchObject({ type: '.ams.ms.PublishEvent', id: expect.stringMatching(/-/) });
    expect(second.request).not.toMatchObject({ id: (first.request as { readonly id: string }).id });
    await client.message('hi (typed)', (it) => it.rowId === again.id);
    expect(unclaimed).toEqual([]);
  });
});
