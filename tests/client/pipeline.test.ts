import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { TransformError } from '../../src/errors.js';
import { failureOf, sdkFailureOf } from '../support/agents.js';
import { ClientWorld, entry } from './world.js';

// The request pipeline over a socket in memory. The test sends the responses of the platform.

const strict = entry({ request: z.compile(z.strictObject({ n: z.number() })) });

describe('a request', () => {
  it('is sent in the tick of its call, and resolves with the response', async () => {
    using world = await ClientWorld.connected();

    const result = world.client.requests.call('made', strict, { n: 1 }, undefined);
    expect(world.unread).toBe(1);
    const frame = await world.sent();
    world.answer(frame, { said: 1 });

    expect(frame).toEqual({ kind: 'req', id: '1', type: '.made.Up', body: { n: 1 } });
    expect(await result).toEqual({ said: 1 });
  });

  it.each([
    ['body', { n: 'one' }, undefined, 'n: '],
    ['options', { n: 1 }, { timeout: -1 }, 'timeout: '],
  ])('with an invalid member in its %s rejects, and is not sent', async (_, body, options, issue) => {
    using world = await ClientWorld.connected();

    const error = await sdkFailureOf(world.client.requests.call('made', strict, body, options));

    expect(error).toMatchObject({ name: 'ValidationError', direction: 'outgoing', delivery: 'not-sent' });
    expect(error.message).toContain(issue);
    expect(world.unread).toBe(0);
  });

  it('that cannot be written as JSON rejects, and is not pending', async () => {
    using world = await ClientWorld.connected();
    const cycle: { self?: unknown } = {};
    cycle.self = cycle;

    const error = await sdkFailureOf(world.client.requests.call('made', entry(), cycle, undefined));

    expect(error).toMatchObject({ name: 'ValidationError', delivery: 'not-sent' });
    expect(world.client.health().pending).toBe(0);
  });

  it('whose guard throws rejects with that error, and is not sent', async () => {
    using world = await ClientWorld.connected();
    const reason = new Error('not mine');

    const failure = await failureOf(
      world.client.requests.call('made', strict, { n: 1 }, { guard: () => raise(reason) }),
    );

    expect(failure).toBe(reason);
    expect(world.unread).toBe(0);
    expect(world.client.health().pending).toBe(0);
  });

  it('that waited for a connection asks its guard when the frame is to be written, once', async () => {
    using world = ClientWorld.idle();
    let isAllowed = true;
    const asked: boolean[] = [];
    const guard = (): void => {
      asked.push(isAllowed);
      if (!isAllowed) throw new Error('not mine any more');
    };
    const connected = world.connect();
    const refused = failureOf(world.client.requests.call('made', strict, { n: 1 }, { guard }));
    isAllowed = false;
    await connected;

    expect(await refused).toMatchObject({ message: 'not mine any more' });
    expect(world.unread).toBe(0);
    isAllowed = true;
    const result = world.client.requests.call('made', strict, { n: 2 }, { guard });
    world.answer(await world.sent(), 'done');
    expect(await result).toBe('done');
    expect(asked).toEqual([false, true]);
  });

  it('with a guard that is no function rejects, and is not sent', async () => {
    using world = await ClientWorld.connected();
    // The type forbids it; a program in JavaScript may do it.
    const options = { guard: true } as unknown as { guard: () => void };

    const error = await sdkFailureOf(world.client.requests.call('made', strict, { n: 1 }, options));

    expect(error).toMatchObject({ name: 'ValidationError', delivery: 'not-sent' });
    expect(world.unread).toBe(0);
  });

  it('rejects with the reason of a signal that was aborted before, and is not sent', async () => {
    using world = await ClientWorld.connected();
    const reason = new Error('changed my mind');

    const failure = await failureOf(
      world.client.requests.call('made', strict, { n: 1 }, { signal: AbortSignal.abort(reason) }),
    );

    expect(failure).toBe(reason);
    expect(world.unread).toBe(0);
  });

  it('whose promise has no handler is reported as an error, once', async () => {
    using world = await ClientWorld.connected();
    const reported = world.next('error');

    void world.client.requests.call('made', strict, { n: 1 }, undefined);
    world.answer(await world.sent(), 'no', 400);

    expect(await reported).toMatchObject([{ name: 'ResponseError', code: 400, operation: 'made' }]);
  });
});

