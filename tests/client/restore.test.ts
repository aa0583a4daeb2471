import { describe, expect, it } from 'vitest';
import type { AnyRequest } from '../../src/protocol/define.js';
import { failureOf } from '../support/agents.js';
import { ClientWorld, entry, type SentFrame } from './world.js';

// Requests repeated after a reconnect, over sockets in memory. The test sends the responses of the platform.

const subscriptionId = (value: unknown): string => (value as { readonly subscriptionId: string }).subscriptionId;
const subscribe = (fields: Partial<AnyRequest> = {}): AnyRequest =>
  entry({ type: '.made.Subscribe', replay: { keep: 'each', subscriptionId: subscriptionId }, ...fields });
const amend = entry({ type: '.made.Amend', replay: { keep: 'amendment', subscriptionId: subscriptionId } });
const end = entry({ type: '.made.End', replay: { keep: 'end', subscriptionId: subscriptionId } });
const state = entry({ type: '.made.State', replay: { keep: 'latest' } });

/** Reconnects, and answers each repeated request. @returns The repeated frames, in order. */
async function restored(
  world: ClientWorld,
  count: number,
  answer: (frame: SentFrame, index: number) => unknown,
): Promise<readonly SentFrame[]> {
  const back = world.next('reconnected');
  await world.reconnect();
  const frames: SentFrame[] = [];
  for (let index = 0; index < count; index += 1) {
    const frame = await world.sent();
    frames.push(frame);
    world.answer(frame, answer(frame, index));
  }
  await back;
  // Only history requests of delivery may have been sent besides.
  while (world.unread > 0) expect(await world.sent()).toMatchObject({ type: '.ams.ms.QueryMessages' });
  return frames;
}

describe('after a reconnect', () => {
  it('a subscription is repeated, and its notifications have the original subscription id', async () => {
    using world = await ClientWorld.connected();
    await world.exchange('subscribe', subscribe(), { of: 'x' }, { subscriptionId: 'old' });
    world.listen('routing.AgentStateNotification');

    const [frame] = await restored(world, 1, () => ({ subscriptionId: 'new' }));
    world.notify('.ams.routing.AgentStateNotification', { subscriptionId: 'new', changes: [] });

    expect(frame?.body).toEqual({ of: 'x' });
    expect(world.heard).toMatchObject([['routing.AgentStateNotification', { subscriptionId: 'old' }]]);
  });

  it('an amendment is repeated after its subscription, with the new subscription id', async () => {
    using world = await ClientWorld.connected();
    await world.exchange('subscribe', subscribe(), {}, { subscriptionId: 'old' });
    await world.exchange('amend', amend, { subscriptionId: 'old', to: 'y' }, {});

    const frames = await restored(world, 2, () => ({ subscriptionId: 'new' }));

    expect(frames.map(({ type, body }) => [type, body])).toEqual([
      ['.made.Subscribe', {}],
      ['.made.Amend', { subscriptionId: 'new', to: 'y' }],
    ]);
  });

  it('a subscription that was ended is not repeated, nor is its amendment', async () => {
    using world = await ClientWorld.connected();
    await world.exchange('subscribe', subscribe(), {}, { subscriptionId: 'old' });
    await world.exchange('amend', amend, { subscriptionId: 'old' }, {});
    await world.exchange('end', end, { subscriptionId: 'old' }, {});

    expect(await restored(world, 0, () => ({}))).toEqual([]);
  });

  it('only the latest state is repeated', async () => {
    using world = await ClientWorld.connected();
    await world.exchange('state', state, { is: 'away' }, {});
    await world.exchange('state', state, { is: 'online' }, {});

    const frames = await restored(world, 1, () => ({}));

    expect(frames.map(({ body }) => body)).toEqual([{ is: 'online' }]);
  });

  it('a state that was refused is not repeated, but the one before is', async () => {
    using world = await ClientWorld.connected();
    await world.exchange('state', state, { is: 'away' }, {});
    const refused = world.client.requests.call('state', state, { is: 'online' }, undefined);
    world.answer(await world.sent(), 'no', 400);
    await failureOf(refused);

    const frames = await restored(world, 1, () => ({}));

    expect(frames.map(({ body }) => body)).toEqual([{ is: 'away' }]);
  });

  it('the response to a repeated request is processed like the first response', async () => {
    using world = await ClientWorld.connected();
    const made = subscribe({
      emits: () => ({ event: 'made.hidden', body: 1, readable: true, failures: [], warnings: [] }),
      participation: (_, _me, tracker) => tracker.follow('d'),
    });
    await world.exchange('subscribe', made, {}, { subscriptionId: 'old' });
    world.listen('made.hidden', '.made.Subscribe$Response');

    await restored(world, 1, () => ({ subscriptionId: 'new' }));

    expect(world.heard.map(([event, value]) => [event, value])).toEqual([
      ['made.hidden', 1],
      ['.made.Subscribe$Response', { subscriptionId: 'old' }],
    ]);
    expect(world.client.health().dialogs).toBe(1);
  });
});

