import { describe, expect, it } from 'vitest';
import type { Conversation, ConversationEvent } from '../../src/bot/index.js';
import { accepted, away, takeOver, told, world, type World } from './world.js';

function collected({ conversations }: World): string[] {
  const events: string[] = [];
  for (const type of ['opened', 'left', 'closed', 'joined', 'transferred', 'takenOver', 'back'] as const) {
    conversations.on(
      type,
      (_: Conversation, event: ConversationEvent) =>
        void events.push(event.type === 'left' ? `left (${event.why})` : event.type),
    );
  }
  return events;
}

describe('after a reconnect', () => {
  it('a conversation that was closed meanwhile is told as closed, once', async () => {
    const here = await world();
    const { consumer } = await accepted(here);
    const events = collected(here);
    const closed = told(here.conversations, 'closed');

    await away(here, () => consumer.close());
    await closed;

    expect(events).toEqual(['closed']);
    expect(here.conversations.size).toBe(0);
  });

  it('a conversation that another agent has taken meanwhile is told as left, once', async () => {
    const here = await world();
    const { conversation } = await accepted(here);
    const human = await here.colleague();
    const events = collected(here);
    const left = told(here.conversations, 'left');

    await away(here, () => takeOver(human, here, conversation.id));
    await left;

    expect(events).toEqual(['left (unknown)']);
  });

  it('a manager who has joined meanwhile is told, and what is unchanged is not', async () => {
    const here = await world();
    const { conversation } = await accepted(here);
    await accepted(here);
    const human = await here.colleague();
    const events = collected(here);
    const joined = told(here.conversations, 'joined');

    await away(here, () =>
      human.updateConversationField({
        conversationId: conversation.id,
        conversationField: { field: 'ParticipantsChange', type: 'ADD', role: 'MANAGER' },
      }),
    );

    expect(await joined).toBe(conversation);
    expect(events).toEqual(['joined']);
  });

  it('a conversation that comes back after it was taken away is told as back', async () => {
    const here = await world();
    const { conversation } = await accepted(here);
    const human = await here.colleague();
    const events = collected(here);
    const left = told(here.conversations, 'left');
    await takeOver(human, here, conversation.id);
    await left;
    const back = told(here.conversations, 'back');

    const [user, other] = here.simulator.agents;
    await human.updateConversationField({
      conversationId: conversation.id,
      conversationField: [
        { field: 'ParticipantsChange', type: 'REMOVE', role: 'ASSIGNED_AGENT', userId: other?.legacyId },
        { field: 'ParticipantsChange', type: 'ADD', role: 'ASSIGNED_AGENT', userId: user?.legacyId },
      ],
    });

    expect(await back).toBe(conversation);
    expect(conversation.isMine).toBe(true);
    expect(events.filter((type) => type === 'back')).toHaveLength(1);
  });
});
