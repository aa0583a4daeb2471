import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { Agent, SDKError } from '../../src/index.js';
import { answerJson, type Handler } from '../support/http-server.js';
import { refuse } from '../support/socket-server.js';
import {
  MARK,
  secret,
  plain,
  credentials,
  hasty,
  kinds,
  logins,
  ticket,
  cookies,
  outputOf,
  textOf,
  repeating,
  repeatingText,
  garbled,
  garbler,
  leakIn,
  loggedOut,
  type Arrangement,
} from './harness.js';

describe('the recording', () => {
  it('finds a secret in errors, events, the console and process warnings', async () => {
    const error = new SDKError('x', { cause: new Error('y', { cause: { deep: [{ url: plain('z') }] } }) });

    expect(textOf(error)).toContain(MARK);
    await expect(outputOf({}, async ({ record }) => record(secret('z')))).resolves.toContain(MARK);
    await expect(outputOf({}, async () => console.warn(plain('z')))).resolves.toContain(MARK);
    await expect(outputOf({}, async () => process.emitWarning(plain('z')))).resolves.toContain(MARK);
  });

  it('contains no secret although each one is sent to its service', async () => {
    let sent = '';
    await outputOf({}, async ({ agent, http, sockets }) => {
      const one = agent(credentials.password);
      await one.connect();
      await one.refreshSession();
      sent = [
        ...http.requests.map(({ body, headers }) => `${body.toString()} ${headers.cookie}`),
        (await sockets.peer()).request.url,
      ].join('\n');
    });

    for (const name of ['password', 'csrf', 'cookie', 'otherCookie', 'bearer'])
      expect(sent).toContain(`${MARK}-${name}`);
  });
});

