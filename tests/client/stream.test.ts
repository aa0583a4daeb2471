import { describe, expect, it } from 'vitest';
import {
  ConfigurationError,
  type AcknowledgeableItem,
  type AcknowledgeableMessage,
  type Agent,
} from '../../src/index.js';
import { failureOf, next } from '../support/agents.js';
import { HandMade } from '../support/hand-made.js';
import type { Peer, ReceivedFrame } from '../support/socket-server.js';
import { consumerMessage, conversationChange } from '../support/wire.js';

// `agent.notifications()` with a hand-made platform. Messages are in dialog c-1 unless a test names another.

const MESSAGES = '.ams.ms.OnlineEventDistribution';
const CONVERSATIONS = '.ams.aam.ExConversationChangeNotification';

function say(peer: Peer, sequence: number, dialogId = 'c-1'): void {
  peer.send({ kind: 'notification', type: MESSAGES, body: { ...consumerMessage(sequence), dialogId } });
}

function sendConversations(peer: Peer, subscriptionId: string, ...ids: string[]): void {
  const changes = ids.map((id) => conversationChange(id));
  peer.send({ kind: 'notification', type: CONVERSATIONS, body: { subscriptionId, changes } });
}

/** The next message; other items are skipped. */
async function message(reader: AsyncIterator<AcknowledgeableItem>): Promise<AcknowledgeableMessage> {
  for (;;) {
    const { value, done } = await reader.next();
    if (done) throw new Error('The iteration has ended');
    if (value.kind === 'message') return value;
  }
}

/** Responds to history requests with an empty history; other requests are passed to `other`. */
async function answersHistory(peer: Peer, other: (frame: ReceivedFrame) => void = () => {}): Promise<never> {
  for (;;) {
    const frame = await peer.received();
    if (frame.type === '.ams.ms.QueryMessages') peer.answer(frame, []);
    else other(frame);
  }
}

/** The stored position of dialog c-1. */
function positionIn(store: Map<string, number>): number | undefined {
  return [...store.values()][0];
}

const withStore = (store: Map<string, number>) => ({ cursors: store, redelivery: { attempts: 3, firstDelay: 1 } });

/** Resolves when the agent has read all frames sent before. */
async function settled(agent: Agent, peer: Peer): Promise<void> {
  const roundTrip = agent.request('.made.Up');
  for (;;) {
    const frame = await peer.received();
    if (frame.type === '.ams.ms.QueryMessages') peer.answer(frame, []);
    else {
      peer.answer(frame);
      break;
    }
  }
  await roundTrip;
}