describe('a response', () => {
  it('that does not match its schema rejects, and is not emitted', async () => {
    using world = await ClientWorld.connected();
    world.listen('.made.Up$Response');
    const made = entry({ response: z.compile(z.object({ n: z.number() })) });

    const result = world.client.requests.call('made', made, {}, undefined);
    world.answer(await world.sent(), { n: 'one' });

    expect(await failureOf(result)).toMatchObject({ name: 'ValidationError', direction: 'incoming' });
    expect(world.heard).toEqual([]);
  });

  it('that decode() throws for rejects with its body, and emits nothing', async () => {
    using world = await ClientWorld.connected();
    world.listen('.made.Up$Response', 'made.hidden');
    const made = entry({
      emits: () => ({ event: 'made.hidden', body: 1, readable: true, failures: [], warnings: [] }),
      decode: () => {
        throw new Error('cannot read this');
      },
    });

    const result = world.client.requests.call('made', made, {}, undefined);
    world.answer(await world.sent(), { odd: true });

    const error = await failureOf(result);
    expect(error).toBeInstanceOf(TransformError);
    expect(error).toMatchObject({ payload: { odd: true } });
    expect(world.heard).toEqual([]);
  });

  it('is processed in this order: notification inside, participation, event, result', async () => {
    using world = await ClientWorld.connected();
    const order: string[] = [];
    world.emitter.on('made.hidden', () => order.push('hidden'));
    world.emitter.on('.made.Up$Response', () => order.push('published'));
    const made = entry({
      emits: () => ({ event: 'made.hidden', body: 1, readable: true, failures: [], warnings: [] }),
      participation: () => order.push('participation'),
    });

    await world.exchange('made', made, {}, {});
    order.push('result');

    expect(order).toEqual(['hidden', 'participation', 'published', 'result']);
  });

  it('that refuses the request is emitted with its body, and rejects', async () => {
    using world = await ClientWorld.connected();
    world.listen('.made.Up$Response');

    const result = world.client.requests.call('made', entry(), {}, undefined);
    world.answer(await world.sent(), 'not allowed', 403);

    expect(await failureOf(result)).toMatchObject({ name: 'ResponseError', code: 403, body: 'not allowed' });
    expect(world.heard).toEqual([['.made.Up$Response', 'not allowed', '1']]);
  });

  it('of a request of an unknown type is emitted, and resolves with the unchanged body', async () => {
    using world = await ClientWorld.connected();
    world.listen('.any.Type$Response');

    const result = world.client.requests.request('.any.Type', { a: null }, {});
    world.answer(await world.sent(), { b: null });

    expect(await result).toEqual({ b: null });
    expect(world.heard).toEqual([['.any.Type$Response', { b: null }, '1']]);
  });
});

describe('without a connection a request', () => {
  it('waits, and is sent on the next connection', async () => {
    using world = ClientWorld.idle();
    const connected = world.connect();

    const result = world.client.requests.call('made', strict, { n: 1 }, undefined);
    expect(world.client.health().waiting).toBe(1);
    await connected;
    world.answer(await world.sent(), 'late');

    expect(await result).toBe('late');
  });

  it('rejects with whenOffline: fail', async () => {
    using world = ClientWorld.idle({ whenOffline: 'fail' });

    const failure = await failureOf(world.client.requests.call('made', strict, { n: 1 }, undefined));

    expect(failure).toMatchObject({ name: 'ConnectionError', code: 'NOT_CONNECTED', delivery: 'not-sent' });
  });

  it('rejects if maxWaiting requests wait already', async () => {
    using world = ClientWorld.idle({ maxWaiting: 1 });
    const connected = world.connect();
    const first = world.client.requests.call('made', strict, { n: 1 }, undefined);

    const failure = await failureOf(world.client.requests.call('made', strict, { n: 2 }, undefined));

    expect(failure).toMatchObject({ name: 'ConnectionError', code: 'TOO_MANY_WAITING' });
    await connected;
    world.answer(await world.sent(), {});
    await first;
  });

  it('rejects with the reason of its signal, and is not sent later', async () => {
    using world = ClientWorld.idle();
    const connected = world.connect();
    const stop = new AbortController();
    const reason = new Error('changed my mind');

    const result = world.client.requests.call('made', strict, { n: 1 }, { signal: stop.signal });
    stop.abort(reason);

    expect(await failureOf(result)).toBe(reason);
    await connected;
    expect(world.unread).toBe(0);
  });

  it('rejects at once if its body is invalid', async () => {
    using world = ClientWorld.idle({ whenOffline: 'fail' });

    const failure = await failureOf(world.client.requests.call('made', strict, {}, undefined));

    expect(failure).toMatchObject({ name: 'ValidationError' });
  });
});

it('a lost connection rejects pending requests with delivery unknown', async () => {
  using world = await ClientWorld.connected();
  const result = world.client.requests.call('made', strict, { n: 1 }, undefined);
  await world.sent();

  world.peer.close(1006);

  expect(await failureOf(result)).toMatchObject({ name: 'ConnectionError', code: 1006, delivery: 'unknown' });
});

function raise(error: Error): never {
  throw error;
}
