import { describe, expect, expectTypeOf, it } from 'vitest';
import { Refusal, Simulator, SimulatorClock, type FeedEntry, type FeedReader } from '../../src/simulator/index.js';
import { logIn, Peer, post } from './peer.js';

const START = Date.UTC(2024, 0, 1);

/** The entries that a reader still gets from a closed simulator. */
async function rest(reader: FeedReader): Promise<readonly FeedEntry[]> {
  const entries: FeedEntry[] = [];
  for await (const entry of reader) entries.push(entry);
  return entries;
}

const idsOf = (entries: readonly FeedEntry[]): readonly number[] => entries.map(({ id }) => id);

describe('an entry of the feed', () => {
  it('has a written-out JSON form', async () => {
    const simulator = await Simulator.start({ clock: SimulatorClock.stopped(START) });
    const peer = await Peer.of(simulator);
    await peer.request('.GetClock');
    peer.webSocket.ping();
    peer.webSocket.close(1000, 'bye');
    await simulator.seen({ kind: 'close' });
    await simulator.close();

    const [opened, login, upgrade, request, response, ping, pong, close, ...more] = await rest(simulator.feed());

    const base = { at: START, account: '10000001' };
    const socket = { connectionId: 1, userId: '501' };
    expect(opened).toStrictEqual({
      id: 0,
      ...base,
      kind: 'event',
      type: 'session.opened',
      userId: '501',
      body: { username: 'bot' },
    });
    expect(login).toStrictEqual({
      id: 1,
      ...base,
      kind: 'http',
      service: 'login',
      method: 'POST',
      path: '/api/account/10000001/login?v=1.3',
      headers: expect.objectContaining({ 'content-type': 'application/json' }),
      requestBody: { username: 'bot', password: '[redacted]' },
      status: 200,
      responseBody: expect.objectContaining({ bearer: '[redacted]', csrf: '[redacted]', sessionTTl: '28800000' }),
    });
    expect(upgrade).toStrictEqual({
      id: 2,
      ...base,
      kind: 'upgrade',
      path: '/ws_api/account/10000001/messaging/brand/[redacted]?v=2.1',
      status: 101,
      headers: expect.objectContaining({ upgrade: 'websocket' }),
      ...socket,
    });
    expect(request).toStrictEqual({
      id: 3,
      ...base,
      kind: 'frame',
      direction: 'in',
      ...socket,
      requestId: 'r1',
      request: 'getClock',
      type: '.GetClock',
      frame: { kind: 'req', id: 'r1', type: '.GetClock' },
    });
    expect(response).toStrictEqual({
      id: 4,
      ...base,
      kind: 'frame',
      direction: 'out',
      ...socket,
      requestId: 'r1',
      request: 'getClock',
      type: '.GetClock$Response',
      frame: { kind: 'resp', reqId: 'r1', code: 200, type: '.GetClock$Response', body: { currentTime: START } },
    });
    expect(ping).toStrictEqual({ id: 5, ...base, kind: 'ping', direction: 'in', ...socket });
    expect(pong).toStrictEqual({ id: 6, ...base, kind: 'pong', direction: 'out', ...socket });
    expect(close).toStrictEqual({ id: 7, ...base, kind: 'close', ...socket, code: 1000, reason: 'bye' });
    expect(more).toEqual([]);
  });

  it('survives a round trip through JSON, for every kind of entry', async () => {
    const simulator = await Simulator.start({ survey: true });
    const peer = await Peer.ready(simulator);
    const consumer = simulator.consumer();
    await consumer.startConversation({ message: 'hi' });
    await peer.accept(consumer.conversationId);
    await peer.say(consumer.conversationId, 'hello');
    await consumer.typing();
    simulator.answer('getClock', () => ({ at: new Date(START), none: undefined }), { times: 1 });
    await peer.request('.GetClock');
    simulator.answer(
      'getClock',
      () => {
        throw new Refusal(429);
      },
      { times: 1 },
    );
    await peer.request('.GetClock');
    simulator.send('not JSON');
    simulator.send(Buffer.from([0, 1]));
    simulator.faults.http('refresh', { hang: true });
    void post(simulator, 'refresh', {}).catch(() => {});
    await simulator.seen({ http: 'refresh' });
    await simulator.close();

    const entries = await rest(simulator.feed());

    expect(new Set(entries.map(({ kind }) => kind))).toEqual(new Set(['event', 'http', 'upgrade', 'frame', 'close']));
    for (const entry of entries) expect(JSON.parse(JSON.stringify(entry))).toStrictEqual(entry);
  });

  it('has no tokens', async () => {
    const simulator = await Simulator.start();
    const { csrf, cookie, bearer } = await logIn(simulator);
    await post(simulator, 'refresh', { csrf }, { cookie, authorization: `Bearer ${bearer}` });
    const { token } = simulator.agentOptions('token');
    const peer = await Peer.of(simulator);
    await peer.request('.Test', { deep: [{ password: 'planted' }] });
    await simulator.close();

    const written = JSON.stringify(await rest(simulator.feed()));

    for (const secret of [csrf, cookie.split('=')[1], bearer, token, 'planted', simulator.agents[0]?.password]) {
      expect(secret).toEqual(expect.stringMatching(/.{6}/));
      expect(written).not.toContain(secret);
    }
  });

  it('is discriminated by its kind', () => {
    expectTypeOf<FeedEntry['kind']>().toEqualTypeOf<
      'http' | 'upgrade' | 'frame' | 'ping' | 'pong' | 'close' | 'event' | 'dropped'
    >();
    expectTypeOf<Extract<FeedEntry, { kind: 'dropped' }>>().toHaveProperty('count');
  });
});

