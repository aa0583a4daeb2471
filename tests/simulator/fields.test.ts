import { describe, expect, it } from 'vitest';
import { Simulator, type ConversationSnapshot, type SimulatedConsumer } from '../../src/simulator/index.js';
import type { SimulatorOptions } from '../../src/simulator/index.js';
import { Peer, type Frame } from './peer.js';

interface Scene extends AsyncDisposable {
  readonly simulator: Simulator;
  readonly peer: Peer;
  readonly consumer: SimulatedConsumer;
  readonly id: string;
  now(): ConversationSnapshot | undefined;
}

/** A conversation that the first of two agents accepted. */
async function scene(options: SimulatorOptions = {}): Promise<Scene> {
  const simulator = await Simulator.start({ agents: [{}, {}], ...options });
  const peer = await Peer.ready(simulator, simulator.agents[0]);
  const consumer = simulator.consumer();
  await consumer.startConversation({ message: 'hi' });
  const id = consumer.conversationId;
  await peer.accept(id);
  return {
    simulator,
    peer,
    consumer,
    id,
    now: () => simulator.conversation(id),
    [Symbol.asyncDispose]: async () => simulator.close(),
  };
}

const join = (role: string): object => ({ field: 'ParticipantsChange', type: 'ADD', role });
const remove = { field: 'ParticipantsChange', type: 'REMOVE', role: 'ASSIGNED_AGENT' };
const closeDialog = (dialogId: string): object => ({
  field: 'DialogChange',
  type: 'UPDATE',
  dialog: { dialogId, state: 'CLOSE' },
});
const text = ({ code, type, body }: Frame): readonly unknown[] => [code, type, body];
const ok = (sentence: string): readonly unknown[] => [200, '.ReqBody$StringResp', sentence];

describe('participants', () => {
  it('join and leave in a role', async () => {
    await using it = await scene();
    await using second = await Peer.of(it.simulator, it.simulator.agents[1]);

    const added = await second.update(it.id, join('MANAGER'));
    expect(it.now()?.participants).toContainEqual({
      id: '10000001.502',
      pid: 'aaaaaaaa-0000-5000-8000-000000000502',
      role: 'MANAGER',
      state: 'ACTIVE',
    });
    const removed = await second.update(it.id, { ...join('MANAGER'), type: 'REMOVE' });
    expect(it.now()?.participants.map(({ role }) => role)).toEqual(['CONSUMER', 'ASSIGNED_AGENT']);

    expect(text(added)).toEqual(ok('OK Agent added successfully'));
    expect(text(removed)).toEqual(ok('OK Agent removed successfully'));
  });

  it('change their role', async () => {
    await using it = await scene();

    await it.peer.update(it.id, { field: 'ParticipantsChange', type: 'UPDATE', role: 'READER' });

    expect(it.now()).toMatchObject({ participants: [{ role: 'CONSUMER' }, { role: 'READER' }] });
    expect(it.now()?.assignedAgentId).toBeUndefined();
  });

  it('cannot be removed twice, and a refused request changes nothing', async () => {
    await using it = await scene();
    await it.peer.update(it.id, join('MANAGER'));

    const first = await it.peer.update(it.id, remove);
    const second = await it.peer.update(it.id, remove, { field: 'Note', note: 'not written' });

    expect([first.code, second.code]).toEqual([200, 400]);
    expect(it.now()?.note).toBeUndefined();
  });

  it('need a part in the conversation for every change but their own join', async () => {
    await using it = await scene({ agents: [{}, { seesAllConversations: false }] });
    await using outsider = await Peer.of(it.simulator, it.simulator.agents[1]);

    const refused = [
      join('MANAGER'),
      { ...remove, userId: '10000001.501' },
      { field: 'Skill', type: 'UPDATE', skill: '5' },
      { field: 'Note', note: 'n' },
      closeDialog(it.id),
      { field: 'ConversationStateField', conversationState: 'CLOSE' },
    ].map(async (field) => (await outsider.update(it.id, field)).code);

    expect(await Promise.all(refused)).toEqual([403, 403, 403, 403, 403, 403]);
    expect(await it.peer.update(it.id, join('CONSUMER'))).toMatchObject({ code: 403 });
    expect(await it.peer.update('none', join('MANAGER'))).toMatchObject({ code: 404 });
    expect(await it.peer.update(it.id, { ...join('MANAGER'), userId: '10000001.9' })).toMatchObject({ code: 404 });
    expect(await it.peer.update(it.id)).toMatchObject({ code: 400 });
  });
});

