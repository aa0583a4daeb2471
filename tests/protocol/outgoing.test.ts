import { describe, expect, it } from 'vitest';
import { ValidationError, type ValidationIssue } from '../../src/errors.js';
import { check } from '../../src/protocol/checking.js';
import { exampleIdentity as me } from '../../src/protocol/define.js';
import {
  headersSchema,
  metadataSchema,
  requestNamed,
  requests,
  type RequestName,
} from '../../src/protocol/registry.js';
import { frozen } from '../support/frozen.js';
import { readmeBodies, readmeMetadata } from '../support/readme-bodies.js';

/** The issues of a body; empty when it is valid. */
function issuesOf(name: RequestName, body: unknown): readonly ValidationIssue[] {
  return issuesIn(() => check(requestNamed(name).request, frozen(body), name, 'outgoing'));
}

function issuesIn(checking: () => void): readonly ValidationIssue[] {
  try {
    checking();
    return [];
  } catch (error) {
    if (error instanceof ValidationError) return error.issues;
    throw error;
  }
}

function pathsOf(name: RequestName, body: unknown): readonly string[] {
  return issuesOf(name, body).map(({ path }) => path);
}

const textOf = (event: object): object => ({
  dialogId: 'd',
  event: { type: 'ContentEvent', contentType: 'text/plain', message: 'hi', ...event },
});
const reply = { type: 'button', title: 'Yes', click: { actions: [{ type: 'publishText', text: 'yes' }] } };
const repliesOf = (...replies: unknown[]): object =>
  textOf({ quickReplies: { type: 'quickReplies', itemsPerRow: 8, replies } });
const cardOf = (...elements: unknown[]): object => ({
  dialogId: 'd',
  event: { type: 'RichContentEvent', content: { type: 'vertical', elements } },
});

describe('every body in the README of node-agent-sdk is accepted', () => {
  const bodies = Object.entries(readmeBodies).flatMap(([name, list]) =>
    list.map((body: unknown) => [name as RequestName, body] as const),
  );

  it.each(bodies)('%s %j', (name, body) => {
    expect(issuesOf(name, body)).toEqual([]);
  });

  it('with its metadata', () => {
    expect(() => check(metadataSchema(), readmeMetadata, 'publishEvent', 'outgoing')).not.toThrow();
  });
});

describe('a misspelt key is reported with its path', () => {
  it.each<[RequestName, unknown, string]>([
    ['setAgentState', { availabilty: 'ONLINE', availability: 'ONLINE' }, 'availabilty'],
    ['subscribeExConversations', { convstate: ['OPEN'] }, 'convstate'],
    ['getClock', { time: 1 }, 'time'],
    ['getUserProfile', { userID: 'u-9' }, 'userID'],
    ['publishEvent', { ...textOf({}), audience: 'ALL' }, 'audience'],
    ['publishEvent', textOf({ quickreplies: {} }), 'event.quickreplies'],
    ['publishEvent', repliesOf({ ...reply, titel: 'Yes' }), 'event.quickReplies.replies.0.titel'],
    [
      'publishEvent',
      cardOf({ type: 'vertical', elements: [{ type: 'text', text: 'x', colour: 'red' }] }),
      'event.content.elements.0.elements.0.colour',
    ],
    [
      'updateConversationField',
      { conversationId: 'c', conversationField: [{ field: 'Skill', type: 'UPDATE', skill: '9', skil: 1 }] },
      'conversationField.0.skil',
    ],
    [
      'updateConversationField',
      { conversationId: 'c', conversationField: { field: 'Note', note: 'n', text: 'n' } },
      'conversationField.text',
    ],
  ])('%s %j', (name, body, path) => {
    expect(issuesOf(name, body)).toEqual([{ path, message: 'Unknown key' }]);
  });
});

