import { describe, expect, it, vi } from 'vitest';
import { Agent } from '../../src/agent.js';
import { ConfigurationError } from '../../src/errors.js';
import { resolveOptions, type AgentOptions } from '../../src/options/options.js';
import { processScope } from '../../src/support/process-scope.js';
import { caught } from '../support/caught.js';

const password = { accountId: '10000001', username: 'bot', password: 'hunter2' } as const;

/** Accepts what a JavaScript program could pass. */
function resolveAnything(options: unknown, environment?: Record<string, string>) {
  return resolveOptions(options as AgentOptions, environment);
}

async function problemsOf(options: unknown): Promise<readonly string[]> {
  const error = await caught(() => resolveAnything(options));
  expect(error).toBeInstanceOf(ConfigurationError);
  return (error as ConfigurationError).problems;
}

describe('settings', () => {
  it('have the defaults that are documented', () => {
    expect(resolveOptions(password)).toMatchObject({
      csdsDomain: 'adminlogin.liveperson.net',
      domains: {},
      apiVersion: '2.1',
      requestTimeout: 10_000,
      connectTimeout: 30_000,
      handshakeTimeout: 10_000,
      refreshSessionInterval: 600_000,
      refreshSessionToken: true,
      autoConnect: true,
      pingInterval: 10_000,
      pingTimeout: 8_000,
      whenOffline: 'wait',
      maxWaiting: 1_000,
      deliver: 'once',
      maxDialogs: 10_000,
      keepAlive: 30_000,
      scope: processScope,
      reconnect: {
        enabled: true,
        maxAttempts: Infinity,
        firstDelay: 1_000,
        delay: 5_000,
        factor: 2,
        maxDelay: 480_000,
        jitter: 1,
        stableAfter: 60_000,
        loginInterval: 5_000,
      },
    });
  });

  it('keep their given values', () => {
    const given = {
      csdsDomain: 'http://localhost:8080',
      domains: { agentVep: 'http://localhost:8081' },
      wsDomainType: 'asyncMessagingEnt',
      requestTimeout: 1,
      connectTimeout: 2,
      handshakeTimeout: 3,
      refreshSessionInterval: 4,
      refreshSessionToken: false,
      autoConnect: false,
      pingInterval: 5,
      pingTimeout: 6,
      whenOffline: 'fail',
      maxWaiting: 0,
      keepAlive: false,
      proxy: false,
      headers: { 'x-a': 'b' },
      userAgent: 'my-bot/1',
      tls: { rejectUnauthorized: false },
    } as const;

    expect(resolveOptions({ ...password, ...given })).toMatchObject(given);
  });

  it('may be undefined, which is their default', () => {
    const names = Object.keys(resolveOptions(password)).filter((name) => name !== 'accountId' && name !== 'login');
    const nothing = Object.fromEntries(names.map((name) => [name, undefined]));

    expect(resolveAnything({ ...password, ...nothing })).toEqual(resolveOptions(password));
  });

  it('may have unknown names', () => {
    expect(resolveAnything({ ...password, errorHandler: 1, perMessageDeflate: true })).toEqual(
      resolveOptions(password),
    );
  });

  it('keep the account as it was given, text or number', () => {
    expect(resolveOptions({ ...password, accountId: 89_476_943 }).accountId).toBe(89_476_943);
    expect(resolveOptions({ ...password, accountId: 'le12345678' }).accountId).toBe('le12345678');
  });

  it('convert a numeric apiVersion to a string', () => {
    expect(resolveOptions({ ...password, apiVersion: 2.1 }).apiVersion).toBe('2.1');
  });

  it.each([
    [true, { enabled: true, delay: 5_000 }],
    [false, { enabled: false, delay: 5_000 }],
    [{ delay: 7 }, { enabled: true, delay: 7, factor: 2 }],
    [{ maxAttempts: 35 }, { enabled: true, maxAttempts: 35 }],
    [
      { maxAttempts: Infinity, jitter: 0 },
      { maxAttempts: Infinity, jitter: 0 },
    ],
  ])('resolve reconnect: %j', (reconnect, expected) => {
    expect(resolveOptions({ ...password, reconnect }).reconnect).toMatchObject(expected);
  });

  it.each([
    ['accountId', undefined],
    ['accountId', ''],
    ['accountId', null],
    ['accountId', Number.NaN],
    ['accountId', { id: 1 }],
    ['csdsDomain', ''],
    ['csdsDomain', 5],
    ['domains', 'localhost'],
    ['domains', { agentVep: 5 }],
    ['wsDomainType', ''],
    ['apiVersion', {}],
    ['requestTimeout', 0],
    ['requestTimeout', -1],
    ['requestTimeout', 1.5],
    ['requestTimeout', '10000'],
    ['requestTimeout', Infinity],
    ['requestTimeout', 2 ** 31],
    ['connectTimeout', Number.MAX_SAFE_INTEGER],
    ['refreshSessionInterval', 1e10],
    ['refreshSessionToken', 'no'],
    ['autoConnect', 0],
    ['pingInterval', 0],
    ['reconnect', 'yes'],
    ['reconnect', null],
    ['reconnect.maxAttempts', { maxAttempts: 0 }],
    ['reconnect.maxAttempts', { maxAttempts: 1.5 }],
    ['reconnect.delay', { delay: -1 }],
    ['reconnect.firstDelay', { firstDelay: 1e12 }],
    ['reconnect.factor', { factor: 0.5 }],
    ['reconnect.jitter', { jitter: 2 }],
    ['whenOffline', 'queue'],
    ['maxWaiting', -1],
    ['deliver', 'twice'],
    ['keepAlive', true],
    ['keepAlive', 0],
    ['proxy', true],
    ['proxy', 'localhost:8080'],
    ['proxy', 'socks5://localhost'],
    ['cursors', { get: () => undefined }],
    ['logger', { debug: () => undefined }],
    ['tls', 'ca'],
    ['tls', null],
    ['headers', { a: 1 }],
    ['userAgent', ''],
  ])('with a wrong %s (%j) are reported with the path', async (path, value) => {
    const [name = ''] = path.split('.');

    const problems = await problemsOf({ ...password, [name]: value });

    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(new RegExp(`^${path}(\\.\\w+)?: `));
    expect(problems[0]).not.toMatch(/: Invalid input$/);
  });
});

