import { describe, expect, it } from 'vitest';
import { Simulator, SimulatorClock } from '../../src/simulator/index.js';
import { Peer, ringsIn, type Frame } from './peer.js';

const ROUTING = '.ams.routing.RoutingTaskNotification';

const subscribe = async (peer: Peer, filter: object = {}): Promise<Frame> =>
  peer.request('.ams.routing.SubscribeRoutingTasks', filter);

const become = async (peer: Peer, availability: string): Promise<Frame> =>
  peer.request('.ams.routing.SetAgentState', { availability });

/** States of a conversation's rings, in the order of their notifications. */
async function statesOf(peer: Peer, conversationId: string): Promise<readonly string[]> {
  const frames = await peer.all(ROUTING);
  return frames.flatMap(({ body }) =>
    (body.changes ?? [])
      .filter(({ result }) => result['conversationId'] === conversationId)
      .flatMap(({ result }) => result.ringsDetails?.map(({ ringState }) => ringState) ?? []),
  );
}

describe('a routing subscription', () => {
  it('starts with a snapshot, empty without waiting rings', async () => {
    await using simulator = await Simulator.start();
    await using peer = await Peer.of(simulator);

    const { body } = await subscribe(peer);

    expect(await peer.all(ROUTING)).toEqual([
      { kind: 'notification', type: ROUTING, body: { subscriptionId: body.subscriptionId, changes: [] } },
    ]);
  });

  it('starts with the waiting rings, in the shape of UMS', async () => {
    await using simulator = await Simulator.start({ ringExpirationMs: 9000 });
    const consumer = simulator.consumer();
    await consumer.startConversation({ skillId: '77' });
    await using peer = await Peer.of(simulator);
    await become(peer, 'ONLINE');

    const { body } = await subscribe(peer);

    const ids = { brandId: '10000001', consumerId: consumer.id, skillId: '77' };
    expect((await peer.all(ROUTING)).map((frame) => frame.body)).toEqual([
      {
        subscriptionId: body.subscriptionId,
        changes: [
          {
            type: 'UPSERT',
            result: {
              routingTaskId: expect.any(String),
              taskCompleted: false,
              conversationId: consumer.conversationId,
              ...ids,
              assignedAgentId: '10000001.501',
              ringsDetails: [
                {
                  ringId: expect.stringMatching(new RegExp(`^${consumer.conversationId}_10000001_\\d+$`)),
                  ringExpirationTs: expect.any(Number),
                  ringState: 'WAITING',
                  weight: expect.any(Number),
                  ringExpiration: 9000,
                  convId: consumer.conversationId,
                  ...ids,
                },
              ],
            },
          },
        ],
      },
    ]);
  });

  it('is filtered by skill, until it is updated', async () => {
    await using simulator = await Simulator.start();
    await using peer = await Peer.of(simulator);
    await become(peer, 'ONLINE');
    const { body } = await subscribe(peer, { skillId: '1' });
    const [first, second] = [simulator.consumer(), simulator.consumer()];

    await first.startConversation({ skillId: '2' });
    const { subscriptionId } = body;
    await peer.request('.ams.routing.UpdateRoutingTaskSubscription', { subscriptionId, skillId: '2' });
    await second.startConversation({ skillId: '2' });

    expect(await statesOf(peer, first.conversationId)).toEqual([]);
    expect(await statesOf(peer, second.conversationId)).toEqual(['WAITING']);
  });
});

