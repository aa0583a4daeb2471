import { describe, expect, it } from 'vitest';
import { desk } from './desk-client.js';

describe('a command is refused with a sentence', () => {
  it.each<[string, string, unknown, number, RegExp]>([
    ['unknown', 'explode', {}, 404, /no command explode/],
    ['of a prototype', 'constructor', {}, 404, /no command constructor/],
    ['without its input', 'say', {}, 400, /say cannot be read:.*consumerId/s],
    ['with a misspelt member', 'addConsumer', { nam: 'Ada' }, 400, /nam/],
    ['with an empty text', 'say', { consumerId: 'c', text: '' }, 400, /text/],
    ['for an unknown consumer', 'say', { consumerId: 'c', text: 'Hi' }, 404, /no consumer c/],
    ['for an unknown conversation', 'read', { conversationId: 'x' }, 404, /no conversation x/],
    ['for an unknown message', 'sayAgain', { lineId: 'x:1' }, 404, /no message x:1/],
    ['for an unknown human', 'accept', { humanId: 'h', ringId: 'r' }, 404, /no human agent h/],
    ['for an unknown row', 'sendAgain', { rowId: 77 }, 404, /no row 77/],
    ['with a fault that there is not', 'fault', { name: 'melt', settings: {} }, 400, /name/],
    [
      'with a request that there is not',
      'fault',
      { name: 'refuse', settings: { request: 'x', code: 429, times: 1 } },
      400,
      /request/,
    ],
    ['with a code that is no error', 'fault', { name: 'close', settings: { code: 7 } }, 400, /code/],
    ['without a bot that the desk started', 'restartBot', {}, 400, /has not started this bot/],
    ['that takes nothing back', 'disarm', { name: 'refuse' }, 400, /No refusal is armed/],
  ])('%s', async (_, name, input, status, error) => {
    const { client } = await desk();

    const response = await client.post(name, input);

    expect(response.status).toBe(status);
    expect(await response.json()).toEqual({ error: expect.stringMatching(error) });
  });

  it('whose body is no JSON', async () => {
    const { client } = await desk();

    const response = await fetch(client.url('/inspector/addConsumer'), { method: 'POST', body: '{' });

    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({ error: 'The body is no JSON' });
  });

  it('whose body is longer than any file', async () => {
    const { client } = await desk();

    const response = await client.post('sendFile', {
      consumerId: 'c',
      name: 'big.pdf',
      base64: 'A'.repeat(6_000_000),
    });

    expect(response.status).toBe(413);
  });

  it('whose file the platform would not take, and no conversation is started', async () => {
    const { client } = await desk();
    const { consumerId } = await client.run('addConsumer', {});

    const response = await client.post('sendFile', {
      consumerId,
      name: 'big.pdf',
      base64: Buffer.alloc(3_200_000).toString('base64'),
    });

    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({ error: expect.stringMatching(/big\.pdf has 3200000 bytes/) });
    expect(client.desk?.conversations).toEqual([]);
  });

  it('that comes with GET', async () => {
    const { client } = await desk();

    expect((await fetch(client.url('/inspector/addConsumer'))).status).toBe(404);
  });

  it('in a conversation of another consumer', async () => {
    const { client } = await desk();
    await client.consumerSays('Hi');
    const { id: conversationId } = await client.conversation();
    const { consumerId } = await client.run('addConsumer', {});

    const response = await client.post('say', { consumerId, conversationId, text: 'Hi' });

    expect(response.status).toBe(400);
  });

  it('in a closed conversation', async () => {
    const { client } = await desk();
    const consumerId = await client.consumerSays('Hi');
    const { id: conversationId } = await client.conversation();
    await client.run('consumerCloses', { conversationId });

    const response = await client.post('say', { consumerId, conversationId, text: 'Hi' });

    expect(await response.json()).toEqual({ error: 'The conversation is closed' });
  });
});

describe('the names that the desk gives', () => {
  it('are Ada, Grace and visitors, Sam, Kim and numbers', async () => {
    const { client } = await desk();

    for (let count = 0; count < 3; count += 1) {
      await client.run('addConsumer', {});
      await client.run('addHuman', {});
    }
    const { consumers, humans } = await client.until((it) => (it.desk?.humans.length === 3 ? it.desk : undefined));

    expect(consumers.map(({ name }) => name)).toEqual(['Ada', 'Grace', expect.stringMatching(/^Visitor [0-9a-f]{4}$/)]);
    expect(humans.map(({ name }) => name)).toEqual(['Sam', 'Kim', 'Agent 3']);
    expect(humans[0]).toMatchObject({ skills: ['humans'], availability: 'online', rings: [], conversationIds: [] });
  });
});
