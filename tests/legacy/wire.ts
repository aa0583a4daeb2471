/** Who the simulator's first user is. */
export const OWN_ID = '10000001.501';
export const OWN_PID = 'aaaaaaaa-0000-5000-8000-000000000501';

/** A message of this agent's, as UMS v2 tells it. */
export function ownMessage(sequence = 3) {
  return {
    sequence,
    originatorClientProperties: { type: '.ClientProperties', ipAddress: '192.0.2.1' },
    originatorId: OWN_ID,
    originatorPId: OWN_PID,
    originatorMetadata: { id: OWN_PID, role: 'ASSIGNED_AGENT' },
    serverTimestamp: 1700000001000,
    event: { type: 'ContentEvent', message: 'hello', contentType: 'text/plain' },
    conversationId: 'c-1',
    dialogId: 'c-1',
    messageAudience: 'ALL',
  };
}

/** A message of a consumer's. */
export function consumerMessage(sequence = 0) {
  return {
    sequence,
    originatorId: 'u-9',
    originatorPId: 'u-9',
    originatorMetadata: { id: 'u-9', role: 'CONSUMER' },
    serverTimestamp: 1700000000100,
    event: { type: 'ContentEvent', message: 'hi', contentType: 'text/plain' },
    dialogId: 'c-1',
  };
}

/** A conversation that this agent is assigned to, as UMS v2 tells it. */
export function conversationChange(convId: string) {
  return {
    type: 'UPSERT',
    result: {
      convId,
      effectiveTTR: -1,
      conversationDetails: {
        convId,
        skillId: '-1',
        participants: { CONSUMER: ['u-9'], ASSIGNED_AGENT: [OWN_ID] },
        participantsPId: { CONSUMER: ['u-9'], ASSIGNED_AGENT: [OWN_PID] },
        dialogs: [
          {
            dialogId: convId,
            participantsDetails: [
              { id: 'u-9', role: 'CONSUMER', state: 'ACTIVE' },
              { id: OWN_ID, role: 'ASSIGNED_AGENT', state: 'ACTIVE' },
              { id: '10000001.600', role: 'ASSIGNED_AGENT', state: 'SUGGESTED' },
            ],
            dialogType: 'MAIN',
            channelType: 'MESSAGING',
            state: 'OPEN',
          },
        ],
        brandId: '10000001',
        state: 'OPEN',
        stage: 'OPEN',
        csatRate: 0,
        note: 'n',
        groupId: '-1',
      },
      numberOfunreadMessages: { [OWN_ID]: 1 },
      lastUpdateTime: 1700000000800,
    },
  };
}
