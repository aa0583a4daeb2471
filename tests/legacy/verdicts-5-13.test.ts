import { describe, expect, it } from 'vitest';
import { Agent, AgentSurveyClient, type LegacyRequest } from '../../src/legacy/index.js';
import { Refusal, Simulator } from '../../src/simulator/index.js';
import {
  bodiesOf,
  botOf,
  called,
  confOf,
  connectedBot,
  fieldsOf,
  framesOf,
  httpOf,
  aMinuteLater,
  settled,
  startPlatform,
  turn,
  watch,
} from './support.js';
import { conversationChange, OWN_ID, OWN_PID, ownMessage } from './wire.js';

const hello = {
  dialogId: 'd-1',
  event: { type: 'ContentEvent', contentType: 'text/plain', message: 'hello' },
} as const;

describe('5.13', () => {
  it('#1: connects by itself', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);

    expect(bot.journal.order()).toEqual(['success Connect#CSDS', 'success Connect#Login', 'connected']);
  });

  it('#1: does not if told so', async () => {
    await using simulator = await startPlatform();
    await using bot = botOf(confOf(simulator, { autoConnect: false }));
    await turn();
    expect(simulator.transcript).toEqual([]);

    bot.agent.connect();

    await bot.journal.seen('connected');
  });

  it('#2: methods can be taken off the agent and called without arguments', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);
    const { getClock } = bot.agent;

    const timer = setInterval(() => getClock(), 1);

    await simulator.seen({ request: 'getClock' });
    clearInterval(timer);
    expect(bodiesOf(simulator, 'getClock')[0]).toEqual({});
  });

  it('#3: a request without callback does nothing while not connected', async () => {
    await using simulator = await startPlatform();
    await using bot = botOf(confOf(simulator, { autoConnect: false }));

    expect(() => bot.agent.getClock()).not.toThrow();
  });

  it('#4: the error of a refused request is the response itself', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);
    simulator.answer('publishEvent', () => {
      throw new Refusal(403, { reason: 'not a participant' });
    });

    const [error, body] = await called((callback) => bot.agent.publishEvent(hello, callback));

    const [frame] = framesOf(simulator, 'publishEvent');
    expect(error).toEqual({
      kind: 'resp',
      reqId: frame?.['id'],
      code: 403,
      type: '.ReqBody$StringResp',
      body: { reason: 'not a participant' },
    });
    expect(body).toEqual({ reason: 'not a participant' });
  });

  it('#5: a request that was under way when the socket closed says that it has timed out', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);
    simulator.answer('getClock', () => Simulator.SILENCE);

    const outcome = called((callback) => bot.agent.getClock(callback));
    await simulator.seen({ request: 'getClock' });
    simulator.closeSockets(1000);

    const [error, ...rest] = await outcome;
    expect(error).toMatchObject({ message: 'Request has timed out', code: null, service: 'messaging', error: null });
    expect(rest).toEqual([undefined]);
  });

  it('#7: bodies stay as they were', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);
    const body = Object.freeze({ availability: 'ONLINE' } as const);

    bot.agent.setAgentState(body);
    await settled(bot);

    expect(body).toEqual({ availability: 'ONLINE' });
    expect(bodiesOf(simulator, 'setAgentState')).toEqual([
      { availability: 'ONLINE', channels: ['MESSAGING'], agentUserId: OWN_ID },
    ]);
  });

  it.each(['updateConversationField', 'setAgentState', 'subscribeRoutingTasks', 'subscribeMessagingEvents'] as const)(
    '#8: %s without a body does not throw',
    async (name) => {
      await using simulator = await startPlatform();
      await using bot = await connectedBot(simulator);
      simulator.answer(name, () => []);

      const method: LegacyRequest<never, unknown> = bot.agent[name];

      const outcome = await called((callback) => method(callback));

      expect(outcome[0]).toBeNull();
    },
  );

  it('#8: one conversation field is as good as a list of it', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);
    simulator.answer('updateConversationField', () => 'fine');

    bot.agent.updateConversationField({
      conversationId: 'c-1',
      conversationField: { field: 'ParticipantsChange', type: 'ADD', role: 'MANAGER' },
    });
    await settled(bot);

    expect(bodiesOf(simulator, 'updateConversationField')).toEqual([
      {
        conversationId: 'c-1',
        conversationField: [{ field: 'ParticipantsChange', type: 'ADD', role: 'MANAGER', userId: OWN_ID }],
      },
    ]);
  });

  it('#9: the bearer token that was given is known, and the PID once the platform shows it', async () => {
    await using simulator = await startPlatform();
    const conf = confOf(simulator, {}, 'token');
    await using bot = botOf(conf);
    await bot.journal.seen('connected');
    expect(bot.agent.token).toBe(conf.token);
    expect(bot.agent.agentId).toBeUndefined();

    simulator.notify('.ams.ms.OnlineEventDistribution', ownMessage());

    await bot.journal.seen('ms.MessagingEventNotification');
    expect(bot.agent.agentId).toBe(OWN_PID);
  });

  it('#10: the agent that is not known yet is this agent', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator, {}, 'token');

    bot.agent.subscribeExConversations({ agentIds: [bot.agent.agentId] });
    await settled(bot);

    expect(bodiesOf(simulator, 'subscribeExConversations')).toEqual([{ agentIds: [OWN_ID] }]);
  });

  it('#11: a replaced socket falls silent', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);

    bot.agent.reconnect(true);

    await bot.journal.seen('connected', 2);
    await simulator.seen({ kind: 'close' });
    await settled(bot);
    expect(bot.journal.all('closed')).toEqual([]);
    expect(simulator.sockets).toBe(1);
  });

  it('#11: the requests of a replaced socket hear of it', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);
    simulator.answer('getClock', () => Simulator.SILENCE, { times: 1 });
    const outcome = called((callback) => bot.agent.getClock(callback));

    bot.agent.reconnect(true);

    const [error] = await outcome;
    expect(error).toMatchObject({ message: 'Request has timed out' });
  });

  it('#12: a request while the socket is replaced fails once', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);
    bot.agent.reconnect(true);

    bot.agent.getClock((error) => bot.journal.note('called', error));

    expect(bot.agent.connected).toBe(false);
    expect(bot.journal.all('called')).toMatchObject([['called', { message: 'socket not connected' }]]);
    await bot.journal.seen('connected', 2);
    await settled(bot);
    expect(bot.journal.all('called')).toHaveLength(1);
  });

  it('#13: connect while connected makes no second socket', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);

    const outcome = await called((callback) => bot.agent.connect(callback));

    expect(outcome).toEqual([null]);
    await settled(bot);
    expect(simulator.sockets).toBe(1);
  });

  it('#14: dispose ends a login that is under way', async () => {
    await using simulator = await startPlatform();
    simulator.faults.http('login', { hang: true });
    await using bot = botOf(confOf(simulator));
    await bot.journal.seen('success');

    bot.agent.dispose();
    simulator.faults.clear();

    await using other = await connectedBot(simulator);
    await settled(other);
    expect(simulator.sockets).toBe(1);
    expect(bot.journal.order()).toEqual(['success Connect#CSDS']);
  });

  it('#15: reconnect takes the domains of the conf', async () => {
    await using simulator = await startPlatform();
    const facadeMsg = `localhost:${simulator.port}`;
    await using bot = await connectedBot(simulator, { domains: { facadeMsg } });

    bot.agent.reconnect();

    await bot.journal.seen('connected', 2);
    const upgrades = simulator.transcript.filter(({ kind }) => kind === 'upgrade');
    expect(upgrades).toMatchObject([{ headers: { host: facadeMsg } }, { headers: { host: facadeMsg } }]);
    expect(bot.agent.transport?.configuration.domain).toBe(facadeMsg);
  });

  it('#16: reconnect(true) connects where there was no connection yet', async () => {
    await using simulator = await startPlatform();
    simulator.faults.http('login', { status: 500 }, { times: 1 });
    await using bot = botOf(confOf(simulator));
    await bot.journal.seen('error');

    bot.agent.reconnect(true);

    await bot.journal.seen('connected');
    expect(bot.journal.order().slice(-3)).toEqual(['success Connect#CSDS', 'success Connect#Login', 'connected']);
  });

  it('#17: overlapping reconnects are one', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);
    const logins = simulator.logins;

    for (let count = 0; count < 5; count += 1) {
      bot.agent.reconnect();
      bot.agent.reconnect(6.25);
    }

    await bot.journal.seen('connected', 2);
    await settled(bot);
    expect(simulator.logins).toBe(logins + 1);
    expect(simulator.sockets).toBe(1);
    expect(bot.journal.all('connected')).toHaveLength(2);
  });

  it('#18: a first connection that fails is told as error only, and not tried again', async () => {
    await using simulator = await startPlatform();
    simulator.faults.http('login', { status: 401 });
    await using bot = botOf(confOf(simulator));

    await bot.journal.seen('error');

    await turn();
    expect(bot.journal.order()).toEqual(['success Connect#CSDS', 'error']);
    expect(httpOf(simulator, 'login')).toHaveLength(1);
  });

  it('#18: with reconnect it is tried again', async () => {
    await using simulator = await startPlatform();
    simulator.faults.http('login', { status: 500 }, { times: 1 });
    simulator.faults.upgrade({ status: 502 }, { times: 1 });
    await using bot = botOf(
      confOf(simulator, { reconnect: { firstDelay: 0, delay: 1, maxDelay: 1, loginInterval: 0 } }),
    );

    await bot.journal.seen('connected');

    expect(bot.journal.all('error')).toMatchObject([
      ['error', { code: 500 }, { location: 'Connect#Login' }],
      ['error', { message: 'Error on WS connection: Unexpected server response: 502' }],
    ]);
  });

  it('#19: a refused upgrade is told as error and as closed', async () => {
    await using simulator = await startPlatform();
    simulator.faults.upgrade({ status: 401 });
    await using bot = botOf(confOf(simulator));

    await bot.journal.seen('closed');

    expect(bot.journal.entries.slice(-2)).toMatchObject([
      ['error', { message: 'Error on WS connection: Unexpected server response: 401', code: 401 }],
      ['closed', 1006],
    ]);
    expect(bot.journal.all('error')[0]).toHaveLength(2);
  });

  it('#20: each request has its own time', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator, { requestTimeout: 30 });
    simulator.answer('getClock', () => Simulator.SILENCE);

    const outcomes = await Promise.all([1, 2, 3].map(() => called((callback) => bot.agent.getClock(callback))));

    expect(outcomes).toMatchObject(Array.from({ length: 3 }, () => [{ message: 'Request has timed out' }, undefined]));
    expect(bot.agent.pendingRequests).toEqual({});
  });

  it('#21: a request is not pending any more when its callback is called', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);

    const pending = await new Promise((resolve) => {
      bot.agent.getClock(() => resolve(Object.keys(bot.agent.pendingRequests)));
      bot.journal.note('pending', Object.keys(bot.agent.pendingRequests).length);
    });

    expect(pending).toEqual([]);
    expect(bot.journal.all('pending')).toEqual([['pending', 1]]);
  });

  it('#22: a change that cannot be read does not cost the others', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);
    const bad = conversationChange('c-2');
    delete (bad.result.conversationDetails as Partial<typeof bad.result.conversationDetails>).participantsPId;
    const body = { subscriptionId: 's', changes: [conversationChange('c-1'), bad, conversationChange('c-3')] };

    simulator.notify('.ams.aam.ExConversationChangeNotification', body);

    const [got] = await bot.journal.seen('cqm.ExConversationChangeNotification');
    expect(got).toMatchObject({ changes: [{ result: { convId: 'c-1' } }, { result: { convId: 'c-3' } }] });
    const [error] = await bot.journal.seen('error');
    expect(error).toMatchObject({
      message: 'Error: participantsPId key property is missing on notification for convId c-2',
      payload: { kind: 'notification', type: '.ams.aam.ExConversationChangeNotification', body },
    });
  });

  it('#23: participants of dialogs get their public ids', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);

    simulator.notify('.ams.aam.ExConversationChangeNotification', { changes: [conversationChange('c-1')] });

    const [body] = await bot.journal.seen('cqm.ExConversationChangeNotification');
    expect(body).toMatchObject({
      changes: [
        {
          result: {
            conversationDetails: {
              dialogs: [{ participantsDetails: [{ id: 'u-9' }, { id: OWN_PID }, { id: '10000001.600' }] }],
            },
          },
        },
      ],
    });
  });

  it('#24: isMe and getMyRole are there, also with a bearer token', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator, {}, 'token');
    const seen: unknown[] = [];
    bot.agent.on('cqm.ExConversationChangeNotification', ({ changes }) => {
      for (const { result } of changes) {
        seen.push(result.conversationDetails.getMyRole(), result.conversationDetails.__myRole);
      }
    });
    bot.agent.on('ms.MessagingEventNotification', ({ changes }) => {
      for (const change of changes) seen.push(change.isMe(), change.__isMe);
    });

    simulator.notify('.ams.aam.ExConversationChangeNotification', { changes: [conversationChange('c-1')] });
    simulator.notify('.ams.ms.OnlineEventDistribution', ownMessage());

    await bot.journal.seen('ms.MessagingEventNotification');
    expect(seen).toEqual(['ASSIGNED_AGENT', 'ASSIGNED_AGENT', true, true]);
  });

  it('#25: what node-agent-sdk left out is left out', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);

    simulator.notify('.ams.aam.ExConversationChangeNotification', { changes: [conversationChange('c-1')] });

    const [body] = await bot.journal.seen('cqm.ExConversationChangeNotification');
    for (const name of ['note', 'csatRate', 'groupId', 'numberOfunreadMessages', 'lastUpdateTime']) {
      expect(JSON.stringify(body)).not.toContain(`"${name}"`);
    }
  });

  it('#26: the last message of a conversation stays as it came', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);
    const change = conversationChange('c-1');
    const lastContentEventNotification = ownMessage();

    simulator.notify('.ams.aam.ExConversationChangeNotification', {
      changes: [{ ...change, result: { ...change.result, lastContentEventNotification } }],
    });

    const [body] = await bot.journal.seen('cqm.ExConversationChangeNotification');
    expect(body).toMatchObject({ changes: [{ result: { lastContentEventNotification } }] });
  });

  it.each([
    [{ dialogId: 'd' }, { dialogId: 'd', newerThanSequence: 0 }],
    [
      { dialogId: 'd', fromSeq: -1 },
      { dialogId: 'd', fromSeq: -1, newerThanSequence: -1 },
    ],
  ])('#27: history of %j is asked for as %j', async (body, wire) => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);
    simulator.answer('subscribeMessagingEvents', () => []);

    bot.agent.subscribeMessagingEvents(body);
    await settled(bot);

    expect(bodiesOf(simulator, 'subscribeMessagingEvents')).toEqual([wire]);
  });

  it('#28: a refresh that finds no domains is an error, and is called back', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);
    simulator.faults.http('csds', { status: 200, body: {} });
    using _ = aMinuteLater();

    const [error] = await called((callback) => bot.agent.refreshSession(callback));

    expect(error).toMatchObject({ message: 'could not fetch domains', service: 'domainNames' });
    expect(bot.journal.all('error')).toEqual([['error', error, { location: 'RefreshSession#CSDS' }]]);
  });

  it('#29: a refresh that is refused with 401 logs in again and replaces the socket, silently', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);
    const before = bot.agent.token;
    simulator.faults.http('refresh', { status: 401 });

    const outcome = await called((callback) => {
      bot.agent.refreshSession((...args) => {
        bot.journal.note('called', ...args);
        callback(...args);
      });
    });

    expect(outcome).toEqual([null]);
    await bot.journal.seen('connected', 2);
    await simulator.seen({ kind: 'close' });
    await settled(bot);
    expect(bot.journal.order().slice(3)).toEqual([
      'success RefreshSession#Precheck',
      'success RefreshSession#CSDS',
      'success RefreshSession#Relogin#WS',
      'called',
      'connected',
      ...bot.journal.order().slice(8),
    ]);
    expect(bot.journal.all('closed')).toEqual([]);
    expect(bot.agent.token).not.toBe(before);
    expect(simulator.sockets).toBe(1);
  });

  it('#30: a reconnect that fails keeps the session and its refreshes', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator, { refreshSessionInterval: 30 });
    simulator.faults.http('login', { status: 503 }, { times: 1 });

    bot.agent.reconnect();

    const [error, context] = await bot.journal.seen('error');
    expect(error).toMatchObject({ code: 503 });
    expect(context).toEqual({ location: 'Reconnect#Relogin#WS' });
    expect(bot.agent.connected).toBe(true);
    await simulator.seen({ http: 'refresh', status: 200 });
  });

  it("#31: the conf is kept as it is, and the agent's own token in it is no credential", async () => {
    await using simulator = await startPlatform();
    const conf = confOf(simulator);
    const before = { ...conf };
    await using bot = botOf(conf);
    await bot.journal.seen('connected');
    expect(bot.agent.conf).toBe(conf);
    expect(conf).toEqual(before);

    bot.agent.conf.token = String(bot.agent.token);
    bot.agent.reconnect();

    await bot.journal.seen('connected', 2);
    bot.agent.reconnect();
    await bot.journal.seen('connected', 3);
    expect(bot.agent.userId).toBe('501');
    expect(httpOf(simulator, 'login')).toHaveLength(3);
  });

  it('#32: the transport knows no credentials but the token', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);

    expect(bot.agent.transport?.configuration).toEqual({
      domain: simulator.host,
      token: bot.agent.token,
      accountId: simulator.accountId,
      apiVersion: '2.1',
    });
  });

  it('#33: nothing is emitted during construction', async () => {
    await using simulator = await startPlatform();
    const agent = new Agent(confOf(simulator, { csdsDomain: 'no host name!' }));
    const journal = watch(agent);

    await journal.seen('error');

    expect(journal.order()).toEqual(['error']);
    agent.dispose();
  });

  it('#34: the socket is pinged as it opens', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);

    await simulator.seen({ kind: 'ping' });

    expect(bot.agent.connected).toBe(true);
  });

  it.each(['upgrade', 'login', 'refresh'] as const)(
    '#35: no secret is in what is told of a failed %s',
    async (step) => {
      await using simulator = await startPlatform();
      const conf = confOf(simulator);
      await using bot = botOf(conf);
      await bot.journal.seen('connected');
      const secrets = [conf.password, bot.agent.token, bot.agent.csrf];
      if (step === 'upgrade') simulator.faults.upgrade({ status: 400 });
      else simulator.faults.http(step, { status: 500, body: { error: { message: secrets.join(' ') } } });

      if (step === 'refresh') bot.agent.refreshSession();
      else bot.agent.reconnect(step === 'upgrade');

      const [error] = await bot.journal.seen('error');
      for (const secret of secrets) {
        expect(`${String(error)} ${JSON.stringify(error)} ${(error as Error).stack}`).not.toContain(secret);
      }
    },
  );

  it.each([401, 429, 502])('#36: the code of a socket refused with %i is that status', async (status) => {
    await using simulator = await startPlatform();
    simulator.faults.upgrade({ status });
    await using bot = botOf(confOf(simulator));

    const [error] = await bot.journal.seen('error');

    expect(error).toMatchObject({ code: status, service: 'messaging' });
  });

  it('#36: a port with 401 in it is no status', async () => {
    await using simulator = await startPlatform();
    await using bot = botOf(confOf(simulator, { domains: { facadeMsg: '127.0.0.1:4401' } }));

    const [error] = await bot.journal.seen('error');

    expect(error).toMatchObject({
      message: 'Error on WS connection: connect ECONNREFUSED 127.0.0.1:4401',
      code: null,
      error: { code: 'ECONNREFUSED' },
    });
  });

  it('#37: a survey client whose service cannot be reached rejects', async () => {
    const client = new AgentSurveyClient({ rflDomain: '127.0.0.1:1', accountId: '1', token: 't' });

    await expect(client.getAgentSurveyState('c-1', '-1')).rejects.toThrow('ECONNREFUSED');
  });

  it('#39: each stage of a refresh is told', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);

    const outcome = await called((callback) => bot.agent.refreshSession(callback));

    expect(outcome).toEqual([null]);
    expect(bot.journal.order().slice(3)).toEqual([
      'success RefreshSession#Precheck',
      'success RefreshSession#CSDS',
      'success RefreshSession#REST',
    ]);
  });

  it('#40: the domain lookup says what it was refused with', async () => {
    await using simulator = await startPlatform();
    simulator.faults.http('csds', { status: 503, body: 'out of order' });
    await using bot = botOf(confOf(simulator));

    const [error, context] = await bot.journal.seen('error');

    expect(fieldsOf(error)).toEqual({ code: 503, service: 'domainNames', error: null });
    expect(error).toMatchObject({ message: 'Error on CSDS request: Service Unavailable' });
    expect(context).toEqual({ location: 'Connect#CSDS' });
  });

  it('#41: what the conf has for others does not reach the socket', async () => {
    await using simulator = await startPlatform();
    const conf = { maxKeys: 1, stdTTL: 0, id: 'bot', host: 'elsewhere.example', port: 1, headers: { 'x-bot': 'yes' } };
    await using bot = await connectedBot(simulator, conf);

    const upgrade = await simulator.seen({ kind: 'upgrade' });

    expect(upgrade).toMatchObject({ headers: { 'x-bot': 'yes' } });
    expect(bot.agent.connected).toBe(true);
  });

  it('#42: nobody is logged out', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);

    bot.agent.dispose();

    await simulator.seen({ kind: 'close' });
    expect(httpOf(simulator, 'logout')).toEqual([]);
  });
});