describe('a wrong value is reported with its path', () => {
  it.each<[RequestName, unknown, string]>([
    ['setAgentState', { availability: 'online' }, 'availability'],
    ['updateRingState', { ringId: 'r', ringState: 'WAITING' }, 'ringState'],
    ['updateRingState', { ringId: '', ringState: 'ACCEPTED' }, 'ringId'],
    ['subscribeMessagingEvents', {}, 'dialogId'],
    ['subscribeExConversations', { convState: 'OPEN' }, 'convState'],
    ['subscribeExConversations', { convState: ['OPENED'] }, 'convState.0'],
    ['unsubscribeExConversations', { subscriptionId: 'x'.repeat(65) }, 'subscriptionId'],
    ['agentRequestConversation', { consumerId: 'u', channelType: 'VOICE' }, 'channelType'],
    ['generateURLForUploadFile', { fileSize: '5 KB', fileType: 'PNG' }, 'fileSize'],
    ['publishEvent', { dialogId: 'd', event: { type: 'TextEvent' } }, 'event.type'],
    ['publishEvent', textOf({ contentType: 'text/rtf' }), 'event.contentType'],
    ['publishEvent', { dialogId: 'd', event: { type: 'ChatStateEvent', chatState: 'TYPING' } }, 'event.chatState'],
    ['publishEvent', { ...textOf({}), messageAudience: 'AGENTS' }, 'messageAudience'],
    ['publishEvent', cardOf({ type: 'txt', text: 'x' }), 'event.content.elements.0.type'],
    ['publishEvent', cardOf({ type: 'text', text: 'x'.repeat(5001) }), 'event.content.elements.0.text'],
    [
      'publishEvent',
      cardOf({ type: 'button', title: 'x', click: { actions: [{ type: 'publishText', text: 'x'.repeat(257) }] } }),
      'event.content.elements.0.click.actions.0.text',
    ],
    ['publishEvent', repliesOf(), 'event.quickReplies.replies'],
    ['publishEvent', repliesOf(...Array.from({ length: 25 }, () => reply)), 'event.quickReplies.replies'],
    ['publishEvent', repliesOf({ ...reply, title: 'x'.repeat(129) }), 'event.quickReplies.replies.0.title'],
    ['publishEvent', repliesOf({ type: 'button', title: 'x' }), 'event.quickReplies.replies.0.click'],
    [
      'publishEvent',
      repliesOf({ ...reply, click: { metadata: [{ type: 'ExternalId', id: 'x'.repeat(65) }] } }),
      'event.quickReplies.replies.0.click.metadata.0.id',
    ],
    [
      'updateConversationField',
      { conversationId: 'c', conversationField: [{ field: 'ParticipantsChange', type: 'JOIN', role: 'MANAGER' }] },
      'conversationField.0.type',
    ],
    [
      'updateConversationField',
      { conversationId: 'c', conversationField: [{ field: 'Skil' }] },
      'conversationField.0.field',
    ],
    ['updateConversationField', { conversationId: 'c' }, 'conversationField'],
  ])('%s %j', (name, body, path) => {
    expect(pathsOf(name, body)).toEqual([path]);
  });

  it.each<RequestName>(['publishEvent', 'setAgentState', 'updateConversationField', 'updateRingState'])(
    '%s needs a body',
    (name) => {
      expect(pathsOf(name, undefined)).toEqual(['']);
    },
  );
});

describe('members that the SDK fills in are rejected from callers', () => {
  it.each<[RequestName, object, string]>([
    ['setAgentState', { availability: 'ONLINE', agentUserId: 'x' }, 'agentUserId'],
    ['setAgentState', { availability: 'ONLINE', channels: [] }, 'channels'],
    ['subscribeRoutingTasks', { agentId: 'x' }, 'agentId'],
    ['subscribeAgentsState', { brandId: 'x' }, 'brandId'],
    ['subscribeMessagingEvents', { dialogId: 'd', newerThan: 1 }, 'newerThan'],
  ])('%s %j', (name, body, path) => {
    expect(pathsOf(name, body)).toEqual([path]);
  });
});

it('lists every problem of a body, not only the first', () => {
  const body = { dialogId: '', events: [], event: { type: 'ContentEvent', contentType: 'text/plain', message: 7 } };

  expect(pathsOf('publishEvent', body).toSorted()).toEqual(['dialogId', 'event.message', 'events']);
});

