import { expect, it } from 'vitest';
import { body, connected, conversation, quiet } from '../delivery/world.js';

// A live message that is not in the answer blocked the dialog, which then was asked for the same history for ever.

it('a message that comes late, of the time before the agent had the dialog back, blocks nothing', async () => {
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
  expect(world.asked.length).toBeLessThan(4);
});

it('a message that the history never shows, although it shows a newer one, blocks nothing', async () => {
  const world = connected({ store: new Map() });
  world.said([0]);
  world.catchUp.live(body(0));
  await quiet();
  world.said([3]);

  world.catchUp.live(body(2));
  await quiet();

  expect(world.heard()).toEqual([0, 2, 3]);
  expect(world.asked.length).toBeLessThan(6);
});
