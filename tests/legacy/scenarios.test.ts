import { Agent as HttpsAgent } from 'node:https';
import { describe, expect, it } from 'vitest';
import { Agent, type AgentConf, type LegacyRequest } from '../../src/legacy/index.js';
import { requestNamed, requests, type RequestName } from '../../src/protocol/registry.js';
import { Refusal, Simulator, type HttpFault, type HttpService } from '../../src/simulator/index.js';
import {
  aMinuteLater,
  botOf,
  called,
  confOf,
  connectedBot,
  fieldsOf,
  framesOf,
  httpOf,
  settled,
  startPlatform,
  turn,
  type Bot,
  type Journal,
} from './support.js';
import { consumerMessage, ownMessage } from './wire.js';

type Method = LegacyRequest<never, unknown>;

describe('a conf is refused', () => {
  const missing = 'missing token or user/password or assertion or appKey/secret/accessToken/accessTokenSecret params';
  const keys = { username: 'u', appKey: 'a', secret: 's', accessToken: 't', accessTokenSecret: 'ts' };

  it.each<[Record<string, unknown>, string]>([
    [{}, 'missing accountId param'],
    [{ username: 'u', password: 'p' }, 'missing accountId param'],
    [{ accountId: 0, username: 'u', password: 'p' }, 'missing accountId param'],
    [{ accountId: '1' }, missing],
    [{ accountId: '1', username: 'u' }, missing],
    [{ accountId: '1', password: 'p' }, missing],
    [{ accountId: '1', ...keys, username: '' }, missing],
    [{ accountId: '1', ...keys, appKey: undefined }, missing],
    [{ accountId: '1', ...keys, secret: undefined }, missing],
    [{ accountId: '1', ...keys, accessToken: undefined }, missing],
    [{ accountId: '1', ...keys, accessTokenSecret: undefined }, missing],
    [{ accountId: '1', userId: '501' }, missing],
  ])('%j: %s', (conf, message) => {
    const make = (): unknown => new Agent(conf as AgentConf);

    expect(make).toThrow(new Error(message));
  });

  it('with a TypeError if there is none', () => {
    expect(() => new Agent(undefined as unknown as AgentConf)).toThrow(TypeError);
  });
});

describe('a conf is taken', () => {
  it.each(['password', 'oauth1', 'assertion', 'token'] as const)('with %s', async (kind) => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator, {}, kind);

    expect(bot.agent).toMatchObject({ connected: true, __oldAgentId: '10000001.501', userId: '501' });
  });

  it('with a password rather than an assertion, and that rather than keys', async () => {
    await using simulator = await startPlatform();
    const all = { ...simulator.agentOptions('oauth1'), ...simulator.agentOptions('assertion') };
    await using bot = await connectedBot(simulator, all);

    const [login] = httpOf(simulator, 'login');
    expect(Object.keys(login?.requestBody as object)).toEqual(['username', 'password']);
    expect(bot.agent.connected).toBe(true);
  });

  it('with numbers, which stay numbers', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator, { accountId: 10000001 });

    bot.agent.subscribeAgentsState({});
    await settled(bot);

    expect(framesOf(simulator, 'subscribeAgentsState')[0]?.['body']).toEqual({
      brandId: 10000001,
      agentId: '10000001.501',
    });
    expect(bot.agent.accountId).toBe(10000001);
  });

  it('with 0 for the default', async () => {
    await using simulator = await startPlatform();
    const conf = { requestTimeout: 0, errorCheckInterval: 0, refreshSessionInterval: 0 };
    await using bot = await connectedBot(simulator, conf);

    expect(bot.agent).toMatchObject({
      requestTimeout: 10_000,
      errorCheckInterval: 1_000,
      refreshSessionInterval: 600_000,
    });
  });

  it('with an address on loopback that has no TLS', async () => {
    await using simulator = await Simulator.start();
    await using bot = await connectedBot(simulator);

    expect(bot.agent.conf.csdsDomain).toBe(`http://${simulator.host}`);
  });

  it('with an agent and headers for the socket, which HTTP does not use', async () => {
    await using simulator = await startPlatform();
    let sockets = 0;
    class Counting extends HttpsAgent {
      override createConnection(...args: Parameters<HttpsAgent['createConnection']>) {
        sockets += 1;
        return super.createConnection(...args);
      }
    }
    await using bot = await connectedBot(simulator, { agent: new Counting(), headers: { 'x-bot': 'mine' } });

    expect(await simulator.seen({ kind: 'upgrade' })).toMatchObject({ headers: { 'x-bot': 'mine' } });
    expect(sockets).toBe(1);
    expect(bot.agent.connected).toBe(true);
  });

  it('with apiVersion, wsDomainType and domains', async () => {
    await using simulator = await startPlatform();
    const domains = { mine: `localhost:${simulator.port}` };
    await using bot = await connectedBot(simulator, { apiVersion: 2, wsDomainType: 'mine', domains });

    expect(await simulator.seen({ kind: 'upgrade' })).toMatchObject({
      path: expect.stringContaining('?v=2'),
      headers: { host: domains.mine },
    });
    expect(bot.agent.connected).toBe(true);
  });

  it('with refreshSessionToken false, and then refreshes on request only', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator, { refreshSessionToken: false, refreshSessionInterval: 5 });
    await settled(bot);
    expect(httpOf(simulator, 'refresh')).toEqual([]);

    bot.agent.startPeriodicRefreshSession();

    await simulator.seen({ http: 'refresh', status: 200 });
  });
});

