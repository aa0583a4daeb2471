import { describe, expect, it } from 'vitest';
import { check } from '../../src/protocol/checking.js';
import { exampleIdentity as me, type AnyNotification } from '../../src/protocol/define.js';
import { withoutNulls } from '../../src/protocol/nulls.js';
import { notifications, requestNamed, requests, type RequestName } from '../../src/protocol/registry.js';
import { frozen } from '../support/frozen.js';

const clientProperties = { type: '.ClientProperties', appId: 'app', os: 'ANDROID', features: ['RICH_CONTENT'] };
const file = { caption: 'a', relativePath: '/a', fileType: 'PNG', preview: 'data:,' };

/** Bodies with optional members that the examples lack. */
const fuller: Readonly<Record<string, readonly unknown[]>> = {
  'ms.MessagingEventNotification': [
    {
      dialogId: 'c-1',
      sequence: 3,
      originatorId: '10000001.501',
      originatorPId: 'pid',
      originatorMetadata: { id: 'pid', role: 'CONSUMER', clientProperties },
      originatorClientProperties: clientProperties,
      messageAudience: 'ALL',
      metadata: [{ type: 'ExternalId', id: 'x' }],
      encodedMetadata: 'e',
      eventId: 'e-1',
      event: {
        type: 'ContentEvent',
        contentType: 'hosted/file',
        message: file,
        quickReplies: {},
      },
    },
  ],
  'cqm.ExConversationChangeNotification': [
    {
      changes: {
        type: 'UPSERT',
        result: {
          convId: 'c-1',
          conversationDetails: {
            participants: { CONSUMER: ['u-9'], MANAGER: '10000001.502' },
            participantsPId: { CONSUMER: ['u-9'], MANAGER: 'pid' },
            dialogs: {
              dialogId: 'c-1',
              channelType: 'COBROWSE',
              participantsDetails: { id: 'u-9', role: 'CONSUMER', state: 'ACTIVE' },
              closedCause: 'c',
            },
            closeReason: 'AGENT',
            csat: { csatRate: 5, csatResolutionConfirmation: true, status: 'FILLED' },
            ttr: { ttrType: 'NORMAL', value: 1 },
            delay: { type: 'NIGHT', tillWhen: 1 },
            manualETTR: 1,
            topic: 't',
            context: { type: 'SharkContext', lang: 'en-US', clientProperties, visitorId: 'v' },
            campaignInfo: { campaignId: 1, engagementId: 2 },
            conversationHandlerDetails: { accountId: '1', skillId: '7' },
          },
        },
      },
    },
  ],
  'routing.AgentStateNotification': [{ sentTs: 1, changes: { type: 'DELETE', result: { availability: 'AWAY' } } }],
  subscribeExConversations: [{ subscriptionId: 's-1', subScriptionId: 's-1' }],
  subscribeMessagingEvents: [{ dialogId: 'c-1', sequence: 1, event: { type: 'ContentEvent', quickReplies: {} } }],
  getUserProfile: [
    {
      acr: 'loa1',
      privateData: { mail: 'a@example.com' },
      claims: {
        iss: 'i',
        lp_sdes: {
          type: 'ctmrinfo',
          auth: { iss: 'i' },
          info: { role: 'r', lastPaymentDate: { day: 1, month: 2 }, registrationDate: { year: 3 } },
        },
      },
      authenticatedData: {
        lp_sdes: [
          { type: 'personal', personal: { age: { age: 7 }, contacts: [{ email: 'e', phone: 'p' }], company: 'c' } },
        ],
      },
    },
  ],
};

type Path = readonly string[];

/** Every member of every object in a body, at any depth. */
function membersOf(value: unknown, above: Path = []): readonly Path[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => {
    const path = [...above, name];
    return Array.isArray(value) ? membersOf(member, path) : [path, ...membersOf(member, path)];
  });
}

function changed(body: unknown, path: Path, change: (object: Record<string, unknown>, name: string) => void): unknown {
  const copy: unknown = structuredClone(body);
  const object = path.slice(0, -1).reduce((at, name) => at[name] as never, copy as Record<string, unknown>);
  change(object, path.at(-1) ?? '');
  return frozen(copy);
}

