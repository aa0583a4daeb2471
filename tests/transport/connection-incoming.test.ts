import { afterEach, describe, expect, it, vi } from 'vitest';
import { openConnection, request, roundTrip, terminateConnections } from '../support/connections.js';

afterEach(terminateConnections);

describe('a notification', () => {
  it('reaches the observer with all its members', async () => {
    await using it = await openConnection();

    it.peer.send({ kind: 'notification', type: '.a.New', body: [1], more: true });
    it.peer.send({ kind: 'notification' });

    await expect(it.observed.notified.take()).resolves.toEqual({
      kind: 'notification',
      type: '.a.New',
      body: [1],
      more: true,
    });
    await expect(it.observed.notified.take()).resolves.toEqual({ kind: 'notification' });
  });

  it('may be 16 MB long', async () => {
    await using it = await openConnection();
    const text = 'ä'.repeat(8 * 1024 * 1024);

    it.peer.send({ kind: 'notification', type: '.a.Huge', body: text });

    const { body } = await it.observed.notified.take();
    expect(body === text).toBe(true);
  });

  it('in a binary frame is read', async () => {
    await using it = await openConnection();

    it.peer.socket.send(Buffer.from('{"kind":"notification","type":".a.Binary"}'), { binary: true });

    await expect(it.observed.notified.take()).resolves.toMatchObject({ type: '.a.Binary' });
  });
});

describe('an unreadable frame', () => {
  it.each([
    ['no JSON', 'hello', 'a frame that is not JSON'],
    ['empty', '', 'a frame that is not JSON'],
    ['no object', '"resp"', 'a frame that is not an object'],
    ['a list', '[]', 'a frame of unknown kind'],
    ['of a new kind', '{"kind":"stream"}', 'a frame of unknown kind'],
  ])('that is %s is reported, and the connection stays open', async (_, text, reason) => {
    await using it = await openConnection();

    it.peer.send(text);

    await expect(it.observed.protocolErrors.take()).resolves.toBe(reason);
    await roundTrip(it.connection, it.peer);
  });

  it('that is binary is reported, and the connection stays open', async () => {
    await using it = await openConnection();

    it.peer.socket.send(Buffer.from([0, 159, 146, 150]), { binary: true });
    it.peer.socket.send(Buffer.alloc(0), { binary: true });

    await expect(it.observed.protocolErrors.take()).resolves.toBe('a frame that is not JSON');
    await expect(it.observed.protocolErrors.take()).resolves.toBe('a frame that is not JSON');
    await roundTrip(it.connection, it.peer);
  });

  it('larger than `maxPayload` closes the connection, and pending requests are lost', async () => {
    await using it = await openConnection({}, { socket: { maxPayload: 1_024 } });
    const outcome = request(it.connection);

    it.peer.send({ kind: 'notification', body: 'x'.repeat(2_048) });

    await expect(outcome).resolves.toMatchObject({ kind: 'lost' });
    await it.closed();
    expect(it.observed.closed).toHaveBeenCalledTimes(1);
    expect(it.observed.notified.size).toBe(0);
  });
});

describe('a message', () => {
  it('reaches the connection once although other listeners are on the `ws` socket', async () => {
    await using it = await openConnection();
    const others = vi.fn<(data: Buffer) => void>();
    it.webSocket()?.on('message', others);

    it.peer.send({ kind: 'notification', type: 'one' });
    it.peer.send({ kind: 'notification', type: 'two' });
    await roundTrip(it.connection, it.peer);

    expect([await it.observed.notified.take(), await it.observed.notified.take()]).toMatchObject([
      { type: 'one' },
      { type: 'two' },
    ]);
    expect(it.observed.notified.size).toBe(0);
    expect(others.mock.calls.map(([data]) => (JSON.parse(data.toString()) as { type: string }).type)).toEqual([
      'one',
      'two',
      '.RoundTrip$Response',
    ]);
  });

  it('larger than `maxPayload` closes the connection with 1009', async () => {
    await using it = await openConnection({}, { socket: { maxPayload: 100 } });

    it.peer.send({ kind: 'notification', type: 'x'.repeat(100) });

    await expect(it.peer.closed()).resolves.toEqual([1009, '']);
    expect(it.observed.notified.size).toBe(0);
  });

  it('that is not UTF-8 closes the connection with 1007', async () => {
    await using it = await openConnection();

    it.peer.socket.send(Buffer.of(0x22, 0xff, 0x22), { binary: false });
    it.peer.send({ kind: 'notification', type: 'after' });

    await expect(it.peer.closed()).resolves.toEqual([1007, '']);
    expect(it.observed.notified.size).toBe(0);
  });

  it('is sent and received compressed', async () => {
    await using it = await openConnection({ compresses: true }, { socket: { perMessageDeflate: true } });
    expect(it.webSocket()?.extensions).toContain('permessage-deflate');

    const answered = request(it.connection, '.First');
    const frame = await it.peer.received();
    it.peer.send({ kind: 'notification', type: 'x'.repeat(5_000) });
    it.peer.answer(frame, 'first');

    await expect(answered).resolves.toMatchObject({ body: 'first' });
    await expect(it.observed.notified.take()).resolves.toMatchObject({ type: 'x'.repeat(5_000) });
  });
});
