import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ResponseError, TimeoutError } from '../../src/errors.js';
import { randomHistory, type Temperament } from '../support/random-history.js';
import { body, World } from './world.js';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** Resolves when all promises have settled that wait for no timer; this test has no other events. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 100; turn += 1) await Promise.resolve();
}

/** Maps a temperament to the results of history requests. */
function answering(temperament: Temperament): World['answer'] {
  const operation = 'subscribeMessagingEvents';
  return (events, range) => {
    const answer = temperament(events, range);
    if (answer.kind === 'silence') throw new TimeoutError(operation, 10_000);
    if (answer.kind === 'refused') throw new ResponseError(operation, { reqId: '1', code: answer.code });
    return answer.events;
  };
}

it('every message of 200 random histories is delivered once', async () => {
  const findings: unknown[] = [];
  for (let seed = 1; seed <= 200; seed += 1) {
    const { hasStore, answer, steps } = randomHistory(seed);
    const world = new World(hasStore ? { store: new Map() } : {});
    world.answer = answering(answer);
    world.resume(false);
    for (const { isOnline, said, live } of steps) {
      if (!isOnline) world.catchUp.suspend();
      world.said(said);
      if (!isOnline) world.resume(true);
      for (const one of live) world.catchUp.live(body(one));
      await settled();
      vi.advanceTimersByTime(2_000);
    }
    // From now on the history is complete and available.
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
    const lost = steps.flatMap(({ said }) => said).filter((one) => !heard.includes(one));
    const doubled = heard.length - new Set(heard).size;
    if (lost.length > 0 || doubled > 0) findings.push({ seed, hasStore, lost: lost.join(), doubled });
  }

  expect(findings).toEqual([]);
}, 60_000);
