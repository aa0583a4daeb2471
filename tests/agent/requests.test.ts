import { describe, expect, it } from 'vitest';
import {
  ConnectionError,
  ResponseError,
  TimeoutError,
  ValidationError,
  type Agent,
  type RequestOptions,
} from '../../src/index.js';
import { Refusal, Simulator, type SimulatedConsumer } from '../../src/simulator/index.js';
import {
  agentOf,
  connectedTo,
  failureOf,
  framesOf,
  frozen,
  lastFrameOf,
  listen,
  next,
  sdkFailureOf,
  startPlatform,
} from '../support/agents.js';
import { quickReplies, richContent } from './readme-bodies.js';

const anId = expect.stringMatching(/^[\w-]{1,64}$/) as string;

/** An agent and a consumer in one conversation, whose assigned agent it is. */
async function talk(simulator: Simulator, agent: Agent): Promise<SimulatedConsumer & { readonly dialogId: string }> {
  const consumer = simulator.consumer({ firstName: 'Michael', lastName: 'Bolton' });
  const ring = next(agent, 'routing.RoutingTaskNotification', ({ changes }) => changes.length > 0);
  await agent.setAgentState({ availability: 'ONLINE' });
  await agent.subscribeRoutingTasks({});
  await consumer.startConversation({ message: 'Hello?' });
  const [{ changes }] = await ring;
  for (const { result } of changes) {
    for (const { ringId } of result.ringsDetails ?? []) await agent.updateRingState({ ringId, ringState: 'ACCEPTED' });
  }
  return consumer;
}

