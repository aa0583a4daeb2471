import { describe, expect, it } from 'vitest';
import { exampleIdentity as me } from '../../src/protocol/define.js';
import { notificationOfType } from '../../src/protocol/registry.js';
import { frozen } from './frozen.js';

describe('a notification', () => {
  it('about a conversation', () => {
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

  it('about a message', () => {
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

  it('about a ring', () => {
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

  it("about the agent's state", () => {
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