describe('a conversation rings', () => {
  it('only agents who are online, subscribed and have the skill', async () => {
    const skillIds = ['5'];
    await using simulator = await Simulator.start({ agents: Array.from({ length: 5 }, () => ({ skillIds })) });
    simulator.addAgent({ skillIds: ['6'] });
    const open = async (index: number): Promise<Peer> => Peer.of(simulator, simulator.agents[index]);
    await using ready = await open(0);
    await using silent = await open(1);
    await using away = await open(2);
    await using occupied = await open(3);
    await using unsubscribed = await open(4);
    await using unskilled = await open(5);
    for (const peer of [ready, silent, away, occupied, unskilled]) await subscribe(peer);
    for (const peer of [ready, unsubscribed, unskilled]) await become(peer, 'ONLINE');
    await become(away, 'AWAY');
    await become(occupied, 'OCCUPIED');
    const consumer = simulator.consumer();

    await consumer.startConversation({ skillId: '5' });

    const rung = [ready, silent, away, occupied, unsubscribed, unskilled].map(async (peer) =>
      statesOf(peer, consumer.conversationId),
    );
    expect(await Promise.all(rung)).toEqual([['WAITING'], [], [], [], [], []]);
  });

  it('agents who come online later, and once only', async () => {
    await using simulator = await Simulator.start();
    await using peer = await Peer.of(simulator);
    await subscribe(peer);
    const consumer = simulator.consumer();
    await consumer.startConversation();

    await become(peer, 'ONLINE');
    await become(peer, 'ONLINE');

    expect(await statesOf(peer, consumer.conversationId)).toEqual(['WAITING']);
  });

  it('occupied agents when it returns to the queue', async () => {
    await using simulator = await Simulator.start({ agents: [{}, {}] });
    const [first, second] = simulator.agents;
    await using owner = await Peer.ready(simulator, first);
    await using occupied = await Peer.of(simulator, second);
    await subscribe(occupied);
    await become(occupied, 'OCCUPIED');
    const consumer = simulator.consumer();
    await consumer.startConversation();
    await owner.accept(consumer.conversationId);

    await owner.update(consumer.conversationId, {
      field: 'ParticipantsChange',
      type: 'REMOVE',
      role: 'ASSIGNED_AGENT',
    });

    expect(await statesOf(occupied, consumer.conversationId)).toEqual(['WAITING']);
    expect(await statesOf(owner, consumer.conversationId)).toEqual(['WAITING', 'ACCEPTED', 'WAITING']);
  });
});

