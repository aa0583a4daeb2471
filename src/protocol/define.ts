import type { z } from 'zod';
import { lazyCompiled } from './checking.js';
import type { ExConversation } from './conversation-body.js';
import type { ObjectsIn } from './nulls.js';
import { readBatch, readWhole, type Batch, type Reading, type Warn } from './read.js';

/** How the platform identifies the agent. */
export interface Identity {
  readonly accountId: string;
  /** The account id as given in the options: requests carry it with the same JavaScript type (docs/protocol.md#11.1). */
  readonly brandId: string | number;
  /** Numeric LivePerson user id. */
  readonly userId: string;
  /** `{accountId}.{userId}`, the id UMS v2 uses in requests. */
  readonly legacyAgentId: string;
  /** The public id (PID). With a bearer token `undefined` until the agent has learned its id from the platform. */
  readonly agentId: string | undefined;
}

/** The agent that sends the requests in the entries' examples. */
export const exampleIdentity: Identity = {
  accountId: '10000001',
  brandId: '10000001',
  userId: '501',
  legacyAgentId: '10000001.501',
  agentId: 'aaaaaaaa-0000-5000-8000-000000000501',
};

/**
 * Members of a request body that hold times. Two bodies that differ in these members only count as the same request when
 * a subscription is restored.
 */
export interface TimeFields {
  /** Lower bounds. An absent member means no bound. */
  readonly from: readonly string[];
  /** Upper bounds. An absent member or `null` means no bound. */
  readonly until: readonly string[];
}

/** How to send a request again after a reconnect, where the platform drops its effect with the socket. */
export type RestorePolicy<Response, Body = never> =
  /** Only the newest call is sent again, e.g. the agent's state. */
  | { readonly keep: 'latest' }
  /** Every call is sent again until the subscription that it created is ended. */
  | {
      readonly keep: 'each';
      readonly subscriptionId: (response: Response) => string | undefined;
      readonly timeFields?: TimeFields;
      /** The notification that lists the subscription's members, for a subscription to lasting objects. */
      readonly membersEvent?: string;
    }
  /** The call changes a subscription, and is sent again as long as that subscription is. */
  | { readonly keep: 'amendment'; readonly subscriptionId: (body: Body) => string | undefined }
  /** The call ends a subscription, which is not sent again. */
  | { readonly keep: 'end'; readonly subscriptionId: (body: Body) => string | undefined };

/** Records in which dialogs the agent takes part: delivery must not lose a message of these dialogs. */
export interface DialogTracker {
  /**
   * The agent takes part in the dialog.
   *
   * @param conversation The conversation as a notification described it, where a notification is the source.
   * @param sentAt When that notification was sent, epoch ms.
   */
  follow(dialogId: string, conversation?: ExConversation, sentAt?: number): void;
  /** The agent no longer takes part, but may join again. */
  leave(dialogId: string): void;
  /** The dialog is closed. */
  end(dialogId: string): void;
}

/** One request of UMS. The optional fields are independent of each other. */
export interface RequestEntry<Request extends z.ZodType, Response extends z.ZodType, Result> {
  /** Type on the wire, e.g. `.ams.ms.PublishEvent`. */
  readonly type: string;
  /** Type of a successful response on the wire, as far as it is known. Only the simulator depends on it. */
  readonly responseType: string;
  /** Code of a successful response. */
  readonly responseCode?: 200 | 202;
  /** Event under which the response is emitted, where it differs from the type of the response: docs/protocol.md#4.6. */
  readonly responseEvent?: string;
  /** Schema of the caller's body. Strict: an unknown key is an error. */
  readonly request: Request;
  /** Schema of the response body. Requires only the members that the SDK reads, and allows unknown keys. */
  readonly response: Response;
  /** Where in the response `null` means an absent member. Without this field no member of the response is optional. */
  readonly objects?: ObjectsIn;
  readonly encode?: (body: z.output<Request>, me: Identity) => unknown;
  readonly decode?: (response: z.output<Response>, me: Identity) => Result;
  /** The notification that the response contains, e.g. the messages of a history. */
  readonly emits?: (response: z.output<Response>, me: Identity) => Reading | undefined;
  /** The dialog whose messages {@link emits} reads: they take their turn in it, without those delivered meanwhile. */
  readonly historyOf?: (body: z.output<Request>) => string;
  readonly replay?: RestorePolicy<z.output<Response>, z.output<Request>>;
  /** Records what a successful request changed about the dialogs in which the agent takes part. */
  readonly participation?: (body: z.output<Request>, me: Identity, tracker: DialogTracker) => void;
  /** Id of the dialog that the request concerns: a refusal may mean that the agent does not take part in that dialog. */
  readonly dialogOf?: (body: z.output<Request>) => string;
  /**
   * One real exchange: `request` as the caller passes it, `wire` as {@link exampleIdentity} sends it, `response` as UMS
   * answers, `result` as the caller gets it.
   */
  readonly example: Example<Request, Response, Result>;
}

interface Example<Request extends z.ZodType, Response extends z.ZodType, Result> {
  readonly request: z.input<Request>;
  readonly wire: unknown;
  readonly response: z.input<Response>;
  readonly result: Result;
}

/** A request entry with erased body types: code that works with any request has bodies of unknown type. */
export type AnyRequest = RequestEntry<z.ZodType, z.ZodType, unknown>;

/** Argument of {@link defineRequest}: like the entry, but the schemas are functions, called when first needed. */
interface RequestDefinition<Request extends z.ZodType, Response extends z.ZodType, Result> extends Omit<
  RequestEntry<Request, Response, Result>,
  'request' | 'response' | 'decode' | 'example'