interface Case {
  readonly name: string;
  readonly body: unknown;
  /** The decoded body. @throws {Error} The body is malformed. */
  readonly decode: (body: unknown) => unknown;
}

const ofNotifications = Object.entries<AnyNotification>(notifications).flatMap(([name, entry]) => {
  const decode = (body: unknown): unknown => {
    const reading = entry.read(withoutNulls(body, entry.objects), me);
    const [failure] = reading.failures;
    if (failure !== undefined) throw failure;
    return reading;
  };
  return [entry.example.wire, ...(fuller[name] ?? [])].map((body): Case => ({ name, body, decode }));
});

const ofResponses = (Object.keys(requests) as RequestName[]).flatMap((name) => {
  const entry = requestNamed(name);
  const decode = (response: unknown): unknown => {
    const body = withoutNulls(response, entry.objects);
    check(entry.response, body, name, 'incoming');
    const hidden = entry.emits?.(body, me);
    const [failure] = hidden?.failures ?? [];
    if (failure !== undefined) throw failure;
    return [entry.decode ? entry.decode(body, me) : body, hidden];
  };
  return [entry.example.response, ...(fuller[name] ?? [])].map((body): Case => ({ name, body, decode }));
});

/** The members that may be absent, each with the decoded body without it. */
function optionalIn({ body, decode }: Case): readonly (readonly [path: Path, without: unknown])[] {
  return membersOf(body).flatMap((path) => {
    try {
      return [[path, decode(changed(body, path, (object, name) => delete object[name]))] as const];
    } catch {
      return [];
    }
  });
}

describe.each([...ofNotifications, ...ofResponses])('$name', (body) => {
  it('decodes null like an absent member, wherever a member may be absent', () => {
    const optional = optionalIn(body);

    const nulled = optional.map(([path]) => [
      path.join('.'),
      body.decode(changed(body.body, path, (object, name) => (object[name] = null))),
    ]);

    expect(nulled).toStrictEqual(optional.map(([path, without]) => [path.join('.'), without]));
  });
});

it('has an optional member in every object in which null stands for absent', () => {
  const tried = [...ofNotifications, ...ofResponses].map(({ name, body, decode }) => [
    name,
    optionalIn({ name, body, decode }).length,
  ]);

  const counts = Object.fromEntries(tried.toReversed()) as Readonly<Record<string, number>>;
  expect(counts['ms.MessagingEventNotification']).toBeGreaterThan(10);
  expect(counts['cqm.ExConversationChangeNotification']).toBeGreaterThan(20);
  expect(counts['routing.RoutingTaskNotification']).toBeGreaterThan(10);
  expect(counts['routing.AgentStateNotification']).toBeGreaterThan(3);
  expect(counts['getUserProfile']).toBeGreaterThan(5);
  expect(counts['generateDownloadToken']).toBe(1);
});

describe('a body', () => {
  const objects = { inner: { list: {} } };

  it('without a null is returned as the same object', () => {
    const body = frozen({ a: 1, inner: { list: [{ b: 2 }, { c: [null] }] }, other: { d: null } });

    expect(withoutNulls(body, objects)).toBe(body);
  });

  it('with a null is copied only along the path to the null', () => {
    const body = frozen({ inner: { list: [{ b: null }, { c: 3 }], other: { d: null } }, e: {} });

    const result = withoutNulls(body, objects) as typeof body;

    expect(result).toStrictEqual({ inner: { list: [{}, { c: 3 }], other: { d: null } }, e: {} });
    expect(result.inner.list[1]).toBe(body.inner.list[1]);
    expect(result.e).toBe(body.e);
  });

  it('without optional members is returned unchanged', () => {
    const body = frozen({ a: null });

    expect(withoutNulls(body, undefined)).toBe(body);
  });

  it('cannot change the prototype of its copy', () => {
    const result = withoutNulls(JSON.parse('{"a":null,"__proto__":{"isAdmin":true}}'), {});

    expect(Object.getPrototypeOf(result)).toBe(Object.prototype);
    expect(result).not.toHaveProperty('isAdmin');
  });

  it('that is deeply nested is traversed only as deep as the protocol', () => {
    let deep: unknown = null;
    for (let depth = 0; depth < 100_000; depth += 1) deep = [deep];

    expect(() => withoutNulls({ inner: { list: deep } }, objects)).not.toThrow();
  });
});
