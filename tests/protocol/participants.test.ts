import { describe, expect, it } from 'vitest';
import { exampleIdentity as me } from '../../src/protocol/define.js';
import { notifications } from '../../src/protocol/registry.js';
import { frozen } from '../support/frozen.js';

interface Roles {
  readonly participants?: unknown;
  readonly participantsPId?: unknown;
}

const agents: Roles = {
  participants: { CONSUMER: ['u-9'], ASSIGNED_AGENT: ['10000001.501'], MANAGER: ['10000001.502', '10000001.503'] },
  participantsPId: { CONSUMER: ['u-9'], ASSIGNED_AGENT: ['pid-501'], MANAGER: ['pid-502', 'pid-503'] },
};

const active = (id: string, role: string): object => ({ id, role, state: 'ACTIVE' });
const suggested = (id: string): object => ({ id, role: 'ASSIGNED_AGENT', state: 'SUGGESTED' });

function read(dialogs: unknown, roles: Roles = agents) {
  const result = { convId: 'c-1', conversationDetails: { ...roles, dialogs } };
  const body = frozen({ subscriptionId: 'sub-1', changes: [{ type: 'UPSERT', result }] });
  const reading = notifications['cqm.ExConversationChangeNotification'].read(body, me);
  return { ...reading, details: reading.readable ? reading.body.changes[0]?.result.conversationDetails : undefined };
}

function idsIn(participantsDetails: unknown, roles?: Roles): readonly string[] | undefined {
  const { details } = read([{ dialogId: 'c-1', channelType: 'MESSAGING', participantsDetails }], roles);
  return details?.dialogs[0]?.participantsDetails?.map(({ id }) => id);
}

describe("the participants of a conversation's dialog", () => {
  it('get their public ids when the active agent is listed first', () => {
    expect(idsIn([active('10000001.501', 'ASSIGNED_AGENT'), suggested('10000001.600')])).toEqual([
      'pid-501',
      '10000001.600',
    ]);
  });

  it('get their public ids when the suggested agent is listed first', () => {
    expect(idsIn([suggested('10000001.600'), active('10000001.501', 'ASSIGNED_AGENT')])).toEqual([
      '10000001.600',
      'pid-501',
    ]);
  });

  it('get their public ids in any order of the list', () => {
    expect(idsIn([active('10000001.503', 'MANAGER'), active('10000001.502', 'MANAGER')])).toEqual([
      'pid-503',
      'pid-502',
    ]);
  });

  it('get their public ids in a role other than that in the conversation', () => {
    const { details, warnings } = read([{ dialogId: 'c-1', participantsDetails: [active('10000001.502', 'READER')] }]);

    expect(details?.dialogs[0]?.participantsDetails).toEqual([active('pid-502', 'READER')]);
    expect(warnings).toEqual([]);
  });

  it('get the only public id left in their role when they are the only ones without', () => {
    const roles = { participants: {}, participantsPId: { CONSUMER: ['u-9'], ASSIGNED_AGENT: ['pid-501'] } };

    const ids = idsIn([suggested('10000001.600'), active('10000001.501', 'ASSIGNED_AGENT')], roles);

    expect(ids).toEqual(['10000001.600', 'pid-501']);
  });

  it('keep their ids when the match is ambiguous', () => {
    const roles = { participantsPId: { MANAGER: ['pid-502', 'pid-503'] } };
    const participants = [active('10000001.503', 'MANAGER'), active('10000001.502', 'MANAGER')];

    expect(idsIn(participants, roles)).toEqual(['10000001.503', '10000001.502']);
    expect(idsIn(participants.slice(1), roles)).toEqual(['10000001.502']);
    expect(idsIn(participants, { participantsPId: { MANAGER: ['pid-502'] } })).toEqual([
      '10000001.503',
      '10000001.502',
    ]);
  });

  it('keep their ids when the lists of their role differ in length', () => {
    const roles = {
      participants: { MANAGER: ['10000001.503'] },
      participantsPId: { MANAGER: ['pid-502', 'pid-503'] },
    };

    expect(idsIn([active('10000001.503', 'MANAGER')], roles)).toEqual(['10000001.503']);
  });

  it('keep ids that are public already', () => {
    expect(idsIn([active('pid-501', 'ASSIGNED_AGENT'), active('pid-503', 'MANAGER')])).toEqual(['pid-501', 'pid-503']);
  });

  it('may be a single object instead of a list', () => {
    expect(idsIn(active('10000001.501', 'ASSIGNED_AGENT'))).toEqual(['pid-501']);
    expect(
      idsIn(active('10000001.501', 'ASSIGNED_AGENT'), {
        participants: { ASSIGNED_AGENT: '10000001.501' },
        participantsPId: { ASSIGNED_AGENT: 'pid-501' },
      }),
    ).toEqual(['pid-501']);
  });
});

