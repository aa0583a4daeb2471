import { describe, expect, it } from 'vitest';
import { ConnectionError } from '../../src/errors.js';
import { body, connected, quiet, typing } from './world.js';

describe('live messages', () => {
  it('are delivered synchronously', () => {
    const world = connected();

    world.catchUp.live(body(0));
    world.catchUp.live(body(1));

    expect(world.heard()).toEqual([0, 1]);
    expect(world.historyRequests).toEqual([]);
  });

  it('are delivered once', () => {
    const world = connected();

    for (const sequence of [0, 1, 1, 0, 2, 2]) world.catchUp.live(body(sequence));

    expect(world.heard()).toEqual([0, 1, 2]);
  });

  it('after a gap wait until the gap has been read from the history', async () => {
    const world = connected();
    world.said([0, 1, 2, 3]);
    world.catchUp.live(body(0));

    world.catchUp.live(body(3));
    expect(world.heard()).toEqual([0]);
    await quiet();

    expect(world.heard()).toEqual([0, 1, 2, 3]);
    expect(world.historyRequests[0]?.newerThan).toBe(0);
  });

  it('that arrive late are delivered', async () => {
    const world = connected();
    world.said([0, 2]);
    world.catchUp.live(body(0));
    world.catchUp.live(body(2));
    await quiet();

    world.catchUp.live(body(1));

    expect(world.heard()).toEqual([0, 2, 1]);
  });

  it('in reverse order are each delivered once', () => {
    const world = connected();

    for (let sequence = 99; sequence >= 0; sequence -= 1) {
      world.catchUp.live(body(sequence));
      world.catchUp.live(body(sequence));
    }

    expect(world.heard().toSorted((a, b) => Number(a) - Number(b))).toEqual(Array.from({ length: 100 }, (_, n) => n));
  });

  it('without a sequence are delivered on arrival, but after waiting messages', async () => {
    const world = connected();
    world.said([0, 1, 2]);
    world.catchUp.live(body(0));
    world.catchUp.live(typing);

    world.catchUp.live(body(2));
    world.catchUp.live(typing);
    await quiet();

    expect(world.heard()).toEqual([0, 'typing', 1, 2, 'typing']);
  });

  it('with holes in their numbering cause at most two history requests per hole', async () => {
    const world = connected();

    for (let sequence = 0; sequence < 40; sequence += 2) {
      world.said([sequence]);
      world.catchUp.live(body(sequence));
      await quiet();
    }

    expect(world.heard()).toEqual(Array.from({ length: 20 }, (_, n) => 2 * n));
    expect(world.historyRequests.length).toBeLessThanOrEqual(2 * 19);
  });

  it('of one dialog do not wait for another dialog', async () => {
    const world = connected();
    world.said([5], 'a');
    world.catchUp.live(body(0, 'a'));
    world.catchUp.live(body(5, 'a'));

    world.catchUp.live(body(0, 'b'));
    expect(world.heard('b')).toEqual([0]);
    expect(world.heard('a')).toEqual([0]);
    await quiet();

    expect(world.heard('a')).toEqual([0, 5]);
  });
});

describe('after a reconnect', () => {
  it('missed messages are delivered before newer ones', async () => {
    const world = connected();
    world.said([0, 1, 2, 3]);
    world.catchUp.live(body(0));
    world.catchUp.suspend();

    world.resume(true);
    world.catchUp.live(body(3));
    await quiet();

    expect(world.heard()).toEqual([0, 1, 2, 3]);
  });

  it('a dialog that was left causes no history request', async () => {
    const world = connected();
    world.catchUp.live(body(0));
    world.catchUp.leave('d');
    world.catchUp.suspend();

    world.resume(true);
    await quiet();

    expect(world.historyRequests).toEqual([]);
    expect(world.catchUp.size).toBe(0);
  });

  it('another loss of the connection during the backfill loses no message', async () => {
    const world = connected();
    world.said([0, 1, 2]);
    world.catchUp.live(body(0));
    world.catchUp.suspend();
    world.refusal = new ConnectionError('lost again');
    world.resume(true);
    await quiet();
    world.catchUp.suspend();

    world.refusal = undefined;
    world.resume(true);
    await quiet();

    expect(world.heard()).toEqual([0, 1, 2]);
    expect(world.failures).toEqual([]);
  });
});

describe('the state kept of dialogs', () => {
  it('is bounded by maxDialogs', () => {
    const world = connected({ limit: 10 });

    for (let n = 0; n < 1_000; n += 1) world.catchUp.live(body(0, `d${n}`));

    expect(world.catchUp.size).toBe(10);
  });

  it('is kept for active dialogs rather than new ones', async () => {
    const world = connected({ limit: 3 });
    for (const name of ['a', 'b', 'c']) world.catchUp.live(body(0, name));
    for (let sequence = 1; sequence < 50; sequence += 1) world.catchUp.live(body(sequence, 'a'));

    world.catchUp.live(body(0, 'd'));
    world.catchUp.suspend();
    world.resume(true);
    await quiet();

    // The request for `a` starts after its last sequence; `b` has been evicted.
    expect(world.historyRequests.map(({ newerThan }) => newerThan).toSorted((x, y) => x - y)).toEqual([0, 0, 49]);
  });

  it('is bounded for dialogs that were left, as is the store', async () => {
    const cursors = new Map<string, number>();
    const world = connected({ limit: 10, store: cursors });

    for (let n = 0; n < 100; n += 1) {
      world.catchUp.live(body(0, `d${n}`));
      await quiet();
      world.catchUp.leave(`d${n}`);
    }
    await quiet();

    expect(world.catchUp.size).toBe(0);
    expect(cursors.size).toBeLessThanOrEqual(10);
  });
});

describe('history that the application requested', () => {
  it('is delivered completely, with messages that were delivered before', () => {
    const world = connected();
    world.catchUp.live(body(0));
    const query = world.catchUp.query('d');

    query.receive({ dialogId: 'd', changes: [...body(0).changes, ...body(1).changes] });

    expect(world.heard()).toEqual([0, 0, 1]);
  });

  it('contains no message delivered since the request, and is not repeated by later live messages', () => {
    const world = connected();
    const query = world.catchUp.query('d');
    world.catchUp.live(body(2));

    query.receive({ dialogId: 'd', changes: [0, 1, 2, 3].flatMap((sequence) => body(sequence).changes) });
    world.catchUp.live(body(3));

    expect(world.heard()).toEqual([2, 0, 1, 3]);
  });

  it('is delivered after the waiting messages of its dialog', async () => {
    const world = connected();
    let finish: (() => void) | undefined;
    world.handle = ({ sequence }) => (sequence === 5 ? new Promise<void>((resolve) => (finish = resolve)) : undefined);
    world.catchUp.live(body(5));
    world.catchUp.live(body(6));
    const query = world.catchUp.query('d');

    query.receive({ dialogId: 'd', changes: [4, 5].flatMap((sequence) => body(sequence).changes) });
    expect(world.heard()).toEqual([5]);
    finish?.();
    await quiet();

    expect(world.heard().slice(0, 3)).toEqual([5, 6, 4]);
  });
});
