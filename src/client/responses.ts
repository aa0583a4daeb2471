import type { CatchUp, HistoryQuery } from '../delivery/catch-up.js';
import { ConnectionError, ResponseError, TransformError, type SDKError } from '../errors.js';
import { isTyped } from '../events.js';
import { check } from '../protocol/checking.js';
import type { AnyRequest, Identity } from '../protocol/define.js';
import type { Reading } from '../protocol/read.js';
import { withoutNulls } from '../protocol/nulls.js';
import type { Session } from '../session/session.js';
import { saysPartIsOver } from '../support/request-retry.js';
import type { ResponseFrame } from '../transport/frame.js';
import type { EventDispatcher } from './event-dispatcher.js';
import type { NotificationDispatcher } from './notification-dispatcher.js';
import { RequestHandle, type RequestMonitor, type RequestSteps } from './request-handle.js';
import type { RawRequestOptions } from './request-options.js';
import { MAX_RESTORABLE, type RestorableRequest, type RestorableRequests } from './restorable-requests.js';
import type { SubscriptionMembers } from './subscription-members.js';

/** What a request began when it was sent. */
interface RequestTrail {
  /** Deduplicates the history in the response against the messages delivered meanwhile. */
  readonly query: HistoryQuery | undefined;
  /** The subscription of an earlier connection that this request replaces. */
  readonly replaces: string | undefined;
  /** The state that is repeated after a reconnect because of this request. */
  readonly state: RestorableRequest | undefined;
}

/** A request of the registry. */
export class EntryRequest extends RequestHandle {
  trail: RequestTrail | undefined;

  /** @param repeats The request of an earlier connection that this one repeats. */
  constructor(
    steps: RequestSteps<EntryRequest>,
    monitor: RequestMonitor,
    operation: string,
    readonly entry: AnyRequest,
    body: unknown,
    options: RawRequestOptions | undefined,
    readonly repeats: RestorableRequest | undefined,
  ) {
    super(steps, monitor, operation, entry.type, body, options);
  }
}

/**
 * Interprets the responses of registry requests: `refuse` those with a code above 399, `read` the others in one order:
 * check, decode, emit hidden notifications, participation, remember for restore, publish. A step whose field the entry does
 * not have does nothing.
 */
export class EntrySteps implements RequestSteps<EntryRequest> {
  readonly #session: Session;
  readonly #events: EventDispatcher;
  readonly #dispatcher: NotificationDispatcher;
  readonly #restorable: RestorableRequests;
  readonly #members: SubscriptionMembers;
  readonly #catchUp: CatchUp | undefined;

  /** @param catchUp `undefined` with `deliver: 'live-only'`. */
  constructor(
    session: Session,
    events: EventDispatcher,
    dispatcher: NotificationDispatcher,
    restorable: RestorableRequests,
    members: SubscriptionMembers,
    catchUp: CatchUp | undefined,
  ) {
    this.#session = session;
    this.#events = events;
    this.#dispatcher = dispatcher;
    this.#restorable = restorable;
    this.#members = members;
    this.#catchUp = catchUp;
  }

  write({ entry, body }: EntryRequest, me: Identity): unknown {
    return entry.encode ? entry.encode(body, me) : body;
  }

  sent(request: EntryRequest): void {
    const { replay, historyOf } = request.entry;
    if (replay !== undefined || historyOf !== undefined) request.trail = this.#begin(request);
  }

