import { describe, expect, it } from 'vitest';
import { requestNamed, requests, type RequestName } from '../../src/protocol/registry.js';
import { Refusal, Simulator } from '../../src/simulator/index.js';
import { Peer } from './peer.js';

const names = Object.keys(requests) as RequestName[];

describe('responses', () => {
  it.each(names)('%s gets a response with its request id', async (name) => {
    await using simulator = await Simulator.start();
    await using peer = await Peer.of(simulator);
    const { type, example } = requestNamed(name);

    const answer = await peer.request(type, example.wire);

    expect(answer).toMatchObject({ kind: 'resp', reqId: 'r1', code: expect.any(Number), type: expect.any(String) });
    expect(answer.code).not.toBe(500);
  });

  it('have the types and codes of the registry', async () => {
    await using simulator = await Simulator.start();
    await using peer = await Peer.of(simulator);

    expect(await peer.request('.GetClock')).toEqual({
      kind: 'resp',
      reqId: 'r1',
      code: 200,
      type: '.GetClock$Response',
      body: { currentTime: expect.closeTo(Date.now(), -4) },
    });
    expect(await peer.request('.ams.routing.SetAgentState', { availability: 'AWAY' })).toEqual({
      kind: 'resp',
      reqId: 'r2',
      code: 202,
      type: '.ReqBody$StringResp',
      body: 'Agent state updated successfully',
    });
    expect(await peer.request('KeepAlive')).toMatchObject({ code: 200 });
  });

  it('echo ids as strings', async () => {
    await using simulator = await Simulator.start();
    await using peer = await Peer.of(simulator);

    peer.webSocket.send('{"id":4,"type":".GetClock"}');

    expect(await peer.next(({ reqId }) => reqId === '4')).toMatchObject({ code: 200 });
  });

  it('refuse what UMS would refuse, with an error text', async () => {
    await using simulator = await Simulator.start();
    await using peer = await Peer.of(simulator);
    const refused = async (type: string, body?: unknown): Promise<unknown> => {
      const { code, type: responseType, body: sentence } = await peer.request(type, body);
      expect(responseType).toBe('.ReqBody$StringResp');
      expect(sentence).toEqual(expect.stringMatching(/^.{1,128}$/));
      return code;
    };

    expect(await refused('.NoSuchRequest')).toBe(400);
    expect(await refused('toString')).toBe(400);
    expect(await refused('.ams.routing.SetAgentState')).toBe(400);
    expect(await refused('.ams.routing.SetAgentState', { availability: 'ONLINE', agentUserId: '10000001.9' })).toBe(
      403,
    );
    expect(await refused('.ams.routing.SubscribeRoutingTasks', { agentId: '10000001.9' })).toBe(403);
    expect(await refused('.ams.routing.UpdateRingState', { ringId: 'none', ringState: 'ACCEPTED' })).toBe(404);
    expect(await refused('.ams.ms.PublishEvent', { dialogId: 'd' })).toBe(400);
    expect(await refused('.ams.ms.QueryMessages', { dialogId: 'none' })).toBe(404);
    expect(await refused('.ams.aam.UnsubscribeExConversations', { subscriptionId: 'none' })).toBe(404);
    expect(await refused('.ams.cm.AgentRequestConversation', { consumerId: 'none' })).toBe(404);
    expect(await refused('.ams.userprofile.GetUserProfile', 'none')).toBe(404);
  });
});

describe('overridden responses', () => {
  it('replace the default, by name or wire type, the given number of times', async () => {
    await using simulator = await Simulator.start();
    await using peer = await Peer.of(simulator);
    simulator.answer('getClock', ({ id, body }) => ({ id, body }), { times: 1 });
    const removal = simulator.answer('.ams.Unheard', (_, { agent, connectionId }) => [agent.userId, connectionId]);

    expect(await peer.request('.GetClock', { a: 1 })).toMatchObject({ code: 200, body: { id: 'r1', body: { a: 1 } } });
    expect(await peer.request('.GetClock')).toMatchObject({ body: { currentTime: expect.any(Number) } });
    expect(await peer.request('.ams.Unheard')).toMatchObject({ code: 200, body: ['501', 1] });
    removal();
    expect(await peer.request('.ams.Unheard')).toMatchObject({ code: 400 });
  });

  it('refuse with any code and body, and show errors of the override', async () => {
    await using simulator = await Simulator.start();
    await using peer = await Peer.of(simulator);
    simulator.answer('getClock', () => {
      throw new TypeError('oops');
    });
    simulator.answer(
      'getClock',
      async () => {
        throw new Refusal(429, { retry: true });
      },
      { times: 1 },
    );

    expect(await peer.request('.GetClock')).toMatchObject({ code: 429, body: { retry: true } });
    expect(await peer.request('.GetClock')).toMatchObject({ code: 500, body: 'TypeError: oops' });
  });

  it('are suppressed by SILENCE', async () => {
    await using simulator = await Simulator.start();
    await using peer = await Peer.of(simulator);
    {
      using _ = simulator.answer('getClock', () => Simulator.SILENCE);
      void peer.request('.GetClock');
      await simulator.seen({ request: 'getClock' });
    }

    await peer.request('.GetClock');

    expect(peer.frames.map(({ reqId }) => reqId)).toEqual(['r2']);
  });

  it('may proceed later, with notifications after the response', async () => {
    await using simulator = await Simulator.start();
    await using peer = await Peer.of(simulator);
    let release = (): void => {};
    const released = new Promise<void>((resolve) => (release = resolve));
    simulator.answer('subscribeRoutingTasks', async (_, { proceed }) => {
      const body = proceed();
      await released;
      return body;
    });

    const late = peer.request('.ams.routing.SubscribeRoutingTasks');
    await peer.request('.GetClock');
    release();
    await late;

    const { body } = await peer.next(({ type }) => type === '.ams.routing.RoutingTaskNotification');
    expect(body).toEqual({ subscriptionId: expect.any(String), changes: [] });
    expect(peer.frames.map(({ type }) => type)).toEqual([
      '.GetClock$Response',
      '.ams.GenericSubscribe$Response',
      '.ams.routing.RoutingTaskNotification',
    ]);
  });
});

describe('profiles', () => {
  it('describe a consumer, by bare id or in an object', async () => {
    await using simulator = await Simulator.start();
    await using peer = await Peer.of(simulator);
    const consumer = simulator.consumer({
      firstName: 'Ada',
      lastName: 'L',
      email: 'ada@example.com',
      mobileNum: '555',
      customerId: 'cust-1',
      authenticatedSdes: [{ type: 'ctmrinfo', info: { ctype: 'vip' } }],
    });

    const bare = await peer.request('.ams.userprofile.GetUserProfile', consumer.id);
    const wrapped = await peer.request('.ams.userprofile.GetUserProfile', { userId: consumer.id });

    expect(bare.body).toEqual({
      userId: consumer.id,
      firstName: 'Ada',
      lastName: 'L',
      role: 'CONSUMER',
      privateData: { mobileNum: '555', email: 'ada@example.com', userId: 'cust-1' },
      authenticatedData: { lp_sdes: [{ type: 'ctmrinfo', info: { ctype: 'vip' } }] },
    });
    expect(wrapped.body).toEqual(bare.body);
  });

  it.each([{}, { userId: '' }, ''])('describe the requesting agent for %j', async (body) => {
    await using simulator = await Simulator.start();
    await using peer = await Peer.of(simulator);

    expect(await peer.request('.ams.userprofile.GetUserProfile', body)).toMatchObject({
      body: { userId: '10000001.501' },
    });
  });
});
