import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { Agent, ConfigurationError, ConnectionError, type AgentOptions } from '../../src/index.js';
import type { Simulator, TranscriptEntry } from '../../src/simulator/index.js';
import {
  agentOf,
  connectedTo,
  eagerly,
  listen,
  next,
  reaches,
  sdkFailureOf,
  startPlatform,
  stepsOf,
} from '../support/agents.js';

const here = { autoConnect: false, reconnect: eagerly } as const;

function httpEntries(simulator: Simulator): readonly Extract<TranscriptEntry, { kind: 'http' }>[] {
  return simulator.transcript.filter((entry) => entry.kind === 'http');
}

function upgrades(simulator: Simulator): readonly Extract<TranscriptEntry, { kind: 'upgrade' }>[] {
  return simulator.transcript.filter((entry) => entry.kind === 'upgrade');
}

describe('the way to a connection', () => {
  it('asks the domain directory, logs in and opens the socket', async () => {
    await using simulator = await startPlatform();
    await using agent = agentOf(simulator);

    await agent.connect();

    expect(stepsOf(simulator)).toEqual(['csds 200', 'login 200', 'upgrade 101']);
    expect(httpEntries(simulator).map(({ method, path }) => [method, path])).toEqual([
      ['GET', `/api/account/${simulator.accountId}/service/baseURI.json?version=1.0`],
      ['POST', `/api/account/${simulator.accountId}/login?v=1.3`],
    ]);
    expect(upgrades(simulator)[0]?.path).toMatch(
      new RegExp(`^/ws_api/account/${simulator.accountId}/messaging/brand/[^/]+\\?v=2\\.1$`),
    );
    expect(agent).toMatchObject({ connected: true, state: 'ready' });
  });

  it('emits the stages in their order, and connected last', async () => {
    await using simulator = await startPlatform();
    await using agent = agentOf(simulator);
    const heard = listen(agent, 'success', 'connected', 'error', 'closed', 'warn', 'notification');

    await agent.connect();

    expect(heard).toEqual([
      ['success', { location: 'Connect#CSDS' }],
      ['success', { location: 'Connect#Login' }],
      ['connected', { connected: true, ts: expect.any(Number) as number }],
    ]);
  });

  it('goes from idle over connecting to ready, and to closed in the end', async () => {
    await using simulator = await startPlatform();
    const agent = agentOf(simulator);
    const heard = listen(agent, 'state');
    const before = agent.state;

    await agent.connect();
    await agent.close();

    expect([before, ...heard.map(([, state]) => state)]).toEqual(['idle', 'connecting', 'ready', 'closed']);
  });

  it('knows who the agent is as soon as it is connected', async () => {
    await using simulator = await startPlatform();
    const [user] = simulator.agents;
    await using agent = agentOf(simulator);
    expect([agent.agentId, agent.userId, agent.getBearerToken()]).toEqual([undefined, undefined, undefined]);

    await agent.connect();

    expect(agent.agentId).toBe(user?.pid);
    expect(agent.userId).toBe(user?.userId);
    expect(agent.accountId).toBe(simulator.accountId);
    expect(agent.getBearerToken()).toEqual(expect.any(String));
  });

  it('takes an account id that is a number', async () => {
    await using simulator = await startPlatform();
    await using agent = agentOf(simulator, { accountId: Number(simulator.accountId) });

    await agent.connect();

    expect(agent.accountId).toBe(simulator.accountId);
  });

  it('names itself, after the product it is part of, in every call and in the upgrade', async () => {
    await using simulator = await startPlatform();
    await using agent = agentOf(simulator, { userAgent: 'greeter/1.2' });

    await agent.connect();

    const names = [...httpEntries(simulator), ...upgrades(simulator)].map(
      ({ headers }) => (headers as Record<string, string>)['user-agent'],
    );
    expect(names).toEqual(Array(3).fill(expect.stringMatching(/^greeter\/1\.2 node-agent-sdk\/\d/)));
  });

  it('sends further headers with the upgrade', async () => {
    await using simulator = await startPlatform();
    await using agent = agentOf(simulator, { headers: { 'Client-Properties': '{"type":".ClientProperties"}' } });

    await agent.connect();

    expect(upgrades(simulator)[0]?.headers).toMatchObject({ 'client-properties': '{"type":".ClientProperties"}' });
  });

  it('speaks another version of the API when it is told to', async () => {
    await using simulator = await startPlatform();
    await using agent = agentOf(simulator, { apiVersion: 2 });

    await agent.connect();

    expect(upgrades(simulator)[0]?.path).toMatch(/\?v=2$/);
  });

  it('asks the directory once for two agents of the same account', async () => {
    await using simulator = await startPlatform({ agents: [{}, {}] });
    const [first, second] = simulator.agents.map(
      (user) => new Agent({ ...simulator.agentOptions('password', user), ...here }),
    ) as [Agent, Agent];

    await Promise.all([first.connect(), second.connect()]);

    expect(httpEntries(simulator).filter(({ service }) => service === 'csds')).toHaveLength(1);
    await Promise.all([first.close(), second.close()]);
  });
});