describe('what the README of node-agent-sdk shows', () => {
  it('subscribes to the conversations of the account', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);

    const result = await agent.subscribeExConversations({ convState: ['OPEN'] });

    expect(result).toEqual({ subscriptionId: anId });
  });

  it('subscribes to its own conversations', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);

    const result = await agent.subscribeExConversations({ convState: ['OPEN'], agentIds: [agent.agentId] });

    expect(result).toEqual({ subscriptionId: anId });
    expect(lastFrameOf(simulator)).toMatchObject({
      body: { convState: ['OPEN'], agentIds: [`${agent.accountId}.${agent.userId}`] },
    });
  });

  it('logs all conversation updates', async () => {
    await using simulator = await startPlatform();
    const consumer = simulator.consumer();
    await consumer.startConversation();
    await using agent = await connectedTo(simulator);
    const update = next(agent, 'cqm.ExConversationChangeNotification');

    const { subscriptionId } = await agent.subscribeExConversations({ convState: ['OPEN'] });

    const [body] = await update;
    expect(body).toMatchObject({
      subscriptionId,
      changes: [{ type: 'UPSERT', result: { convId: consumer.conversationId } }],
    });
  });

  it('subscribes to its state', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);

    const result = await agent.subscribeAgentsState({});

    expect(result).toEqual({ subscriptionId: anId });
  });

  it('subscribes to routing tasks', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);

    const result = await agent.subscribeRoutingTasks({});

    expect(result).toEqual({ subscriptionId: anId });
  });

  it('asks for the events of a dialog, which come before nothing is returned', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    const consumer = simulator.consumer();
    await consumer.startConversation({ message: 'first' });
    await consumer.say('second');
    const heard = listen(agent, 'ms.MessagingEventNotification');
    const responses = listen(agent, 'GenericSubscribeResponse');

    const result = await agent.subscribeMessagingEvents({ dialogId: consumer.dialogId, fromSeq: -1 });

    expect(result).toBeUndefined();
    expect(heard).toMatchObject([
      [
        'ms.MessagingEventNotification',
        {
          dialogId: consumer.dialogId,
          changes: [
            { sequence: 0, event: { message: 'first' } },
            { sequence: 1, event: { message: 'second' } },
          ],
        },
      ],
    ]);
    expect(responses).toEqual([['GenericSubscribeResponse', undefined, anId]]);
  });

  it.each(['ONLINE', 'OCCUPIED', 'AWAY'] as const)('sets its state to %s', async (availability) => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);

    const result = await agent.setAgentState({ availability });

    expect(result).toBe('Agent state updated successfully');
  });

  it('asks for the clock, with or without a body', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);

    const results = [await agent.getClock({}), await agent.getClock()];

    expect(results).toEqual(Array(2).fill({ currentTime: expect.any(Number) as number }));
  });

  it('asks for the profile of the consumer named in a conversation update', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    const consumer = simulator.consumer({ firstName: 'Michael', lastName: 'Bolton' });
    await consumer.startConversation();
    const update = next(agent, 'cqm.ExConversationChangeNotification');
    await agent.subscribeExConversations({ convState: ['OPEN'] });
    const [{ changes }] = await update;
    const participants = changes.flatMap(({ result }) => result.conversationDetails.participants);
    const { id } = participants.find(({ role }) => role === 'CONSUMER') ?? { id: '' };

    const profile = await agent.getUserProfile(id);

    expect(profile).toEqual([{ type: 'personal', personal: { firstname: 'Michael', lastname: 'Bolton' } }]);
  });

  it('accepts a ring', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    const ring = next(agent, 'routing.RoutingTaskNotification', ({ changes }) => changes.length > 0);
    await agent.setAgentState({ availability: 'ONLINE' });
    await agent.subscribeRoutingTasks({});
    const consumer = simulator.consumer();
    await consumer.startConversation();
    const [{ changes }] = await ring;
    const [waiting] = changes.flatMap(({ result }) => result.ringsDetails ?? []);

    const result = await agent.updateRingState({ ringId: waiting?.ringId ?? '', ringState: 'ACCEPTED' });

    expect(waiting?.ringState).toBe('WAITING');
    expect(result).toBe('Ring state updated successfully');
    expect(simulator.conversation(consumer.conversationId)?.assignedAgentId).toBe(`${agent.accountId}.${agent.userId}`);
  });

  it('joins a conversation as manager', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    const consumer = simulator.consumer();
    await consumer.startConversation();

    const result = await agent.updateConversationField({
      conversationId: consumer.conversationId,
      conversationField: [{ field: 'ParticipantsChange', type: 'ADD', role: 'MANAGER' }],
    });

    expect(result).toBe('OK Agent added successfully');
  });

  it('closes a conversation', async () => {
    await using simulator = await startPlatform({ survey: true });
    await using agent = await connectedTo(simulator);
    const { conversationId } = await talk(simulator, agent);

    await agent.updateConversationField({
      conversationId,
      conversationField: [{ field: 'ConversationStateField', conversationState: 'CLOSE' }],
    });

    expect(simulator.conversation(conversationId)).toMatchObject({ state: 'CLOSE', stage: 'CLOSE' });
  });

  it('closes a dialog, so that the survey can follow', async () => {
    await using simulator = await startPlatform({ survey: true });
    await using agent = await connectedTo(simulator);
    const { conversationId } = await talk(simulator, agent);

    await agent.updateConversationField({
      conversationId,
      conversationField: [
        { field: 'DialogChange', type: 'UPDATE', dialog: { dialogId: conversationId, state: 'CLOSE' } },
      ],
    });

    expect(simulator.conversation(conversationId)).toMatchObject({ state: 'CLOSE', stage: 'OPEN' });
  });

  it('transfers a conversation to a skill', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    const { conversationId } = await talk(simulator, agent);

    const result = await agent.updateConversationField({
      conversationId,
      conversationField: [
        { field: 'ParticipantsChange', type: 'REMOVE', role: 'ASSIGNED_AGENT' },
        { field: 'Skill', type: 'UPDATE', skill: '77' },
      ],
    });

    expect(result).toBe('OK Agent removed successfully');
    expect(simulator.conversation(conversationId)).toMatchObject({ skillId: '77' });
  });

  it('transfers a conversation to a skill while it stays its manager', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    const consumer = simulator.consumer();
    await consumer.startConversation();
    const { conversationId } = consumer;
    await agent.updateConversationField({
      conversationId,
      conversationField: [{ field: 'ParticipantsChange', type: 'ADD', role: 'MANAGER' }],
    });

    await agent.updateConversationField({
      conversationId,
      conversationField: [{ field: 'Skill', type: 'UPDATE', skill: '78' }],
    });

    expect(simulator.conversation(conversationId)?.skillId).toBe('78');
  });

  it('transfers a conversation to another agent', async () => {
    await using simulator = await startPlatform({ agents: [{}, {}] });
    await using agent = await connectedTo(simulator);
    const { conversationId } = await talk(simulator, agent);
    const other = simulator.agents[1]?.legacyId ?? '';

    const result = await agent.updateConversationField({
      conversationId,
      conversationField: [
        { field: 'ParticipantsChange', type: 'REMOVE', role: 'ASSIGNED_AGENT' },
        { field: 'ParticipantsChange', type: 'SUGGEST', userId: other, role: 'ASSIGNED_AGENT' },
        { field: 'Skill', type: 'UPDATE', skill: '77' },
      ],
    });

    expect(result).toBe('OK Agent removed successfully');
    expect(simulator.conversation(conversationId)?.suggestedAgentId).toBe(other);
  });

  it('is refused when it removes an assigned agent that is not there', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    const consumer = simulator.consumer();
    await consumer.startConversation();
    const { conversationId } = consumer;
    await agent.updateConversationField({
      conversationId,
      conversationField: [{ field: 'ParticipantsChange', type: 'ADD', role: 'MANAGER' }],
    });

    const error = await sdkFailureOf(
      agent.updateConversationField({
        conversationId,
        conversationField: [{ field: 'ParticipantsChange', type: 'REMOVE', role: 'ASSIGNED_AGENT' }],
      }),
    );

    expect(error).toBeInstanceOf(ResponseError);
    expect(error).toMatchObject({ code: 400, kind: 'resp', delivery: 'answered', service: 'messaging' });
  });

  it('takes a single field in the place of the list', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    const consumer = simulator.consumer();
    await consumer.startConversation();

    const result = await agent.updateConversationField({
      conversationId: consumer.conversationId,
      conversationField: { field: 'ParticipantsChange', type: 'ADD', role: 'MANAGER' },
    });

    expect(result).toBe('OK Agent added successfully');
  });

  it('starts a conversation with a consumer', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    const consumer = simulator.consumer();

    const result = await agent.agentRequestConversation({
      channelType: 'MESSAGING',
      consumerId: consumer.id,
      conversationContext: {
        type: 'ProactiveContext',
        originConversationId: '2e449edb-0da6-4d06-a971-6af27434eb45',
      },
    });

    expect(result).toEqual({ conversationId: anId });
  });

  it('asks where to upload a file, and where to download it, and publishes it', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    const consumer = await talk(simulator, agent);
    const content = Buffer.from('picture');

    const upload = await agent.generateURLForUploadFile({ fileSize: 5020, fileType: 'JPEG' });
    const { relativePath, queryParams } = upload;
    await agent.callService('swift', relativePath, { method: 'PUT', query: queryParams, body: content, auth: 'none' });
    const published = await agent.publishEvent({
      dialogId: consumer.dialogId,
      event: {
        type: 'ContentEvent',
        contentType: 'hosted/file',
        message: { caption: 'some text here', relativePath, fileType: 'JPEG' },
      },
    });
    const download = await agent.generateURLForDownloadFile({ relativePath });

    const signed = { temp_url_sig: expect.any(String) as string, temp_url_expires: expect.any(String) as string };
    expect(upload).toEqual({ relativePath: expect.any(String) as string, queryParams: signed });
    expect(download).toEqual({ relativePath, queryParams: signed });
    expect(published).toEqual({ sequence: 1 });
    expect(await consumer.hears('some text here')).toMatchObject({ event: { contentType: 'hosted/file' } });
    const { body } = await agent.callService('swift', relativePath, {
      query: download.queryParams,
      auth: 'none',
      answer: 'bytes',
    });
    expect(body).toEqual(content);
  });

  it('publishes a text', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    const consumer = await talk(simulator, agent);

    const result = await agent.publishEvent({
      dialogId: consumer.dialogId,
      event: { type: 'ContentEvent', contentType: 'text/plain', message: 'hello world!' },
    });

    expect(result).toEqual({ sequence: 1 });
    await consumer.hears('hello world!');
  });

  it('publishes a private text, which the consumer does not get', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    const consumer = await talk(simulator, agent);

    const result = await agent.publishEvent({
      dialogId: consumer.dialogId,
      event: { type: 'ContentEvent', contentType: 'text/plain', message: 'hello private message!' },
      messageAudience: 'AGENTS_AND_MANAGERS',
    });

    expect(result).toEqual({ sequence: 1 });
    expect(consumer.heard).toEqual([]);
  });

  it.each(['COMPOSING', 'ACTIVE'] as const)('publishes that it is %s', async (chatState) => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    const consumer = await talk(simulator, agent);

    const result = await agent.publishEvent({
      dialogId: consumer.dialogId,
      event: { type: 'ChatStateEvent', chatState },
    });

    expect(result).toEqual({ sequence: 0 });
  });

  it('publishes quick replies, of which the consumer clicks one', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    const consumer = await talk(simulator, agent);
    const answer = next(
      agent,
      'ms.MessagingEventNotification',
      ({ changes }) => changes[0]?.event.type === 'AcceptStatusEvent',
    );

    const result = await agent.publishEvent({
      dialogId: consumer.dialogId,
      event: { type: 'ContentEvent', contentType: 'text/plain', message: 'hello world!', quickReplies },
    });
    await consumer.hears('hello world!');
    await consumer.click('Yes');

    expect(result).toEqual({ sequence: 1 });
    const [{ changes }] = await answer;
    expect(changes[0]).toMatchObject({
      event: { type: 'AcceptStatusEvent', status: 'ACTION', sequenceList: [1] },
      metadata: [{ type: 'ExternalId', id: 'Yes-1234' }],
    });
  });

  it.each([
    ['a card', {}],
    ['a card with quick replies', { quickReplies }],
  ])('publishes %s, under the name that reports refer to it by', async (_, more) => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    const consumer = await talk(simulator, agent);

    const result = await agent.publishEvent(
      { dialogId: consumer.dialogId, event: { type: 'RichContentEvent', content: richContent, ...more } },
      { metadata: [{ type: 'ExternalId', id: 'MY_CARD_ID' }] },
    );

    expect(result).toEqual({ sequence: 1 });
    expect(await consumer.hears(/Product Name/)).toMatchObject({
      metadata: [{ type: 'ExternalId', id: 'MY_CARD_ID' }],
      event: { type: 'RichContentEvent', content: richContent, ...more },
    });
  });

  it('has a bearer token that the other services take', async () => {
    await using simulator = await startPlatform({ skills: [{ id: 7, name: 'Sales' }] });
    await using agent = await connectedTo(simulator);
    const path = `/api/account/${agent.accountId}/configuration/le-users/skills`;

    const { status, body } = await agent.callService('accountConfigReadOnly', path, { query: { v: '2.0' } });

    expect(agent.getBearerToken()).toEqual(expect.any(String));
    expect(status).toBe(200);
    expect(body).toMatchObject([{ id: 7, name: 'Sales' }]);
  });

  it('reconnects with the same token, and with a new one', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    const first = agent.getBearerToken();

    await agent.reconnect(true);
    const second = agent.getBearerToken();
    await agent.reconnect();
    const third = agent.getBearerToken();

    expect(second).toBe(first);
    expect(third).not.toBe(first);
  });

  it('prolongs its session', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);

    await agent.refreshSession();
    agent.startPeriodicRefreshSession();

    expect(simulator.refreshes).toBe(1);
  });

  it('connects again after it was disposed of', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    agent.dispose();

    await agent.connect();

    await expect(agent.getClock()).resolves.toHaveProperty('currentTime');
  });
});

