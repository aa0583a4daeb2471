import { describe, expect, it } from 'vitest';
import {
  Agent,
  AuthenticationError,
  ConnectionError,
  HttpError,
  ResponseError,
  SDKError,
  TimeoutError,
  ValidationError,
} from '../../src/index.js';
import { Refusal, Simulator, type HttpFault } from '../../src/simulator/index.js';
import {
  agentOf,
  connectedTo,
  eagerly,
  failureOf,
  framesOf,
  listen,
  next,
  reaches,
  sdkFailureOf,
  startPlatform,
  stepsOf,
  warnings,
  type Settings,
} from '../support/agents.js';

/** Deadlines short enough to be reached, and long enough for what goes well. */
const hasty = { requestTimeout: 400, handshakeTimeout: 400 } as const;
const once = { ...hasty, reconnect: false } as const;

type Expected = readonly [kind: new (...args: never) => SDKError, facts: Readonly<Record<string, unknown>>];

const http = (status: number, service: string): Expected => [
  HttpError,
  { status, code: status, service, delivery: 'answered' },
];
/** The service's answer, but for one member. */
const without =
  (name: string): NonNullable<HttpFault['edit']> =>
  (body) =>
    Object.fromEntries(Object.entries(body).filter(([member]) => member !== name));

const refusal = (status: number): Expected => [
  AuthenticationError,
  { status, code: status, service: 'authentication.login', delivery: 'answered', retryable: false },
];
const silence = (service: string): Expected => [TimeoutError, { code: 'TIMEOUT', service, delivery: 'unknown' }];
const misfit = (service: string): Expected => [
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
    ['is answered with garbage', { status: 200, body: '<html>maintenance</html>' }, misfit(service)],
    ['is answered with nothing', { status: 200, body: '' }, misfit(service)],
    ['is answered with null', { status: 200, body: 'null' }, misfit(service)],
    ['is answered with a number for a list', { status: 200, body: { baseURIs: 1 } }, misfit(service)],
    [
      'is answered with an entry without an address',
      { status: 200, body: { baseURIs: [{ service: 'agentVep' }] } },
      misfit(service),
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

  it.each(cases)('that %s fails connect(), and nothing else is told', async (_, fault, [kind, facts]) => {
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

  it('that nobody answers fails connect()', async () => {
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
    ['is answered with garbage', { status: 200, body: '<html>maintenance</html>' }, misfit(service)],
    ['is answered with nothing', { status: 200, body: '' }, misfit(service)],
    ['is answered with a list', { status: 200, body: [] }, misfit(service)],
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

  it.each(cases)('that %s fails connect(), and nothing else is told', async (_, fault, [kind, facts]) => {
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

  it('may go without a csrf token: then the session cannot be prolonged, and is not', async () => {
    await using simulator = await startPlatform();
    simulator.faults.http('login', { edit: without('csrf') });
    await using agent = await connectedTo(simulator, { refreshSessionInterval: 5 });
    const heard = listen(agent, 'error');

    const error = await sdkFailureOf(agent.refreshSession());

    expect(error).toBeInstanceOf(AuthenticationError);
    expect(error).toMatchObject({ code: 'NO_SESSION', delivery: 'not-sent' });
    expect(heard).toEqual([]);
  });

  it('may give the user id as a number, and no public id', async () => {
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
  ] as const)('that %s fails connect(), and nothing else is told', async (_, fault, [kind, facts]) => {
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

  it('that is refused with 401 for a token of which there is no other ends it for good', async () => {
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

describe('a failure nobody waits for', () => {
  it.each([
    ['Connect#CSDS', 'csds', { status: 404 }],
    ['Connect#Login', 'login', { status: 401 }],
  ] as const)('is emitted once as error, with the stage %s', async (location, target, fault) => {
    await using simulator = await startPlatform();
    simulator.faults.http(target, fault);
    await using agent = agentOf(simulator, { autoConnect: true });
    const heard = listen(agent, 'error', 'closed', 'connected', 'reconnecting');

    await reaches(agent, 'closed');
    await Promise.resolve();

    expect(heard).toEqual([['error', expect.any(SDKError), { location }]]);
  });

  it.each([
    ['csds', { hang: true }],
    ['login', { drop: true }],
    ['login', { status: 500 }],
  ] as const)('is emitted once as error without reconnection: %s %j', async (target, fault) => {
    await using simulator = await startPlatform();
    simulator.faults.http(target, fault);
    await using agent = agentOf(simulator, { ...once, autoConnect: true });
    const heard = listen(agent, 'error', 'closed', 'connected', 'reconnecting');

    await reaches(agent, 'closed');
    await Promise.resolve();

    expect(heard.map(([event]) => event)).toEqual(['error']);
  });

  it('becomes one process warning where nobody listens, and no exception', async () => {
    await using simulator = await startPlatform();
    simulator.faults.http('login', { status: 401 });
    using told = warnings();
    const warned = told.next();
    await using agent = agentOf(simulator, { autoConnect: true });

    expect(await warned).toMatchObject({ code: '401' });
    await reaches(agent, 'closed');
    expect(told.messages).toHaveLength(1);
  });

  it('is told to each who waits for the connection, and to the requests in their way', async () => {
    await using simulator = await startPlatform();
    simulator.faults.http('login', { status: 401 });
    await using agent = agentOf(simulator);
    const heard = listen(agent, 'error');

    const [first, second, request] = await Promise.all([
      sdkFailureOf(agent.connect()),
      sdkFailureOf(agent.connect()),
      sdkFailureOf(agent.getClock()),
    ]);

    expect([first, second]).toEqual([expect.any(AuthenticationError), expect.any(AuthenticationError)]);
    expect(request).toBeInstanceOf(ConnectionError);
    expect(request).toMatchObject({ code: 401, delivery: 'not-sent', cause: first });
    expect(heard).toEqual([]);
  });
});

describe('with reconnection, as by default', () => {
  it.each([
    ['csds', { drop: true }],
    ['csds', { hang: true }],
    ['csds', { status: 503 }],
    ['login', { drop: true }],
    ['login', { hang: true }],
    ['login', { status: 500 }],
    ['login', { edit: without('bearer') }],
  ] as const)('%s %j is tried again', async (target, fault) => {
    await using simulator = await startPlatform();
    simulator.faults.http(target, fault as HttpFault, { times: 2 });
    await using agent = agentOf(simulator, hasty);
    const heard = listen(agent, 'reconnecting', 'error', 'closed');

    await agent.connect();

    expect(heard).toEqual([
      ['reconnecting', { attempt: 1, delayMs: expect.any(Number) as number, cause: expect.any(SDKError) as SDKError }],
      ['reconnecting', { attempt: 2, delayMs: expect.any(Number) as number, cause: expect.any(SDKError) as SDKError }],
    ]);
  });

  it.each([{ drop: true }, { hang: true }, { status: 502 }, { status: 401 }])(
    'an upgrade with %j is tried again',
    async (fault) => {
      await using simulator = await startPlatform();
      simulator.faults.upgrade(fault, { times: 2 });
      await using agent = agentOf(simulator, hasty);
      const heard = listen(agent, 'reconnecting', 'error', 'closed');

      await agent.connect();

      expect(heard.map(([event]) => event)).toEqual(['reconnecting', 'reconnecting']);
      expect(agent.connected).toBe(true);
    },
  );

  it.each([
    ['login', 429, '7', 7_000],
    ['csds', 503, '9', 9_000],
    ['login', 429, undefined, 5_000],
    ['login', 429, '99999999999', 86_400_000],
    ['login', 503, 'Infinity', 20],
  ] as const)('%s refused with %i waits as long as it is asked to: %s', async (target, status, after, least) => {
    await using simulator = await startPlatform();
    simulator.faults.http(target, { status, headers: after === undefined ? {} : { 'retry-after': after } });
    await using agent = agentOf(simulator, { autoConnect: true });

    const [{ delayMs, cause }] = await next(agent, 'reconnecting');

    expect(delayMs).toBeGreaterThanOrEqual(least);
    expect(delayMs).toBeLessThanOrEqual(2 ** 31 - 1);
    expect(cause.code).toBe(status);
  });

  it.each(['3', '99999999999', 'Infinity'])(
    'an upgrade refused with 429 waits as long as it is asked to: %s',
    async (after) => {
      await using simulator = await startPlatform();
      simulator.faults.upgrade({ status: 429, headers: { 'retry-after': after } });
      await using agent = agentOf(simulator, { autoConnect: true });

      const [{ delayMs }] = await next(agent, 'reconnecting');

      expect(delayMs).toBeGreaterThanOrEqual(3_000);
      expect(delayMs).toBeLessThanOrEqual(2 ** 31 - 1);
    },
  );

  it('rejects connect() when its time is over, naming what went wrong last, and goes on', async () => {
    await using simulator = await startPlatform();
    const removal = simulator.faults.http('login', { status: 500 });
    await using agent = agentOf(simulator);
    const heard = listen(agent, 'error');

    const error = await sdkFailureOf(agent.connect({ timeout: 100 }));

    expect(error).toBeInstanceOf(TimeoutError);
    expect(error).toMatchObject({
      operation: 'connect()',
      timeoutMs: 100,
      delivery: 'not-sent',
      cause: { name: 'HttpError', status: 500 },
    });
    expect(heard).toEqual([]);
    removal();
    await reaches(agent, 'ready');
  });

  it('connect() takes any time there is', async () => {
    await using simulator = await startPlatform();
    await using agent = agentOf(simulator);

    await agent.connect({ timeout: Infinity });
    await agent.reconnect(true, { timeout: 2 ** 40 });

    expect(agent.connected).toBe(true);
  });

  it('connect() is given up with its signal, and the attempt goes on', async () => {
    await using simulator = await startPlatform();
    const removal = simulator.faults.http('csds', { hang: true }, { times: 1 });
    await using agent = agentOf(simulator, hasty);
    const stop = new AbortController();
    const pending = failureOf(agent.connect({ signal: stop.signal }));
    const reason = new Error('enough');

    stop.abort(reason);

    expect(await pending).toBe(reason);
    expect(await failureOf(agent.connect({ signal: stop.signal }))).toBe(reason);
    removal();
    await reaches(agent, 'ready');
  });

  it('gives up after as many attempts as it was told, and says so once', async () => {
    await using simulator = await startPlatform();
    simulator.faults.upgrade({ status: 502 });
    await using agent = agentOf(simulator, { reconnect: { ...eagerly, maxAttempts: 3 } });
    const heard = listen(agent, 'error', 'reconnecting');

    const error = await sdkFailureOf(agent.connect());

    expect(error).toBeInstanceOf(ConnectionError);
    expect(error).toMatchObject({ code: 'GAVE_UP', cause: { code: 502 } });
    expect(heard.map(([event]) => event)).toEqual(Array(3).fill('reconnecting'));
    expect(stepsOf(simulator).filter((step) => step === 'upgrade 502')).toHaveLength(4);
  });

  it.each([400, 401, 451])('a login refused with %i is final', async (status) => {
    await using simulator = await startPlatform();
    simulator.faults.http('login', { status });
    await using agent = agentOf(simulator);

    const error = await sdkFailureOf(agent.connect());

    expect(error).toBeInstanceOf(AuthenticationError);
    expect(stepsOf(simulator)).toEqual(['csds 200', `login ${status}`]);
  });

  it('can begin again after it was final', async () => {
    await using simulator = await startPlatform();
    simulator.faults.http('login', { status: 401 }, { times: 1 });
    await using agent = agentOf(simulator);
    await failureOf(agent.connect());

    await agent.connect();

    expect(agent.connected).toBe(true);
  });
});

describe('a socket that ends', () => {
  it.each([1000, 1001, 1006, 1008, 1011, 1012, 4401, 4407, 4000])(
    'with %i rejects what is pending with delivery unknown, tells of it once, and comes back',
    async (code) => {
      await using simulator = await startPlatform();
      await using agent = await connectedTo(simulator);
      simulator.answer('getClock', () => Simulator.SILENCE, { times: 3 });
      const pending = [agent.getClock(), agent.getClock(), agent.getClock()].map((promise) => sdkFailureOf(promise));
      await simulator.seen(() => framesOf(simulator).length === 3);
      const heard = listen(agent, 'closed', 'error', 'reconnecting', 'reconnected');
      const again = next(agent, 'reconnected');

      simulator.closeSockets(code, 'because');

      const errors = await Promise.all(pending);
      for (const error of errors) {
        expect(error).toBeInstanceOf(ConnectionError);
        expect(error).toMatchObject({ code, service: 'messaging', delivery: 'unknown' });
      }
      await again;
      expect(heard.map(([event]) => event)).toEqual(['closed', 'reconnecting', 'reconnected']);
      expect(heard[0]?.slice(1)).toEqual([code, code === 1006 ? '' : 'because']);
      await expect(agent.getClock()).resolves.toHaveProperty('currentTime');
    },
  );

  it.each([1008, 1011, 4401, 4407])('with %i comes back with a new token', async (code) => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    const before = agent.getBearerToken();
    const again = next(agent, 'reconnected');

    simulator.closeSockets(code);
    await again;

    expect(agent.getBearerToken()).not.toBe(before);
    expect(simulator.logins).toBe(2);
  });

  it.each([1000, 1001, 1006, 4000])('with %i comes back with the same token', async (code) => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    const before = agent.getBearerToken();
    const again = next(agent, 'reconnected');

    simulator.closeSockets(code);
    await again;

    expect(agent.getBearerToken()).toBe(before);
    expect(simulator.logins).toBe(1);
  });

  it('takes the answered requests out of what is rejected', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    simulator.answer('setAgentState', () => Simulator.SILENCE);
    const answered = agent.getClock();
    const pending = sdkFailureOf(agent.setAgentState({ availability: 'AWAY' }));
    await answered;

    simulator.dropSockets();

    expect(await pending).toMatchObject({ delivery: 'unknown' });
    await expect(answered).resolves.toHaveProperty('currentTime');
  });

  it('stays closed without reconnection, which is no error', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator, { reconnect: false });
    const heard = listen(agent, 'closed', 'error', 'reconnecting', 'state');
    const closed = next(agent, 'closed');

    simulator.closeSockets(1001);
    await closed;
    await reaches(agent, 'closed');

    expect(heard).toEqual([
      ['closed', 1001, ''],
      ['state', 'closed'],
    ]);
    await expect(agent.getClock()).rejects.toMatchObject({ name: 'ConnectionError', code: 1001, delivery: 'not-sent' });
    await agent.connect();
    expect(agent.connected).toBe(true);
  });

  it('that does not answer any more is noticed, and what is pending rejects', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator, { pingInterval: 120, pingTimeout: 100 });
    const closed = next(agent, 'closed');
    const again = next(agent, 'reconnected');
    simulator.blackhole();
    const pending = sdkFailureOf(agent.getClock());

    expect((await closed)[0]).toBe(1006);
    expect(await pending).toMatchObject({ name: 'ConnectionError', code: 1006, delivery: 'unknown' });
    simulator.blackhole(false);
    await again;
  });
});

describe('a request while there is no connection', () => {
  it('waits for the next one, and is sent once', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    simulator.faults.upgrade({ status: 502 }, { times: 2 });
    simulator.dropSockets();
    await next(agent, 'closed');

    await expect(agent.getClock()).resolves.toHaveProperty('currentTime');

    expect(framesOf(simulator)).toHaveLength(1);
  });

  it('waits no longer than its own time, and was not sent', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    simulator.faults.upgrade({ hang: true });
    simulator.dropSockets();
    await next(agent, 'closed');

    const error = await sdkFailureOf(agent.getClock({}, { timeout: 30 }));

    expect(error).toBeInstanceOf(TimeoutError);
    expect(error).toMatchObject({ operation: 'getClock', timeoutMs: 30, delivery: 'not-sent' });
    expect(framesOf(simulator)).toEqual([]);
  });

  it('counts the time it has waited', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    simulator.answer('getClock', () => Simulator.SILENCE);
    simulator.faults.upgrade({ delayMs: 150 }, { times: 1 });
    simulator.dropSockets();
    await next(agent, 'closed');
    const settled: string[] = [];
    const connected = next(agent, 'connected');

    const first = sdkFailureOf(agent.getClock({}, { timeout: 500 })).finally(() => settled.push('first'));
    await connected;
    const second = sdkFailureOf(agent.getClock({}, { timeout: 500 })).finally(() => settled.push('second'));

    expect(await first).toMatchObject({ name: 'TimeoutError', delivery: 'unknown' });
    await second;
    expect(settled).toEqual(['first', 'second']);
  });

  it.each([
    ['before the agent has begun by itself', { autoConnect: true }],
    ['before it was told to connect', {}],
  ])('fails at once if it is to, %s', async (_, settings) => {
    await using simulator = await startPlatform();
    await using agent = agentOf(simulator, { whenOffline: 'fail', ...settings });

    const error = await sdkFailureOf(agent.getClock());

    expect(error).toBeInstanceOf(ConnectionError);
    expect(error).toMatchObject({ code: 'NOT_CONNECTED', delivery: 'not-sent' });
  });

  it('fails at once if it is to, while it connects and while it waits for the next attempt', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator, {
      whenOffline: 'fail',
      reconnect: { ...eagerly, firstDelay: 60_000 },
    });
    simulator.dropSockets();
    await next(agent, 'reconnecting');

    await expect(agent.getClock()).rejects.toMatchObject({ code: 'NOT_CONNECTED', delivery: 'not-sent' });
    const again = agent.reconnect(true);
    await expect(agent.getClock()).rejects.toMatchObject({ code: 'NOT_CONNECTED', delivery: 'not-sent' });
    await again;
  });

  it('fails at once if as many as may wait do so already', async () => {
    await using simulator = await startPlatform();
    await using agent = agentOf(simulator, { maxWaiting: 2 });
    const connecting = agent.connect();
    const waiting = [agent.getClock(), agent.getClock()];

    const error = await sdkFailureOf(agent.getClock());

    expect(error).toBeInstanceOf(ConnectionError);
    expect(error).toMatchObject({ code: 'TOO_MANY_WAITING', delivery: 'not-sent' });
    await Promise.all([connecting, ...waiting]);
    await expect(agent.getClock()).resolves.toHaveProperty('currentTime');
  });

  it('those who wait for the connection itself are not among them', async () => {
    await using simulator = await startPlatform();
    await using agent = agentOf(simulator, { maxWaiting: 1 });
    const connecting = [agent.connect(), agent.connect(), agent.connect()];

    await expect(agent.getClock()).resolves.toHaveProperty('currentTime');

    await Promise.all(connecting);
  });

  it('may give up its place', async () => {
    await using simulator = await startPlatform();
    simulator.faults.http('csds', { hang: true }, { times: 1 });
    await using agent = agentOf(simulator, { ...hasty, maxWaiting: 1 });
    const connecting = agent.connect();
    const stop = new AbortController();
    const first = failureOf(agent.getClock({}, { signal: stop.signal }));
    stop.abort();
    await first;

    await expect(agent.getClock({}, { timeout: 5_000 })).resolves.toHaveProperty('currentTime');

    await connecting;
  });

  it('is sent in the order in which it was asked for', async () => {
    await using simulator = await startPlatform();
    await using agent = agentOf(simulator);
    const connecting = agent.connect();

    await Promise.all([1, 2, 3].map((id) => agent.request('KeepAlive', { id })));

    await connecting;
    expect(framesOf(simulator).map(({ body }) => body)).toEqual([{ id: 1 }, { id: 2 }, { id: 3 }]);
  });
});