describe('where the services are', () => {
  it('connects to facadeMsg', async () => {
    await using simulator = await startPlatform();
    simulator.faults.http('csds', {
      edit: () => ({ baseURIs: [entry('agentVep', simulator), socketEntry('facadeMsg', simulator), elsewhere] }),
    });
    const elsewhere = { service: 'asyncMessagingEnt', account: '1', baseURI: 'ws://127.0.0.1:9' };
    await using agent = agentOf(simulator);

    await agent.connect();

    expect(agent.connected).toBe(true);
  });

  it('connects to asyncMessagingEnt where the account lacks facadeMsg', async () => {
    await using simulator = await startPlatform();
    simulator.faults.http('csds', {
      edit: () => ({ baseURIs: [entry('agentVep', simulator), socketEntry('asyncMessagingEnt', simulator)] }),
    });
    await using agent = agentOf(simulator);

    await agent.connect();

    expect(agent.connected).toBe(true);
  });

  it('connects to the service that wsDomainType names', async () => {
    await using simulator = await startPlatform();
    const unreachable = { service: 'facadeMsg', account: '1', baseURI: 'ws://127.0.0.1:9' };
    simulator.faults.http('csds', {
      edit: () => ({ baseURIs: [entry('agentVep', simulator), socketEntry('ownFacade', simulator), unreachable] }),
    });
    await using agent = agentOf(simulator, { wsDomainType: 'ownFacade' });

    await agent.connect();

    expect(agent.connected).toBe(true);
  });

  it('ignores a wsDomainType that the account does not have', async () => {
    await using simulator = await startPlatform();
    await using agent = agentOf(simulator, { wsDomainType: 'unheardOf' });

    await agent.connect();

    expect(agent.connected).toBe(true);
  });

  it('prefers the domains of the options to those of the directory', async () => {
    await using simulator = await startPlatform();
    const wrong = 'http://127.0.0.1:9';
    simulator.faults.http('csds', {
      edit: () => ({
        baseURIs: ['agentVep', 'facadeMsg'].map((service) => ({ service, account: '1', baseURI: wrong })),
      }),
    });
    await using agent = agentOf(simulator, {
      domains: { agentVep: `http://${simulator.host}`, facadeMsg: `ws://${simulator.host}/` },
    });

    await agent.connect();

    expect(stepsOf(simulator)).toEqual(['csds 200', 'login 200', 'upgrade 101']);
  });

  it('uses the domains of the options again after a reconnect', async () => {
    await using simulator = await startPlatform();
    simulator.faults.http('csds', { body: { baseURIs: [] } });
    await using agent = agentOf(simulator, {
      domains: { agentVep: `http://${simulator.host}`, facadeMsg: `ws://${simulator.host}` },
    });
    await agent.connect();

    await agent.reconnect();

    expect(agent.connected).toBe(true);
  });

  it('takes the last of several entries for one service', async () => {
    await using simulator = await startPlatform();
    simulator.faults.http('csds', {
      edit: ({ baseURIs }) => ({
        baseURIs: [
          { service: 'agentVep', account: '1', baseURI: 'http://127.0.0.1:9' },
          ...(baseURIs as readonly object[]),
        ],
      }),
    });
    await using agent = agentOf(simulator);

    await agent.connect();

    expect(agent.connected).toBe(true);
  });

  it('follows a redirection of the directory', async () => {
    await using simulator = await startPlatform();
    simulator.faults.http(
      'csds',
      { status: 302, headers: { location: `http://${simulator.host}/moved` } },
      { times: 1 },
    );
    simulator.faults.http(/^\/moved/, {
      status: 200,
      body: { baseURIs: [entry('agentVep', simulator), socketEntry('facadeMsg', simulator)] },
    });
    await using agent = agentOf(simulator);

    await agent.connect();

    expect(stepsOf(simulator)).toEqual(['csds 302', '/moved 200', 'login 200', 'upgrade 101']);
  });

  it.each(['http://liveperson.example', 'ws://liveperson.example'])(
    'refuses to send credentials to %s without TLS, at once',
    async (csdsDomain) => {
      await using simulator = await startPlatform();
      await using agent = agentOf(simulator, { csdsDomain });

      const error = await sdkFailureOf(agent.connect());

      expect(error).toBeInstanceOf(ConnectionError);
      expect(error).toMatchObject({ code: 'INSECURE_ADDRESS', service: 'domainNames' });
      expect(agent.state).toBe('closed');
    },
  );

  it.each(['', ' ', 'a b', 'user@host', 'ftp://127.0.0.1', 'http://', 'host?query', '127.0.0.1:99999'])(
    'refuses %j as the host of the login service, at once',
    async (agentVep) => {
      await using simulator = await startPlatform();
      simulator.faults.http('csds', {
        body: { baseURIs: [{ service: 'agentVep', account: '1', baseURI: agentVep }] },
      });
      await using agent = agentOf(simulator);

      const error = await sdkFailureOf(agent.connect());

      expect(error).toBeInstanceOf(ConnectionError);
      expect(error).toMatchObject({
        code: expect.stringMatching(/^(BAD_ADDRESS|INSECURE_ADDRESS|NO_DOMAIN)$/) as string,
        service: 'domainNames',
        delivery: 'not-sent',
      });
    },
  );
});

