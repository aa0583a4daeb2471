import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { SDKError, TransformError, ValidationError } from '../../src/errors.js';
import { exampleIdentity as me, type AnyNotification } from '../../src/protocol/define.js';
import { notifications, requestNamed, requests } from '../../src/protocol/registry.js';
import { frozen } from '../support/frozen.js';

const conversation = notifications['cqm.ExConversationChangeNotification'];
const message = notifications['ms.MessagingEventNotification'];
const routing = notifications['routing.RoutingTaskNotification'];
const agentState = notifications['routing.AgentStateNotification'];

const details = { participants: { CONSUMER: ['u-9'] }, participantsPId: { CONSUMER: ['u-9'] }, dialogs: [] };
const change = (convId: string): object => ({ type: 'UPSERT', result: { convId, conversationDetails: details } });

const oddDialog = { dialogId: 's-1', channelType: 7 };

describe('a conversation notification', () => {
  it('may contain a single change instead of a list', () => {
    const { body } = conversation.read(frozen({ subscriptionId: 's', changes: change('c-1') }), me);

    expect(body.changes.map(({ result }) => result.convId)).toEqual(['c-1']);
  });

  it('may contain no change', () => {
    const { body, readable } = conversation.read({ subscriptionId: 's' }, me);

    expect(readable).toBe(true);
    expect(body).toStrictEqual({ subscriptionId: 's', changes: [] });
  });

  it('may contain a single dialog instead of a list', () => {
    const dialogs = { dialogId: 'c-1', channelType: 'COBROWSE' };
    const result = { convId: 'c-1', conversationDetails: { ...details, dialogs } };

    const { body } = conversation.read({ changes: [{ type: 'UPSERT', result }] }, me);

    expect(body.changes[0]?.result.conversationDetails.dialogs).toEqual([dialogs]);
  });

  it.each([{ type: 'DELETE' }, { type: 'DELETE', result: null }])(
    'rejects a change without a result: %j',
    (withoutResult) => {
      const { body, failures } = conversation.read(frozen({ changes: [withoutResult, change('c-1')] }), me);

      expect(failures).toMatchObject([{ direction: 'incoming', issues: [{ path: 'result' }] }]);
      expect(body.changes.map(({ result }) => result.convId)).toEqual(['c-1']);
    },
  );

  it('keeps unknown members', () => {
    const result = { convId: 'c-1', novelty: 1, conversationDetails: { ...details, novelty: [2] } };

    const { body } = conversation.read({ novelty: 0, changes: [{ type: 'MERGE', result, novelty: 3 }] }, me);

    expect(body).toMatchObject({
      novelty: 0,
      changes: [{ type: 'MERGE', novelty: 3, result: { novelty: 1, conversationDetails: { novelty: [2] } } }],
    });
  });

  it.each([
    ['result', 'no object'],
    ['result.convId', { conversationDetails: details }],
    ['result.conversationDetails', { convId: 'c-1', conversationDetails: [] }],
    ['result.conversationDetails.participants.CONSUMER.1', { ...details, participants: { CONSUMER: ['u-9', 7] } }],
    ['result.conversationDetails.participantsPId.CONSUMER', { ...details, participantsPId: { CONSUMER: 7 } }],
    ['result.conversationDetails.dialogs.dialogId', { ...details, dialogs: {} }],
    ['result.conversationDetails.dialogs.1.channelType', { ...details, dialogs: [{ dialogId: 'c-1' }, oddDialog] }],
    [
      'result.conversationDetails.dialogs.0.participantsDetails.1.role',
      { ...details, dialogs: [{ dialogId: 'c-1', participantsDetails: [{ id: 'a', role: 'AGENT' }, { id: 'b' }] }] },
    ],
  ])('that is malformed is reported with the path: %s', (path, malformed) => {
    const isDetails = typeof malformed === 'object' && 'dialogs' in malformed;
    const result = isDetails ? { convId: 'c-1', conversationDetails: malformed } : malformed;

    const { failures } = conversation.read({ changes: [{ type: 'UPSERT', result }] }, me);

    expect(failures).toMatchObject([{ direction: 'incoming', issues: [{ path }] }]);
  });

  it('does not decode the last message', () => {
    const lastContentEventNotification = { originatorId: '10000001.501', originatorPId: me.agentId, event: null };
    const result = { convId: 'c-1', conversationDetails: details, lastContentEventNotification };

    const { body } = conversation.read(frozen({ changes: [{ type: 'UPSERT', result }] }), me);

    expect(body.changes[0]?.result.lastContentEventNotification).toBe(lastContentEventNotification);
  });

  it('loses only a change without public ids, and names its conversation', () => {
    const result = { convId: 'c-2', conversationDetails: { dialogs: [], participants: {} } };
    const body = frozen({ changes: [change('c-1'), { type: 'UPSERT', result }, change('c-3')] });

    const reading = conversation.read(body, me);

    expect(reading.body.changes.map((read) => read.result.convId)).toEqual(['c-1', 'c-3']);
    expect(reading.readable).toBe(true);
    expect(reading.failures).toHaveLength(1);
    const [failure] = reading.failures;
    expect(failure).toBeInstanceOf(TransformError);
    expect(failure).toMatchObject({ payload: body, operation: conversation.event });
    expect(failure?.cause).toBeInstanceOf(SDKError);
    expect(failure?.cause).toMatchObject({
      message: 'participantsPId key property is missing on notification for convId c-2',
      service: 'messaging',
    });
  });

  it('loses only the malformed change', () => {
    const reading = conversation.read({ changes: [change('c-1'), null, { type: 'UPSERT', result: 7 }] }, me);

    expect(reading.body.changes).toHaveLength(1);
    expect(reading.failures).toHaveLength(2);
    expect(reading.failures[1]).toBeInstanceOf(ValidationError);
    expect(reading.failures[1]).toMatchObject({ direction: 'incoming', issues: [{ path: 'result' }] });
  });

  it('is not readable when none of its changes is readable', () => {
    const body = { changes: [null] };

    expect(conversation.read(body, me)).toMatchObject({ readable: false, body });
  });
});