describe('the stack of an error leads to whoever asked', () => {
  interface Case {
    readonly settings?: Settings;
    readonly arrange?: (simulator: Simulator, agent: Agent) => void | Promise<void>;
    readonly act: (agent: Agent) => Promise<unknown>;
    readonly after?: (simulator: Simulator, agent: Agent) => void;
  }

  const offline = async (simulator: Simulator, agent: Agent): Promise<void> => {
    simulator.faults.upgrade({ hang: true });
    simulator.dropSockets();
    await next(agent, 'closed');
  };
  const silent = (simulator: Simulator): void => void simulator.answer('getClock', () => Simulator.SILENCE);

  const cases: Readonly<Record<string, Case>> = {
    'a body that misfits': { act: (agent) => agent.setAgentState({} as never) },
    'a body that cannot be written': { act: (agent) => agent.request('.GetClock', 1n) },
    'a refusal': { act: (agent) => agent.updateRingState({ ringId: 'r', ringState: 'ACCEPTED' }) },
    'a refusal of something else': { act: (agent) => agent.request('.Unheard') },
    'a refused subscription': {
      arrange: (simulator) =>
        void simulator.answer('subscribeExConversations', () => {
          throw new Refusal(403);
        }),
      act: (agent) => agent.subscribeExConversations(),
    },
    'a refused question for history': { act: (agent) => agent.subscribeMessagingEvents({ dialogId: 'none' }) },
    'an answer that misfits': {
      arrange: (simulator) => void simulator.answer('getClock', () => ({})),
      act: (agent) => agent.getClock(),
    },
    'no answer in time': { arrange: silent, act: (agent) => agent.getClock({}, { timeout: 10 }) },
    'a lost connection': {
      arrange: silent,
      act: (agent) => agent.getClock(),
      after: (simulator) => void simulator.seen({ request: 'getClock' }).then(() => simulator.dropSockets()),
    },
    'no connection in time': { arrange: offline, act: (agent) => agent.getClock({}, { timeout: 10 }) },
    'no connection': { settings: { whenOffline: 'fail' }, arrange: offline, act: (agent) => agent.getClock() },
    'an agent that is closed': { arrange: (_, agent) => agent.dispose(), act: (agent) => agent.getClock() },
    'an agent closed meanwhile': {
      arrange: offline,
      act: (agent) => agent.getClock(),
      after: (_, agent) => agent.dispose(),
    },
    'reconnect() refused': {
      arrange: (simulator) => void simulator.faults.http('login', { status: 401 }),
      act: (agent) => agent.reconnect(),
    },
    'reconnect() not in time': {
      arrange: (simulator) => void simulator.faults.upgrade({ hang: true }),
      act: (agent) => agent.reconnect(true, { timeout: 10 }),
    },
    'connect() stopped': {
      arrange: (simulator, agent) => {
        agent.dispose();
        simulator.faults.upgrade({ hang: true });
      },
      act: (agent) => agent.connect(),
      after: (_, agent) => agent.dispose(),
    },
    'refreshSession() refused': {
      arrange: (simulator) => void simulator.faults.http('refresh', { status: 500 }),
      act: (agent) => agent.refreshSession(),
    },
    'callService() without such a service': { act: (agent) => agent.callService('none', '/') },
    'callService() refused': { act: (agent) => agent.callService('accountConfigReadOnly', '/none') },
  };

  const ways: Readonly<Record<string, (promise: Promise<unknown>) => Promise<unknown>>> = {
    'try and await': failureOf,
    catch: (promise) => promise.catch((error: unknown) => error),
  };

  describe.each(Object.entries(ways))('with %s', (_, way) => {
    it.each(Object.entries(cases))('%s', async (__, { settings, arrange, act, after }) => {
      await using simulator = await startPlatform();
      await using agent = await connectedTo(simulator, settings);
      await arrange?.(simulator, agent);

      const failing = way(actHere(act, agent));
      after?.(simulator, agent);

      const error = await failing;
      expect(error).toBeInstanceOf(SDKError);
      expect((error as SDKError).stack).toContain('failures.test.ts');
      expect((error as SDKError).stack).toContain((error as SDKError).message.split('\n')[0]);
    });
  });

  // Not asynchronous itself: the only frames of this file are those of the call.
  function actHere(act: Case['act'], agent: Agent): Promise<unknown> {
    return act(agent);
  }

  it('of connect(), for a failure that began before it was called', async () => {
    await using simulator = await startPlatform();
    simulator.faults.http('login', { status: 401 });
    await using agent = new Agent(simulator.agentOptions());
    await next(agent, 'success');

    const error = await sdkFailureOf(agent.connect());

    expect(error.stack).toContain('failures.test.ts');
  });

  it('grows no longer with each who waited for the same failure', async () => {
    await using simulator = await startPlatform();
    simulator.faults.http('login', { status: 401 });
    await using agent = agentOf(simulator);

    const errors = await Promise.all(Array.from({ length: 20 }, () => sdkFailureOf(agent.connect())));

    expect(Math.max(...errors.map(({ stack = '' }) => stack.length))).toBeLessThan(10_000);
  });
});

