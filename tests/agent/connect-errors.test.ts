import { describe, expect, it } from 'vitest';
import {
  Agent,
  AuthenticationError,
  ConnectionError,
  HttpError,
  SDKError,
  TimeoutError,
  ValidationError,
} from '../../src/index.js';
import type { HttpFault, Simulator } from '../../src/simulator/index.js';
import { agentOf, connectedTo, eagerly, listen, sdkFailureOf, startPlatform, stepsOf } from '../support/agents.js';

/** Deadlines short enough for a test to reach, long enough for a successful exchange on loopback. */
const hasty = { requestTimeout: 400, handshakeTimeout: 400 } as const;

const once = { ...hasty, reconnect: false } as const;

type Expected = readonly [kind: new (...args: never) => SDKError, facts: Readonly<Record<string, unknown>>];

const http = (status: number, service: string): Expected => [
  HttpError,
  { status, code: status, service, delivery: 'answered' },
];

/** Removes one member from the service's answer. */
const without =
  (name: string): NonNullable<HttpFault['edit']> =>
  (body) =>
    Object.fromEntries(Object.entries(body).filter(([member]) => member !== name));

const refusal = (status: number): Expected => [
  AuthenticationError,
  { status, code: status, service: 'authentication.login', delivery: 'answered', retryable: false },
];

const silence = (service: string): Expected => [TimeoutError, { code: 'TIMEOUT', service, delivery: 'unknown' }];

const invalid = (service: string): Expected => [
  ValidationError,
  { code: 'VALIDATION', service, direction: 'incoming', delivery: 'answered' },
];

const broken = (service: string): Expected => [ConnectionError, { service, delivery: 'unknown' }];

