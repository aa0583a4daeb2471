import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import type { Message } from '../../src/protocol/registry.js';
import { body, connected, quiet, type World } from './world.js';

const numbers = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, n) => from + n);

/** The oldest events from the lower bound on, which is inclusive. */
const oldestFirst =
  (limit: number): World['answer'] =>
  (events, { newerThan, olderThan = Infinity }) =>
    events.filter(({ sequence = 0 }) => sequence >= newerThan && sequence < olderThan).slice(0, limit);

describe('a page whose messages have all been delivered', () => {
  it('does not end a backfill with the oldest page first', async () => {
    const world = connected();
    world.catchUp.live(body(0));
    world.said(numbers(0, 10));
    world.answer = oldestFirst(2);
    for (const sequence of [2, 4, 6, 8]) world.catchUp.live(body(sequence));
    world.catchUp.suspend();
    world.resume(true);
    await quiet();
    world.catchUp.live(body(9));
    await quiet();

    expect(world.heard()).toEqual(numbers(0, 10));
    expect(world.warnings).toEqual([]);
  });

  it('does not end a backfill with the newest page first', async () => {
    const world = connected();
    for (const sequence of [0, 3, 4]) {
      world.catchUp.live(body(sequence));
      await quiet();
    }
    world.said(numbers(0, 7));
    world.answer = (events, { newerThan, olderThan = Infinity }) =>
      events.filter(({ sequence = 0 }) => sequence > newerThan && sequence < olderThan).slice(-2);
    world.catchUp.live(body(6));
    await quiet();

    expect(world.heard()).toEqual([0, 3, 4, 1, 2, 5, 6]);
  });
});

it('pages that change between newest first and oldest first are delivered completely', async () => {
  const world = connected({ store: new Map() });
  world.answer = (events, { newerThan, olderThan = Infinity }) => {
    const inRange = events.filter(({ sequence = 0 }) => sequence > newerThan && sequence < olderThan);
    return olderThan === Infinity ? inRange.slice(-3) : inRange.slice(0, 3);
  };
  world.said(numbers(0, 20));
  world.catchUp.live(body(19));
  await quiet();

  expect(world.heard()).toEqual(numbers(0, 20));
});

test.prop([fc.uniqueArray(fc.nat({ max: 60 }), { minLength: 1 }), fc.infiniteStream(fc.nat({ max: 5 }))])(
  'every event is delivered once and in order, whatever part of a range each page holds',
  async (sequences, numbersToCome) => {
    const said = sequences.toSorted((a, b) => a - b);
    const choose = (): number => numbersToCome.next().value ?? 0;
    const world = connected({ store: new Map() });
    world.answer = (events, { newerThan, olderThan = Infinity }): readonly Message[] => {
      const inRange = events.filter(({ sequence = 0 }) => sequence > newerThan && sequence < olderThan);
      const first = Math.max(0, Math.min(choose() * 3, inRange.length - 1));
      return inRange.slice(first, first + 1 + choose());
    };
    world.said(said);
    world.catchUp.live(body(said.at(-1) ?? 0));
    await expect.poll(() => world.heard(), { interval: 1, timeout: 5_000 }).toEqual(said);
    await quiet();

    expect(world.heard()).toEqual(said);
    expect(world.warnings).toEqual([]);
  },
);
