import { expect, it } from 'vitest';
import { body, connected, conversation, quiet } from '../delivery/world.js';

// A live message missing from the history blocked its dialog, whose history was then fetched endlessly.

it('a late message from before the dialog was restored blocks no other message', async () => {
  const world = connected();
  world.said([0]);
  world.catchUp.live(body(0));
  world.catchUp.leave('d');
  world.said([1]);
  world.catchUp.follow('d', conversation('d', { newest: 1 }));
  world.catchUp.suspend();
  world.said([2]);

  world.resume(true);
  world.catchUp.live(body(1));
  await quiet();
  world.catchUp.live(body(3));
  await quiet();

  expect(world.heard()).toEqual([0, 1, 2, 3]);
  expect(world.historyRequests.length).toBeLessThan(4);
});

it('a message missing from a history that has a newer one blocks no other message', async () => {
  const world = connected({ store: new Map() });
  world.said([0]);
  world.catchUp.live(body(0));
  await quiet();
  world.said([3]);

  world.catchUp.live(body(2));
  await quiet();

  expect(world.heard()).toEqual([0, 2, 3]);
  expect(world.historyRequests.length).toBeLessThan(6);
});