it('names the request and the reasons in the error', () => {
  const checking = () =>
    check(requests.setAgentState.request, { availability: 'AWAY', x: 1 }, 'setAgentState', 'outgoing');

  expect(checking).toThrow('setAgentState was not sent, its body does not fit: x: Unknown key');
});

describe('rich content', () => {
  const action = (type: string, rest: object): object => ({
    type: 'button',
    title: 'x',
    click: { actions: [{ type, ...rest }] },
  });

  it.each([
    { type: 'map', lo: 1, la: 2 },
    { type: 'linkPreview', url: 'https://example.com', title: 'x' },
    { type: 'template', templateType: 'quickReply', title: 'x', resp: ['a'] },
    { type: 'keyValuePairList', elements: [{ key: 'a', value: 'b' }] },
    { type: 'horizontal', elements: [], percentages: [50, 50], borderLine: false, border: 'dropShadow' },
    {
      type: 'vertical',
      elements: [],
      scroll: 'enable',
      display: { aspectRatio: 'square', size: 'cover' },
      tag: 'generic',
    },
    { type: 'text', text: 'x', accessibility: { web: { role: 'note', 'aria-label': 'a' } }, rtl: true, alt: 'x' },
    action('custom', { data: [{ key: 'a', value: { b: 1 } }] }),
    action('addToCart', { items: [{ productId: 'p', quantity: 2 }] }),
    action('datePicker', { class: 'range', minDate: 1, maxDate: 2 }),
    action('scheduleSlotList', { slots: [{ type: 'scheduleSlot', id: 's', start: 1, end: 2 }] }),
    action('link', { uri: 'tel:1', target: 'blank', ios: { uri: 'x:y' } }),
  ])('may have in a card %j', (element) => {
    expect(issuesOf('publishEvent', cardOf(element))).toEqual([]);
  });

  const text = { type: 'text', text: 'x' };
  const card = { type: 'vertical', elements: [text] };
  const checkbox = { type: 'checkbox', text: 'x', click: { actions: [{ type: 'checked', publishText: 'x' }] } };
  const checklist = { type: 'checklist', elements: [checkbox, checkbox] };
  const submitButton = {
    type: 'submitButton',
    title: 'x',
    click: { actions: [{ type: 'submitAsText', submit: true }] },
  };
  const list = (sections: unknown[], buttons: unknown[]): object => ({
    type: 'list',
    elements: [text, { type: 'sectionList', elements: sections }, { type: 'buttonList', elements: buttons }],
  });
  const publish = (content: unknown): object => ({ dialogId: 'd', event: { type: 'RichContentEvent', content } });

  it.each([
    { type: 'carousel', elements: [card, card], padding: 10 },
    { type: 'carouselSelect', elements: [card], selectMode: { name: 'n', type: 'single' } },
    { type: 'accordionSelect', elements: [card], titles: [{ name: 'n' }], selectMode: { name: 'n' } },
    { type: 'tabs', elements: [{ title: 'whatever a tab is' }] },
    list([{ type: 'section', sectionID: 's', elements: [checklist] }], [submitButton]),
    list(
      [{ type: 'section', sectionID: 's', elements: [text, checklist] }],
      [submitButton, { type: 'button', title: 'x' }],
    ),
  ])('may be %j', (content) => {
    expect(issuesOf('publishEvent', publish(content))).toEqual([]);
  });

  it.each([
    [{ type: 'carousel', elements: [card] }, 'event.content.elements'],
    [{ type: 'carousel', elements: Array.from({ length: 11 }, () => card) }, 'event.content.elements'],
    [{ type: 'carousel', elements: [card, card], padding: 11 }, 'event.content.padding'],
    [{ type: 'tabs', elements: [] }, 'event.content.elements'],
    [{ type: 'deck', elements: [] }, 'event.content.type'],
    [{ type: 'vertical', elements: Array.from({ length: 257 }, () => text) }, 'event.content.elements'],
    [
      list([{ type: 'section', elements: [checklist] }], [submitButton]),
      'event.content.elements.1.elements.0.sectionID',
    ],
  ])('may not be %j', (content, path) => {
    expect(pathsOf('publishEvent', publish(content))).toEqual([path]);
  });
});