describe('skill', () => {
  it('changes only if the same request removes the assigned agent, and rings again', async () => {
    await using it = await scene();
    const skill = { field: 'Skill', type: 'UPDATE', skill: '5' };

    const alone = await it.peer.update(it.id, skill);
    const together = await it.peer.update(it.id, remove, skill);

    expect(alone.code).toBe(400);
    expect(text(together)).toEqual(ok('OK Agent removed successfully'));
    expect(it.now()).toMatchObject({ skillId: '5', assignedAgentId: undefined });
    await it.peer.request('.GetClock');
    expect(it.peer.frames.filter(({ type }) => type === '.ams.routing.RoutingTaskNotification').at(-1)).toMatchObject({
      body: { changes: [{ result: { skillId: '5', taskCompleted: false, ringsDetails: [{ ringState: 'WAITING' }] } }] },
    });
  });
});

describe('closing', () => {
  it.each([
    { field: 'ConversationStateField', conversationState: 'CLOSE' },
    { field: 'Stage', conversationState: 'CLOSE' },
  ])('with $field needs no part in the conversation if the agent sees all conversations', async (field) => {
    await using it = await scene({ agents: [{}, { seesAllConversations: true }] });
    await using manager = await Peer.of(it.simulator, it.simulator.agents[1]);

    const reopening = await manager.update(it.id, { ...field, conversationState: 'OPEN' });
    const noted = await manager.update(it.id, { field: 'Note', note: 'n' });
    const answer = await manager.update(it.id, field);

    expect([reopening.code, noted.code]).toEqual([403, 403]);
    expect(text(answer)).toEqual(ok('OK Conversation resolved successfully'));
    expect(it.now()).toMatchObject({ stage: 'CLOSE', closeReason: 'AGENT' });
  });

  it.each([
    { field: 'ConversationStateField', conversationState: 'CLOSE' },
    { field: 'Stage', conversationState: 'CLOSE' },
  ])('with $field closes all dialogs, without a survey', async (field) => {
    await using it = await scene({ survey: true });

    const answer = await it.peer.update(it.id, field);

    expect(text(answer)).toEqual(ok('OK Conversation resolved successfully'));
    expect(it.now()).toMatchObject({
      state: 'CLOSE',
      stage: 'CLOSE',
      closeReason: 'AGENT',
      dialogs: [{ state: 'CLOSE', closedBy: 'AGENT' }],
    });
    expect(await it.peer.update(it.id, field)).toMatchObject({ code: 400 });
    expect(await it.peer.say(it.id, 'too late')).toMatchObject({ code: 400 });
    await expect(it.consumer.say('too late')).rejects.toThrow('The conversation is closed');
  });

  it('of the last dialog closes the conversation', async () => {
    await using it = await scene();

    const answer = await it.peer.update(it.id, closeDialog(it.id));

    expect(answer.code).toBe(200);
    expect(it.now()).toMatchObject({ state: 'CLOSE', stage: 'CLOSE' });
  });

  it('of the main dialog opens the survey, which a bot may join', async () => {
    await using it = await scene({ survey: true });
    await using bot = await Peer.of(it.simulator, it.simulator.agents[1]);
    await bot.request('.ams.aam.SubscribeExConversations', { stage: ['OPEN'] });

    await it.peer.update(it.id, closeDialog(it.id));

    const [main, survey] = it.now()?.dialogs ?? [];
    expect(it.now()).toMatchObject({ state: 'CLOSE', stage: 'OPEN' });
    expect(main).toMatchObject({ dialogType: 'MAIN', state: 'CLOSE' });
    expect(survey).toMatchObject({
      dialogId: expect.stringMatching(/^[\w-]{22}$/),
      dialogType: 'POST_SURVEY',
      state: 'OPEN',
      metaData: { appInstallId: expect.any(String) },
    });
    const dialogId = survey?.dialogId ?? '';
    expect(it.consumer.dialogId).toBe(dialogId);

    await bot.update(it.id, { ...join('AGENT'), dialogId });
    expect(await bot.say(dialogId, 'How was it?', { conversationId: it.id })).toMatchObject({ body: { sequence: 0 } });
    await it.consumer.hears('How was it?');
    await it.consumer.say('Good');
    await bot.next(({ body }) => (body['event'] as { message?: string } | undefined)?.message === 'Good');
    expect(await it.peer.say(dialogId, 'not mine')).toMatchObject({ code: 403 });

    await bot.update(it.id, closeDialog(dialogId));
    expect(it.now()).toMatchObject({ state: 'CLOSE', stage: 'CLOSE' });
    expect((await bot.all('.ams.aam.ExConversationChangeNotification')).at(-1)?.body.changes).toMatchObject([
      { type: 'DELETE', result: { convId: it.id } },
    ]);
  });
});