describe('when connecting begins', () => {
  it('begins by itself', async () => {
    await using simulator = await startPlatform();
    await using agent = new Agent(simulator.agentOptions());

    await once(agent, 'connected');

    expect(agent.connected).toBe(true);
  });

  it('emits nothing before its caller can listen', async () => {
    await using simulator = await startPlatform();
    const emitted: unknown[] = [];
    class Attentive extends Agent {
      constructor() {
        super(simulator.agentOptions());
        this.on('state', (state) => void emitted.push(state));
      }
    }
    await using agent = new Attentive();
    expect(agent.state).toBe('idle');
    expect(emitted).toEqual([]);

    await Promise.resolve();
    const late = listen(agent, 'state', 'success');
    await next(agent, 'connected');

    expect(late.map(([, what]) => what)).toEqual([
      'connecting',
      { location: 'Connect#CSDS' },
      { location: 'Connect#Login' },
      'ready',
    ]);
    expect(emitted).toEqual(['connecting', 'ready']);
  });

  it('does nothing without autoConnect', async () => {
    await using simulator = await startPlatform();
    await using agent = agentOf(simulator);
    const heard = listen(agent);

    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

    expect(agent.state).toBe('idle');
    expect([heard, simulator.transcript]).toEqual([[], []]);
  });

  it('joins the attempt that began by itself', async () => {
    await using simulator = await startPlatform();
    await using agent = new Agent(simulator.agentOptions());
    await reaches(agent, 'connecting');

    await Promise.all([agent.connect(), agent.connect(), agent.connect()]);

    expect(stepsOf(simulator)).toEqual(['csds 200', 'login 200', 'upgrade 101']);
  });

  it('joins it before it has begun', async () => {
    await using simulator = await startPlatform();
    await using agent = new Agent(simulator.agentOptions());

    await agent.connect();
    await new Promise((resolve) => setImmediate(resolve));

    expect(stepsOf(simulator)).toEqual(['csds 200', 'login 200', 'upgrade 101']);
  });

  it('is content when it is connected already', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);

    await agent.connect();

    expect(simulator.logins).toBe(1);
    expect(simulator.sockets).toBe(1);
  });

  it('is ready whenever connect() resolves, even if a handler of connected reconnects', async () => {
    await using simulator = await startPlatform();
    await using agent = agentOf(simulator);
    agent.once('connected', async () => {
      await agent.reconnect(true);
    });

    await agent.connect();

    expect(agent.state).toBe('ready');
    await expect(agent.getClock()).resolves.toMatchObject({ currentTime: expect.any(Number) as number });
  });

  it('emits connected before the first notification, however soon that comes', async () => {
    await using simulator = await startPlatform();
    simulator.faults.http('csds', { edit: (body) => body });
    await using agent = agentOf(simulator);
    const heard = listen(agent, 'connected', 'notification');
    const opened = simulator.seen({ kind: 'upgrade', status: 101 }).then(() => simulator.notify('early', {}));

    await agent.connect();
    await opened;
    await agent.getClock();

    expect(heard.map(([event]) => event)).toEqual(['connected', 'notification']);
  });
});

