import { describe, expect, it } from 'vitest';
import { AuthenticationError, HttpError, ValidationError } from '../../src/errors.js';
import { Http } from '../../src/rest/http.js';
import { Network } from '../../src/rest/network.js';
import { login, logout, refresh, type LoginService, type Ticket } from '../../src/rest/login.js';
import { caught } from '../support/caught.js';
import { answerJson, HttpServer, type Handler } from '../support/http-server.js';

const http = new Http({ network: new Network({ proxy: false }), userAgent: 'test/1', timeoutMs: 60_000 });

const password = { kind: 'password', username: 'bot', password: 'hunter2' } as const;

const good = {
  csrf: 'csrf-1',
  bearer: 'bearer-1',
  sessionTTl: '28800000',
  config: { loginName: 'bot', userId: '501', userPid: 'aaaaaaaa-0000-5000-8000-000000000501', isAdmin: false },
};

async function serve(handler: Handler = (_, response) => answerJson(response, 200, good)) {
  const server = await HttpServer.start(handler);
  const service: LoginService = { http, domain: server.address, accountId: '10000001' };
  return { server, service, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

/** The ticket of a login whose response sets these cookies. */
async function ticketWith(...cookies: readonly string[]): Promise<Ticket> {
  await using it = await serve((_, response) => answerJson(response, 200, good, { 'set-cookie': cookies }));
  // Awaited here: the server is closed when this function returns.
  return await login(it.service, password);
}

describe('a login', () => {
  it('is sent to the escaped account with version 1.3, without cookies or authorization', async () => {
    await using it = await serve();

    await login({ ...it.service, accountId: 'le 1' }, password);

    expect(it.server.requests).toMatchObject([{ method: 'POST', url: '/api/account/le%201/login?v=1.3' }]);
    expect(it.server.requests[0]?.headers).toMatchObject({
      'content-type': 'application/json',
      'user-agent': 'test/1',
    });
    expect(it.server.requests[0]?.headers.cookie).toBeUndefined();
    expect(it.server.requests[0]?.headers.authorization).toBeUndefined();
  });

  it.each([
    [password, { username: 'bot', password: 'hunter2' }],
    [
      { kind: 'assertion', assertion: 'PHNhbWw+' },
      { jwt: 'dummy', assertion: 'PHNhbWw+' },
    ],
    [
      { kind: 'assertion', assertion: () => Promise.resolve('fresh') },
      { jwt: 'dummy', assertion: 'fresh' },
    ],
    [
      { kind: 'keys', username: 'bot', appKey: 'a', secret: 'b', accessToken: 'c', accessTokenSecret: 'd' },
      { username: 'bot', appKey: 'a', secret: 'b', accessToken: 'c', accessTokenSecret: 'd' },
    ],
  ] as const)('with %j sends the body of that kind', async (credentials, body) => {
    await using it = await serve();

    await login(it.service, credentials);

    expect(it.server.bodies).toEqual([body]);
  });

  it('resolves with token, csrf, ids and cookies', async () => {
    await using it = await serve();

    await expect(login(it.service, password)).resolves.toEqual({
      bearer: 'bearer-1',
      csrf: 'csrf-1',
      userId: '501',
      agentId: 'aaaaaaaa-0000-5000-8000-000000000501',
      cookies: new Map(),
    });
  });

  it('calls the assertion function each time', async () => {
    await using it = await serve();
    let count = 0;
    const assertion = () => `assertion-${(count += 1)}`;

    await login(it.service, { kind: 'assertion', assertion });
    await login(it.service, { kind: 'assertion', assertion });

    expect(it.server.bodies).toMatchObject([{ assertion: 'assertion-1' }, { assertion: 'assertion-2' }]);
  });

  it('rejects with the error of the assertion function, and sends nothing', async () => {
    await using it = await serve();
    const failure = new Error('no assertion today');

    const assertion = () => Promise.reject(failure);

    expect(await caught(login(it.service, { kind: 'assertion', assertion }))).toBe(failure);
    expect(it.server.requests).toHaveLength(0);
  });

  it('converts a numeric user id to a string', async () => {
    await using it = await serve((_, response) => answerJson(response, 200, { ...good, config: { userId: 501 } }));

    await expect(login(it.service, password)).resolves.toMatchObject({ userId: '501', agentId: undefined });
  });

  it('resolves without a csrf token', async () => {
    await using it = await serve((_, response) => answerJson(response, 200, { ...good, csrf: undefined }));

    await expect(login(it.service, password)).resolves.toMatchObject({ csrf: undefined, bearer: 'bearer-1' });
  });

  it.each([
    ['a user id', { ...good, config: {} }, 'NO_USER_ID'],
    ['anything about the user', { ...good, config: undefined }, 'NO_USER_ID'],
    ['a token', { ...good, bearer: undefined }, 'NO_TOKEN'],
    ['a non-empty token', { ...good, bearer: '' }, 'NO_TOKEN'],
  ])('whose response lacks %s rejects with a retryable error', async (_, body, code) => {
    await using it = await serve((__, response) => answerJson(response, 200, body));

    const error = await caught(login(it.service, password));

    expect(error).toBeInstanceOf(AuthenticationError);
    expect(error).toMatchObject({ code, retryable: true, service: 'authentication.login' });
  });

  it('whose response is HTML rejects with a ValidationError', async () => {
    await using it = await serve((_, response) => response.end('<html>Welcome to our Wi-Fi</html>'));

    expect(await caught(login(it.service, password))).toBeInstanceOf(ValidationError);
  });

  it('does not follow a redirection, which would receive the credentials', async () => {
    await using other = await serve();
    await using it = await serve((_, response) =>
      response.writeHead(302, { location: `${other.server.address}/login` }).end(),
    );

    const error = await caught(login(it.service, password));

    expect(error).toBeInstanceOf(HttpError);
    expect(error).toMatchObject({ status: 302 });
    expect(other.server.requests).toHaveLength(0);
  });
});

describe('a refused login', () => {
  it.each([400, 401, 451])(
    'with the status %i rejects with an AuthenticationError that is not retryable',
    async (status) => {
      const body = { error: { time: 1, message: 'no', internalCode: 10, responseStatus: 'UNAUTHORIZED' } };
      await using it = await serve((_, response) => answerJson(response, status, body));

      const error = await caught(login(it.service, password));

      expect(error).toBeInstanceOf(AuthenticationError);
      expect(error).toMatchObject({
        status,
        code: status,
        internalCode: 10,
        retryable: false,
        service: 'authentication.login',
        delivery: 'answered',
      });
      expect((error as AuthenticationError).cause).toBeInstanceOf(HttpError);
    },
  );

  it('may have no internal code', async () => {
    await using it = await serve((_, response) => answerJson(response, 401, {}));

    await expect(login(it.service, password)).rejects.toMatchObject({ status: 401, internalCode: undefined });
  });

  it.each([
    ['an HTML page', '<h1>401</h1>'],
    ['a text', '"Unauthorized"'],
    ['an empty body', ''],
  ])('with %s rejects with an HttpError: a JSON object of the login service is missing', async (_, body) => {
    for (const status of [400, 401, 451]) {
      await using it = await serve((__, response) => response.writeHead(status).end(body));

      const error = await caught(login(it.service, password));

      expect(error).toBeInstanceOf(HttpError);
      expect(error).toMatchObject({ status });
    }
  });

  it('of a refresh is an AuthenticationError also with an HTML page: the login that follows decides', async () => {
    await using it = await serve((_, response) => response.writeHead(401).end('<h1>401</h1>'));

    await expect(refresh(it.service, await ticketWith())).rejects.toBeInstanceOf(AuthenticationError);
  });

  it('may have the status 200 and an error in the body', async () => {
    await using it = await serve((_, response) => answerJson(response, 200, { error: { internalCode: 9 } }));

    const error = await caught(login(it.service, password));

    expect(error).toBeInstanceOf(AuthenticationError);
    expect(error).toMatchObject({ code: 9, internalCode: 9, status: undefined, retryable: false });
    expect((error as Error).message).toContain('password has expired');
  });

  it.each([403, 404, 429, 500, 503])(
    'is not what the status %i means, which rejects with an HttpError',
    async (status) => {
      await using it = await serve((_, response) => answerJson(response, status, {}, { 'retry-after': '5' }));

      const error = await caught(login(it.service, password));

      expect(error).toBeInstanceOf(HttpError);
      expect(error).toMatchObject({ status, retryAfterMs: 5_000, service: 'authentication.login' });
    },
  );

  it('rejects with the credentials redacted that the service repeats', async () => {
    await using it = await serve(({ body }, response) =>
      answerJson(response, 401, { error: { message: body.toString(), internalCode: 1 } }),
    );
    const keys = {
      kind: 'keys',
      username: 'bot',
      appKey: 'S-1',
      secret: 'S-2',
      accessToken: 'S-3',
      accessTokenSecret: 'S-4',
    } as const;

    for (const credentials of [password, keys, { kind: 'assertion', assertion: 'S-5' } as const]) {
      const error = (await caught(login(it.service, credentials))) as AuthenticationError;

      const { message, stack, cause } = error;
      const all = JSON.stringify([
        error,
        message,
        stack,
        cause,
        (cause as HttpError).body,
        (cause as HttpError).message,
      ]);
      expect(all).not.toMatch(/hunter2|S-\d/);
    }
  });
});

describe('a refresh', () => {
  it('sends back the csrf token and the cookies', async () => {
    await using it = await serve((_, response) => response.writeHead(200).end());
    const ticket = await ticketWith('Session_id=abc; Path=/; Secure; HttpOnly', 'lb=node=7; Max-Age=3600', 'empty=');

    await refresh(it.service, ticket);

    expect(it.server.requests).toMatchObject([{ method: 'POST', url: '/api/account/10000001/refresh?v=1.3' }]);
    expect(it.server.bodies).toEqual([{ csrf: 'csrf-1' }]);
    expect(it.server.requests[0]?.headers.cookie).toBe('Session_id=abc; lb=node=7; empty=');
  });

  it.each([
    ['an empty body', (_: unknown, response: Parameters<Handler>[1]) => response.end()],
    ['a document', (_: unknown, response: Parameters<Handler>[1]) => answerJson(response, 200, { ok: true })],
    ['a text', (_: unknown, response: Parameters<Handler>[1]) => response.end('OK')],
  ])('whose response is %s resolves with the same token', async (_, handler) => {
    await using it = await serve(handler);

    await expect(refresh(it.service, await ticketWith())).resolves.toMatchObject({
      bearer: 'bearer-1',
      csrf: 'csrf-1',
    });
  });

  it('resolves with the cookies updated by the response', async () => {
    const set = ['Session_id=new', 'old=; Max-Age=0', 'more=1'];
    await using it = await serve((_, response) => answerJson(response, 200, {}, { 'set-cookie': set }));
    const ticket = await ticketWith('Session_id=abc', 'old=1', 'kept=2');

    const renewed = await refresh(it.service, ticket);

    expect(Object.fromEntries(renewed.cookies)).toEqual({ Session_id: 'new', kept: '2', more: '1' });
    expect(Object.fromEntries(ticket.cookies)).toEqual({ Session_id: 'abc', old: '1', kept: '2' });
  });

  it('that is refused rejects with an AuthenticationError of authentication.refreshSession', async () => {
    await using it = await serve((_, response) => answerJson(response, 401, { error: { internalCode: 10 } }));

    const error = await caught(refresh(it.service, await ticketWith()));

    expect(error).toBeInstanceOf(AuthenticationError);
    expect(error).toMatchObject({ status: 401, internalCode: 10, service: 'authentication.refreshSession' });
  });

  it('that is refused with status 200 and an error in the body rejects', async () => {
    await using it = await serve((_, response) => answerJson(response, 200, { error: { internalCode: 10 } }));

    await expect(refresh(it.service, await ticketWith())).rejects.toMatchObject({ code: 10 });
  });

  it('rejects with the session secrets redacted that the service repeats', async () => {
    await using it = await serve(({ headers, body }, response) =>
      answerJson(response, 500, { cookie: headers.cookie, body: body.toString(), bearer: 'bearer-1' }),
    );

    const error = (await caught(refresh(it.service, await ticketWith('Session_id=S-1')))) as HttpError;

    expect(JSON.stringify([error, error.message, error.stack, error.body])).not.toMatch(/S-1|csrf-1|bearer-1/);
  });
});

describe('a logout', () => {
  it('sends back the csrf token and the cookies', async () => {
    await using it = await serve((_, response) => response.end());

    await logout(it.service, await ticketWith('Session_id=abc'));

    expect(it.server.requests).toMatchObject([{ method: 'POST', url: '/api/account/10000001/logout?v=1.3' }]);
    expect(it.server.bodies).toEqual([{ csrf: 'csrf-1' }]);
    expect(it.server.requests[0]?.headers.cookie).toBe('Session_id=abc');
  });

  it('that is refused rejects with an error of authentication.logout', async () => {
    await using it = await serve((_, response) => answerJson(response, 401, {}));

    await expect(logout(it.service, await ticketWith())).rejects.toMatchObject({ service: 'authentication.logout' });
  });
});

describe('a cookie', () => {
  const past = 'Thu, 01 Jan 1970 00:00:00 GMT';
  const future = 'Fri, 31 Dec 9999 23:59:59 GMT';

  it.each([
    ['a=1', { a: '1' }],
    [' a = 1 ; Path=/', { a: '1' }],
    ['a="quoted"', { a: '"quoted"' }],
    ['a=b=c==', { a: 'b=c==' }],
    ['a=', { a: '' }],
    [`a=1; Expires=${future}`, { a: '1' }],
    [`a=1; expires=${past}`, {}],
    ['a=1; Max-Age=0', {}],
    ['a=1; max-age=-1', {}],
    ['a=1; Max-Age=3600', { a: '1' }],
    [`a=1; Max-Age=3600; Expires=${past}`, { a: '1' }],
    [`a=1; Max-Age=0; Expires=${future}`, {}],
    [`a=1; Max-Age=soon; Expires=${past}`, {}],
    ['a=1; Max-Age=', { a: '1' }],
    ['a=1; Expires=never', { a: '1' }],
    ['=nameless', {}],
    ['nothing', {}],
    ['', {}],
    ['__proto__=x', { ['__proto__']: 'x' }],
  ])('%j is parsed', async (line, expected) => {
    const { cookies } = await ticketWith(line);

    expect([...cookies]).toEqual(Object.entries(expected));
  });
});

describe('the bytes of a cookie', () => {
  // In UTF-8 the last byte of the first two is A0, which `trim()` removes; the third is not UTF-8.
  it.each(['à', '你好 Ġ', '\xe9\xa0'])('are sent back unchanged (%j)', async (text) => {
    const bytes = text === '\xe9\xa0' ? Buffer.from(text, 'latin1') : Buffer.from(text);
    const line = `a=${bytes.toString('latin1')}; Path=/`;
    await using it = await serve((_, response) => response.end());
    const ticket = await ticketWith(line);

    await refresh(it.service, ticket);

    const sent = Buffer.from(it.server.requests[0]?.headers.cookie ?? '', 'latin1');
    expect(sent).toEqual(Buffer.concat([Buffer.from('a='), bytes]));
  });

  it('are redacted where a service repeats them in UTF-8', async () => {
    await using it = await serve((_, response) => answerJson(response, 500, { heard: 'S-é' }));
    const ticket = await ticketWith(`a=${Buffer.from('S-é').toString('latin1')}`);

    const error = (await caught(refresh(it.service, ticket))) as HttpError;

    expect(error.body).toEqual({ heard: '[redacted]' });
  });
});
