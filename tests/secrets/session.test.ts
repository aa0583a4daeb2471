import { once } from 'node:events';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { SDKError, type Agent } from '../../src/index.js';
import { answerJson, type Handler } from '../support/http-server.js';
import { cookies, credentials, outputOf, leakIn, loggedOut, plain, secret, ticket } from './harness.js';

afterEach(() => vi.unstubAllEnvs());

/** The secrets of all sessions of these tests, of all requests. */
const all = [
  ...['password', 'bearer', 'csrf', 'assertion', 'token', 'appKey', 'secret', 'accessToken', 'accessTokenSecret'].map(
    secret,
  ),
  ...['cookie', 'otherCookie', 'newCookie'].map(plain),
];

/** A service whose response contains secrets of the session that were not in the request. */
function responding(status: number, secrets = all): Handler {
  return (_, response) => {
    const line = secrets.join(' | ');
    response.statusMessage = secrets.map(encodeURIComponent).join(' ');
    answerJson(response, status, { error: { internalCode: 1, secrets, line, quoted: JSON.stringify(secrets) } });
  };
}

function isLogin(kind: string): boolean {
  return !kind.startsWith('token') && kind !== 'oauth2';
}

/** Calls each handler once, in order, and then the last one always. */
function inTurn(...handlers: readonly Handler[]): Handler {
  let count = 0;
  return (request, response) => handlers[Math.min(count++, handlers.length - 1)]?.(request, response);
}

const loggedIn: Handler = (_, response) => answerJson(response, 200, ticket, { 'set-cookie': cookies });
/** The secrets of a session, by kind of credentials. */
const secretsOf: Readonly<Record<string, readonly string[]>> = {
  password: ['password', 'bearer', 'csrf'].map(secret),
  oauth1: ['appKey', 'secret', 'accessToken', 'accessTokenSecret', 'bearer', 'csrf'].map(secret),
  assertion: ['assertion', 'bearer', 'csrf'].map(secret),
  assertionFunction: ['assertion', 'bearer', 'csrf'].map(secret),
  token: [secret('token')],
  tokenFunction: [secret('token')],
};
const given = Object.entries(credentials).filter(([kind]) => kind in secretsOf);

