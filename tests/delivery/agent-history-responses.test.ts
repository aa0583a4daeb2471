import { describe, expect, it } from 'vitest';
import type { CursorStore } from '../../src/index.js';
import { failing, hearing, HISTORY, KeyedStore, MessagingPlatform, settled } from '../support/messaging-platform.js';

describe('a history response', () => {
  it('may be a single event, or null', async () => {
    await using platform = await MessagingPlatform.start();
    const agent = platform.agent({ cursors: new KeyedStore([[platform.key('d'), 0]]) });
    const heard = hearing(agent);
    platform.answer = ({ type, body: { newerThanSequence = -1 } }) =>
      type === HISTORY ? { body: newerThanSequence < 1 ? platform.event(1, 'd') : null } : undefined;

    await agent.connect();
    await heard.reaches(1);
    await settled(agent);

    expect(heard.sequences).toEqual([1]);
    expect(platform.requestsOf(HISTORY)).toHaveLength(2);
  });

  it('with malformed events loses and reports only those', async () => {
    await using platform = await MessagingPlatform.start();
    const agent = platform.agent({ cursors: new KeyedStore([[platform.key('d'), 0]]) });
    const errors = failing(agent);
    const heard = hearing(agent);
    const odd = [null, platform.event(1, 'd', { metadata: null }), platform.event('7', 'd'), platform.event(2, 'd')];
    platform.answer = ({ type, body: { newerThanSequence = -1 } }) =>
      type === HISTORY ? { body: newerThanSequence < 2 ? odd : [] } : undefined;

    await agent.connect();
    await heard.reaches(2);

    expect(heard.sequences).toEqual([1, 2]);
    expect(errors.all).toMatchObject([{ name: 'ValidationError' }, { name: 'ValidationError' }]);
  });

  it('that lacks the live messages does not cause a request for each of them', async () => {
    await using platform = await MessagingPlatform.start();
    const agent = platform.agent();
    const heard = hearing(agent);
    await agent.connect();
    platform.say(0);
    platform.answer = ({ type }) => (type === HISTORY ? { body: [] } : undefined);

    for (const sequence of [2 ** 53 - 1, 1, 2, 3, 5_000, 5_001]) {
      platform.say(sequence);
      await settled(agent);
    }
    await heard.reaches(7);

    expect(heard.sequences).toEqual([0, 2 ** 53 - 1, 1, 2, 3, 5_000, 5_001]);
    expect(platform.requestsOf(HISTORY).length).toBeLessThan(10);
  });
});

it('live messages wait for a slow get() of the store, and are delivered once, after the missed messages', async () => {
  await using platform = await MessagingPlatform.start();
  let resolvePosition: ((position: number) => void) | undefined;
  const position = new Promise<number>((resolve) => (resolvePosition = resolve));
  const store: CursorStore = { get: () => position, set: () => undefined };
  const agent = platform.agent({ cursors: store });
  const heard = hearing(agent);
  for (const sequence of [0, 1, 2]) platform.keep(sequence);
  await agent.connect();
  platform.say(3);
  platform.say(4);
  await settled(agent);
  expect(heard.count).toBe(0);

  resolvePosition?.(1);
  await heard.reaches(3);

  expect(heard.sequences).toEqual([2, 3, 4]);
});
