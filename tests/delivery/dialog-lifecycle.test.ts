import { describe, expect, it } from 'vitest';
import { body, connected, conversation, ME, quiet } from './world.js';

const at = (serverTimestamp: number): { readonly serverTimestamp: number } => ({ serverTimestamp });

describe('a new dialog', () => {
  it('is delivered from its first live message on, without a store', async () => {
    const world = connected();
    world.said([0, 1, 2, 3]);

    world.catchUp.follow('d', conversation('d', { joinedAt: 500 }));
    world.catchUp.live(body(3));
    await quiet();

    expect(world.heard()).toEqual([3]);
    expect(world.historyRequests).toEqual([]);
  });

  it('is delivered from its oldest message on, with a store; messages from before the agent joined are backlog', async () => {
    const world = connected({ store: new Map() });
    world.said([0, 1], 'd', at(100));
    world.said([2], 'd', at(600));

    world.catchUp.follow('d', conversation('d', { joinedAt: 500 }));
    await quiet();

    expect(world.log.map(({ sequence, backlog }) => [sequence, backlog])).toEqual([
      [0, true],
      [1, true],
      [2, false],
    ]);
  });

  it('without a join time: messages before the first live message are backlog', async () => {
    const world = connected({ store: new Map() });
    world.said([0, 1, 2]);

    world.catchUp.live(body(2));
    await quiet();

    expect(world.log.map(({ sequence, backlog }) => [sequence, backlog])).toEqual([
      [0, true],
      [1, true],
      [2, false],
    ]);
  });

  it('with a message of the agent: later messages are not backlog', async () => {
    const world = connected({ store: new Map() });
    world.said([0], 'd', at(100));
    world.said([1], 'd', { ...at(200), originatorId: ME });
    world.said([2], 'd', at(300));

    world.catchUp.follow('d', conversation('d', { joinedAt: 500 }));
    await quiet();

    expect(world.log.map(({ sequence, backlog }) => [sequence, backlog])).toEqual([
      [0, true],
      [1, false],
      [2, false],
    ]);
  });
});

describe('a dialog that was left and rejoined', () => {
  it('is delivered from the next live message on, without a store', async () => {
    const world = connected();
    for (const sequence of [0, 1]) world.catchUp.live(body(sequence));
    world.catchUp.leave('d');
    world.said([0, 1, 2, 3, 4]);

    world.catchUp.follow('d', conversation('d', {}));
    world.catchUp.live(body(4));
    world.catchUp.live(body(1));
    await quiet();

    expect(world.heard()).toEqual([0, 1, 4]);
  });

  it('is delivered after its position, with a store; messages from meanwhile are backlog', async () => {
    const world = connected({ store: new Map() });
    world.said([0, 1], 'd', at(100));
    for (const sequence of [0, 1]) world.catchUp.live(body(sequence, 'd', at(100)));
    await quiet();
    world.catchUp.leave('d');
    world.said([2, 3], 'd', at(200));
    world.said([4], 'd', at(400));

    world.catchUp.follow('d', conversation('d', { joinedAt: 300 }));
    await quiet();

    expect(world.log.map(({ sequence, backlog }) => [sequence, backlog])).toEqual([
      [0, false],
      [1, false],
      [2, true],
      [3, true],
      [4, false],
    ]);
  });

  it('is delivered after its position by another process', async () => {
    const cursors = new Map<string, number>();
    const first = connected({ store: cursors });
    for (const sequence of [0, 1]) first.catchUp.live(body(sequence));
    await quiet();
    first.catchUp.leave('d');
    await quiet();
    const world = connected({ store: cursors });
    world.said([0, 1, 2]);

    world.catchUp.follow('d', conversation('d', {}));
    await quiet();

    expect(world.heard()).toEqual([2]);
    expect(Object.fromEntries(cursors)).toEqual({ 'a/u/d': 2 });
  });

  it('a thousand times repeats no message', async () => {
    const cursors = new Map<string, number>();
    const world = connected({ store: cursors });
    for (let turn = 0; turn < 1_000; turn += 1) {
      world.said([turn]);
      world.catchUp.live(body(turn));
      await quiet();
      world.catchUp.leave('d');
      // A repeated notification that arrives late.
      world.catchUp.live(body(turn));
      world.catchUp.follow('d', conversation('d', {}));
    }
    await quiet();

    expect(world.heard()).toEqual(Array.from({ length: 1_000 }, (_, turn) => turn));
  });
});

describe('after a reconnect', () => {
  it('a dialog without delivered messages is delivered from the time it was followed on', async () => {
    const world = connected();
    world.said(
      Array.from({ length: 30 }, (_, n) => n),
      'd',
      at(900_000),
    );
    world.catchUp.follow('d', conversation('d', { joinedAt: 500 }));
    world.catchUp.suspend();
    world.said([30, 31], 'd', at(1_100_000));

    world.resume(true);
    await quiet();

    expect(world.heard()).toEqual([30, 31]);
  });

  it('a dialog without delivered messages is delivered after its newest known message', async () => {
    const world = connected();
    world.said([0, 1, 2, 3], 'd', at(1));
    world.catchUp.follow('d', conversation('d', { joinedAt: 500, newest: 2 }));
    world.catchUp.suspend();

    world.resume(true);
    await quiet();

    expect(world.historyRequests[0]?.newerThan).toBe(2);
    expect(world.heard()).toEqual([3]);
  });
});

describe('an ended dialog', () => {
  it('causes no history request, and leaves no position in the store', async () => {
    const cursors = new Map<string, number>();
    const world = connected({ store: cursors });
    for (let n = 0; n < 300; n += 1) {
      world.catchUp.live(body(0, `d${n}`));
      await quiet();
      world.catchUp.end(`d${n}`);
    }
    await quiet();
    world.catchUp.suspend();
    world.resume(true);
    await quiet();

    expect(world.historyRequests).toEqual([]);
    expect(world.catchUp.size).toBe(0);
    expect(cursors.size).toBe(0);
  });

  it('delivers a late event once, and stays forgotten', async () => {
    const cursors = new Map<string, number>();
    const world = connected({ store: cursors });
    for (let sequence = 0; sequence < 20; sequence += 1) world.said([sequence]);
    for (let sequence = 0; sequence < 20; sequence += 1) world.catchUp.live(body(sequence));
    await quiet();
    world.catchUp.end('d');

    world.catchUp.live(body(20));
    world.catchUp.live(body(20));
    await quiet();

    expect(world.heard()).toEqual(Array.from({ length: 21 }, (_, n) => n));
    expect(cursors.size).toBe(0);
    expect(world.catchUp.size).toBe(0);
  });
});
