import { expect, it } from 'vitest';
import { reduce } from '../../src/conversations/snapshot.js';
import type { ConversationChange } from '../../src/protocol/registry.js';

function changeOf(type: 'UPSERT' | 'DELETE', skillId: string, updatedAt: number): ConversationChange {
  const conversationDetails = {
    skillId,
    participants: [
      { id: 'u-9', role: 'CONSUMER' },
      { id: 'me', role: 'ASSIGNED_AGENT' },
    ],
    dialogs: [{ dialogId: 'c-1', dialogType: 'MAIN', channelType: 'MESSAGING', state: 'OPEN' }],
    stage: 'OPEN',
    state: 'OPEN',
    metaDataLastUpdateTs: updatedAt,
  };
  // The members that snapshots are made of.
  return { type, result: { convId: 'c-1', conversationDetails } } as ConversationChange;
}

const known = reduce(undefined, { change: changeOf('UPSERT', '8', 2_000), sentAt: 2_000 });

it('a conversation that is found gone after a reconnect is no member, although the change is an older one', () => {
  // The SDK keeps the change of at most a second before the newest, and knows no time of sending.
  const gone = reduce(known, { change: changeOf('DELETE', '7', 1_500) });

  expect(gone.now).toEqual({ ...known.now, isMember: false });
  expect(Object.isFrozen(gone.now)).toBe(true);
  expect(reduce(gone, { change: changeOf('DELETE', '7', 1_500) })).toBe(gone);
});

it('a late DELETE of the platform that is older than the newest change is ignored', () => {
  expect(reduce(known, { change: changeOf('DELETE', '7', 1_500), sentAt: 1_500 })).toBe(known);
});

it('a conversation that was found gone is a member again with a newer change', () => {
  const gone = reduce(known, { change: changeOf('DELETE', '7', 1_500) });

  expect(reduce(gone, { change: changeOf('UPSERT', '9', 3_000), sentAt: 3_000 }).now).toMatchObject({
    isMember: true,
    skillId: '9',
  });
});
