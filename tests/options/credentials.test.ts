import { describe, expect, it } from 'vitest';
import { ConfigurationError } from '../../src/errors.js';
import { type AgentOptions, resolveOptions } from '../../src/options/options.js';
import { caught } from '../support/caught.js';

const keys = { username: 'bot', appKey: 'a', secret: 'b', accessToken: 'c', accessTokenSecret: 'd' } as const;

/** Accepts what a JavaScript program could pass. */
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

  it('of several kinds are used in this order: token, password, assertion, keys', () => {
    const all = { accountId: '1', token: 't', userId: '1', password: 'x', assertion: 's', ...keys };
    const { token: _, ...withoutToken } = all;
    const { password: __, ...withoutPassword } = withoutToken;
    const { assertion: ___, ...onlyKeys } = withoutPassword;

    const kinds = [all, withoutToken, withoutPassword, onlyKeys].map((options) => resolveAnything(options).login.kind);

    expect(kinds).toEqual(['bearer', 'password', 'assertion', 'keys']);
  });

  it('that are incomplete are ignored beside complete ones', () => {
    expect(resolveAnything({ accountId: '1', password: 'x', ...keys, username: 'bot' }).login.kind).toBe('password');
    expect(resolveAnything({ accountId: '1', password: 'x', assertion: 's' }).login.kind).toBe('assertion');
    expect(resolveAnything({ accountId: '1', token: 't', username: 'bot', password: 'x' }).login.kind).toBe('password');
  });

  it('that are undefined count as absent', () => {
    expect(resolveAnything({ accountId: '1', token: undefined, assertion: undefined, ...keys }).login.kind).toBe(
      'keys',
    );
  });

  it('that are missing are reported with every accepted kind', async () => {
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
  ])('that lack %s are reported with the missing field (%j)', async (field, credentials) => {
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
  ])('with a wrong %s are reported with the field', async (field, credentials) => {
    const problems = await problemsOf({ accountId: '1', ...credentials });

    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(new RegExp(`^${field} \\(for `));
  });

  it('never appear in the text of a problem', async () => {
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
