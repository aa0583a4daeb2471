import { fc, it } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { isMessage } from '../../src/conversations/message.js';
import { caught } from '../support/caught.js';
import { DIALOG, InboxWorld, type Kind, TIME } from './inbox-world.js';

const LONG = 'x'.repeat(150_000);

type Step =
  | {
      readonly do: 'publish';
      readonly kind: Kind;
      readonly count: number;
      readonly gap: number;
      readonly text?: string;
    }
  | { readonly do: 'deliver' | 'handle'; readonly count: number }
  | { readonly do: 'read' | 'restart' }
  | { readonly do: 'finish'; readonly isFresh: boolean };

interface History {
  readonly isStale: boolean;
  readonly capacity: number;
  readonly earlier: readonly Step[];
  readonly steps: readonly Step[];
}

const few = fc.integer({ min: 1, max: 5 });
const publishes = (isStale: boolean): fc.Arbitrary<Step> => {
  // A snapshot that is older than receipts and holes cannot tell that messages follow them.
  const others: readonly Kind[] = isStale ? ['bot', 'manager'] : ['bot', 'manager', 'receipt', 'receipt of colleague'];
  return fc.record({
    do: fc.constant('publish' as const),
    kind: fc.oneof(
      { weight: 8, arbitrary: fc.constant<Kind>('consumer') },
      { weight: 3, arbitrary: fc.constantFrom<Kind>(...others) },
      { weight: 1, arbitrary: fc.constant<Kind>('colleague') },
    ),
    count: fc.oneof({ weight: 5, arbitrary: few }, { weight: 1, arbitrary: fc.integer({ min: 50, max: 230 }) }),
    gap: fc.oneof(
      { weight: 5, arbitrary: fc.constant(0) },
      { weight: 2, arbitrary: fc.integer({ min: 1, max: 3 }) },
      { weight: 1, arbitrary: fc.integer({ min: 4, max: isStale ? 100 : 450 }) },
    ),
    text: fc.oneof({ weight: 6, arbitrary: fc.constant('hello') }, { weight: 1, arbitrary: fc.constant('long') }),
  });
};
const moves: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('deliver' as const), count: few }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('handle' as const), count: few }) },
  { weight: 3, arbitrary: fc.constant<Step>({ do: 'read' }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('finish' as const), isFresh: fc.boolean() }) },
  { weight: 1, arbitrary: fc.constant<Step>({ do: 'restart' }) },
);
const histories: fc.Arbitrary<History> = fc.boolean().chain((isStale) =>
  fc.record({
    isStale: fc.constant(isStale),
    capacity: fc.constantFrom(64_000_000, 400_000, 100),
    earlier: fc.array(publishes(isStale), { maxLength: 8 }),
    steps: fc.array(fc.oneof(publishes(isStale), moves, moves), { maxLength: 40, size: 'max' }),
  }),
);

async function take(world: InboxWorld, step: Step, isStale: boolean): Promise<void> {
  switch (step.do) {
    case 'publish':
      return world.publish(step.kind, step.text === 'long' ? { ...step, text: LONG } : step);
    case 'deliver':
      return world.deliver(step.count);
    case 'handle':
      world.handle(step.count);
      return undefined;
    case 'read':
      return world.read();
    case 'finish':
      return world.finish(step.isFresh);
    case 'restart':
      return world.start(isStale ? 'stale' : 'exact');
  }
}

function checkBounds({ inbox, waiting }: InboxWorld): void {
  const size = inbox.waiting.reduce((sum, event) => sum + event.size, 0);
  expect(waiting.length).toBeLessThanOrEqual(100);
  if (waiting.length > 1) expect(size).toBeLessThanOrEqual(1_000_000);
  const [first = Infinity, second = Infinity] = waiting;
  expect(inbox.positionsAfter([])['d-1'] ?? -1).toBeLessThan(first);
  expect(inbox.positionsAfter(inbox.waiting.slice(0, 1))['d-1'] ?? -1).toBeLessThan(second);
}