describe('a reader that acknowledges', () => {
  it('gets the messages of a dialog in order, each once the previous one is acknowledged', async () => {
    await using platform = await HandMade.start();
    const { agent, peer } = await platform.connected();
    const reader = agent.notifications({ acknowledge: true });
    for (const sequence of [0, 1, 1, 2]) say(peer, sequence);

    const first = await message(reader);
    let isSecondRead = false;
    const second = message(reader).then((item) => ((isSecondRead = true), item));
    await settled(agent, peer);
    expect(isSecondRead).toBe(false);
    first.acknowledge();
    (await second).acknowledge();
    const third = await message(reader);

    expect([first, await second, third]).toMatchObject([
      { dialogId: 'c-1', sequence: 0, attempt: 1, body: { changes: [{ sequence: 0 }] } },
      { dialogId: 'c-1', sequence: 1, attempt: 1 },
      { dialogId: 'c-1', sequence: 2, attempt: 1 },
    ]);
  });

  it('gets messages of other dialogs while one is not acknowledged', async () => {
    await using platform = await HandMade.start();
    const { agent, peer } = await platform.connected();
    const reader = agent.notifications({ acknowledge: true });
    say(peer, 0);
    say(peer, 1);
    say(peer, 0, 'c-2');

    const items = [await message(reader), await message(reader)];

    expect(items.map(({ dialogId }) => dialogId)).toEqual(['c-1', 'c-2']);
  });

  it('moves the position by acknowledging, not by reading', async () => {
    await using platform = await HandMade.start();
    const store = new Map<string, number>();
    const { agent, peer } = await platform.connected(withStore(store));
    void answersHistory(peer);
    const reader = agent.notifications({ acknowledge: true });
    say(peer, 0);
    say(peer, 1);
    const first = await message(reader);
    expect(positionIn(store)).toBeUndefined();

    first.acknowledge();
    const second = await message(reader);
    expect(positionIn(store)).toBe(0);
    second.acknowledge();
    await agent.close();

    expect(positionIn(store)).toBe(1);
  });

  it('gets a message again after fail(), and the error names dialog and sequence', async () => {
    await using platform = await HandMade.start();
    const store = new Map<string, number>();
    const { agent, peer } = await platform.connected(withStore(store));
    void answersHistory(peer);
    const reader = agent.notifications({ acknowledge: true });
    const reported = next(agent, 'error');
    say(peer, 0);
    say(peer, 1);

    (await message(reader)).fail(new Error('not now'));
    const again = await message(reader);
    again.acknowledge();

    expect(again).toMatchObject({ sequence: 0, attempt: 2 });
    expect(await message(reader)).toMatchObject({ sequence: 1, attempt: 1 });
    expect((await reported)[0]).toMatchObject({
      name: 'HandlerError',
      dialogId: 'c-1',
      sequence: 0,
      attempt: 1,
      cause: { message: 'not now' },
    });
  });

  it('settles a message once: later calls of fail() and acknowledge() have no effect', async () => {
    await using platform = await HandMade.start();
    const store = new Map<string, number>();
    const { agent, peer } = await platform.connected(withStore(store));
    void answersHistory(peer);
    const reader = agent.notifications({ acknowledge: true });
    say(peer, 0);
    say(peer, 1);

    const first = await message(reader);
    first.acknowledge();
    first.fail(new Error('too late'));
    first.acknowledge();

    expect(await message(reader)).toMatchObject({ sequence: 1, attempt: 1 });
  });

  it('that ends leaves its unacknowledged message to the next reader', async () => {
    await using platform = await HandMade.start();
    const { agent, peer } = await platform.connected(withStore(new Map()));
    void answersHistory(peer);
    say(peer, 0);
    for await (const item of agent.notifications({ acknowledge: true })) if (item.kind === 'message') break;

    const reader = agent.notifications({ acknowledge: true });

    expect(await message(reader)).toMatchObject({ sequence: 0, attempt: 1 });
  });

  it('excludes a second reader that acknowledges, but not one that observes', async () => {
    await using platform = await HandMade.start();
    const { agent } = await platform.connected();
    const first = agent.notifications({ acknowledge: true });

    expect(() => agent.notifications({ acknowledge: true })).toThrow(ConfigurationError);
    expect(() => agent.notifications({ acknowledge: true })).toThrow('another reader already acknowledges');
    expect(() => agent.notifications()).not.toThrow();
    await first.return?.();
    expect(() => agent.notifications({ acknowledge: true })).not.toThrow();
  });

  it('is refused with deliver: live-only', async () => {
    await using platform = await HandMade.start();
    const { agent } = await platform.connected({ deliver: 'live-only' });

    expect(() => agent.notifications({ acknowledge: true })).toThrow("deliver: 'once'");
  });

  it('makes the handlers of messages observers, whose failures have no effect', async () => {
    await using platform = await HandMade.start();
    const store = new Map<string, number>();
    const { agent, peer } = await platform.connected(withStore(store));
    void answersHistory(peer);
    let calls = 0;
    agent.on('error', () => {});
    agent.on('ms.MessagingEventNotification', () => {
      calls += 1;
      throw new Error('observers may fail');
    });
    const reader = agent.notifications({ acknowledge: true });
    say(peer, 0);
    say(peer, 1);

    (await message(reader)).fail(new Error('not now'));
    (await message(reader)).acknowledge();
    await message(reader);

    expect(calls).toBe(2);
    expect(positionIn(store)).toBe(0);
  });
});