type Outcome = 'success' | 'refusal' | 'timeout' | 'close' | 'not connected';

const expected: Readonly<Record<Outcome, readonly unknown[]>> = {
  success: [null, { currentTime: expect.any(Number) }],
  refusal: [{ kind: 'resp', reqId: expect.any(String), code: 500, type: '.ReqBody$StringResp', body: 'no' }, 'no'],
  timeout: [expect.objectContaining({ message: 'Request has timed out', code: null, service: 'messaging' }), undefined],
  close: [expect.objectContaining({ message: 'Request has timed out', code: null, service: 'messaging' }), undefined],
  'not connected': [expect.objectContaining({ message: 'socket not connected', code: null, service: 'messaging' })],
};

const places = ['body', 'headers', 'metadata', 'encodedMetadata', 'callback'] as const;
const outcomes = Object.keys(expected) as Outcome[];

describe.each(outcomes)('a request that ends with %s', (outcome) => {
  async function prepared(simulator: Simulator): Promise<Bot> {
    if (outcome === 'not connected') return botOf(confOf(simulator, { autoConnect: false }));
    const bot = await connectedBot(simulator, { requestTimeout: outcome === 'timeout' ? 20 : 5_000 });
    if (outcome === 'refusal') {
      simulator.answer('getClock', () => {
        throw new Refusal(500, 'no');
      });
    }
    if (outcome === 'timeout' || outcome === 'close') simulator.answer('getClock', () => Simulator.SILENCE);
    if (outcome === 'close') void simulator.seen({ request: 'getClock' }).then(() => simulator.closeSockets(1000));
    return bot;
  }

  it.each(places)('calls back in the place of the %s', async (place) => {
    await using simulator = await startPlatform();
    await using bot = await prepared(simulator);
    const before = [{}, [], [], 'e'].slice(0, places.indexOf(place));
    const method = bot.agent.getClock as (...args: readonly unknown[]) => unknown;

    const args = await called((callback) => method(...before, callback));

    expect(args).toEqual(expected[outcome]);
  });

  it('calls back once', async () => {
    await using simulator = await startPlatform();
    await using bot = await prepared(simulator);

    await called((callback) => {
      bot.agent.getClock((...args) => (bot.journal.note('called'), callback(...args)));
    });

    bot.agent.dispose();
    await turn();
    expect(bot.journal.all('called')).toHaveLength(1);
  });
});

