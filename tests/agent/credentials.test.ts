import { describe, expect, it } from 'vitest';
import { Agent, type AgentOptions, ConfigurationError, ConnectionError } from '../../src/index.js';
import { agentOf, eagerly, listen, sdkFailureOf, startPlatform, stepsOf } from '../support/agents.js';

const here = { autoConnect: false, reconnect: eagerly } as const;

describe('credentials', () => {
  it.each(['password', 'oauth1', 'oauth2', 'assertion', 'token'] as const)('log in with %s', async (kind) => {
    await using simulator = await startPlatform();
    await using agent = new Agent({ ...simulator.agentOptions(kind), ...here });

    await agent.connect();

    expect(agent.connected).toBe(true);
    expect(agent.userId).toBe(simulator.agents[0]?.userId);
    await expect(agent.getClock()).resolves.toHaveProperty('currentTime');
  });

  it.each([
    ['password', { username: 'bot', password: '[redacted]' }],
    [
      'oauth1',
      {
        username: 'bot',
        appKey: '[redacted]',
        secret: '[redacted]',
        accessToken: '[redacted]',
        accessTokenSecret: '[redacted]',
      },
    ],
    [
      'oauth2',
      {
        username: 'bot',
        appKey: '[redacted]',
        secret: '[redacted]',
        accessToken: '[redacted]',
        accessTokenSecret: '[redacted]',
      },
    ],
    ['assertion', { jwt: 'dummy', assertion: '[redacted]' }],
  ] as const)('are sent in the exact form of the login endpoint: %s', async (kind, body) => {
    await using simulator = await startPlatform();
    await using agent = new Agent({ ...simulator.agentOptions(kind), ...here });

    await agent.connect();

    const login = await simulator.seen({ http: 'login' });
    expect(login).toMatchObject({ requestBody: body });
    expect(Object.keys((login as { requestBody: object }).requestBody)).toEqual(Object.keys(body));
  });

  it('skips the login with a bearer token', async () => {
    await using simulator = await startPlatform();
    const options = simulator.agentOptions('token');
    await using agent = new Agent({ ...options, ...here });
    expect(agent.getBearerToken()).toBe(options.token);
    expect(agent.userId).toBe(options.userId);

    await agent.connect();

    expect(stepsOf(simulator)).toEqual(['csds 200', 'upgrade 101']);
    expect(agent.getBearerToken()).toBe(options.token);
  });

  it.each([
    ['gives', (assertion: string) => () => assertion],
    ['promises', (assertion: string) => async () => assertion],
  ])('accept a function that %s an assertion', async (_, provider) => {
    await using simulator = await startPlatform();
    const { assertion, ...options } = simulator.agentOptions('assertion');
    await using agent = new Agent({ ...options, ...here, assertion: provider(assertion) });

    await agent.connect();

    expect(agent.connected).toBe(true);
  });

  it.each([undefined, null, '', 42, {}])('are rejected when an assertion function returns %j', async (nothing) => {
    await using simulator = await startPlatform();
    const { assertion: _, ...options } = simulator.agentOptions('assertion');
    await using agent = new Agent({ ...options, ...here, assertion: () => nothing as string });

    const error = await sdkFailureOf(agent.connect());

    expect(error).toMatchObject({ code: 'NO_TOKEN', service: 'authentication.login', delivery: 'not-sent' });
    expect(stepsOf(simulator)).toEqual(['csds 200']);
  });

  const keys = ['oauth1', 'oauth2', 'assertion'] as const;

  it.each(keys)('prefer a password to %s', async (kind) => {
    await using simulator = await startPlatform();
    await using agent = new Agent({
      ...simulator.agentOptions(kind),
      ...simulator.agentOptions('password'),
      ...here,
    });

    await agent.connect();

    expect(await simulator.seen({ http: 'login' })).toMatchObject({
      requestBody: { username: 'bot', password: '[redacted]' },
    });
  });

  it('prefer an assertion to keys', async () => {
    await using simulator = await startPlatform();
    await using agent = new Agent({
      ...simulator.agentOptions('oauth1'),
      ...simulator.agentOptions('assertion'),
      ...here,
    });

    await agent.connect();

    expect(await simulator.seen({ http: 'login' })).toMatchObject({ requestBody: { jwt: 'dummy' } });
  });

  it('prefer a token to everything else', async () => {
    await using simulator = await startPlatform();
    await using agent = new Agent({
      ...simulator.agentOptions('oauth1'),
      ...simulator.agentOptions('assertion'),
      ...simulator.agentOptions('password'),
      ...simulator.agentOptions('token'),
      ...here,
    });

    await agent.connect();

    expect(stepsOf(simulator)).toEqual(['csds 200', 'upgrade 101']);
  });

  it.each([
    ['a header', { headers: { 'not a name': 'x' } }],
    ['a value of a header', { headers: { 'x-name': 'two\nlines' } }],
    ['a key', { tls: { key: 'none', cert: 'none' } }],
  ])('are rejected by the constructor when Node cannot use them: %s', async (_, settings) => {
    await using simulator = await startPlatform({ tls: true });
    await using agent = agentOf(simulator, {
      ...settings,
      tls: { ...simulator.agentOptions().tls, ...('tls' in settings && settings.tls) },
    });
    const heard = listen(agent, 'reconnecting');

    const error = await sdkFailureOf(agent.connect());

    expect(error).toBeInstanceOf(ConnectionError);
    expect(error.code).toMatch(/^ERR_/);
    expect(heard).toEqual([]);
  });

  it('are copied: later changes of the options have no effect', async () => {
    await using simulator = await startPlatform();
    const options = { ...simulator.agentOptions(), ...here, domains: {} as Record<string, string> };
    await using agent = new Agent(options);
    options.password = 'changed';
    options.domains['agentVep'] = 'http://127.0.0.1:9';

    await agent.connect();

    expect(agent.connected).toBe(true);
  });

  it.each([
    [{}, /credentials: none given/],
    [{ username: 'bot' }, /credentials: none given/],
    [{ username: 'bot', password: '' }, /password/],
    [{ password: 'p' }, /username \(for a password\)/],
    [{ token: 't' }, /userId \(for a bearer token\)/],
    [{ token: 5, userId: '1' }, /token/],
    [{ username: 'bot', appKey: 'k', secret: 's' }, /accessToken.*accessTokenSecret/],
    [{ username: 'bot', clientId: 'c' }, /clientSecret/],
  ])('%j make the constructor throw', (credentials, problem) => {
    const make = (): Agent => new Agent({ accountId: '1', ...credentials } as AgentOptions);

    expect(make).toThrow(ConfigurationError);
    expect(make).toThrow(problem);
  });

  it('are reported together with every other problem of the options', () => {
    const make = (): Agent => new Agent({ accountId: '', requestTimeout: -1, whenOffline: 'maybe' } as never);

    expect(make).toThrow(/accountId.*requestTimeout.*whenOffline.*credentials/);
  });

  it.each([
    'requestTimeout',
    'connectTimeout',
    'handshakeTimeout',
    'refreshSessionInterval',
    'pingInterval',
    'pingTimeout',
  ])('are rejected with a %s longer than the longest timer', (option) => {
    const make = (value: number): Agent =>
      new Agent({ accountId: '1', username: 'u', password: 'p', autoConnect: false, [option]: value });

    expect(() => make(2_147_483_648)).toThrow(ConfigurationError);
    expect(() => make(2_147_483_647)).not.toThrow();
  });
});
