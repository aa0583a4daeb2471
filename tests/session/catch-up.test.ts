import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ConnectionError, ResponseError, type SDKError } from '../../src/errors.js';
import type { CursorStore } from '../../src/options.js';
import type { Message, Messages } from '../../src/protocol/registry.js';
import { CatchUp } from '../../src/session/catch-up.js';

const message = (sequence: number, dialogId = 'd'): Message => ({
  sequence,
  dialogId,
  event: { type: 'ContentEvent', contentType: 'text/plain', message: `${sequence}` },
});
const body = (sequence: number, dialogId = 'd'): Messages => ({ dialogId, changes: [message(sequence, dialogId)] });
const typing: Messages = {
  dialogId: 'd',
  changes: [{ dialogId: 'd', event: { type: 'ChatStateEvent', chatState: 'COMPOSING' } }],
};

/** A platform that has these events of dialog `d`, and a bot that notes what it is given. */
class World {
  readonly history: number[] = [];
  readonly heard: (number | 'typing')[] = [];
  readonly asked: number[] = [];
  readonly failures: SDKError[] = [];
  /** Instead of an answer. */
  refusal: Error | undefined;
  handle: (sequence: number | undefined) => void | Promise<void> = () => undefined;
  readonly catchUp: CatchUp;
  #answered: (() => void)[] = [];

