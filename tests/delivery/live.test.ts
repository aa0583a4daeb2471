import { describe, expect, it } from 'vitest';
import { ConnectionError } from '../../src/errors.js';
import { body, connected, quiet, typing } from './world.js';

describe('live messages', () => {
  it('are handed out at once, in the same turn', () => {
    const world = connected();

    world.catchUp.live(body(0));
    world.catchUp.live(body(1));

    expect(world.heard()).toEqual([0, 1]);
    expect(world.asked).toEqual([]);
  });

  it('are handed out once', () => {
    const world = connected();

    for (const sequence of [0, 1, 1, 0, 2, 2]) world.catchUp.live(body(sequence));

    expect(world.heard()).toEqual([0, 1, 2]);
  });

  it('after a gap wait until the gap has been read', async () => {
    const world = connected();
    world.said([0, 1, 2, 3]);
    world.catchUp.live(body(0));

    world.catchUp.live(body(3));
    expect(world.heard()).toEqual([0]);
    await quiet();

    expect(world.heard()).toEqual([0, 1, 2, 3]);
    expect(world.asked[0]?.newerThan).toBe(0);
  });

  it('are handed out late rather than never', async () => {
    const world = connected();
    world.said([0, 2]);
    world.catchUp.live(body(0));
    world.catchUp.live(body(2));
    await quiet();

    world.catchUp.live(body(1));

    expect(world.heard()).toEqual([0, 2, 1]);
  });

  it('in reverse are all handed out, each once', () => {
    const world = connected();

    for (let sequence = 99; sequence >= 0; sequence -= 1) {
      world.catchUp.live(body(sequence));
      world.catchUp.live(body(sequence));
    }

    expect(world.heard().toSorted((a, b) => Number(a) - Number(b))).toEqual(Array.from({ length: 100 }, (_, n) => n));
  });

  it('without a sequence come when they come, but not before what waits', async () => {
    const world = connected();
    world.said([0, 1, 2]);
    world.catchUp.live(body(0));
    world.catchUp.live(typing);

    world.catchUp.live(body(2));
    world.catchUp.live(typing);
    await quiet();

    expect(world.heard()).toEqual([0, 'typing', 1, 2, 'typing']);
  });

  it('with holes in their numbering cost two questions for each hole', async () => {
    const world = connected();

    for (let sequence = 0; sequence < 40; sequence += 2) {
      world.said([sequence]);
      world.catchUp.live(body(sequence));
      await quiet();
    }

    expect(world.heard()).toEqual(Array.from({ length: 20 }, (_, n) => 2 * n));
    expect(world.asked.length).toBeLessThanOrEqual(2 * 19);
  });

  it('of one dialog do not wait for another', async () => {
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
  it('what was missed comes before what is new', async () => {
    const world = connected();
    world.said([0, 1, 2, 3]);
    world.catchUp.live(body(0));
    world.catchUp.suspend();

    world.resume(true);
    world.catchUp.live(body(3));
    await quiet();

    expect(world.heard()).toEqual([0, 1, 2, 3]);
  });

  it('a dialog that was left is not asked about', async () => {
    const world = connected();
    world.catchUp.live(body(0));
    world.catchUp.leave('d');
    world.catchUp.suspend();

    world.resume(true);
    await quiet();

    expect(world.asked).toEqual([]);
    expect(world.catchUp.size).toBe(0);
  });

  it('the next loss in the middle of reading loses nothing', async () => {
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

describe('the memory of dialogs', () => {
  it('is bounded', () => {
    const world = connected({ limit: 10 });

    for (let n = 0; n < 1_000; n += 1) world.catchUp.live(body(0, `d${n}`));

    expect(world.catchUp.size).toBe(10);
  });

  it('keeps the dialogs in which something is said, not the newest', async () => {
    const world = connected({ limit: 3 });
    for (const name of ['a', 'b', 'c']) world.catchUp.live(body(0, name));
    for (let sequence = 1; sequence < 50; sequence += 1) world.catchUp.live(body(sequence, 'a'));

    world.catchUp.live(body(0, 'd'));
    world.catchUp.suspend();
    world.resume(true);
    await quiet();

    // Of `a` it is the last sequence that is asked from; `b` has gone.
    expect(world.asked.map(({ newerThan }) => newerThan).toSorted((x, y) => x - y)).toEqual([0, 0, 49]);
  });

  it('of dialogs that were left is bounded, too, and the store does not grow', async () => {
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

describe('history that the application asked for', () => {
  it('is handed out whole, handed out before or not', () => {
    const world = connected();
    world.catchUp.live(body(0));
    const query = world.catchUp.query('d');

    query.receive({ dialogId: 'd', changes: [...body(0).changes, ...body(1).changes] });

    expect(world.heard()).toEqual([0, 0, 1]);
  });

  it('is not repeated by what came live since, nor by what comes live afterwards', () => {
    const world = connected();
    const query = world.catchUp.query('d');
    world.catchUp.live(body(2));

    query.receive({ dialogId: 'd', changes: [0, 1, 2, 3].flatMap((sequence) => body(sequence).changes) });
    world.catchUp.live(body(3));

    expect(world.heard()).toEqual([2, 0, 1, 3]);
  });

  it('takes its turn behind what waits in its dialog', async () => {
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
