import { describe, expect, it } from 'vitest';
import { Simulator } from '../../src/simulator/index.js';
import { Peer, type Frame } from './peer.js';

const CHANGES = '.ams.aam.ExConversationChangeNotification';

const subscribe = async (peer: Peer, filter: object = {}): Promise<Frame> =>
  peer.request('.ams.aam.SubscribeExConversations', filter);

/** Type and id of each change, by notification. */
async function changes(peer: Peer): Promise<readonly (readonly string[])[]> {
  const frames = await peer.all(CHANGES);
  return frames.map(({ body }) => (body.changes ?? []).map(({ type, result }) => `${type} ${result.convId}`));
}

describe('a conversation subscription', () => {
  it('starts with a snapshot, oldest first, after the response', async () => {
    await using simulator = await Simulator.start();
    await using peer = await Peer.of(simulator);
    const [first, second] = [simulator.consumer(), simulator.consumer()];
    await first.startConversation();
    await second.startConversation();

    const answer = await subscribe(peer, { convState: ['OPEN'] });

    expect(answer).toMatchObject({ code: 200, type: '.ams.aam.SubscribeExConversations$Response' });
    expect(await changes(peer)).toEqual([[`UPSERT ${first.conversationId}`, `UPSERT ${second.conversationId}`]]);
    expect(peer.frames.map(({ type }) => type)).toEqual([answer.type, CHANGES, '.GetClock$Response']);
    expect(peer.frames[1]?.body).toMatchObject({
      subscriptionId: answer.body.subscriptionId,
      sentTs: expect.any(Number),
    });
  });

  it('describes a conversation as UMS 2.1 does', async () => {
    await using simulator = await Simulator.start();
    await using peer = await Peer.ready(simulator);
    const consumer = simulator.consumer();
    await consumer.startConversation({
      skillId: '77',
      message: 'hi',
      campaignInfo: { campaignId: 1, engagementId: 2 },
    });
    const { conversationId: id } = consumer;
    await peer.accept(id);

    const frame = (await peer.all(CHANGES)).at(-1);

    expect(frame?.body.changes).toEqual([
      {
        type: 'UPSERT',
        result: {
          convId: id,
          effectiveTTR: expect.any(Number),
          conversationDetails: {
            convId: id,
            skillId: '77',
            participants: { CONSUMER: [consumer.id], ASSIGNED_AGENT: ['10000001.501'] },
            participantsPId: { CONSUMER: [consumer.id], ASSIGNED_AGENT: ['aaaaaaaa-0000-5000-8000-000000000501'] },
            dialogs: [
              {
                dialogId: id,
                participantsDetails: [
                  { id: consumer.id, role: 'CONSUMER', state: 'ACTIVE' },
                  { id: '10000001.501', role: 'ASSIGNED_AGENT', state: 'ACTIVE' },
                ],
                dialogType: 'MAIN',
                channelType: 'MESSAGING',
                state: 'OPEN',
                creationTs: expect.any(Number),
                metaDataLastUpdateTs: expect.any(Number),
              },
            ],
            brandId: '10000001',
            state: 'OPEN',
            stage: 'OPEN',
            startTs: expect.any(Number),
            metaDataLastUpdateTs: expect.any(Number),
            firstConversation: true,
            csatRate: 0,
            ttr: { ttrType: 'NORMAL', value: 3600 },
            note: '',
            groupId: '-1',
            context: { type: 'SharkContext', lang: 'en-US' },
            campaignInfo: { campaignId: 1, engagementId: 2 },
            conversationHandlerDetails: { accountId: '10000001', skillId: '77' },
          },
          lastContentEventNotification: {
            sequence: 0,
            originatorClientProperties: { type: '.ClientProperties' },
            originatorId: consumer.id,
            originatorPId: consumer.id,
            originatorMetadata: { id: consumer.id, role: 'CONSUMER' },
            serverTimestamp: expect.any(Number),
            event: { type: 'ContentEvent', message: 'hi', contentType: 'text/plain' },
            conversationId: id,
            dialogId: id,
            messageAudience: 'ALL',
          },
          numberOfunreadMessages: {},
          lastUpdateTime: expect.any(Number),
        },
      },
    ]);
  });

  it('reports UPSERT while a conversation matches, and DELETE once when it stops matching', async () => {
    await using simulator = await Simulator.start();
    await using peer = await Peer.ready(simulator);
    await using watcher = await Peer.open(peer.webSocket.url);
    await subscribe(watcher, { convState: ['OPEN'], agentIds: ['10000001.501'] });
    const consumer = simulator.consumer();
    await consumer.startConversation();
    const { conversationId: id } = consumer;
    await peer.accept(id);

    await peer.update(id, { field: 'ParticipantsChange', type: 'REMOVE', role: 'ASSIGNED_AGENT' });
    await peer.update(id, { field: 'ParticipantsChange', type: 'ADD', role: 'MANAGER' });
    await peer.update(id, { field: 'ConversationStateField', conversationState: 'CLOSE' });

    expect(await changes(watcher)).toEqual([
      [],
      [`UPSERT ${id}`],
      [`DELETE ${id}`],
      [`UPSERT ${id}`],
      [`DELETE ${id}`],
    ]);
  });

  it('reports each message: last content, unread counts and the time an answer is due', async () => {
    await using simulator = await Simulator.start();
    await using peer = await Peer.ready(simulator);
    const consumer = simulator.consumer();
    await consumer.startConversation({ message: 'one' });
    const { conversationId: id } = consumer;
    await peer.accept(id);
    await consumer.say('two');
    await peer.say(id, 'three');
    await consumer.typing();

    const results = (await peer.all(CHANGES)).map(({ body }) => body.changes?.[0]?.result);
    expect(results.slice(-2)).toMatchObject([
      { lastContentEventNotification: { event: { message: 'two' } }, numberOfunreadMessages: { '10000001.501': 1 } },
      {
        lastContentEventNotification: { event: { message: 'three' } },
        effectiveTTR: -1,
        numberOfunreadMessages: { '10000001.501': 1, [consumer.id]: 1 },
      },
    ]);

    await consumer.read();
    expect(simulator.conversation(id)?.unread).toEqual({ '10000001.501': 1, [consumer.id]: 0 });
  });

  it.each([
    ['state', { convState: ['CLOSE'] }, 'closed'],
    ['stage', { stage: ['OPEN'] }, 'open'],
    ['consumer', { consumerId: 'cccccccc-0000-4000-8000-000000000001' }, 'open'],
    ['skill', { skillIds: ['2'] }, 'closed'],
    ['single skill', { skillId: '1' }, 'open'],
    ['agents', { agentIds: ['10000001.999'] }, 'none'],
    ['last update', { minLastUpdatedTime: 9_999_999_999_999 }, 'none'],
    ['null', { maxLastUpdatedTime: null, maxETTR: null, convState: null, skillIds: '1' }, 'open'],
  ])('is filtered by %s', async (_, filter, expected) => {
    await using simulator = await Simulator.start();
    await using peer = await Peer.of(simulator);
    const [open, closed] = [simulator.consumer(), simulator.consumer()];
    await open.startConversation({ skillId: '1' });
    await closed.startConversation({ skillId: '2' });
    await closed.close();

    await subscribe(peer, filter);

    const ids = { open: open.conversationId, closed: closed.conversationId, none: undefined };
    const id = ids[expected as keyof typeof ids];
    expect(await changes(peer)).toEqual([id === undefined ? [] : [`UPSERT ${id}`]]);
  });

  it('of all conversations needs the permission to see all conversations', async () => {
    await using simulator = await Simulator.start({ agents: [{ seesAllConversations: false }] });
    await using peer = await Peer.of(simulator);

    expect(await subscribe(peer)).toMatchObject({ code: 403 });
    expect(await subscribe(peer, { agentIds: ['10000001.999'] })).toMatchObject({ code: 403 });
    expect(await subscribe(peer, { agentIds: ['10000001.501'] })).toMatchObject({ code: 200 });
  });

  it('ends with unsubscribe', async () => {
    await using simulator = await Simulator.start();
    await using peer = await Peer.of(simulator);
    const { body } = await subscribe(peer);

    const answer = await peer.request('.ams.aam.UnsubscribeExConversations', { subscriptionId: body.subscriptionId });
    await simulator.consumer().startConversation();

    expect(answer).toMatchObject({ code: 200 });
    expect(await changes(peer)).toEqual([[]]);
  });

  it('ends with its socket', async () => {
    await using simulator = await Simulator.start();
    await using peer = await Peer.of(simulator);
    await subscribe(peer);
    await using next = await Peer.open(peer.webSocket.url);
    peer.webSocket.close();
    await simulator.seen({ kind: 'close' });

    await simulator.consumer().startConversation();

    expect(await changes(next)).toEqual([]);
  });

  it('has at most a thousand conversations in its first notification', async () => {
    await using simulator = await Simulator.start();
    await using peer = await Peer.of(simulator);
    for (let i = 0; i < 1001; i += 1) await simulator.consumer().startConversation();

    await subscribe(peer);

    const [snapshot] = await changes(peer);
    expect(snapshot).toHaveLength(1000);
  });

  it('sends single elements bare if the option says so', async () => {
    await using simulator = await Simulator.start({ bareSingleElements: 'all' });
    await using peer = await Peer.of(simulator);
    await subscribe(peer);

    await simulator.consumer().startConversation();

    const frames = await peer.all(CHANGES);
    expect(frames[0]?.body.changes).toEqual([]);
    expect(frames[1]?.body.changes).toMatchObject({
      type: 'UPSERT',
      result: {
        conversationDetails: {
          participants: { CONSUMER: expect.any(String) },
          dialogs: { participantsDetails: { role: 'CONSUMER' } },
        },
      },
    });
  });
});

describe('an agent', () => {
  it('starts a conversation with a consumer and is assigned to it', async () => {
    await using simulator = await Simulator.start();
    await using peer = await Peer.ready(simulator);
    const consumer = simulator.consumer();

    const answer = await peer.request('.ams.cm.AgentRequestConversation', {
      consumerId: consumer.id,
      channelType: 'MESSAGING',
      conversationContext: { type: 'ProactiveContext', originConversationId: 'c-1' },
    });
    const { conversationId } = answer.body as { conversationId: string };
    await peer.say(conversationId, 'Good news');
    await consumer.hears('Good news');
    await consumer.say('Oh?');

    expect(answer).toMatchObject({ code: 200, type: '.ams.cm.RequestConversation$Response' });
    expect(simulator.conversation(conversationId)).toMatchObject({
      consumerId: consumer.id,
      assignedAgentId: '10000001.501',
      dialogs: [{ messages: [{ event: { message: 'Good news' } }, { event: { message: 'Oh?' } }] }],
    });
    expect(await peer.all('.ams.routing.RoutingTaskNotification')).toMatchObject([{ body: { changes: [] } }]);
  });
});