const names = Object.keys(requests) as RequestName[];
/** The wire bodies of P 11.1 are held by tests/protocol; UMS v2 has these names. */
const types: Readonly<Record<RequestName, string>> = {
  getClock: '.GetClock',
  agentRequestConversation: '.ams.cm.AgentRequestConversation',
  subscribeExConversations: '.ams.aam.SubscribeExConversations',
  unsubscribeExConversations: '.ams.aam.UnsubscribeExConversations',
  updateConversationField: '.ams.cm.UpdateConversationField',
  publishEvent: '.ams.ms.PublishEvent',
  updateRingState: '.ams.routing.UpdateRingState',
  subscribeRoutingTasks: '.ams.routing.SubscribeRoutingTasks',
  updateRoutingTaskSubscription: '.ams.routing.UpdateRoutingTaskSubscription',
  getUserProfile: '.ams.userprofile.GetUserProfile',
  setAgentState: '.ams.routing.SetAgentState',
  subscribeAgentsState: '.ams.routing.SubscribeAgentsState',
  subscribeMessagingEvents: '.ams.ms.QueryMessages',
  generateURLForDownloadFile: '.ams.ms.GenerateURLForDownloadFile',
  generateURLForUploadFile: '.ams.ms.GenerateURLForUploadFile',
  generateDownloadToken: '.ams.ms.token.GenerateDownloadToken',
};

describe.each(names)('%s', (name) => {
  const { example, responseType, responseEvent } = requestNamed(name);

  it('sends, announces and calls back', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);
    simulator.answer(name, () => example.response);
    const method: Method = bot.agent[name];

    const args = await called((callback) => {
      method(example.request as never, (...given) => {
        bot.journal.note('called');
        callback(...given);
      });
    });

    const [frame] = framesOf(simulator, name);
    expect(frame).toMatchObject({ kind: 'req', id: expect.any(String), type: types[name], body: example.wire });
    expect(args).toEqual([null, example.result]);
    const [sent] = await bot.journal.seen('message:sent');
    expect(JSON.parse(JSON.stringify(sent))).toEqual(frame);
    const event = responseEvent ?? responseType;
    expect(bot.journal.all(event)).toEqual([[event, example.result, frame?.['id']]]);
    expect(bot.journal.order('message:sent', event, 'called')).toEqual(['message:sent', event, 'called']);
  });

  it('does not look at its body', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);
    simulator.answer(name, () => null);
    const method: Method = bot.agent[name];

    await called((callback) => method({ strange: [1, null] } as never, callback));

    expect(framesOf(simulator, name)[0]?.['body']).toMatchObject({ strange: [1, null] });
  });
});

interface Failure {
  readonly of: HttpService;
  readonly with: HttpFault;
  readonly message: string;
  readonly code?: number;
  readonly location?: string;
}

const bodyError = { message: 'no', internalCode: 110 };
const csds = 'Error on CSDS request';
const login = 'Error on AgentVEP login';
const refresh = 'Error on AgentVEP RefreshSession';
const services: Readonly<Record<string, string>> = {
  csds: 'domainNames',
  login: 'authentication.login',
  refresh: 'authentication.refreshSession',
};

const failures: readonly Failure[] = [
  { of: 'csds', with: { status: 404 }, message: `${csds}: Not Found`, code: 404 },
  { of: 'csds', with: { status: 500 }, message: `${csds}: Internal Server Error`, code: 500 },
  {
    of: 'csds',
    with: { status: 200, body: { error: bodyError } },
    message: `${csds}: ${JSON.stringify(bodyError)}`,
    code: 110,
  },
  { of: 'csds', with: { drop: true }, message: `${csds}: ` },
  { of: 'login', with: { status: 400 }, message: `${login}: Bad Request`, code: 400 },
  { of: 'login', with: { status: 401 }, message: `${login}: Unauthorized`, code: 401 },
  { of: 'login', with: { status: 429 }, message: `${login}: Too Many Requests`, code: 429 },
  { of: 'login', with: { status: 451 }, message: `${login}: Unavailable For Legal Reasons`, code: 451 },
  { of: 'login', with: { status: 500 }, message: `${login}: Internal Server Error`, code: 500 },
  {
    of: 'login',
    with: { status: 200, body: { error: bodyError } },
    message: `${login}: ${JSON.stringify(bodyError)}`,
    code: 110,
  },
  { of: 'login', with: { status: 200, body: { error: 'text' } }, message: `${login}: "text"` },
  { of: 'login', with: { drop: true }, message: `${login}: ` },
  {
    of: 'login',
    with: { status: 200, body: {} },
    message: 'invalid login state, userId is undefined',
  },
  { of: 'login', with: { status: 200, body: '' }, message: 'invalid login state, userId is undefined' },
  {
    of: 'login',
    with: { edit: (body) => ({ ...body, bearer: '' }) },
    message: 'could not generate token',
  },
];

