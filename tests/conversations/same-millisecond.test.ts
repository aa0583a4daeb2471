import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import type { Conversation, ConversationEvent } from '../../src/bot/index.js';
import { accepted, takeOver, world } from './world.js';

const CHANGES = '.ams.aam.ExConversationChangeNotification';

/** Epoch ms of both changes: later than what is known. */
const LATER = 4_000_000_000_000;

interface Frame {
  readonly type?: string;
  readonly body: { readonly changes: readonly Change[] };
}

interface Change {
  readonly type: string;
  readonly result: { readonly conversationDetails: object };
}

describe('two changes of one conversation with the same time', () => {
  it('are both told: a manager joins, and another agent takes the conversation over', async () => {
    const here = await world();
    const { conversation } = await accepted(here);
    const human = await here.colleague();
    const frames: Frame[] = [];
    here.simulator.faults.frames(
      'out',
      (sent) => {
        // The simulator sends frames of this type with changes.
        const frame = sent as Frame;
        if (frame.type === CHANGES) frames.push(frame);
        return frame.type === CHANGES;
      },
      { drop: true },
    );
    await takeOver(human, here, conversation.id);
    const told: ConversationEvent['type'][] = [];
    for (const type of ['joined', 'takenOver'] as const) {
      here.conversations.on(type, (_: Conversation, event: ConversationEvent) => void told.push(event.type));
    }
    const takenOver = once(here.conversations, 'takenOver');
    here.simulator.faults.clear();

    const [first] = frames;
    const changes = frames.flatMap(({ body }) => body.changes).map((change) => at(change, LATER));
    here.simulator.send({ kind: 'notification', type: CHANGES, body: { ...first?.body, changes } });
    await takenOver;

    expect(changes.length).toBeGreaterThan(1);
    expect(told).toEqual(expect.arrayContaining(['takenOver', 'joined']));
    expect(conversation.now?.assignedAgentId).toBe(here.simulator.agents[1]?.pid);
    expect(conversation.isMine).toBe(false);
  });
});

/** The change at another time of the platform, while the conversation still matches: a `DELETE` tells of no joining. */
function at(change: Change, metaDataLastUpdateTs: number): Change {
  const { result } = change;
  const conversationDetails = { ...result.conversationDetails, metaDataLastUpdateTs };
  return { ...change, type: 'UPSERT', result: { ...result, conversationDetails } };
}