describe('a reader that observes', () => {
  it('gets each message once, and moves no position', async () => {
    await using platform = await HandMade.start();
    const store = new Map<string, number>();
    const { agent, peer } = await platform.connected(withStore(store));
    void answersHistory(peer);
    const observer = agent.notifications();
    const consumer = agent.notifications({ acknowledge: true });
    say(peer, 0);

    const seen = await observer.next();
    (await message(consumer)).fail(new Error('not now'));
    await message(consumer);

    expect(seen.value).toEqual({ kind: 'message', body: expect.anything(), dialogId: 'c-1', sequence: 0, attempt: 1 });
    expect(positionIn(store)).toBeUndefined();
    say(peer, 0, 'c-2');
    expect((await observer.next()).value).toMatchObject({ dialogId: 'c-2' });
  });

  it('gets repeated messages with deliver: live-only', async () => {
    await using platform = await HandMade.start();
    const { agent, peer } = await platform.connected({ deliver: 'live-only' });
    const observer = agent.notifications();

    say(peer, 7);
    say(peer, 7);

    const items = [await observer.next(), await observer.next()];
    expect(items.map(({ value }) => value as object)).toMatchObject([
      { kind: 'message', sequence: 7 },
      { kind: 'message', sequence: 7 },
    ]);
  });

  it('that is ten thousand items behind rejects with READER_TOO_SLOW', async () => {
    await using platform = await HandMade.start();
    const { agent, peer } = await platform.connected({ deliver: 'live-only' });
    const observer = agent.notifications();
    for (let sequence = 0; sequence <= 10_000; sequence += 1) say(peer, sequence);
    await settled(agent, peer);

    expect(await failureOf(observer.next())).toMatchObject({ code: 'READER_TOO_SLOW' });
    expect(await observer.next()).toEqual({ done: true, value: undefined });
  });
});

describe('the end of an iteration', () => {
  it('is reached when the agent is disposed of, also for a pending next()', async () => {
    await using platform = await HandMade.start();
    const { agent } = await platform.connected();
    const readers = [agent.notifications(), agent.notifications({ acknowledge: true })];
    const waiting = readers.map((reader) => reader.next());

    agent.dispose();

    expect(await Promise.all(waiting)).toEqual([
      { done: true, value: undefined },
      { done: true, value: undefined },
    ]);
  });

  it('is a rejection with the reason of an aborted signal', async () => {
    await using platform = await HandMade.start();
    const { agent } = await platform.connected();
    const stop = new AbortController();
    const reason = new Error('enough');
    const waiting = agent.notifications({ acknowledge: true, signal: stop.signal }).next();

    stop.abort(reason);

    expect(await failureOf(waiting)).toBe(reason);
    expect(() => agent.notifications({ acknowledge: true })).not.toThrow();
  });
});

describe('the order of items', () => {
  it('has notifications, the DELETE of missing conversations, snapshot and restored', async () => {
    await using platform = await HandMade.start();
    const { agent, peer } = await platform.connected();
    const reader = agent.notifications();
    const subscribed = agent.subscribeExConversations({});
    peer.answer(await peer.received(), { subscriptionId: 's-1' });
    await subscribed;
    sendConversations(peer, 's-1', 'gone', 'stays');
    const kinds: unknown[] = [];
    const read = async (count: number): Promise<void> => {
      for (let index = 0; index < count; index += 1) {
        const { value } = await reader.next();
        if (value === undefined) throw new Error('The iteration has ended');
        if (value.kind !== 'notification') kinds.push(value);
        else if (value.event === 'cqm.ExConversationChangeNotification') {
          kinds.push(value.body.changes.map(({ type, result }) => `${type} ${result.convId}`));
        }
      }
    };
    await read(2);

    const coming = platform.peer();
    peer.socket.terminate();
    const again = await coming;
    void answersHistory(again, (frame) => {
      again.answer(frame, { subscriptionId: 's-2' });
      sendConversations(again, 's-2', 'stays', 'new');
    });
    await read(4);

    const event = 'cqm.ExConversationChangeNotification';
    expect(kinds.slice(0, 2)).toEqual([
      ['UPSERT gone', 'UPSERT stays'],
      { kind: 'snapshot', event, subscriptionId: 's-1', complete: true },
    ]);
    expect(kinds).toContainEqual({ kind: 'restored', attempts: 1 });
    expect(kinds.slice(2).filter((kind) => (kind as { kind?: string }).kind !== 'restored')).toEqual([
      ['UPSERT stays', 'UPSERT new'],
      ['DELETE gone'],
      { kind: 'snapshot', event, subscriptionId: 's-1', complete: true },
    ]);
  });
});
