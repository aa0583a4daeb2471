import { afterEach, describe, expect, it, vi } from 'vitest';
import { ConnectionError, TimeoutError } from '../../src/errors.js';
import type { RequestFrame } from '../../src/transport/frame.js';
import { noResponseError } from '../../src/transport/outcome.js';
import {
  connectionTo,
  ignored,
  NEVER_MS,
  openConnection,
  request,
  roundTrip,
  terminateConnections,
} from '../support/connections.js';
import { SocketServer } from '../support/socket-server.js';

afterEach(terminateConnections);

describe('a request', () => {
  it('gets the response with its id', async () => {
    await using it = await openConnection();
    const first = request(it.connection, '.First');
    const second = request(it.connection, '.Second');

    const [one, two] = [await it.peer.received(), await it.peer.received()];
    it.peer.answer(two, 'second', 202);
    it.peer.answer(one, 'first');

    await expect(first).resolves.toEqual({
      kind: 'resp',
      reqId: one.id,
      code: 200,
      type: '.First$Response',
      body: 'first',
    });
    await expect(second).resolves.toMatchObject({ code: 202, body: 'second' });
    expect(it.connection.pendingCount).toBe(0);
  });

  it('has a short, unique id, which is a string', async () => {
    await using it = await openConnection();
    for (let count = 0; count < 20; count += 1) void request(it.connection);

    const frames = await Promise.all(Array.from({ length: 20 }, () => it.peer.received()));

    for (const { id } of frames) expect(id).toMatch(/^.{1,64}$/);
    expect(new Set(frames.map(({ id }) => id)).size).toBe(20);
  });

  it('gets a response whose id is a number', async () => {
    await using it = await openConnection();
    const outcome = request(it.connection);

    const { id } = await it.peer.received();
    it.peer.send({ kind: 'resp', reqId: Number(id), code: 200, body: 'found' });

    await expect(outcome).resolves.toMatchObject({ kind: 'resp', body: 'found' });
  });

  it('is sent with the members of the envelope that are defined', async () => {
    await using it = await openConnection();
    const sent = vi.fn<(frame: RequestFrame) => void>();
    const envelope = { headers: undefined, metadata: [{ type: 'ExternalId', id: 'x' }], encodedMetadata: 'eA==' };

    const body = { dialogId: 'd' };
    it.connection.sendRequest(ignored, '.ams.ms.PublishEvent', body, envelope, NEVER_MS, undefined, sent);
    const frame = await it.peer.received();

    expect(frame).toEqual({
      kind: 'req',
      id: frame.id,
      type: '.ams.ms.PublishEvent',
      body: { dialogId: 'd' },
      metadata: [{ type: 'ExternalId', id: 'x' }],
      encodedMetadata: 'eA==',
    });
    expect(sent).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ id: frame.id, body: { dialogId: 'd' } }));
  });

  it('that cannot be written as JSON throws, and is not pending', async () => {
    await using it = await openConnection();

    const send = () => it.connection.sendRequest(ignored, '.X', { big: 1n }, undefined, NEVER_MS, undefined, undefined);

    expect(send).toThrow(TypeError);

    expect(it.connection.pendingCount).toBe(0);
    await roundTrip(it.connection, it.peer);
  });

  it('is refused before the socket is open, and after it closed', async () => {
    await using server = await SocketServer.start();
    const { connection } = connectionTo(server.url);
    const make = () => connection.sendRequest(ignored, '.X', {}, undefined, NEVER_MS, undefined, undefined);

    const before = make();
    await connection.open();
    connection.terminate();
    const after = make();

    expect([before, after]).toEqual([false, false]);
  });
});

