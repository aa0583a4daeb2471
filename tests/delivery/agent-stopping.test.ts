import { describe, expect, it } from 'vitest';
import {
  HISTORY,
  hearing,
  KeyedStore,
  MessagingPlatform,
  PUBLISH,
  settled,
  Work,
  type Answer,
} from '../support/messaging-platform.js';

const hello = { type: 'ContentEvent', contentType: 'text/plain', message: 'hello' } as const;

describe('close()', () => {
  it('lets the handler in hand send its answer, and leaves the other 29 messages to the next start', async () => {
    await using platform = await MessagingPlatform.start();
    const store = new KeyedStore();
    const agent = platform.agent({ cursors: store });
    const work = new Work();
    const heard = hearing(agent, async () => {
      await work.begin();
      await agent.publishEvent({ dialogId: 'd', event: hello });
    });
    await agent.connect();
    for (let sequence = 0; sequence < 30; sequence += 1) platform.say(sequence);
    await heard.reaches(1);
    await settled(agent);

    const closing = agent.close();
    work.finish();
    await closing;

    expect(heard.sequences).toEqual([0]);
    expect(platform.asked(PUBLISH)).toHaveLength(1);
    expect(store.get(platform.key('d'))).toBe(0);
  });

  it('called inside a handler ends at its timeout, and its message does not count as handled', async () => {
    await using platform = await MessagingPlatform.start();
    const store = new KeyedStore();
    const agent = platform.agent({ cursors: store });
    const closed = new Promise<void>((resolve) => {
      hearing(agent, async () => {
        await agent.close({ timeout: 20 });
        resolve();
      });
    });
    await agent.connect();

    platform.say(0);
    await closed;
    await new Promise((resolve) => setImmediate(resolve));

    expect(agent.state).toBe('closed');
    expect(store.size).toBe(0);
  });

  it('while history is asked for hands out nothing, and what was asked for comes after the next connect()', async () => {
    await using platform = await MessagingPlatform.start();
    const store = new KeyedStore([[platform.key('d'), 0]]);
    const agent = platform.agent({ cursors: store });
    const heard = hearing(agent);
    platform.keep(0);
    platform.keep(1);
    let respond: ((answer: Answer) => void) | undefined;
    const asked = new Promise<void>((resolve) => {
      platform.answer = ({ type }) => {
        if (type !== HISTORY) return undefined;
        resolve();
        return new Promise((answer) => (respond = answer));
      };
    });
    await agent.connect();
    await asked;

    const closing = agent.close();
    respond?.({ body: platform.history.get('d') });
    await closing;
    expect(heard.sequences).toEqual([]);
    platform.answer = () => undefined;
    await agent.connect();
    await heard.reaches(1);

    expect(heard.sequences).toEqual([1]);
  });

  it('that did not wait for a handler, and connect(): the message comes again when the late handler is done, then the next', async () => {
    await using platform = await MessagingPlatform.start();
    const agent = platform.agent({ cursors: new KeyedStore() });
    const work = new Work();
    let isSlow = true;
    const heard = hearing(agent, () => (isSlow ? work.begin() : undefined));
    await agent.connect();
    platform.conversation('d');
    platform.say(0);
    platform.say(1);
    await heard.reaches(1);

    await agent.close({ timeout: 20 });
    isSlow = false;
    await agent.connect();
    await settled(agent);
    expect(heard.sequences).toEqual([0]);
    work.finish();
    await heard.reaches(3);

    expect(heard.sequences).toEqual([0, 0, 1]);
  });
});
