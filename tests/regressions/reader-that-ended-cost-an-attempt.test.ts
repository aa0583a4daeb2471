import { expect, it } from 'vitest';
import type { AcknowledgeableItem, AcknowledgeableMessage, Agent } from '../../src/index.js';
import { HandMade } from '../support/hand-made.js';
import type { Peer } from '../support/socket-server.js';
import { consumerMessage } from '../support/wire.js';

// The end of a reader of `notifications({ acknowledge: true })` counted as a failed attempt of the message in its hands:
// after `redelivery.attempts` such ends the message was given up, and the position moved past it.

type Reader = AsyncIterableIterator<AcknowledgeableItem, undefined>;

async function taken(reader: Reader): Promise<AcknowledgeableMessage> {
  for (;;) {
    const { value } = await reader.next();
    if (value === undefined) throw new Error('The iteration has ended');
    if (value.kind === 'message') return value;
  }
}

/** A connected agent with a store and two attempts, whose errors are noted. The platform has no history. */
async function connected(platform: HandMade): Promise<{
  readonly agent: Agent;
  readonly errors: unknown[];
  readonly store: Map<string, number>;
  readonly say: (sequence: number) => void;
}> {
  const store = new Map<string, number>();
  const { agent, peer } = await platform.connected({ cursors: store, redelivery: { attempts: 2, firstDelay: 1 } });
  const errors: unknown[] = [];
  agent.on('error', (error) => errors.push(error));
  void withoutHistory(peer);
  const say = (sequence: number): void =>
    peer.send({
      kind: 'notification',
      type: '.ams.ms.OnlineEventDistribution',
      body: { ...consumerMessage(sequence), dialogId: 'c-1' },
    });
  return { agent, errors, store, say };
}

async function withoutHistory(peer: Peer): Promise<never> {
  for (;;) peer.answer(await peer.received(), []);
}

it.each<[string, (reader: Reader, abort: () => void) => unknown]>([
  ['return()', (reader) => reader.return?.()],
  ['its signal', (_, abort) => abort()],
])('a message is handed out again without counting an attempt when its reader ends by %s', async (_, end) => {
  await using platform = await HandMade.start();
  const { agent, errors, store, say } = await connected(platform);
  say(0);

  for (let count = 0; count < 4; count += 1) {
    const stop = new AbortController();
    const reader = agent.notifications({ acknowledge: true, signal: stop.signal });
    expect(await taken(reader)).toMatchObject({ sequence: 0, attempt: 1 });
    await end(reader, () => stop.abort());
  }
  const reader = agent.notifications({ acknowledge: true });
  (await taken(reader)).acknowledge();
  say(1);
  await taken(reader);

  expect([errors, [...store.values()]]).toEqual([[], [0]]);
});

it('the attempts before and after the end of a reader are counted on', async () => {
  await using platform = await HandMade.start();
  const { agent, errors, say } = await connected(platform);
  const first = agent.notifications({ acknowledge: true });
  say(0);
  (await taken(first)).fail(new Error('not now'));
  await taken(first);
  await first.return?.();

  const again = await taken(agent.notifications({ acknowledge: true }));
  const gaveUp = new Promise((resolve) => agent.on('error', ({ code }) => code === 'GAVE_UP' && resolve(code)));
  again.fail(new Error('nor now'));
  await gaveUp;

  expect(again).toMatchObject({ sequence: 0, attempt: 2 });
  expect(errors).toMatchObject([{ code: 'HANDLER' }, { code: 'HANDLER', attempt: 2 }, { code: 'GAVE_UP', attempt: 2 }]);
});

it('handlers get the message that a reader left, and observers get it once', async () => {
  await using platform = await HandMade.start();
  const { agent, store, say } = await connected(platform);
  const observer = agent.notifications();
  const reader = agent.notifications({ acknowledge: true });
  say(0);
  await taken(reader);
  await reader.return?.();

  const handled: unknown[] = [];
  agent.on('ms.MessagingEventNotification', ({ changes }) => void handled.push(changes[0]?.sequence));
  say(1);
  const seen = [await observer.next(), await observer.next()];
  await agent.close();

  expect(handled).toEqual([0, 1]);
  expect(seen.map(({ value }) => value)).toMatchObject([{ sequence: 0 }, { sequence: 1 }]);
  expect([...store.values()]).toEqual([1]);
});