describe('The inbox of a conversation', () => {
  it.prop([histories], { numRuns: 200 })(
    'gives every message of the consumer once and in order, in any history',
    async ({ isStale, capacity, earlier, steps }) => {
      const world = new InboxWorld(capacity);
      for (const step of earlier) await take(world, step, isStale);
      world.start(isStale ? 'stale' : 'exact');
      for (const step of steps) {
        await take(world, step, isStale);
        checkBounds(world);
      }
      await world.settle();

      const { events, handled, floor, budget } = world;
      const isOfColleague = ({ originatorId }: { originatorId?: unknown }): boolean => originatorId === 'sam';
      const others = events.filter(isOfColleague).map(({ sequence }) => sequence ?? -1);
      const said = events
        .filter((event) => event.originatorId === 'ada' && isMessage(event))
        .map(({ sequence }) => sequence ?? -1);
      const from = Math.max(floor, ...others);
      expect(handled).toEqual([...new Set(handled)].toSorted((one, other) => one - other));
      expect(said).toEqual(expect.arrayContaining(handled));
      expect(handled.filter((sequence) => sequence > from)).toEqual(said.filter((sequence) => sequence > from));
      expect(budget.has(capacity)).toBe(true);
    },
  );

  test('reads on where a hole ends the part that it has read, and the snapshot names no last message', async () => {
    const world = new InboxWorld();
    world.publish('consumer');
    world.start();
    await world.settle();
    world.publish('bot', { count: 199 });
    world.publish('consumer', { count: 3, gap: 1 });
    world.start('nothing');

    await world.settle();

    expect(world.handled).toEqual([0, 201, 202, 203]);
  });

  test('does not pass over what was said between the request of a part and its response', async () => {
    const world = new InboxWorld();
    world.publish('bot', { count: 50 });
    world.start();
    world.read();
    world.publish('consumer');
    world.publish('consumer', { gap: 149 });
    world.deliver();
    await world.finish(false);

    await world.settle();

    expect(world.handled).toEqual([50, 200]);
  });

  describe('of more than fits', () => {
    test('holds 100 messages, and reads the others when they are handled', async () => {
      const world = new InboxWorld();
      world.start();
      await begun(world);
      world.publish('consumer', { count: 250 });
      world.deliver();
      expect(world.waiting).toEqual([...Array(100).keys()]);
      expect(world.inbox.isBehind).toBe(true);

      world.handle();
      world.read();
      await world.finish();

      expect(world.waiting).toEqual(Array.from({ length: 100 }, (_, index) => 100 + index));
      await world.settle();
      expect(world.handled).toEqual([...Array(250).keys()]);
    });

    test.each([
      ['1 MB of a conversation', 64_000_000, 6],
      ['the memory of the process', 400_000, 2],
    ])('holds %s', async (_, capacity, count) => {
      const world = new InboxWorld(capacity);
      world.start();
      world.publish('consumer', { count: 20, text: LONG });
      await begun(world);
      world.deliver();

      expect(world.waiting).toHaveLength(count);
      await world.settle();
      expect(world.handled).toEqual([...Array(20).keys()]);
    });

    test('holds one message, however long', async () => {
      const world = new InboxWorld(1);
      world.start();
      world.publish('consumer', { count: 2, text: LONG });
      await begun(world);

      expect(world.waiting).toEqual([0]);
      world.inbox.dispose();
      expect(world.budget.has(1)).toBe(true);
    });
  });

  describe('of another agent', () => {
    test('forgets what was said before a message of a colleague, and notices it in the history', async () => {
      const world = new InboxWorld();
      world.publish('consumer', { count: 2 });
      world.publish('colleague');
      world.publish('consumer');
      world.start();
      await begun(world);
      expect(world.waiting).toEqual([3]);
      expect(world.inbox.hasOthers).toBe(true);

      world.publish('colleague');
      world.deliver();

      expect(world.waiting).toEqual([]);
      expect(world.inbox.positionsAfter([])).toEqual({ [DIALOG]: 4 });
    });

    test('keeps what waits at a late receipt of a colleague, and at a message of a manager', async () => {
      const world = new InboxWorld();
      world.start();
      await begun(world);
      world.publish('consumer');
      world.publish('receipt of colleague');
      world.publish('manager');
      world.deliver();

      expect(world.waiting).toEqual([0]);
      expect(world.inbox.hasOthers).toBe(false);
    });

    test('passes over what was said while a colleague had the conversation', async () => {
      const world = new InboxWorld();
      world.start();
      await begun(world);
      world.publish('consumer', { count: 2 });
      world.deliver();
      world.inbox.discard();
      world.publish('consumer', { count: 2 });
      world.live.length = 0;
      world.inbox.begin(DIALOG, undefined, TIME + 4);
      world.publish('consumer', { count: 2 });

      await world.settle();

      expect(world.handled).toEqual([4, 5]);
      expect(world.positions).toEqual({ [DIALOG]: 5 });
    });

    test('ignores a history that was requested before the conversation was lost', async () => {
      const world = new InboxWorld();
      world.publish('consumer', { count: 2 });
      world.start();
      world.read();
      world.inbox.discard();
      await world.finish();

      expect(world.waiting).toEqual([]);
      expect(world.inbox.positionsAfter([])).toEqual({ [DIALOG]: 1 });
    });
  });

  test('stays as it was when the history cannot be read', async () => {
    const world = new InboxWorld();
    world.publish('consumer', { count: 2 });
    world.start();
    const refused = new Error('refused');

    expect(await caught(world.inbox.readOn(() => Promise.reject(refused)))).toBe(refused);

    expect(world.inbox.isBehind).toBe(true);
    await world.settle();
    expect(world.handled).toEqual([0, 1]);
  });

  test('has no position before the first message is handled', async () => {
    const world = new InboxWorld();
    world.start();
    await begun(world);
    world.publish('consumer');
    world.deliver();

    expect(world.inbox.positionsAfter([])).toEqual({});
    expect(world.inbox.positionsAfter(world.inbox.waiting)).toEqual({ [DIALOG]: 0 });
  });
});