describe('a warning is given', () => {
  it('about a participant in a role that the conversation does not have', () => {
    const { details, warnings } = read([{ dialogId: 'c-1', participantsDetails: [active('10000001.700', 'READER')] }]);

    expect(details?.dialogs[0]?.participantsDetails).toEqual([active('10000001.700', 'READER')]);
    expect(warnings).toEqual([
      'invalid participant on conversation c-1 - {"id":"10000001.700","role":"READER","state":"ACTIVE"}',
    ]);
  });

  it('about roles named like properties of Object.prototype', () => {
    const { warnings } = read([{ dialogId: 'c-1', participantsDetails: [active('x', 'constructor')] }]);

    expect(warnings).toHaveLength(1);
  });

  it('not about a suggested agent', () => {
    const roles = { participants: { CONSUMER: ['u-9'] }, participantsPId: { CONSUMER: ['u-9'] } };

    const { details, warnings } = read([{ dialogId: 'c-1', participantsDetails: [suggested('10000001.600')] }], roles);

    expect(details?.dialogs[0]?.participantsDetails).toEqual([suggested('10000001.600')]);
    expect(warnings).toEqual([]);
  });

  it('about an unknown channel, whose participants are decoded all the same', () => {
    const dialog = { dialogId: 'd-2', channelType: 'PIGEON', participantsDetails: [active('10000001.502', 'MANAGER')] };

    const { details, warnings } = read([dialog]);

    expect(details?.dialogs[0]?.participantsDetails).toEqual([active('pid-502', 'MANAGER')]);
    expect(warnings).toEqual(['Unknown channelType: PIGEON']);
  });

  it('about a dialog without participants', () => {
    const { details, warnings } = read([{ dialogId: 'd-2', channelType: 'MESSAGING' }]);

    expect(details?.dialogs).toStrictEqual([{ dialogId: 'd-2', channelType: 'MESSAGING' }]);
    expect(warnings).toEqual([
      'Invalid dialog information, participantsDetails is missing {"dialogId":"d-2","channelType":"MESSAGING"}',
    ]);
  });

  it('not about co-browsing, which is not decoded', () => {
    const dialog = { dialogId: 'd-2', channelType: 'COBROWSE', participants: ['u-9', '10000001.501'] };
    const detailed = { ...dialog, participantsDetails: [active('10000001.501', 'ASSIGNED_AGENT')] };

    const { details, warnings } = read([dialog, detailed]);

    expect(details?.dialogs).toStrictEqual([dialog, detailed]);
    expect(warnings).toEqual([]);
  });
});

describe('the participants of a conversation', () => {
  it('are a list in the order of the roles, and within a role in that of the ids', () => {
    expect(read([]).details?.participants).toEqual([
      { id: 'u-9', role: 'CONSUMER' },
      { id: 'pid-501', role: 'ASSIGNED_AGENT' },
      { id: 'pid-502', role: 'MANAGER' },
      { id: 'pid-503', role: 'MANAGER' },
    ]);
  });

  it('may be single ids instead of lists, or missing', () => {
    const { details } = read(undefined, { participantsPId: { CONSUMER: 'u-9', MANAGER: [], READER: null } });

    expect(details).toStrictEqual({ participants: [{ id: 'u-9', role: 'CONSUMER' }], dialogs: [] });
  });
});
