import type { Socket } from 'node:net';
import { once } from 'node:events';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ConnectionError, TimeoutError } from '../../src/errors.js';
import { Connection, unansweredError, UpgradeError, type ConnectOptions } from '../../src/transport/connection.js';
import type { NotificationFrame, RequestFrame } from '../../src/transport/frame.js';
import type { RequestOutcome } from '../../src/transport/pending.js';
import { caught } from '../support/caught.js';
import { Queue } from '../support/queue.js';
import { refuse, SocketServer, type Peer, type SocketServerOptions } from '../support/socket-server.js';

/** Long enough never to come, in a test that is not about it. */
const NEVER_MS = 60_000;

const begun: Connection[] = [];

afterEach(() => {
  for (const connection of begun.splice(0)) connection.terminate();
});

/** A connection and what its observer heard. */
function begin(url: string, target: Partial<ConnectOptions> = {}) {
  const heard = {
    notified: new Queue<NotificationFrame>(),
    puzzled: new Queue<string>(),
    closed: vi.fn<(code: number, reason: string) => void>(),
  };
  const closed = new Queue<readonly [code: number, reason: string]>();
  const connection = new Connection(
    { url, socket: {}, handshakeTimeoutMs: NEVER_MS, pingIntervalMs: NEVER_MS, pingTimeoutMs: NEVER_MS, ...target },
    {
      notified: (frame) => heard.notified.put(frame),
      puzzled: (reason) => heard.puzzled.put(reason),
    },
    ({ code, reason }) => {
      heard.closed(code, reason);
      closed.put([code, reason]);
    },
  );
  begun.push(connection);
  return { connection, heard, ended: () => closed.take() };
}

