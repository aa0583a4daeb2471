import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { HttpError, TimeoutError, ValidationError } from '../../src/errors.js';
import { Http, type HttpExchange } from '../../src/rest/http.js';
import { redact } from '../../src/support/redact.js';
import { Network } from '../../src/rest/network.js';
import { caught } from '../support/caught.js';
import { answerJson, HttpServer } from '../support/http-server.js';
import { Queue } from '../support/queue.js';

/** Longer than any test, so that no deadline is reached. */
const NEVER_MS = 60_000;

const http = new Http({ network: new Network({ proxy: false }), userAgent: 'test/1', timeoutMs: NEVER_MS });

function get(url: string, more: Partial<HttpExchange<z.ZodUnknown>> = {}) {
  const exchange = { operation: 'The test', service: 'test', method: 'GET', answer: z.unknown() } as const;
  return http.exchange({ ...exchange, url: new URL(url), ...more });
}

/** A server that gives one answer to everything. */
function answering(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<HttpServer> {
  return HttpServer.start((_, response) => answerJson(response, status, body, headers));
}

describe('a request', () => {
  it('sends and receives JSON, with a User-Agent', async () => {
    await using server = await answering(200, { b: 2 });

    const { status, body } = await get(`${server.address}/path?v=1.3`, { method: 'POST', body: { a: 'ü' } });

    expect({ status, body }).toEqual({ status: 200, body: { b: 2 } });
    expect(server.requests[0]).toMatchObject({ method: 'POST', url: '/path?v=1.3' });
    expect(server.requests[0]?.headers).toMatchObject({
      accept: 'application/json',
      'content-type': 'application/json',
      'user-agent': 'test/1',
    });
    expect(server.bodies).toEqual([{ a: 'ü' }]);
  });

  it('without a body has no Content-Type', async () => {
    await using server = await answering(200, {});

    await get(server.address);

    expect(server.requests[0]?.headers['content-type']).toBeUndefined();
    expect(server.requests[0]?.body).toHaveLength(0);
  });

  it('sends bytes unchanged', async () => {
    await using server = await answering(200, {});
    const bytes = Uint8Array.from([0, 255, 10]);

    await get(server.address, { method: 'PUT', body: bytes, headers: { 'content-type': 'image/png' } });

    expect([...(server.requests[0]?.body ?? [])]).toEqual([0, 255, 10]);
    expect(server.requests[0]?.headers['content-type']).toBe('image/png');
  });

  it('prefers the headers of the caller, in any case of letters', async () => {
    await using server = await answering(200, {});

    await get(server.address, { method: 'POST', body: {}, headers: { 'Content-Type': 'text/json', ACCEPT: '*/*' } });

    const names = (server.requests[0]?.rawHeaders ?? []).filter((_, index) => index % 2 === 0);
    const lower = names.map((name) => name.toLowerCase());
    expect(new Set(lower).size).toBe(lower.length);
    expect(server.requests[0]?.headers).toMatchObject({ 'content-type': 'text/json', accept: '*/*' });
  });

  it('whose body cannot be written as JSON rejects, and is not sent', async () => {
    await using server = await answering(200, {});
    const cycle: { self?: unknown } = {};
    cycle.self = cycle;

    for (const body of [cycle, { big: 1n }]) {
      const error = await caught(get(server.address, { method: 'POST', body }));

      expect(error).toBeInstanceOf(ValidationError);
      expect(error).toMatchObject({ direction: 'outgoing', delivery: 'not-sent' });
    }
    expect(server.requests).toHaveLength(0);
  });
});

describe('a response', () => {
  it('is parsed with the given schema', async () => {
    await using server = await answering(200, { count: '3', more: true });

    const { body } = await get(server.address, { answer: z.object({ count: z.coerce.number() }) as never });

    expect(body).toEqual({ count: 3 });
  });

  it('may be empty', async () => {
    await using server = await HttpServer.start((_, response) => response.writeHead(204).end());

    await expect(get(server.address)).resolves.toMatchObject({ status: 204, body: undefined });
  });

  it('without JSON gives its text', async () => {
    await using server = await HttpServer.start((_, response) => response.end('OK'));

    await expect(get(server.address)).resolves.toMatchObject({ body: 'OK' });
  });

  it('gives its bytes with raw: true', async () => {
    await using server = await HttpServer.start((_, response) => response.end(Buffer.from([0, 159, 146, 150])));

    const { body } = await get(server.address, { raw: true });

    expect(body).toEqual(Buffer.from([0, 159, 146, 150]));
  });

  it('gives each Set-Cookie header', async () => {
    const cookies = [['a=1; Path=/', 'b=2; HttpOnly'], ['c=3']];
    await using server = await HttpServer.start((_, response) =>
      answerJson(response, 200, {}, { 'set-cookie': cookies.shift() ?? [] }),
    );

    const [two, one] = [await get(server.address), await get(server.address)];

    expect(two.cookies).toEqual(['a=1; Path=/', 'b=2; HttpOnly']);
    expect(one.cookies).toEqual(['c=3']);
  });

  it('that does not match the schema rejects with every issue', async () => {
    await using server = await answering(200, { a: 1 });

    const error = await caught(get(server.address, { answer: z.object({ a: z.string(), b: z.string() }) as never }));

    expect(error).toBeInstanceOf(ValidationError);
    expect(error).toMatchObject({
      direction: 'incoming',
      delivery: 'answered',
      issues: [{ path: 'a' }, { path: 'b' }],
    });
  });
});

describe('an error status', () => {
  it.each([300, 302, 400, 401, 403, 404, 409, 429, 451, 500, 502, 503])(
    '%i rejects with the status and the body',
    async (status) => {
      await using server = await answering(status, { error: { internalCode: 10 } });

      const error = await caught(get(server.address));

      expect(error).toBeInstanceOf(HttpError);
      expect(error).toMatchObject({
        status,
        code: status,
        service: 'test',
        operation: 'The test',
        delivery: 'answered',
        body: { error: { internalCode: 10 } },
      });
    },
  );

  it('rejects with a body that is not JSON as text', async () => {
    await using server = await HttpServer.start((_, response) => response.writeHead(502).end('<h1>Bad Gateway</h1>'));

    await expect(get(server.address, { raw: true })).rejects.toMatchObject({ body: '<h1>Bad Gateway</h1>' });
  });

  it('resolves with anyStatus: true', async () => {
    await using server = await answering(409, { state: 'changed' });

    await expect(get(server.address, { anyStatus: true })).resolves.toMatchObject({
      status: 409,
      body: { state: 'changed' },
    });
  });

  it('rejects with the seconds of Retry-After as retryAfterMs', async () => {
    await using server = await answering(429, {}, { 'retry-after': '7' });

    await expect(get(server.address)).rejects.toMatchObject({ retryAfterMs: 7_000 });
  });

  it('rejects with the date of Retry-After as retryAfterMs', async () => {
    const inAnHour = new Date(Date.now() + 3_600_000).toUTCString();
    await using server = await answering(503, {}, { 'retry-after': inAnHour });

    const { retryAfterMs } = (await caught(get(server.address))) as HttpError;

    expect(retryAfterMs).toBeGreaterThan(3_500_000);
    expect(retryAfterMs).toBeLessThanOrEqual(3_600_000);
  });

  it.each([
    ['Thu, 01 Jan 1970 00:00:00 GMT', 0],
    ['-5', 0],
    ['0', 0],
    ['soon', undefined],
  ])('with Retry-After: %s rejects with retryAfterMs %s', async (value, expected) => {
    await using server = await answering(503, {}, { 'retry-after': value });

    const error = await caught(get(server.address));

    expect(error).toMatchObject({ retryAfterMs: expected });
  });
});

describe('a secret', () => {
  const secrets = ['hunter2', 'a"b\\c', '4711', 'a"b', 'n', ''];

  it('that a service repeats in JSON is redacted in the whole error', async () => {
    const answer = {
      message: 'wrong password hunter2',
      hunter2: 'as a name',
      list: [{ deep: 'a"b\\c' }, 4711, 47_110],
      escape: '\n',
      flag: true,
      nothing: null,
    };
    await using server = await HttpServer.start((_, response) => {
      response.statusMessage = 'No hunter2';
      answerJson(response, 401, answer);
    });

    const error = (await caught(get(server.address, { secrets }))) as HttpError;

    const all = JSON.stringify([error, error.message, error.stack, error.body]);
    for (const secret of ['hunter2', '4711', 'b\\\\\\\\c']) expect(all).not.toContain(secret);
    expect(error.message).toContain('[redacted]');
    expect(error.body).toMatchObject({ list: [{ deep: '[redacted]' }, '[redacted]', '[redacted]'], escape: '\n' });
  });

  it('that a service repeats in plain text is redacted in the error', async () => {
    await using server = await HttpServer.start((_, response) => response.writeHead(500).end('hunter2 and hunter2'));

    await expect(get(server.address, { secrets })).rejects.toMatchObject({
      body: '[redacted] a[redacted]d [redacted]',
    });
  });

  it.each([
    ['is a part of another', ['abc', 'abcdef'], 'abcdef', '[redacted]'],
    ['is a part of what replaces it', ['red', 'x'], 'x', '[redacted]'],
    ['looks like a pattern', ['.*'], 'a.*b', 'a[redacted]b'],
    ['is a number', ['10'], { code: 10, other: 11 }, { code: '[redacted]', other: 11 }],
    [
      'looks like a piece of JSON',
      ['"', '{', ':', 'true'],
      { a: true, b: '":{' },
      { a: true, b: '[redacted][redacted][redacted]' },
    ],
    ['is empty', [''], 'abc', 'abc'],
  ])('that %s gives the expected redaction', (_, known, value, expected) => {
    expect(redact(value, known)).toEqual(expected);
  });

  it('is searched for in a deeply nested document without an exception', () => {
    const deep = JSON.parse(`${'['.repeat(50_000)}"hunter2"${']'.repeat(50_000)}`) as unknown;

    expect(() => redact(deep, secrets)).not.toThrow();
  });

  it('under the key __proto__ does not change the prototype', () => {
    const hidden = redact(JSON.parse('{"__proto__":{"a":"hunter2"}}'), ['hunter2']);

    expect(Object.getPrototypeOf(hidden)).toBe(Object.prototype);
  });
});

describe('a deadline', () => {
  it('rejects a request without a response', async () => {
    await using server = await HttpServer.start(() => undefined);

    const error = await caught(get(server.address, { timeoutMs: 30 }));

    expect(error).toBeInstanceOf(TimeoutError);
    expect(error).toMatchObject({ operation: 'The test', timeoutMs: 30, service: 'test', delivery: 'unknown' });
  });

  it('rejects a response whose body never ends', async () => {
    await using server = await HttpServer.start((_, response) => response.write('{"a":'));

    await expect(get(server.address, { timeoutMs: 50 })).rejects.toBeInstanceOf(TimeoutError);
  });

  it('rejects a response whose body arrives byte by byte', async () => {
    const timers: NodeJS.Timeout[] = [];
    await using server = await HttpServer.start((_, response) => {
      timers.push(setInterval(() => response.write(' '), 5));
    });

    const error = await caught(get(server.address, { timeoutMs: 60 }));

    timers.forEach((timer) => clearInterval(timer));
    expect(error).toBeInstanceOf(TimeoutError);
  });

  it('covers all redirections together', async () => {
    await using server = await HttpServer.start((_, response) => {
      setTimeout(() => response.writeHead(302, { location: '/again' }).end(), 60);
    });

    await expect(get(server.address, { timeoutMs: 90, redirects: true })).rejects.toBeInstanceOf(TimeoutError);
  });

  it('is that of the client if the exchange has none', async () => {
    await using server = await HttpServer.start(() => undefined);
    const hasty = new Http({ network: new Network({ proxy: false }), userAgent: 'test/1', timeoutMs: 30 });

    const exchange = hasty.exchange({
      operation: 'The test',
      service: 'test',
      method: 'GET',
      url: new URL(server.address),
      answer: z.unknown(),
    });

    await expect(exchange).rejects.toMatchObject({ timeoutMs: 30 });
  });
});

describe('an aborted signal', () => {
  it('rejects the exchange with its reason', async () => {
    const waiting = new Queue<ServerResponse>();
    await using server = await HttpServer.start((_, response) => waiting.put(response));
    const controller = new AbortController();
    const reason = new Error('not any more');
    const stopped = caught(get(server.address, { signal: controller.signal }));
    await waiting.take();

    controller.abort(reason);

    expect(await stopped).toBe(reason);
  });

  it('rejects the exchange while the body arrives', async () => {
    await using server = await HttpServer.start((_, response) => response.write('{'));
    const controller = new AbortController();
    const stopped = caught(get(server.address, { signal: controller.signal }));

    setImmediate(() => controller.abort('no'));

    expect(await stopped).toBe('no');
  });

  it('keeps an exchange that starts later from being sent', async () => {
    await using server = await answering(200, {});

    expect(await caught(get(server.address, { signal: AbortSignal.abort('no') }))).toBe('no');

    expect(server.requests).toHaveLength(0);
  });
});