describe.each(failures)('$of answering $with', ({ of, with: fault, message, code = null }) => {
  const stage = of === 'csds' ? 'CSDS' : 'Login';

  function check(error: unknown): void {
    const text = (error as Error).message;
    // What the network says of itself differs from system to system.
    expect(message.endsWith(': ') ? text.slice(0, message.length) : text).toBe(message);
    expect(fieldsOf(error)).toMatchObject({ code, service: services[of] });
    expect((error as { error: unknown }).error instanceof Error).toBe(fault.drop === true);
  }

  it('while connecting', async () => {
    await using simulator = await startPlatform();
    simulator.faults.http(of, fault);
    await using bot = botOf(confOf(simulator, { autoConnect: false }));

    const args = await called((callback) => {
      bot.agent.connect((...given) => (bot.journal.note('called'), callback(...given)));
    });

    const [error] = await bot.journal.seen('error');
    check(error);
    expect(args).toEqual([error]);
    expect(bot.journal.entries.slice(-2)).toEqual([['error', error, { location: `Connect#${stage}` }], ['called']]);
    expect(bot.agent.connected).toBe(false);
  });

  it('while reconnecting', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);
    simulator.faults.http(of, fault);
    using _ = aMinuteLater();

    bot.agent.reconnect();

    const [error, context] = await bot.journal.seen('error');
    check(error);
    expect(context).toEqual({ location: of === 'csds' ? 'Reconnect#CSDS' : 'Reconnect#Relogin#WS' });
    expect(bot.agent.connected).toBe(true);
  });

  it('while refreshing', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);
    simulator.faults.http('refresh', { status: 401 });
    simulator.faults.http(of, fault);
    using _ = aMinuteLater();

    const args = await called((callback) => bot.agent.refreshSession(callback));

    const [error, context] = await bot.journal.seen('error');
    check(error);
    expect(args).toEqual([error]);
    expect(context).toEqual({ location: of === 'csds' ? 'RefreshSession#CSDS' : 'RefreshSession#Relogin#WS' });
    expect(bot.agent.connected).toBe(true);
  });
});

it.each<[HttpFault, string, number | null]>([
  [{ status: 400 }, `${refresh}: Bad Request`, 400],
  [{ status: 500 }, `${refresh}: Internal Server Error`, 500],
  [{ status: 200, body: { error: bodyError } }, `${refresh}: ${JSON.stringify(bodyError)}`, 110],
])('refresh answering %j', async (fault, message, code) => {
  await using simulator = await startPlatform();
  await using bot = await connectedBot(simulator);
  simulator.faults.http('refresh', fault);

  const [error] = await called((callback) => bot.agent.refreshSession(callback));

  expect(error).toMatchObject({ message, code, service: services['refresh'], error: null });
  expect(bot.journal.all('error')).toEqual([['error', error, { location: 'RefreshSession#REST' }]]);
});

interface Story {
  readonly title: string;
  readonly happens: (bot: Bot, simulator: Simulator) => unknown;
  /** The event that ends it. */
  readonly until: readonly [name: string, count: number];
  readonly order: readonly string[];
}

const start = ['success Connect#CSDS', 'success Connect#Login', 'connected'];
const again = ['success Reconnect#CSDS', 'success Reconnect#Relogin#WS', 'connected'];

