import { assertType, describe, expectTypeOf, test } from 'vitest';
import { z } from 'zod';
import { typedAs } from '../../src/protocol/schemas.js';
import type { Batch } from '../../src/protocol/read.js';
import type {
  AgentStateChange,
  BodyOf,
  ContentEvent,
  ConversationChange,
  Message,
  Messages,
  Metadata,
  NotificationBodies,
  NotificationName,
  ResultOf,
  RichContentElement,
  RoutingTaskChange,
  SDE,
  Subscription,
} from '../../src/protocol/registry.js';

describe('results', () => {
  test('are the responses of UMS or their decoded form', () => {
    expectTypeOf<ResultOf<'getClock'>>().toEqualTypeOf<{ currentTime: number }>();
    expectTypeOf<ResultOf<'publishEvent'>>().toEqualTypeOf<{ sequence: number }>();
    expectTypeOf<ResultOf<'setAgentState'>>().toEqualTypeOf<string>();
    expectTypeOf<ResultOf<'subscribeExConversations'>>().toEqualTypeOf<Subscription>();
    expectTypeOf<ResultOf<'subscribeMessagingEvents'>>().toEqualTypeOf<undefined>();
    expectTypeOf<ResultOf<'agentRequestConversation'>>().toEqualTypeOf<{ conversationId: string }>();
    expectTypeOf<ResultOf<'getUserProfile'>>().toEqualTypeOf<SDE[]>();
    expectTypeOf<ResultOf<'generateDownloadToken'>['token']['readOtk']>().toBeString();
  });
});

describe('bodies', () => {
  test('may be omitted when no member is required', () => {
    expectTypeOf<undefined>().toExtend<BodyOf<'getClock'>>();
    expectTypeOf<undefined>().toExtend<BodyOf<'subscribeRoutingTasks'>>();
    expectTypeOf<undefined>().toExtend<BodyOf<'getUserProfile'>>();
    expectTypeOf<undefined>().not.toExtend<BodyOf<'setAgentState'>>();
    expectTypeOf<undefined>().not.toExtend<BodyOf<'publishEvent'>>();
  });

  test('accept a public id that may be undefined', () => {
    const agentId = undefined as string | undefined;

    assertType<BodyOf<'subscribeExConversations'>>({ convState: ['OPEN'], agentIds: [agentId] });
  });

  test('accept any file type, and suggest the known ones', () => {
    assertType<BodyOf<'generateURLForUploadFile'>>({ fileSize: 1, fileType: 'PDF' });
    assertType<BodyOf<'generateURLForUploadFile'>>({ fileSize: '1', fileType: 'odt' });
  });

  test('have no misspelt keys', () => {
    // @ts-expect-error
    assertType<BodyOf<'setAgentState'>>({ availability: 'ONLINE', availabilty: 'ONLINE' });
    // @ts-expect-error
    assertType<BodyOf<'getClock'>>({ time: 1 });
    // @ts-expect-error
    assertType<BodyOf<'getUserProfile'>>({ userID: 'u-9' });
    // @ts-expect-error
    assertType<BodyOf<'subscribeMessagingEvents'>>({ dialogID: 'd' });
    // @ts-expect-error
    assertType<BodyOf<'subscribeExConversations'>>({ convstate: ['OPEN'] });
    assertType<BodyOf<'publishEvent'>>({
      dialogId: 'd',
      // @ts-expect-error
      event: { type: 'ContentEvent', contentType: 'text/plain', message: 'x', quickreplies: undefined },
    });
    assertType<BodyOf<'publishEvent'>>({
      dialogId: 'd',
      event: {
        type: 'ContentEvent',
        contentType: 'text/plain',
        message: 'x',
        // @ts-expect-error
        quickReplies: { type: 'quickReplies', itemsPerRow: 1, replies: [{ type: 'button', titel: 'x', click: {} }] },
      },
    });
    assertType<BodyOf<'publishEvent'>>({
      dialogId: 'd',
      // @ts-expect-error
      event: { type: 'RichContentEvent', content: { type: 'vertical', elements: [{ type: 'text', txt: 'x' }] } },
    });
  });

  test('have no wrong values', () => {
    // @ts-expect-error
    assertType<BodyOf<'setAgentState'>>({ availability: 'online' });
    // @ts-expect-error
    assertType<BodyOf<'updateRingState'>>({ ringId: 'r', ringState: 'WAITING' });
    // @ts-expect-error
    assertType<BodyOf<'publishEvent'>>({ dialogId: 'd', event: { type: 'ChatStateEvent', chatState: 'TYPING' } });
    // @ts-expect-error
    assertType<BodyOf<'subscribeExConversations'>>({ convState: ['OPENED'] });
    assertType<BodyOf<'updateConversationField'>>({
      conversationId: 'c',
      // @ts-expect-error
      conversationField: { field: 'Skil', skill: '9' },
    });
  });

  test('lack the members that the SDK fills in', () => {
    // @ts-expect-error
    assertType<BodyOf<'setAgentState'>>({ availability: 'ONLINE', channels: ['MESSAGING'] });
    // @ts-expect-error
    assertType<BodyOf<'subscribeAgentsState'>>({ agentId: 'x' });
  });
});