describe('requests that the README does not show', () => {
  it('ends a subscription', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    const { subscriptionId } = await agent.subscribeExConversations();

    await agent.unsubscribeExConversations({ subscriptionId });

    await expect(agent.unsubscribeExConversations({ subscriptionId })).rejects.toMatchObject({ code: 404 });
  });

  it('changes a routing subscription', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    const { subscriptionId } = await agent.subscribeRoutingTasks();

    await agent.updateRoutingTaskSubscription({ subscriptionId, skillId: '77' });

    expect(lastFrameOf(simulator)).toMatchObject({
      body: { subscriptionId, skillId: '77', brandId: agent.accountId, agentId: `${agent.accountId}.${agent.userId}` },
    });
  });

  it('asks for a key to a secure form', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    const consumer = await talk(simulator, agent);

    const result = await agent.generateDownloadToken({
      downloadable: { type: 'SecureForm', dialogId: consumer.dialogId, submissionId: 's-1', invitationId: 'i-1' },
    });

    expect(result).toEqual({ token: { type: 'SecureFormReadToken', readOtk: expect.any(String) as string } });
  });

  it('asks for its own profile', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);

    await expect(agent.getUserProfile()).resolves.toEqual([]);
  });

  it('sends a request that it does not know, and gives the body of the response', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    simulator.answer('.ams.brandprofile.GetBrandProfile', ({ body }) => ({ brand: body }));

    const result = await agent.request('.ams.brandprofile.GetBrandProfile', { brandId: '1' });

    expect(result).toEqual({ brand: { brandId: '1' } });
    expect(lastFrameOf(simulator)).toMatchObject({
      kind: 'req',
      id: anId,
      type: '.ams.brandprofile.GetBrandProfile',
      body: { brandId: '1' },
    });
  });

  it('sends a request that it does not know without a body, with whatever headers and metadata', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);

    await agent.request('KeepAlive', undefined, { headers: false, metadata: { a: 1 }, encodedMetadata: 'bm90ZQ==' });

    expect(lastFrameOf(simulator)).toMatchObject({
      type: 'KeepAlive',
      body: {},
      headers: false,
      metadata: { a: 1 },
      encodedMetadata: 'bm90ZQ==',
    });
  });

  it("is refused with the platform's own words", async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);

    const error = await sdkFailureOf(agent.request('.ams.no.SuchThing'));

    expect(error).toBeInstanceOf(ResponseError);
    expect(error).toMatchObject({
      operation: '.ams.no.SuchThing',
      code: 400,
      body: 'Unknown request type .ams.no.SuchThing',
      type: '.ReqBody$StringResp',
      delivery: 'answered',
    });
    expect(error.message).toContain('Unknown request type');
  });

  it('numbers its requests with texts that differ', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);

    await Promise.all(Array.from({ length: 50 }, () => agent.getClock()));

    const ids = framesOf(simulator).map(({ id }) => id);
    expect(new Set(ids).size).toBe(50);
    expect(ids).toEqual(Array(50).fill(expect.any(String)));
  });

  it('works detached from its variable when it is bound', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    const getClock = agent.getClock.bind(agent);

    await expect(getClock()).resolves.toHaveProperty('currentTime');
  });
});