describe('a ring', () => {
  it('is accepted: response, conversation change, completed task', async () => {
    await using simulator = await Simulator.start();
    await using peer = await Peer.ready(simulator);
    const consumer = simulator.consumer();
    await consumer.startConversation();
    const ringId = await peer.ring(consumer.conversationId);
    const before = peer.frames.length;

    const answer = await peer.request('.ams.routing.UpdateRingState', { ringId, ringState: 'ACCEPTED' });
    await peer.request('.GetClock');

    expect(answer).toMatchObject({ code: 202, type: '.ReqBody$StringResp', body: 'Ring state updated successfully' });
    const [, conversation, routing] = peer.frames.slice(before);
    expect(conversation?.body.changes?.[0]?.result.conversationDetails).toMatchObject({
      participants: { CONSUMER: [consumer.id], ASSIGNED_AGENT: ['10000001.501'] },
      participantsPId: { CONSUMER: [consumer.id], ASSIGNED_AGENT: ['aaaaaaaa-0000-5000-8000-000000000501'] },
    });
    expect(routing?.body.changes).toMatchObject([
      { type: 'UPSERT', result: { taskCompleted: true, ringsDetails: [{ ringId, ringState: 'ACCEPTED' }] } },
    ]);
  });

  it('is cancelled for the other agents', async () => {
    await using simulator = await Simulator.start({ agents: [{}, {}] });
    await using winner = await Peer.ready(simulator, simulator.agents[0]);
    await using loser = await Peer.ready(simulator, simulator.agents[1]);
    const consumer = simulator.consumer();
    await consumer.startConversation();
    const lost = await loser.ring(consumer.conversationId);

    await winner.accept(consumer.conversationId);

    expect(await statesOf(loser, consumer.conversationId)).toEqual(['WAITING', 'CANCELLED']);
    const late = { ringId: lost, ringState: 'ACCEPTED' };
    expect(await loser.request('.ams.routing.UpdateRingState', late)).toMatchObject({ code: 409 });
    expect(await winner.request('.ams.routing.UpdateRingState', late)).toMatchObject({ code: 403 });
  });

  it('is cancelled when the conversation is closed', async () => {
    await using simulator = await Simulator.start();
    await using peer = await Peer.ready(simulator);
    const consumer = simulator.consumer();
    await consumer.startConversation();

    await consumer.close();

    expect(await statesOf(peer, consumer.conversationId)).toEqual(['WAITING', 'CANCELLED']);
  });

  it('is rejected, and then does not ring the same agent again', async () => {
    await using simulator = await Simulator.start();
    await using peer = await Peer.ready(simulator);
    const consumer = simulator.consumer();
    await consumer.startConversation();
    const ringId = await peer.ring(consumer.conversationId);

    await peer.request('.ams.routing.UpdateRingState', { ringId, ringState: 'REJECTED' });
    await become(peer, 'ONLINE');

    expect(await statesOf(peer, consumer.conversationId)).toEqual(['WAITING', 'REJECTED']);
  });

  it('expires, and the conversation rings again', async () => {
    await using simulator = await Simulator.start({ clock: SimulatorClock.stopped() });
    await using peer = await Peer.ready(simulator);
    const consumer = simulator.consumer();
    await consumer.startConversation();
    const ringId = await peer.ring(consumer.conversationId);

    simulator.clock.advance(72_000);
    await peer.next((frame) => ringsIn(frame, consumer.conversationId, 'EXPIRED').includes(ringId));
    await peer.next((frame) => ringsIn(frame, consumer.conversationId, 'WAITING').some((id) => id !== ringId));

    const late = await peer.request('.ams.routing.UpdateRingState', { ringId, ringState: 'ACCEPTED' });
    expect(late).toMatchObject({ code: 409, body: 'Ring is already EXPIRED' });
  });

  it('survives its socket, and is in the snapshot of the next one', async () => {
    await using simulator = await Simulator.start();
    const consumer = simulator.consumer();
    const { token } = simulator.agentOptions('token');
    const url = `ws://${simulator.host}/ws_api/account/10000001/messaging/brand/${token}?v=2.1`;
    const first = await Peer.open(url);
    await become(first, 'ONLINE');
    await subscribe(first);
    await consumer.startConversation();
    const ringId = await first.ring(consumer.conversationId);
    await first[Symbol.asyncDispose]();
    await simulator.seen({ kind: 'close' });

    await using second = await Peer.open(url);
    await subscribe(second);

    expect(await second.ring(consumer.conversationId)).toBe(ringId);
    expect(await second.accept(consumer.conversationId)).toMatchObject({ code: 202 });
  });
});

