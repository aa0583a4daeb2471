import { describe, expect, it } from 'vitest';
import { Simulator } from '../../src/simulator/index.js';
import { Peer, type Frame } from './peer.js';

const MESSAGES = '.ams.ms.OnlineEventDistribution';

const query = async (peer: Peer, dialogId: string, range: object = {}): Promise<readonly unknown[]> => {
  const { body } = await peer.request('.ams.ms.QueryMessages', { dialogId, ...range });
  // The one response whose body is a list.
  return (body as unknown as { sequence: number }[]).map(({ sequence }) => sequence);
};

/** Two agents; the first is in a conversation whose consumer wrote "hi". */
async function scene(): Promise<{
  readonly simulator: Simulator;
  readonly peer: Peer;
  readonly other: Peer;
  readonly consumer: ReturnType<Simulator['consumer']>;
  readonly id: string;
  [Symbol.asyncDispose](): Promise<void>;
}> {
  const simulator = await Simulator.start({ agents: [{}, {}] });
  const peer = await Peer.ready(simulator, simulator.agents[0]);
  const other = await Peer.of(simulator, simulator.agents[1]);
  const consumer = simulator.consumer();
  await consumer.startConversation({ message: 'hi' });
  const id = consumer.conversationId;
  await peer.accept(id);
  return { simulator, peer, other, consumer, id, [Symbol.asyncDispose]: async () => simulator.close() };
}

const texts = (frames: readonly Frame[]): readonly unknown[] =>
  frames.map(({ body }) => (body['event'] as { message?: unknown }).message);

describe('messages', () => {
  it('have sequences from 0 and reach every participant, the sender after the response', async () => {
    await using it = await scene();
    await it.other.update(it.id, { field: 'ParticipantsChange', type: 'ADD', role: 'MANAGER' });

    const answer = await it.peer.say(it.id, 'hello', { eventId: 'e-1' });
    await it.consumer.say('good');

    expect(answer).toMatchObject({ code: 200, type: '.ams.ms.PublishEvent$Response', body: { sequence: 1 } });
    const own = await it.peer.all(MESSAGES);
    expect(it.peer.frames.indexOf(answer)).toBeLessThan(it.peer.frames.indexOf(own[0] as Frame));
    expect(own.map(({ body }) => body)).toEqual([
      {
        sequence: 1,
        originatorClientProperties: { type: '.ClientProperties' },
        originatorId: '10000001.501',
        originatorPId: 'aaaaaaaa-0000-5000-8000-000000000501',
        originatorMetadata: { id: 'aaaaaaaa-0000-5000-8000-000000000501', role: 'ASSIGNED_AGENT' },
        serverTimestamp: expect.any(Number),
        event: { type: 'ContentEvent', contentType: 'text/plain', message: 'hello' },
        conversationId: it.id,
        dialogId: it.id,
        messageAudience: 'ALL',
        eventId: 'e-1',
      },
      expect.objectContaining({ sequence: 2, originatorId: it.consumer.id, originatorPId: it.consumer.id }),
    ]);
    expect(texts(await it.other.all(MESSAGES))).toEqual(['hello', 'good']);
  });

  it('are hidden from agents who are no participants, and refused from them', async () => {
    await using it = await scene();

    const answer = await it.other.say(it.id, 'let me in');

    expect(answer).toMatchObject({ code: 403, body: 'Agent is not a participant of the dialog' });
    expect(await it.other.all(MESSAGES)).toEqual([]);
  });

  it('carry metadata, encoded metadata and client properties', async () => {
    await using it = await scene();
    const metadata = [{ type: 'ExternalId', id: 'x' }];
    const headers = [{ type: '.ams.headers.ClientProperties', appId: 'app' }];
    const body = { dialogId: it.id, event: { type: 'ContentEvent', contentType: 'text/plain', message: 'm' } };

    await it.peer.request('.ams.ms.PublishEvent', body, { metadata, headers, encodedMetadata: 'eyJ9' });
    await it.peer.request('.ams.ms.PublishEvent', body, { metadata: null, headers: null });

    const [full, bare] = await it.peer.all(MESSAGES);
    expect(full?.body).toMatchObject({
      metadata,
      encodedMetadata: 'eyJ9',
      originatorClientProperties: { type: '.ClientProperties', appId: 'app' },
    });
    expect(bare?.body).not.toHaveProperty('metadata');
    expect(it.consumer.heard.map((heard) => heard.metadata)).toEqual([metadata, []]);
  });

  it('with too much encoded metadata are accepted and dropped', async () => {
    await using it = await scene();
    const body = { dialogId: it.id, event: { type: 'ContentEvent', contentType: 'text/plain', message: 'lost' } };

    const dropped = await it.peer.request('.ams.ms.PublishEvent', body, { encodedMetadata: 'A'.repeat(5121) });
    const kept = await it.peer.say(it.id, 'kept');

    expect([dropped.body.sequence, kept.body.sequence]).toEqual([1, 2]);
    expect(texts(await it.peer.all(MESSAGES))).toEqual(['kept']);
    expect(await query(it.peer, it.id)).toEqual([0, 2]);
  });

  it('for agents and managers are hidden from the consumer', async () => {
    await using it = await scene();

    await it.peer.say(it.id, 'private', { messageAudience: 'AGENTS_AND_MANAGERS' });
    await it.peer.say(it.id, 'public');

    expect(it.consumer.heard.map(({ text }) => text)).toEqual(['public']);
    expect((await it.peer.all(MESSAGES))[0]?.body).toMatchObject({ messageAudience: 'AGENTS_AND_MANAGERS' });
  });

  it('that are typing states have no sequence, receipts have one', async () => {
    await using it = await scene();
    const publish = async (event: object): Promise<Frame> =>
      it.peer.request('.ams.ms.PublishEvent', { dialogId: it.id, event });

    const typing = await publish({ type: 'ChatStateEvent', chatState: 'COMPOSING' });
    const receipt = await publish({ type: 'AcceptStatusEvent', status: 'READ', sequenceList: [0] });
    const text = await it.peer.say(it.id, 'hello');

    expect([typing, receipt, text].map(({ body }) => body.sequence)).toEqual([0, 1, 2]);
    const [state] = await it.peer.all(MESSAGES);
    expect(state?.body).not.toHaveProperty('sequence');
    expect(state?.body).not.toHaveProperty('serverTimestamp');
    expect(await query(it.peer, it.id)).toEqual([0, 1, 2]);
  });

  it.each([
    ['an unknown type', { type: 'Unknown' }],
    ['no message', { type: 'ContentEvent', contentType: 'text/plain' }],
    ['a wrong chat state', { type: 'ChatStateEvent', chatState: 'SLEEPING' }],
    ['invalid rich content', { type: 'RichContentEvent', content: { type: 'vertical', elements: [{ type: '?' }] } }],
  ])('with %s are refused', async (_, event) => {
    await using it = await scene();

    const answer = await it.peer.request('.ams.ms.PublishEvent', { dialogId: it.id, event });

    expect(answer).toMatchObject({ code: 400, body: expect.stringMatching(/^Bad request: event/) });
  });

  it('to an unknown dialog are refused', async () => {
    await using it = await scene();

    expect(await it.peer.say('none', 'x')).toMatchObject({ code: 404, body: 'Dialog not found' });
  });
});