  refuse(request: EntryRequest, response: ResponseFrame): SDKError {
    const { operation, entry, body } = request;
    publishResponse(this.#events, response.type, response.body, response.reqId);
    const error = refusal(operation, response, this.#session);
    if (entry.dialogOf !== undefined && saysPartIsOver(error)) this.#catchUp?.leave(entry.dialogOf(body));
    return error;
  }

  read(request: EntryRequest, response: ResponseFrame): unknown {
    const { operation, entry, repeats } = request;
    const me = identityOf(this.#session, operation);
    const received = withoutNulls(response.body, entry.objects);
    check(entry.response, received, operation, 'incoming');
    if (repeats !== undefined) this.#restorable.repeated(repeats, received);
    const body = this.#restorable.incoming(received);
    let hidden: Reading | undefined;
    let result: unknown;
    try {
      hidden = entry.emits?.(body, me);
      result = entry.decode ? entry.decode(body, me) : body;
    } catch (cause) {
      throw new TransformError(operation, response.body, cause);
    }
    // UMS spells the id in two ways, and `decode` makes them one.
    if (repeats !== undefined) result = this.#restorable.incoming(result);

    if (hidden) this.#dispatcher.receiveHidden(hidden, request.trail?.query);
    else request.trail?.query?.cancel();
    if (entry.participation !== undefined && this.#catchUp !== undefined) {
      entry.participation(request.body, me, this.#catchUp);
    }
    if (entry.replay !== undefined) this.#remember(request, body);
    this.#publish(entry, response, result);
    return result;
  }

  undo({ trail }: EntryRequest, error: unknown): void {
    if (trail === undefined) return;
    const { query, state } = trail;
    query?.cancel();
    if (state === undefined) return;
    if (error instanceof ResponseError) this.#restorable.takeBack(state);
    else this.#restorable.answered(state);
  }

  #begin({ operation, entry, body, repeats }: EntryRequest): RequestTrail {
    const query = entry.historyOf && this.#catchUp?.query(entry.historyOf(body));
    if (entry.replay === undefined || repeats !== undefined) return { query, replaces: undefined, state: undefined };
    const replaces = this.#restorable.handleReplacedBy(operation, entry, body);
    return { query, replaces, state: this.#restorable.sent(operation, entry, body) };
  }

  #remember({ operation, entry, body, trail, repeats }: EntryRequest, response: unknown): void {
    const { replay } = entry;
    if (trail?.state !== undefined) this.#restorable.answered(trail.state);
    if (replay?.keep === 'each') {
      const subscriptionId = repeats?.handle ?? replay.subscriptionId(response);
      if (subscriptionId !== undefined) {
        this.#members.subscribed(subscriptionId, replay.membersEvent, trail?.replaces);
      }
    }
    if (replay?.keep === 'end') this.#members.ended(replay.subscriptionId(body));
    if (repeats !== undefined || !this.#restorable.succeeded(operation, entry, body, response)) return;
    this.#events.warn(
      `${operation} will not be repeated after a reconnect: ${MAX_RESTORABLE} requests already are. End the subscriptions that are not needed any more`,
      { operation },
    );
  }

  #publish({ responseEvent, responseType }: AnyRequest, response: ResponseFrame, result: unknown): void {
    if (responseEvent !== undefined) {
      if (this.#events.has(responseEvent)) this.#events.publish(responseEvent, result, response.reqId);
      return;
    }
    // An equal string from JSON is not interned: looking it up among the listeners costs a hundredth of a request.
    const type = response.type === responseType ? responseType : response.type;
    publishResponse(this.#events, type, result, response.reqId);
  }
}

/** Requests of a type that the caller names: bodies go and come as they are. */
export class RawSteps implements RequestSteps {
  readonly #session: Session;
  readonly #events: EventDispatcher | undefined;

  /** @param events Without it responses are not published: the requests that the SDK makes by itself. */
  constructor(session: Session, events: EventDispatcher | undefined) {
    this.#session = session;
    this.#events = events;
  }

  write({ body }: RequestHandle): unknown {
    return body;
  }

  read(_request: RequestHandle, { type, body, reqId }: ResponseFrame): unknown {
    if (this.#events !== undefined) publishResponse(this.#events, type, body, reqId);
    return body;
  }

  refuse({ operation }: RequestHandle, response: ResponseFrame): SDKError {
    if (this.#events !== undefined) publishResponse(this.#events, response.type, response.body, response.reqId);
    return refusal(operation, response, this.#session);
  }

  sent(): void {
    // Begins nothing.
  }

  undo(): void {
    // `sent` began nothing.
  }
}

/** Redacted: the body of a refusal may repeat the token. */
function refusal(operation: string, response: ResponseFrame, { secrets }: Session): ResponseError {
  return new ResponseError(operation, {
    ...response,
    code: response.code ?? 0,
    body: secrets.redact(response.body),
  });
}

/** @throws {ConnectionError} The agent was closed meanwhile. */
export function identityOf({ identity }: Session, operation: string): Identity {
  if (identity !== undefined) return identity;
  throw new ConnectionError(`${operation} was abandoned: the agent was closed meanwhile`, {
    code: 'NOT_CONNECTED',
    delivery: 'answered',
  });
}

/** Emits a response under its type, unless events of this library have that name. */
function publishResponse(events: EventDispatcher, type: string | undefined, body: unknown, requestId: string): void {
  if (type !== undefined && events.has(type) && !isTyped(type)) events.publish(type, body, requestId);
}
