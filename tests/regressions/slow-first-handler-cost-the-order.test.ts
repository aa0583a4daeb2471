import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ConnectionError, TimeoutError } from '../../src/errors.js';
import { body, connected, quiet, World } from '../delivery/world.js';

// Live messages of a new dialog wait at most 5 s for its history. That timer kept running after the history had
// arrived or the connection was lost, and the messages after the next gap were emitted out of order.

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
});

it('a slow first handler does not change the order of messages around a gap', async () => {
  const world = connected({ store: new Map() });
  let finish = (): void => {};
  world.handle = ({ sequence }) => (sequence === 0 ? new Promise<void>((resolve) => (finish = resolve)) : undefined);
  world.said([0]);
  world.catchUp.follow('d');
  await quiet();
  vi.advanceTimersByTime(5_000);

  world.said([1, 2]);
  world.catchUp.live(body(2));
  finish();
  await quiet();

  expect(world.heard()).toEqual([0, 1, 2]);
});

it('a connection lost before the history arrives does not change that order', async () => {
  const world = connected({ store: new Map() });
  world.said([0]);
  let lose = (): void => {};
  world.answer = () =>
    new Promise((_, reject) => (lose = () => reject(new ConnectionError('The connection was lost'))));
  world.catchUp.follow('d');
  await quiet();
  world.catchUp.suspend();
  lose();
  await quiet();
  vi.advanceTimersByTime(5_000);
  world.said([1, 2]);

  world.answer = new World().answer;
  world.resume(true);
  world.catchUp.live(body(2));
  await quiet();

  expect(world.heard()).toEqual([0, 1, 2]);
});

it('live messages of a new dialog wait at most 5 s for a history that does not arrive', async () => {
  const world = connected({ store: new Map() });
  world.refusal = new TimeoutError('subscribeMessagingEvents', 10_000);
  world.said([0, 1]);
  world.catchUp.live(body(1));
  await quiet();
  expect(world.heard()).toEqual([]);

  vi.advanceTimersByTime(5_000);
  await quiet();

  expect(world.heard()).toEqual([1]);
});
