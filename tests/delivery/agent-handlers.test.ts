import { describe, expect, it } from 'vitest';
import {
  failing,
  hearing,
  KeyedStore,
  MessagingPlatform,
  settled,
  whileAway,
  Work,
} from '../support/messaging-platform.js';

const upTo = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index);

describe('an agent whose handler fails', () => {
  it('gives the message again to that handler alone, and the error names dialog and sequence', async () => {
    await using platform = await MessagingPlatform.start();
    const agent = platform.agent({ cursors: new KeyedStore(), redelivery: { attempts: 3, firstDelay: 1 } });
    const errors = failing(agent);
    const heard = hearing(agent);
    let calls = 0;
    agent.on('ms.MessagingEventNotification', ({ changes }) => {
      if (changes[0]?.sequence !== 0) return;
      calls += 1;
      throw new Error('no');
    });
    await agent.connect();

    platform.say(0);
    platform.say(1);
    await heard.reaches(2);

    expect(heard.sequences).toEqual([0, 1]);
    expect(calls).toBe(3);
    expect(errors.all).toMatchObject([
      { code: 'HANDLER', dialogId: 'd', sequence: 0, attempt: 1 },
      { code: 'HANDLER', dialogId: 'd', sequence: 0, attempt: 2 },
      { code: 'HANDLER', dialogId: 'd', sequence: 0, attempt: 3 },
      { code: 'GAVE_UP', dialogId: 'd', sequence: 0, attempt: 3 },
    ]);
  });

  it('and whose connection is cut each time keeps the order', async () => {
    await using platform = await MessagingPlatform.start();
    const agent = platform.agent({ cursors: new KeyedStore(), redelivery: { attempts: 10, firstDelay: 1 } });
    failing(agent);
    let failures = 0;
    const heard = hearing(agent, (sequence) => {
      if (sequence !== 0 || failures === 3) return;
      failures += 1;
      platform.cut();
      throw new Error('no');
    });
    await agent.connect();

    platform.conversation('d');
    platform.say(0);
    platform.keep(1);
    await heard.until((all) => all.some(({ sequence }) => sequence === 1));

    expect(heard.sequences).toEqual([0, 0, 0, 0, 1]);
  });

  it('and that rejoins the conversation meanwhile delivers all messages in order, the missed ones as backlog', async () => {
    await using platform = await MessagingPlatform.start();
    const agent = platform.agent({ cursors: new KeyedStore(), redelivery: { attempts: 4, firstDelay: 50 } });
    const errors = failing(agent);
    let isFailing = true;
    const heard = hearing(agent, () => {
      if (isFailing) throw new Error('no');
    });
    await agent.connect();
    platform.conversation('d');
    platform.say(0);
    await errors.reaches(1);

    const backAt = Date.now();
    platform.conversation('d', { isMine: false });
    platform.keep(1, 'd', { serverTimestamp: backAt - 1 });
    platform.conversation('d', { updatedAt: backAt });
    platform.say(2, 'd', { serverTimestamp: backAt + 1 });
    isFailing = false;
    await heard.until((all) => all.some(({ sequence }) => sequence === 2));

    expect(heard.all.map(({ sequence, backlog }) => [sequence, backlog])).toEqual([
      [0, false],
      [0, false],
      [1, true],
      [2, false],
    ]);
  });

  it('with a revoked proxy reports the failure, and delivers the next messages', async () => {
    await using platform = await MessagingPlatform.start();
    const agent = platform.agent();
    const errors = failing(agent);
    const { proxy, revoke } = Proxy.revocable(new Error('no'), {});
    revoke();
    const heard = hearing(agent, (sequence) => {
      if (sequence === 0) throw proxy;
      return sequence === 1 ? Promise.reject(proxy) : proxy;
    });
    await agent.connect();

    for (const sequence of upTo(4)) platform.say(sequence);
    await heard.reaches(4);

    expect(errors.all.map(({ code }) => code)).toEqual(['HANDLER', 'HANDLER']);
  });
});

describe('an agent with no handler attached', () => {
  it('holds 250 messages back, warns once, and delivers all of them in order to the first handler', async () => {
    await using platform = await MessagingPlatform.start();
    const agent = platform.agent({ cursors: new KeyedStore() });
    const warnings: unknown[] = [];
    agent.on('warn', (warning) => warnings.push(warning));
    await agent.connect();
    for (const sequence of upTo(250)) platform.say(sequence);
    await settled(agent);

    const heard = hearing(agent);
    await heard.reaches(250);

    expect(heard.sequences).toEqual(upTo(250));
    expect(warnings).toHaveLength(1);
  });

  it('holds messages back although notification has a handler, which only observes', async () => {
    await using platform = await MessagingPlatform.start();
    const store = new KeyedStore();
    const agent = platform.agent({ cursors: store });
    const errors = failing(agent);
    let observed = 0;
    agent.on('notification', ({ type }) => {
      if (type === 'ms.MessagingEventNotification') observed += 1;
      throw new Error('of an observer');
    });
    await agent.connect();
    platform.say(0);
    await settled(agent);
    expect([observed, store.size]).toEqual([0, 0]);

    const heard = hearing(agent);
    await heard.reaches(1);
    await settled(agent);

    expect([observed, store.get(platform.key('d'))]).toEqual([1, 0]);
    expect(errors.all.map(({ code }) => code)).toEqual(['HANDLER']);
  });
});

describe('an agent without a store', () => {
  it('calls one handler of a dialog at a time, and delivers each message of a flood once', async () => {
    await using platform = await MessagingPlatform.start();
    const agent = platform.agent();
    let atWork = 0;
    let most = 0;
    const heard = hearing(agent, async () => {
      atWork += 1;
      most = Math.max(most, atWork);
      await new Promise((resolve) => setImmediate(resolve));
      atWork -= 1;
    });
    await agent.connect();

    for (const sequence of upTo(1_000)) platform.say(sequence);
    await heard.reaches(1_000);

    expect(heard.sequences).toEqual(upTo(1_000));
    expect(most).toBe(1);
  });

  it('delivers missed messages after those delivered before', async () => {
    await using platform = await MessagingPlatform.start();
    const agent = platform.agent();
    const heard = hearing(agent);
    await agent.connect();
    platform.conversation('d');
    platform.say(0);
    await heard.reaches(1);

    await whileAway(platform, agent, () => platform.keep(1));
    platform.say(2);
    await heard.reaches(3);

    expect(heard.sequences).toEqual([0, 1, 2]);
  });
});

it('a dialog closed while messages wait is delivered to its end, and then forgotten, also after a late receipt', async () => {
  await using platform = await MessagingPlatform.start();
  const store = new KeyedStore();
  const agent = platform.agent({ cursors: store });
  const work = new Work();
  const heard = hearing(agent, () => work.begin());
  await agent.connect();
  platform.conversation('d');
  for (const sequence of upTo(3)) platform.say(sequence);
  await heard.reaches(1);
  platform.conversation('d', { state: 'CLOSE' });
  await settled(agent);

  for (const count of [2, 3]) {
    work.finish();
    await heard.reaches(count);
  }
  work.finish();
  await settled(agent);
  expect([store.size, agent.health().dialogs]).toEqual([0, 0]);
  platform.say(3, 'd', { event: { type: 'AcceptStatusEvent', status: 'READ', sequenceList: [2] } });
  await heard.reaches(4);
  work.finish();
  await settled(agent);

  expect(heard.sequences).toEqual([0, 1, 2, 3]);
  expect([store.size, agent.health().dialogs]).toEqual([0, 0]);
});
