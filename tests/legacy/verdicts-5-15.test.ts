import { describe, expect, it } from 'vitest';
import { Agent, type AgentConf } from '../../src/legacy/index.js';
import { Refusal, Simulator } from '../../src/simulator/index.js';
import {
  aMinuteLater,
  bodiesOf,
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
} from './support.js';
import { consumerMessage, conversationChange, OWN_ID, ownMessage } from './wire.js';

const hello = {
  dialogId: 'd-1',
  event: { type: 'ContentEvent', contentType: 'text/plain', message: 'hello' },
} as const;
const refreshLocations = [
  'success RefreshSession#Precheck',
  'success RefreshSession#CSDS',
  'success RefreshSession#Relogin#WS',
];

describe('5.15', () => {
  it('#1: a bot that reconnects when closed survives a refresh that is refused', async () => {
    await using simulator = await startPlatform();
    // Before there is a refresh: the first one is refused.
    simulator.faults.http('refresh', { status: 401 }, { times: 1 });
    await using bot = await connectedBot(simulator, { refreshSessionInterval: 40 });
    bot.agent.on('closed', () => bot.agent.reconnect());

    await simulator.seen({ http: 'refresh', status: 401 });
    await simulator.seen({ http: 'refresh', status: 200 });

    expect(simulator.logins).toBe(2);
    expect(bot.journal.all('closed')).toEqual([]);
  });

  it('#2: reconnect during a handshake tells nothing of the attempt it replaces', async () => {
    await using simulator = await startPlatform();
    simulator.faults.upgrade({ delayMs: 30 }, { times: 1 });
    await using bot = botOf(confOf(simulator));
    await bot.journal.seen('success', 2);
    await turn();

    bot.agent.reconnect();

    await bot.journal.seen('connected');
    await settled(bot);
    expect(bot.journal.order('error', 'closed')).toEqual([]);
    expect(bot.journal.order()).toContain('success Reconnect#Relogin#WS');
    expect(simulator.sockets).toBe(1);
  });

  it('#2: two reconnects in a row log in once', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);

    bot.agent.reconnect();
    bot.agent.reconnect();

    await bot.journal.seen('connected', 2);
    await settled(bot);
    expect(bot.journal.order().slice(3, 6)).toEqual([
      'success Reconnect#CSDS',
      'success Reconnect#Relogin#WS',
      'connected',
    ]);
    expect(simulator.logins).toBe(2);
  });

  it.each(['csds', 'login', 'refresh'] as const)('#3: dispose ends a running %s', async (service) => {
    await using simulator = await startPlatform();
    await using bot = service === 'refresh' ? await connectedBot(simulator) : botOf(confOf(simulator));
    const before = bot.journal.order();
    simulator.faults.http(service, { hang: true });
    if (service === 'refresh') {
      bot.agent.refreshSession();
      await bot.journal.seen('success', 4);
    } else {
      bot.agent.connect();
    }

    bot.agent.dispose();

    simulator.faults.clear();
    await using other = await connectedBot(simulator);
    await settled(other);
    expect(simulator.sockets).toBe(1);
    expect(bot.journal.order('connected')).toEqual(before.filter((name) => name === 'connected'));
    expect(bot.journal.all('error')).toEqual([]);
  });

  it('#4: what fails after dispose is not told', async () => {
    await using simulator = await startPlatform();
    simulator.faults.http('login', { status: 500, delayMs: 20 });
    await using bot = botOf(confOf(simulator));
    await bot.journal.seen('success');
    bot.agent.dispose();

    simulator.faults.clear();
    await using other = await connectedBot(simulator);
    await settled(other);

    expect(bot.journal.all('error')).toEqual([]);
  });

  it('#5: dispose as soon as connected does no harm', async () => {
    await using simulator = await startPlatform();
    await using bot = botOf(confOf(simulator));
    bot.agent.on('connected', () => bot.agent.dispose());

    await bot.journal.seen('connected');

    await simulator.seen({ kind: 'close' });
    await turn();
    expect(bot.agent.transport).toBeNull();
    expect(bot.agent.connected).toBe(false);
    expect(bot.journal.all('error')).toEqual([]);
  });

  it('#6: dispose during the handshake is silent', async () => {
    await using simulator = await startPlatform();
    simulator.faults.upgrade({ hang: true });
    await using bot = botOf(confOf(simulator));
    await simulator.seen({ kind: 'upgrade' });

    expect(() => bot.agent.dispose()).not.toThrow();

    await turn();
    expect(bot.journal.order('error', 'closed')).toEqual([]);
  });

  it('#7: handlers registered after dispose do not hear of the end before', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);
    bot.agent.dispose();
    bot.agent.on('closed', () => bot.journal.note('told'));

    await simulator.seen({ kind: 'close' });

    await turn();
    expect(bot.journal.all('told')).toEqual([]);
  });

  it('#8: a keep-alive timer does no harm while not connected', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);
    bot.agent.dispose();

    expect(() => bot.agent.getClock()).not.toThrow();
  });

  it('#9: connect and refreshSession need no callback', async () => {
    await using simulator = await startPlatform();
    await using bot = botOf(confOf(simulator, { autoConnect: false }));

    bot.agent.connect();
    await bot.journal.seen('connected');
    bot.agent.refreshSession();

    await bot.journal.seen('success', 5);
    expect(bot.journal.order().at(-1)).toBe('success RefreshSession#REST');
  });

  it('#10: a refresh that finds no domains goes on refreshing', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator, { refreshSessionInterval: 30 });
    simulator.faults.http('csds', { status: 200, body: {} }, { times: 1 });
    using _ = aMinuteLater();

    const [error, context] = await bot.journal.seen('error');

    expect(error).toMatchObject({ message: 'could not fetch domains', code: null, service: 'domainNames' });
    expect(context).toEqual({ location: 'RefreshSession#CSDS' });
    await simulator.seen({ http: 'refresh', status: 200 });
  });

  it('#11: a messaging domain that is no host name is an error', async () => {
    await using simulator = await startPlatform();
    await using bot = botOf(confOf(simulator, { domains: { facadeMsg: 'no host name' }, autoConnect: false }));

    const [called_] = await called((callback) => bot.agent.connect(callback));

    expect(bot.journal.order().slice(0, 3)).toEqual(['success Connect#CSDS', 'success Connect#Login', 'error']);
    const [error] = await bot.journal.seen('error');
    expect(error).toMatchObject({ message: expect.stringContaining('Error on WS connection: '), service: 'messaging' });
    expect(called_).toBe(error);
  });

  it('#12: connect while connecting joins it', async () => {
    await using simulator = await startPlatform();
    await using bot = botOf(confOf(simulator));

    const outcomes = await Promise.all([1, 2, 3].map(() => called((callback) => bot.agent.connect(callback))));

    expect(outcomes).toEqual([[null], [null], [null]]);
    await bot.journal.seen('connected');
    await settled(bot);
    expect(simulator.logins).toBe(1);
    expect(simulator.sockets).toBe(1);
  });

  it('#13: a refused profile keeps the text of the refusal', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);
    const type = '.ams.userprofile.GetUserProfile$Response';
    simulator.answer('getUserProfile', () => Simulator.SILENCE);

    const outcome = called((callback) => bot.agent.getUserProfile('u-9', callback));
    const reqId = (await requestId(simulator, 'getUserProfile')) as string;
    simulator.send({ kind: 'resp', reqId, code: 404, type, body: 'No such consumer' });

    expect(await outcome).toEqual([
      { kind: 'resp', reqId, code: 404, type, body: 'No such consumer' },
      'No such consumer',
    ]);
    expect(bot.journal.all(type)).toEqual([[type, 'No such consumer', reqId]]);
  });

  it('#13: refused history is no TransformError', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);
    const type = '.ams.ms.QueryMessages$Response';
    simulator.answer('subscribeMessagingEvents', () => Simulator.SILENCE);

    const outcome = called((callback) => bot.agent.subscribeMessagingEvents({ dialogId: 'd' }, callback));
    const reqId = (await requestId(simulator, 'subscribeMessagingEvents')) as string;
    simulator.send({ kind: 'resp', reqId, code: 404, type, body: 'No such dialog' });

    expect((await outcome)[1]).toBe('No such dialog');
    expect(bot.journal.all('error')).toEqual([]);
  });

  it('#14: a good answer that cannot be read is an error and is called back at once', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);
    simulator.answer('subscribeMessagingEvents', () => 'nonsense');

    const [error] = await called((callback) => bot.agent.subscribeMessagingEvents({ dialogId: 'd' }, callback));

    expect(bot.journal.all('error')).toEqual([['error', error]]);
    expect(error).toMatchObject({ payload: { kind: 'resp', code: 200, body: 'nonsense' } });
  });

  it('#16: the bearer token that was given can be asked for', async () => {
    await using simulator = await startPlatform();
    const conf = confOf(simulator, {}, 'token');
    await using bot = botOf(conf);
    await bot.journal.seen('connected');

    expect(bot.agent.getBearerToken()).toBe(conf.token);
  });

  it('#17: a login without csrf gives a token all the same', async () => {
    await using simulator = await startPlatform();
    simulator.faults.http('login', { edit: (body) => ({ ...body, csrf: undefined }) });
    await using bot = await connectedBot(simulator);

    expect(bot.agent.getBearerToken()).toEqual(expect.any(String));
    expect(bot.agent.csrf).toBeUndefined();
  });

  it.each(['reconnect', 'refresh'] as const)('#18: %s takes the domains of the conf', async (action) => {
    await using simulator = await startPlatform();
    const agentVep = `localhost:${simulator.port}`;
    await using bot = await connectedBot(simulator, { domains: { agentVep } });

    if (action === 'reconnect') bot.agent.reconnect();
    else bot.agent.refreshSession();

    const service = action === 'reconnect' ? 'login' : 'refresh';
    await bot.journal.seen('success', action === 'reconnect' ? 4 : 5);
    expect(httpOf(simulator, service).at(-1)).toMatchObject({ headers: { host: agentVep } });
  });

  it('#19: reconnect goes where the account is now', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);
    const moved = `localhost:${simulator.port}`;
    simulator.faults.http('csds', {
      edit: ({ baseURIs }) => ({
        baseURIs: (baseURIs as { service: string }[]).map((entry) =>
          entry.service === 'facadeMsg' ? { ...entry, baseURI: moved } : entry,
        ),
      }),
    });
    using _ = aMinuteLater();

    bot.agent.reconnect();

    await bot.journal.seen('connected', 2);
    const upgrades = simulator.transcript.filter(({ kind }) => kind === 'upgrade');
    expect(upgrades).toMatchObject([{ headers: { host: simulator.host } }, { headers: { host: moved } }]);
  });

  it('#20: a reconnect that finds no domains keeps the refreshes', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator, { refreshSessionInterval: 40 });
    simulator.faults.http('csds', { status: 500 }, { times: 1 });
    using _ = aMinuteLater();

    bot.agent.reconnect();

    const [error, context] = await bot.journal.seen('error');
    expect(error).toMatchObject({ message: 'Error on CSDS request: Internal Server Error', code: 500 });
    expect(context).toEqual({ location: 'Reconnect#CSDS' });
    await simulator.seen({ http: 'refresh', status: 200 });
    expect(bot.agent.connected).toBe(true);
  });

  it('#21: a useless answer to a new login does not take the agent its id', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);
    const { agentId, token } = bot.agent;
    simulator.faults.http('login', { status: 200, body: {} });

    bot.agent.reconnect();

    const [error] = await bot.journal.seen('error');
    expect(error).toMatchObject({ message: 'invalid login state, userId is undefined' });
    expect(bot.agent).toMatchObject({ agentId, token, connected: true });
  });

  it('#22: a stage has at least 15 seconds', async () => {
    await using simulator = await startPlatform();
    simulator.faults.http('login', { delayMs: 80 });
    await using bot = await connectedBot(simulator, { requestTimeout: 10 });

    expect(bot.agent.connected).toBe(true);
  });

  it('#23: an originator that has no public id keeps the other one', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);
    const { originatorPId: _, ...message } = ownMessage();

    simulator.notify('.ams.ms.OnlineEventDistribution', message);

    const [body] = await bot.journal.seen('ms.MessagingEventNotification');
    expect(body).toMatchObject({ changes: [{ originatorId: OWN_ID, __isMe: true }] });
  });

  it('#24: only a 401 is a 401', async () => {
    await using simulator = await startPlatform();
    await using bot = botOf(confOf(simulator, { domains: { facadeMsg: '127.0.0.1:4012' } }));

    const [error] = await bot.journal.seen('error');

    expect(fieldsOf(error)).toMatchObject({ code: null, service: 'messaging' });
  });

  it.each(['error', 'connected', 'closed', 'newListener'])('#25: the platform cannot emit %s', async (type) => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);

    simulator.notify(type, { a: 1 });

    const [notification] = await bot.journal.seen('notification');
    expect(notification).toEqual({ kind: 'notification', type, body: { a: 1 } });
    expect(bot.journal.order('error', 'closed')).toEqual([]);
    expect(bot.journal.all('connected')).toHaveLength(1);
  });

  it('#26: the good messages of a history with a bad one are delivered', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);
    simulator.answer('subscribeMessagingEvents', () => [consumerMessage(0), 5, ownMessage(2)]);

    const outcome = await called((callback) => bot.agent.subscribeMessagingEvents({ dialogId: 'c-1' }, callback));

    expect(outcome).toEqual([null, undefined]);
    const [body] = await bot.journal.seen('ms.MessagingEventNotification');
    expect(body).toMatchObject({
      changes: [
        { sequence: 0, __isMe: false },
        { sequence: 2, __isMe: true },
      ],
    });
    expect(bot.journal.order('error', 'ms.MessagingEventNotification')).toEqual([
      'error',
      'ms.MessagingEventNotification',
    ]);
  });

  it('#27: a routing task without rings is one', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);

    simulator.notify('.ams.routing.RoutingTaskNotification', {
      changes: [{ type: 'DELETE', result: { conversationId: 'c-1' } }],
    });

    const [body] = await bot.journal.seen('routing.RoutingTaskNotification');
    expect(body).toEqual({ changes: [{ type: 'DELETE', result: { conversationId: 'c-1', ringsDetails: [] } }] });
  });

  it('#27: an agent state without result is one', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);

    simulator.notify('.ams.routing.AgentStateNotification', { changes: [{ type: 'DELETE' }] });

    const [body] = await bot.journal.seen('routing.AgentStateNotification');
    expect(body).toEqual({ changes: [{ type: 'DELETE' }] });
  });

  it('hands on a conversation change without result, as 1.4 did, between others in their order', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);
    const details = { participants: {}, participantsPId: {}, dialogs: [] };
    const change = (convId: string): object => ({ type: 'UPSERT', result: { convId, conversationDetails: details } });

    simulator.notify('.ams.aam.ExConversationChangeNotification', {
      changes: [change('c-1'), { type: 'DELETE' }, change('c-2')],
    });

    const [body] = await bot.journal.seen('cqm.ExConversationChangeNotification');
    expect(body).toMatchObject({
      changes: [{ result: { convId: 'c-1' } }, { type: 'DELETE' }, { result: { convId: 'c-2' } }],
    });
    expect(bot.journal.order('error')).toEqual([]);
  });

  it('#28: the payload of a TransformError is the message as it came', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);
    const change = conversationChange('c-1');
    const { participantsPId: _, ...conversationDetails } = change.result.conversationDetails;
    const body = { changes: [{ ...change, result: { ...change.result, conversationDetails } }] };

    simulator.notify('.ams.aam.ExConversationChangeNotification', body);

    const [error] = await bot.journal.seen('error');
    const payload = { kind: 'notification', type: '.ams.aam.ExConversationChangeNotification', body };
    expect(error).toMatchObject({ name: 'Error', payload });
    expect(fieldsOf(error)).toEqual({ payload });
    await settled(bot);
    expect(bot.journal.order('cqm.ExConversationChangeNotification', 'notification')).toEqual([]);
  });

  it('#29: frozen bodies are sent', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);

    bot.agent.subscribeExConversations(Object.freeze({ agentIds: Object.freeze([bot.agent.agentId]) as never }));
    await settled(bot);

    expect(bodiesOf(simulator, 'subscribeExConversations')).toEqual([{ agentIds: [OWN_ID] }]);
  });

  it('#30: subscribeRoutingTasks needs no body', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);

    bot.agent.subscribeRoutingTasks();
    await settled(bot);

    expect(bodiesOf(simulator, 'subscribeRoutingTasks')).toEqual([
      { channelType: 'MESSAGING', agentId: OWN_ID, brandId: '10000001' },
    ]);
  });

  it('#31: the callback may stand in the place of the body', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);

    const outcome = await called((callback) => bot.agent.getClock(callback));

    expect(outcome).toEqual([null, { currentTime: expect.any(Number) }]);
  });

  it('#32: newerThanSequence counts where fromSeq is missing', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);
    simulator.answer('subscribeMessagingEvents', () => []);

    bot.agent.subscribeMessagingEvents({ dialogId: 'd', newerThanSequence: 7 });
    await settled(bot);

    expect(bodiesOf(simulator, 'subscribeMessagingEvents')).toEqual([{ dialogId: 'd', newerThanSequence: 7 }]);
  });

  it.each([
    ['frozen', (conf: AgentConf) => Object.freeze(conf)],
    ['without a prototype', (conf: AgentConf) => Object.assign(Object.create(null) as AgentConf, conf)],
  ])('#33: a conf that is %s will do', async (_, made) => {
    await using simulator = await startPlatform();
    const conf = made(confOf(simulator));
    await using bot = botOf(conf);

    await bot.journal.seen('connected');

    expect(bot.agent.conf).toBe(conf);
  });

  it('#34: the token is escaped in the address', async () => {
    await using simulator = await startPlatform();
    await using bot = botOf(confOf(simulator, { token: 'a/b?c#d' }, 'token'));

    await bot.journal.seen('closed');

    expect(await simulator.seen({ kind: 'upgrade' })).toMatchObject({
      path: '/ws_api/account/10000001/messaging/brand/[redacted]?v=2.1',
      status: 401,
    });
  });

  it.each(['dispose', 'reconnect'] as const)('#35: %s says goodbye', async (action) => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);

    if (action === 'dispose') bot.agent.dispose();
    else bot.agent.reconnect(true);

    expect(await simulator.seen({ kind: 'close' })).toMatchObject({ code: 1000 });
  });

  it('#36: a bearer token is refreshed in vain once', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator, { refreshSessionInterval: 5 }, 'token');

    bot.agent.startPeriodicRefreshSession();

    const [error, context] = await bot.journal.seen('error');
    expect(error).toMatchObject({
      message: 'CSRF and JAR are not defined for this agent. Please reconnect with bearer token.',
      code: null,
      service: 'authentication.login',
    });
    expect(context).toEqual({ location: 'RefreshSession#Precheck' });
    await settled(bot);
    await settled(bot);
    expect(bot.journal.all('error')).toHaveLength(1);
  });

  it('#37: what was pending when the connection closed has timed out, before closed', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);
    simulator.answer('getClock', () => Simulator.SILENCE);
    bot.agent.getClock((error) => bot.journal.note('called', error?.message, bot.agent.connected));
    await simulator.seen({ request: 'getClock' });

    simulator.closeSockets(4401);

    await bot.journal.seen('closed');
    expect(bot.journal.entries.slice(-2)).toEqual([
      ['called', 'Request has timed out', false],
      ['closed', 4401],
    ]);
  });

  it.each(['{}', '"text"', '[]', 'no JSON'])('#38: a domain lookup answered %s fails the login', async (body) => {
    await using simulator = await startPlatform();
    simulator.faults.http('csds', { status: 200, body });
    await using bot = botOf(confOf(simulator));

    const [error] = await bot.journal.seen('error');

    expect(error).toMatchObject({ message: 'could not fetch domains', code: null, service: 'domainNames' });
    expect(bot.journal.entries).toEqual([
      ['success', { location: 'Connect#CSDS' }],
      ['error', error, { location: 'Connect#Login' }],
    ]);
  });

  it('#39: the domains are called back at once when they are known', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);
    let domains: unknown;

    bot.agent.csdsClient.getAll((error, found) => {
      domains = [error, found];
    });

    expect(domains).toMatchObject([null, { agentVep: simulator.host, facadeMsg: simulator.host }]);
  });

  it('#39: and later when they are not', async () => {
    await using simulator = await startPlatform();
    await using bot = botOf(confOf(simulator, { autoConnect: false }));

    const [error, domains] = await called((callback) => bot.agent.csdsClient.getAll(callback));

    expect(error).toBeNull();
    expect(domains).toMatchObject({ agentVep: simulator.host });
  });

  it('#39: and may be changed by the bot, which connects all the same', async () => {
    await using simulator = await startPlatform();
    await using bot = botOf(confOf(simulator, { autoConnect: false }));
    const [, domains] = await called((callback) => bot.agent.csdsClient.getAll(callback));
    Object.assign(domains as object, { agentVep: 'nowhere.invalid', facadeMsg: 'nowhere.invalid' });

    const [error] = await called((callback) => bot.agent.connect(callback));

    expect(error).toBeNull();
  });

  it('#40: socket not connected is called back at once', async () => {
    await using simulator = await startPlatform();
    await using bot = botOf(confOf(simulator, { autoConnect: false }));
    let outcome: readonly unknown[] = [];

    bot.agent.getClock({}, (...args) => {
      outcome = args;
    });

    expect(outcome).toMatchObject([{ message: 'socket not connected', code: null, service: 'messaging' }]);
  });

  it('#41: connect calls back before the socket is open', async () => {
    await using simulator = await startPlatform();
    await using bot = botOf(confOf(simulator, { autoConnect: false }));

    bot.agent.connect((...args) => bot.journal.note('called', ...args, bot.agent.connected));

    await bot.journal.seen('connected');
    expect(bot.journal.order()).toEqual(['success Connect#CSDS', 'success Connect#Login', 'called', 'connected']);
    expect(bot.journal.all('called')).toEqual([['called', null, false]]);
  });

  it('#42: methods are the own properties of an agent', async () => {
    await using simulator = await startPlatform();
    class Bot extends Agent {
      ask(): unknown {
        return (super.getClock as unknown) ?? 'nothing';
      }
    }
    await using bot = botOf(confOf(simulator), (conf) => new Bot(conf));

    expect((bot.agent as Bot).ask()).toBe('nothing');
    expect(Object.hasOwn(bot.agent, 'getClock')).toBe(true);
  });

  it('#43: whatever stands in the place of the headers is sent', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);
    simulator.answer('publishEvent', () => ({ sequence: 0 }));

    await called((callback) => bot.agent.publishEvent(hello, true, callback));
    await called((callback) => bot.agent.publishEvent(hello, null, [{ type: 'ExternalId', id: 'x' }], callback));

    const [first, second] = framesOf(simulator, 'publishEvent');
    expect(first).toMatchObject({ headers: true });
    expect(second).toMatchObject({ headers: null, metadata: [{ type: 'ExternalId', id: 'x' }] });
    expect(Object.keys(second ?? {})).toEqual(['kind', 'id', 'type', 'body', 'headers', 'metadata']);
  });

  it('#44: the error of a request is the response, and its body comes second', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);
    simulator.answer('updateRingState', () => {
      throw new Refusal(400, 'gone');
    });

    const [error, body] = await called((callback) =>
      bot.agent.updateRingState({ ringId: 'r', ringState: 'ACCEPTED' }, callback),
    );

    expect(error).toMatchObject({ kind: 'resp', code: 400, body: 'gone' });
    expect(body).toBe('gone');
  });

  it('#45: an agent that does not know its id subscribes to itself', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator, {}, 'token');

    bot.agent.subscribeExConversations({ convState: ['OPEN'], agentIds: [bot.agent.agentId] });
    await settled(bot);

    expect(bodiesOf(simulator, 'subscribeExConversations')).toEqual([{ convState: ['OPEN'], agentIds: [OWN_ID] }]);
  });

  it('#46: a token without a user id makes an old id without one', async () => {
    await using simulator = await startPlatform();
    const { userId: _, ...conf } = confOf(simulator, {}, 'token');
    await using bot = botOf(conf);

    await bot.journal.seen('connected');

    expect(bot.agent.__oldAgentId).toBe('10000001.undefined');
    expect(bot.agent.userId).toBeUndefined();
  });

  it.each([1000, 1011, 4401, 4407, 1006])('#47: closed with %i carries the code and nothing else', async (code) => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);

    simulator.closeSockets(code, code === 1006 ? '' : 'because');

    expect(await bot.journal.seen('closed')).toEqual([code]);
  });

  it('#47: an SDKError is named Error', async () => {
    await using simulator = await startPlatform();
    simulator.faults.http('login', { status: 401 });
    await using bot = botOf(confOf(simulator));

    const [error] = await bot.journal.seen('error');

    expect(error).toBeInstanceOf(Error);
    expect((error as Error).name).toBe('Error');
    expect(fieldsOf(error)).toEqual({ code: 401, service: 'authentication.login', error: null });
  });

  it('#48: a refresh answered 200 with internal code 401 counts as 401', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);
    simulator.faults.http('refresh', { status: 200, body: { error: { internalCode: 401 } } });

    const outcome = await called((callback) => bot.agent.refreshSession(callback));

    expect(outcome).toEqual([null]);
    expect(bot.journal.order().slice(3, 6)).toEqual(refreshLocations);
  });

  it('#50: a login that redirects is an error', async () => {
    await using simulator = await startPlatform();
    simulator.faults.http('login', { status: 302, headers: { location: `https://${simulator.host}/elsewhere` } });
    await using bot = botOf(confOf(simulator));

    const [error] = await bot.journal.seen('error');

    expect(error).toMatchObject({ message: 'Error on AgentVEP login: Found', code: 302 });
  });

  it('#50: a domain lookup that redirects is followed', async () => {
    await using simulator = await startPlatform();
    const location = `https://localhost:${simulator.port}/api/account/10000001/service/baseURI.json?version=1.0`;
    simulator.faults.http('csds', { status: 302, headers: { location } }, { times: 1 });

    await using bot = await connectedBot(simulator);

    expect(bot.agent.connected).toBe(true);
  });
});

/** The id of the only such request. */
async function requestId(simulator: Simulator, request: string): Promise<unknown> {
  await simulator.seen({ request });
  return framesOf(simulator, request)[0]?.['id'];
}