describe('the events of the platform', () => {
  it('describe a conversation from its start to its end', async () => {
    const simulator = await Simulator.start({ agents: [{}, {}] });
    const [first, second] = simulator.agents;
    const winner = await Peer.ready(simulator, first);
    const loser = await Peer.ready(simulator, second);
    const consumer = simulator.consumer();
    const feed = simulator.feed({ from: 'now' });
    const conversationId = await consumer.startConversation({ message: 'hi' });
    await loser.ring(conversationId);
    await winner.accept(conversationId);
    await winner.update(conversationId, { field: 'ConversationStateField', conversationState: 'CLOSE' });
    await simulator.close();

    const events = (await rest(feed)).filter((entry) => entry.kind === 'event');

    expect(events.map(({ type, userId, conversationId: id }) => [type, userId, id === conversationId])).toEqual([
      ['conversation.started', undefined, true],
      ['ring.waiting', '501', true],
      ['ring.waiting', '502', true],
      ['message.published', undefined, true],
      ['conversation.updated', undefined, true],
      ['ring.accepted', '501', true],
      ['ring.cancelled', '502', true],
      ['conversation.closed', undefined, true],
    ]);
    expect(events[0]?.body).toEqual({ consumerId: consumer.id, skillId: '-1', state: 'OPEN', stage: 'OPEN' });
    expect(events[3]?.body).toMatchObject({ sequence: 0, originatorId: consumer.id, eventType: 'ContentEvent' });
    expect(events[4]?.body).toMatchObject({ assignedAgentId: '10000001.501' });
  });

  it('describe a session from login to logout and the states of an agent', async () => {
    const simulator = await Simulator.start();
    const feed = simulator.feed();
    const { csrf, cookie } = await logIn(simulator);
    await post(simulator, 'refresh', { csrf }, { cookie });
    await using peer = await Peer.of(simulator);
    await peer.request('.ams.routing.SetAgentState', { availability: 'AWAY' });
    simulator.revoke();
    await simulator.close();

    const events = (await rest(feed)).filter((entry) => entry.kind === 'event');

    expect(events.map(({ type, userId, body }) => [type, userId, body['reason'] ?? body['availability']])).toEqual([
      ['session.opened', '501', undefined],
      ['session.refreshed', '501', undefined],
      ['session.ended', '501', 'replaced'],
      ['session.opened', '501', undefined],
      ['agent.stateChanged', '501', 'AWAY'],
      ['session.ended', '501', 'revoked'],
    ]);
  });

  it('are not part of the transcript, whose entries are those of the feed', async () => {
    const simulator = await Simulator.start();
    await Peer.ready(simulator);
    await simulator.close();

    const entries = await rest(simulator.feed());

    const exchanged = entries.filter(({ kind }) => kind !== 'event');
    expect(exchanged).toHaveLength(entries.length - 2);
    expect(simulator.transcript).toEqual(exchanged);
  });
});

