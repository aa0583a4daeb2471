import { describe, expect, it } from 'vitest';
import { Agent, type AgentConf, type LegacyRequest } from '../../src/legacy/index.js';
import { Refusal, Simulator } from '../../src/simulator/index.js';
import { bodiesOf, botOf, called, confOf, connectedBot, framesOf, settled, startPlatform } from './support.js';
import { OWN_ID } from '../support/wire.js';

const hello = {
  dialogId: 'd-1',
  event: { type: 'ContentEvent', contentType: 'text/plain', message: 'hello' },
} as const;

/** The id of the only request with that name. */
async function requestId(simulator: Simulator, request: string): Promise<unknown> {
  await simulator.seen({ request });
  return framesOf(simulator, request)[0]?.['id'];
}

describe('requests', () => {
  it('methods work detached from the agent and without arguments', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);
    const { getClock } = bot.agent;

    const timer = setInterval(() => getClock(), 1);

    await simulator.seen({ request: 'getClock' });
    clearInterval(timer);
    expect(bodiesOf(simulator, 'getClock')[0]).toEqual({});
  });

  it('a request without a callback does not throw while not connected', async () => {
    await using simulator = await startPlatform();
    await using bot = botOf(confOf(simulator, { autoConnect: false }));

    expect(() => bot.agent.getClock()).not.toThrow();
  });

  it('the error of a refused request is the response itself', async () => {
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

  it('a body is not changed', async () => {
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
    '%s() works without a body',
    async (name) => {
      await using simulator = await startPlatform();
      await using bot = await connectedBot(simulator);
      simulator.answer(name, () => []);

      const method: LegacyRequest<never, unknown> = bot.agent[name];

      const outcome = await called((callback) => method(callback));

      expect(outcome[0]).toBeNull();
    },
  );

  it('a single conversation field is sent as a list', async () => {
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

  it('each request has its own deadline', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator, { requestTimeout: 30 });
    simulator.answer('getClock', () => Simulator.SILENCE);

    const outcomes = await Promise.all([1, 2, 3].map(() => called((callback) => bot.agent.getClock(callback))));

    expect(outcomes).toMatchObject(Array.from({ length: 3 }, () => [{ message: 'Request has timed out' }, undefined]));
    expect(bot.agent.pendingRequests).toEqual({});
  });

  it('a request is no longer pending when its callback runs', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);

    const pending = await new Promise((resolve) => {
      bot.agent.getClock(() => resolve(Object.keys(bot.agent.pendingRequests)));
      bot.journal.note('pending', Object.keys(bot.agent.pendingRequests).length);
    });

    expect(pending).toEqual([]);
    expect(bot.journal.all('pending')).toEqual([['pending', 1]]);
  });

  it('getClock() in a timer does not throw after dispose()', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);
    bot.agent.dispose();

    expect(() => bot.agent.getClock()).not.toThrow();
  });

  it('a refused profile calls back with the text of the refusal', async () => {
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

  it('a malformed successful response emits error and calls back with it', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);
    simulator.answer('subscribeMessagingEvents', () => 'nonsense');

    const [error] = await called((callback) => bot.agent.subscribeMessagingEvents({ dialogId: 'd' }, callback));

    expect(bot.journal.all('error')).toEqual([['error', error]]);
    expect(error).toMatchObject({ payload: { kind: 'resp', code: 200, body: 'nonsense' } });
  });

  it('a frozen body is sent', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);

    bot.agent.subscribeExConversations(Object.freeze({ agentIds: Object.freeze([bot.agent.agentId]) as never }));
    await settled(bot);

    expect(bodiesOf(simulator, 'subscribeExConversations')).toEqual([{ agentIds: [OWN_ID] }]);
  });

  it('subscribeRoutingTasks() works without a body', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);

    bot.agent.subscribeRoutingTasks();
    await settled(bot);

    expect(bodiesOf(simulator, 'subscribeRoutingTasks')).toEqual([
      { channelType: 'MESSAGING', agentId: OWN_ID, brandId: '10000001' },
    ]);
  });

  it('the callback may be the first argument', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);

    const outcome = await called((callback) => bot.agent.getClock(callback));

    expect(outcome).toEqual([null, { currentTime: expect.any(Number) }]);
  });

  it('newerThanSequence is sent when fromSeq is missing', async () => {
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
  ])('a conf may be %s', async (_, made) => {
    await using simulator = await startPlatform();
    const conf = made(confOf(simulator));
    await using bot = botOf(conf);

    await bot.journal.seen('connected');

    expect(bot.agent.conf).toBe(conf);
  });

  it('methods are own properties of the agent', async () => {
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

  it('the headers argument is sent as it is', async () => {
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

  it('a refused request calls back with the response and its body', async () => {
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

  it('an unknown agentId in agentIds stands for the agent itself', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator, {}, 'token');

    bot.agent.subscribeExConversations({ convState: ['OPEN'], agentIds: [bot.agent.agentId] });
    await settled(bot);

    expect(bodiesOf(simulator, 'subscribeExConversations')).toEqual([{ convState: ['OPEN'], agentIds: [OWN_ID] }]);
  });
});