describe('a userAgent', () => {
  it.each(['two\nlines', 'a\rb', '\u0000', 'bot 😀', 'bot\u007f', 'Ω/1'])(
    'that is not a valid header value is rejected: %j',
    async (userAgent) => {
      expect(await problemsOf({ ...password, userAgent })).toEqual([
        expect.stringMatching(/^userAgent: .*HTTP header/),
      ]);
    },
  );

  it.each(['my-bot/1', 'bot (\tä; x)'])('that is a valid header value is accepted: %j', (userAgent) => {
    expect(resolveOptions({ ...password, userAgent }).userAgent).toBe(userAgent);
  });
});

describe('a proxy of the environment', () => {
  const none = 'me:hunter2@proxy.example:8080';

  it.each([
    ['HTTPS_PROXY', { HTTPS_PROXY: none }],
    ['https_proxy', { https_proxy: none }],
    ['https_proxy', { https_proxy: 'socks5://localhost', HTTPS_PROXY: 'http://proxy.example' }],
    ['HTTPS_PROXY', { HTTPS_PROXY: 'http://' }],
    ['HTTPS_PROXY', { HTTPS_PROXY: 'http://a b' }],
  ])('that is not a URL is a problem of %s (%j), which does not quote the value', async (name, environment) => {
    const error = await caught(() => resolveOptions(password, environment));

    expect(error).toBeInstanceOf(ConfigurationError);
    expect((error as ConfigurationError).problems).toEqual([expect.stringMatching(`^${name} \\(environment\\): `)]);
    expect((error as ConfigurationError).message).not.toContain('hunter2');
  });

  it('that is not a URL is reported together with the other problems', async () => {
    const error = await caught(() => resolveAnything({ ...password, pingInterval: 0 }, { HTTPS_PROXY: none }));

    expect((error as ConfigurationError).problems).toHaveLength(2);
  });

  it.each([
    ['nothing', {}],
    ['an empty text', { HTTPS_PROXY: '' }],
    ['an address', { https_proxy: 'HTTP://me:secret@localhost:8080' }],
    ['an address in lower case before none in upper case', { https_proxy: 'https://localhost', HTTPS_PROXY: none }],
    ['what is none, in a variable that is not read', { HTTP_PROXY: none }],
  ])('may be %s', (_, environment) => {
    expect(() => resolveOptions(password, environment)).not.toThrow();
  });

  it.each([false, 'http://proxy.example:8080'] as const)('that is not a URL is ignored with proxy: %j', (proxy) => {
    expect(() => resolveOptions({ ...password, proxy }, { HTTPS_PROXY: none })).not.toThrow();
  });

  it('that is not a URL makes the constructor throw', async () => {
    vi.stubEnv('https_proxy', none);
    try {
      expect(await caught(() => new Agent({ ...password, autoConnect: false }))).toBeInstanceOf(ConfigurationError);
    } finally {
      vi.unstubAllEnvs();
    }
  });
});