const stories: readonly Story[] = [
  {
    title: 'reconnect()',
    happens: ({ agent }) => agent.reconnect(),
    until: ['connected', 2],
    order: [...start, ...again],
  },
  {
    title: 'reconnect(true)',
    happens: ({ agent }) => agent.reconnect(true),
    until: ['connected', 2],
    order: [...start, 'connected'],
  },
  {
    title: 'reconnect() when closed',
    happens: ({ agent }, simulator) => {
      agent.on('closed', () => agent.reconnect());
      simulator.closeSockets(4401);
    },
    until: ['connected', 2],
    order: [...start, 'closed', ...again],
  },
  {
    title: 'reconnect(true) when closed',
    happens: ({ agent }, simulator) => {
      agent.on('closed', () => agent.reconnect(true));
      simulator.dropSockets();
    },
    until: ['connected', 2],
    order: [...start, 'closed', 'connected'],
  },
  {
    title: 'connect when closed',
    happens: ({ agent }, simulator) => {
      agent.on('closed', () => agent.connect());
      simulator.closeSockets(1000);
    },
    until: ['connected', 2],
    order: [...start, 'closed', ...start],
  },
  {
    title: 'reconnect(true) with a token that is over, then reconnect()',
    happens: ({ agent }, simulator) => {
      agent.on('closed', () => agent.reconnect(true));
      agent.on('error', (error) => {
        if (error.code === 401) agent.reconnect();
      });
      simulator.revoke(undefined, { closeCode: 1006 });
    },
    until: ['connected', 2],
    order: [...start, 'closed', 'error', 'closed', ...again],
  },
  {
    title: 'dispose and connect',
    happens: ({ agent }) => {
      agent.dispose();
      agent.connect();
    },
    until: ['connected', 2],
    order: [...start, ...start],
  },
  {
    title: 'refreshSession()',
    happens: ({ agent }) => agent.refreshSession(),
    until: ['success', 5],
    order: [...start, 'success RefreshSession#Precheck', 'success RefreshSession#CSDS', 'success RefreshSession#REST'],
  },
  {
    title: 'a server that closes',
    happens: (_, simulator) => simulator.closeSockets(1001),
    until: ['closed', 1],
    order: [...start, 'closed'],
  },
];

describe('what happens in order:', () => {
  it.each(stories)('$title', async ({ happens, until: [name, count], order }) => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);

    happens(bot, simulator);

    await bot.journal.seen(name, count);
    if (bot.agent.connected) await settled(bot);
    expect(bot.journal.order('success', 'connected', 'error', 'closed')).toEqual(order);
    expect(simulator.sockets).toBe(bot.agent.connected ? 1 : 0);
  });
});

describe('what comes in one go is told in order:', () => {
  const at = (journal: Journal): readonly string[] =>
    journal.order().filter((name) => !['message:sent', 'success', 'connected'].includes(name.split(' ')[0] ?? ''));

  it('a response, its callback, and the notification behind it', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);

    await called((callback) => {
      bot.agent.subscribeRoutingTasks({}, (...args) => (bot.journal.note('called'), callback(...args)));
    });

    await bot.journal.seen('notification');
    expect(at(bot.journal)).toEqual([
      '.ams.GenericSubscribe$Response',
      'called',
      'routing.RoutingTaskNotification',
      'notification',
    ]);
  });

  it('message history, what it says, and the callback', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);
    simulator.answer('subscribeMessagingEvents', () => [consumerMessage(0), ownMessage(1)]);

    await called((callback) => {
      bot.agent.subscribeMessagingEvents(
        { dialogId: 'c-1' },
        (...args) => (bot.journal.note('called'), callback(...args)),
      );
    });

    const [frame] = framesOf(simulator, 'subscribeMessagingEvents');
    const [body] = await bot.journal.seen('ms.MessagingEventNotification');
    expect(bot.journal.entries.slice(-4)).toEqual([
      ['ms.MessagingEventNotification', body],
      ['notification', { kind: 'notification', type: 'ms.MessagingEventNotification', body }],
      ['GenericSubscribeResponse', undefined, frame?.['id']],
      ['called'],
    ]);
  });

  it('an empty history says nothing', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);
    simulator.answer('subscribeMessagingEvents', () => []);

    const args = await called((callback) => bot.agent.subscribeMessagingEvents({ dialogId: 'c-1' }, callback));

    expect(args).toEqual([null, undefined]);
    expect(at(bot.journal)).toEqual(['GenericSubscribeResponse']);
  });

  it('responses and notifications in turn', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);
    simulator.answer('getClock', () => Simulator.SILENCE);
    bot.agent.getClock(() => bot.journal.note('first'));
    bot.agent.getClock(() => bot.journal.note('second'));
    await bot.journal.seen('message:sent', 2);
    const [first, second] = bot.journal.all('message:sent').map(([, sent]) => (sent as { id: string }).id);

    simulator.send({ kind: 'notification', type: 'x.One', body: 1 });
    simulator.send({ kind: 'resp', reqId: first, code: 200, type: '.GetClock$Response', body: {} });
    simulator.send({ kind: 'notification', type: 'x.Two', body: 2 });
    simulator.send({ kind: 'resp', reqId: second, code: 200, body: {} });

    await bot.journal.seen('second');
    expect(at(bot.journal)).toEqual([
      'x.One',
      'notification',
      '.GetClock$Response',
      'first',
      'x.Two',
      'notification',
      'second',
    ]);
  });

  it('an answer that nobody waits for is told as well', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);

    simulator.send({ kind: 'resp', reqId: 'unknown', code: 200, type: '.Some$Response', body: { a: 1 } });

    expect(await bot.journal.seen('.Some$Response')).toEqual([{ a: 1 }, 'unknown']);
  });

  it.each(['no JSON', '[]', '42', '{"kind":"unknown"}', 'null'])('%s is nothing', async (text) => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);

    simulator.send(text);

    await settled(bot);
    expect(at(bot.journal)).toEqual(['.GetClock$Response']);
  });
});