describe('a domain lookup', () => {
  const service = 'domainNames';
  const cases: readonly (readonly [string, HttpFault, Expected])[] = [
    ['hangs', { hang: true }, silence(service)],
    ['is dropped', { drop: true }, broken(service)],
    ...[400, 401, 403, 404, 429, 451, 500, 502, 302].map(
      (status) => [`is refused with ${status}`, { status }, http(status, service)] as const,
    ),
    [
      'is redirected for ever',
      { status: 302, headers: { location: '/api/account/x/service/baseURI.json' } },
      http(302, service),
    ],
    [
      'is redirected to where no request may be sent',
      { status: 302, headers: { location: 'http://liveperson.example/' } },
      [ConnectionError, { code: 'INSECURE_ADDRESS', service }],
    ],
    ['is redirected to nowhere', { status: 302, headers: { location: 'http://' } }, broken(service)],
    ['is answered with garbage', { status: 200, body: '<html>maintenance</html>' }, invalid(service)],
    ['is answered with nothing', { status: 200, body: '' }, invalid(service)],
    ['is answered with null', { status: 200, body: 'null' }, invalid(service)],
    ['is answered with a number for a list', { status: 200, body: { baseURIs: 1 } }, invalid(service)],
    [
      'is answered with an entry without an address',
      { status: 200, body: { baseURIs: [{ service: 'agentVep' }] } },
      invalid(service),
    ],
    ['is answered without a list', { status: 200, body: {} }, [ConnectionError, { code: 'NO_DOMAIN', service }]],
    [
      'is answered with an empty list',
      { status: 200, body: { baseURIs: [] } },
      [ConnectionError, { code: 'NO_DOMAIN', service, delivery: 'not-sent' }],
    ],
    [
      'is refused in a good answer',
      { status: 200, body: { error: { internalCode: 7 } } },
      [ConnectionError, { code: 7, service, delivery: 'answered' }],
    ],
  ];

  it.each(cases)('that %s fails connect() and emits nothing', async (_, fault, [kind, facts]) => {
    await using simulator = await startPlatform();
    await using agent = agentOf(simulator, once);
    simulator.faults.http('csds', fault);
    simulator.faults.http(/^\/api\/account\/x\//, fault);
    const heard = listen(agent, 'error', 'closed', 'connected', 'reconnecting');

    const error = await sdkFailureOf(agent.connect());

    expect(error).toBeInstanceOf(kind);
    expect(error).toMatchObject(facts);
    expect(heard).toEqual([]);
    expect(agent.state).toBe('closed');
  });

  it('at an address without a server fails connect()', async () => {
    await using agent = new Agent({
      ...once,
      autoConnect: false,
      accountId: '1',
      username: 'u',
      password: 'p',
      csdsDomain: 'http://127.0.0.1:1',
    });

    const error = await sdkFailureOf(agent.connect());

    expect(error).toBeInstanceOf(ConnectionError);
    expect(error).toMatchObject({ code: 'ECONNREFUSED', service });
  });
});

describe('a login', () => {
  const service = 'authentication.login';
  const cases: readonly (readonly [string, HttpFault, Expected])[] = [
    ['hangs', { hang: true }, silence(service)],
    ['is dropped', { drop: true }, broken(service)],
    ...[400, 401, 451].map((status) => [`is refused with ${status}`, { status }, refusal(status)] as const),
    ...[403, 404, 429, 500, 502, 302].map(
      (status) => [`is refused with ${status}`, { status }, http(status, service)] as const,
    ),
    ['is redirected', { status: 302, headers: { location: '/login' } }, http(302, service)],
    ['is answered with garbage', { status: 200, body: '<html>maintenance</html>' }, invalid(service)],
    ['is answered with nothing', { status: 200, body: '' }, invalid(service)],
    ['is answered with a list', { status: 200, body: [] }, invalid(service)],
    [
      'is answered without a token',
      { edit: without('bearer') },
      [AuthenticationError, { code: 'NO_TOKEN', service, retryable: true }],
    ],
    [
      'is answered with an empty token',
      { edit: (body) => ({ ...body, bearer: '' }) },
      [AuthenticationError, { code: 'NO_TOKEN', service }],
    ],
    [
      'is answered without a user id',
      { edit: (body) => ({ ...body, config: {} }) },
      [AuthenticationError, { code: 'NO_USER_ID', service, retryable: true }],
    ],
    [
      'is answered without anything about the user',
      { edit: without('config') },
      [AuthenticationError, { code: 'NO_USER_ID', service }],
    ],
    [
      'is refused in a good answer',
      { status: 200, body: { error: { internalCode: 11, message: 'disabled' } } },
      [AuthenticationError, { code: 11, internalCode: 11, service, status: undefined, delivery: 'answered' }],
    ],
  ];

  it.each(cases)('that %s fails connect() and emits nothing', async (_, fault, [kind, facts]) => {
    await using simulator = await startPlatform();
    await using agent = agentOf(simulator, once);
    simulator.faults.http('login', fault);
    const heard = listen(agent, 'error', 'closed', 'connected', 'reconnecting');

    const error = await sdkFailureOf(agent.connect());

    expect(error).toBeInstanceOf(kind);
    expect(error).toMatchObject(facts);
    expect(heard).toEqual([]);
    expect(agent.state).toBe('closed');
  });

  it('without a csrf token succeeds, and the session is never refreshed', async () => {
    await using simulator = await startPlatform();
    simulator.faults.http('login', { edit: without('csrf') });
    await using agent = await connectedTo(simulator, { refreshSessionInterval: 5 });
    const heard = listen(agent, 'error');

    const error = await sdkFailureOf(agent.refreshSession());

    expect(error).toBeInstanceOf(AuthenticationError);
    expect(error).toMatchObject({ code: 'NO_SESSION', delivery: 'not-sent' });
    expect(heard).toEqual([]);
  });

  it('may answer with a numeric user id and no public id', async () => {
    await using simulator = await startPlatform();
    simulator.faults.http('login', { edit: (body) => ({ ...body, config: { userId: 501 } }) });

    await using agent = await connectedTo(simulator);

    expect([agent.userId, agent.agentId]).toEqual(['501', undefined]);
  });
});

describe('an upgrade', () => {
  const service = 'messaging';

  it.each([
    ['hangs', { hang: true }, [TimeoutError, { code: 'TIMEOUT', service, delivery: 'not-sent' }]],
    ['is dropped', { drop: true }, [ConnectionError, { service, delivery: 'not-sent' }]],
    ...[400, 401, 403, 404, 429, 451, 500, 502, 200, 302].map(
      (status) =>
        [
          `is refused with ${status}`,
          { status },
          [ConnectionError, { code: status, service, delivery: 'not-sent' }],
        ] as const,
    ),
  ] as const)('that %s fails connect() and emits nothing', async (_, fault, [kind, facts]) => {
    await using simulator = await startPlatform();
    await using agent = agentOf(simulator, once);
    simulator.faults.upgrade(fault);
    const heard = listen(agent, 'error', 'closed', 'connected', 'reconnecting');

    const error = await sdkFailureOf(agent.connect());

    expect(error).toBeInstanceOf(kind);
    expect(error).toMatchObject(facts);
    expect(heard).toEqual([]);
    expect(agent.state).toBe('closed');
    expect(simulator.sockets).toBe(0);
  });

  it('refused with 401 for a fixed bearer token is final', async () => {
    await using simulator = await startPlatform();
    const options = simulator.agentOptions('token');
    simulator.revoke();
    await using agent = new Agent({ ...options, autoConnect: false, reconnect: eagerly });

    const error = await sdkFailureOf(agent.connect());

    expect(error).toBeInstanceOf(AuthenticationError);
    expect(error).toMatchObject({ code: 401, service, retryable: false });
    expect(stepsOf(simulator)).toEqual(['csds 200', 'upgrade 401']);
  });
});

describe('a service that hangs', () => {
  it.each([
    ['the domain lookup', (simulator: Simulator) => void simulator.faults.http('csds', { hang: true })],
    ['the login', (simulator: Simulator) => void simulator.faults.http('login', { hang: true })],
    ['the upgrade', (simulator: Simulator) => void simulator.faults.upgrade({ hang: true })],
    ['the socket', (simulator: Simulator) => simulator.blackhole()],
  ])('does not hang the agent: %s', async (_, break_) => {
    await using simulator = await startPlatform();
    break_(simulator);
    await using agent = agentOf(simulator, { ...hasty, connectTimeout: 150 });

    const settled = await Promise.allSettled([
      agent.connect(),
      agent.getClock(),
      agent.publishEvent({ dialogId: 'd', event: { type: 'ChatStateEvent', chatState: 'ACTIVE' } }),
      agent.subscribeExConversations(),
      agent.refreshSession(),
      agent.callService('accountConfigReadOnly', '/'),
      agent.request('.Any'),
    ]);
    const again = await Promise.allSettled([agent.reconnect(), agent.reconnect(true)]);
    await agent.close();

    for (const outcome of [...settled, ...again]) {
      expect(outcome.status).toBe('rejected');
      expect((outcome as PromiseRejectedResult).reason).toBeInstanceOf(SDKError);
    }
    expect(agent.state).toBe('closed');
  });

  it('does not hang refreshSession()', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator, hasty);
    simulator.faults.http('refresh', { hang: true });

    const error = await sdkFailureOf(agent.refreshSession());

    expect(error).toBeInstanceOf(TimeoutError);
    expect(error.service).toBe('authentication.refreshSession');
  });

  it('does not hang close(), which warns about the logout', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator, hasty);
    simulator.faults.http('logout', { hang: true });
    const heard = listen(agent, 'warn', 'error');

    await agent.close({ logout: true });

    expect(heard).toMatchObject([
      ['warn', { message: expect.stringContaining('The logout got no response') as string }],
    ]);
  });
});
