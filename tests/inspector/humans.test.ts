import { describe, expect, it } from 'vitest';
import type { Bot } from '../../src/bot/index.js';
import { deskWithBot, type DeskClient } from './desk-client.js';

function handsOff(bot: Bot): void {
  bot.hears('person', (chat) =>
    chat.handOff({ skill: 'humans' }, { summary: 'Asked for a person.', say: 'A colleague will help you.' }),
  );
  bot.hears(/.*/, (chat, { text }) => chat.reply(`Bot: ${text}`));
  bot.on('back', (chat) => chat.reply('I am back'));
}

async function sam(client: DeskClient): Promise<string> {
  return (await client.run('addHuman', { name: 'Sam' })).humanId;
}

async function ringOf(client: DeskClient): Promise<NonNullable<DeskClient['desk']>['humans'][number]['rings'][number]> {
  return client.until(({ desk }) => desk?.humans[0]?.rings[0]);
}

describe('a human agent', () => {
  it('gets a ring with its countdown and the reason, accepts, talks, and gives the conversation back to the bot', async () => {
    const { client } = await deskWithBot(handsOff);
    const humanId = await sam(client);
    const consumerId = await client.consumerSays('person');
    const ring = await ringOf(client);

    await client.run('accept', { humanId, ringId: ring.ringId });
    const { conversationId } = ring;
    await client.run('humanSays', { humanId, conversationId, text: 'Hello, Sam here', isPrivate: false });
    await client.run('say', { consumerId, text: 'Thanks' });
    const { userId } = client.desk?.bot ?? { userId: '' };
    await client.run('transfer', { humanId, conversationId, to: { userId } });
    await client.message('I am back');
    await client.run('say', { consumerId, text: 'and now?' });

    expect(ring).toMatchObject({
      consumerName: 'Ada',
      skill: 'humans',
      reason: 'Asked for a person.',
      lengthMs: expect.closeTo(72_000, -3),
    });
    await client.message('Bot: and now?');
    const texts = [...client.lines.values()].map((it) => it.text);
    expect(texts).toEqual([
      'Conversation started',
      'person',
      'greeter accepted after 0 s',
      'A colleague will help you.',
      'Asked for a person.',
      'greeter transferred to skill humans',
      'Sam accepted after 0 s',
      'Hello, Sam here',
      'Thanks',
      'Sam transferred to greeter',
      'greeter accepted after 0 s',
      'I am back',
      'and now?',
      'Bot: and now?',
    ]);
    expect(await client.message('Hello, Sam here')).toMatchObject({
      from: { kind: 'human', id: humanId, name: 'Sam' },
    });
  });

  it('rejects a ring, and the conversation waits', async () => {
    const { client } = await deskWithBot(handsOff);
    const humanId = await sam(client);
    await client.consumerSays('person');
    const { ringId } = await ringOf(client);

    await client.run('reject', { humanId, ringId });

    const { waitingSince } = await client.conversation((it) => it.skill === 'humans' && it.ringUntil === undefined);
    expect(client.desk?.humans[0]?.rings).toEqual([]);
    expect(client.desk?.queues).toContainEqual({ skill: 'humans', waiting: 1, longestSince: waitingSince });
  });

  it('is told why a ring that another agent took cannot be accepted', async () => {
    const { client } = await deskWithBot(handsOff);
    const humanId = await sam(client);
    const { humanId: kim } = await client.run('addHuman', { name: 'Kim' });
    await client.consumerSays('person');
    const { ringId } = await ringOf(client);
    const other = await client.until(({ desk }) => desk?.humans.find(({ id }) => id === kim)?.rings[0]);
    await client.run('accept', { humanId: kim, ringId: other.ringId });

    const response = await client.post('accept', { humanId, ringId });

    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({ error: expect.stringMatching(/Ring is already CANCELLED/) });
  });

  it('takes a conversation over from the bot, which answers no more', async () => {
    const { client } = await deskWithBot(handsOff);
    const humanId = await sam(client);
    const consumerId = await client.consumerSays('hi');
    await client.message('Bot: hi');
    const { id: conversationId } = await client.conversation();

    await client.run('takeOver', { humanId, conversationId });
    await client.conversation((it) => it.assigned?.kind === 'human');
    await client.run('say', { consumerId, text: 'still there?' });
    await client.run('humanSays', { humanId, conversationId, text: 'Yes', isPrivate: false });

    await client.message('Yes');
    const texts = [...client.lines.values()].map((it) => it.text);
    expect(texts).toContain('Sam took over from greeter');
    expect(texts).not.toContain('Bot: still there?');
    expect(client.desk?.humans[0]?.conversationIds).toEqual([conversationId]);
  });

  it('whispers, writes a note and sends a file', async () => {
    const { client } = await deskWithBot(handsOff);
    const humanId = await sam(client);
    await client.consumerSays('hi');
    await client.message('Bot: hi');
    const { id: conversationId } = await client.conversation();
    await client.run('takeOver', { humanId, conversationId });

    await client.run('humanSays', { humanId, conversationId, text: 'No return below 40', isPrivate: true });
    await client.run('writeNote', { humanId, conversationId, text: 'Replacement approved.' });
    await client.run('humanSendsFile', {
      humanId,
      conversationId,
      name: 'label.pdf',
      base64: Buffer.from('%PDF').toString('base64'),
      caption: 'Label',
    });

    expect(await client.message('No return below 40')).toMatchObject({ isPrivate: true });
    expect(await client.message('Label')).toMatchObject({ file: { name: 'label.pdf', type: 'PDF', bytes: 4 } });
    expect(await client.conversation((it) => it.note !== undefined)).toMatchObject({ note: 'Replacement approved.' });
  });

  it('gives a conversation back to the queue, and closes another one', async () => {
    const { client } = await deskWithBot((bot) => bot.hears(/.*/, (chat) => chat.reply('Hello')));
    const humanId = await sam(client);
    await client.consumerSays('one');
    await client.message('Hello');
    const { id: conversationId } = await client.conversation();
    await client.run('takeOver', { humanId, conversationId });

    await client.run('transfer', { humanId, conversationId, to: { queue: true } });
    await client.run('takeOver', { humanId, conversationId });
    await client.run('humanCloses', { humanId, conversationId });

    expect((await client.event('queued')).text).toBe('Sam gave the conversation back to the queue of skill bot');
    expect((await client.event('closed')).text).toBe('Sam closed the conversation');
  });

  it('is away, and gets no rings', async () => {
    const { client } = await deskWithBot(handsOff);
    const humanId = await sam(client);
    await client.run('setAvailability', { humanId, availability: 'away' });

    await client.consumerSays('person');
    await client.conversation((it) => it.skill === 'humans' && it.waitingSince !== undefined);

    expect(client.desk?.humans[0]).toMatchObject({ availability: 'away', rings: [] });
    await client.run('setAvailability', { humanId, availability: 'online' });
    await ringOf(client);
  });

  it('cannot speak in a conversation without taking part', async () => {
    const { client } = await deskWithBot(handsOff);
    const humanId = await sam(client);
    await client.consumerSays('hi');
    const { id: conversationId } = await client.conversation();

    const response = await client.post('humanSays', { humanId, conversationId, text: 'Hi', isPrivate: false });

    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({
      error: 'The platform refused publishEvent of sam: 403 Agent is not a participant of the dialog',
    });
  });
});