  constructor({ store, limit = 100 }: { readonly store?: CursorStore; readonly limit?: number } = {}) {
    this.catchUp = new CatchUp(
      {
        source: {
          history: async (dialogId, newerThan) => {
            this.asked.push(newerThan);
            for (const wake of this.#answered.splice(0)) wake();
            await Promise.resolve();
            if (this.refusal) throw this.refusal;
            return this.history
              .filter((sequence) => sequence > newerThan)
              .map((sequence) => message(sequence, dialogId));
          },
        },
        sink: {
          deliver: ({ changes }) => {
            for (const { sequence } of changes) this.heard.push(sequence ?? 'typing');
            return this.handle(changes[0]?.sequence);
          },
        },
        reporter: { report: (error) => this.failures.push(error) },
      },
      { store, limit },
    );
  }
}

/** Until nothing is left to do that needs no time. */
async function quiet(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  await new Promise((resolve) => setImmediate(resolve));
}

function connected(options?: ConstructorParameters<typeof World>[0]): World {
  const world = new World(options);
  world.catchUp.resume(false);
  return world;
}

describe('messages that come live', () => {
  it('are delivered at once, in the same turn', () => {
    const world = connected();

    world.catchUp.live(body(0));
    world.catchUp.live(body(1));

    expect(world.heard).toEqual([0, 1]);
    expect(world.asked).toEqual([]);
  });

  it('are delivered once', () => {
    const world = connected();

    for (const sequence of [0, 1, 1, 0, 2, 2]) world.catchUp.live(body(sequence));

    expect(world.heard).toEqual([0, 1, 2]);
  });

  it('that leave something out are held until it has been fetched', async () => {
    const world = connected();
    world.history.push(0, 1, 2, 3);
    world.catchUp.live(body(0));

    world.catchUp.live(body(3));
    expect(world.heard).toEqual([0]);
    await quiet();

    expect(world.heard).toEqual([0, 1, 2, 3]);
    expect(world.asked[0]).toBe(0);
  });

  it('are delivered late rather than never', async () => {
    const world = connected();
    world.catchUp.live(body(0));
    world.catchUp.live(body(2));
    await quiet();

    world.catchUp.live(body(1));

    expect(world.heard).toEqual([0, 2, 1]);
  });

  it('without a sequence come whenever they come, but not before what waits', async () => {
    const world = connected();
    world.history.push(0, 1, 2);
    world.catchUp.live(body(0));
    world.catchUp.live(typing);

    world.catchUp.live(body(2));
    world.catchUp.live(typing);
    await quiet();

    expect(world.heard).toEqual([0, 'typing', 1, 2, 'typing']);
  });

  it('with holes in their numbers are asked about a few times only', async () => {
    const world = connected();

    for (let sequence = 0; sequence < 40; sequence += 2) {
      world.history.push(sequence);
      world.catchUp.live(body(sequence));
      await quiet();
    }

    expect(world.heard).toEqual(world.history);
    expect(world.asked.length).toBeLessThan(10);
  });

  it('of one dialog do not wait for another', async () => {
    const world = connected();
    world.catchUp.live(body(0, 'a'));
    world.catchUp.live(body(5, 'a'));

    world.catchUp.live(body(0, 'b'));
    expect(world.heard).toEqual([0, 0]);
    await quiet();

    expect(world.heard).toEqual([0, 0, 5]);
  });
});

describe('after a loss', () => {
  it('what was missed comes before what is new', async () => {
    const world = connected();
    world.history.push(0, 1, 2, 3);
    world.catchUp.live(body(0));
    world.catchUp.suspend();

    world.catchUp.resume(true);
    world.catchUp.live(body(3));
    await quiet();

    expect(world.heard).toEqual([0, 1, 2, 3]);
  });

  it('a dialog of which nothing was heard yet is fetched from its first message on', async () => {
    const world = connected();
    world.history.push(0, 1);
    world.catchUp.follow('d');
    world.catchUp.suspend();

    world.catchUp.resume(true);
    await quiet();

    expect(world.asked[0]).toBe(-1);
    expect(world.heard).toEqual([0, 1]);
  });

  it('a dialog that was left is not asked about', async () => {
    const world = connected();
    world.catchUp.live(body(0));
    world.catchUp.leave('d');
    world.catchUp.suspend();

    world.catchUp.resume(true);
    await quiet();

    expect(world.asked).toEqual([]);
    expect(world.catchUp.size).toBe(0);
  });

  it('another loss in the middle of it loses nothing', async () => {
    const world = connected();
    world.history.push(0, 1, 2);
    world.catchUp.live(body(0));
    world.catchUp.suspend();
    world.refusal = new ConnectionError('lost again');
    world.catchUp.resume(true);
    await quiet();
    world.catchUp.suspend();

    world.refusal = undefined;
    world.catchUp.resume(true);
    await quiet();

    expect(world.heard).toEqual([0, 1, 2]);
    expect(world.failures).toEqual([]);
  });

  it('a dialog that UMS does not tell about any more is forgotten, after what had come live', async () => {
    const world = connected();
    world.catchUp.live(body(0));
    world.catchUp.suspend();
    world.refusal = new ResponseError('subscribeMessagingEvents', { reqId: '1', code: 404 });

    world.catchUp.resume(true);
    world.catchUp.live(body(1));
    await quiet();

    expect(world.heard).toEqual([0, 1]);
    expect(world.catchUp.size).toBe(0);
  });
});

describe('history that was asked for', () => {
  it('is delivered whole, delivered before or not', () => {
    const world = connected();
    world.catchUp.live(body(0));
    const asking = world.catchUp.asking('d');

    const merged = asking.merge({ dialogId: 'd', changes: [message(0), message(1)] });

    expect(merged.changes.map(({ sequence }) => sequence)).toEqual([0, 1]);
  });

  it('is not delivered twice by what comes live meanwhile, nor by what comes live afterwards', () => {
    const world = connected();
    const asking = world.catchUp.asking('d');
    world.catchUp.live(body(2));

    const merged = asking.merge({ dialogId: 'd', changes: [message(0), message(1), message(2), message(3)] });
    asking.done();
    world.catchUp.live(body(3));

    expect(merged.changes.map(({ sequence }) => sequence)).toEqual([0, 1, 3]);
    expect(world.heard).toEqual([2]);
  });
});

describe('a store', () => {
  it('moves when the handlers have finished, and only then does the next message come', async () => {
    const cursors = new Map<string, number>();
    const world = connected({ store: cursors });
    let finish: (() => void) | undefined;
    world.handle = () => new Promise<void>((resolve) => (finish = resolve));
    world.history.push(0, 1);
    world.catchUp.live(body(0));
    world.catchUp.live(body(1));
    await quiet();

    expect(world.heard).toEqual([0]);
    expect(cursors.get('d')).toBeUndefined();
    finish?.();
    await quiet();

    expect(world.heard).toEqual([0, 1]);
    expect(cursors.get('d')).toBe(0);
  });

  it('makes a new process go on where the old one was', async () => {
    const world = connected({ store: new Map([['d', 1]]) });
    world.history.push(0, 1, 2, 3);

    world.catchUp.live(body(3));
    await quiet();

    expect(world.heard).toEqual([2, 3]);
  });

  it('that knows its dialogs has them caught up with at once', async () => {
    const cursors = new Map([['d', 0]]);
    const store: CursorStore = {
      get: (id) => cursors.get(id),
      set: (id, sequence) => cursors.set(id, sequence),
      dialogs: () => cursors.keys(),
    };
    const world = new World({ store });
    world.history.push(0, 1);

    world.catchUp.resume(false);
    await quiet();

    expect(world.heard).toEqual([1]);
  });

  it('that fails is reported, and stops nothing', async () => {
    const store: CursorStore = {
      get: () => undefined,
      set: () => {
        throw new Error('disk full');
      },
    };
    const world = connected({ store });
    world.history.push(0, 1);
    world.catchUp.live(body(0));
    world.catchUp.live(body(1));
    await quiet();

    expect(world.heard).toEqual([0, 1]);
    expect(world.failures.map(({ code }) => code)).toEqual(['CURSOR_STORE', 'CURSOR_STORE']);
  });
});

it('remembers no more dialogs than it may', () => {
  const world = connected({ limit: 10 });

  for (let n = 0; n < 1_000; n += 1) world.catchUp.live(body(0, `d${n}`));

  expect(world.catchUp.size).toBe(10);
});

it('forgets a dialog in which nothing was said any more, not the oldest in which much is', async () => {
  const world = connected({ limit: 3 });
  for (const name of ['a', 'b', 'c']) world.catchUp.live(body(0, name));
  for (let sequence = 1; sequence < 50; sequence += 1) world.catchUp.live(body(sequence, 'a'));

  world.catchUp.live(body(0, 'd'));
  world.catchUp.suspend();
  world.catchUp.resume(true);
  await quiet();

  // Of `a` it is the last sequence that is asked from; `b` has gone.
  expect(world.asked.toSorted((x, y) => x - y)).toEqual([0, 0, 49]);
});

describe('a question for history that fails on the way', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it.each([429, 503])('with %i is asked again after a pause, and nothing is lost', async (code) => {
    const world = connected();
    world.catchUp.live(body(0));
    world.history.push(0, 1, 2);
    world.catchUp.suspend();
    world.refusal = new ResponseError('subscribeMessagingEvents', { reqId: '1', code });
    world.catchUp.resume(true);
    await quiet();
    expect(world.asked).toEqual([0]);

    world.refusal = undefined;
    vi.advanceTimersByTime(1_000);
    await quiet();

    expect(world.heard).toEqual([0, 1, 2]);
    expect(world.failures).toEqual([]);
  });

  it.each([429, 503])('with %i for a minute is reported, and the dialog is not forgotten in silence', async (code) => {
    const world = connected();
    world.catchUp.live(body(0));
    world.history.push(0, 1);
    world.catchUp.suspend();
    world.refusal = new ResponseError('subscribeMessagingEvents', { reqId: '1', code });
    world.catchUp.resume(true);
    for (let tries = 1; tries < 6; tries += 1) {
      await quiet();
      vi.advanceTimersByTime(32_000);
    }
    await quiet();

    expect(world.asked).toHaveLength(6);
    expect(world.failures).toEqual([expect.objectContaining({ code: 'CATCH_UP', delivery: 'unknown' })]);
    world.catchUp.suspend();
    world.refusal = undefined;
    world.catchUp.resume(true);
    await quiet();
    expect(world.heard).toEqual([0, 1]);
  });

  it('is not asked again on a connection that is lost meanwhile, but on the next', async () => {
    const world = connected();
    world.catchUp.live(body(0));
    world.history.push(0, 1);
    world.catchUp.suspend();
    world.refusal = new ResponseError('subscribeMessagingEvents', { reqId: '1', code: 503 });
    world.catchUp.resume(true);
    await quiet();

    world.catchUp.suspend();
    await quiet();
    expect(vi.getTimerCount()).toBe(0);
    expect(world.asked).toEqual([0]);
    world.refusal = undefined;
    world.catchUp.resume(true);
    await quiet();

    expect(world.heard).toEqual([0, 1]);
  });
});
