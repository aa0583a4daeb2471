import { z } from 'zod';
import { SDKError, TransformError, ValidationError } from '../errors.js';
import { lazy } from '../support/lazy.js';
import { check, fits, hasProperties, misfit, lazyCompiled } from './checking.js';
import type { Conversation } from './conversation-body.js';
import type { ObjectsIn } from './nulls.js';

/** Who the agent is, to the platform. */
export interface Identity {
  readonly accountId: string;
  /** The account as the options gave it: UMS is sent the same JavaScript type (P 11.1). */
  readonly brandId: string | number;
  /** Numeric LivePerson user id. */
  readonly userId: string;
  /** `{accountId}.{userId}`, the id UMS v2 uses in requests. */
  readonly legacyAgentId: string;
  /** The public id (PID); unknown with a bearer token until the platform reveals it. */
  readonly agentId: string | undefined;
}

/** The agent that sends what the entries' examples show. */
export const exampleIdentity: Identity = {
  accountId: '10000001',
  brandId: '10000001',
  userId: '501',
  legacyAgentId: '10000001.501',
  agentId: 'aaaaaaaa-0000-5000-8000-000000000501',
};

/** Takes a remark about something odd but harmless in an incoming message. */
export type Warn = (message: string) => void;

/**
 * Members of a request's body that say what time it is about, and differ each time it is made. Two bodies that differ in
 * nothing else are the same request.
 */
export interface TimeFields {
  /** Lower bounds: without the member there is none. */
  readonly from: readonly string[];
  /** Upper bounds: without the member, or with `null`, there is none. */
  readonly until: readonly string[];
}

/** What the platform forgets with the socket: how to say it again after a reconnect. */
export type RestorePolicy<Response, Body = never> =
  /** Only the newest call counts, such as the agent's state. */
  | { readonly keep: 'latest' }
  /** Every call counts until the subscription it made is ended. */
  | {
      readonly keep: 'each';
      readonly subscriptionId: (response: Response) => string | undefined;
      readonly timeFields?: TimeFields;
      /** The notification that tells of the subscription's members, where it is about members that last. */
      readonly membersEvent?: string;
    }
  /** The call changes a subscription, and counts as long as that. */
  | { readonly keep: 'amendment'; readonly subscriptionId: (body: Body) => string | undefined }
  /** The call ends a subscription. */
  | { readonly keep: 'end'; readonly subscriptionId: (body: Body) => string | undefined };

/** Is told in which dialogs the agent takes part: what is said in them must not be lost. */
export interface DialogTracker {
  /** The agent takes part. `conversation`: what the platform says of it, if that is how it is known; `sentAt`, epoch ms. */
  follow(dialogId: string, conversation?: Conversation, sentAt?: number): void;
  /** The agent does not take part any more, and may get the dialog back. */
  leave(dialogId: string): void;
  /** The dialog is over. */
  end(dialogId: string): void;
}

/** One request of UMS. See design 3 for the fields. */
export interface RequestEntry<Request extends z.ZodType, Response extends z.ZodType, Result> {
  /** Type on the wire, e.g. `.ams.ms.PublishEvent`. */
  readonly type: string;
  /** Type of a successful response on the wire, as far as it is known (P 3.0). Only the simulator depends on it. */
  readonly responseType: string;
  /** Code of a successful response. */
  readonly responseCode?: 200 | 202;
  /** Event under which the response is emitted, where it is not the response's own type (P 4.6). */
  readonly responseEvent?: string;
  /** What the caller passes. Exact: an unknown key is an error. */
  readonly request: Request;
  /** What UMS answers. Only what is read is required, and unknown keys pass. */
  readonly response: Response;
  /** Where in the response `null` stands for a member that is not there; without it nothing is optional. */
  readonly objects?: ObjectsIn;
  readonly encode?: (body: z.output<Request>, me: Identity) => unknown;
  readonly decode?: (response: z.output<Response>, me: Identity) => Result;
  /** A notification hidden in the response (message history). */
  readonly emits?: (response: z.output<Response>, me: Identity) => Reading | undefined;
  /** The dialog whose messages {@link emits} reads: they take their turn in it, without those delivered meanwhile. */
  readonly historyOf?: (body: z.output<Request>) => string;
  readonly replay?: RestorePolicy<z.output<Response>, z.output<Request>>;
  /** What a success says about the dialogs in which the agent takes part. */
  readonly participation?: (body: z.output<Request>, me: Identity, tracker: DialogTracker) => void;
  /** The dialog that the request is about: a refusal may say that the agent has no part in it. */
  readonly dialogOf?: (body: z.output<Request>) => string;
  /** One real exchange: `request` as the caller passes it, `wire` as it is sent to UMS by {@link exampleIdentity}, `response` as UMS answers, `result` as the caller gets it. */
  readonly example: {
    readonly request: z.input<Request>;
    readonly wire: unknown;
    readonly response: z.input<Response>;
    readonly result: NoInfer<Result>;
  };
}