describe('nothing hangs', () => {
  it.each([
    ['the domain lookup', (simulator: Simulator) => void simulator.faults.http('csds', { hang: true })],
    ['the login', (simulator: Simulator) => void simulator.faults.http('login', { hang: true })],
    ['the upgrade', (simulator: Simulator) => void simulator.faults.upgrade({ hang: true })],
    ['the socket', (simulator: Simulator) => simulator.blackhole()],
  ])('when %s does, whatever was asked for', async (_, break_) => {
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

  it('when the refresh does', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator, hasty);
    simulator.faults.http('refresh', { hang: true });

    const error = await sdkFailureOf(agent.refreshSession());

    expect(error).toBeInstanceOf(TimeoutError);
    expect(error.service).toBe('authentication.refreshSession');
  });

  it('when the logout does: close() warns', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator, hasty);
    simulator.faults.http('logout', { hang: true });
    const heard = listen(agent, 'warn', 'error');

    await agent.close({ logout: true });

    expect(heard).toMatchObject([['warn', { message: expect.stringContaining('The logout got no answer') as string }]]);
  });
});

describe('errors', () => {
  it('say what they are in every form', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);

    const error = await sdkFailureOf(agent.updateRingState({ ringId: 'r', ringState: 'ACCEPTED' }));

    expect(error).toBeInstanceOf(ResponseError);
    expect(String(error)).toBe('ResponseError: UMS refused updateRingState with 404: Ring not found');
    expect(JSON.parse(JSON.stringify(error))).toMatchObject({
      code: 404,
      service: 'messaging',
      delivery: 'answered',
      kind: 'resp',
      body: 'Ring not found',
    });
    expect(error.error).toBe(error.cause);
  });
});