describe('metadata', () => {
  const issues = (items: unknown) => issuesIn(() => check(metadataSchema(), frozen(items), 'publishEvent', 'outgoing'));

  it('of an unknown type is accepted', () => {
    expect(issues([{ type: 'Novelty', x: 1 }, { type: 'constructor' }])).toEqual([]);
  });

  it('with an unknown key is accepted', () => {
    expect(issues([{ type: 'ExternalId', id: 'x', novelty: 1 }])).toEqual([]);
  });

  it('of a known type is checked', () => {
    expect(issues([{ type: 'ExternalId', id: 'x' }, { type: 'ExternalId' }]).map(({ path }) => path)).toEqual(['1.id']);
    expect(issues([{ type: 'ActionReason', reason: 'x'.repeat(65) }]).map(({ path }) => path)).toEqual(['0.reason']);
    expect(
      issues([{ type: 'BotResponse', intents: [{ id: 'i', confidenceScore: 2 }] }]).map(({ path }) => path),
    ).toEqual(['0.intents.0.confidenceScore']);
  });

  it.each([
    [{ type: 'BusinessChatMessage', multipleSelection: [] }, '0.multipleSelection'],
    [{ type: 'BusinessChatMessage', receivedMessage: { title: 'x'.repeat(1001) } }, '0.receivedMessage.title'],
    [{ type: 'BusinessEvent', timing: { startTime: 'tomorrow' } }, '0.timing.startTime'],
    [{ type: 'BusinessEvent', location: { radius: -1 } }, '0.location.radius'],
    [{ type: 'BusinessFormEvent', pages: [{ type: 'page' }] }, '0.pages.0.type'],
    [{ type: 'BusinessChatCustomMessage', URL: '?', receivedMessage: { title: 't' } }, '0.bid'],
    [
      { type: 'MessageReplyContext', whatsAppProductQuestion: { catalogId: 'c' } },
      '0.whatsAppProductQuestion.productRetailerId',
    ],
    [{ type: 'WhatsAppOrder', catalogId: 'c', products: [{}] }, '0.products.0.productRetailerId'],
  ])('may not be %j', (item, path) => {
    expect(issues([item]).map((issue) => issue.path)).toEqual([path]);
  });

  it('is a list of at most 32 objects with a type', () => {
    expect(issues({ type: 'ExternalId', id: 'x' })).toHaveLength(1);
    expect(issues([{ id: 'x' }]).map(({ path }) => path)).toEqual(['0.type']);
    expect(issues(Array.from({ length: 33 }, () => ({ type: 'ExternalId', id: 'x' })))).toHaveLength(1);
  });

  it.each([
    { type: 'ActionReason', reasonId: 'r', reason: 'any reason' },
    {
      type: 'BotResponse',
      externalConversationId: 'c',
      businessCases: ['b'],
      intents: [{ id: 'i', name: 'n', confidence: 'high', confidenceScore: 0.9 }],
    },
    { type: 'EscalationSummary', escalationCause: 'escalated_by_user', businessCases: [{ id: 'b', time: 1 }] },
    { type: 'Question', id: 'q', surveyId: 's', provider: 'p', replies: ['a'] },
    {
      type: 'SocialMessagingEventData',
      event: { source: 'Twitter', type: 'Reply', parent: { tweetId: '1', tweetText: 't' } },
      channel: 'Public',
      actions: [{ name: 'Like' }],
    },
    { type: 'WhatsAppMultipleProduct', catalogId: 'c', sections: [{ title: 't', productIds: ['p'] }] },
    { type: 'BusinessChatMessage', multipleSelection: [true, false], receivedMessage: { title: 't', style: 'icon' } },
    {
      type: 'BusinessEvent',
      title: 'A visit',
      timing: { startTime: '2030-02-19T08:27:55Z', presentedTimezoneOffset: -60, duration: 1800 },
      location: { title: 'Shop', lo: 4.9, la: 52.4, radius: 10 },
    },
    { type: 'BusinessFormEvent', pages: [{ pageIdentifier: '0', type: 'input', options: { required: true } }] },
    { type: 'BusinessChatCustomMessage', bid: 'b', URL: '?a=1', receivedMessage: { title: 't' } },
    { type: 'MessageReplyContext', whatsAppProductQuestion: { catalogId: 'c', productRetailerId: 'p' } },
    { type: 'WhatsAppOrder', catalogId: 'c', products: [{ productRetailerId: 'p', quantity: 2, price: '1.50' }] },
    { type: 'ConversationSummary', summary: 's' },
  ])('may be %j', (item) => {
    expect(issues([item])).toEqual([]);
  });
});

