import { fetch } from 'undici';
import { describe, expect, it } from 'vitest';
import { Simulator, SimulatorClock, SimulatorError } from '../../src/simulator/index.js';
import { logIn, Peer, post, ringsIn, socketUrl, upgradeStatus } from './peer.js';

const START = Date.UTC(2024, 0, 1);
const HOUR = 3_600_000;

describe('a stopped clock', () => {
  it('is the source of every timestamp of the platform', async () => {
    await using simulator = await Simulator.start({ clock: SimulatorClock.stopped(START) });
    await using peer = await Peer.ready(simulator);
    const consumer = simulator.consumer();
    await consumer.startConversation();
    await peer.accept(consumer.conversationId);
    simulator.clock.advance(1_500);

    await consumer.say('late');

    expect(simulator.clock.now()).toBe(START + 1_500);
    expect(await peer.request('.GetClock')).toMatchObject({ body: { currentTime: START + 1_500 } });
    const message = await peer.next(({ type }) => type === '.ams.ms.OnlineEventDistribution');
    expect(message.body).toMatchObject({ serverTimestamp: START + 1_500 });
    const [conversation] = simulator.conversation(consumer.conversationId)?.dialogs ?? [];
    expect(conversation?.messages[0]).toMatchObject({ serverTimestamp: START + 1_500 });
    expect(simulator.transcript.at(0)?.at).toBe(START);
    expect(simulator.transcript.at(-1)?.at).toBe(START + 1_500);
  });

  it('lets a ring expire by advancing, and not before', async () => {
    await using simulator = await Simulator.start({ clock: SimulatorClock.stopped(START) });
    await using peer = await Peer.ready(simulator);
    const consumer = simulator.consumer();
    await consumer.startConversation();
    const first = await peer.ring(consumer.conversationId);

    simulator.clock.advance(71_999);
    const before = await peer.all('.ams.routing.RoutingTaskNotification');
    simulator.clock.advance(1);
    const after = await peer.all('.ams.routing.RoutingTaskNotification');

    const { conversationId } = consumer;
    expect(before.flatMap((frame) => ringsIn(frame, conversationId, 'EXPIRED'))).toEqual([]);
    expect(after.flatMap((frame) => ringsIn(frame, conversationId, 'EXPIRED'))).toEqual([first]);
    expect(after.flatMap((frame) => ringsIn(frame, conversationId, 'WAITING'))).toHaveLength(2);
  });

  it('fires repeated timers in one advance, each at its own time', async () => {
    const clock = SimulatorClock.stopped(START);
    await using simulator = await Simulator.start({ clock, ringExpirationMs: 1_000 });
    await using peer = await Peer.ready(simulator);
    await simulator.consumer().startConversation();
    const feed = simulator.feed();

    clock.advance(3_500);
    await simulator.close();

    const expired: number[] = [];
    for await (const entry of feed) {
      if (entry.kind === 'event' && entry.type === 'ring.expired') expired.push(entry.at - START);
    }
    expect(expired).toEqual([1_000, 2_000, 3_000]);
    expect(await peer.closed).toBe(1006);
  });

  it('expires a session by advancing, unless the session is refreshed', async () => {
    await using simulator = await Simulator.start({ clock: SimulatorClock.stopped(START) });
    const other = simulator.addAgent();
    const kept = await logIn(simulator);
    const left = await logIn(simulator, other);
    await using peer = await Peer.open(socketUrl(simulator, left.bearer));
    const refresh = async ({ csrf, cookie }: typeof kept): Promise<number> =>
      (await post(simulator, 'refresh', { csrf }, { cookie })).status;

    simulator.clock.advance(8 * HOUR - 1);
    expect(await refresh(kept)).toBe(200);
    expect(await upgradeStatus(socketUrl(simulator, left.bearer))).toBe(101);
    simulator.clock.advance(1);

    expect([await refresh(kept), await refresh(left)]).toEqual([200, 401]);
    expect(await upgradeStatus(socketUrl(simulator, left.bearer))).toBe(401);
    expect(await peer.request('.GetClock')).toMatchObject({ code: 200 });
    simulator.clock.advance(8 * HOUR);
    expect(await refresh(kept)).toBe(401);
  });

  it('does not change the session lifetime in the response to a login', async () => {
    await using simulator = await Simulator.start({ sessionTtlMs: 60_000 });
    const { username, password } = simulator.agentOptions();

    const response = await post(simulator, 'login', { username, password });

    expect(await response.json()).toMatchObject({ sessionTTl: '60000' });
  });

  it('holds a delayed answer until it has advanced by the delay', async () => {
    await using simulator = await Simulator.start({ clock: SimulatorClock.stopped(START) });
    await using peer = await Peer.of(simulator);
    simulator.faults.frames('out', (frame) => frame?.reqId === 'r1', { delayMs: 5_000 });

    const late = peer.request('.GetClock');
    await simulator.seen((entry) => entry.kind === 'frame' && entry.fault === 'delayed');
    await peer.request('KeepAlive');
    expect(peer.frames.map(({ reqId }) => reqId)).toEqual(['r2']);
    simulator.clock.advance(5_000);

    expect(await late).toMatchObject({ code: 200 });
  });

  it('expires the URLs of files', async () => {
    await using simulator = await Simulator.start({ clock: SimulatorClock.stopped(START) });
    await using peer = await Peer.of(simulator);
    const { body } = await peer.request('.ams.ms.GenerateURLForUploadFile', { fileSize: 4, fileType: 'JPEG' });
    const { relativePath, queryParams } = body as { relativePath: string; queryParams: Record<string, string> };
    const url = `http://${simulator.host}${relativePath}?${new URLSearchParams(queryParams).toString()}`;
    const put = async (): Promise<number> => (await fetch(url, { method: 'PUT', body: 'x' })).status;

    simulator.clock.advance(59_999);
    const inTime = await put();
    simulator.clock.advance(1);

    expect([inTime, await put()]).toEqual([201, 401]);
  });

  it('is shared by simulators, each of which cancels only its own timers', async () => {
    const clock = SimulatorClock.stopped(START);
    await using kept = await Simulator.start({ clock });
    const closed = await Simulator.start({ clock });
    const { token } = kept.agentOptions('token');
    closed.agentOptions('token');
    await closed.close();
    await using feed = kept.feed({ from: 'now' });

    clock.advance(8 * HOUR);

    expect((await feed.next()).value).toMatchObject({ type: 'session.ended', body: { reason: 'expired' } });
    expect(await upgradeStatus(socketUrl(kept, token))).toBe(401);
  });
});

