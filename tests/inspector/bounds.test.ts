import { describe, expect, it } from 'vitest';
import { connectedTo } from '../support/agents.js';
import { desk, DeskClient } from './desk-client.js';

describe('what the desk keeps', () => {
  it('are the newest 2000 rows of 10 000 frames, and the newest 500 lines of a conversation', async () => {
    const { client, simulator, inspector } = await desk({ retention: { messages: 600, closedConversations: 10 } });
    await using agent = await connectedTo(simulator);
    const consumerId = await client.consumerSays('Hi');
    const { id: dialogId } = await client.conversation();
    await agent.updateConversationField({
      conversationId: dialogId,
      conversationField: [{ field: 'ParticipantsChange', type: 'ADD', role: 'ASSIGNED_AGENT' }],
    });
    for (let count = 0; count < 50; count += 1) {
      const texts = Array.from({ length: 100 }, (_, index) => `${count * 100 + index}`);
      await Promise.all(
        texts.map(async (message) =>
          agent.publishEvent({ dialogId, event: { type: 'ContentEvent', contentType: 'text/plain', message } }),
        ),
      );
    }
    await client.message('4999');
    await client.run('say', { consumerId, text: 'last' });

    const late = new DeskClient(inspector.address);
    await late.message('last');
    const newest = await late.until(({ rows }) => (rows.size >= 2_000 ? [...rows.keys()] : undefined));

    // A request and the notification of its message, each time.
    expect(newest.at(-1)).toBeGreaterThan(10_000);
    expect(newest.length).toBeLessThan(2_010);
    expect(late.lines.size).toBeLessThanOrEqual(501);
    expect(await late.detail(newest.at(-1) ?? 0)).toHaveProperty('request');
    expect((await fetch(late.url('/inspector/frames/1'))).status).toBe(404);
    expect(simulator.conversation(dialogId)?.dialogs[0]?.messages.length).toBeLessThanOrEqual(1_200);
    late.close();
  });

  it('are the open conversations, and the newest 50 closed ones', async () => {
    const { client } = await desk();
    const { consumerId } = await client.run('addConsumer', {});
    const first = await client.run('startConversation', { consumerId });
    for (let count = 0; count < 52; count += 1) {
      const { conversationId } = await client.run('startConversation', { consumerId });
      await client.run('consumerCloses', { conversationId });
    }

    const { conversations } = await client.until(({ desk: it }) =>
      it?.conversations.length === 51 && it.conversations.every(({ state }, at) => at === 0 || state === 'closed')
        ? it
        : undefined,
    );

    expect(conversations[0]).toMatchObject({ id: first.conversationId, state: 'open' });
  });
});

describe('a page', () => {
  it('that reads too slowly is skipped, and gets everything anew when it reads again', async () => {
    const { client, inspector } = await desk();
    const { consumerId } = await client.run('addConsumer', {});
    const slow = new DeskClient(inspector.address);
    await slow.until((it) => it.desk);
    slow.pause();
    const text = 'x'.repeat(400_000);
    for (let count = 0; count < 30; count += 1) {
      await client.run('say', { consumerId, text: `${count} ${text}` });
      await client.message(`${count} ${text}`);
    }
    const before = slow.pushes.desk;

    slow.resume();

    await slow.message(`29 ${text}`);
    expect([...slow.lines.values()].filter((it) => it.kind === 'message')).toHaveLength(30);
    expect(slow.pushes.desk).toBeGreaterThan(before);
    // The pushes of the time when the page was skipped never come.
    expect(slow.pushes.lines).toBeLessThan(30);
    slow.close();
  });

  it('gets changes in batches: many messages make few pushes', async () => {
    const { client, simulator } = await desk();
    const ada = simulator.consumer({ firstName: 'Ada' });
    await ada.startConversation();
    for (let count = 0; count < 500; count += 1) await ada.say(`${count}`);

    await client.message('499');

    expect(client.pushes.lines).toBeLessThan(60);
    expect([...client.lines.values()].filter(({ kind }) => kind === 'message')).toHaveLength(500);
  });
});