> {
  readonly request: () => Request;
  readonly response: () => Response;
  // Result is inferred from `decode` alone: the example is checked against that type.
  readonly example: Example<Request, Response, NoInfer<Result>>;
}

/** Defines a request whose result is the response body itself. */
export function defineRequest<Request extends z.ZodType, Response extends z.ZodType>(
  definition: RequestDefinition<Request, Response, z.output<Response>> & { readonly decode?: undefined },
): RequestEntry<Request, Response, z.output<Response>>;
/** Defines a request whose result `decode` makes from the response body. */
export function defineRequest<Request extends z.ZodType, Response extends z.ZodType, Result>(
  definition: RequestDefinition<Request, Response, Result> & {
    readonly decode: (response: z.output<Response>, me: Identity) => Result;
  },
): RequestEntry<Request, Response, Result>;
export function defineRequest<Request extends z.ZodType, Response extends z.ZodType>({
  request: makeRequest,
  response: makeResponse,
  ...rest
}: RequestDefinition<Request, Response, unknown>): Omit<RequestEntry<Request, Response, unknown>, 'decode'> {
  const request = lazyCompiled(makeRequest);
  const response = lazyCompiled(makeResponse);
  return {
    ...rest,
    get request() {
      return request();
    },
    get response() {
      return response();
    },
  };
}

/** One change in a subscription's notification, with an erased type. */
export interface AnyChange {
  readonly type: string;
  readonly result: unknown;
}

/** How to recognise the members of a subscription, e.g. its conversations. */
export interface SubscriptionMembersOf<Change> {
  readonly idOf: (change: Change) => string;
  /**
   * Records that the member is gone.
   *
   * @param change The last change that was reported of the member.
   */
  readonly leave: (change: Change, tracker: DialogTracker) => void;
}

/** One notification of UMS. */
export interface NotificationEntry<Body> {
  /** Type on the wire, e.g. `.ams.ms.OnlineEventDistribution`. */
  readonly type: string;
  /** Name of the emitted event, e.g. `ms.MessagingEventNotification`. */
  readonly event: string;
  /** Where in a body `null` means an absent member. Without this field no member is optional. */
  readonly objects?: ObjectsIn | undefined;
  /** The notification carries messages, which `deliver: 'once'` delivers once and in order: docs/delivery.md. */
  readonly isMessage?: true | undefined;
  /**
   * Checks and decodes a body. Never throws: errors are among the failures.
   *
   * @param received The body before it was prepared for reading, for error reports. Default: `body`.
   */
  readonly read: (body: unknown, me: Identity, received?: unknown) => Reading<Body>;
  /** Records what a decoded body says about the dialogs in which the agent takes part. */
  participation?(body: Body, me: Identity, tracker: DialogTracker): void;
  /** For subscriptions to lasting objects: a member that is gone after a reconnect is reported as `DELETE`. */
  readonly members?: SubscriptionMembersOf<AnyChange> | undefined;
  /** One real body: `wire` as received, `body` as passed to handlers. */
  readonly example: { readonly wire: unknown; readonly body: Body };
}

export type AnyNotification = NotificationEntry<unknown>;

/** Defines a notification whose body is read as a whole. */
export function defineNotification<Wire extends z.ZodType, Body>({
  type,
  event,
  wire: makeWire,
  objects,
  isMessage,
  decode,
  example,
}: {
  readonly type: string;
  readonly event: string;
  readonly wire: () => Wire;
  readonly objects?: ObjectsIn;
  readonly isMessage?: true;
  readonly decode: (body: z.output<Wire>, me: Identity) => Body;
  readonly example: { readonly wire: z.input<Wire>; readonly body: NoInfer<Body> };
}): NotificationEntry<Body> {
  const wire = lazyCompiled(makeWire);
  return {
    type,
    event,
    objects,
    isMessage,
    example,
    read: (body, me, received = body) => readWhole(body, wire(), (it) => decode(it, me), { event, received }),
  };
}

/** Defines a notification that carries changes. A malformed change does not affect the other changes. */
export function defineBatch<Wire extends z.ZodType, Change>({
  type,
  event,
  change: makeChange,
  objects,
  decode,
  participation,
  members,
  example,
}: {
  readonly type: string;
  readonly event: string;
  readonly change: () => Wire;
  /** Where in a change `null` means an absent member. */
  readonly objects: ObjectsIn;
  readonly decode: (change: z.output<Wire>, me: Identity, warn: Warn) => Change;
  readonly participation?: (change: NoInfer<Change>, me: Identity, tracker: DialogTracker, sentAt?: number) => void;
  readonly members?: SubscriptionMembersOf<NoInfer<Change>>;
  readonly example: { readonly wire: unknown; readonly body: Batch<NoInfer<Change>> };
}): NotificationEntry<Batch<Change>> {
  const schema = lazyCompiled(makeChange);
  return {
    type,
    event,
    objects: { changes: objects },
    example,
    // `members` gets only changes that this entry has decoded, so that their type is Change.
    ...(members && { members: members as SubscriptionMembersOf<AnyChange> }),
    ...(participation && {
      participation: (body, me, tracker) => {
        for (const change of body.changes) participation(change, me, tracker, body.sentTs);
      },
    }),
    read: (body, me, received = body) =>
      readBatch(body, schema(), (change, warn) => decode(change, me, warn), { event, received }),
  };
}