describe('a promise that nobody holds', () => {
  it.each<readonly [string, (simulator: Simulator) => void, (agent: Agent) => Promise<unknown>, object]>([
    ['a request', () => {}, (agent) => agent.request('.Unheard'), { name: 'ResponseError', code: 400 }],
    ['a body that misfits', () => {}, (agent) => agent.setAgentState({} as never), { name: 'ValidationError' }],
    [
      'refreshSession()',
      (simulator) => void simulator.faults.http('refresh', { status: 500 }),
      (agent) => agent.refreshSession(),
      { name: 'HttpError', code: 500 },
    ],
    [
      'reconnect()',
      (simulator) => void simulator.faults.http('login', { status: 401 }),
      (agent) => agent.reconnect(),
      { name: 'AuthenticationError', code: 401 },
    ],
    ['callService()', () => {}, (agent) => agent.callService('none', '/'), { code: 'NO_DOMAIN' }],
    [
      'a signal that was given',
      () => {},
      (agent) => agent.getClock({}, { signal: AbortSignal.abort('enough') }),
      { name: 'SDKError', cause: 'enough' },
    ],
  ])('is reported as error, once: %s', async (_, arrange, act, facts) => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    arrange(simulator);
    const heard = listen(agent, 'error');
    const told = next(agent, 'error');

    void act(agent);

    expect((await told)[0]).toMatchObject(facts);
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    expect(heard).toHaveLength(1);
    expect(heard[0]?.[1]).toBeInstanceOf(SDKError);
  });

  it('is not reported if somebody holds it after all', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    const heard = listen(agent, 'error');

    const promise = agent.setAgentState({} as never);
    await Promise.resolve();

    await expect(promise).rejects.toBeInstanceOf(ValidationError);
    const both = [agent.request('.Unheard'), agent.request('.Unheard')];
    await Promise.allSettled(both);
    await Promise.all(both).catch(() => undefined);
    expect(heard).toEqual([]);
  });
});

describe('a subscription that is made again after a reconnect', () => {
  it('is refused to the handler that makes it, too, with a stack that leads there', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    await agent.subscribeExConversations({ convState: ['OPEN'] });
    simulator.answer('subscribeExConversations', () => {
      throw new Refusal(403);
    });
    agent.on('error', () => {});
    const refused = new Promise<unknown>((resolve) => {
      agent.once('connected', async () => {
        await agent.getClock();
        resolve(await failureOf(agent.subscribeExConversations({ convState: ['OPEN'] })));
      });
    });

    await agent.reconnect(true);

    const error = await refused;
    expect(error).toBeInstanceOf(ResponseError);
    expect((error as ResponseError).stack).toContain('failures.test.ts');
  });
});
