import { describe, expect, it, vi } from 'vitest';
import { Agent } from '../../src/agent.js';
import { ConfigurationError } from '../../src/errors.js';
import { resolveOptions, type AgentOptions } from '../../src/options/options.js';
import { processScope } from '../../src/support/process-scope.js';
import { caught } from '../support/caught.js';

const password = { accountId: '10000001', username: 'bot', password: 'hunter2' } as const;
const keys = { username: 'bot', appKey: 'a', secret: 'b', accessToken: 'c', accessTokenSecret: 'd' } as const;

/** What a program without types could pass. */
function resolveAnything(options: unknown, environment?: Record<string, string>) {
  return resolveOptions(options as AgentOptions, environment);
}

async function problemsOf(options: unknown): Promise<readonly string[]> {
  const error = await caught(() => resolveAnything(options));
  expect(error).toBeInstanceOf(ConfigurationError);
  return (error as ConfigurationError).problems;
}

describe('credentials', () => {
  const token = () => 'fresh';
  const assertion = () => Promise.resolve('fresh');

  it.each([
    ['a password', { username: 'bot', password: 'x' }, { kind: 'password', username: 'bot', password: 'x' }],
    ['OAuth1 keys', keys, { kind: 'keys', ...keys }],
    [
      'OAuth2 client credentials, which travel in the fields of the keys',
      { username: 'bot', clientId: 'id', clientSecret: 'secret' },
      {
        kind: 'keys',
        username: 'bot',
        appKey: 'id',
        secret: 'secret',
        accessToken: 'dummy',
        accessTokenSecret: 'dummy',
      },
    ],
    ['a bearer token', { token: 't', userId: '501' }, { kind: 'bearer', token: 't', userId: '501' }],
    ['a function that gives tokens', { token, userId: '501' }, { kind: 'bearer', token, userId: '501' }],
    ['a SAML assertion', { assertion: 'PHNhbWw+' }, { kind: 'assertion', assertion: 'PHNhbWw+' }],
    ['a function that gives assertions', { assertion }, { kind: 'assertion', assertion }],
  ])('may be %s', (_, credentials, login) => {
    expect(resolveAnything({ accountId: '1', ...credentials }).login).toEqual(login);
  });

  it('may be of several kinds: token before password before assertion before keys', () => {
    const all = { accountId: '1', token: 't', userId: '1', password: 'x', assertion: 's', ...keys };
    const { token: _, ...withoutToken } = all;
    const { password: __, ...withoutPassword } = withoutToken;
    const { assertion: ___, ...onlyKeys } = withoutPassword;

    const kinds = [all, withoutToken, withoutPassword, onlyKeys].map((options) => resolveAnything(options).login.kind);

    expect(kinds).toEqual(['bearer', 'password', 'assertion', 'keys']);
  });

  it('that are incomplete leave the place to those that are not', () => {
    expect(resolveAnything({ accountId: '1', password: 'x', ...keys, username: 'bot' }).login.kind).toBe('password');
    expect(resolveAnything({ accountId: '1', password: 'x', assertion: 's' }).login.kind).toBe('assertion');
    expect(resolveAnything({ accountId: '1', token: 't', username: 'bot', password: 'x' }).login.kind).toBe('password');
  });

  it('count as not given where they are undefined', () => {
    expect(resolveAnything({ accountId: '1', token: undefined, assertion: undefined, ...keys }).login.kind).toBe(
      'keys',
    );
  });

  it('that are missing are told with all that could be given', async () => {
    const [problem, ...rest] = await problemsOf({ accountId: '1' });

    expect(rest).toEqual([]);
    for (const field of ['token', 'password', 'assertion', 'appKey', 'clientId', 'clientSecret']) {
      expect(problem).toContain(field);
    }
  });

  it.each([
    ['username', { password: 'x' }],
    ['userId', { token: 't' }],
    ['secret', { username: 'bot', appKey: 'a', accessToken: 'c', accessTokenSecret: 'd' }],
    ['accessTokenSecret', { username: 'bot', appKey: 'a', secret: 'b', accessToken: 'c' }],
    ['username', { appKey: 'a', secret: 'b', accessToken: 'c', accessTokenSecret: 'd' }],
    ['clientSecret', { username: 'bot', clientId: 'id' }],
    ['clientId', { username: 'bot', clientSecret: 's' }],
    ['username', { clientId: 'id', clientSecret: 's' }],
  ])('that lack %s are told as such (%j)', async (field, credentials) => {
    const problems = await problemsOf({ accountId: '1', ...credentials });

    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(new RegExp(`^${field} \\(for `));
  });

  it.each([
    ['password', { username: 'bot', password: 5 }],
    ['password', { username: 'bot', password: '' }],
    ['username', { username: '', password: 'x' }],
    ['token', { token: 5, userId: '1' }],
    ['token', { token: '', userId: '1' }],
    ['token', { token: null, userId: '1' }],
    ['token', { token: Promise.resolve('t'), userId: '1' }],
    ['assertion', { assertion: {} }],
    ['secret', { ...keys, secret: {} }],
    ['clientId', { username: 'bot', clientId: 1, clientSecret: 's' }],
  ])('with a wrong %s are told as such', async (field, credentials) => {
    const problems = await problemsOf({ accountId: '1', ...credentials });

    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(new RegExp(`^${field} \\(for `));
  });

  it('are never repeated in what is told about them', async () => {
    const error = (await caught(() =>
      resolveAnything({
        accountId: {},
        token: 'S-1',
        password: 'S-2',
        secret: 'S-3',
        clientSecret: 'S-4',
        requestTimeout: 'S-5',
      }),
    )) as ConfigurationError;

    expect(JSON.stringify([error, error.message, error.stack, error.problems])).not.toMatch(/S-\d/);
  });
});

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

  it('are taken as they are given', () => {
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

  it('may be of a kind this library does not know', () => {
    expect(resolveAnything({ ...password, errorHandler: 1, perMessageDeflate: true })).toEqual(
      resolveOptions(password),
    );
  });

  it('keep the account as it was given, text or number', () => {
    expect(resolveOptions({ ...password, accountId: 89_476_943 }).accountId).toBe(89_476_943);
    expect(resolveOptions({ ...password, accountId: 'le12345678' }).accountId).toBe('le12345678');
  });

  it('make a text of the version', () => {
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
  ])('say with reconnect: %j how a connection is made again', (reconnect, expected) => {
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
  ])('with a wrong %s (%j) are told as such', async (path, value) => {
    const [name = ''] = path.split('.');

    const problems = await problemsOf({ ...password, [name]: value });

    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(new RegExp(`^${path}(\\.\\w+)?: `));
    expect(problems[0]).not.toMatch(/: Invalid input$/);
  });
});