describe('A click', () => {
  const track = 'a:track';
  const parts = { receipt: ['receipt', undefined], text: ['consumer', 'Track'] } as const;
  const publish = (world: InboxWorld, part: keyof typeof parts, clickId = track): void => {
    const [kind, text] = parts[part];
    world.publish(kind, { text, clickId });
    world.deliver();
  };
  const started = async (): Promise<InboxWorld> => {
    const world = new InboxWorld();
    world.start();
    await begun(world);
    return world;
  };
  const turns = ({ inbox }: InboxWorld): readonly unknown[] =>
    inbox.waiting.map(({ clickId, message }) => [clickId, message?.text]);

  test.each([
    ['a receipt and then a text', ['receipt', 'text']],
    ['a text and then a receipt', ['text', 'receipt']],
    ['a text', ['text']],
  ] as const)('that is %s is one turn', async (_, order) => {
    const world = await started();
    for (const part of order) publish(world, part);

    expect(turns(world)).toEqual([[track, 'Track']]);
    expect(world.inbox.positionsAfter(world.inbox.waiting)).toEqual({ [DIALOG]: order.length - 1 });
  });

  test('that has a receipt alone is one turn without a text', async () => {
    const world = await started();
    publish(world, 'receipt');

    expect(turns(world)).toEqual([[track, undefined]]);
  });

  test.each([
    ['receipts first', ['receipt', 'text', 'receipt', 'text']],
    ['texts first', ['text', 'receipt', 'text', 'receipt']],
    ['in changing order', ['receipt', 'text', 'text', 'receipt']],
    ['texts alone', ['text', 'text']],
  ] as const)('on the same button twice is two turns, %s', async (_, order) => {
    const world = await started();
    for (const part of order) publish(world, part);

    expect(turns(world)).toEqual([
      [track, 'Track'],
      [track, 'Track'],
    ]);
  });

  test.each([['receipt', 'text'] as const, ['text', 'receipt'] as const])(
    'whose %s was handled needs no turn for its %s',
    async (first, second) => {
      const world = await started();
      publish(world, first);
      world.handle();
      publish(world, second);

      expect(turns(world)).toEqual([]);
      expect(world.inbox.positionsAfter([])).toEqual({ [DIALOG]: 1 });
    },
  );

  test.each([
    ['receipt', 'text', 6, 0],
    ['text', 'receipt', 6, 0],
    ['receipt', 'text', 8, 1],
  ] as const)('whose %s was handled before a restart, and whose %s comes %i events later', async (...row) => {
    const [first, second, between, count] = row;
    const world = await started();
    publish(world, first);
    world.publish('bot', { count: between });
    world.deliver();
    world.handle();
    world.start();
    await begun(world);
    publish(world, second);

    expect(turns(world)).toHaveLength(count);
  });

  test('that was not handled before a restart is handled after it, once', async () => {
    const world = await started();
    publish(world, 'receipt');
    world.handle(0);
    world.start();
    publish(world, 'text');
    await begun(world);

    expect(turns(world)).toEqual([[track, 'Track']]);
  });

  test('on what is no action of the bot is a text, and its receipt nothing', async () => {
    const world = await started();
    publish(world, 'receipt', 'other');
    publish(world, 'text', 'other');

    expect(turns(world)).toEqual([[undefined, 'Track']]);
  });
});

/** The process has read what was said before it began. */
async function begun(world: InboxWorld): Promise<void> {
  world.read();
  await world.finish();
}
