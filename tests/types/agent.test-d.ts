import { EventEmitter, once } from 'node:events';
import { assertType, describe, expectTypeOf, it, test } from 'vitest';
import {
  Agent,
  type AgentOptions,
  type ConversationChange,
  type Message,
  type Messages,
  type Participant,
  type SDKError,
  type UserProfile,
} from '../../src/index.js';

declare const agent: Agent;

describe('the types of results, without an annotation', () => {
  test('of requests', () => {
    expectTypeOf(agent.getClock()).resolves.toEqualTypeOf<{ currentTime: number }>();
    expectTypeOf(agent.setAgentState({ availability: 'ONLINE' })).resolves.toEqualTypeOf<string>();
    expectTypeOf(agent.subscribeExConversations()).resolves.toHaveProperty('subscriptionId').toEqualTypeOf<string>();
    expectTypeOf(agent.subscribeRoutingTasks()).resolves.toHaveProperty('subscriptionId').toEqualTypeOf<string>();
    expectTypeOf(agent.subscribeAgentsState()).resolves.toHaveProperty('subscriptionId').toEqualTypeOf<string>();
    expectTypeOf(agent.subscribeMessagingEvents({ dialogId: 'd' })).resolves.toEqualTypeOf<undefined>();
    expectTypeOf(agent.messages({ dialogId: 'd', after: 3, last: 20 })).resolves.toEqualTypeOf<Message[]>();
    expectTypeOf(agent.getUserProfile('u')).resolves.toEqualTypeOf<UserProfile>();
    expectTypeOf(agent.agentRequestConversation({ consumerId: 'u' }))
      .resolves.toHaveProperty('conversationId')
      .toEqualTypeOf<string>();
    expectTypeOf(agent.generateURLForUploadFile({ fileSize: 1, fileType: 'PNG' })).resolves.toEqualTypeOf<{
      relativePath: string;
      queryParams: { temp_url_sig: string; temp_url_expires: string };
    }>();
    expectTypeOf(agent.updateRingState({ ringId: 'r', ringState: 'ACCEPTED' })).resolves.toEqualTypeOf<string>();
    expectTypeOf(
      agent.publishEvent({ dialogId: 'd', event: { type: 'ChatStateEvent', chatState: 'ACTIVE' } }),
    ).resolves.toEqualTypeOf<{ sequence: number }>();
  });

  test('of unknown requests: unknown', () => {
    expectTypeOf(agent.request('.ams.any.Thing')).resolves.toBeUnknown();
  });

  test('of all other methods', () => {
    expectTypeOf(agent.connect()).resolves.toBeVoid();
    expectTypeOf(agent.agentId).toEqualTypeOf<string | undefined>();
    expectTypeOf(agent.accountId).toEqualTypeOf<string>();
    expectTypeOf(agent.getBearerToken()).toEqualTypeOf<string | undefined>();
    expectTypeOf(agent.state).toEqualTypeOf<'idle' | 'connecting' | 'ready' | 'waiting' | 'closed'>();
    expectTypeOf(agent.connected).toEqualTypeOf<boolean>();
  });
});

describe('bodies', () => {
  it('may be omitted when no member is required', () => {
    expectTypeOf<Parameters<Agent['getClock']>>().toExtend<[body?: unknown, options?: unknown]>();
    assertType(agent.getClock());
    assertType(agent.getUserProfile());
    assertType(agent.subscribeExConversations());
    assertType(agent.subscribeRoutingTasks({}, { timeout: 5 }));
  });

  it('may not be omitted when a member is required', () => {
    // @ts-expect-error -- availability is required
    assertType(agent.setAgentState());
    // @ts-expect-error -- dialogId is required
    assertType(agent.subscribeMessagingEvents({}));
    // @ts-expect-error -- conversationField is required
    assertType(agent.updateConversationField({ conversationId: 'c' }));
  });

  it('have no misspelt keys', () => {
    // @ts-expect-error -- availability
    assertType(agent.setAgentState({ availabilty: 'ONLINE' }));
    // @ts-expect-error -- convState
    assertType(agent.subscribeExConversations({ convstate: ['OPEN'] }));
    assertType(
      agent.publishEvent({
        dialogId: 'd',
        event: { type: 'ContentEvent', contentType: 'text/plain', message: 'x' },
        // @ts-expect-error -- messageAudience
        messageAudiense: 'ALL',
      }),
    );
    assertType(
      agent.publishEvent({
        dialogId: 'd',
        // @ts-expect-error -- message
        event: { type: 'ContentEvent', contentType: 'text/plain', mesage: 'x' },
      }),
    );
    // @ts-expect-error -- timeout
    assertType(agent.getClock({}, { timeOut: 5 }));
    // @ts-expect-error -- the body has no members
    assertType(agent.getClock({ anything: 1 }));
  });

  it('have no wrong values', () => {
    // @ts-expect-error -- no such state
    assertType(agent.setAgentState({ availability: 'SLEEPING' }));
    // @ts-expect-error -- ACCEPTED or REJECTED
    assertType(agent.updateRingState({ ringId: 'r', ringState: 'ACCEPT' }));
    assertType(
      agent.updateConversationField({
        conversationId: 'c',
        // @ts-expect-error -- a string or a number
        conversationField: [{ field: 'Skill', type: 'UPDATE', skill: true }],
      }),
    );
    assertType(
      agent.publishEvent({
        dialogId: 'd',
        // @ts-expect-error -- a card has elements
        event: { type: 'RichContentEvent', content: { type: 'vertical' } },
      }),
    );
  });

  it("accept the agent's own ids", () => {
    assertType(agent.subscribeExConversations({ convState: ['OPEN'], agentIds: [agent.agentId] }));
  });

  it('accept readonly metadata and headers', () => {
    const metadata = [{ type: 'ExternalId', id: 'x' }] as const;
    assertType(agent.getClock({}, { metadata, headers: [{ type: '.ams.headers.ClientProperties', appId: 'a' }] }));
  });
});

