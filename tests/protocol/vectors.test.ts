import { describe, expect, it } from 'vitest';
import { exampleIdentity as me } from '../../src/protocol/define.js';
import { notificationOfType, requestNamed, requests, type RequestName } from '../../src/protocol/registry.js';
import { frozen } from './frozen.js';

// The vectors of P 11. Members that start with two underscores are left out of the outputs: only the legacy API adds them.

describe('a body on its way out (P 11.1)', () => {
  const PID = 'aaaaaaaa-0000-5000-8000-000000000501';
  const vectors: readonly (readonly [RequestName, unknown, string, unknown])[] = [
    [
      'setAgentState',
      { availability: 'ONLINE' },
      '.ams.routing.SetAgentState',
      { availability: 'ONLINE', channels: ['MESSAGING'], agentUserId: '10000001.501' },
    ],
    [
      'subscribeRoutingTasks',
      {},
      '.ams.routing.SubscribeRoutingTasks',
      { channelType: 'MESSAGING', agentId: '10000001.501', brandId: '10000001' },
    ],
    ['subscribeAgentsState', {}, '.ams.routing.SubscribeAgentsState', { brandId: '10000001', agentId: '10000001.501' }],
    [
      'subscribeExConversations',
      { convState: ['OPEN'], agentIds: [PID, 'x'] },
      '.ams.aam.SubscribeExConversations',
      { convState: ['OPEN'], agentIds: ['10000001.501', 'x'] },
    ],
    ['subscribeExConversations', { convState: ['OPEN'] }, '.ams.aam.SubscribeExConversations', { convState: ['OPEN'] }],
    [
      'updateConversationField',
      {
        conversationId: 'c-1',
        conversationField: [
          { field: 'ParticipantsChange', type: 'ADD', role: 'MANAGER' },
          { field: 'Skill', type: 'UPDATE', skill: '9' },
        ],
      },
      '.ams.cm.UpdateConversationField',
      {
        conversationId: 'c-1',
        conversationField: [
          { field: 'ParticipantsChange', type: 'ADD', role: 'MANAGER', userId: '10000001.501' },
          { field: 'Skill', type: 'UPDATE', skill: '9' },
        ],
      },
    ],
    [
      'subscribeMessagingEvents',
      { dialogId: 'c-1' },
      '.ams.ms.QueryMessages',
      { dialogId: 'c-1', newerThanSequence: 0 },
    ],
    [
      'subscribeMessagingEvents',
      { dialogId: 'c-1', fromSeq: 5 },
      '.ams.ms.QueryMessages',
      { dialogId: 'c-1', fromSeq: 5, newerThanSequence: 5 },
    ],
    [
      'agentRequestConversation',
      { consumerId: 'u-9' },
      '.ams.cm.AgentRequestConversation',
      { consumerId: 'u-9', channelType: 'MESSAGING' },
    ],
  ];

  it.each(vectors)('%s %j', (name, body, type, wire) => {
    const entry = requestNamed(name);

    const encoded = entry.encode?.(frozen(body), me);

    expect(entry.type).toBe(type);
    expect(encoded).toStrictEqual(wire);
  });

  it('keeps the JavaScript type the account id was given in', () => {
    const encoded = requests.subscribeAgentsState.encode?.({}, { ...me, brandId: 10000001 });

    expect(encoded).toStrictEqual({ brandId: 10000001, agentId: '10000001.501' });
  });
});

