import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { ConnectionError, HttpError, ValidationError } from '../../src/errors.js';
import { addressOf, domainKey, domainOf, findDomains, type Lookup } from '../../src/rest/domains.js';
import { Http } from '../../src/rest/http.js';
import { Network } from '../../src/rest/network.js';
import { DomainCache } from '../../src/support/process-scope.js';
import { caught } from '../support/caught.js';
import { answerJson, HttpServer, type Handler } from '../support/http-server.js';
import { Queue } from '../support/queue.js';

const http = new Http({ network: new Network({ proxy: false }), userAgent: 'test/1', timeoutMs: 60_000 });

const directory = {
  baseURIs: [
    { service: 'agentVep', account: '1', baseURI: 'va.agentvep.example.net' },
    { service: 'facadeMsg', account: '1', baseURI: 'va.msgfacade.example.net' },
  ],
};
const found = { agentVep: 'va.agentvep.example.net', facadeMsg: 'va.msgfacade.example.net' };

/** A domain directory and a cache for one test. */
async function serve(handler: Handler = (_, response) => answerJson(response, 200, directory)) {
  const server = await HttpServer.start(handler);
  const cache = new DomainCache();
  const look = (more: Partial<Lookup> = {}) =>
    findDomains({ http, csdsDomain: server.address, accountId: '1', cache, ...more });
  return { server, cache, look, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

describe('the domain directory', () => {
  it('is requested with the escaped account id and version 1.0', async () => {
    await using it = await serve();

    await expect(it.look({ accountId: 'le 1/2' })).resolves.toEqual(found);

    expect(it.server.requests).toMatchObject([
      { method: 'GET', url: '/api/account/le%201%2F2/service/baseURI.json?version=1.0' },
    ]);
  });

  it('may list a service twice: the last entry counts', async () => {
    const twice = { baseURIs: [...directory.baseURIs, { service: 'agentVep', baseURI: 'other.example.net' }] };
    await using it = await serve((_, response) => answerJson(response, 200, twice));

    await expect(it.look()).resolves.toMatchObject({ agentVep: 'other.example.net' });
  });

  it('may redirect to another host', async () => {
    await using other = await serve();
    await using it = await serve(({ url }, response) =>
      response.writeHead(302, { location: `${other.server.address}${url}` }).end(),
    );

    await expect(it.look()).resolves.toEqual(found);
  });

  it.each([
    ['no list', {}],
    ['an empty list', { baseURIs: [] }],
  ])('may return %s, which gives no domains and no error', async (_, body) => {
    await using it = await serve((__, response) => answerJson(response, 200, body));

    await expect(it.look()).resolves.toEqual({});
  });

  it('that returns a malformed body causes a ValidationError', async () => {
    await using it = await serve((_, response) => answerJson(response, 200, { baseURIs: 'soon' }));

    expect(await caught(it.look())).toBeInstanceOf(ValidationError);
  });

  it('that returns an error status causes an HttpError with that status', async () => {
    await using it = await serve((_, response) => answerJson(response, 500, {}));

    const error = await caught(it.look());

    expect(error).toBeInstanceOf(HttpError);
    expect(error).toMatchObject({ status: 500, service: 'domainNames' });
  });
});

describe('the cached domains', () => {
  it('are looked up once for lookups within a minute', async () => {
    await using it = await serve();

    await it.look();
    await expect(it.look()).resolves.toEqual(found);

    expect(it.server.requests).toHaveLength(1);
  });

  it('are looked up once for concurrent lookups', async () => {
    const waiting = new Queue<ServerResponse>();
    await using it = await serve((_, response) => waiting.put(response));
    const lookups = Array.from({ length: 10 }, () => it.look());

    answerJson(await waiting.take(), 200, directory);

    for (const domains of await Promise.all(lookups)) expect(domains).toEqual(found);
    expect(it.server.requests).toHaveLength(1);
  });

  it('are cached per account', async () => {
    await using it = await serve();

    await Promise.all([it.look({ accountId: '1' }), it.look({ accountId: '2' })]);

    expect(it.server.requests).toHaveLength(2);
  });

  it('are looked up again after forget()', async () => {
    await using it = await serve();
    await it.look();

    it.cache.forget(domainKey(it.server.address, '1'));
    await it.look();

    expect(it.server.requests).toHaveLength(2);
  });

  it('are not cached when the directory returned none', async () => {
    const answers: readonly unknown[] = [{ baseURIs: [] }, directory];
    let count = 0;
    await using it = await serve((_, response) => answerJson(response, 200, answers[count++]));

    await it.look();

    await expect(it.look()).resolves.toEqual(found);
  });

  it('are not cached after a failure, which rejects all concurrent lookups', async () => {
    const statuses = [503, 200];
    await using it = await serve((_, response) => answerJson(response, statuses.shift() ?? 200, directory));

    const failures = await Promise.all([caught(it.look()), caught(it.look())]);

    for (const failure of failures) expect(failure).toBeInstanceOf(HttpError);
    await expect(it.look()).resolves.toEqual(found);
    expect(it.server.requests).toHaveLength(2);
  });
});

describe('an aborted signal', () => {
  it('rejects its own lookup, and not the concurrent lookups', async () => {
    const waiting = new Queue<ServerResponse>();
    await using it = await serve((_, response) => waiting.put(response));
    const controller = new AbortController();
    const first = caught(it.look({ signal: controller.signal }));
    const second = it.look();

    controller.abort('no');

    expect(await first).toBe('no');
    answerJson(await waiting.take(), 200, directory);
    await expect(second).resolves.toEqual(found);
  });

  it('rejects a lookup that starts after the abort', async () => {
    await using it = await serve();

    expect(await caught(it.look({ signal: AbortSignal.abort('no') }))).toBe('no');
  });

  it('leaves no unhandled rejection', async () => {
    const waiting = new Queue<ServerResponse>();
    await using it = await serve((_, response) => waiting.put(response));
    const controller = new AbortController();
    const only = caught(it.look({ signal: controller.signal }));
    const response = await waiting.take();

    controller.abort('no');
    await only;
    answerJson(response, 500, {});

    // The shared lookup ended with its only caller; an unhandled rejection would fail the run.
    const next = it.look();
    answerJson(await waiting.take(), 200, directory);
    await expect(next).resolves.toEqual(found);
  });
});

describe('an address', () => {
  const secure = 'https://va.example.net/path?v=1';

  it.each([
    ['va.example.net', secure],
    ['VA.Example.NET', secure],
    ['va.example.net/', secure],
    ['va.example.net///', secure],
    ['https://va.example.net', secure],
    ['HTTPS://va.example.net/', secure],
    ['wss://va.example.net', secure],
    ['va.example.net:443', secure],
    ['va.example.net:8443', 'https://va.example.net:8443/path?v=1'],
    ['va.example.net/base', 'https://va.example.net/base/path?v=1'],
    ['va.example.net/base/two/', 'https://va.example.net/base/two/path?v=1'],
    ['[2001:db8::1]:8443', 'https://[2001:db8::1]:8443/path?v=1'],
    ['http://localhost:8080', 'http://localhost:8080/path?v=1'],
    ['ws://localhost:8080', 'http://localhost:8080/path?v=1'],
    ['http://127.0.0.1', 'http://127.0.0.1/path?v=1'],
    ['http://[::1]:8080/', 'http://[::1]:8080/path?v=1'],
    ['localhost:8080', 'https://localhost:8080/path?v=1'],
  ])('%s becomes %s', (address, url) => {
    expect(addressOf(address, 'https', '/path?v=1').href).toBe(url);
  });

  it.each([
    ['va.example.net', 'wss://va.example.net/ws'],
    ['https://va.example.net', 'wss://va.example.net/ws'],
    ['http://127.0.0.1:8080', 'ws://127.0.0.1:8080/ws'],
    ['ws://127.0.0.1:8080', 'ws://127.0.0.1:8080/ws'],
  ])('%s becomes %s for a socket', (address, url) => {
    expect(addressOf(address, 'wss', '/ws').href).toBe(url);
  });

  it.each([
    '',
    '/',
    'https://',
    'http://',
    '//example.net',
    ' example.net',
    'example.net ',
    'exam ple.net',
    'example.net\n',
    'example.net\r\nHost: evil.net',
    'user@example.net',
    'user:pass@example.net',
    'https://user:pass@example.net',
    'example.net@evil.net',
    'example.net?x=',
    'example.net#',
    'example.net\\@evil.net',
    'example.net/..%2f',
    'example.net/a?b',
    'example.net:99999',
    'example.net:abc',
    'https:example.net',
    'javascript:alert(1)',
    'https://https://example.net',
    '[::1',
    '%65xample.net',
    '${host}',
  ])('%j is refused with BAD_ADDRESS', (address) => {
    expect(() => addressOf(address, 'https', '/path')).toThrow(
      expect.objectContaining({ name: 'ConnectionError', code: 'BAD_ADDRESS' }) as Error,
    );
  });

  it.each([
    'http://example.net',
    'ws://example.net',
    'http://localhost.example.net',
    'http://127.0.0.1.example.net',
    'ftp://localhost',
  ])('%s is refused with INSECURE_ADDRESS: secrets would be sent in plain text', (address) => {
    expect(() => addressOf(address, 'https', '/path')).toThrow(
      expect.objectContaining({ name: 'ConnectionError', code: 'INSECURE_ADDRESS' }) as Error,
    );
  });

  it('keeps its host for any path', () => {
    for (const address of ['example.net', 'example.net/base', 'example.net:8443']) {
      for (const path of ['//evil.net/', '/../../..', '/@evil.net', '/\\evil.net']) {
        expect(addressOf(address, 'https', path).hostname).toBe('example.net');
      }
    }
  });

  it('that is refused appears in the error without its password', async () => {
    const error = (await caught(() => addressOf('https://me:hunter2@example.net', 'https', '/'))) as ConnectionError;

    expect(JSON.stringify([error.message, error.stack, error])).not.toContain('hunter2');
    expect(error.message).toContain('@example.net');
  });
});

describe('an address that is too long', () => {
  it.each([
    ['slashes', `${'/'.repeat(60_000)}x`],
    ['a name', 'a'.repeat(301)],
    ['at signs', '@'.repeat(60_000)],
    ['question marks', '?'.repeat(60_000)],
  ])('is refused before it is parsed: %s', async (_, address) => {
    const error = (await caught(() => addressOf(address, 'https', '/'))) as ConnectionError;

    expect(error).toMatchObject({ name: 'ConnectionError', code: 'BAD_ADDRESS' });
    expect(error.message.length).toBeLessThan(200);
  });

  it('appears in the error without its password', async () => {
    const error = (await caught(() => addressOf(`me:hunter2@${'a'.repeat(400)}`, 'https', '/'))) as ConnectionError;

    expect(error.message).not.toContain('hunter2');
  });

  it('is one of more than 300 characters', () => {
    const address = `example.net/${'a'.repeat(288)}`;

    expect(addressOf(address, 'https', '/x').href).toBe(`https://${address}/x`);
  });
});

describe('the domain of a service', () => {
  it('is that of the first listed service that the account has', () => {
    expect(domainOf({ asyncMessagingEnt: 'b', facadeMsg: 'a' }, ['facadeMsg', 'asyncMessagingEnt'])).toBe('a');
    expect(domainOf({ asyncMessagingEnt: 'b', facadeMsg: '' }, ['facadeMsg', 'asyncMessagingEnt'])).toBe('b');
  });

  it('is refused with NO_DOMAIN if the account has none of the services', async () => {
    const error = await caught(() => domainOf(found, ['msgHist', 'swift']));

    expect(error).toBeInstanceOf(ConnectionError);
    expect(error).toMatchObject({ code: 'NO_DOMAIN', delivery: 'not-sent' });
    expect((error as Error).message).toContain('msgHist or swift');
  });

  it.each(['constructor', 'toString', '__proto__'])('is not read from the prototype: %s', (service) => {
    expect(() => domainOf({}, [service])).toThrow(ConnectionError);
  });
});
