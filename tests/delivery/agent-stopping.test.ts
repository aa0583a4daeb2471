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
  it('waits for the response of the running handler, and delivers no further message', async () => {
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
    expect(platform.requestsOf(PUBLISH)).toHaveLength(1);
    expect(store.get(platform.key('d'))).toBe(0);
  });

  it('called inside a handler resolves at its timeout, and writes no position', async () => {
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

  it('during a history request delivers nothing; the messages are delivered after the next connect()', async () => {
    await using platform = await MessagingPlatform.start();
    const store = new KeyedStore([[platform.key('d'), 0]]);
    const agent = platform.agent({ cursors: store });
    const heard = hearing(agent);
    platform.keep(0);
    platform.keep(1);
    let respond: ((answer: Answer) => void) | undefined;
    const requested = new Promise<void>((resolve) => {
      platform.answer = ({ type }) => {
        if (type !== HISTORY) return undefined;
        resolve();
        return new Promise((answer) => (respond = answer));
      };
    });
    await agent.connect();
    await requested;

    const closing = agent.close();
    respond?.({ body: platform.history.get('d') });
    await closing;
    expect(heard.sequences).toEqual([]);
    platform.answer = () => undefined;
    await agent.connect();
    await heard.reaches(1);

    expect(heard.sequences).toEqual([1]);
  });

  it('that timed out, followed by connect(), delivers the message again once the late handler has finished', async () => {
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