describe('a notification', () => {
  it('about a conversation (P 11.2)', () => {
    const body = frozen({
      subscriptionId: 'sub-1',
      sentTs: 1700000000900,
      changes: [
        {
          type: 'UPSERT',
          result: {
            convId: 'c-1',
            effectiveTTR: 1700003600000,
            conversationDetails: {
              convId: 'c-1',
              skillId: '77',
              participants: { CONSUMER: ['u-9'], MANAGER: ['10000001.502'], ASSIGNED_AGENT: ['10000001.501'] },
              participantsPId: {
                CONSUMER: ['u-9'],
                MANAGER: ['aaaaaaaa-0000-5000-8000-000000000502'],
                ASSIGNED_AGENT: ['aaaaaaaa-0000-5000-8000-000000000501'],
              },
              dialogs: [
                {
                  dialogId: 'c-1',
                  participantsDetails: [
                    { id: 'u-9', role: 'CONSUMER', state: 'ACTIVE' },
                    { id: '10000001.501', role: 'ASSIGNED_AGENT', state: 'ACTIVE' },
                    { id: '10000001.502', role: 'MANAGER', state: 'ACTIVE' },
                    { id: '10000001.600', role: 'ASSIGNED_AGENT', state: 'SUGGESTED' },
                    { id: '10000001.700', role: 'READER', state: 'ACTIVE' },
                  ],
                  dialogType: 'MAIN',
                  channelType: 'MESSAGING',
                  state: 'OPEN',
                  creationTs: 1700000000000,
                  metaDataLastUpdateTs: 1700000000000,
                },
              ],
              brandId: '10000001',
              state: 'OPEN',
              stage: 'OPEN',
              startTs: 1700000000000,
              metaDataLastUpdateTs: 1700000000500,
              firstConversation: false,
              csatRate: 0,
              ttr: { ttrType: 'NORMAL', value: 3600 },
              note: 'n',
              groupId: '-1',
              context: { type: 'SharkContext', lang: 'en-US' },
              conversationHandlerDetails: { accountId: '10000001', skillId: '77' },
            },
            lastContentEventNotification: {
              sequence: 0,
              originatorId: 'u-9',
              originatorPId: 'u-9',
              originatorMetadata: { id: 'u-9', role: 'CONSUMER' },
              serverTimestamp: 1700000000100,
              event: { type: 'ContentEvent', message: 'hi', contentType: 'text/plain' },
              dialogId: 'c-1',
            },
            numberOfunreadMessages: { '10000001.501': 1 },
            lastUpdateTime: 1700000000800,
          },
        },
      ],
    });

    const reading = notificationOfType('.ams.aam.ExConversationChangeNotification')?.read(body, me);

    expect(reading).toStrictEqual({
      event: 'cqm.ExConversationChangeNotification',
      readable: true,
      failures: [],
      warnings: ['invalid participant on conversation c-1 - {"id":"10000001.700","role":"READER","state":"ACTIVE"}'],
      body: {
        subscriptionId: 'sub-1',
        sentTs: 1700000000900,
        changes: [
          {
            type: 'UPSERT',
            result: {
              convId: 'c-1',
              effectiveTTR: 1700003600000,
              conversationDetails: {
                skillId: '77',
                participants: [
                  { id: 'u-9', role: 'CONSUMER' },
                  { id: 'aaaaaaaa-0000-5000-8000-000000000502', role: 'MANAGER' },
                  { id: 'aaaaaaaa-0000-5000-8000-000000000501', role: 'ASSIGNED_AGENT' },
                ],
                dialogs: [
                  {
                    dialogId: 'c-1',
                    participantsDetails: [
                      { id: 'u-9', role: 'CONSUMER', state: 'ACTIVE' },
                      { id: 'aaaaaaaa-0000-5000-8000-000000000501', role: 'ASSIGNED_AGENT', state: 'ACTIVE' },
                      { id: 'aaaaaaaa-0000-5000-8000-000000000502', role: 'MANAGER', state: 'ACTIVE' },
                      { id: '10000001.600', role: 'ASSIGNED_AGENT', state: 'SUGGESTED' },
                      { id: '10000001.700', role: 'READER', state: 'ACTIVE' },
                    ],
                    dialogType: 'MAIN',
                    channelType: 'MESSAGING',
                    state: 'OPEN',
                    creationTs: 1700000000000,
                    metaDataLastUpdateTs: 1700000000000,
                  },
                ],
                brandId: '10000001',
                state: 'OPEN',
                stage: 'OPEN',
                startTs: 1700000000000,
                metaDataLastUpdateTs: 1700000000500,
                firstConversation: false,
                ttr: { ttrType: 'NORMAL', value: 3600 },
                context: { type: 'SharkContext', lang: 'en-US' },
                conversationHandlerDetails: { accountId: '10000001', skillId: '77' },
              },
              lastContentEventNotification: {
                sequence: 0,
                originatorId: 'u-9',
                originatorPId: 'u-9',
                originatorMetadata: { id: 'u-9', role: 'CONSUMER' },
                serverTimestamp: 1700000000100,
                event: { type: 'ContentEvent', message: 'hi', contentType: 'text/plain' },
                dialogId: 'c-1',
              },
            },
          },
        ],
      },
    });
  });

  it('about a message (P 11.3)', () => {
    const body = frozen({
      sequence: 3,
      originatorClientProperties: { type: '.ClientProperties', ipAddress: '192.0.2.1' },
      originatorId: '10000001.501',
      originatorPId: 'aaaaaaaa-0000-5000-8000-000000000501',
      originatorMetadata: { id: 'aaaaaaaa-0000-5000-8000-000000000501', role: 'ASSIGNED_AGENT' },
      serverTimestamp: 1700000001000,
      event: { type: 'ContentEvent', message: 'hello', contentType: 'text/plain' },
      conversationId: 'c-1',
      dialogId: 'c-1',
      messageAudience: 'ALL',
    });

    const reading = notificationOfType('.ams.ms.OnlineEventDistribution')?.read(body, me);

    expect(reading).toStrictEqual({
      event: 'ms.MessagingEventNotification',
      readable: true,
      failures: [],
      warnings: [],
      body: {
        dialogId: 'c-1',
        changes: [
          {
            sequence: 3,
            originatorClientProperties: { type: '.ClientProperties', ipAddress: '192.0.2.1' },
            originatorId: 'aaaaaaaa-0000-5000-8000-000000000501',
            originatorMetadata: { id: 'aaaaaaaa-0000-5000-8000-000000000501', role: 'ASSIGNED_AGENT' },
            serverTimestamp: 1700000001000,
            event: { type: 'ContentEvent', message: 'hello', contentType: 'text/plain' },
            conversationId: 'c-1',
            dialogId: 'c-1',
            messageAudience: 'ALL',
          },
        ],
      },
    });
  });

  it('about a ring (P 11.4)', () => {
    const body = frozen({
      subscriptionId: 'sub-2',
      changes: [
        {
          type: 'UPSERT',
          result: {
            routingTaskId: 'rt-1',
            taskCompleted: false,
            conversationId: 'c-1',
            consumerId: 'u-9',
            skillId: '77',
            brandId: '10000001',
            assignedAgentId: '10000001.501',
            ringsDetails: [
              {
                ringId: 'c-1_10000001_1700000000000',
                ringExpirationTs: 1700000072000,
                ringState: 'WAITING',
                weight: 1700003600000,
                ringExpiration: 72000,
                brandId: '10000001',
                convId: 'c-1',
                consumerId: 'u-9',
                skillId: '77',
              },
            ],
          },
        },
      ],
    });

    const reading = notificationOfType('.ams.routing.RoutingTaskNotification')?.read(body, me);

    expect(reading).toStrictEqual({
      event: 'routing.RoutingTaskNotification',
      readable: true,
      failures: [],
      warnings: [],
      body: {
        subscriptionId: 'sub-2',
        changes: [
          {
            type: 'UPSERT',
            result: {
              taskCompleted: false,
              conversationId: 'c-1',
              consumerId: 'u-9',
              skillId: '77',
              ringsDetails: [
                {
                  ringId: 'c-1_10000001_1700000000000',
                  ringExpirationTs: 1700000072000,
                  ringState: 'WAITING',
                  weight: 1700003600000,
                  ringExpiration: 72000,
                },
              ],
            },
          },
        ],
      },
    });
  });

  it("about the agent's state (P 11.5)", () => {
    const body = frozen({
      subscriptionId: 'sub-3',
      changes: [
        {
          type: 'UPSERT',
          result: { agentUserId: '10000001.501', channels: ['MESSAGING'], availability: 'ONLINE', description: '' },
        },
      ],
    });

    const reading = notificationOfType('.ams.routing.AgentStateNotification')?.read(body, me);

    const changes = [{ type: 'UPSERT', result: { channels: ['MESSAGING'], availability: 'ONLINE', description: '' } }];
    expect(reading).toStrictEqual({
      event: 'routing.AgentStateNotification',
      readable: true,
      failures: [],
      warnings: [],
      body: { ...body, changes },
    });
  });
});