describe('a running clock', () => {
  it('continues from the time to which it was advanced', async () => {
    await using simulator = await Simulator.start();
    const before = simulator.clock.now();

    simulator.clock.advance(HOUR);

    expect(before).toBeCloseTo(Date.now(), -4);
    expect(simulator.clock.now()).toBeCloseTo(before + HOUR, -4);
  });

  it('brings its timers forward', async () => {
    await using simulator = await Simulator.start({ ringExpirationMs: HOUR });
    await using peer = await Peer.ready(simulator);
    const consumer = simulator.consumer();
    await consumer.startConversation();
    const ringId = await peer.ring(consumer.conversationId);

    simulator.clock.advance(HOUR);

    const expired = await peer.next((frame) => ringsIn(frame, consumer.conversationId, 'EXPIRED').length > 0);
    expect(ringsIn(expired, consumer.conversationId, 'EXPIRED')).toEqual([ringId]);
  });

  it('fires what remains of a timer in real time', async () => {
    await using simulator = await Simulator.start({ ringExpirationMs: HOUR });
    await using peer = await Peer.ready(simulator);
    const consumer = simulator.consumer();
    await consumer.startConversation();
    const ringId = await peer.ring(consumer.conversationId);

    simulator.clock.advance(HOUR - 20_000);
    simulator.clock.advance(19_950);

    const expired = await peer.next((frame) => ringsIn(frame, consumer.conversationId, 'EXPIRED').length > 0);
    expect(ringsIn(expired, consumer.conversationId, 'EXPIRED')).toEqual([ringId]);
  });

  it('does not fire a timer of more than 2 ** 31 - 1 ms at once', async () => {
    await using simulator = await Simulator.start({ ringExpirationMs: 2 ** 31 });
    await using peer = await Peer.ready(simulator);
    const consumer = simulator.consumer();
    await consumer.startConversation();
    await peer.ring(consumer.conversationId);

    for (let count = 0; count < 20; count += 1) await peer.request('.GetClock');

    expect(peer.frames.flatMap((frame) => ringsIn(frame, consumer.conversationId, 'EXPIRED'))).toEqual([]);
  });
});

it.each([-1, Number.NaN, Infinity])('advance(%d) is refused', (durationMs) => {
  const clock = SimulatorClock.stopped(START);

  expect(() => clock.advance(durationMs)).toThrow(SimulatorError);
  expect(() => clock.advance(durationMs)).toThrow('expected a duration in ms, 0 or more');
  expect(clock.now()).toBe(START);
});