describe('a handler of connected that makes the repeated request itself', () => {
  it('gets the result of the repeated request, and no further request is sent', async () => {
    using world = await ClientWorld.connected();
    const made = subscribe({
      emits: () => ({ event: 'made.hidden', body: 1, readable: true, failures: [], warnings: [] }),
    });
    await world.exchange('subscribe', made, {}, { subscriptionId: 'old' });
    world.listen('made.hidden');
    let claimed: Promise<unknown> | undefined;
    world.emitter.once('connected', () =>
      queueMicrotask(() => {
        claimed = world.client.requests.call('subscribe', made, {}, undefined);
      }),
    );

    await restored(world, 1, () => ({ subscriptionId: 'new' }));

    expect(await claimed).toEqual({ subscriptionId: 'old' });
    expect(world.heard).toEqual([['made.hidden', 1]]);
  });

  it('gets the original subscription id also if the platform spells it subScriptionId', async () => {
    using world = await ClientWorld.connected();
    const spelled = (value: unknown): string => (value as { readonly subScriptionId: string }).subScriptionId;
    const made = subscribe({
      replay: { keep: 'each', subscriptionId: spelled },
      decode: (value) => ({ subscriptionId: spelled(value) }),
    });
    await world.exchange('subscribe', made, {}, { subScriptionId: 'old' });
    let claimed: Promise<unknown> | undefined;
    world.emitter.once('connected', () =>
      queueMicrotask(() => {
        claimed = world.client.requests.call('subscribe', made, {}, undefined);
      }),
    );

    await restored(world, 1, () => ({ subScriptionId: 'new' }));

    expect(await claimed).toEqual({ subscriptionId: 'old' });
  });

  it('gets the refusal of the repeated request, which is then not reported', async () => {
    using world = await ClientWorld.connected();
    await world.exchange('subscribe', subscribe(), {}, { subscriptionId: 'old' });
    world.listen('error');
    const claims: Promise<unknown>[] = [];
    world.emitter.once('connected', () =>
      queueMicrotask(
        () => void claims.push(failureOf(world.client.requests.call('subscribe', subscribe(), {}, undefined))),
      ),
    );
    const back = world.next('reconnected');
    await world.reconnect();

    world.answer(await world.sent(), 'no', 400);
    await back;

    expect(await claims[0]).toMatchObject({ name: 'ResponseError', code: 400 });
    expect(world.heard).toEqual([]);
  });
});

describe('a repeated request', () => {
  it('that is refused is reported once, and not repeated again', async () => {
    using world = await ClientWorld.connected();
    await world.exchange('subscribe', subscribe(), {}, { subscriptionId: 'old' });
    world.listen('error');
    const back = world.next('reconnected');
    await world.reconnect();

    world.answer(await world.sent(), 'no', 400);
    await back;

    expect(world.heard).toMatchObject([['error', { code: 'NOT_RESTORED', cause: { code: 400 } }]]);
    expect(await restored(world, 0, () => ({}))).toEqual([]);
  });

  it('whose response misfits is reported, and not sent again on this connection: it was carried out', async () => {
    using world = await ClientWorld.connected();
    const made = subscribe({
      decode: (value) => {
        if (Object.hasOwn(value as object, 'odd')) throw new Error('cannot read this');
        return value;
      },
    });
    await world.exchange('subscribe', made, {}, { subscriptionId: 'old' });
    world.listen('error');

    await restored(world, 1, () => ({ subscriptionId: 'new', odd: true }));

    expect(world.heard).toMatchObject([['error', { code: 'NOT_RESTORED', cause: { name: 'TransformError' } }]]);
  });

  it('that is interrupted by another reconnect is sent on the new connection', async () => {
    using world = await ClientWorld.connected();
    await world.exchange('subscribe', subscribe(), { of: 'x' }, { subscriptionId: 'old' });
    await world.reconnect();
    await world.sent();

    const frames = await restored(world, 1, () => ({ subscriptionId: 'new' }));

    expect(frames.map(({ body }) => body)).toEqual([{ of: 'x' }]);
  });
});