describe('a message', () => {
  const event = { type: 'ContentEvent', contentType: 'text/plain', message: 'hi' };

  it("has its originator's public id", () => {
    const { body } = message.read({ dialogId: 'd', originatorId: '10000001.7', originatorPId: 'pid-7', event }, me);

    expect(body.changes).toStrictEqual([{ dialogId: 'd', originatorId: 'pid-7', event }]);
  });

  it("keeps its originator's legacy id when there is no public id", () => {
    const { body } = message.read(frozen({ dialogId: 'd', originatorId: '10000001.7', event }), me);

    expect(body.changes).toStrictEqual([{ dialogId: 'd', originatorId: '10000001.7', event }]);
  });

  it('may be malformed in members that are not read', () => {
    const oddities = { sequence: null, metadata: null, originatorMetadata: 3, serverTimestamp: 'noon', novelty: [] };

    const { body, failures } = message.read({ dialogId: 'd', event, ...oddities }, me);

    expect(failures).toEqual([]);
    expect(body.changes).toStrictEqual([{ dialogId: 'd', event, ...oddities }]);
  });

  it('cannot change the prototype of the decoded body', () => {
    const wire: unknown = JSON.parse('{"dialogId":"d","event":{"type":"x"},"__proto__":{"isAdmin":true}}');

    const { body } = message.read(wire, me);

    expect(body.changes[0]).not.toHaveProperty('isAdmin');
    expect(Object.getPrototypeOf(body.changes[0])).toBe(Object.prototype);
  });

  it('may be of an unknown type', () => {
    const { body, failures } = message.read({ dialogId: 'd', event: { type: 'SmellEvent', smell: 'rose' } }, me);

    expect(failures).toEqual([]);
    expect(body.changes[0]?.event).toEqual({ type: 'SmellEvent', smell: 'rose' });
  });

  it('may be a receipt with a single sequence instead of a list', () => {
    const receipt = { type: 'AcceptStatusEvent', status: 'READ', sequenceList: 8 };

    const { body } = message.read(frozen({ dialogId: 'd', event: receipt }), me);

    expect(body.changes[0]?.event).toEqual({ ...receipt, sequenceList: [8] });
  });

  it('with rich content is not traversed', () => {
    const content = new Proxy(
      { type: 'vertical' },
      {
        get: () => expect.unreachable('the card was traversed'),
        ownKeys: () => expect.unreachable('the card was traversed'),
      },
    );

    const { failures } = message.read({ dialogId: 'd', event: { type: 'RichContentEvent', content } }, me);

    expect(failures).toEqual([]);
  });
});

describe('message history', () => {
  const { emits } = requests.subscribeMessagingEvents;
  const event = { type: 'ChatStateEvent', chatState: 'ACTIVE' };

  it('that is empty gives no notification', () => {
    expect(emits?.([], me)).toBeUndefined();
    expect(emits?.(undefined, me)).toBeUndefined();
  });

  it('loses only the malformed event', () => {
    const reading = emits?.([{ event }, { dialogId: 'd', sequence: 1, event }, null], me);

    expect(reading).toMatchObject({ readable: true, body: { dialogId: 'd', changes: [{ sequence: 1 }] } });
    expect(reading?.failures).toHaveLength(2);
  });

  it('without a well-formed event is not readable', () => {
    const response = [{ event }, 7];

    expect(emits?.(response, me)).toMatchObject({ readable: false, body: response });
  });

  it('may be a single event instead of a list', () => {
    expect(emits?.({ dialogId: 'd', event }, me)).toMatchObject({ body: { dialogId: 'd', changes: [{ event }] } });
  });
});