describe('what goes with a request', () => {
  it('arrives on the wire', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    const consumer = await talk(simulator, agent);
    const options = {
      headers: [{ type: '.ams.headers.ClientProperties', appId: 'greeter', deviceFamily: 'DESKTOP' }],
      metadata: [
        { type: 'ExternalId', id: 'card' },
        { type: 'ActionReason', reason: 'escalated_by_bot' },
      ],
      encodedMetadata: Buffer.from('note').toString('base64'),
    } satisfies RequestOptions;

    await agent.publishEvent(
      { dialogId: consumer.dialogId, event: { type: 'ContentEvent', contentType: 'text/plain', message: 'x' } },
      options,
    );

    expect(lastFrameOf(simulator)).toMatchObject(options);
  });

  it('leaves out what is not given', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);

    await agent.getClock({}, { timeout: 1_000, signal: new AbortController().signal });

    expect(lastFrameOf(simulator)).toEqual({ kind: 'req', id: anId, type: '.GetClock', body: {} });
  });

  it('rejects when its own time is over, although the agent would have waited longer', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    simulator.answer('getClock', () => Simulator.SILENCE);

    const error = await sdkFailureOf(agent.getClock({}, { timeout: 30 }));

    expect(error).toBeInstanceOf(TimeoutError);
    expect(error).toMatchObject({
      operation: 'getClock',
      timeoutMs: 30,
      code: 'TIMEOUT',
      service: 'messaging',
      delivery: 'unknown',
    });
  });

  it("rejects when the agent's own time is over", async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator, { requestTimeout: 60 });
    simulator.answer('getClock', () => Simulator.SILENCE);

    const error = await sdkFailureOf(agent.getClock());

    expect(error).toMatchObject({ name: 'TimeoutError', timeoutMs: 60, delivery: 'unknown' });
  });

  it('takes no notice of an answer that comes too late, or twice', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    const heard = listen(agent, 'error', 'warn', 'closed');
    using _ = simulator.faults.frames('out', (frame) => frame?.kind === 'resp', { duplicate: true });
    const answers: (() => void)[] = [];
    simulator.answer('getClock', () => new Promise((resolve) => answers.push(() => resolve({ currentTime: 1 }))), {
      times: 1,
    });
    await failureOf(agent.getClock({}, { timeout: 20 }));

    for (const answer of answers) answer();
    await agent.getClock();
    await agent.getClock();

    expect(answers).toHaveLength(1);
    expect(heard).toEqual([]);
  });

  it('is not sent when its signal was given before', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    const reason = new Error('changed my mind');

    const error = await failureOf(agent.getClock({}, { signal: AbortSignal.abort(reason) }));

    expect(error).toBe(reason);
    expect(framesOf(simulator)).toEqual([]);
  });

  it('rejects with the reason of a signal that is given while it is pending', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    simulator.answer('getClock', () => Simulator.SILENCE);
    const stop = new AbortController();
    const pending = failureOf(agent.getClock({}, { signal: stop.signal }));
    await simulator.seen({ request: 'getClock' });
    const reason = new Error('changed my mind');

    stop.abort(reason);

    expect(await pending).toBe(reason);
  });

  it('rejects with the reason of a signal that is given while it waits for a connection', async () => {
    await using simulator = await startPlatform();
    await using agent = agentOf(simulator);
    simulator.faults.http('csds', { hang: true });
    const connecting = failureOf(agent.connect());
    const stop = new AbortController();
    const waiting = failureOf(agent.getClock({}, { signal: stop.signal }));
    const reason = new Error('changed my mind');

    stop.abort(reason);

    expect(await waiting).toBe(reason);
    agent.dispose();
    await connecting;
    expect(framesOf(simulator)).toEqual([]);
  });

  it('is not sent when its signal is given as soon as there is a connection', async () => {
    await using simulator = await startPlatform();
    await using agent = agentOf(simulator);
    const stop = new AbortController();
    const connecting = agent.connect().then(() => stop.abort(new Error('too late')));
    const waiting = failureOf(agent.getClock({}, { signal: stop.signal }));

    await connecting;

    // It may have left by then; what matters is that it is settled.
    expect(await Promise.race([waiting, agent.getClock()])).toBeDefined();
  });

  it('may share one signal with many others without a warning', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    const told: Error[] = [];
    const listener = (warning: Error): void => void told.push(warning);
    process.on('warning', listener);
    const { signal } = new AbortController();

    await Promise.all(Array.from({ length: 100 }, () => agent.getClock({}, { signal })));
    await new Promise((resolve) => setImmediate(resolve));

    process.off('warning', listener);
    expect(told).toEqual([]);
  });
});