describe('no secret leaks', () => {
  it.each(kinds)('when everything works, with %s', async (_, given) => {
    const text = await outputOf({}, async ({ agent, sockets, tried, record }) => {
      const one = agent(given);
      await one.connect();
      const peer = await sockets.peer();
      const pending = tried(one.getClock());
      peer.answer(await peer.received(), { currentTime: 1 });
      await pending;
      await tried(one.refreshSession());
      await tried(one.callService('other', '/any'));
      await tried(one.reconnect(true));
      await tried(one.reconnect(false, { timeout: 100 }));
      record(one);
      await tried(one.close({ logout: true, timeout: 50 }));
    });

    expect(leakIn(text)).toBe('');
  });

  const statuses = [200, 302, 400, 401, 403, 404, 429, 451, 500, 503];

  describe.each([
    ['as JSON', repeating],
    ['as text', repeatingText],
  ])('when the login service repeats the request %s', (_, repeat) => {
    it.each(statuses.flatMap((status) => logins.map(([kind, given]) => [status, kind, given] as const)))(
      'with status %i, for %s',
      async (status, __, given) => {
        const text = await outputOf({ login: repeat(status) }, async ({ agent, tried }) => {
          const one = agent(given);
          expect(await tried(one.connect())).toBeInstanceOf(SDKError);
          await tried(one.getClock());
        });

        expect(leakIn(text)).toBe('');
      },
    );
  });

  it.each([
    ['with a malformed token', { ...ticket, bearer: { token: secret('bearer') } }],
    ['with a malformed user id', { ...ticket, config: { userId: { id: secret('csrf') } } }],
    ['without a user id', { ...ticket, config: {} }],
    ['with an error beside it', { ...ticket, error: { message: secret('bearer') } }],
  ])('when the response of the login is a ticket %s', async (_, body) => {
    const text = await outputOf(
      { login: (__, response) => answerJson(response, 200, body, { 'set-cookie': cookies }) },
      async ({ agent, tried }) => {
        expect(await tried(agent(credentials.password).connect())).toBeInstanceOf(SDKError);
      },
    );

    expect(leakIn(text)).toBe('');
  });

  it.each([
    ['never responds', () => undefined],
    ['closes the connection', (_, response) => response.destroy()],
    [
      'closes the connection inside the body',
      (request, response) => {
        response.writeHead(200, { 'content-length': '100000' });
        response.write(request.body);
        setImmediate(() => response.destroy());
      },
    ],
  ] as readonly (readonly [string, Handler])[])('when the login service %s', async (_, login) => {
    const text = await outputOf({ login }, async ({ agent, tried }) => {
      expect(await tried(agent({ ...credentials.oauth1, ...hasty }).connect())).toBeInstanceOf(SDKError);
    });

    expect(leakIn(text)).toBe('');
  });

  it.each(logins)('when the response of the login is not HTTP, with %s', async (_, given) => {
    await using garbling = await garbler();
    const text = await outputOf({ domains: { agentVep: `http://${garbling.host}` } }, async ({ agent, tried }) => {
      expect(await tried(agent(given).connect())).toBeInstanceOf(SDKError);
    });

    expect(leakIn(text)).toBe('');
  });

  describe.each([
    ['refresh', (agent: Agent) => agent.refreshSession()],
    ['logout', loggedOut],
    ['other', (agent: Agent) => agent.callService('other', '/any', { method: 'POST', body: {} })],
    [
      'other',
      (agent: Agent) =>
        agent.callService('other', '/any', { method: 'POST', body: {}, auth: credentials.oauth1, query: { a: 'b' } }),
    ],
  ] as const)('when the service %s', (service, call) => {
    it.each(statuses)('repeats the request with status %i', async (status) => {
      for (const repeat of [repeating, repeatingText]) {
        const text = await outputOf({ [service]: repeat(status) }, async ({ agent, tried }) => {
          const one = agent(credentials.password);
          await one.connect();
          const outcome = await tried(call(one).then(() => undefined));
          // If the session has ended, the agent logs in again, which succeeds.
          const succeeds = status === 200 || (service === 'refresh' && status === 401);
          if (!(outcome instanceof SDKError) && !succeeds) throw new Error(`${service} took status ${status}`);
        });

        expect(leakIn(text)).toBe('');
      }
    });

    it.each(['hangs', 'drops'])('%s', async (how) => {
      const handler: Handler = (_, response) => void (how === 'drops' && response.destroy());
      const text = await outputOf({ [service]: handler }, async ({ agent, tried }) => {
        const one = agent({ ...credentials.password, ...hasty });
        await one.connect();
        expect(await tried(call(one))).toBeInstanceOf(SDKError);
      });

      expect(leakIn(text)).toBe('');
    });

    it('responds with something that is not HTTP', async () => {
      const text = await outputOf({ [service]: garbled }, async ({ agent, tried }) => {
        const one = agent(credentials.password);
        await one.connect();
        expect(await tried(call(one))).toBeInstanceOf(SDKError);
      });

      expect(leakIn(text)).toBe('');
    });
  });

  it.each([
    ['without a name', '=x'],
    ['that is empty', ''],
    ['that has expired', `Session_id=${plain('cookie')}; Expires=Thu, 01 Jan 1970 00:00:00 GMT`],
    ['with characters that a header may not contain', `Session_id=${plain('cookie')}é\u00ff; Path=/`],
    ['that is very long', `Session_id=${plain('cookie').repeat(300)}`],
    ['with its parts in the wrong places', `${plain('cookie')}; Session_id; =; ;;=;`],
  ])('when the login sets a cookie %s', async (_, cookie) => {
    const text = await outputOf(
      {
        login: (__, response) => answerJson(response, 200, ticket, { 'set-cookie': [cookie] }),
        refresh: repeatingText(500),
        logout: repeating(500),
      },
      async ({ agent, tried }) => {
        const one = agent(credentials.password);
        await one.connect();
        await tried(one.refreshSession());
        await tried(one.close({ logout: true }));
      },
    );

    expect(leakIn(text)).toBe('');
  });

  it('when the periodic refresh fails', async () => {
    const text = await outputOf({ refresh: repeating(500) }, async ({ agent }) => {
      const one = agent({ ...credentials.password, refreshSessionInterval: 5 });
      await one.connect();
      await once(one, 'error').catch(() => undefined);
    });

    expect(leakIn(text)).toBe('');
  });

  it('when an error has no handler', async () => {
    const text = await outputOf({ login: repeating(401) }, async ({ agent }) => {
      const one = agent(credentials.password);
      one.removeAllListeners('error');
      const closed = once(one, 'state').then(() => once(one, 'state'));
      void one.connect();
      await closed;
      await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    });

    expect(text).toContain('The login was refused with 401');
    expect(leakIn(text)).toBe('');
  });

  const path = (request: IncomingMessage): string => decodeURIComponent(request.url ?? '');

  it.each<readonly [string, NonNullable<Arrangement['upgrade']>]>([
    ...['401 No', '403 No', '404 No', '429 No', '500 No', '502 No'].map(
      (status) =>
        [
          `is refused with ${status}`,
          (connection, _, request) =>
            refuse(connection, `${status} ${request.url}`, {
              location: request.url ?? '',
              'x-path': request.url ?? '',
            }),
        ] as const satisfies readonly [string, NonNullable<Arrangement['upgrade']>],
    ),
    ['is redirected', (connection, _, request) => refuse(connection, '302 Found', { location: `${request.url}` })],
    ['is dropped', (connection) => connection.destroy()],
    ['hangs', () => undefined],
    ['is answered with garbage', (connection, _, request) => connection.end(`HTTP/9 ${path(request)}\r\n\r\n`)],
    [
      'is answered with a wrong key',
      (connection, _, request) =>
        connection.write(
          `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${request.url}\r\n\r\n`,
        ),
    ],
    [
      'is answered with a wrong protocol',
      (connection, _, request) =>
        connection.write(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: ${request.url}\r\nConnection: Upgrade\r\n\r\n`),
    ],
  ])('when the upgrade %s', async (_, upgrade) => {
    for (const given of [credentials.password, credentials.token]) {
      const text = await outputOf({ upgrade }, async ({ agent, tried }) => {
        expect(await tried(agent({ ...given, ...hasty }).connect())).toBeInstanceOf(SDKError);
      });

      expect(leakIn(text)).toBe('');
    }
  });

  it.each([
    ['a bearer token', credentials.token, secret('token')],
    ['a password', credentials.password, secret('bearer')],
  ])('when the token is in the reason of a close frame, with %s', async (_, given, token) => {
    const text = await outputOf({}, async ({ agent, sockets, tried }) => {
      for (const reason of [`no: ${token}`, `no: /${encodeURIComponent(token)}?v=2.1`]) {
        const one = agent(given);
        await one.connect();
        const pending = tried(one.getClock());
        (await sockets.peer()).socket.close(4401, reason);
        expect(await pending).toBeInstanceOf(SDKError);
      }
    });

    expect(leakIn(text)).toBe('');
  });

  it('when the agent gives up after several attempts', async () => {
    const text = await outputOf(
      {
        login: repeating(500),
        upgrade: (connection) => refuse(connection, '502 Bad Gateway'),
      },
      async ({ agent, tried }) => {
        const reconnect = { firstDelay: 0, delay: 0, maxDelay: 1, loginInterval: 0, maxAttempts: 3 };
        await tried(agent({ ...credentials.oauth2, reconnect }).connect());
        await tried(agent({ ...credentials.token, reconnect }).connect());
        await tried(agent({ ...credentials.tokenFunction, reconnect }).connect({ timeout: 20 }));
      },
    );

    expect(leakIn(text)).toBe('');
  });

  it.each([
    `https://bot:${plain('password')}@va.agentvep.example`,
    `bot:${plain('password')}@va.agentvep.example`,
    `va.agentvep.example/?token=${plain('token')}`,
    `va.agentvep.example#${plain('token')}`,
    `http://va.agentvep.example/?token=${plain('token')}`,
    `https://user:${plain('x@y')}@host@va.example`,
    `ftp://${plain('x')}@va.example/`,
  ])('when a domain is malformed: %s', async (domain) => {
    const text = await outputOf(
      { csds: (_, response) => answerJson(response, 200, { baseURIs: [{ service: 'other', baseURI: domain }] }) },
      async ({ agent, tried }) => {
        for (const options of [
          { csdsDomain: domain },
          { domains: { agentVep: domain } },
          { domains: { agentVep: domain, facadeMsg: domain }, ...credentials.token },
        ]) {
          const one = agent({ ...credentials.password, ...options });
          expect(await tried(one.connect())).toBeInstanceOf(SDKError);
          expect(await tried(one.callService('other', '/'))).toBeInstanceOf(SDKError);
        }
      },
    );

    expect(leakIn(text)).toBe('');
  });

  it.each([
    `http://liveperson.example/?token=${plain('token')}`,
    `http://user:${plain('password')}@liveperson.example/`,
    `http://[::bad]/?token=${plain('token')}`,
    `//:99999999/${plain('token')}`,
    `ftp://x/${plain('token')}`,
  ])('when the domain lookup is redirected to %s', async (location) => {
    const csds: Handler = (_, response) => answerJson(response, 302, {}, { location });
    const text = await outputOf({ csds }, async ({ agent, tried }) => {
      expect(await tried(agent(credentials.password).connect())).toBeInstanceOf(SDKError);
    });

    expect(leakIn(text)).toBe('');
  });

  it.each([
    { ...credentials.password, password: { [MARK]: secret('x') } },
    { ...credentials.password, requestTimeout: secret('x') },
    { token: secret('token') },
    { assertion: 5, username: secret('x') },
    { ...credentials.oauth1, accessToken: undefined },
    { ...credentials.password, proxy: `ftp://user:${plain('proxy')}@127.0.0.1:1` },
    { ...credentials.password, proxy: secret('proxy') },
    { ...credentials.password, headers: secret('x') },
    { ...credentials.password, tls: secret('x') },
    { ...credentials.password, domains: { agentVep: [secret('x')] } },
    { ...credentials.password, csdsDomain: { url: secret('x') } },
  ])('when the constructor rejects the options: %#', async (options) => {
    const text = await outputOf({}, async ({ record }) => {
      let error: unknown;
      try {
        new Agent({ accountId: '1', autoConnect: false, ...options } as never);
      } catch (thrown) {
        error = thrown;
      }
      expect(error).toBeInstanceOf(SDKError);
      record(error);
    });

    expect(leakIn(text)).toBe('');
  });

  it.each([
    { headers: { authorization: `Bearer ${secret('x')}\n` } },
    { headers: { 'bad name': secret('x') } },
    { tls: { key: plain('key'), cert: plain('cert'), passphrase: secret('passphrase') } },
    { tls: { pfx: plain('pfx'), passphrase: secret('passphrase') } },
    { tls: { ca: plain('ca') } },
  ])('when connecting with the options fails: %#', async (options) => {
    const text = await outputOf({}, async ({ agent, tried }) => {
      await tried(agent({ ...credentials.password, ...options }).connect());
      await tried(agent({ ...credentials.password, ...options, csdsDomain: 'localhost:1' }).connect());
    });

    expect(leakIn(text)).toBe('');
  });
});
