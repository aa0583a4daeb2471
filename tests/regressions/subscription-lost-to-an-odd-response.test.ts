import { expect, it } from 'vitest';
import { z } from 'zod';
import type { AnyRequest } from '../../src/protocol/define.js';
import { ClientWorld, entry, type SentFrame } from '../client/world.js';

// A subscription whose repetition got an unreadable response was dropped: later reconnects did not repeat it either.

const subscriptionId = (value: unknown): string => (value as { readonly subscriptionId: string }).subscriptionId;
const subscribe: AnyRequest = entry({
  type: '.made.Subscribe',
  replay: { keep: 'each', subscriptionId },
  response: z.compile(z.object({ subscriptionId: z.string(), odd: z.literal(false).optional() })),
  decode: (value) => {
    if (Object.hasOwn(value as object, 'broken')) throw new Error('cannot read this');
    return value;
  },
});
const amend = entry({ type: '.made.Amend', replay: { keep: 'amendment', subscriptionId } });

/** Reconnects, and answers each frame sent before `reconnected`. */
async function reconnected(world: ClientWorld, response: unknown, count = 1): Promise<readonly SentFrame[]> {
  const back = world.next('reconnected');
  await world.reconnect();
  const frames: SentFrame[] = [];
  for (let index = 0; index < count; index += 1) {
    const frame = await world.sent();
    frames.push(frame);
    world.answer(frame, response);
  }
  await back;
  expect(world.unread).toBe(0);
  return frames;
}

it.each([
  ['ValidationError', { subscriptionId: 'new', odd: true }],
  ['ValidationError', undefined],
  ['TransformError', { subscriptionId: 'new', broken: true }],
])('a subscription is repeated on the connection after the one that answered with a %s', async (name, response) => {
  using world = await ClientWorld.connected();
  await world.exchange('subscribe', subscribe, { of: 'x' }, { subscriptionId: 'old' });
  world.listen('error');

  await reconnected(world, response);
  const [frame] = await reconnected(world, { subscriptionId: 'newer' });

  expect(world.heard).toMatchObject([['error', { code: 'NOT_RESTORED', cause: { name } }]]);
  expect(frame).toMatchObject({ type: '.made.Subscribe', body: { of: 'x' } });
});

it('its amendment waits for it, and is repeated with it', async () => {
  using world = await ClientWorld.connected();
  await world.exchange('subscribe', subscribe, {}, { subscriptionId: 'old' });
  await world.exchange('amend', amend, { subscriptionId: 'old', to: 'y' }, {});
  world.listen('error');

  await reconnected(world, { subscriptionId: 'new', odd: true });
  const frames = await reconnected(world, { subscriptionId: 'newer' }, 2);

  expect(world.heard).toHaveLength(1);
  expect(frames.map(({ type, body }) => [type, body])).toEqual([
    ['.made.Subscribe', {}],
    ['.made.Amend', { subscriptionId: 'newer', to: 'y' }],
  ]);
});

it('the request of an application that makes it again is sent, and replaces it', async () => {
  using world = await ClientWorld.connected();
  await world.exchange('subscribe', subscribe, {}, { subscriptionId: 'old' });
  world.emitter.on('error', () => undefined);
  await reconnected(world, { subscriptionId: 'new', odd: true });

  const result = await world.exchange('subscribe', subscribe, {}, { subscriptionId: 'own' });
  const frames = await reconnected(world, { subscriptionId: 'newer' });

  expect(result).toEqual({ subscriptionId: 'own' });
  expect(frames).toHaveLength(1);
});
