import { describe, expect, it, test } from 'vitest';
import { check } from '../../src/protocol/checking.js';
import { exampleIdentity as me, type AnyNotification } from '../../src/protocol/define.js';
import {
  notificationOfType,
  notifications,
  requestNamed,
  requestOfType,
  requests,
  type RequestName,
} from '../../src/protocol/registry.js';
import { frozen } from '../support/frozen.js';

const names = Object.keys(requests) as RequestName[];

test('there is a method for each of the 16 requests', () => {
  expect(names.toSorted()).toEqual([
    'agentRequestConversation',
    'generateDownloadToken',
    'generateURLForDownloadFile',
    'generateURLForUploadFile',
    'getClock',
    'getUserProfile',
    'publishEvent',
    'setAgentState',
    'subscribeAgentsState',
    'subscribeExConversations',
    'subscribeMessagingEvents',
    'subscribeRoutingTasks',
    'unsubscribeExConversations',
    'updateConversationField',
    'updateRingState',
    'updateRoutingTaskSubscription',
  ]);
});

describe.each(names.map((name) => [name, requestNamed(name)] as const))('%s', (name, entry) => {
  const { request, response, encode, decode, example } = entry;

  it('accepts the request of its example', () => {
    expect(() => check(request, frozen(example.request), name, 'outgoing')).not.toThrow();
  });

  it('encodes the request of its example without changing it', () => {
    const body = frozen(structuredClone(example.request));

    const wire = encode === undefined ? body : encode(body, me);

    expect(wire).toStrictEqual(example.wire);
  });

  it('accepts the response of its example', () => {
    expect(() => check(response, frozen(example.response), name, 'incoming')).not.toThrow();
  });

  it('decodes the response of its example without changing it', () => {
    const answer = frozen(structuredClone(example.response));

    const result = decode === undefined ? answer : decode(answer, me);

    expect(result).toStrictEqual(example.result);
  });

  it('is found by its type on the wire', () => {
    expect(requestOfType(entry.type)).toEqual({ name, entry });
  });

  it.each([undefined, {}, { conversationField: null }, { conversationField: [null, 1, 'x', []] }, { agentIds: null }])(
    'does not throw for a body of another type: %j',
    (body) => {
      expect(() => encode?.(frozen(body ?? {}), me)).not.toThrow();
    },
  );
});

describe.each(Object.entries<AnyNotification>(notifications))('%s', (event, entry) => {
  it('decodes its example without changing it', () => {
    const reading = entry.read(frozen(structuredClone(entry.example.wire)), me);

    expect(reading).toStrictEqual({ event, body: entry.example.body, readable: true, failures: [], warnings: [] });
  });

  it('is found by its type on the wire, and has the name of its event', () => {
    expect(notificationOfType(entry.type)).toBe(entry);
    expect(entry.event).toBe(event);
  });
});

test('responses of the routing service have the code 202, all others 200', () => {
  const accepted = names.filter((name) => requestNamed(name).responseCode === 202);

  expect(accepted.toSorted()).toEqual(['setAgentState', 'updateRingState']);
});

test('an unknown type has no entry', () => {
  expect(requestOfType('.ams.ms.Unheard')).toBeUndefined();
  expect(requestOfType('toString')).toBeUndefined();
  expect(notificationOfType('.ams.ms.Unheard')).toBeUndefined();
});

test('the requests whose effect ends with the socket are restored after a reconnect', () => {
  const replayed = names.flatMap((name) => {
    const { replay } = requestNamed(name);
    return replay === undefined ? [] : [[name, replay.keep] as const];
  });

  expect(Object.fromEntries(replayed)).toEqual({
    setAgentState: 'latest',
    subscribeAgentsState: 'each',
    subscribeExConversations: 'each',
    subscribeRoutingTasks: 'each',
    updateRoutingTaskSubscription: 'amendment',
    unsubscribeExConversations: 'end',
  });
});