describe('credentials', () => {
  it.each(['password', 'oauth1', 'oauth2', 'assertion', 'token'] as const)('logs in with %s', async (kind) => {
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
  ] as const)('sends exactly what the platform wants for %s', async (kind, body) => {
    await using simulator = await startPlatform();
    await using agent = new Agent({ ...simulator.agentOptions(kind), ...here });

    await agent.connect();

    const login = await simulator.seen({ http: 'login' });
    expect(login).toMatchObject({ requestBody: body });
    expect(Object.keys((login as { requestBody: object }).requestBody)).toEqual(Object.keys(body));
  });

  it('does not log in with a bearer token', async () => {
    await using simulator = await startPlatform();
    const options = simulator.agentOptions('token');
    await using agent = new Agent({ ...options, ...here });
    expect(agent.getBearerToken()).toBe(options.token);
    expect(agent.userId).toBe(options.userId);

    await agent.connect();

    expect(stepsOf(simulator)).toEqual(['csds 200', 'upgrade 101']);
    expect(agent.getBearerToken()).toBe(options.token);
  });

  it('learns its agentId with a bearer token from the first conversation it takes part in', async () => {
    await using simulator = await startPlatform();
    const [user] = simulator.agents;
    await using agent = new Agent({ ...simulator.agentOptions('token'), ...here });
    await agent.connect();
    expect(agent.agentId).toBeUndefined();
    const consumer = simulator.consumer();
    await consumer.startConversation();
    const conversationId = consumer.conversationId;
    const conversationField = [{ field: 'ParticipantsChange', type: 'ADD', role: 'MANAGER' }] as const;
    await agent.updateConversationField({ conversationId, conversationField: [...conversationField] });

    const told = next(agent, 'cqm.ExConversationChangeNotification');
    await agent.subscribeExConversations({ agentIds: [agent.agentId] });
    await told;

    expect(agent.agentId).toBe(user?.pid);
  });

  it('knows its agentId already when it hands out the notification that reveals it', async () => {
    await using simulator = await startPlatform();
    const consumer = simulator.consumer();
    await consumer.startConversation();
    const dialogId = consumer.conversationId;
    await using agent = new Agent({ ...simulator.agentOptions('token'), ...here });
    await agent.connect();
    await agent.updateConversationField({
      conversationId: dialogId,
      conversationField: [{ field: 'ParticipantsChange', type: 'ADD', role: 'MANAGER' }],
    });
    const own = next(agent, 'ms.MessagingEventNotification').then(([{ changes }]) => [
      changes[0]?.originatorId,
      agent.agentId,
    ]);

    await agent.publishEvent({
      dialogId,
      event: { type: 'ContentEvent', contentType: 'text/plain', message: 'Hello' },
    });

    expect(await own).toEqual([simulator.agents[0]?.pid, simulator.agents[0]?.pid]);
  });

  it.each([
    ['gives', (token: string) => () => token],
    ['promises', (token: string) => async () => token],
  ])('takes a function that %s a bearer token', async (_, provider) => {
    await using simulator = await startPlatform();
    const { token, ...options } = simulator.agentOptions('token');
    await using agent = new Agent({ ...options, ...here, token: provider(token) });

    await agent.connect();

    expect(agent.getBearerToken()).toBe(token);
    expect(agent.connected).toBe(true);
  });

  it.each([
    ['gives', (assertion: string) => () => assertion],
    ['promises', (assertion: string) => async () => assertion],
  ])('takes a function that %s an assertion', async (_, provider) => {
    await using simulator = await startPlatform();
    const { assertion, ...options } = simulator.agentOptions('assertion');
    await using agent = new Agent({ ...options, ...here, assertion: provider(assertion) });

    await agent.connect();

    expect(agent.connected).toBe(true);
  });

  it('asks for another token whenever the platform wants a fresh one, and only then', async () => {
    await using simulator = await startPlatform();
    const { token: _, ...options } = simulator.agentOptions('token');
    let asked = 0;
    await using agent = new Agent({
      ...options,
      ...here,
      token: () => {
        asked += 1;
        return simulator.agentOptions('token').token;
      },
    });
    await agent.connect();
    await agent.reconnect(true);
    expect(asked).toBe(1);

    const again = next(agent, 'reconnected');
    simulator.revoke(undefined, { closeCode: 4401 });
    await again;

    expect(asked).toBe(2);
    expect(agent.connected).toBe(true);
  });

  it.each([
    [
      'throws',
      () => {
        throw new Error('the vault is sealed');
      },
    ],
    ['rejects', () => Promise.reject(new Error('the vault is sealed'))],
  ])('asks a function for a token until connectTimeout, and tells what kept it, when it %s', async (_, token) => {
    await using simulator = await startPlatform();
    const { token: __, ...options } = simulator.agentOptions('token');
    await using agent = new Agent({ ...options, ...here, token });
    await using impatient = new Agent({ ...options, ...here, token, reconnect: false });

    const [late, atOnce] = await Promise.all([
      sdkFailureOf(agent.connect({ timeout: 100 })),
      sdkFailureOf(impatient.connect()),
    ]);

    expect(late).toMatchObject({ name: 'TimeoutError', cause: { code: 'NO_TOKEN' } });
    expect(late.message).toContain('the vault is sealed');
    expect(atOnce.message).toContain('the vault is sealed');
    expect(atOnce.cause).toMatchObject({ message: 'the vault is sealed' });
  });

  it.each([undefined, null, '', 42, {}])('rejects when a function gives %j for a token', async (nothing) => {
    await using simulator = await startPlatform();
    const { token: _, ...options } = simulator.agentOptions('token');
    await using agent = new Agent({ ...options, ...here, token: () => nothing as string });

    const error = await sdkFailureOf(agent.connect());

    expect(error).toMatchObject({ code: 'NO_TOKEN', service: 'authentication.login', delivery: 'not-sent' });
    expect(simulator.transcript.filter(({ kind }) => kind === 'upgrade')).toEqual([]);
  });

  it.each([undefined, null, '', 42, {}])('rejects when a function gives %j for an assertion', async (nothing) => {
    await using simulator = await startPlatform();
    const { assertion: _, ...options } = simulator.agentOptions('assertion');
    await using agent = new Agent({ ...options, ...here, assertion: () => nothing as string });

    const error = await sdkFailureOf(agent.connect());

    expect(error).toMatchObject({ code: 'NO_TOKEN', service: 'authentication.login', delivery: 'not-sent' });
    expect(stepsOf(simulator)).toEqual(['csds 200']);
  });

  it('does not wait for ever for a function that never gives a token', async () => {
    await using simulator = await startPlatform();
    const { token: _, ...options } = simulator.agentOptions('token');
    const answers = [new Promise<string>(() => {}), simulator.agentOptions('token').token];
    await using agent = new Agent({
      ...options,
      ...here,
      requestTimeout: 300,
      token: async () => answers.shift() ?? '',
    });

    await agent.connect();

    expect(answers).toEqual([]);
    expect(agent.connected).toBe(true);
  });

  it('can be closed and connected again while a function gives no token', async () => {
    await using simulator = await startPlatform();
    const { token: _, ...options } = simulator.agentOptions('token');
    const answers = [new Promise<string>(() => {}), simulator.agentOptions('token').token];
    await using agent = new Agent({ ...options, ...here, token: async () => answers.shift() ?? '' });
    const first = sdkFailureOf(agent.connect());
    await next(agent, 'success');
    agent.dispose();
    await first;

    await agent.connect();

    expect(agent.connected).toBe(true);
  });

  const keys = ['oauth1', 'oauth2', 'assertion'] as const;

  it.each(keys)('prefers a password to %s', async (kind) => {
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

  it('prefers an assertion to keys', async () => {
    await using simulator = await startPlatform();
    await using agent = new Agent({
      ...simulator.agentOptions('oauth1'),
      ...simulator.agentOptions('assertion'),
      ...here,
    });

    await agent.connect();

    expect(await simulator.seen({ http: 'login' })).toMatchObject({ requestBody: { jwt: 'dummy' } });
  });

  it('prefers a token to everything', async () => {
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
  ])('rejects at once what Node cannot use: %s', async (_, settings) => {
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

  it('is not affected by what becomes of the options afterwards', async () => {
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
  ])('cannot be made with the credentials %j', (credentials, problem) => {
    const make = (): Agent => new Agent({ accountId: '1', ...credentials } as AgentOptions);

    expect(make).toThrow(ConfigurationError);
    expect(make).toThrow(problem);
  });

  it('lists every problem of its options', () => {
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
  ])('does not take a %s that no timer can keep', (option) => {
    const make = (value: number): Agent =>
      new Agent({ accountId: '1', username: 'u', password: 'p', autoConnect: false, [option]: value });

    expect(() => make(2_147_483_648)).toThrow(ConfigurationError);
    expect(() => make(2_147_483_647)).not.toThrow();
  });
});

describe("agents of one's own", () => {
  it('can be made by extending Agent, with methods and fields of their own', async () => {
    await using simulator = await startPlatform();
    class MyBot extends Agent {
      readonly greeted: string[] = [];

      constructor(options: AgentOptions) {
        super(options);
        this.on('connected', () => this.begin());
        this.on('ms.MessagingEventNotification', async ({ dialogId, changes }) => {
          for (const { event, originatorMetadata } of changes) {
            if (event.type !== 'ContentEvent' || originatorMetadata?.role !== 'CONSUMER') continue;
            this.greeted.push(dialogId);
            await this.publishEvent({
              dialogId,
              event: { type: 'ContentEvent', contentType: 'text/plain', message: 'Welcome' },
            });
          }
        });
        this.on('routing.RoutingTaskNotification', async ({ changes }) => {
          for (const { result } of changes) {
            for (const { ringId, ringState } of result.ringsDetails ?? []) {
              if (ringState === 'WAITING') await this.updateRingState({ ringId, ringState: 'ACCEPTED' });
            }
          }
        });
      }

      async begin(): Promise<void> {
        await this.setAgentState({ availability: 'ONLINE' });
        await this.subscribeRoutingTasks();
      }
    }
    await using bot = new MyBot(simulator.agentOptions());
    await bot.connect();
    const consumer = simulator.consumer();
    await simulator.seen({ response: 'subscribeRoutingTasks' });
    await consumer.startConversation();
    await simulator.seen({ response: 'updateRingState' });

    await consumer.say('Hi');

    await consumer.hears('Welcome');
    expect(bot.greeted).toEqual([consumer.conversationId]);
    expect(bot).toBeInstanceOf(Agent);
  });
});

describe('TLS', () => {
  it('trusts the certificate authority it is given, for HTTP and socket alike', async () => {
    await using simulator = await startPlatform({ tls: true });
    await using agent = new Agent({ ...simulator.agentOptions(), ...here });

    await agent.connect();

    await expect(agent.getClock()).resolves.toHaveProperty('currentTime');
    expect(stepsOf(simulator)).toEqual(['csds 200', 'login 200', 'upgrade 101']);
  });

  it('connects again after it was closed', async () => {
    await using simulator = await startPlatform({ tls: true });
    await using agent = new Agent({ ...simulator.agentOptions(), ...here });
    await agent.connect();
    await agent.close();

    await agent.connect();

    await expect(agent.getClock()).resolves.toHaveProperty('currentTime');
  });

  it('rejects a certificate that nobody vouches for, at once', async () => {
    await using simulator = await startPlatform({ tls: true });
    const { tls: _, ...options } = simulator.agentOptions();
    await using agent = new Agent({ ...options, ...here });

    const error = await sdkFailureOf(agent.connect());

    expect(error).toBeInstanceOf(ConnectionError);
    expect(error).toMatchObject({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT', service: 'domainNames' });
    expect(simulator.transcript).toEqual([]);
    expect(agent.state).toBe('closed');
  });

  it('rejects such a certificate at the socket, too', async () => {
    await using simulator = await startPlatform();
    await using secured = await startPlatform({ tls: true });
    await using agent = agentOf(simulator, { domains: { facadeMsg: secured.host } });

    const error = await sdkFailureOf(agent.connect());

    expect(error).toBeInstanceOf(ConnectionError);
    expect(error).toMatchObject({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT', service: 'messaging', delivery: 'not-sent' });
  });

  it('rejects plain HTTP where TLS is expected', async () => {
    await using simulator = await startPlatform();
    await using agent = agentOf(simulator, { csdsDomain: simulator.host, reconnect: false });

    const error = await sdkFailureOf(agent.connect());

    expect(error).toBeInstanceOf(ConnectionError);
    expect(error.service).toBe('domainNames');
  });
});

function entry(service: string, simulator: Simulator): object {
  return { service, account: simulator.accountId, baseURI: `http://${simulator.host}` };
}

function socketEntry(service: string, simulator: Simulator): object {
  return { service, account: simulator.accountId, baseURI: `ws://${simulator.host}` };
}