describe('mistakes from JavaScript', () => {
  const hello = { dialogId: 'd', event: { type: 'ContentEvent', contentType: 'text/plain', message: 'x' } };

  it.each([
    ['publishEvent', { ...hello, messageAudiense: 'ALL' }, 'messageAudiense'],
    ['publishEvent', { ...hello, dialogId: undefined }, 'dialogId'],
    ['publishEvent', { ...hello, dialogId: '' }, 'dialogId'],
    ['publishEvent', { ...hello, event: { ...hello.event, message: 5 } }, 'event.message'],
    ['publishEvent', { ...hello, event: { ...hello.event, contentType: 'text/plane' } }, 'event.contentType'],
    ['publishEvent', { ...hello, event: { type: 'ContntEvent' } }, 'event.type'],
    ['publishEvent', { ...hello, event: { type: 'ChatStateEvent', chatState: 'TYPING' } }, 'event.chatState'],
    [
      'publishEvent',
      { ...hello, event: { ...hello.event, quickReplies: { ...quickReplies, itemsPerRow: 'many' } } },
      'event.quickReplies.itemsPerRow',
    ],
    [
      'publishEvent',
      {
        dialogId: 'd',
        event: { type: 'RichContentEvent', content: { type: 'vertical', elements: [{ type: 'text' }] } },
      },
      'event.content.elements.0.text',
    ],
    ['setAgentState', { availabilty: 'ONLINE' }, 'availabilty'],
    ['setAgentState', { availability: 'online' }, 'availability'],
    ['setAgentState', undefined, 'availability'],
    ['setAgentState', null, ''],
    ['setAgentState', 'ONLINE', ''],
    ['subscribeExConversations', { convState: 'OPEN' }, 'convState'],
    ['subscribeExConversations', { convstate: ['OPEN'] }, 'convstate'],
    ['subscribeExConversations', { agentIds: [5] }, 'agentIds.0'],
    ['updateRingState', { ringId: 'r', ringState: 'ACCEPT' }, 'ringState'],
    [
      'updateConversationField',
      { conversationId: 'c', conversationField: [{ field: 'Skill', type: 'UPDATE', skill: true }] },
      'conversationField.0.skill',
    ],
    [
      'updateConversationField',
      { conversationId: 'c', conversationField: [{ field: 'Skil', type: 'UPDATE', skill: '77' }] },
      'conversationField.0.field',
    ],
    ['updateConversationField', { conversationId: 'c' }, 'conversationField'],
    ['subscribeMessagingEvents', { dialogID: 'd' }, 'dialogID'],
    ['getUserProfile', 5, ''],
    ['getUserProfile', { id: 'u' }, 'id'],
    ['getClock', { a: 1 }, 'a'],
    ['generateURLForUploadFile', { fileSize: -1, fileType: 'PNG' }, 'fileSize'],
    ['agentRequestConversation', { consumerID: 'u' }, 'consumerID'],
    ['generateDownloadToken', { downloadable: { type: 'SecureForm' } }, 'downloadable.dialogId'],
    ['unsubscribeExConversations', {}, 'subscriptionId'],
  ] as const)('%s with %j is not sent, and the error names %j', async (name, body, path) => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    const given = frozen(body);

    const error = await sdkFailureOf(agent[name](given as never));

    expect(error).toBeInstanceOf(ValidationError);
    expect(error).toMatchObject({
      operation: name,
      direction: 'outgoing',
      code: 'VALIDATION',
      service: 'messaging',
      delivery: 'not-sent',
    });
    expect((error as ValidationError).issues.map((issue) => issue.path)).toContain(path);
    expect(error.message).toContain(path);
    expect(framesOf(simulator)).toEqual([]);
  });

  it.each([
    [{ header: [] }, 'header'],
    [{ timeout: '5' }, 'timeout'],
    [{ timeout: 0 }, 'timeout'],
    [{ timeout: -1 }, 'timeout'],
    [{ timeout: 2 ** 31 }, 'timeout'],
    [{ signal: {} }, 'signal'],
    [{ metadata: { type: 'ExternalId', id: 'x' } }, 'metadata'],
    [{ metadata: [{ type: 'ExternalId' }] }, 'metadata.0.id'],
    [{ encodedMetadata: 5 }, 'encodedMetadata'],
    [{ headers: [{}] }, 'headers.0.type'],
    ['options', ''],
    [null, ''],
  ])('the options %j are not sent, and the error names %j', async (options, path) => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);

    const error = await sdkFailureOf(agent.getClock({}, frozen(options) as never));

    expect(error).toBeInstanceOf(ValidationError);
    expect((error as ValidationError).issues.map((issue) => issue.path)).toContain(path);
    expect(framesOf(simulator)).toEqual([]);
  });

  it.each([
    [undefined, undefined, ''],
    ['', undefined, ''],
    [5, undefined, ''],
    ['.GetClock', { timeout: '5' }, 'timeout'],
    ['.GetClock', { timeout: Number.NaN }, 'timeout'],
    ['.GetClock', { header: [] }, 'header'],
    ['.GetClock', { signal: {} }, 'signal'],
  ])('request(%j) with the options %j is not sent, and the error names %j', async (type, options, path) => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);

    const error = await sdkFailureOf(agent.request(type as string, {}, options as never));

    expect(error).toBeInstanceOf(ValidationError);
    expect((error as ValidationError).issues.map((issue) => issue.path)).toContain(path);
    expect(framesOf(simulator)).toEqual([]);
  });

  it('names every mistake, not only the first', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);

    const error = await sdkFailureOf(agent.updateRingState({ ringID: 'r', ringState: 'YES' } as never));

    expect((error as ValidationError).issues.map(({ path }) => path).toSorted()).toEqual([
      'ringID',
      'ringId',
      'ringState',
    ]);
  });

  it('is told to the promise alone', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    const heard = listen(agent, 'error', 'warn');

    await failureOf(agent.setAgentState({} as never));

    expect(heard).toEqual([]);
  });

  it('is told before there is a connection', async () => {
    await using simulator = await startPlatform();
    await using agent = agentOf(simulator);

    await expect(agent.setAgentState({} as never)).rejects.toBeInstanceOf(ValidationError);
  });

  const cycle: { self?: unknown } = {};
  cycle.self = cycle;

  it.each([
    ['a cycle', cycle],
    ['a BigInt', { big: 1n }],
    [
      'a toJSON that throws',
      {
        toJSON: () => {
          throw new Error('not today');
        },
      },
    ],
  ])('%s cannot be sent', async (_, body) => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    const dialog = { dialogId: 'd', metaData: body as Record<string, unknown> };
    const errors = [
      await sdkFailureOf(agent.request('.GetClock', body)),
      await sdkFailureOf(agent.request('.GetClock', {}, { metadata: body })),
      await sdkFailureOf(
        agent.updateConversationField({
          conversationId: 'c',
          conversationField: [{ field: 'DialogChange', type: 'UPDATE', dialog }],
        }),
      ),
      await sdkFailureOf(agent.callService('accountConfigReadOnly', '/x', { method: 'POST', body })),
    ];

    expect(errors.map(({ name, delivery }) => [name, delivery])).toEqual(
      Array(4).fill(['ValidationError', 'not-sent']),
    );
    expect(framesOf(simulator)).toEqual([]);
    await expect(agent.getClock()).resolves.toHaveProperty('currentTime');
  });
});

