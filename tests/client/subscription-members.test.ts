import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SubscriptionMembers } from '../../src/client/subscription-members.js';
import type { AnyChange } from '../../src/protocol/define.js';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

const upsert = (id: string): AnyChange => ({ type: 'UPSERT', result: id });

/** What is reported, and what is asked for. */
function watched(gone: readonly string[] = []): {
  readonly members: SubscriptionMembers;
  readonly reported: string[];
  readonly asked: string[];
  /** Subscriptions whose snapshot was reported to have ended. */
  readonly ended: string[];
  tell(...ids: string[]): void;
} {
  const reported: string[] = [];
  const asked: string[] = [];
  const ended: string[] = [];
  const members = new SubscriptionMembers({
    report: (event, subscriptionId, changes) => {
      for (const { type, result } of changes) reported.push(`${event} ${subscriptionId} ${type} ${String(result)}`);
    },
    snapshotEnded: (event, subscriptionId, isWhole) =>
      void ended.push(`${event} ${subscriptionId}${isWhole ? '' : ' in part'}`),
    isGone: async (id) => {
      asked.push(id);
      return gone.includes(id);
    },
  });
  const tell = (...ids: string[]): void =>
    members.observe('changed', 's', { changes: ids.map(upsert), isComplete: true }, ({ result }) => String(result));
  members.begin();
  members.subscribed('s', 'changed');
  return { members, reported, asked, ended, tell };
}

async function after(ms: number): Promise<void> {
  vi.advanceTimersByTime(ms);
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}

describe('a member missing in the snapshot of the next connection', () => {
  it('is reported once as DELETE', async () => {
    const { members, reported, tell } = watched();
    tell('a', 'b', 'c');
    members.begin();
    members.subscribed('s', 'changed');

    tell('b', 'd');
    await after(500);
    tell('b');
    await after(60_000);

    expect(reported).toEqual(['changed s DELETE a', 'changed s DELETE c']);
  });

  it('is reported if the snapshot arrives before the response', async () => {
    const { members, reported, tell } = watched();
    tell('a');
    members.begin();
    tell();
    members.subscribed('s', 'changed');
    await after(500);

    expect(reported).toEqual(['changed s DELETE a']);
  });

  it('is not reported if a change arrives before a snapshot that contains it', async () => {
    const { members, reported, tell } = watched();
    tell('a', 'b');
    members.begin();
    members.subscribed('s', 'changed');

    tell('b');
    await after(900);
    tell('a', 'b');
    await after(60_000);

    expect(reported).toEqual([]);
  });

  it('is not reported if the snapshot has a thousand entries and may be truncated', async () => {
    const { members, reported, asked, tell } = watched();
    tell('a');
    members.begin();
    members.subscribed('s', 'changed');

    tell(...Array.from({ length: 1_000 }, (_, n) => `other-${n}`));
    await after(60_000);

    expect([reported, asked]).toEqual([[], []]);
  });

  it('is not reported if a change of the snapshot was malformed', async () => {
    const { members, reported, tell } = watched();
    tell('a', 'b', 'c');
    members.begin();
    members.subscribed('s', 'changed');

    members.observe('changed', 's', { changes: [upsert('b'), upsert('c')], isComplete: false }, ({ result }) =>
      String(result),
    );
    await after(60_000);

    expect(reported).toEqual([]);
  });

  it('is reported after a second if the snapshot has one entry, which may be a change', async () => {
    const { members, reported, tell } = watched();
    tell('a', 'b');
    members.begin();
    members.subscribed('s', 'changed');

    tell('b');
    await after(999);
    expect(reported).toEqual([]);
    await after(1);

    expect(reported).toEqual(['changed s DELETE a']);
  });

  it('is not reported if a DELETE was received before', async () => {
    const { members, reported, tell } = watched();
    tell('a', 'b');
    members.observe('changed', 's', { changes: [{ type: 'DELETE', result: 'a' }], isComplete: true }, ({ result }) =>
      String(result),
    );
    members.begin();
    members.subscribed('s', 'changed');

    tell('b');
    await after(60_000);

    expect(reported).toEqual([]);
  });

  it('is reported under the id of the subscription that replaced the old one', async () => {
    const { members, reported, tell } = watched();
    tell('a', 'b');
    members.begin();
    members.observe('changed', 'new', { changes: [upsert('b')], isComplete: true }, ({ result }) => String(result));

    members.subscribed('new', 'changed', 's');
    await after(500);

    expect(reported).toEqual(['changed new DELETE a']);
  });
});