describe('the members of an agent', () => {
  it('before it is connected', async () => {
    await using simulator = await startPlatform();
    const conf = confOf(simulator, { id: 'bot', autoConnect: false });
    await using bot = botOf(conf);

    expect(bot.agent).toMatchObject({ conf, accountId: '10000001', connected: false, pendingRequests: {} });
    expect(bot.agent.transport).toBeUndefined();
    expect(bot.agent.getBearerToken()).toBeUndefined();
  });

  it('when it is connected', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);

    expect(bot.agent).toMatchObject({
      agentId: 'aaaaaaaa-0000-5000-8000-000000000501',
      userId: '501',
      __oldAgentId: '10000001.501',
      connected: true,
      token: bot.agent.getBearerToken(),
      csrf: expect.any(String),
    });
    expect(bot.agent.jar).toBeTruthy();
    expect(bot.agent.transport?.ws?.readyState).toBe(1);
  });

  it('when it is disposed', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);
    bot.agent.on('notification', () => undefined);

    bot.agent.dispose();

    expect(bot.agent.transport).toBeNull();
    expect(bot.agent.connected).toBe(false);
    expect(bot.agent.eventNames()).toEqual([]);
  });

  it('dispose tells pending requests a moment later', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);
    simulator.answer('getClock', () => Simulator.SILENCE);
    const outcome = called((callback) => bot.agent.getClock(callback));
    bot.agent.dispose();
    bot.journal.note('disposed');

    const [error] = await outcome;

    expect(error).toMatchObject({ message: 'Request has timed out' });
    expect(bot.journal.order().at(-1)).toBe('disposed');
  });

  it('the socket can be taken and cut', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);

    bot.agent.transport?.ws?.terminate();

    expect(await bot.journal.seen('closed')).toEqual([1006]);
  });

  it('a frame can be slipped in', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);

    const frame = { kind: 'notification', type: '.ams.ms.OnlineEventDistribution', body: consumerMessage() };
    bot.agent.transport?.emit('message', frame);

    expect(bot.journal.order('ms.MessagingEventNotification', 'notification')).toEqual([
      'ms.MessagingEventNotification',
      'notification',
    ]);
  });

  it('request() sends what it is given', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);

    const args = await called((callback) => bot.agent.request('KeepAlive', {}, callback));
    await called((callback) => bot.agent.request('.ams.routing.SetAgentState', { availability: 'AWAY' }, [], callback));

    expect(args[0]).toBeNull();
    expect(framesOf(simulator, 'setAgentState')[0]).toMatchObject({
      body: { availability: 'AWAY', channels: ['MESSAGING'], agentUserId: '10000001.501' },
      headers: [],
    });
  });

  it.each(['registerRequests', '_registerRequests'] as const)('%s makes methods', async (name) => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);
    simulator.answer('.ams.cm.DoSomething', ({ body }) => body);

    bot.agent[name](['.ams.cm.DoSomething']);

    const { doSomething } = bot.agent as unknown as { doSomething: LegacyRequest<object, unknown> };
    expect(await called((callback) => doSomething({ a: 1 }, callback))).toEqual([null, { a: 1 }]);
  });
});

