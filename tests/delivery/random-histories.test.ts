import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ResponseError, TimeoutError } from '../../src/errors.js';
import type { Message } from '../../src/protocol/registry.js';
import { body, World } from './world.js';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** Until nothing is left to do that needs no time: nothing here waits for anything but promises and timers. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 100; turn += 1) await Promise.resolve();
}

/** Mulberry32: the same numbers for the same seed. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A platform that answers in its own way: in pages, doubled, in reverse, refusing, silent. */
function temperament(random: () => number): World['answer'] {
  const limit = random() < 0.5 ? 2 + Math.floor(random() * 10) : Infinity;
  const newestFirst = random() < 0.5;
  const isInclusive = random() < 0.3;
  const doubles = random() < 0.3;
  const reverses = random() < 0.3;
  const trouble = random() < 0.5 ? 0.3 : 0;
  return (events, { newerThan, olderThan = Infinity }) => {
    if (random() < trouble) {
      if (random() < 0.5) throw new TimeoutError('subscribeMessagingEvents', 10_000);
      throw new ResponseError('subscribeMessagingEvents', {
        reqId: '1',
        code: [400, 403, 404, 429, 503][Math.floor(random() * 5)] ?? 503,
      });
    }
    const from = isInclusive ? newerThan - 1 : newerThan;
    const inRange = events.filter(({ sequence = 0 }) => sequence > from && sequence < olderThan);
    const page = inRange.length <= limit ? inRange : newestFirst ? inRange.slice(-limit) : inRange.slice(0, limit);
    const answer: Message[] = doubles ? [...page, ...page] : [...page];
    return reverses ? answer.toReversed() : answer;
  };
}

it('200 random histories lose nothing silently, double nothing, and keep the order of what the platform tells', async () => {
  const findings: unknown[] = [];
  for (let seed = 1; seed <= 200; seed += 1) {
    const random = randomOf(seed);
    const hasStore = random() < 0.5;
    const world = new World(hasStore ? { store: new Map() } : {});
    world.answer = temperament(random);
    world.resume(false);
    const said: number[] = [];
    let sequence = 0;
    for (let step = 0; step < 25; step += 1) {
      // Without a store a dialog begins with the first event that comes.
      const isOnline = step === 0 || random() < 0.9;
      if (!isOnline) world.catchUp.suspend();
      const burst: number[] = [];
      for (let count = Math.floor(random() * 4); count >= 0; count -= 1) {
        world.said([sequence]);
        said.push(sequence);
        burst.push(sequence);
        sequence += random() < 0.1 ? 1 + Math.floor(random() * 3) : 1;
      }
      if (!isOnline) world.resume(true);
      else {
        for (const one of step > 0 && random() < 0.2 ? burst.toReversed() : burst) {
          if (step > 0 && random() < 0.1) continue;
          world.catchUp.live(body(one));
          if (random() < 0.1) world.catchUp.live(body(one));
        }
      }
      await settled();
      vi.advanceTimersByTime(2_000);
    }
    // Peace at last: what is missing can be had.
    world.answer = new World().answer;
    for (let round = 0; round < 4; round += 1) {
      world.catchUp.suspend();
      world.resume(true);
      for (let turn = 0; turn < 4; turn += 1) {
        await settled();
        vi.advanceTimersByTime(10_000);
      }
    }
    const heard = world.heard();
    const lost = said.filter((one) => !heard.includes(one));
    const doubled = heard.length - new Set(heard).size;
    if (lost.length > 0 || doubled > 0) findings.push({ seed, hasStore, lost: lost.join(), doubled });
  }

  expect(findings).toEqual([]);
}, 60_000);