describe('headers', () => {
  const issues = (items: unknown) => issuesIn(() => check(headersSchema(), frozen(items), 'publishEvent', 'outgoing'));

  it('describe the client, under either name of the type', () => {
    expect(issues([{ type: '.ams.headers.ClientProperties', deviceFamily: 'DESKTOP', features: ['NOVELTY'] }])).toEqual(
      [],
    );
    expect(issues([{ type: '.ClientProperties', appId: 'a', novelty: 1 }])).toEqual([]);
    expect(issues([{ type: '.Novelty' }])).toEqual([]);
  });

  it('are checked when their type is known', () => {
    expect(issues([{ type: '.ClientProperties', deviceFamily: 'FRIDGE' }]).map(({ path }) => path)).toEqual([
      '0.deviceFamily',
    ]);
  });
});

describe('the encoded body', () => {
  it("has the agent's legacy id for its public id, and for undefined while the public id is unknown", () => {
    const { encode } = requests.subscribeExConversations;
    const anonymous = { ...me, agentId: undefined };

    expect(encode?.(frozen({ agentIds: [undefined, 'x'] }), anonymous)).toEqual({ agentIds: ['10000001.501', 'x'] });
    expect(encode?.(undefined, me)).toStrictEqual({});
  });

  it('names this agent where no userId is given, also in a single change', () => {
    const field = { field: 'ParticipantsChange', type: 'SUGGEST', role: 'ASSIGNED_AGENT' } as const;
    const { encode } = requests.updateConversationField;

    expect(encode?.(frozen({ conversationId: 'c', conversationField: field }), me)).toStrictEqual({
      conversationId: 'c',
      conversationField: [{ ...field, userId: '10000001.501' }],
    });
    expect(encode?.({ conversationId: 'c', conversationField: [{ ...field, userId: '10000001.7' }] }, me)).toEqual({
      conversationId: 'c',
      conversationField: [{ ...field, userId: '10000001.7' }],
    });
  });

  it.each([
    [{ dialogId: 'd', fromSeq: -1 }, -1],
    [{ dialogId: 'd', fromSeq: 0, newerThanSequence: 7 }, 0],
    [{ dialogId: 'd', newerThanSequence: 7 }, 7],
    [{ dialogId: 'd' }, 0],
  ])('has the history range that %j means', (body, newerThanSequence) => {
    expect(requests.subscribeMessagingEvents.encode?.(frozen(body), me)).toStrictEqual({ ...body, newerThanSequence });
  });

  it('names the account and the agent of a routing subscription, unless they are given', () => {
    const { encode } = requests.updateRoutingTaskSubscription;

    expect(encode?.({ subscriptionId: 's', agentId: '10000001.7' }, me)).toStrictEqual({
      subscriptionId: 's',
      brandId: '10000001',
      agentId: '10000001.7',
    });
  });
});

describe('a subscription', () => {
  const { response, decode, replay } = requestNamed('subscribeExConversations');

  it.each([{ subscriptionId: 's' }, { subScriptionId: 's' }])('is identified by %j', (answer) => {
    check(response, answer, 'subscribeExConversations', 'incoming');

    expect(decode?.(answer, me)).toStrictEqual({ subscriptionId: 's' });
    expect(replay?.keep === 'each' && replay.subscriptionId(answer)).toBe('s');
  });

  it('without an id is an error', () => {
    expect(() => check(response, {}, 'subscribeExConversations', 'incoming')).toThrow(ValidationError);
  });
});