describe('bodies', () => {
  it('are never changed, however deeply frozen', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    const { conversationId } = await talk(simulator, agent);
    const bodies = frozen({
      state: { availability: 'ONLINE' },
      conversations: { convState: ['OPEN'], agentIds: [agent.agentId, undefined] },
      join: { conversationId, conversationField: [{ field: 'ParticipantsChange', type: 'ADD', role: 'MANAGER' }] },
      history: { dialogId: conversationId, fromSeq: 0 },
    } as const);
    const before = structuredClone(bodies);

    await agent.setAgentState(bodies.state);
    await agent.subscribeExConversations(bodies.conversations as never);
    await agent.updateConversationField(bodies.join as never);
    await agent.subscribeMessagingEvents(bodies.history);

    expect(bodies).toEqual(before);
    const frames = framesOf(simulator).slice(-4);
    expect(frames.map(({ body }) => body)).toEqual([
      { availability: 'ONLINE', channels: ['MESSAGING'], agentUserId: `${agent.accountId}.${agent.userId}` },
      { convState: ['OPEN'], agentIds: Array(2).fill(`${agent.accountId}.${agent.userId}`) },
      {
        conversationId,
        conversationField: [
          {
            field: 'ParticipantsChange',
            type: 'ADD',
            role: 'MANAGER',
            userId: `${agent.accountId}.${agent.userId}`,
          },
        ],
      },
      { dialogId: conversationId, fromSeq: 0, newerThanSequence: 0 },
    ]);
  });

  it('name the account in the JavaScript type it was given in', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator, { accountId: Number(simulator.accountId) });

    await agent.subscribeAgentsState();

    expect(lastFrameOf(simulator)).toMatchObject({ body: { brandId: Number(simulator.accountId) } });
  });

  it.each([
    ['lacks what is read', {}, 'currentTime'],
    ['is of another kind', 'soon', ''],
    ['has another type inside', { currentTime: 'noon' }, 'currentTime'],
  ])('of a response that %s reject the call', async (_, body, path) => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    simulator.answer('getClock', () => body);

    const error = await sdkFailureOf(agent.getClock());

    expect(error).toBeInstanceOf(ValidationError);
    expect(error).toMatchObject({ direction: 'incoming', delivery: 'answered', issues: [{ path }] });
  });

  it('of a response may have more than is known', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    simulator.answer('getClock', () => ({ currentTime: 1, precision: 'ms' }));

    await expect(agent.getClock()).resolves.toEqual({ currentTime: 1, precision: 'ms' });
  });

  it('spelt in another way are understood', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    simulator.answer('subscribeExConversations', () => ({ subScriptionId: 's' }));

    await expect(agent.subscribeExConversations()).resolves.toEqual({ subscriptionId: 's' });
  });
});