describe('the problems', () => {
  it('are all reported, not only the first', async () => {
    const problems = await problemsOf({
      requestTimeout: 'x',
      pingInterval: -1,
      reconnect: { jitter: 7, factor: 0 },
      headers: { a: 1, b: 2 },
      username: 'bot',
      appKey: 1,
    });

    const reported = new Set(problems.map((problem) => problem.split(/[ :]/)[0]));
    expect(reported.size).toBe(problems.length);
    expect([...reported].toSorted((a = '', b = '') => a.localeCompare(b))).toEqual([
      'accessToken',
      'accessTokenSecret',
      'accountId',
      'appKey',
      'headers.a',
      'headers.b',
      'pingInterval',
      'reconnect.factor',
      'reconnect.jitter',
      'requestTimeout',
      'secret',
    ]);
  });

  it('of several kinds of credentials are reported for each kind', async () => {
    const problems = await problemsOf({ accountId: '1', token: 't', password: 'x' });

    expect(problems.map((problem) => problem.split(':')[0])).toEqual([
      'userId (for a bearer token)',
      'username (for a password)',
    ]);
  });

  it.each([undefined, null, 5, 'options', true, () => undefined])(
    'are reported when %j takes the place of the options',
    async (options) => {
      expect((await problemsOf(options)).length).toBeGreaterThan(0);
    },
  );

  it('are reported when a list takes the place of the options', async () => {
    expect((await problemsOf([password])).length).toBeGreaterThan(0);
  });
});

describe('the caller’s object', () => {
  it('is not changed, and may be frozen', () => {
    const options = Object.freeze({
      ...password,
      domains: Object.freeze({ agentVep: 'localhost' }),
      reconnect: Object.freeze({ delay: 1 }),
      headers: Object.freeze({ a: 'b' }),
    });
    const before = structuredClone(options);

    resolveOptions(options);

    expect(options).toEqual(before);
  });

  it('is copied: later changes have no effect', () => {
    const domains: Record<string, string> = { agentVep: 'a.example.net' };
    const resolved = resolveOptions({ ...password, domains });

    domains['agentVep'] = 'evil.example.net';

    expect(resolved.domains).toEqual({ agentVep: 'a.example.net' });
  });

  it('may have no prototype', () => {
    const options = Object.assign(Object.create(null) as object, password, { domains: Object.create(null) as object });

    expect(resolveAnything(options).login.kind).toBe('password');
  });

  it('may be an instance of a class, with getters', () => {
    class Configuration {
      readonly accountId = '1';
      readonly username = 'bot';
      get password(): string {
        return 'x';
      }
    }

    expect(resolveAnything(new Configuration()).login.kind).toBe('password');
  });

  it('may have domains named like properties of Object.prototype', () => {
    const domains = JSON.parse('{"constructor":"a.example.net","__proto__":"b.example.net"}') as Record<string, string>;

    const resolved = resolveOptions({ ...password, domains });

    expect(resolved.domains['constructor']).toBe('a.example.net');
    expect(Object.getPrototypeOf(resolved.domains)).not.toBe('b.example.net');
  });
});

describe('the host of the domain directory', () => {
  const given = { accountId: '1', username: 'u', password: 'p' };
  const environment = { LP_CSDS_DOMAIN: '127.0.0.1:4660' };

  it('is that of LP_CSDS_DOMAIN, unless the options name one', () => {
    expect(resolveAnything(given, environment).csdsDomain).toBe('127.0.0.1:4660');
    expect(resolveAnything({ ...given, csdsDomain: undefined }, environment).csdsDomain).toBe('127.0.0.1:4660');
    expect(resolveAnything({ ...given, csdsDomain: 'va.example' }, environment).csdsDomain).toBe('va.example');
  });

  it('is that of the platform if LP_CSDS_DOMAIN is absent or empty', () => {
    expect(resolveAnything(given).csdsDomain).toBe('adminlogin.liveperson.net');
    expect(resolveAnything(given, { LP_CSDS_DOMAIN: '' }).csdsDomain).toBe('adminlogin.liveperson.net');
  });
});