describe('a transfer to an agent', () => {
  const transfer = (userId: string): readonly object[] => [
    { field: 'ParticipantsChange', type: 'REMOVE', role: 'ASSIGNED_AGENT' },
    { field: 'ParticipantsChange', type: 'SUGGEST', role: 'ASSIGNED_AGENT', userId },
    { field: 'Skill', type: 'UPDATE', skill: '9' },
  ];

  it('shows the agent as suggested and rings only this agent, until it is accepted', async () => {
    await using simulator = await Simulator.start({ agents: [{}, {}, {}] });
    const [first, second, third] = simulator.agents;
    await using owner = await Peer.ready(simulator, first);
    await using old = await Peer.of(simulator, third, '?v=2.0');
    await old.request('.ams.aam.SubscribeExConversations', {});
    const consumer = simulator.consumer();
    await consumer.startConversation({ skillId: '1' });
    const { conversationId } = consumer;
    await owner.accept(conversationId);
    await using target = await Peer.ready(simulator, second);

    const answer = await owner.update(conversationId, ...transfer('10000001.502'));

    expect(answer).toMatchObject({ code: 200, body: 'OK Agent removed successfully' });
    expect(simulator.conversation(conversationId)).toMatchObject({
      skillId: '9',
      assignedAgentId: undefined,
      suggestedAgentId: '10000001.502',
    });
    const suggested = { id: '10000001.502', role: 'ASSIGNED_AGENT', state: 'SUGGESTED' };
    expect(await lastDetails(target)).toMatchObject({
      participants: { CONSUMER: [consumer.id] },
      dialogs: [{ participantsDetails: [{ id: consumer.id }, suggested] }],
    });
    expect((await lastDetails(old)).dialogs[0]?.participantsDetails).toEqual([{ id: consumer.id, role: 'CONSUMER' }]);
    expect(await statesOf(owner, conversationId)).toEqual(['WAITING', 'ACCEPTED']);
    expect(await target.say(conversationId, 'too early')).toMatchObject({ code: 403 });

    await target.accept(conversationId);

    expect(await lastDetails(target)).toMatchObject({
      participants: { ASSIGNED_AGENT: ['10000001.502'] },
      dialogs: [{ participantsDetails: [{ id: consumer.id }, { ...suggested, state: 'ACTIVE' }] }],
    });
  });

  it('returns to the queue when it is not accepted in time', async () => {
    await using simulator = await Simulator.start({ agents: [{}, {}], clock: SimulatorClock.stopped() });
    const [first, second] = simulator.agents;
    await using owner = await Peer.ready(simulator, first);
    const consumer = simulator.consumer();
    await consumer.startConversation();
    const { conversationId } = consumer;
    await owner.accept(conversationId);
    const before = owner.frames.length;

    // The target agent has no socket and cannot be rung.
    await owner.update(conversationId, ...transfer(second?.pid ?? ''));
    expect(simulator.conversation(conversationId)?.suggestedAgentId).toBe('10000001.502');
    simulator.clock.advance(72_000);
    await owner.next(
      (frame) => owner.frames.indexOf(frame) >= before && ringsIn(frame, conversationId, 'WAITING').length > 0,
    );

    expect(simulator.conversation(conversationId)?.suggestedAgentId).toBeUndefined();
  });

  it('returns to the queue when it is rejected', async () => {
    await using simulator = await Simulator.start({ agents: [{}, {}] });
    const [first, second] = simulator.agents;
    await using owner = await Peer.ready(simulator, first);
    const consumer = simulator.consumer();
    await consumer.startConversation();
    const { conversationId } = consumer;
    await owner.accept(conversationId);
    await using target = await Peer.ready(simulator, second);
    await owner.update(conversationId, ...transfer('10000001.502'));

    const ringId = await target.ring(conversationId);
    await target.request('.ams.routing.UpdateRingState', { ringId, ringState: 'REJECTED' });

    expect(simulator.conversation(conversationId)?.suggestedAgentId).toBeUndefined();
    expect(await statesOf(owner, conversationId)).toEqual(['WAITING', 'ACCEPTED', 'WAITING']);
  });
});

describe('agent state', () => {
  it('is sent to its subscribers', async () => {
    await using simulator = await Simulator.start();
    await using peer = await Peer.of(simulator);
    const all = await peer.request('.ams.routing.SubscribeAgentsState', {});
    await peer.request('.ams.routing.SubscribeAgentsState', { agentAvailability: 'AWAY' });

    await become(peer, 'ONLINE');

    const result = { agentUserId: '10000001.501', channels: ['MESSAGING'], availability: 'ONLINE', description: '' };
    expect((await peer.all('.ams.routing.AgentStateNotification')).map(({ body }) => body)).toEqual([
      { subscriptionId: all.body.subscriptionId, changes: [{ type: 'UPSERT', result }] },
    ]);
  });
});

async function lastDetails(
  peer: Peer,
): Promise<NonNullable<Frame['body']['changes']>[number]['result']['conversationDetails'] & object> {
  const frames = await peer.all('.ams.aam.ExConversationChangeNotification');
  const details = frames.at(-1)?.body.changes?.at(-1)?.result.conversationDetails;
  if (!details) throw new Error('No notification contains a conversation');
  return details;
}