describe('events about requests', () => {
  it('a response is emitted under its type before the promise resolves', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    const order: unknown[] = [];
    agent.on('.GetClock$Response', (body, requestId) => void order.push([body, requestId]));

    const result = await agent.getClock();
    order.push('resolved');

    expect(order).toEqual([[result, lastFrameOf(simulator)?.['id']], 'resolved']);
  });

  it('a refusal is emitted under its type, too', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    const heard = listen(agent, '.ReqBody$StringResp');

    await failureOf(agent.updateRingState({ ringId: 'none', ringState: 'REJECTED' }));

    expect(heard).toEqual([['.ReqBody$StringResp', 'Ring not found', anId]]);
  });

  it('a response of a request that is not known is emitted, too', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    const heard = listen(agent, 'KeepAlive$Response' as '.x');

    await agent.request('KeepAlive');

    expect(heard).toEqual([['KeepAlive$Response', {}, anId]]);
  });

  it.each(['connected', 'error', 'closed', 'notification', 'ms.MessagingEventNotification'] as const)(
    'a response cannot pass itself off as %s',
    async (type) => {
      await using simulator = await startPlatform();
      await using agent = await connectedTo(simulator);
      const heard = listen(agent, type);
      using _ = simulator.faults.frames('out', (frame) => frame?.kind === 'resp', {
        replaceWith: JSON.stringify({ kind: 'resp', reqId: '1', code: 200, type, body: { currentTime: 1 } }),
      });

      await agent.getClock();

      expect(heard).toEqual([]);
    },
  );

  it('a request that was sent is emitted as it was written', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    const heard = listen(agent, 'message:sent');

    await agent.setAgentState({ availability: 'AWAY' });

    expect(heard).toEqual([['message:sent', lastFrameOf(simulator)]]);
  });

  it('a request that was not sent is not', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    const heard = listen(agent, 'message:sent');

    await failureOf(agent.request('.GetClock', 1n));
    await failureOf(agent.setAgentState({} as never));
    agent.dispose();
    await failureOf(agent.getClock());

    expect(heard).toEqual([]);
  });

  it('a handler that throws does not keep a request from being answered', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    const errors = listen(agent, 'error');
    agent.on('message:sent', () => {
      throw new Error('sent');
    });
    agent.on('.GetClock$Response', () => Promise.reject(new Error('answered')));

    await expect(agent.getClock()).resolves.toHaveProperty('currentTime');
    await agent.getClock();

    expect(errors.map(([, error]) => (error as Error).message)).toEqual(
      expect.arrayContaining([
        "A handler of 'message:sent' failed: sent",
        "A handler of '.GetClock$Response' failed: answered",
      ]),
    );
  });
});