describe('a secret of the session is redacted', () => {
  it.each(given)('when callService() gets it in a response, with %s', async (kind, login) => {
    const secrets = [...(secretsOf[kind] ?? []), ...(isLogin(kind) ? ['cookie', 'otherCookie'].map(plain) : [])];
    const text = await outputOf({ other: responding(403, secrets) }, async ({ agent, tried }) => {
      const one = agent(login);
      await one.connect();
      expect(await tried(one.callService('other', '/any'))).toBeInstanceOf(SDKError);
      expect(await tried(one.callService('other', '/any', { auth: 'none' }))).toBeInstanceOf(SDKError);
    });

    expect(text).toContain('[redacted]');
    expect(leakIn(text)).toBe('');
  });

  const sessions = given.filter(([kind]) => isLogin(kind));
  it.each(
    sessions.flatMap(([kind, login]) =>
      ([200, 400, 401, 403, 500] as const).map((status) => [kind, status, login] as const),
    ),
  )('when a later login gets it in a response, with %s and status %i', async (kind, status, login) => {
    const secrets = [...(secretsOf[kind] ?? []), ...['cookie', 'otherCookie'].map(plain)];
    const text = await outputOf({ login: inTurn(loggedIn, responding(status, secrets)) }, async ({ agent, tried }) => {
      const one = agent({ ...login, reconnect: { loginInterval: 0 } });
      await one.connect();
      const reconnecting = once(one, 'reconnecting');
      await Promise.race([tried(one.reconnect()), reconnecting]);
      one.dispose();
    });

    expect(text).toContain('[redacted]');
    expect(leakIn(text)).toBe('');
  });

  it.each([
    ['refresh', (one: Agent) => one.refreshSession()],
    ['logout', loggedOut],
  ] as const)('when a %s gets it in a response', async (step, call) => {
    for (const status of [200, 400, 403, 500]) {
      const secrets = [...(secretsOf['password'] ?? []), ...['cookie', 'otherCookie'].map(plain)];
      const text = await outputOf({ [step]: responding(status, secrets) }, async ({ agent, tried }) => {
        const one = agent(credentials.password);
        await one.connect();
        expect(await tried(call(one))).toBeInstanceOf(SDKError);
      });

      // A failed logout only warns with the message of the error, which may contain no secret.
      expect(step === 'refresh' ? text : '[redacted]').toContain('[redacted]');
      expect(leakIn(text)).toBe('');
    }
  });

  it('after cookies and tokens were replaced', async () => {
    const second = { ...ticket, bearer: secret('secondBearer'), csrf: secret('secondCsrf') };
    const secrets = [
      ...(secretsOf['password'] ?? []),
      ...['secondBearer', 'secondCsrf'].map(secret),
      ...['cookie', 'otherCookie', 'newCookie'].map(plain),
    ];
    const text = await outputOf(
      {
        login: inTurn(loggedIn, (_, response) => answerJson(response, 200, second)),
        refresh: (_, response) =>
          answerJson(response, 200, {}, { 'set-cookie': [`Session_id=${plain('newCookie')}; Path=/`] }),
        other: responding(500, secrets),
      },
      async ({ agent, tried }) => {
        const one = agent({ ...credentials.password, reconnect: { loginInterval: 0 } });
        await one.connect();
        await one.refreshSession();
        await one.reconnect();
        expect(await tried(one.callService('other', '/any'))).toBeInstanceOf(SDKError);
      },
    );

    expect(text).toContain('[redacted]');
    expect(leakIn(text)).toBe('');
  });

  it('when the domain lookup gets it in a response', async () => {
    const text = await outputOf({ csds: responding(200, [secret('token')]) }, async ({ agent, tried }) => {
      const one = agent(credentials.token);
      await tried(one.connect());
      one.dispose();
    });
    const later = await outputOf(
      {
        csds: inTurn((_, response) => answerJson(response, 200, { baseURIs: [] }), responding(200, [secret('bearer')])),
      },
      async ({ agent, tried }) => {
        const one = agent(credentials.password);
        await one.connect();
        expect(await tried(one.refreshSession())).toMatchObject({ service: 'domainNames' });
      },
    );

    expect(text).not.toBe('');
    expect(leakIn(later)).toBe('');
  });

  it('in a refusal of UMS and in the reason of a close frame', async () => {
    const secrets = secretsOf['password'] ?? [];
    const text = await outputOf({}, async ({ agent, sockets, tried }) => {
      const one = agent(credentials.password);
      await one.connect();
      const peer = await sockets.peer();
      const refused = tried(one.getClock());
      const { id } = await peer.received();
      peer.send({ kind: 'resp', reqId: id, code: 403, body: secrets.join(' ') });
      expect(await refused).toMatchObject({ message: expect.stringContaining('[redacted]') as unknown });

      const lost = tried(one.getClock());
      await peer.received();
      peer.socket.close(4000, secrets.slice(0, 2).join(' '));
      expect(await lost).toMatchObject({ message: expect.stringContaining('[redacted]') as unknown });
    });

    expect(leakIn(text)).toBe('');
  });

  it('after a hundred other secrets: the password', async () => {
    let count = 0;
    const text = await outputOf(
      {
        refresh: (_, response) =>
          answerJson(response, 200, {}, { 'set-cookie': [`Session_id=${plain(`rotated-${(count += 1)}`)}; Path=/`] }),
        other: responding(500, [secret('password'), secret('bearer')]),
      },
      async ({ agent, tried }) => {
        const one = agent(credentials.password);
        await one.connect();
        for (let times = 0; times < 100; times += 1) await one.refreshSession();
        expect(await tried(one.callService('other', '/any'))).toBeInstanceOf(SDKError);
      },
    );

    expect(leakIn(text)).toBe('');
  });
});

it('a user name is no secret, and is kept in the response of a service', async () => {
  const text = await outputOf(
    { other: (_, response) => answerJson(response, 403, { reason: 'user bot may not do that' }) },
    async ({ agent, tried }) => {
      const one = agent(credentials.password);
      await one.connect();
      expect(await tried(one.callService('other', '/any'))).toMatchObject({
        body: { reason: 'user bot may not do that' },
      });
    },
  );

  expect(leakIn(text)).toBe('');
});

describe('no secret leaks when the environment names a malformed proxy', () => {
  it.each([
    `http://user:${plain('proxy')}@proxy.example:port`,
    `http://user:${plain('proxy')}@[proxy.example`,
    `http://user:${plain('proxy')}@proxy.example:99999`,
    `//user:${plain('proxy')}@proxy.example`,
    `user:${plain('proxy')}@proxy.example:3128`,
  ])('%s', async (address) => {
    vi.stubEnv('HTTPS_PROXY', address);
    vi.stubEnv('https_proxy', undefined);
    vi.stubEnv('NO_PROXY', undefined);
    vi.stubEnv('no_proxy', undefined);
    const text = await outputOf(
      // The domain lookup is on loopback, where the proxy is not used: the socket is the first to need the proxy.
      { domains: { facadeMsg: 'socket.example.net', other: 'other.example.net' } },
      async ({ agent, tried }) => {
        const connecting = async (): Promise<void> => agent(credentials.token).connect();
        const calling = async (): Promise<unknown> => agent(credentials.token).callService('other', '/any');

        for (const attempt of [connecting, calling]) {
          const error = await tried(attempt());
          expect(error).toBeInstanceOf(SDKError);
          expect((error as SDKError).message).toContain('HTTPS_PROXY');
        }
      },
    );

    expect(leakIn(text)).toBe('');
  });
});
