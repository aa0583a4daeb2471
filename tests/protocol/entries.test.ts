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

  it('takes the body of its example', () => {
    expect(() => check(request, frozen(example.request), name, 'outgoing')).not.toThrow();
  });

  it('sends its example as shown, and leaves the body alone', () => {
    const body = frozen(structuredClone(example.request));

    const wire = encode === undefined ? body : encode(body, me);

    expect(wire).toStrictEqual(example.wire);
  });

  it('takes the answer of its example', () => {
    expect(() => check(response, frozen(example.response), name, 'incoming')).not.toThrow();
  });

  it('gives the result of its example, and leaves the answer alone', () => {
    const answer = frozen(structuredClone(example.response));

    const result = decode === undefined ? answer : decode(answer, me);

    expect(result).toStrictEqual(example.result);
  });

  it('is found by its type on the wire', () => {
    expect(requestOfType(entry.type)).toEqual({ name, entry });
  });

  it.each([undefined, {}, { conversationField: null }, { conversationField: [null, 1, 'x', []] }, { agentIds: null }])(
    'does not stumble over a body of another kind: %j',
    (body) => {
      expect(() => encode?.(frozen(body ?? {}), me)).not.toThrow();
    },
  );
});

describe.each(Object.entries<AnyNotification>(notifications))('%s', (event, entry) => {
  it('reads its example as shown, and leaves it alone', () => {
    const reading = entry.read(frozen(structuredClone(entry.example.wire)), me);

    expect(reading).toStrictEqual({ event, body: entry.example.body, readable: true, failures: [], warnings: [] });
  });

  it('is found by its type on the wire, and named as it is emitted', () => {
    expect(notificationOfType(entry.type)).toBe(entry);
    expect(entry.event).toBe(event);
  });
});

test('the routing service answers with 202, all others with 200', () => {
  const accepted = names.filter((name) => requestNamed(name).responseCode === 202);

  expect(accepted.toSorted()).toEqual(['setAgentState', 'updateRingState']);
});

test('what is not known has no entry', () => {
  expect(requestOfType('.ams.ms.Unheard')).toBeUndefined();
  expect(requestOfType('toString')).toBeUndefined();
  expect(notificationOfType('.ams.ms.Unheard')).toBeUndefined();
});

test('what the platform forgets with the socket is said again after a reconnect', () => {
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