describe('events', () => {
  it('have typed handler arguments', () => {
    agent.on('ms.MessagingEventNotification', (body) => {
      expectTypeOf(body).toEqualTypeOf<Messages>();
      for (const change of body.changes) {
        expectTypeOf(change).toEqualTypeOf<Message>();
        const { event } = change;
        if (event.type === 'ContentEvent' && event.contentType === 'text/plain') {
          expectTypeOf(event.message).toEqualTypeOf<string>();
        }
        if (event.type === 'AcceptStatusEvent') expectTypeOf(event.sequenceList).toEqualTypeOf<number[]>();
      }
    });
    agent.on('cqm.ExConversationChangeNotification', ({ changes }) => {
      expectTypeOf(changes).toEqualTypeOf<ConversationChange[]>();
      expectTypeOf(changes[0]?.result.conversationDetails.participants).toEqualTypeOf<Participant[] | undefined>();
      for (const { result } of changes) expectTypeOf(result.convId).toEqualTypeOf<string>();
    });
    agent.on('routing.RoutingTaskNotification', ({ changes }) => {
      expectTypeOf(changes[0]?.result.ringsDetails[0]?.ringId).toEqualTypeOf<string | undefined>();
    });
    agent.on('routing.AgentStateNotification', ({ subscriptionId }) => {
      expectTypeOf(subscriptionId).toEqualTypeOf<string | undefined>();
    });
    // @ts-expect-error -- Still emitted, and not offered.
    agent.on('deprecated', () => {});
    agent.on('connected', (info) =>
      expectTypeOf(info).toEqualTypeOf<{ readonly connected: true; readonly ts: number }>(),
    );
    agent.on('closed', (code, reason) => {
      expectTypeOf(code).toEqualTypeOf<number>();
      expectTypeOf(reason).toEqualTypeOf<string>();
    });
    agent.on('error', (error, context) => {
      expectTypeOf(error).toEqualTypeOf<SDKError>();
      expectTypeOf(context?.location).toEqualTypeOf<string | undefined>();
    });
    agent.on('reconnecting', ({ attempt, delayMs, cause }) => {
      expectTypeOf(attempt).toEqualTypeOf<number>();
      expectTypeOf(delayMs).toEqualTypeOf<number>();
      expectTypeOf(cause).toEqualTypeOf<SDKError>();
    });
  });

  it('have no unknown names', () => {
    // @ts-expect-error -- closed
    assertType(agent.on('close', () => {}));
    // @ts-expect-error -- cqm.ExConversationChangeNotification
    assertType(agent.on('cqm.ExConversationChangeNotfication', () => {}));
    // @ts-expect-error -- connected
    assertType(agent.once('conected', () => {}));
    // @ts-expect-error -- ms.MessagingEventNotification
    assertType(agent.off('ms.MessagingEvent', () => {}));
  });

  it('may be named after any type on the wire', () => {
    agent.on('.ams.cm.Novelty', (body, requestId) => {
      expectTypeOf(body).toBeUnknown();
      expectTypeOf(requestId).toEqualTypeOf<string | undefined>();
    });
  });

  it('may have asynchronous handlers', () => {
    assertType(
      agent.on('ms.MessagingEventNotification', async ({ dialogId }) => {
        await agent.subscribeMessagingEvents({ dialogId });
      }),
    );
    assertType(
      agent.once('connected', async () => {
        await agent.getClock();
      }),
    );
    assertType(agent.on('closed', () => 'whatever an arrow function may return'));
  });

  it("work with Node's own once()", () => {
    expectTypeOf(once(agent, 'connected')).resolves.toExtend<unknown[]>();
    expectTypeOf(agent).toExtend<EventTarget | NodeJS.EventEmitter>();
  });

  it('make the agent usable as an EventEmitter', () => {
    const take = (emitter: NodeJS.EventEmitter): EventEmitter =>
      new EventEmitter().setMaxListeners(emitter.getMaxListeners());
    assertType(take(agent));
  });
});