describe('refusals', () => {
  it.each([400, 401, 403, 404, 409, 429, 500, 503])('reject with code %i and the body', async (code) => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    simulator.answer('getClock', () => {
      throw new Refusal(code, { reason: 'none of your business' });
    });

    const error = await sdkFailureOf(agent.getClock());

    expect(error).toBeInstanceOf(ResponseError);
    expect(error).toMatchObject({
      operation: 'getClock',
      kind: 'resp',
      code,
      body: { reason: 'none of your business' },
      reqId: anId,
      service: 'messaging',
      delivery: 'answered',
    });
    expect(agent.connected).toBe(true);
  });

  it('of a profile keep their text', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);

    const error = await sdkFailureOf(agent.getUserProfile('nobody'));

    expect(error).toMatchObject({ name: 'ResponseError', code: 404, body: 'User not found' });
  });

  it('do not concern the requests beside them', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    simulator.answer(
      'getClock',
      () => {
        throw new Refusal(500);
      },
      { times: 1 },
    );

    const results = await Promise.allSettled([agent.getClock(), agent.getClock(), agent.getClock()]);

    expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
  });
});

describe('a request while there is no connection', () => {
  it('fails at once if the agent has never connected', async () => {
    await using simulator = await startPlatform();
    await using agent = agentOf(simulator);

    const error = await sdkFailureOf(agent.getClock());

    expect(error).toBeInstanceOf(ConnectionError);
    expect(error).toMatchObject({ code: 'NOT_CONNECTED', delivery: 'not-sent' });
  });

  it('waits for the connection that begins by itself', async () => {
    await using simulator = await startPlatform();
    await using agent = agentOf(simulator, { autoConnect: true });

    await expect(agent.getClock()).resolves.toHaveProperty('currentTime');
  });
});