describe('other dialogs', () => {
  it('are created and updated', async () => {
    await using it = await scene();
    const dialog = {
      dialogId: 'cobrowse-1',
      dialogType: 'OTHER',
      channelType: 'COBROWSE',
      state: 'OPEN',
      metaData: { sessionState: 'INVITED' },
    };

    await it.peer.update(it.id, { field: 'DialogChange', type: 'CREATE', dialog });
    await it.peer.update(it.id, {
      field: 'DialogChange',
      type: 'UPDATE',
      dialogId: 'cobrowse-1',
      dialog: { state: 'CLOSE', metaData: { sessionState: 'CLOSED' } },
    });

    expect(it.now()).toMatchObject({
      state: 'OPEN',
      stage: 'OPEN',
      dialogs: [
        { dialogType: 'MAIN' },
        { channelType: 'COBROWSE', state: 'CLOSE', metaData: { sessionState: 'CLOSED' } },
      ],
    });
    const last = (await it.peer.all('.ams.aam.ExConversationChangeNotification')).at(-1);
    expect(last?.body.changes?.[0]?.result.conversationDetails?.dialogs[1]).toMatchObject({
      participants: [it.consumer.id, '10000001.501'],
    });
    expect(await it.peer.update(it.id, { field: 'DialogChange', type: 'CREATE', dialog })).toMatchObject({ code: 409 });
  });
});

describe('notes', () => {
  it('are stored: time to respond, satisfaction, note, topic', async () => {
    await using it = await scene();

    const answer = await it.peer.update(
      it.id,
      { field: 'TTRField', ttrType: 'URGENT', value: 60 },
      { field: 'CSATRate', csatRate: 4, csatResolutionConfirmation: true, status: 'FILLED' },
      { field: 'Note', note: 'n' },
      { field: 'TopicField', note: 't' },
      { field: 'DelayField', type: 'NIGHT', tillWhen: 5_000_000_000_000 },
    );

    expect(answer.code).toBe(200);
    expect(it.now()).toMatchObject({
      ttr: { ttrType: 'URGENT', value: 60 },
      effectiveTtr: 5_000_000_060_000,
      csat: { csatRate: 4, csatResolutionConfirmation: true, status: 'FILLED' },
      note: 'n',
      topic: 't',
    });
    const single = { conversationId: it.id, conversationField: { field: 'ManualETTR', time: 7 } };
    await it.peer.request('.ams.cm.UpdateConversationField', single);
    expect(it.now()?.effectiveTtr).toBe(7);
    await it.peer.update(it.id, { field: 'ManualETTR', time: null });
    expect(it.now()?.effectiveTtr).toBe(5_000_000_060_000);
  });
});