describe('without a snapshot within five seconds of the response', () => {
  it('each member is requested, and only those that are gone are reported', async () => {
    const { members, reported, asked, tell } = watched(['a']);
    tell('a', 'b');
    members.begin();
    members.subscribed('s', 'changed');

    await after(4_999);
    expect(asked).toEqual([]);
    await after(1);

    expect(asked).toEqual(['a', 'b']);
    expect(reported).toEqual(['changed s DELETE a']);
  });

  it('a missing member is reported on the next connection if this one is lost meanwhile', async () => {
    const { members, reported, tell } = watched();
    tell('a');
    members.begin();
    members.subscribed('s', 'changed');
    await after(1_000);
    members.suspend();
    await after(60_000);
    expect(reported).toEqual([]);

    members.begin();
    members.subscribed('s', 'changed');
    tell();
    await after(500);

    expect(reported).toEqual(['changed s DELETE a']);
  });
});

describe('the end of a snapshot', () => {
  it('is reported once per connection, after the members that are gone', async () => {
    const { members, reported, ended, tell } = watched();
    tell('a', 'b');
    await after(500);
    expect(ended).toEqual(['changed s']);
    members.begin();
    members.subscribed('s', 'changed');

    tell('b');
    await after(999);
    expect([reported, ended.length]).toEqual([[], 1]);
    await after(1);
    tell('b', 'c');
    await after(60_000);

    expect(reported).toEqual(['changed s DELETE a']);
    expect(ended).toEqual(['changed s', 'changed s']);
  });

  it('is reported at once where the snapshot has a thousand entries', async () => {
    const { ended, tell } = watched();

    tell(...Array.from({ length: 1_000 }, (_, n) => `id-${n}`));

    expect(ended).toEqual(['changed s in part']);
  });

  it('is reported after five seconds where nothing matches and no notification comes', async () => {
    const { asked, ended } = watched();

    await after(4_999);
    expect(ended).toEqual([]);
    await after(1);

    expect([asked, ended]).toEqual([[], ['changed s in part']]);
  });

  it('says that members may be missing where a change could not be read', () => {
    const { members, ended } = watched();

    members.observe('changed', 's', { changes: [upsert('b')], isComplete: false }, ({ result }) => String(result));

    expect(ended).toEqual(['changed s in part']);
  });

  it('that has a thousand entries proves nothing about the members of the subscription that it replaces', async () => {
    const { members, reported, ended, tell } = watched();
    tell('a', 'b');
    members.begin();
    const changes = Array.from({ length: 1_000 }, (_, n) => upsert(`id-${n}`));
    members.observe('changed', 'new', { changes, isComplete: true }, ({ result }) => String(result));

    members.subscribed('new', 'changed', 's');
    await after(60_000);

    expect([reported, ended]).toEqual([[], ['changed new in part']]);
  });

  it('is left to a snapshot that comes while the members are asked for', async () => {
    const { members, ended, tell } = watched();
    tell('a', 'b');
    members.begin();
    members.subscribed('s', 'changed');
    vi.advanceTimersByTime(5_000);

    tell('a', 'b');
    await after(499);
    expect(ended).toEqual([]);
    await after(1);

    expect(ended).toEqual(['changed s']);
  });

  it('is not reported for a subscription that was ended, or is not about members', async () => {
    const { members, ended } = watched();
    members.subscribed('other', undefined);

    members.ended('s');
    await after(60_000);

    expect(ended).toEqual([]);
  });
});
