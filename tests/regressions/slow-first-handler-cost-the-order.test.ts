import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ConnectionError, TimeoutError } from '../../src/errors.js';
import { body, connected, quiet, World } from '../delivery/world.js';

// Live messages of a new dialog wait 5 s for its history, and then for no history any more. That time went on after the
// history had come, or the connection had been lost: the next gap was handed out in the wrong order.

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
});

it('a first handler that takes long does not put what comes after a gap before it', async () => {
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

it('a connection that is lost before the history has come does not, either', async () => {
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

it('live messages of a new dialog still wait 5 s at most for history that does not come', async () => {
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