describe('a reader of the feed', () => {
  it('starts at the beginning or now, and waits for new entries', async () => {
    await using simulator = await Simulator.start();
    simulator.agentOptions('token');
    await using all = simulator.feed();
    await using later = simulator.feed({ from: 'now' });
    const next = later.next();

    simulator.agentOptions('token');

    expect((await next).value).toMatchObject({ id: 1, type: 'session.ended' });
    expect((await later.next()).value).toMatchObject({ id: 2, type: 'session.opened' });
    expect((await all.next()).value).toMatchObject({ id: 0, type: 'session.opened' });
    expect((await all.next()).value).toMatchObject({ id: 1, type: 'session.ended' });
  });

  it('has a position and copies of its own', async () => {
    await using simulator = await Simulator.start();
    await using first = simulator.feed();
    await using second = simulator.feed();
    simulator.agentOptions('token');

    const mine = (await first.next()).value;
    Object.assign(mine ?? {}, { account: 'changed' });

    expect((await second.next()).value).toMatchObject({ id: 0, account: '10000001' });
  });

  it('settles concurrent calls of next in order', async () => {
    await using simulator = await Simulator.start({ singleSession: false });
    await using feed = simulator.feed();
    const pending = [feed.next(), feed.next(), feed.next()];

    for (let count = 0; count < 3; count += 1) simulator.agentOptions('token');

    expect((await Promise.all(pending)).map(({ value }) => value?.id)).toEqual([0, 1, 2]);
  });

  it('gets a mark in place of the entries that the buffer has dropped', async () => {
    const simulator = await Simulator.start({ transcriptLimit: 3, singleSession: false });
    const slow = simulator.feed();
    for (let count = 0; count < 4; count += 1) simulator.agentOptions('token');
    const before = await slow.next();
    for (let count = 0; count < 6; count += 1) simulator.agentOptions('token');
    await simulator.close();

    const after = await rest(slow);

    expect(before.value).toMatchObject({ id: 0, kind: 'dropped', count: 1 });
    expect(after).toMatchObject([{ id: 6, kind: 'dropped', account: '10000001', count: 6 }, {}, {}, {}]);
    expect(idsOf(after)).toEqual([6, 7, 8, 9]);
  });

  it('ends after the last entry when the simulator closes', async () => {
    const simulator = await Simulator.start();
    await Peer.of(simulator);
    const feed = simulator.feed();
    const waiting = simulator.feed({ from: 'now' });
    const next = waiting.next();
    await simulator.close();

    const entries = await rest(feed);

    expect(entries.at(-1)).toMatchObject({ kind: 'close', code: 1006 });
    expect((await next).value).toMatchObject({ kind: 'close' });
    expect(await waiting.next()).toEqual({ done: true, value: undefined });
    expect(await feed.next()).toEqual({ done: true, value: undefined });
  });

  it('ends with return, which also settles a pending next', async () => {
    await using simulator = await Simulator.start();
    const feed = simulator.feed();
    const next = feed.next();

    const returned = await feed.return();
    simulator.agentOptions('token');

    expect([returned, await next, await feed.next()]).toEqual(
      Array.from({ length: 3 }, () => ({ done: true, value: undefined })),
    );
  });

  it('ends when its loop is left', async () => {
    await using simulator = await Simulator.start({ singleSession: false });
    simulator.agentOptions('token');
    simulator.agentOptions('token');
    const feed = simulator.feed();

    for await (const { id } of feed) if (id === 0) break;

    expect(await feed.next()).toEqual({ done: true, value: undefined });
  });
});
