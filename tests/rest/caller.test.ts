import { describe, expect, it } from 'vitest';
import { Agent } from '../../src/agent.js';
import { ConnectionError, HttpError, TimeoutError, ValidationError } from '../../src/errors.js';
import { Http } from '../../src/rest/http.js';
import { Network } from '../../src/rest/network.js';
import { Caller, type CallerAccount, type ServiceCall } from '../../src/rest/caller.js';
import { caught } from '../support/caught.js';
import { answerJson, HttpServer, type Handler } from '../support/http-server.js';

const http = new Http({ network: new Network({ proxy: false }), userAgent: 'test/1', timeoutMs: 60_000 });
const keys = { appKey: 'app', secret: 'S-1', accessToken: 'tok', accessTokenSecret: 'S-2' };

function callerOf(account: Partial<CallerAccount>): Caller {
  return new Caller(http, {
    domains: async () => ({}),
    bearer: 'bearer-1',
    renewToken: async () => false,
    ...account,
  });
}

async function serve(handler: Handler = (_, response) => answerJson(response, 200, { ok: true })) {
  const server = await HttpServer.start(handler);
  const call = (path: string, options: ServiceCall = {}, account: Partial<CallerAccount> = {}) =>
    callerOf({ domains: async () => ({ msgHist: server.address }), ...account }).call('msgHist', path, options);
  return { server, call, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

describe('Caller.call()', () => {
  it('sends the request to the host of the service, with the bearer token', async () => {
    await using it = await serve();

    const { status, body } = await it.call('/api/account/1/conversations');

    expect({ status, body }).toEqual({ status: 200, body: { ok: true } });
    expect(it.server.requests).toMatchObject([{ method: 'GET', url: '/api/account/1/conversations' }]);
    expect(it.server.requests[0]?.headers.authorization).toBe('Bearer bearer-1');
  });

  it('adds a missing slash before the path', async () => {
    await using it = await serve();

    await it.call('api/x');

    expect(it.server.requests[0]?.url).toBe('/api/x');
  });

  it('adds the query option to the query in the path', async () => {
    await using it = await serve();

    await it.call('/api/x?v=2', { query: { limit: 10, deep: true, text: 'a&b=ü' } });

    const { searchParams } = new URL(it.server.requests[0]?.url ?? '', 'http://localhost');
    expect(Object.fromEntries(searchParams)).toEqual({ v: '2', limit: '10', deep: 'true', text: 'a&b=ü' });
  });

  it('sends the method, body and headers of its options', async () => {
    await using it = await serve();

    await it.call('/api/x', { method: 'PUT', body: { a: 1 }, headers: { 'x-lp-state-rev': '9007199254740993' } });

    expect(it.server.requests[0]).toMatchObject({ method: 'PUT', headers: { 'x-lp-state-rev': '9007199254740993' } });
    expect(it.server.bodies).toEqual([{ a: 1 }]);
  });

  it('signs the request with OAuth1 keys instead of the token', async () => {
    await using it = await serve();

    await it.call('/api/x', { auth: keys }, { bearer: undefined });

    expect(it.server.requests[0]?.headers.authorization).toMatch(/^OAuth .*oauth_consumer_key="app"/);
  });

  it('sends no token with auth: none, and then keeps an Authorization header of the options', async () => {
    await using it = await serve();

    await it.call('/api/x', { auth: 'none' });
    await it.call('/api/x', { auth: 'none', headers: { Authorization: 'Basic eA==' } });

    expect(it.server.requests.map(({ headers }) => headers.authorization)).toEqual([undefined, 'Basic eA==']);
  });

  it('replaces an Authorization header of the options by the token', async () => {
    await using it = await serve();

    await it.call('/api/x', { headers: { Authorization: 'Basic eA==' } });

    const { rawHeaders = [] } = it.server.requests[0] ?? {};
    expect(rawHeaders.filter((name) => name.toLowerCase() === 'authorization')).toHaveLength(1);
    expect(it.server.requests[0]?.headers.authorization).toBe('Bearer bearer-1');
  });

  it('resolves with the bytes of the body with answer: bytes', async () => {
    await using it = await serve((_, response) => response.end(Buffer.from([1, 2, 255])));

    const { body } = await it.call('/file', { answer: 'bytes' });

    expect(body).toEqual(Buffer.from([1, 2, 255]));
  });

  it('resolves with a body of exactly maxBytes', async () => {
    await using it = await serve((_, response) => response.end(Buffer.alloc(1_000, 'x')));

    const { body } = await it.call('/file', { answer: 'bytes', maxBytes: 1_000 });

    expect(body).toHaveLength(1_000);
  });

  it('reads no further than maxBytes, and closes the response that is larger', async () => {
    let onClose: () => void = () => {};
    const closed = new Promise<void>((resolve) => (onClose = resolve));
    await using it = await serve((_, response) => {
      response.on('close', onClose);
      // The response does not end: reading it whole would take until the timeout.
      response.write(Buffer.alloc(1_001, 'x'));
    });

    const error = await caught(it.call('/file', { answer: 'bytes', maxBytes: 1_000 }));
    await closed;

    expect(error).toBeInstanceOf(ConnectionError);
    expect(error).toMatchObject({
      code: 'TOO_LARGE',
      delivery: 'answered',
      message: 'GET on msgHist failed: the response is larger than 1000 bytes',
    });
  });

  it('reads the body of a refusal whole, whatever maxBytes is', async () => {
    await using it = await serve((_, response) => answerJson(response, 403, { reason: 'no access to the file' }));

    const error = await caught(it.call('/file', { answer: 'bytes', maxBytes: 1 }));

    expect(error).toMatchObject({ status: 403, body: { reason: 'no access to the file' } });
  });

  it.each([0, -1, 1.5, Number.NaN, '9'])('refuses maxBytes %j before anything is sent', async (maxBytes) => {
    await using it = await serve();

    // As a JavaScript program can call it.
    const error = await caught(it.call('/file', { maxBytes: maxBytes as number }));

    expect(error).toBeInstanceOf(ValidationError);
    expect(error).toMatchObject({ issues: [{ path: 'maxBytes', message: 'Expected a whole number of bytes from 1' }] });
    expect(it.server.requests).toEqual([]);
  });

  it('rejects with a TimeoutError after its timeout', async () => {
    await using it = await serve(() => undefined);

    const error = await caught(it.call('/slow', { timeout: 30 }));

    expect(error).toBeInstanceOf(TimeoutError);
    expect(error).toMatchObject({ timeoutMs: 30, service: 'msgHist' });
  });

  it('rejects with the reason of an aborted signal', async () => {
    const controller = new AbortController();
    await using it = await serve(() => controller.abort('no'));

    expect(await caught(it.call('/slow', { signal: controller.signal }))).toBe('no');
  });

  it('rejects with the status of a refusal, and with the secrets redacted', async () => {
    await using it = await serve(({ headers }, response) => {
      const { authorization = '' } = headers;
      answerJson(response, 403, {
        authorization,
        ...(authorization.startsWith('OAuth') && { secrets: ['S-1', 'S-2'] }),
      });
    });

    const errors = [await caught(it.call('/x')), await caught(it.call('/x', { auth: keys }))] as HttpError[];

    for (const error of errors) {
      expect(error).toBeInstanceOf(HttpError);
      expect(error).toMatchObject({ status: 403, service: 'msgHist' });
      expect(JSON.stringify([error, error.body, error.stack])).not.toMatch(/bearer-1|S-1|S-2/);
    }
  });

  it('rejects with NO_TOKEN before the login, and sends nothing', async () => {
    await using it = await serve();

    const error = await caught(it.call('/x', {}, { bearer: undefined }));

    expect(error).toBeInstanceOf(ConnectionError);
    expect(error).toMatchObject({ code: 'NO_TOKEN', delivery: 'not-sent' });
    expect(it.server.requests).toHaveLength(0);
  });

  it('rejects with NO_DOMAIN for a service that the account does not have', async () => {
    await expect(callerOf({}).call('msgHist', '/x', {})).rejects.toMatchObject({ code: 'NO_DOMAIN' });
  });

  it('sends a path that looks like another host to the host of the service', async () => {
    await using it = await serve();

    for (const path of ['//evil.example/x', '@evil.example/x', 'http://evil.example/x']) await it.call(path);

    expect(it.server.requests).toHaveLength(3);
  });
});

describe('the path of a call', () => {
  it.each([
    '/../../admin',
    '../admin',
    '/api/..',
    '/api/./x',
    '/api/..?v=2',
    '/api/..#x',
    '/api/%2e%2e/admin',
    '/api/%2E%2e/admin',
    '/api/.%2e/admin',
    '/api/%2e/admin',
    '/api/%252e%252e/admin',
    '/api/%25252e%25252E/admin',
    '/api/100%/%252e%252e/admin',
    '/api/%u002e%u002e/admin',
    '/api/..%2fadmin',
    '/api/..%2Fadmin',
    '/api/%2e%2e%2fadmin',
    '/api/x%2f..%2f..%2fadmin',
    '/api/..%252fadmin',
    '/api/..%5cadmin',
    '/api/..;x=y/admin',
    '/api/..%3bx/admin',
    '/api/..%20/admin',
    '/api/..%00/admin',
    '/api/a%3F/../admin',
    '/api\\..\\admin',
    '\\\\evil.example',
    '/api\\admin',
    '/api/.\t./admin',
    '/api/.\n./admin',
    '/api/%c0%ae%c0%ae/admin',
    '/api/..%c0%afadmin',
    '/api/%e0%80%ae%e0%80%ae/admin',
    `/api/${Array.from({ length: 20 }).reduce<string>((path) => encodeURIComponent(path), '%')}/x`,
  ])('with dot segments or backslashes rejects with a ValidationError, and nothing is sent: %j', async (path) => {
    await using it = await serve();

    const error = await caught(it.call(path));

    expect(error).toBeInstanceOf(ValidationError);
    expect(error).toMatchObject({
      direction: 'outgoing',
      delivery: 'not-sent',
      issues: [{ path: 'path' }],
      service: 'msgHist',
    });
    expect(it.server.requests).toHaveLength(0);
  });

  it.each([
    '/api/v1.0/..x/x../.hidden/...',
    `/api/${encodeURIComponent('a/b c%é\\ü')}`,
    '/api/Ærø/À%20bientôt/😀%F0%9F%98%80',
    '/api/100%',
    '/api/x?path=../../y&b=\\',
    '/api/x#/../y',
    '/api//x',
    '/api/a;b=c/d',
    '',
  ])('without dot segments or backslashes is sent: %j', async (path) => {
    await using it = await serve();

    await it.call(path);

    expect(it.server.requests).toHaveLength(1);
  });

  it('is checked before the domains are looked up', async () => {
    await using server = await HttpServer.start((_, response) => answerJson(response, 200, { baseURIs: [] }));
    const agent = new Agent({
      accountId: '1',
      token: 't',
      userId: '5',
      csdsDomain: server.address,
      autoConnect: false,
    });

    expect(await caught(agent.callService('msgHist', '/api/%2e%2e/x'))).toBeInstanceOf(ValidationError);
    expect(server.requests).toHaveLength(0);
  });
});