test('metadata of known types is exact', () => {
  const reason = { type: 'ActionReason', reason: 'of my own' } as const satisfies Metadata;
  expectTypeOf(reason).toExtend<Metadata>();
  // @ts-expect-error
  const misspelt = { type: 'ExternalId', ID: 'x' } satisfies Metadata;
  expectTypeOf(misspelt).not.toExtend<Metadata>();
});

describe('notifications', () => {
  test('have the bodies their handlers get', () => {
    expectTypeOf<NotificationName>().toEqualTypeOf<
      | 'cqm.ExConversationChangeNotification'
      | 'ms.MessagingEventNotification'
      | 'routing.RoutingTaskNotification'
      | 'routing.AgentStateNotification'
      | 'deprecated'
    >();
    expectTypeOf<NotificationBodies['cqm.ExConversationChangeNotification']>().toEqualTypeOf<
      Batch<ConversationChange>
    >();
    expectTypeOf<NotificationBodies['ms.MessagingEventNotification']>().toEqualTypeOf<Messages>();
    expectTypeOf<NotificationBodies['routing.RoutingTaskNotification']>().toEqualTypeOf<Batch<RoutingTaskChange>>();
    expectTypeOf<NotificationBodies['routing.AgentStateNotification']>().toEqualTypeOf<Batch<AgentStateChange>>();
    expectTypeOf<NotificationBodies['deprecated']>().toEqualTypeOf<undefined>();
  });

  test('can be told apart by their tags', () => {
    const { event } = {} as Message;
    if (event.type === 'ContentEvent') expectTypeOf(event).toEqualTypeOf<ContentEvent>();
    if (event.type === 'ContentEvent' && event.contentType === 'text/plain') {
      expectTypeOf(event.message).toEqualTypeOf<string>();
    }
    if (event.type === 'AcceptStatusEvent') expectTypeOf(event.sequenceList).toEqualTypeOf<number[]>();
    if (event.type === 'RichContentEvent' && event.content.type === 'vertical') {
      expectTypeOf(event.content.elements).toEqualTypeOf<RichContentElement[]>();
    }
  });

  test('have no other members', () => {
    expectTypeOf<Message>().not.toHaveProperty('isMe');
    expectTypeOf<Message>().not.toHaveProperty('originatorPId');
    expectTypeOf<string>().not.toExtend<keyof Message>();
  });
});

test('a type that is written out has to be that of its schema', () => {
  const schema = typedAs<{ a: string }>()(z.strictObject({ a: z.string() }));
  expectTypeOf<z.input<typeof schema>>().toEqualTypeOf<{ a: string }>();
  // @ts-expect-error
  typedAs<{ a: string }>()(z.strictObject({ a: z.number() }));
  // @ts-expect-error
  typedAs<{ a: string | number }>()(z.strictObject({ a: z.string() }));
  // @ts-expect-error
  typedAs<{ a: string; b?: string | undefined }>()(z.strictObject({ a: z.string(), b: z.literal('x').optional() }));
});