describe('a response', () => {
  it('that arrives after the timeout is ignored', async () => {
    await using it = await openConnection();
    const outcome = request(it.connection, '.Slow', 20);
    const frame = await it.peer.received();
    await expect(outcome).resolves.toEqual({ kind: 'timeout', timeoutMs: 20 });

    it.peer.answer(frame);

    await roundTrip(it.connection, it.peer);
    expect(it.observed.protocolErrors.size).toBe(0);
    expect(it.observed.closed).not.toHaveBeenCalled();
  });

  it('that arrives twice is used once', async () => {
    await using it = await openConnection();
    const outcome = request(it.connection);
    const frame = await it.peer.received();

    it.peer.answer(frame, 'first');
    it.peer.answer(frame, 'second', 500);

    await expect(outcome).resolves.toMatchObject({ code: 200, body: 'first' });
    await roundTrip(it.connection, it.peer);
    expect(it.observed.closed).not.toHaveBeenCalled();
  });

  it('with an unknown request id is ignored', async () => {
    await using it = await openConnection();

    it.peer.send({ kind: 'resp', reqId: 'f3b1', code: 200 });
    it.peer.send({ kind: 'resp', reqId: 'constructor', code: 200 });

    await roundTrip(it.connection, it.peer);
    expect(it.observed.protocolErrors.size).toBe(0);
  });
});

describe('an abort signal', () => {
  it('that is aborted before the request keeps it from being sent', async () => {
    await using it = await openConnection();

    const outcome = request(it.connection, '.Aborted', NEVER_MS, AbortSignal.abort('no'));
    void request(it.connection, '.Next');

    await expect(outcome).resolves.toEqual({ kind: 'aborted', reason: 'no' });
    expect((await it.peer.received()).type).toBe('.Next');
  });

  it('that is aborted later settles the request; its response is ignored', async () => {
    await using it = await openConnection();
    const controller = new AbortController();
    const outcome = request(it.connection, '.Aborted', NEVER_MS, controller.signal);
    const frame = await it.peer.received();

    controller.abort('no');
    it.peer.answer(frame);

    await expect(outcome).resolves.toEqual({ kind: 'aborted', reason: 'no' });
    await roundTrip(it.connection, it.peer);
    expect(it.connection.pendingCount).toBe(0);
  });

  it('that is aborted after the response changes nothing', async () => {
    await using it = await openConnection();
    const controller = new AbortController();
    const outcome = request(it.connection, '.Answered', NEVER_MS, controller.signal);
    it.peer.answer(await it.peer.received());
    await outcome;

    controller.abort();

    await roundTrip(it.connection, it.peer);
    await expect(outcome).resolves.toMatchObject({ kind: 'resp' });
  });

  it('shared by many requests causes no warning of a leak', async () => {
    await using it = await openConnection();
    const warned = vi.fn<() => void>();
    process.on('warning', warned);
    const { signal } = new AbortController();

    for (let count = 0; count < 30; count += 1) void request(it.connection, '.X', NEVER_MS, signal);
    await roundTrip(it.connection, it.peer);

    process.off('warning', warned);
    expect(warned).not.toHaveBeenCalled();
  });
});

describe('noResponseError', () => {
  it('is a TimeoutError after a timeout, with delivery unknown', () => {
    const error = noResponseError('publishEvent', { kind: 'timeout', timeoutMs: 50 });

    expect(error).toBeInstanceOf(TimeoutError);
    expect(error).toMatchObject({ operation: 'publishEvent', timeoutMs: 50, delivery: 'unknown' });
  });

  it('is the reason of an aborted signal', () => {
    const reason = { my: 'reason' };

    expect(noResponseError('publishEvent', { kind: 'aborted', reason })).toBe(reason);
  });

  it('is a ConnectionError with the close code, with delivery unknown', () => {
    const error = noResponseError('publishEvent', { kind: 'lost', code: 4401, reason: 'expired' });

    expect(error).toBeInstanceOf(ConnectionError);
    expect(error).toMatchObject({ code: 4401, delivery: 'unknown', service: 'messaging' });
    expect((error as Error).message).toContain('publishEvent');
    expect((error as Error).message).toContain('(expired)');
  });
});