describe('a userAgent', () => {
  it.each(['two\nlines', 'a\rb', '\u0000', 'bot 😀', 'bot\u007f', 'Ω/1'])(
    'that HTTP cannot carry is refused: %j',
    async (userAgent) => {
      expect(await problemsOf({ ...password, userAgent })).toEqual([
        expect.stringMatching(/^userAgent: .*HTTP header/),
      ]);
    },
  );

  it.each(['my-bot/1', 'bot (\tä; x)'])('that HTTP can carry is taken: %j', (userAgent) => {
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
  ])('that is no address is a problem of %s (%j), which does not repeat it', async (name, environment) => {
    const error = await caught(() => resolveOptions(password, environment));

    expect(error).toBeInstanceOf(ConfigurationError);
    expect((error as ConfigurationError).problems).toEqual([expect.stringMatching(`^${name} \\(environment\\): `)]);
    expect((error as ConfigurationError).message).not.toContain('hunter2');
  });

  it('is one of all problems', async () => {
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

  it.each([false, 'http://proxy.example:8080'] as const)(
    'that is no address does not matter beside proxy: %j',
    (proxy) => {
      expect(() => resolveOptions({ ...password, proxy }, { HTTPS_PROXY: none })).not.toThrow();
    },
  );

  it('that is no address is refused when an agent is made', async () => {
    vi.stubEnv('https_proxy', none);
    try {
      expect(await caught(() => new Agent({ ...password, autoConnect: false }))).toBeInstanceOf(ConfigurationError);
    } finally {
      vi.unstubAllEnvs();
    }
  });
});

describe('the problems', () => {
  it('are all told, not only the first', async () => {
    const problems = await problemsOf({
      requestTimeout: 'x',
      pingInterval: -1,
      reconnect: { jitter: 7, factor: 0 },
      headers: { a: 1, b: 2 },
      username: 'bot',
      appKey: 1,
    });

    const told = new Set(problems.map((problem) => problem.split(/[ :]/)[0]));
    expect(told.size).toBe(problems.length);
    expect([...told].toSorted((a = '', b = '') => a.localeCompare(b))).toEqual([
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

  it('of several kinds of credentials are told of each', async () => {
    const problems = await problemsOf({ accountId: '1', token: 't', password: 'x' });

    expect(problems.map((problem) => problem.split(':')[0])).toEqual([
      'userId (for a bearer token)',
      'username (for a password)',
    ]);
  });

  it.each([undefined, null, 5, 'options', true, () => undefined])(
    'are told where %j is no options at all',
    async (options) => {
      expect((await problemsOf(options)).length).toBeGreaterThan(0);
    },
  );

  it('are told where a list is no options', async () => {
    expect((await problemsOf([password])).length).toBeGreaterThan(0);
  });
});

describe('the caller’s object', () => {
  it('is not touched, and may be frozen', () => {
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

  it('does not change what was resolved when it is changed later', () => {
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

  it('may name hosts after what every object has', () => {
    const domains = JSON.parse('{"constructor":"a.example.net","__proto__":"b.example.net"}') as Record<string, string>;

    const resolved = resolveOptions({ ...password, domains });

    expect(resolved.domains['constructor']).toBe('a.example.net');
    expect(Object.getPrototypeOf(resolved.domains)).not.toBe('b.example.net');
  });
});