/** An entry of which only the fields matter, not the types. */
// The schemas' types are erased here on purpose: whoever holds an AnyRequest has only unknown bodies.
export type AnyRequest = RequestEntry<z.ZodType, z.ZodType, unknown>;

/** As a request is written down: its schemas are made when they are first needed. */
interface RequestDefinition<Request extends z.ZodType, Response extends z.ZodType, Result> extends Omit<
  RequestEntry<Request, Response, Result>,
  'request' | 'response' | 'decode'
> {
  readonly request: () => Request;
  readonly response: () => Response;
}

/** A request whose result is UMS's answer itself. */
export function defineRequest<Request extends z.ZodType, Response extends z.ZodType>(
  definition: RequestDefinition<Request, Response, z.output<Response>> & { readonly decode?: undefined },
): RequestEntry<Request, Response, z.output<Response>>;
/** A request whose result is made from UMS's answer by `decode`. */
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

/** What became of one incoming message. */
export interface Reading<Body = unknown> {
  /** Event to emit. */
  readonly event: string;
  /** Body to hand out; with `readable: false` the body as it came. */
  readonly body: Body;
  /** Whether there is anything for the handlers of `event`. */
  readonly readable: boolean;
  /** The first failures of a frame; if there were more, the last one gives their number. */
  readonly failures: readonly SDKError[];
  /** As `failures`. */
  readonly warnings: readonly string[];
}

/** One change of a subscription, whatever it is about. */
export interface AnyChange {
  readonly type: string;
  readonly result: unknown;
}

/** What a subscription is about, one by one. */
export interface SubscriptionMembersOf<Change> {
  readonly idOf: (change: Change) => string;
  /** The member is gone, as seen from what was last told of it. */
  readonly leave: (change: Change, tracker: DialogTracker) => void;
}

/** One notification of UMS. */
export interface NotificationEntry<Body> {
  /** Type on the wire, e.g. `.ams.ms.OnlineEventDistribution`. */
  readonly type: string;
  /** Name it is emitted under, e.g. `ms.MessagingEventNotification`. */
  readonly event: string;
  /** Where in a body `null` stands for a member that is not there; without it nothing is optional. */
  readonly objects?: ObjectsIn | undefined;
  /** Messages of a dialog: delivered once and in order (docs/delivery.md), where the options ask for that. */
  readonly isMessage?: true | undefined;
  /**
   * Checks and decodes a body. Never throws: what misfits is among the failures.
   *
   * @param asItCame The body before it was prepared for reading, for the errors; `body` itself unless given.
   */
  readonly read: (body: unknown, me: Identity, asItCame?: unknown) => Reading<Body>;
  /** What a body, decoded, says about the dialogs in which the agent takes part. */
  participation?(body: Body, me: Identity, tracker: DialogTracker): void;
  /** Of subscriptions to what lasts: members that are gone after a reconnect are told as `DELETE`. */
  readonly members?: SubscriptionMembersOf<AnyChange> | undefined;
  /** One real body as it comes, and as it is handed out. */
  readonly example: { readonly wire: unknown; readonly body: Body };
}

export type AnyNotification = NotificationEntry<unknown>;

const NOTHING: readonly never[] = [];

/** A frame may have thousands of faults. So many failures, and so many warnings, are told; the rest is counted. */
const TOLD = 10;

/** Faults of one kind in one frame, the first of them in full. */
class Faults<Fault> {
  readonly #first: Fault[] = [];
  #more = 0;

  /** @param make Not called for a fault that is only counted: an error costs more than all else about a change. */
  add(make: () => Fault): void {
    if (this.#first.length < TOLD) this.#first.push(make());
    else this.#more += 1;
  }

  /** @param rest Makes the fault that gives the number of those that were only counted. */
  all(rest: (count: number) => Fault): readonly Fault[] {
    return this.#more === 0 ? this.#first : [...this.#first, rest(this.#more)];
  }
}

/** Reads each element on its own, so that a bad one costs only itself. */
export function readEach<Wire extends z.ZodType, Element>(
  elements: readonly unknown[],
  schema: Wire,
  decode: (element: z.output<Wire>, warn: Warn) => Element,
  event: string,
  asItCame: unknown,
): { readonly read: Element[] } & Pick<Reading, 'failures' | 'warnings'> {
  const read: Element[] = [];
  let failures: Faults<SDKError> | undefined;
  let warnings: Faults<string> | undefined;
  const warn: Warn = (message) => (warnings ??= new Faults()).add(() => message);
  const fail = (make: () => SDKError): void => (failures ??= new Faults()).add(make);
  for (const element of elements) {
    try {
      if (fits(schema, element)) read.push(decode(element, warn));
      else fail(() => misfit(schema, element, event, 'incoming'));
    } catch (cause) {
      fail(() => asFailure(event, asItCame, cause));
    }
  }
  return {
    read,
    failures: failures?.all((count) => countedFailures(event, count)) ?? NOTHING,
    warnings: warnings?.all((count) => `${event}: ${count} more warnings about the same frame`) ?? NOTHING,
  };
}

function countedFailures(event: string, count: number): SDKError {
  return new SDKError(`${event}: ${count} more changes of the same frame could not be read`, {
    code: 'UNREADABLE',
    service: 'messaging',
    delivery: 'answered',
  });
}

/** A notification that is read as a whole. */
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
    read: (body, me, asItCame = body) => {
      try {
        check(wire(), body, event, 'incoming');
        return { event, body: decode(body, me), readable: true, failures: NOTHING, warnings: NOTHING };
      } catch (cause) {
        return unreadable(event, asItCame as Body, [asFailure(event, asItCame, cause)]);
      }
    },
  };
}