describe('vectors', () => {
  it('11.2: a conversation', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);

    simulator.send(vector('11.2').input);

    const [body] = await bot.journal.seen('cqm.ExConversationChangeNotification');
    expect(JSON.stringify(body)).toBe(JSON.stringify(vector('11.2').output));
    expect(await bot.journal.seen('warn')).toEqual([vector('11.2').warning]);
    expect(bot.journal.order('warn', 'cqm.ExConversationChangeNotification', 'notification')).toEqual([
      'warn',
      'cqm.ExConversationChangeNotification',
      'notification',
    ]);
  });

  it.each([
    ['11.3', 'ms.MessagingEventNotification'],
    ['11.4', 'routing.RoutingTaskNotification'],
    ['11.5', 'routing.AgentStateNotification'],
  ] as const)('%s: %s', async (name, event) => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);
    const { input, output } = vector(name);

    simulator.send(input);

    const [body] = await bot.journal.seen(event);
    expect(JSON.parse(JSON.stringify(body))).toEqual(output);
    const [whole] = await bot.journal.seen('notification');
    expect(whole).toEqual({ kind: 'notification', type: event, body });
  });

  it('4.5: a ring that was updated', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);

    simulator.notify('.ams.routing.RingUpdated', { ringId: 'r', ringState: 'ACCEPTED' });

    expect(await bot.journal.seen('notification')).toStrictEqual([{ kind: 'notification', type: 'deprecated' }]);
    expect(bot.journal.all('deprecated')).toEqual([['deprecated', undefined]]);
  });
});

interface Vector {
  readonly input: object;
  readonly output: unknown;
  readonly warning?: unknown;
}

function vector(name: keyof typeof vectors): Vector {
  return vectors[name];
}

const participants = [
  { id: 'u-9', role: 'CONSUMER' },
  { id: 'aaaaaaaa-0000-5000-8000-000000000502', role: 'MANAGER' },
  { id: 'aaaaaaaa-0000-5000-8000-000000000501', role: 'ASSIGNED_AGENT' },
];
const lastContentEventNotification = {
  sequence: 0,
  originatorId: 'u-9',
  originatorPId: 'u-9',
  originatorMetadata: { id: 'u-9', role: 'CONSUMER' },
  serverTimestamp: 1700000000100,
  event: { type: 'ContentEvent', message: 'hi', contentType: 'text/plain' },
  dialogId: 'c-1',
};
const dialogOf = (ids: readonly string[]) => ({
  dialogId: 'c-1',
  participantsDetails: ['CONSUMER', 'ASSIGNED_AGENT', 'MANAGER', 'ASSIGNED_AGENT', 'READER'].map((role, index) => ({
    id: ids[index],
    role,
    state: index === 3 ? 'SUGGESTED' : 'ACTIVE',
  })),
  dialogType: 'MAIN',
  channelType: 'MESSAGING',
  state: 'OPEN',
  creationTs: 1700000000000,
  metaDataLastUpdateTs: 1700000000000,
});
const rest = {
  ttr: { ttrType: 'NORMAL', value: 3600 },
  context: { type: 'SharkContext', lang: 'en-US' },
  conversationHandlerDetails: { accountId: '10000001', skillId: '77' },
};
const times = {
  brandId: '10000001',
  state: 'OPEN',
  stage: 'OPEN',
  startTs: 1700000000000,
  metaDataLastUpdateTs: 1700000000500,
  firstConversation: false,
};
const ring = {
  ringId: 'c-1_10000001_1700000000000',
  ringExpirationTs: 1700000072000,
  ringState: 'WAITING',
  weight: 1700003600000,
  ringExpiration: 72000,
};
const own = { ...ownMessage(), messageAudience: 'ALL' };
const state = { channels: ['MESSAGING'], availability: 'ONLINE', description: '' };

