import { expect, test } from 'vitest';
import { InboxWorld } from './inbox-world.js';

test('An inbox takes an event that comes after later ones, and does not go back with its position', async () => {
  const world = new InboxWorld();
  world.publish('consumer', { count: 2 });
  world.start();
  world.read();
  await world.finish();
  world.handle();
  world.publish('consumer', { count: 3 });
  const [late, ...others] = world.live;
  // The history lacks it as well, at first.
  world.events.splice(2, 1);
  for (const event of others) world.inbox.hear(event);
  world.read();
  await world.finish();
  world.handle();
  const { positions } = world;
  if (late !== undefined) for (const event of [late, late]) world.inbox.hear(event);
  expect(world.waiting).toEqual([2]);
  expect(world.inbox.positionsAfter([])).toEqual(positions);
  world.handle();
  expect(world.handled).toEqual([0, 1, 3, 4, 2]);
});
