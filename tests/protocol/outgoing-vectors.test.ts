import { describe, expect, it } from 'vitest';
import { exampleIdentity as me } from '../../src/protocol/define.js';
import { type RequestName, requestNamed, requests } from '../../src/protocol/registry.js';
import { frozen } from '../support/frozen.js';

// Vectors written out by hand, independent of the entries: docs/protocol.md#11. Members with two leading underscores exist in the legacy API only.

describe('an outgoing body', () => {
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

describe('the result of a response', () => {
  it('with a user profile', () => {
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

  it('with the events of a dialog', () => {
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
