import { describe, expect, it } from 'vitest';
import { ValidationError } from '../../src/index.js';
import {
  agentOf,
  connectedTo,
  failureOf,
  framesOf,
  lastFrameOf,
  listen,
  sdkFailureOf,
  startPlatform,
} from '../support/agents.js';
import { frozen } from '../support/frozen.js';
import { quickReplies } from '../support/readme-bodies.js';
import { talk } from '../support/conversations.js';

describe('a mistake in the arguments of a request', () => {
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
  ] as const)('in %s(%j) rejects without a frame, naming %j', async (name, body, path) => {
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
  ])('in the options %j rejects without a frame, naming %j', async (options, path) => {
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
  ])('in request(%j) with the options %j rejects without a frame, naming %j', async (type, options, path) => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);

    const error = await sdkFailureOf(agent.request(type as string, {}, options as never));

    expect(error).toBeInstanceOf(ValidationError);
    expect((error as ValidationError).issues.map((issue) => issue.path)).toContain(path);
    expect(framesOf(simulator)).toEqual([]);
  });

  it('is reported together with every other mistake', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);

    const error = await sdkFailureOf(agent.updateRingState({ ringID: 'r', ringState: 'YES' } as never));

    expect((error as ValidationError).issues.map(({ path }) => path).toSorted()).toEqual([
      'ringID',
      'ringId',
      'ringState',
    ]);
  });

  it('rejects the promise and emits no event', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    const heard = listen(agent, 'error', 'warn');

    await failureOf(agent.setAgentState({} as never));

    expect(heard).toEqual([]);
  });

  it('rejects before there is a connection', async () => {
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
  ])('such as %s rejects without a frame', async (_, body) => {
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

describe('the body of a request', () => {
  it('is never changed, and may be deeply frozen', async () => {
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

  it('contains the account id in the JavaScript type of the options', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator, { accountId: Number(simulator.accountId) });

    await agent.subscribeAgentsState();

    expect(lastFrameOf(simulator)).toMatchObject({ body: { brandId: Number(simulator.accountId) } });
  });

  it.each([
    ['lacks what is read', {}, 'currentTime'],
    ['is of another kind', 'soon', ''],
    ['has another type inside', { currentTime: 'noon' }, 'currentTime'],
  ])('of a response rejects the call when it %s', async (_, body, path) => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    simulator.answer('getClock', () => body);

    const error = await sdkFailureOf(agent.getClock());

    expect(error).toBeInstanceOf(ValidationError);
    expect(error).toMatchObject({ direction: 'incoming', delivery: 'answered', issues: [{ path }] });
  });

  it('of a response may have unknown members', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    simulator.answer('getClock', () => ({ currentTime: 1, precision: 'ms' }));

    await expect(agent.getClock()).resolves.toEqual({ currentTime: 1, precision: 'ms' });
  });

  it('of a response may spell subscriptionId as subScriptionId', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    simulator.answer('subscribeExConversations', () => ({ subScriptionId: 's' }));

    await expect(agent.subscribeExConversations()).resolves.toEqual({ subscriptionId: 's' });
  });
});