const vectors = {
  '11.2': {
    input: {
      kind: 'notification',
      type: '.ams.aam.ExConversationChangeNotification',
      body: {
        subscriptionId: 'sub-1',
        sentTs: 1700000000900,
        changes: [
          {
            type: 'UPSERT',
            result: {
              convId: 'c-1',
              effectiveTTR: 1700003600000,
              conversationDetails: {
                convId: 'c-1',
                skillId: '77',
                participants: { CONSUMER: ['u-9'], MANAGER: ['10000001.502'], ASSIGNED_AGENT: ['10000001.501'] },
                participantsPId: {
                  CONSUMER: ['u-9'],
                  MANAGER: ['aaaaaaaa-0000-5000-8000-000000000502'],
                  ASSIGNED_AGENT: ['aaaaaaaa-0000-5000-8000-000000000501'],
                },
                dialogs: [dialogOf(['u-9', '10000001.501', '10000001.502', '10000001.600', '10000001.700'])],
                ...times,
                csatRate: 0,
                ttr: rest.ttr,
                note: 'n',
                groupId: '-1',
                context: rest.context,
                conversationHandlerDetails: rest.conversationHandlerDetails,
              },
              lastContentEventNotification,
              numberOfunreadMessages: { '10000001.501': 1 },
              lastUpdateTime: 1700000000800,
            },
          },
        ],
      },
    },
    warning: {
      message: 'invalid participant on conversation c-1 - {"id":"10000001.700","role":"READER","state":"ACTIVE"}',
    },
    output: {
      subscriptionId: 'sub-1',
      sentTs: 1700000000900,
      changes: [
        {
          type: 'UPSERT',
          result: {
            convId: 'c-1',
            effectiveTTR: 1700003600000,
            conversationDetails: {
              skillId: '77',
              participants,
              dialogs: [
                dialogOf([
                  'u-9',
                  'aaaaaaaa-0000-5000-8000-000000000501',
                  'aaaaaaaa-0000-5000-8000-000000000502',
                  '10000001.600',
                  '10000001.700',
                ]),
              ],
              ...times,
              ...rest,
              __myRole: 'ASSIGNED_AGENT',
            },
            lastContentEventNotification,
          },
        },
      ],
    },
  },
  '11.3': {
    input: { kind: 'notification', type: '.ams.ms.OnlineEventDistribution', body: own },
    output: {
      dialogId: 'c-1',
      changes: [{ ...own, originatorId: own.originatorPId, originatorPId: undefined, __isMe: true }].map(
        (change) => JSON.parse(JSON.stringify(change)) as unknown,
      ),
    },
  },
  '11.4': {
    input: {
      kind: 'notification',
      type: '.ams.routing.RoutingTaskNotification',
      body: {
        subscriptionId: 'sub-2',
        changes: [
          {
            type: 'UPSERT',
            result: {
              routingTaskId: 'rt-1',
              taskCompleted: false,
              conversationId: 'c-1',
              consumerId: 'u-9',
              skillId: '77',
              brandId: '10000001',
              assignedAgentId: '10000001.501',
              ringsDetails: [{ ...ring, brandId: '10000001', convId: 'c-1', consumerId: 'u-9', skillId: '77' }],
            },
          },
        ],
      },
    },
    output: {
      subscriptionId: 'sub-2',
      changes: [
        {
          type: 'UPSERT',
          result: {
            taskCompleted: false,
            conversationId: 'c-1',
            consumerId: 'u-9',
            skillId: '77',
            ringsDetails: [ring],
          },
        },
      ],
    },
  },
  '11.5': {
    input: {
      kind: 'notification',
      type: '.ams.routing.AgentStateNotification',
      body: {
        subscriptionId: 'sub-3',
        changes: [{ type: 'UPSERT', result: { agentUserId: '10000001.501', ...state } }],
      },
    },
    output: { subscriptionId: 'sub-3', changes: [{ type: 'UPSERT', result: state }] },
  },
} satisfies Record<string, Vector>;