async function opened(options: SocketServerOptions = {}, target: Partial<ConnectOptions> = {}) {
  const server = await SocketServer.start(options);
  const client = begin(server.url, target);
  const [peer] = await Promise.all([server.peer(), client.connection.open()]);
  return { ...client, server, peer, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

function ask(
  connection: Connection,
  type = '.GetClock',
  timeoutMs = NEVER_MS,
  signal?: AbortSignal,
): Promise<RequestOutcome> {
  const outcome = connection.request(type, {}, undefined, timeoutMs, signal, undefined);
  if (outcome === undefined) throw new Error('There is no open socket.');
  return outcome;
}

/** Whatever was on its way to the client has arrived once this has. */
async function roundTrip(connection: Connection, peer: Peer): Promise<void> {
  const outcome = ask(connection, '.RoundTrip');
  for (let frame = await peer.received(); ; frame = await peer.received()) {
    if (frame.type !== '.RoundTrip') continue;
    peer.answer(frame);
    break;
  }
  await outcome;
}

describe('a request', () => {
  it('gets the response with its id', async () => {
    await using it = await opened();
    const first = ask(it.connection, '.First');
    const second = ask(it.connection, '.Second');

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

  it('has an id that is a string, short, and its own', async () => {
    await using it = await opened();
    for (let count = 0; count < 20; count += 1) void ask(it.connection);

    const frames = await Promise.all(Array.from({ length: 20 }, () => it.peer.received()));

    for (const { id } of frames) expect(id).toMatch(/^.{1,64}$/);
    expect(new Set(frames.map(({ id }) => id)).size).toBe(20);
  });

  it('is found by an id that comes back as a number', async () => {
    await using it = await opened();
    const outcome = ask(it.connection);

    const { id } = await it.peer.received();
    it.peer.send({ kind: 'resp', reqId: Number(id), code: 200, body: 'found' });

    await expect(outcome).resolves.toMatchObject({ kind: 'resp', body: 'found' });
  });

  it('is sent as the envelope says, without what is not there', async () => {
    await using it = await opened();
    const sent = vi.fn<(frame: RequestFrame) => void>();
    const envelope = { headers: undefined, metadata: [{ type: 'ExternalId', id: 'x' }], encodedMetadata: 'eA==' };

    void it.connection.request('.ams.ms.PublishEvent', { dialogId: 'd' }, envelope, NEVER_MS, undefined, sent);
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

  it('that cannot be written as JSON throws, and leaves nothing pending', async () => {
    await using it = await opened();

    expect(() => it.connection.request('.X', { big: 1n }, undefined, NEVER_MS, undefined, undefined)).toThrow(
      TypeError,
    );

    expect(it.connection.pendingCount).toBe(0);
    await roundTrip(it.connection, it.peer);
  });

  it('is not made before there is a socket, nor after', async () => {
    await using server = await SocketServer.start();
    const { connection } = begin(server.url);
    const make = () => connection.request('.X', {}, undefined, NEVER_MS, undefined, undefined);

    const before = make();
    await connection.open();
    connection.terminate();
    const after = make();

    expect([before, after]).toEqual([undefined, undefined]);
  });
});

describe('a response', () => {
  it('that comes too late is for nobody, and harms nothing', async () => {
    await using it = await opened();
    const outcome = ask(it.connection, '.Slow', 20);
    const frame = await it.peer.received();
    await expect(outcome).resolves.toEqual({ kind: 'timeout', timeoutMs: 20 });

    it.peer.answer(frame);

    await roundTrip(it.connection, it.peer);
    expect(it.heard.puzzled.size).toBe(0);
    expect(it.heard.closed).not.toHaveBeenCalled();
  });

  it('that comes twice counts once', async () => {
    await using it = await opened();
    const outcome = ask(it.connection);
    const frame = await it.peer.received();

    it.peer.answer(frame, 'first');
    it.peer.answer(frame, 'second', 500);

    await expect(outcome).resolves.toMatchObject({ code: 200, body: 'first' });
    await roundTrip(it.connection, it.peer);
    expect(it.heard.closed).not.toHaveBeenCalled();
  });

  it('to a request nobody made is ignored', async () => {
    await using it = await opened();

    it.peer.send({ kind: 'resp', reqId: 'f3b1', code: 200 });
    it.peer.send({ kind: 'resp', reqId: 'constructor', code: 200 });

    await roundTrip(it.connection, it.peer);
    expect(it.heard.puzzled.size).toBe(0);
  });
});

describe('a signal', () => {
  it('given before keeps the request from being sent', async () => {
    await using it = await opened();

    const outcome = ask(it.connection, '.Aborted', NEVER_MS, AbortSignal.abort('no'));
    void ask(it.connection, '.Next');

    await expect(outcome).resolves.toEqual({ kind: 'aborted', reason: 'no' });
    expect((await it.peer.received()).type).toBe('.Next');
  });

  it('given afterwards ends the wait; the response is then for nobody', async () => {
    await using it = await opened();
    const controller = new AbortController();
    const outcome = ask(it.connection, '.Aborted', NEVER_MS, controller.signal);
    const frame = await it.peer.received();

    controller.abort('no');
    it.peer.answer(frame);

    await expect(outcome).resolves.toEqual({ kind: 'aborted', reason: 'no' });
    await roundTrip(it.connection, it.peer);
    expect(it.connection.pendingCount).toBe(0);
  });

  it('given once the response has come changes nothing', async () => {
    await using it = await opened();
    const controller = new AbortController();
    const outcome = ask(it.connection, '.Answered', NEVER_MS, controller.signal);
    it.peer.answer(await it.peer.received());
    await outcome;

    controller.abort();

    await roundTrip(it.connection, it.peer);
    await expect(outcome).resolves.toMatchObject({ kind: 'resp' });
  });

  it('may go with many requests, and nobody warns of a leak', async () => {
    await using it = await opened();
    const warned = vi.fn<() => void>();
    process.on('warning', warned);
    const { signal } = new AbortController();

    for (let count = 0; count < 30; count += 1) void ask(it.connection, '.X', NEVER_MS, signal);
    await roundTrip(it.connection, it.peer);

    process.off('warning', warned);
    expect(warned).not.toHaveBeenCalled();
  });
});

describe('a notification', () => {
  it('is handed to the observer, whatever it says', async () => {
    await using it = await opened();

    it.peer.send({ kind: 'notification', type: '.a.New', body: [1], more: true });
    it.peer.send({ kind: 'notification' });

    await expect(it.heard.notified.take()).resolves.toEqual({
      kind: 'notification',
      type: '.a.New',
      body: [1],
      more: true,
    });
    await expect(it.heard.notified.take()).resolves.toEqual({ kind: 'notification' });
  });

  it('may be very large', async () => {
    await using it = await opened();
    const text = 'ä'.repeat(8 * 1024 * 1024);

    it.peer.send({ kind: 'notification', type: '.a.Huge', body: text });

    const { body } = await it.heard.notified.take();
    expect(body === text).toBe(true);
  });

  it('in a binary frame is read as well', async () => {
    await using it = await opened();

    it.peer.socket.send(Buffer.from('{"kind":"notification","type":".a.Binary"}'), { binary: true });

    await expect(it.heard.notified.take()).resolves.toMatchObject({ type: '.a.Binary' });
  });
});

describe('a frame that cannot be read', () => {
  it.each([
    ['no JSON', 'hello', 'a frame that is not JSON'],
    ['empty', '', 'a frame that is not JSON'],
    ['no object', '"resp"', 'a frame that is not an object'],
    ['a list', '[]', 'a frame of unknown kind'],
    ['of a new kind', '{"kind":"stream"}', 'a frame of unknown kind'],
  ])('because it is %s is reported, and the connection goes on', async (_, text, reason) => {
    await using it = await opened();

    it.peer.send(text);

    await expect(it.heard.puzzled.take()).resolves.toBe(reason);
    await roundTrip(it.connection, it.peer);
  });

  it('because it is binary is reported, and the connection goes on', async () => {
    await using it = await opened();

    it.peer.socket.send(Buffer.from([0, 159, 146, 150]), { binary: true });
    it.peer.socket.send(Buffer.alloc(0), { binary: true });

    await expect(it.heard.puzzled.take()).resolves.toBe('a frame that is not JSON');
    await expect(it.heard.puzzled.take()).resolves.toBe('a frame that is not JSON');
    await roundTrip(it.connection, it.peer);
  });

  it('because it is larger than allowed ends the connection, and what is pending learns of it', async () => {
    await using it = await opened({}, { socket: { maxPayload: 1_024 } });
    const outcome = ask(it.connection);

    it.peer.send({ kind: 'notification', body: 'x'.repeat(2_048) });

    await expect(outcome).resolves.toMatchObject({ kind: 'lost' });
    await it.ended();
    expect(it.heard.closed).toHaveBeenCalledTimes(1);
    expect(it.heard.notified.size).toBe(0);
  });
});

describe('closing', () => {
  it('lets what is pending be answered, and then says goodbye', async () => {
    await using it = await opened();
    const outcome = ask(it.connection);
    const frame = await it.peer.received();
    const goodbye = it.peer.closed();

    const ending = it.connection.close(NEVER_MS);
    it.peer.answer(frame, 'still');

    await expect(outcome).resolves.toMatchObject({ kind: 'resp', body: 'still' });
    await expect(ending).resolves.toEqual({ code: 1000, reason: '' });
    await expect(goodbye).resolves.toEqual([1000, '']);
    expect(it.heard.closed).toHaveBeenCalledExactlyOnceWith(1000, '');
  });

  it('says goodbye at once where nothing is pending', async () => {
    await using it = await opened();
    const goodbye = it.peer.closed();

    await expect(it.connection.close(NEVER_MS)).resolves.toEqual({ code: 1000, reason: '' });

    await expect(goodbye).resolves.toEqual([1000, '']);
  });

  it('takes no more requests', async () => {
    await using it = await opened();
    void ask(it.connection);

    void it.connection.close(NEVER_MS);

    expect(it.connection.isOpen).toBe(false);
    expect(it.connection.request('.X', {}, undefined, NEVER_MS, undefined, undefined)).toBeUndefined();
    expect(it.connection.pendingCount).toBe(1);
  });

  it('still hands out notifications', async () => {
    await using it = await opened();
    void ask(it.connection);
    void it.connection.close(NEVER_MS);

    it.peer.send({ kind: 'notification', type: '.a.Late' });

    await expect(it.heard.notified.take()).resolves.toMatchObject({ type: '.a.Late' });
  });

  it('does not wait longer than told for a response', async () => {
    await using it = await opened();
    const outcome = ask(it.connection);

    const ending = await it.connection.close(20);

    expect(ending.code).toBe(1006);
    await expect(outcome).resolves.toMatchObject({ kind: 'lost', code: 1006 });
    expect(it.heard.closed).toHaveBeenCalledTimes(1);
  });

  it('does not wait longer than told for a goodbye', async () => {
    await using it = await opened();
    it.peer.socket.pause();

    const ending = await it.connection.close(20);

    expect(ending.code).toBe(1006);
    expect(it.heard.closed).toHaveBeenCalledTimes(1);
  });

  it('ends as the platform says, if that is faster', async () => {
    await using it = await opened();
    const outcome = ask(it.connection);
    const ending = it.connection.close(NEVER_MS);
    await it.peer.received();

    it.peer.socket.close(4401, 'expired');

    await expect(ending).resolves.toEqual({ code: 4401, reason: 'expired' });
    await expect(outcome).resolves.toEqual({ kind: 'lost', code: 4401, reason: 'expired' });
  });

  it('is nothing where there is no connection', async () => {
    await using server = await SocketServer.start();
    const { connection, heard } = begin(server.url);

    await expect(connection.close(NEVER_MS)).resolves.toEqual({ code: 1006, reason: '' });

    expect(heard.closed).not.toHaveBeenCalled();
  });
});

describe('opening', () => {
  it.each([
    ['401 Unauthorized', {}, 401, undefined],
    ['429 Too Many Requests', { 'retry-after': '7' }, 429, 7_000],
    ['429 Too Many Requests', {}, 429, undefined],
    ['502 Bad Gateway', {}, 502, undefined],
    ['503 Service Unavailable', { 'retry-after': '0' }, 503, 0],
    ['503 Service Unavailable', { 'retry-after': '-3' }, 503, undefined],
    ['503 Service Unavailable', { 'retry-after': 'soon' }, 503, undefined],
    ['302 Found', { location: 'ws://127.0.0.1:1/' }, 302, undefined],
    ['200 OK', {}, 200, undefined],
  ])('refused with %s %j rejects with the status', async (status, headers, expected, retryAfterMs) => {
    await using server = await SocketServer.start({
      upgrade: (connection) => refuse(connection, status, { ...headers }),
    });
    const { connection, heard } = begin(server.url);

    const error = await caught(connection.open());

    expect(error).toBeInstanceOf(UpgradeError);
    expect(error).toBeInstanceOf(ConnectionError);
    expect(error).toMatchObject({ status: expected, code: expected, retryAfterMs, delivery: 'not-sent' });
    expect(connection.isOpen).toBe(false);
    expect(heard.closed).not.toHaveBeenCalled();
  });

  it('that nobody answers rejects with a TimeoutError', async () => {
    await using server = await SocketServer.start({ upgrade: () => undefined });
    const { connection, heard } = begin(server.url, { handshakeTimeoutMs: 20 });

    const error = await caught(connection.open());

    expect(error).toBeInstanceOf(TimeoutError);
    expect(error).toMatchObject({ timeoutMs: 20, delivery: 'not-sent' });
    expect(heard.closed).not.toHaveBeenCalled();
  });

  it('lets go of a handshake it does not wait for any more', async () => {
    const waiting = new Queue<Socket>();
    await using server = await SocketServer.start({ upgrade: (connection) => waiting.put(connection as Socket) });
    const { connection } = begin(server.url, { handshakeTimeoutMs: 20 });
    const refused = caught(connection.open());

    const stream = await waiting.take();
    await refused;

    // The client has hung up.
    await expect(once(stream.resume(), 'end')).resolves.toEqual([]);
  });

  it('can be stopped by a signal, with its reason', async () => {
    const waiting = new Queue<Socket>();
    await using server = await SocketServer.start({ upgrade: (connection) => waiting.put(connection as Socket) });
    const { connection, heard } = begin(server.url);
    const controller = new AbortController();
    const reason = new Error('not any more');
    const stopped = caught(connection.open(controller.signal));
    const stream = await waiting.take();

    controller.abort(reason);

    expect(await stopped).toBe(reason);
    await once(stream.resume(), 'end');
    expect(heard.closed).not.toHaveBeenCalled();
  });

  it('is not begun with a signal given before', async () => {
    const upgraded = vi.fn<() => void>();
    await using server = await SocketServer.start({ upgrade: upgraded });
    const { connection } = begin(server.url);

    expect(await caught(connection.open(AbortSignal.abort('no')))).toBe('no');

    expect(upgraded).not.toHaveBeenCalled();
  });

  it('rejects if it is terminated meanwhile', async () => {
    const waiting = new Queue<Socket>();
    await using server = await SocketServer.start({ upgrade: (connection) => waiting.put(connection as Socket) });
    const { connection } = begin(server.url);
    const failed = caught(connection.open());
    await waiting.take();

    connection.terminate();

    expect(await failed).toBeInstanceOf(ConnectionError);
    expect(connection.isOpen).toBe(false);
  });

  it('rejects where nobody listens', async () => {
    const server = await SocketServer.start();
    const { url } = server;
    await server[Symbol.asyncDispose]();

    const error = await caught(begin(url).connection.open());

    expect(error).toBeInstanceOf(ConnectionError);
    expect(error).toMatchObject({ code: 'ECONNREFUSED', delivery: 'not-sent', service: 'messaging' });
    expect((error as ConnectionError).cause).toMatchObject({ code: 'ECONNREFUSED' });
  });

  it.each([
    ['hangs up', (stream: Socket) => stream.destroy()],
    ['resets the connection', (stream: Socket) => stream.resetAndDestroy()],
    ['does not speak HTTP', (stream: Socket) => stream.end('what do you want?\r\n\r\n')],
    [
      'gives the wrong key',
      (stream: Socket) =>
        stream.write(
          'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: x\r\n\r\n',
        ),
    ],
  ])('rejects where the other side %s', async (_, answer) => {
    await using server = await SocketServer.start({ upgrade: (connection) => answer(connection as Socket) });

    const error = await caught(begin(server.url).connection.open());

    expect(error).toBeInstanceOf(ConnectionError);
    expect(error).not.toBeInstanceOf(UpgradeError);
  });

  it('is done once only', async () => {
    await using it = await opened();

    expect(await caught(it.connection.open())).toBeInstanceOf(ConnectionError);

    await roundTrip(it.connection, it.peer);
  });

  it('never tells the address, which carries the token', async () => {
    await using refusing = await SocketServer.start({
      upgrade: (connection) => refuse(connection, '401 Unauthorized'),
    });
    await using hanging = await SocketServer.start({ upgrade: () => undefined });
    const gone = await SocketServer.start();
    const urls = [refusing, hanging, gone].map(({ url }) => url.replace('token', 'SECRET-TOKEN'));
    await gone[Symbol.asyncDispose]();

    const errors = await Promise.all(
      urls.map((url) => caught(begin(url, { handshakeTimeoutMs: 200 }).connection.open())),
    );

    for (const error of errors) {
      const { message, stack, cause } = error as Error;
      expect(`${message} ${stack} ${JSON.stringify(error)} ${String(cause)} ${JSON.stringify(cause)}`).not.toContain(
        'SECRET',
      );
    }
  });
});

describe('a platform that is not there any more', () => {
  /** Patient enough for a machine that does many things at once. */
  const PATIENT = { pingIntervalMs: 410, pingTimeoutMs: 400 };

  it('is noticed, and what is pending learns of it', async () => {
    await using it = await opened({ autoPong: false }, { pingIntervalMs: 40, pingTimeoutMs: 30 });
    const outcome = ask(it.connection);

    const [code, reason] = await it.ended();

    expect(code).toBe(1006);
    expect(reason).toContain('does not answer');
    await expect(outcome).resolves.toMatchObject({ kind: 'lost', code: 1006 });
    expect(it.connection.isOpen).toBe(false);
  });

  it('is noticed while closing, too', async () => {
    await using it = await opened({ autoPong: false }, { pingIntervalMs: 40, pingTimeoutMs: 30 });
    void ask(it.connection);

    await expect(it.connection.close(NEVER_MS)).resolves.toMatchObject({ code: 1006 });
  });

  it('is not suspected as long as it answers pings', async () => {
    await using it = await opened({}, PATIENT);

    for (let count = 0; count < 3; count += 1) await it.peer.pinged();

    await roundTrip(it.connection, it.peer);
    expect(it.heard.closed).not.toHaveBeenCalled();
    expect(it.connection.heartbeat?.roundTripMs).toBeGreaterThanOrEqual(0);
  });

  it('is not suspected as long as it says anything at all', async () => {
    await using it = await opened({ autoPong: false }, PATIENT);

    for (let count = 0; count < 3; count += 1) {
      await it.peer.pinged();
      it.peer.send({ kind: 'notification', type: '.a.News' });
    }

    await roundTrip(it.connection, it.peer);
    expect(it.heard.closed).not.toHaveBeenCalled();
  });

  it('is not suspected while one long frame comes in piece by piece', async () => {
    await using it = await opened({ autoPong: false }, PATIENT);
    const frame = Buffer.from('{"kind":"notification","type":".a.Slow"}');
    const stream = it.peer.request.socket;
    stream.write(Buffer.from([0x81, frame.length]));

    for (let count = 0; count < 3; count += 1) {
      await it.peer.pinged();
      stream.write(frame.subarray(count, count + 1));
    }
    stream.write(frame.subarray(3));

    await expect(it.heard.notified.take()).resolves.toMatchObject({ type: '.a.Slow' });
    expect(it.heard.closed).not.toHaveBeenCalled();
  });
});

describe('the end of an open connection', () => {
  it.each([1000, 1001, 1008, 1011, 4401, 4407])('is told with the code %i', async (code) => {
    await using it = await opened();
    const outcome = ask(it.connection);
    await it.peer.received();

    it.peer.socket.close(code, 'why');

    await expect(it.ended()).resolves.toEqual([code, 'why']);
    await expect(outcome).resolves.toEqual({ kind: 'lost', code, reason: 'why' });
    expect(it.connection.isOpen).toBe(false);
    expect(it.connection.heartbeat).toBeUndefined();
  });

  it('is told as 1006 where nobody said goodbye', async () => {
    await using it = await opened();

    it.peer.socket.terminate();

    await expect(it.ended()).resolves.toEqual([1006, '']);
  });

  it('is told after what was pending has learnt of it', async () => {
    await using it = await opened();
    const order: string[] = [];
    it.heard.closed.mockImplementation(() => order.push(`closed with ${it.connection.pendingCount} pending`));
    const outcome = ask(it.connection).then(({ kind }) => order.push(kind));

    it.connection.terminate();
    await outcome;

    expect(order).toEqual(['closed with 0 pending', 'lost']);
  });

  it('is told once, however often it is terminated', async () => {
    await using it = await opened();

    it.connection.terminate(1006, 'first');
    it.connection.terminate(1006, 'second');
    await it.connection.close(NEVER_MS);

    expect(it.heard.closed).toHaveBeenCalledExactlyOnceWith(1006, 'first');
  });
});

describe('a socket that was let go', () => {
  it('does not speak for the connection any more', async () => {
    const server = await SocketServer.start();
    await using _ = server;
    const closed = vi.fn<() => void>();
    const notified = vi.fn<() => void>(() => connection.terminate());
    const connection: Connection = new Connection(
      { url: server.url, socket: {}, handshakeTimeoutMs: NEVER_MS, pingIntervalMs: NEVER_MS, pingTimeoutMs: NEVER_MS },
      { notified, puzzled: notified },
      closed,
    );
    const [peer] = await Promise.all([server.peer(), connection.open()]);
    const gone = peer.closed();

    for (let count = 0; count < 20; count += 1) peer.send({ kind: 'notification', type: '.a.News' });
    peer.send('no JSON');
    await gone;

    expect(notified).toHaveBeenCalledTimes(1);
    expect(closed).toHaveBeenCalledTimes(1);
  });

  it('during the handshake may open and close as it likes', async () => {
    const accepted = new Queue<() => void>();
    await using server = await SocketServer.start({ upgrade: (_, accept) => accepted.put(accept) });
    const { connection, heard } = begin(server.url);
    const failed = caught(connection.open());
    const accept = await accepted.take();

    connection.terminate();
    accept();

    expect(await failed).toBeInstanceOf(ConnectionError);
    expect(connection.isOpen).toBe(false);
    expect(heard.closed).not.toHaveBeenCalled();
  });
});

describe('whatever happens', () => {
  const happenings: Readonly<Record<string, (peer: Peer) => void>> = {
    'a goodbye': (peer) => peer.socket.close(1000),
    'a goodbye with a reason': (peer) => peer.socket.close(4401, 'expired'),
    'a lost socket': (peer) => peer.socket.terminate(),
    'a reset': (peer) => peer.request.socket.resetAndDestroy(),
    'bytes that are no frame': (peer) => peer.request.socket.write(Buffer.from([0xff, 0xff, 0xff, 0xff])),
    'a frame cut in two': (peer) => peer.request.socket.end(Buffer.from([0x81, 0x7e, 0x40])),
    'text that is no UTF-8': (peer) => peer.request.socket.write(Buffer.from([0x81, 0x02, 0xc3, 0x28])),
    'no JSON': (peer) => peer.send('no JSON'),
    'a response to nobody': (peer) => peer.send({ kind: 'resp', reqId: '99' }),
    'a ping': (peer) => peer.socket.ping('x'.repeat(125)),
    'a pong nobody asked for': (peer) => peer.socket.pong(),
  };
  const states: Readonly<Record<string, (connection: Connection) => void>> = {
    open: () => undefined,
    closing: (connection) => {
      void ask(connection);
      void connection.close(NEVER_MS);
    },
    closed: (connection) => connection.terminate(),
  };
  const cases = Object.keys(states).flatMap((state) => Object.keys(happenings).map((name) => [name, state] as const));

  it.each(cases)('%s in the state %s neither throws nor is told twice', async (happening, state) => {
    await using it = await opened();
    const failed = vi.fn<() => void>();
    process.on('uncaughtExceptionMonitor', failed);

    states[state]?.(it.connection);
    happenings[happening]?.(it.peer);
    it.peer.request.socket.end();
    await Promise.all([once(it.peer.socket, 'close'), it.ended()]);

    process.off('uncaughtExceptionMonitor', failed);
    expect(failed).not.toHaveBeenCalled();
    expect(it.heard.closed).toHaveBeenCalledTimes(1);
    expect(it.connection.isOpen).toBe(false);
    expect(it.connection.pendingCount).toBe(0);
  });
});

describe('the error for a request without a response', () => {
  it('is a TimeoutError after its time: it may have been carried out', () => {
    const error = unansweredError('publishEvent', { kind: 'timeout', timeoutMs: 50 });

    expect(error).toBeInstanceOf(TimeoutError);
    expect(error).toMatchObject({ operation: 'publishEvent', timeoutMs: 50, delivery: 'unknown' });
  });

  it('is the reason of the signal that ended it', () => {
    const reason = { my: 'reason' };

    expect(unansweredError('publishEvent', { kind: 'aborted', reason })).toBe(reason);
  });

  it('is a ConnectionError with the close code: it may have been carried out', () => {
    const error = unansweredError('publishEvent', { kind: 'lost', code: 4401, reason: 'expired' });

    expect(error).toBeInstanceOf(ConnectionError);
    expect(error).toMatchObject({ code: 4401, delivery: 'unknown', service: 'messaging' });
    expect((error as Error).message).toContain('publishEvent');
    expect((error as Error).message).toContain('(expired)');
  });
});

describe('a message', () => {
  it('is heard once by those who listen to the socket itself, too', async () => {
    await using it = await opened();
    const others = vi.fn<(data: Buffer) => void>();
    it.connection.socket?.on('message', others);

    it.peer.send({ kind: 'notification', type: 'one' });
    it.peer.send({ kind: 'notification', type: 'two' });
    await roundTrip(it.connection, it.peer);

    expect([await it.heard.notified.take(), await it.heard.notified.take()]).toMatchObject([
      { type: 'one' },
      { type: 'two' },
    ]);
    expect(it.heard.notified.size).toBe(0);
    expect(others.mock.calls.map(([data]) => (JSON.parse(data.toString()) as { type: string }).type)).toEqual([
      'one',
      'two',
      '.RoundTrip$Response',
    ]);
  });

  it('larger than `maxPayload` ends the connection', async () => {
    await using it = await opened({}, { socket: { maxPayload: 100 } });

    it.peer.send({ kind: 'notification', type: 'x'.repeat(100) });

    await expect(it.peer.closed()).resolves.toEqual([1009, '']);
    expect(it.heard.notified.size).toBe(0);
  });

  it('that is no UTF-8 ends the connection', async () => {
    await using it = await opened();

    it.peer.socket.send(Buffer.of(0x22, 0xff, 0x22), { binary: false });
    it.peer.send({ kind: 'notification', type: 'after' });

    await expect(it.peer.closed()).resolves.toEqual([1007, '']);
    expect(it.heard.notified.size).toBe(0);
  });

  it('is sent and received where frames are compressed', async () => {
    await using it = await opened({ compresses: true }, { socket: { perMessageDeflate: true } });
    expect(it.connection.socket?.extensions).toContain('permessage-deflate');

    const answered = ask(it.connection, '.First');
    const frame = await it.peer.received();
    it.peer.send({ kind: 'notification', type: 'x'.repeat(5_000) });
    it.peer.answer(frame, 'first');

    await expect(answered).resolves.toMatchObject({ body: 'first' });
    await expect(it.heard.notified.take()).resolves.toMatchObject({ type: 'x'.repeat(5_000) });
  });
});
