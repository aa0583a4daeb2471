import { expect, it } from 'vitest';
import { ClientWorld, entry, type SentFrame } from '../client/world.js';

// Overlapping calls that set a state undid each other: the refusal of the first one brought back the state before it,
// although the second one was in force.

const state = entry({ type: '.made.State', replay: { keep: 'latest' } });

interface Call {
  readonly frame: SentFrame;
  /** The response, or the refusal. */
  readonly result: Promise<unknown>;
}

/** Sets a state, and waits until it is sent. */
async function set(world: ClientWorld, is: string): Promise<Call> {
  const call = world.client.requests.call('state', state, { is }, undefined);
  const result = call.catch((refusal: unknown) => refusal);
  return { frame: await world.sent(), result };
}

async function refused(world: ClientWorld, { frame, result }: Call): Promise<void> {
  world.answer(frame, 'no', 400);
  await result;
}

/** The states repeated on the next connection. */
async function restored(world: ClientWorld): Promise<unknown> {
  const back = world.next('reconnected');
  await world.reconnect();
  const frame = await world.sent();
  world.answer(frame, {});
  await back;
  expect(world.unread).toBe(0);
  return frame.body;
}

it('a state that is refused does not undo a newer one', async () => {
  using world = await ClientWorld.connected();
  await world.exchange('state', state, { is: 'away' }, {});
  const first = await set(world, 'occupied');
  const second = world.exchange('state', state, { is: 'online' }, {});

  await refused(world, first);
  await second;

  expect(await restored(world)).toEqual({ is: 'online' });
});

it.each([
  ['in order', false],
  ['in reverse', true],
])('of overlapping states that are refused %s none comes back, but the one before', async (_, isReverse) => {
  using world = await ClientWorld.connected();
  await world.exchange('state', state, { is: 'away' }, {});
  const calls = [await set(world, 'occupied'), await set(world, 'online')];

  for (const call of isReverse ? calls.toReversed() : calls) await refused(world, call);

  expect(await restored(world)).toEqual({ is: 'away' });
});

it('an older state that succeeds is in force when the newer one is refused', async () => {
  using world = await ClientWorld.connected();
  const first = await set(world, 'occupied');
  const second = await set(world, 'online');
  await refused(world, second);
  world.answer(first.frame, {});

  expect(await restored(world)).toEqual({ is: 'occupied' });
});