describe('history', () => {
  it('has pages, ascending, with both bounds exclusive', async () => {
    await using it = await scene();
    for (const text of ['1', '2', '3', '4', '5']) await it.consumer.say(text);

    expect(await query(it.peer, it.id)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(await query(it.peer, it.id, { newerThanSequence: -1, maxQuantity: 2 })).toEqual([0, 1]);
    expect(await query(it.peer, it.id, { newerThanSequence: 0 })).toEqual([1, 2, 3, 4, 5]);
    expect(await query(it.peer, it.id, { newerThanSequence: 1, olderThanSequence: 4 })).toEqual([2, 3]);
    expect(await query(it.peer, it.id, { newerThanSequence: 1, maxQuantity: 2 })).toEqual([2, 3]);
    expect(await query(it.peer, it.id, { olderThanSequence: 4, maxQuantity: 2 })).toEqual([2, 3]);
    expect(await query(it.peer, it.id, { olderThanSequence: 4, maxQuantity: 0 })).toEqual([]);
    expect(await query(it.peer, it.id, { newerThanSequence: 5 })).toEqual([]);
  });

  it('is refused to an agent who is no participant and may not see all conversations', async () => {
    await using simulator = await Simulator.start({ agents: [{ seesAllConversations: false }] });
    await using peer = await Peer.of(simulator);
    const consumer = simulator.consumer();
    await consumer.startConversation();

    const answer = await peer.request('.ams.ms.QueryMessages', { dialogId: consumer.dialogId });

    expect(answer).toMatchObject({ code: 403 });
  });
});

describe('ten thousand messages', () => {
  it('arrive in order', async () => {
    await using it = await scene();
    const count = 10_000;

    for (let i = 1; i <= count; i += 1) await it.consumer.say(`m${i}`);
    await it.peer.next(({ body }) => body?.sequence === count);

    const received = it.peer.frames.filter(({ type }) => type === MESSAGES).map(({ body }) => body.sequence);
    expect(received).toEqual(Array.from({ length: count }, (_, i) => i + 1));
  });
});
