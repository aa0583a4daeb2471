import { describe, expect, it } from 'vitest';
import type { Bot } from '../../src/bot/index.js';
import { deskWithBot } from './desk-client.js';

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

function click(id: string, text: string): object {
  return { actions: [{ type: 'publishText', text }], metadata: [{ type: 'ExternalId', id }] };
}

const card = {
  type: 'RichContentEvent',
  content: {
    type: 'vertical',
    elements: [
      { type: 'text', text: 'Order 4711 has arrived' },
      { type: 'button', title: 'Track', click: click('track', 'Where is it?') },
    ],
  },
} as const;

function offers(bot: Bot): void {
  bot.hears('choose', (chat) => chat.reply('Which?', { quickReplies: { late: 'Late', broken: 'Broken' } }));
  // The card is made by hand, as the wire has it.
  bot.hears('card', (chat, { dialogId }) => bot.agent.publishEvent({ dialogId, event: card as never }));
  bot.hears(/.*/, (chat, { text, messages }) => {
    const [id] = (messages[0]?.event.metadata ?? []).flatMap((it) => (it.type === 'ExternalId' ? [it.id] : []));
    return chat.reply(`${text} (${id ?? 'typed'})`);
  });
}

describe('a consumer', () => {
  it('clicks a quick reply, which says its text with the metadata of the button', async () => {
    const { client } = await deskWithBot(offers);
    await client.consumerSays('choose');
    const question = await client.message('Which?');

    await client.run('click', { lineId: question.id, title: 'Broken' });

    expect(question.quickReplies).toMatchObject({ type: 'quickReplies' });
    expect(await client.message('Broken')).toMatchObject({ clicked: true });
    await client.message('Broken (broken)');
  });

  it('clicks the button of a card', async () => {
    const { client } = await deskWithBot(offers);
    await client.consumerSays('card');
    const shown = await client.message('Order 4711 has arrived\nTrack');

    await client.run('click', { lineId: shown.id, title: 'Track' });

    expect(shown.content).toEqual(card.content);
    await client.message('Where is it? (track)');
  });

  it('cannot click what a message does not have', async () => {
    const { client } = await deskWithBot(offers);
    await client.consumerSays('choose');
    const { id: lineId } = await client.message('Which?');

    const response = await client.post('click', { lineId, title: 'Lost' });

    expect(await response.json()).toEqual({
      error: 'This message has no element Lost to click. It has: Late, Broken',
    });
  });

  it('sends a file that the bot downloads, and gets a file that the page can show', async () => {
    const { client } = await deskWithBot((bot) => {
      bot.on('file', async (chat, { download }) => {
        const { bytes, type } = await download();
        await chat.reply(`${type} of ${bytes.length} bytes`);
        await chat.sendFile(bytes, { type: 'PNG', caption: 'Yours' });
      });
    });
    const { consumerId } = await client.run('addConsumer', {});

    await client.run('sendFile', { consumerId, name: 'lamp.png', base64: PNG.toString('base64') });

    await client.message(`PNG of ${PNG.length} bytes`);
    const sent = await client.until((it) =>
      [...it.lines.values()].find((line) => line.kind === 'message' && line.file?.name === 'lamp.png'),
    );
    expect(sent).toMatchObject({ file: { name: 'lamp.png', type: 'PNG', bytes: PNG.length } });
    const { file } = await client.message('Yours');
    const response = await fetch(new URL(file?.path ?? '', client.url('/')));
    expect(response.headers.get('content-type')).toBe('image/png');
    expect(Buffer.from(await response.arrayBuffer())).toEqual(PNG);
  });

  it.each([
    ['page.html', '<script>alert(1)</script>'],
    ['drawing.svg', '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'],
    ['picture.png', '<script>alert(1)</script>'],
  ])('sends %s, which is served for saving only', async (name, content) => {
    const { client } = await deskWithBot(() => {});
    const { consumerId } = await client.run('addConsumer', {});

    await client.run('sendFile', { consumerId, name, base64: Buffer.from(content).toString('base64') });

    const file = await client.until((it) =>
      [...it.lines.values()].flatMap((line) => (line.kind === 'message' && line.file ? [line.file] : [])).at(0),
    );
    const response = await fetch(new URL(file.path ?? '', client.url('/')));
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-disposition': `attachment; filename*=UTF-8''${name}`,
      'x-content-type-options': 'nosniff',
    });
    expect(await response.text()).toBe(content);
  });

  it('sees that the bot types, and is seen by the bot while typing and after reading', async () => {
    let goOn = (): void => {};
    const { client, simulator } = await deskWithBot((bot) => {
      bot.hears('wait', async (chat) => {
        await chat.typing();
        await new Promise<void>((resolve) => (goOn = resolve));
        await chat.reply('Done');
      });
    });
    await client.consumerSays('wait');
    const { id: conversationId } = await client.conversation((it) => it.last === 'greeter is typing');

    expect(client.desk?.conversations[0]?.typing).toMatchObject([{ kind: 'bot', name: 'greeter' }]);
    goOn();
    const done = await client.message('Done');
    await client.run('typing', { conversationId, on: true });
    await client.run('read', { conversationId });

    await client.message('Done', ({ receipt }) => receipt === 'read');
    expect(done.receipt).toBe('sent');
    expect(await client.conversation((it) => it.unread === 0)).toMatchObject({ typing: [] });
    const states = await simulator.seen((it) => JSON.stringify(it).includes('"chatState":"COMPOSING"'));
    expect(states).toMatchObject({ kind: 'frame' });
  });

  it('has several conversations, each with its own bot state, and says things in the one that is named', async () => {
    const { client } = await deskWithBot((bot) => {
      bot.hears(/.*/, (chat, { text }) => chat.reply(`${chat.id}: ${text}`));
    });
    const { consumerId } = await client.run('addConsumer', {});
    const one = await client.run('startConversation', { consumerId });
    const two = await client.run('startConversation', { consumerId });

    await client.run('say', { consumerId, conversationId: one.conversationId, text: 'first' });
    await client.run('say', { consumerId, text: 'latest' });

    await client.message(`${one.conversationId}: first`);
    await client.message(`${two.conversationId}: latest`);
    expect(client.desk?.consumers).toEqual([
      { id: consumerId, name: 'Ada', conversationIds: [one.conversationId, two.conversationId] },
    ]);
  });

  it('answers the survey, which is then closed with the rating', async () => {
    const { client } = await deskWithBot((bot) => bot.hears('bye', (chat) => chat.close()), { survey: true });
    await client.consumerSays('bye');
    const { id: conversationId, dialogType } = await client.conversation((it) => it.state === 'survey');

    await client.run('rate', { conversationId, rating: 4, text: 'Quick and kind.' });

    expect(dialogType).toBe('POST_SURVEY');
    expect(await client.conversation((it) => it.state === 'closed')).toMatchObject({ rating: 4 });
    expect(await client.event('rated')).toMatchObject({ text: 'Ada rated 4 of 5' });
    expect((await client.event('survey')).text).toBe('The survey began');
    const texts = [...client.lines.values()].map((it) => it.text);
    expect(texts).toContain('greeter closed the conversation');
    expect(texts).toContain('Quick and kind.');
  });

  it('closes the conversation', async () => {
    const { client } = await deskWithBot((bot) => bot.hears(/.*/, (chat) => chat.reply('Hello')));
    await client.consumerSays('Hi');
    await client.message('Hello');
    const { id: conversationId } = await client.conversation();

    await client.run('consumerCloses', { conversationId });

    expect(await client.event('closed')).toMatchObject({ text: 'Ada closed the conversation' });
    expect(await client.conversation((it) => it.state === 'closed')).toMatchObject({
      last: 'Ada closed the conversation',
    });
  });

  it.each([
    ['HTML', '<img src=x onerror=alert(1)><script>alert(1)</script>'],
    ['right-to-left text', '\u202eevil\u202c \u05e9\u05dc\u05d5\u05dd'],
    ['control characters', 'a\u0000b\u0007\u001b[31mc\u2028d'],
    ['100 kB', 'x'.repeat(100_000)],
    ['a lone surrogate', 'a\ud800b'],
  ])('says %s, and the text is unchanged on both sides', async (_, text) => {
    const { client } = await deskWithBot((bot) =>
      bot.hears(/[^]*/, (chat, turn) => chat.reply(`>${turn.text.length}`)),
    );

    await client.consumerSays(text);

    await client.message(`>${text.length}`);
    const shown = await client.message(text);
    expect(shown.from.kind).toBe('consumer');
  });
});