/** What the notifications of a subscription have in common. */
export interface Batch<Change> {
  /** The subscription this belongs to. */
  readonly subscriptionId?: string | undefined;
  /** When UMS sent it, epoch ms. */
  readonly sentTs?: number | undefined;
  readonly changes: Change[];
}

const batch = lazyCompiled(() =>
  assumed<{ readonly changes?: unknown }>(
    hasProperties({ subscriptionId: z.string().nullish(), sentTs: z.number().nullish() }),
  ),
);

/** A notification that carries changes. Each is read on its own, so that a bad one costs only itself. */
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
  /** Where in a change `null` stands for a member that is not there. */
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
    // It is given only changes that this entry has decoded.
    ...(members && { members: members as SubscriptionMembersOf<AnyChange> }),
    ...(participation && {
      participation: (body, me, tracker) => {
        for (const change of body.changes) participation(change, me, tracker, body.sentTs);
      },
    }),
    read: (body, me, asItCame = body) => {
      try {
        check(batch(), body, event, 'incoming');
        const read = (change: z.output<Wire>, warn: Warn): Change => decode(change, me, warn);
        const { read: changes, failures, warnings } = readEach(toArray(body.changes), schema(), read, event, asItCame);
        if (changes.length === 0 && failures.length > 0) {
          return unreadable(event, asItCame as Batch<Change>, failures, warnings);
        }
        // The members of a batch were checked above; unknown ones pass.
        return { event, body: { ...(body as object), changes }, readable: true, failures, warnings };
      } catch (cause) {
        return unreadable(event, asItCame as Batch<Change>, [asFailure(event, asItCame, cause)]);
      }
    },
  };
}

/** The body is only looked at by those who asked for everything: they get it as it came. */
function unreadable<Body>(
  event: string,
  body: Body,
  failures: readonly SDKError[],
  warnings: readonly string[] = NOTHING,
): Reading<Body> {
  return { event, body, readable: false, failures, warnings };
}

function asFailure(event: string, payload: unknown, cause: unknown): SDKError {
  return cause instanceof ValidationError ? cause : new TransformError(event, payload, cause);
}

/** UMS may send a list of one as the bare element, and an empty one not at all (P 2.4). */
export function toArray<Element>(value: Element | readonly Element[] | null | undefined): readonly Element[];
export function toArray(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  return value === undefined || value === null ? NOTHING : [value];
}

/** A list, or its only element in its place (P 2.4). Read it with {@link toArray}. */
export function oneOrMany<Schema extends z.ZodType>(element: Schema): z.ZodUnion<[z.ZodArray<Schema>, Schema]> {
  return z.union([z.array(element), element]);
}

/** Text of limited length. */
export const text = (max: number): z.ZodString => z.string().max(max);

/** What the platform writes either way. */
export const idOrNumber = lazy(() => z.union([z.string(), z.number()]));

/** A vocabulary that may grow: any string, of which editors suggest the known ones. */
export type Open<Known extends string> = Known | (string & {});

/** Accepts any string and suggests the known ones. */
export function open<const Known extends readonly string[]>(
  _known: Known,
  schema: z.ZodString = z.string(),
): z.ZodType<Open<Known[number]>, Open<Known[number]>> {
  // The names are for editors alone: at run time every string will do.
  return schema as z.ZodType<Open<Known[number]>, Open<Known[number]>>;
}

/**
 * A schema whose type is written out elsewhere, so that declarations stay short and members keep their comments. The
 * two are held together: either one that admits what the other does not is a compile error.
 */
export function typedAs<Body>() {
  return <Schema extends z.ZodType<Body, Body>>(
    schema: Schema & ([Body] extends [z.input<Schema>] ? unknown : never),
  ): z.ZodType<Body, Body> => schema;
}

/**
 * A schema of incoming bodies that checks less than its type says. What is handed on unread is typed and not looked at:
 * UMS may say `null` or something new there, and that must not cost a message.
 */
export function assumed<Body>(schema: z.ZodType): z.ZodType<Body, Body> {
  // The one place where the platform's documentation is believed instead of checked.
  return schema as z.ZodType<Body, Body>;
}
