import { expect, it } from 'vitest';
import { ClientWorld, entry } from '../client/world.js';

// A repetition that began while the connection was closing waited for the next connection, which repeated the same
// request: it was sent twice.

const subscriptionId = (value: unknown): string => (value as { readonly subscriptionId: string }).subscriptionId;
const subscribe = entry({ type: '.made.Subscribe', replay: { keep: 'each', subscriptionId } });
const amend = entry({ type: '.made.Amend', replay: { keep: 'amendment', subscriptionId } });

it('a connection that closes while it is restored leaves each request to be repeated once', async () => {
  using world = await ClientWorld.connected();
  await world.exchange('subscribe', subscribe, {}, { subscriptionId: 'old' });
  await world.exchange('amend', amend, { subscriptionId: 'old' }, {});
  await world.reconnect();
  world.answer(await world.sent(), { subscriptionId: 'new' });
  world.peer.sendClose();
  world.listen('reconnected');
  // The response has been read, and the amendment is due.
  await new Promise((resolve) => setImmediate(resolve));
  expect([world.client.health().waiting, world.heard]).toEqual([0, []]);

  const back = world.next('reconnected');
  await world.reconnect();
  const subscribed = await world.sent();
  world.answer(subscribed, { subscriptionId: 'newer' });
  const amended = await world.sent();
  world.answer(amended, {});
  await back;

  expect([subscribed, amended].map(({ type, body }) => [type, body])).toEqual([
    ['.made.Subscribe', {}],
    ['.made.Amend', { subscriptionId: 'newer' }],
  ]);
  expect(world.unread).toBe(0);
});