describe('credentials', () => {
  const accountId = '1';

  it('are complete in one of five kinds', () => {
    const complete: readonly AgentOptions[] = [
      { accountId, username: 'u', password: 'p' },
      { accountId, username: 'u', appKey: 'k', secret: 's', accessToken: 't', accessTokenSecret: 's' },
      { accountId, username: 'u', clientId: 'c', clientSecret: 's' },
      { accountId, token: 't', userId: '1' },
      { accountId, token: () => 't', userId: '1' },
      { accountId, token: async () => 't', userId: '1' },
      { accountId, assertion: 'a' },
      { accountId: 1, assertion: async () => 'a' },
    ];
    expectTypeOf(complete).toExtend<readonly AgentOptions[]>();
  });

  it('are rejected when incomplete', () => {
    // @ts-expect-error -- no credentials
    assertType(new Agent({ accountId }));
    // @ts-expect-error -- no password
    assertType(new Agent({ accountId, username: 'u' }));
    // @ts-expect-error -- no user id
    assertType(new Agent({ accountId, token: 't' }));
    // @ts-expect-error -- no access token
    assertType(new Agent({ accountId, username: 'u', appKey: 'k', secret: 's' }));
    // @ts-expect-error -- no secret
    assertType(new Agent({ accountId, username: 'u', clientId: 'c' }));
    // @ts-expect-error -- no account
    assertType(new Agent({ username: 'u', password: 'p' }));
    // @ts-expect-error -- a string
    assertType(new Agent({ accountId, username: 'u', password: 5 }));
  });

  it('are rejected beside unknown settings', () => {
    assertType(
      new Agent({ accountId, assertion: 'a', requestTimeout: 5, reconnect: { maxAttempts: 3 }, tls: { ca: 'pem' } }),
    );
    // @ts-expect-error -- requestTimeout
    assertType(new Agent({ accountId, assertion: 'a', requestTimeOut: 5 }));
    // @ts-expect-error -- maxAttempts
    assertType(new Agent({ accountId, assertion: 'a', reconnect: { attempts: 3 } }));
    // @ts-expect-error -- wait or fail
    assertType(new Agent({ accountId, assertion: 'a', whenOffline: 'maybe' }));
  });

  it('may each be undefined, as in process.env', () => {
    const timeout: number | undefined = undefined;
    assertType(new Agent({ accountId, username: 'u', password: 'p', requestTimeout: timeout, csdsDomain: undefined }));
  });
});

describe('a subclass of Agent', () => {
  class MyBot extends Agent {
    readonly conversations = new Map<string, string>();

    constructor(
      options: AgentOptions,
      readonly greeting: string,
    ) {
      super(options);
      this.on('connected', () => this.begin());
      this.on('ms.MessagingEventNotification', ({ dialogId }) => this.greet(dialogId));
    }

    async begin(): Promise<void> {
      await this.setAgentState({ availability: 'ONLINE' });
    }

    async greet(dialogId: string): Promise<void> {
      const { sequence } = await this.publishEvent({
        dialogId,
        event: { type: 'ContentEvent', contentType: 'text/plain', message: this.greeting },
      });
      expectTypeOf(sequence).toEqualTypeOf<number>();
    }
  }

  it('is an Agent with its own members', () => {
    expectTypeOf<MyBot>().toExtend<Agent>();
    expectTypeOf<MyBot['conversations']>().toEqualTypeOf<Map<string, string>>();
    expectTypeOf<MyBot['getClock']>().toEqualTypeOf<Agent['getClock']>();
  });

  it('is the return type of the emitter methods', () => {
    expectTypeOf(new MyBot({ accountId: '1', assertion: 'a' }, 'Hi').on('connected', () => {})).toExtend<MyBot>();
  });

  it('can be used with await using', () => {
    expectTypeOf<Agent>().toExtend<AsyncDisposable>();
  });
});
