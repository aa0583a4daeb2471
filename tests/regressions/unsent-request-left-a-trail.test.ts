import { expect, it } from 'vitest';
import { failureOf } from '../support/agents.js';
import { ClientWorld, entry } from '../client/world.js';

// A request that was aborted between the end of its waiting and the socket was never sent, and was repeated after the next
// reconnect all the same.

const state = entry({ type: '.made.State', replay: { keep: 'latest' } });

it('a state that is aborted when the connection opens is neither sent nor repeated later', async () => {
  using world = ClientWorld.idle();
  const connected = world.connect();
  const stop = new AbortController();
  const reason = new Error('changed my mind');
  const result = failureOf(world.client.requests.call('state', state, { is: 'online' }, { signal: stop.signal }));

  // After the gate has opened, before the request goes on.
  world.emitter.once('connected', () => queueMicrotask(() => stop.abort(reason)));
  await connected;
  expect(await result).toBe(reason);
  const back = world.next('reconnected');
  await world.reconnect();
  await back;

  expect(world.unread).toBe(0);
});

it('a state that cannot be written as JSON does not replace the one that is in force', async () => {
  using world = await ClientWorld.connected();
  await world.exchange('state', state, { is: 'away' }, {});
  const unwritable = {
    toJSON: () => {
      throw new Error('not now');
    },
  };

  await failureOf(world.client.requests.call('state', state, unwritable, undefined));
  const back = world.next('reconnected');
  await world.reconnect();
  const frame = await world.sent();
  world.answer(frame, {});
  await back;

  expect(frame.body).toEqual({ is: 'away' });
  expect(world.unread).toBe(0);
});

it('a request that a handler of message:sent makes counts as the later one', async () => {
  using world = await ClientWorld.connected();
  const results: Promise<unknown>[] = [];
  world.emitter.once('message:sent', () => {
    results.push(world.client.requests.call('state', state, { is: 'online' }, undefined));
  });
  results.push(world.client.requests.call('state', state, { is: 'away' }, undefined));
  const sent = [await world.sent(), await world.sent()];
  for (const frame of sent) world.answer(frame, {});
  await Promise.all(results);
  const back = world.next('reconnected');
  await world.reconnect();
  const frame = await world.sent();
  world.answer(frame, {});
  await back;

  expect(sent.map(({ body }) => body)).toEqual([{ is: 'away' }, { is: 'online' }]);
  expect(frame.body).toEqual({ is: 'online' });
});
