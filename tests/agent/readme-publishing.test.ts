import { describe, expect, it } from 'vitest';
import { connectedTo, next, startPlatform } from '../support/agents.js';
import { quickReplies, richContent } from '../support/readme-bodies.js';
import { talk } from '../support/conversations.js';

describe('what the README of node-agent-sdk shows of publishing', () => {
  it('uploads a file, publishes it, and downloads it', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    const consumer = await talk(simulator, agent);
    const content = Buffer.from('picture');

    const upload = await agent.generateURLForUploadFile({ fileSize: 5020, fileType: 'JPEG' });
    const { relativePath, queryParams } = upload;
    await agent.callService('swift', relativePath, { method: 'PUT', query: queryParams, body: content, auth: 'none' });
    const published = await agent.publishEvent({
      dialogId: consumer.dialogId,
      event: {
        type: 'ContentEvent',
        contentType: 'hosted/file',
        message: { caption: 'some text here', relativePath, fileType: 'JPEG' },
      },
    });
    const download = await agent.generateURLForDownloadFile({ relativePath });

    const signed = { temp_url_sig: expect.any(String) as string, temp_url_expires: expect.any(String) as string };
    expect(upload).toEqual({ relativePath: expect.any(String) as string, queryParams: signed });
    expect(download).toEqual({ relativePath, queryParams: signed });
    expect(published).toEqual({ sequence: 1 });
    expect(await consumer.hears('some text here')).toMatchObject({ event: { contentType: 'hosted/file' } });
    const { body } = await agent.callService('swift', relativePath, {
      query: download.queryParams,
      auth: 'none',
      answer: 'bytes',
    });
    expect(body).toEqual(content);
  });

  it('publishes a text', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    const consumer = await talk(simulator, agent);

    const result = await agent.publishEvent({
      dialogId: consumer.dialogId,
      event: { type: 'ContentEvent', contentType: 'text/plain', message: 'hello world!' },
    });

    expect(result).toEqual({ sequence: 1 });
    await consumer.hears('hello world!');
  });

  it('publishes a private text, which the consumer does not get', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    const consumer = await talk(simulator, agent);

    const result = await agent.publishEvent({
      dialogId: consumer.dialogId,
      event: { type: 'ContentEvent', contentType: 'text/plain', message: 'hello private message!' },
      messageAudience: 'AGENTS_AND_MANAGERS',
    });

    expect(result).toEqual({ sequence: 1 });
    expect(consumer.heard).toEqual([]);
  });

  it.each(['COMPOSING', 'ACTIVE'] as const)('publishes the chat state %s', async (chatState) => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    const consumer = await talk(simulator, agent);

    const result = await agent.publishEvent({
      dialogId: consumer.dialogId,
      event: { type: 'ChatStateEvent', chatState },
    });

    expect(result).toEqual({ sequence: 0 });
  });

  it('publishes quick replies, of which the consumer clicks one', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    const consumer = await talk(simulator, agent);
    const answer = next(
      agent,
      'ms.MessagingEventNotification',
      ({ changes }) => changes[0]?.event.type === 'AcceptStatusEvent',
    );

    const result = await agent.publishEvent({
      dialogId: consumer.dialogId,
      event: { type: 'ContentEvent', contentType: 'text/plain', message: 'hello world!', quickReplies },
    });
    await consumer.hears('hello world!');
    await consumer.click('Yes');

    expect(result).toEqual({ sequence: 1 });
    const [{ changes }] = await answer;
    expect(changes[0]).toMatchObject({
      event: { type: 'AcceptStatusEvent', status: 'ACTION', sequenceList: [1] },
      metadata: [{ type: 'ExternalId', id: 'Yes-1234' }],
    });
  });

  it.each([
    ['a card', {}],
    ['a card with quick replies', { quickReplies }],
  ])('publishes %s with the metadata id that reports use', async (_, more) => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    const consumer = await talk(simulator, agent);

    const result = await agent.publishEvent(
      { dialogId: consumer.dialogId, event: { type: 'RichContentEvent', content: richContent, ...more } },
      { metadata: [{ type: 'ExternalId', id: 'MY_CARD_ID' }] },
    );

    expect(result).toEqual({ sequence: 1 });
    expect(await consumer.hears(/Product Name/)).toMatchObject({
      metadata: [{ type: 'ExternalId', id: 'MY_CARD_ID' }],
      event: { type: 'RichContentEvent', content: richContent, ...more },
    });
  });
});
