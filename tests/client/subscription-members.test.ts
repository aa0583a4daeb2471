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

/** Members of one subscription, with records of their reports and requests. */
function subscribed(gone: readonly string[] = []): {
  readonly members: SubscriptionMembers;
  readonly reported: string[];
  readonly requested: string[];
  /** Subscriptions whose snapshot was reported as complete. */
  readonly complete: string[];
  notify(...ids: string[]): void;
} {
  const reported: string[] = [];
  const requested: string[] = [];
  const complete: string[] = [];
  const members = new SubscriptionMembers({
    report: (event, subscriptionId, changes) => {
      for (const { type, result } of changes) reported.push(`${event} ${subscriptionId} ${type} ${String(result)}`);
    },
    snapshotComplete: (event, subscriptionId) => void complete.push(`${event} ${subscriptionId}`),
    isGone: async (id) => {
      requested.push(id);
      return gone.includes(id);
    },
  });
  const notify = (...ids: string[]): void =>
    members.observe('changed', 's', { changes: ids.map(upsert), isComplete: true }, ({ result }) => String(result));
  members.begin();
  members.subscribed('s', 'changed');
  return { members, reported, requested, complete, notify };
}

async function after(ms: number): Promise<void> {
  vi.advanceTimersByTime(ms);
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}

describe('a member missing in the snapshot of the next connection', () => {
  it('is reported once as DELETE', async () => {
    const { members, reported, notify } = subscribed();
    notify('a', 'b', 'c');
    members.begin();
    members.subscribed('s', 'changed');

    notify('b', 'd');
    await after(500);
    notify('b');
    await after(60_000);

    expect(reported).toEqual(['changed s DELETE a', 'changed s DELETE c']);
  });

  it('is reported if the snapshot arrives before the response', async () => {
    const { members, reported, notify } = subscribed();
    notify('a');
    members.begin();
    notify();
    members.subscribed('s', 'changed');
    await after(500);

    expect(reported).toEqual(['changed s DELETE a']);
  });

  it('is not reported if a change arrives before a snapshot that contains it', async () => {
    const { members, reported, notify } = subscribed();
    notify('a', 'b');
    members.begin();
    members.subscribed('s', 'changed');

    notify('b');
    await after(900);
    notify('a', 'b');
    await after(60_000);

    expect(reported).toEqual([]);
  });

  it('is not reported if the snapshot has a thousand entries and may be truncated', async () => {
    const { members, reported, requested, notify } = subscribed();
    notify('a');
    members.begin();
    members.subscribed('s', 'changed');

    notify(...Array.from({ length: 1_000 }, (_, n) => `other-${n}`));
    await after(60_000);

    expect([reported, requested]).toEqual([[], []]);
  });

  it('is not reported if a change of the snapshot was malformed', async () => {
    const { members, reported, notify } = subscribed();
    notify('a', 'b', 'c');
    members.begin();
    members.subscribed('s', 'changed');

    members.observe('changed', 's', { changes: [upsert('b'), upsert('c')], isComplete: false }, ({ result }) =>
      String(result),
    );
    await after(60_000);

    expect(reported).toEqual([]);
  });

  it('is reported after a second if the snapshot has one entry, which may be a change', async () => {
    const { members, reported, notify } = subscribed();
    notify('a', 'b');
    members.begin();
    members.subscribed('s', 'changed');

    notify('b');
    await after(999);
    expect(reported).toEqual([]);
    await after(1);

    expect(reported).toEqual(['changed s DELETE a']);
  });

  it('is not reported if a DELETE was received before', async () => {
    const { members, reported, notify } = subscribed();
    notify('a', 'b');
    members.observe('changed', 's', { changes: [{ type: 'DELETE', result: 'a' }], isComplete: true }, ({ result }) =>
      String(result),
    );
    members.begin();
    members.subscribed('s', 'changed');

    notify('b');
    await after(60_000);

    expect(reported).toEqual([]);
  });

  it('is reported under the id of the subscription that replaced the old one', async () => {
    const { members, reported, notify } = subscribed();
    notify('a', 'b');
    members.begin();
    members.observe('changed', 'new', { changes: [upsert('b')], isComplete: true }, ({ result }) => String(result));

    members.subscribed('new', 'changed', 's');
    await after(500);

    expect(reported).toEqual(['changed new DELETE a']);
  });
});

describe('without a snapshot within five seconds of the response', () => {
  it('each member is requested, and only those that are gone are reported', async () => {
    const { members, reported, requested, notify } = subscribed(['a']);
    notify('a', 'b');
    members.begin();
    members.subscribed('s', 'changed');

    await after(4_999);
    expect(requested).toEqual([]);
    await after(1);

    expect(requested).toEqual(['a', 'b']);
    expect(reported).toEqual(['changed s DELETE a']);
  });

  it('a missing member is reported on the next connection if this one is lost meanwhile', async () => {
    const { members, reported, notify } = subscribed();
    notify('a');
    members.begin();
    members.subscribed('s', 'changed');
    await after(1_000);
    members.suspend();
    await after(60_000);
    expect(reported).toEqual([]);

    members.begin();
    members.subscribed('s', 'changed');
    notify();
    await after(500);

    expect(reported).toEqual(['changed s DELETE a']);
  });
});

describe('the end of a snapshot', () => {
  it('is reported once per connection, after the missing members', async () => {
    const { members, reported, complete, notify } = subscribed();
    notify('a', 'b');
    await after(500);
    expect(complete).toEqual(['changed s']);
    members.begin();
    members.subscribed('s', 'changed');

    notify('b');
    await after(999);
    expect([reported, complete.length]).toEqual([[], 1]);
    await after(1);
    notify('b', 'c');
    await after(60_000);

    expect(reported).toEqual(['changed s DELETE a']);
    expect(complete).toEqual(['changed s', 'changed s']);
  });

  it('is reported at once if the snapshot has a thousand entries', async () => {
    const { complete, notify } = subscribed();

    notify(...Array.from({ length: 1_000 }, (_, n) => `id-${n}`));

    expect(complete).toEqual(['changed s']);
  });

  it('is reported after five seconds without a notification', async () => {
    const { requested, complete } = subscribed();

    await after(4_999);
    expect(complete).toEqual([]);
    await after(1);

    expect([requested, complete]).toEqual([[], ['changed s']]);
  });

  it('is not reported for an ended subscription or one without members', async () => {
    const { members, complete } = subscribed();
    members.subscribed('other', undefined);

    members.ended('s');
    await after(60_000);

    expect(complete).toEqual([]);
  });
});