describe('an answer', () => {
  it('about a user profile (P 11.6)', () => {
    const response = frozen({
      userId: 'u-9',
      firstName: 'Ada',
      lastName: 'L',
      privateData: { mobileNum: '555', userId: 'cust-1', email: 'ada@example.com' },
      authenticatedData: { lp_sdes: [{ type: 'ctmrinfo', info: { ctype: 'vip' } }] },
      claims: { iss: 'https://idp.example', lp_sdes: [{ type: 'personal', personal: { firstname: 'Ada' } }] },
      acr: 'loa1',
    });

    const profile = requestNamed('getUserProfile').decode?.(response, me);

    expect(profile).toStrictEqual([
      { type: 'personal', personal: { firstname: 'Ada' }, acr: 'loa1', iss: 'https://idp.example' },
      { type: 'ctmrinfo', info: { ctype: 'vip' }, auth: {} },
      { type: 'ctmrinfo', info: { imei: '555', customerId: 'cust-1' } },
      {
        type: 'personal',
        personal: { firstname: 'Ada', lastname: 'L', contacts: [{ email: 'ada@example.com', phone: '555' }] },
      },
    ]);
  });

  it('with the events of a dialog (P 11.7)', () => {
    const { decode, emits, responseEvent, responseType } = requestNamed('subscribeMessagingEvents');
    const response = frozen([
      {
        sequence: 0,
        originatorId: 'u-9',
        originatorPId: 'u-9',
        originatorMetadata: { id: 'u-9', role: 'CONSUMER' },
        serverTimestamp: 1700000000100,
        event: { type: 'ContentEvent', message: 'hi', contentType: 'text/plain' },
        dialogId: 'c-1',
      },
    ]);

    const reading = emits?.(response, me);
    const result = decode?.(response, me);

    expect(reading).toStrictEqual({
      event: 'ms.MessagingEventNotification',
      readable: true,
      failures: [],
      warnings: [],
      body: {
        dialogId: 'c-1',
        changes: [
          {
            sequence: 0,
            originatorId: 'u-9',
            originatorMetadata: { id: 'u-9', role: 'CONSUMER' },
            serverTimestamp: 1700000000100,
            event: { type: 'ContentEvent', message: 'hi', contentType: 'text/plain' },
            dialogId: 'c-1',
          },
        ],
      },
    });
    expect(result).toBeUndefined();
    expect(responseEvent).toBe('GenericSubscribeResponse');
    expect(responseType).toBe('.ams.ms.QueryMessages$Response');
  });
});