describe('a routing task', () => {
  it('takes members that old servers send only in its rings from there', () => {
    const ring = { ringId: 'r', ringState: 'WAITING', convId: 'c-1', consumerId: 'u-9', skillId: '77', brandId: 'b' };
    const result = { routingTaskId: 't', ringsDetails: ring };

    const { body } = routing.read(frozen({ changes: [{ type: 'UPSERT', result }] }), me);

    expect(body.changes).toStrictEqual([
      {
        type: 'UPSERT',
        result: {
          conversationId: 'c-1',
          consumerId: 'u-9',
          skillId: '77',
          ringsDetails: [{ ringId: 'r', ringState: 'WAITING' }],
        },
      },
    ]);
  });

  it('prefers its own members to those of its rings', () => {
    const ringsDetails = [{ ringId: 'r', ringState: 'WAITING', convId: 'c-2', skillId: '78' }];

    const { body } = routing.read(
      { changes: [{ type: 'UPSERT', result: { conversationId: 'c-1', skillId: '77', ringsDetails } }] },
      me,
    );

    expect(body.changes[0]?.result).toMatchObject({ conversationId: 'c-1', skillId: '77' });
  });

  it('may have no rings', () => {
    const { body, failures } = routing.read({ changes: [{ type: 'DELETE', result: { conversationId: 'c-1' } }] }, me);

    expect(failures).toEqual([]);
    expect(body.changes[0]?.result).toStrictEqual({ conversationId: 'c-1', ringsDetails: [] });
  });
});

describe("an agent's state", () => {
  it('may have no result', () => {
    const { body, failures } = agentState.read({ changes: [{ type: 'DELETE' }] }, me);

    expect(failures).toEqual([]);
    expect(body.changes).toStrictEqual([{ type: 'DELETE' }]);
  });
});

describe('a user profile', () => {
  const decode = requestNamed('getUserProfile').decode;

  it('that is empty is an empty list', () => {
    expect(decode?.(null, me)).toEqual([]);
    expect(decode?.(undefined, me)).toEqual([]);
    expect(decode?.({}, me)).toEqual([]);
    expect(decode?.({ privateData: null, claims: { lp_sdes: null }, authenticatedData: {} }, me)).toEqual([]);
  });

  it('may spell the e-mail address in two ways', () => {
    const contacts = [{ email: 'a@example.com', phone: undefined }];

    expect(decode?.({ privateData: { email: 'a@example.com' } }, me)).toEqual([
      { type: 'personal', personal: { contacts } },
    ]);
    expect(decode?.({ privateData: { mail: 'a@example.com' } }, me)).toEqual([
      { type: 'personal', personal: { contacts } },
    ]);
  });

  it('may contain a single element instead of a list', () => {
    const fact = { type: 'personal', personal: { firstname: 'Ada' } };

    expect(decode?.(frozen({ acr: 'loa1', claims: { iss: 'i', lp_sdes: fact } }), me)).toEqual([
      { ...fact, acr: 'loa1', iss: 'i' },
    ]);
  });
});

describe.each(Object.entries<AnyNotification>(notifications))('%s', (_event, entry) => {
  test.prop([fc.jsonValue({ maxDepth: 6 })])('never throws for any body', (body) => {
    const { readable, failures } = entry.read(frozen(body), me);

    expect(readable || failures.length > 0).toBe(true);
  });

  test.prop([fc.jsonValue(), fc.jsonValue(), fc.jsonValue()])('never throws for malformed members', (a, b, c) => {
    const conversationDetails = { participants: a, participantsPId: b, dialogs: [c, { dialogId: 'd', ...Object(a) }] };
    const result = { convId: 'c-1', conversationDetails, ringsDetails: c };
    const body = { dialogId: 'd', event: a, originatorPId: b, changes: [{ type: 'UPSERT', result }, a, b] };

    expect(() => entry.read(frozen(body), me)).not.toThrow();
  });

  it('never throws for deeply nested bodies', () => {
    let deep: unknown = 'x';
    for (let depth = 0; depth < 20_000; depth += 1) deep = { changes: [deep], result: deep, event: deep };

    expect(() => entry.read(deep, me)).not.toThrow();
  });
});
