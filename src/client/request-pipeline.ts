import { z } from 'zod';
import type { CatchUp, HistoryQuery } from '../delivery/catch-up.js';
import { channels } from '../diagnostics.js';
import {
  ConnectionError,
  ResponseError,
  SDKError,
  TimeoutError,
  TransformError,
  ValidationError,
  withCaller,
} from '../errors.js';
import { isTyped } from '../events.js';
import type { ResolvedOptions } from '../options/options.js';
import { check, lazyCompiled } from '../protocol/checking.js';
import type { AnyRequest, Identity } from '../protocol/define.js';
import { withoutNulls } from '../protocol/nulls.js';
import { requestNamed, type Message, type Messages, type ResultOf } from '../protocol/registry.js';
import type { Lifecycle } from '../session/lifecycle.js';
import { MAX_RESTORABLE, type RestorableRequest, type Resubscriber } from '../session/resubscriber.js';
import type { Session } from '../session/session.js';
import type { RequestFrame, ResponseFrame } from '../transport/frame.js';
import { noResponseError, type RequestOutcome } from '../transport/outcome.js';
import { isRefusal, pauseAfter, REPORTED_AFTER, saysPartIsOver } from '../support/request-retry.js';
import { withDeadline } from '../support/deadline.js';
import { RequestHandle } from './request-handle.js';
import {
  checkMessagesQuery,
  fetchMessages,
  MESSAGES_OPERATION,
  type HistoryPage,
  type MessagesQuery,
  type SequenceRange,
} from './history.js';
import type { NotificationDispatcher } from './notification-dispatcher.js';
import type { EventDispatcher } from './event-dispatcher.js';
import type { SubscriptionMembers } from './subscription-members.js';
import { envelopeOf, rawRequestOptions, requestOptions, type RawRequestOptions } from './request-options.js';

/** Dialogs with unreadable history that are remembered. */
const MAX_UNREADABLE = 1_000;

const wireType = lazyCompiled(() => z.string().min(1));

type Write = (me: Identity) => readonly [type: string, body: unknown];

/** What is asked for: bodies in, frames out, results back. */
export class RequestPipeline {
  readonly #options: ResolvedOptions;
  readonly #session: Session;
  readonly #lifecycle: Lifecycle;
  readonly #publisher: EventDispatcher;
  readonly #inbox: NotificationDispatcher;
  readonly #replay: Resubscriber;
  readonly #members: SubscriptionMembers;
  /** Dialogs whose history had events that could not be read. */
  readonly #unreadable = new Set<string>();
  #catchUp: CatchUp | undefined;

  constructor(
    options: ResolvedOptions,
    session: Session,
    lifecycle: Lifecycle,
    publisher: EventDispatcher,
    inbox: NotificationDispatcher,
    replay: Resubscriber,
    members: SubscriptionMembers,
  ) {
    this.#options = options;
    this.#session = session;
    this.#lifecycle = lifecycle;
    this.#publisher = publisher;
    this.#inbox = inbox;
    this.#replay = replay;
    this.#members = members;
  }

  deliverThrough(catchUp: CatchUp): void {
    this.#catchUp = catchUp;
  }

  /**
   * A request of the registry: the body and the options are held to their schemas before anything is sent.
   *
   * Nearly every request is made while there is a connection, and needs nothing but a promise: without the turns of an
   * asynchronous function it costs half.
   */
  call(operation: string, entry: AnyRequest, body: unknown, options: RawRequestOptions | undefined): Promise<unknown> {
    const { connection } = this.#lifecycle;
    const isPlain =
      connection?.isOpen === true &&
      entry.replay === undefined &&
      entry.emits === undefined &&
      !channels.request.hasSubscribers;
    if (isPlain && this.#isFit(entry, body, options)) {
      return new RequestHandle(this, operation, entry, body, options).held;
    }
    return this.#publisher.held(operation, this.#call(operation, entry, body, options));
  }

  /** Sends what fits and needs nothing else. @throws {SDKError} It cannot be sent. */
  ask(
    call: RequestHandle,
    operation: string,
    entry: AnyRequest,
    body: unknown,
    options: RawRequestOptions | undefined,
  ): void {
    const { identity } = this.#session;
    const { connection } = this.#lifecycle;
    if (connection === undefined || identity === undefined) throw notOpen(operation);
    const { encode } = entry;
    const wire = this.#replay.outgoing(encode ? encode(body, identity) : body);
    const sent = this.#listener();
    const timeoutMs = options?.timeout ?? this.#options.requestTimeout;
    let isSent: boolean;
    try {
      isSent = connection.sendRequest(call, entry.type, wire, envelopeOf(options), timeoutMs, options?.signal, sent);
    } catch (cause) {
      throw unwritable(operation, cause);
    }
    if (!isSent) throw notOpen(operation);
  }

  /** What a response means to the caller, after everything there is to publish about it. */
  answered(operation: string, entry: AnyRequest, body: unknown, response: ResponseFrame): unknown {
    let result: unknown;
    try {
      result = this.#read(operation, entry, response);
    } catch (error) {
      if (entry.dialogOf !== undefined && saysPartIsOver(error)) this.#catchUp?.leave(entry.dialogOf(body));
      throw error;
    }
    if (this.#catchUp !== undefined && entry.participation !== undefined) {
      const me = this.#session.identity;
      if (me !== undefined) entry.participation(body, me, this.#catchUp);
    }
    return result;
  }

  /** @see EventDispatcher.unheard */
  unheard(operation: string, cause: unknown): void {
    this.#publisher.unheard(operation, cause);
  }

  /** Whether it can go as it is; a misfit is told, with its stack, by the asynchronous path. */
  #isFit(entry: AnyRequest, body: unknown, options: RawRequestOptions | undefined): boolean {
    if (options?.signal?.aborted) return false;
    return entry.request.validate(body) && (options === undefined || requestOptions().validate(options));
  }

  async #call(
    operation: string,
    entry: AnyRequest,
    body: unknown,
    options: RawRequestOptions | undefined,
  ): Promise<unknown> {
    check(entry.request, body, operation, 'outgoing');
    if (options !== undefined) check(requestOptions(), options, `${operation} (options)`, 'outgoing');
    const { encode } = entry;
    const write: Write = (me) => [entry.type, encode ? encode(body, me) : body];
    if (entry.replay !== undefined) return this.#callKept(operation, entry, body, options, write);
    if (entry.emits !== undefined) return this.#callHistory(operation, entry, body, options, write);

    return this.answered(operation, entry, body, await this.#exchange(operation, options, write));
  }

  /** Any request; the body goes as it is, and what comes back is not looked at. */
  async request(type: string, body: unknown, options: RawRequestOptions): Promise<unknown> {
    check(wireType(), type, 'request() (type)', 'outgoing');
    check(rawRequestOptions(), options, `${type} (options)`, 'outgoing');
    const response = await this.#exchange(type, options, () => [type, body]);
    this.#publishResponse(response.type, response.body, response.reqId);
    this.#refuse(type, response);
    return response.body;
  }

  /** Events of a dialog, for catching up: the caller's handlers do not hear of the question. */
  async history(dialogId: string, newerThanSequence: number, olderThanSequence?: number): Promise<readonly Message[]> {
    const operation = 'subscribeMessagingEvents';
    const entry = requestNamed(operation);
    const response = await this.#exchange(operation, undefined, () => [
      entry.type,
      { dialogId, newerThanSequence, ...(olderThanSequence !== undefined && { olderThanSequence }) },
    ]);
    this.#refuse(operation, response);
    const me = this.#session.identity;
    const reading = me && entry.emits?.(withoutNulls(response.body, entry.objects), me);
    this.#reportUnreadable(dialogId, reading?.failures ?? []);
    return reading?.readable ? (reading.body as Messages).changes : [];
  }

  /** Once for each dialog, until its history can be read: the same events come with each question. */
  #reportUnreadable(dialogId: string, failures: readonly SDKError[]): void {
    if (failures.length === 0) {
      this.#unreadable.delete(dialogId);
      return;
    }
    if (this.#unreadable.has(dialogId)) return;
    if (this.#unreadable.size < MAX_UNREADABLE) this.#unreadable.add(dialogId);
    for (const failure of failures) this.#publisher.report(failure);
  }

  /**
   * History as a value, dispatched to no handler and moving no cursor.
   *
   * @throws {SDKError} As any request.
   */
  async messages(query: MessagesQuery): Promise<Message[]> {
    checkMessagesQuery(query);
    return fetchMessages(query, {
      page: (range) => this.#historyPage(query, range),
      report: (error) => this.#publisher.report(error),
    });
  }

  async #historyPage({ dialogId, timeout, signal }: MessagesQuery, range: SequenceRange): Promise<HistoryPage> {
    const { type, objects } = requestNamed('subscribeMessagingEvents');
    const olderThanSequence = range.before === Infinity ? undefined : range.before;
    const body = { dialogId, newerThanSequence: range.after, olderThanSequence };
    const response = await this.#exchange(MESSAGES_OPERATION, { timeout, signal }, () => [type, body]);
    this.#refuse(MESSAGES_OPERATION, response);
    const me = this.#session.identity;
    if (me !== undefined) return { body: withoutNulls(response.body, objects), me };
    throw new ConnectionError(`${MESSAGES_OPERATION} was abandoned, the agent was closed meanwhile`, {
      code: 'NOT_CONNECTED',
      delivery: 'answered',
    });
  }

  /** The platform's clock, epoch ms; the caller's handlers do not hear of the question. */
  async serverTime(): Promise<number> {
    const operation = 'getClock';
    const entry = requestNamed(operation);
    const response = await this.#exchange(operation, undefined, () => [entry.type, {}]);
    const body = this.#refuse(operation, response);
    check(entry.response, body, operation, 'incoming');
    // As its entry in the registry says, and was just checked.
    return (body as ResultOf<'getClock'>).currentTime;
  }

  /** Makes again what the platform forgot with the last socket, unless the caller has done so already. */
  async restore(): Promise<void> {
    const { connection } = this.#lifecycle;
    await Promise.all(
      this.#replay
        .due()
        .filter((kept) => !isAmendment(kept))
        .map((kept) => this.#repeat(kept)),
    );
    // What changes a subscription names it, by an id that is new with each connection.
    if (this.#lifecycle.connection !== connection) return;
    await Promise.all(
      this.#replay
        .due()
        .filter(isAmendment)
        .map((kept) => this.#repeat(kept)),
    );
  }

  /** Whether the platform says that a conversation is not there any more, or is not this agent's. Never rejects. */
  async isGone(conversationId: string): Promise<boolean> {
    try {
      // The main dialog bears the conversation's id. There is nothing between these.
      await this.history(conversationId, -1, 0);
      return false;
    } catch (error) {
      const isUnknown = error instanceof ResponseError && (error.code === 403 || error.code === 404);
      return isUnknown || saysPartIsOver(error);
    }
  }

  async #repeat(kept: RestorableRequest): Promise<void> {
    const { operation, entry, body } = kept;
    const { connection } = this.#lifecycle;
    for (let tries = 1; ; tries += 1) {
      try {
        const write: Write = (me) => [entry.type, entry.encode ? entry.encode(body, me) : body];
        // At once: the first notification of a subscription may come in the same breath as its response.
        const answered = (outcome: RequestOutcome): void => {
          if (outcome.kind === 'resp' && (outcome.code ?? 0) <= 399) this.#replay.repeated(kept, outcome.body);
        };
        const answer = this.#exchange(operation, undefined, write, answered).then((response) =>
          this.#refuse(operation, response),
        );
        answer.catch(nothing);
        this.#replay.repeat(kept, answer);
        await answer;
        if (entry.replay?.keep === 'each' && kept.handle !== undefined) this.#members.subscribed(kept.handle);
        return;
      } catch (error) {
        if (this.#lifecycle.connection !== connection || error instanceof ConnectionError) return;
        if (isRefusal(error) || tries >= REPORTED_AFTER) {
          // Whoever has joined meanwhile is told by its own promise.
          if (kept.answer !== undefined) this.#publisher.report(notRestored(operation, error));
          this.#replay.refused(kept);
          this.#members.ended(kept.handle);
          return;
        }
        // Nobody's end is put off by it.
        await new Promise((resolve) => setTimeout(resolve, pauseAfter(tries)).unref());
        // Something newer may have taken its place meanwhile.
        if (this.#lifecycle.connection !== connection || !this.#replay.holds(kept)) return;
      }
    }
  }

  /** A call whose effect is to outlive the connection. */
  async #callKept(
    operation: string,
    entry: AnyRequest,
    body: unknown,
    options: RawRequestOptions | undefined,
    write: Write,
  ): Promise<unknown> {
    options?.signal?.throwIfAborted();
    const claimed = this.#replay.claim(operation, entry, body);
    if (claimed !== undefined) {
      try {
        const response = await this.#joined(operation, claimed.answer, options);
        return this.#decode(operation, entry, this.#replay.incoming(response), undefined);
      } catch (error) {
        // Left before it was answered: whoever comes next may join, and if nobody does, a refusal is reported.
        if (!(error instanceof ResponseError)) claimed.giveBack();
        throw withCaller(error);
      }
    }
    let takeBack = nothing;
    let replaces: string | undefined;
    // When it leaves, and not before: what was never sent is not to come true later.
    const issue: Write = (me) => {
      replaces = this.#replay.handleReplacedBy(operation, entry, body);
      takeBack = this.#replay.issued(operation, entry, body);
      return write(me);
    };
    try {
      const response = await this.#exchange(operation, options, issue);
      const result = this.#read(operation, entry, response);
      const { replay } = entry;
      if (replay?.keep === 'each') this.#members.subscribed(replay.subscriptionId(response.body) ?? '', replaces);
      if (replay?.keep === 'end') this.#members.ended(replay.subscriptionId(body));
      if (this.#replay.succeeded(operation, entry, body, response.body)) this.#warnNotRestorable(operation);
      return result;
    } catch (error) {
      if (error instanceof ResponseError || (error instanceof SDKError && error.delivery === 'not-sent')) takeBack();
      throw error;
    }
  }

  #warnNotRestorable(operation: string): void {
    const message = `${operation} will not be made again after a reconnect: ${MAX_RESTORABLE} requests are already. End the subscriptions that are not needed any more`;
    this.#publisher.warn(message, { operation });
  }

  /** What was asked for again by itself, and now is asked for by a caller: within the caller's own time. */
  #joined(operation: string, answer: Promise<unknown>, options: RawRequestOptions = {}): Promise<unknown> {
    const { signal, timeout: timeoutMs = this.#options.requestTimeout } = options;
    return withDeadline(answer, {
      signal,
      deadline: { timeoutMs, error: () => new TimeoutError(operation, timeoutMs) },
    });
  }

  /** A question for message history; the answer is a notification. */
  async #callHistory(
    operation: string,
    entry: AnyRequest,
    body: unknown,
    options: RawRequestOptions | undefined,
    write: Write,
  ): Promise<unknown> {
    const dialogId = typeof body === 'object' && body !== null && 'dialogId' in body ? String(body.dialogId) : '';
    const query = this.#catchUp?.query(dialogId);
    try {
      return this.#read(operation, entry, await this.#exchange(operation, options, write), query);
    } catch (error) {
      query?.cancel();
      throw error;
    }
  }

  async #exchange(
    operation: string,
    options: RawRequestOptions | undefined,
    write: Write,
    answered?: (outcome: RequestOutcome) => void,
  ): Promise<ResponseFrame> {
    const started = channels.request.hasSubscribers ? performance.now() : undefined;
    const { signal, timeout = this.#options.requestTimeout } = options ?? {};
    try {
      signal?.throwIfAborted();
      let timeoutMs = timeout;
      if (!this.#lifecycle.connection?.isOpen) timeoutMs = await this.#online(operation, timeout, signal);
      const outcome = this.#send(operation, write, options, timeoutMs, answered);
      if (outcome === undefined) {
        throw notOpen(operation);
      }
      const settled = await outcome;
      if (settled.kind !== 'resp') throw noResponseError(operation, settled);
      if (started !== undefined) this.#trace(operation, started, (settled.code ?? 0) > 399 ? 'ResponseError' : 'ok');
      return settled;
    } catch (error) {
      if (started !== undefined) this.#trace(operation, started, error instanceof Error ? error.name : 'aborted');
      throw error;
    }
  }

  #trace(operation: string, started: number, outcome: string): void {
    const durationMs = performance.now() - started;
    channels.request.publish({ accountId: String(this.#options.accountId), operation, durationMs, outcome });
  }

  #send(
    operation: string,
    write: Write,
    options: RawRequestOptions | undefined,
    timeoutMs: number,
    answered: ((outcome: RequestOutcome) => void) | undefined,
  ): Promise<RequestOutcome> | undefined {
    const { connection } = this.#lifecycle;
    const { identity } = this.#session;
    if (connection === undefined || identity === undefined) return undefined;
    const [type, body] = write(identity);
    const sent = this.#listener();
    try {
      return connection.request(
        type,
        this.#replay.outgoing(body),
        envelopeOf(options),
        timeoutMs,
        options?.signal,
        sent,
        answered,
      );
    } catch (cause) {
      throw unwritable(operation, cause);
    }
  }

  /** Who wants to hear what was sent. */
  #listener(): ((frame: RequestFrame) => void) | undefined {
    return this.#publisher.has('message:sent') ? (frame) => this.#publisher.publish('message:sent', frame) : undefined;
  }

  /** Waits for a connection, if the options want that. @returns How much of the time is left, in milliseconds. */
  async #online(operation: string, timeoutMs: number, signal: AbortSignal | undefined): Promise<number> {
    const { whenOffline, maxWaiting } = this.#options;
    if (whenOffline === 'fail') {
      throw new ConnectionError(`${operation} was not sent, there is no connection`, { code: 'NOT_CONNECTED' });
    }
    if (this.#lifecycle.waitingCount >= maxWaiting) {
      throw new ConnectionError(`${operation} was not sent: ${maxWaiting} requests wait for a connection already`, {
        code: 'TOO_MANY_WAITING',
      });
    }
    const from = performance.now();
    try {
      await this.#lifecycle.ready({ operation, timeoutMs, signal, holdsFailure: false });
    } catch (error) {
      throw withCaller(error);
    }
    return Math.max(timeoutMs - (performance.now() - from), 1);
  }

  /** The result of a response, after everything there is to publish about it. */
  #read(operation: string, entry: AnyRequest, response: ResponseFrame, query?: HistoryQuery): unknown {
    if ((response.code ?? 0) > 399) this.#publishResponse(response.type, response.body, response.reqId);
    this.#refuse(operation, response);
    const result = this.#decode(operation, entry, response.body, query);
    // The entry's own string where it says the same: one that comes from JSON is searched for among all strings of the
    // process before it can be looked up, which is a hundredth of a request.
    const type = response.type === entry.responseType ? entry.responseType : response.type;
    this.#publishResponse(entry.responseEvent ?? type, result, response.reqId);
    return result;
  }

  #decode(operation: string, entry: AnyRequest, response: unknown, query: HistoryQuery | undefined): unknown {
    const me = this.#session.identity;
    const body = withoutNulls(response, entry.objects);
    check(entry.response, body, operation, 'incoming');
    if (me === undefined) return body;
    try {
      const hidden = entry.emits?.(body, me);
      const result = entry.decode ? entry.decode(body, me) : body;
      if (hidden) this.#inbox.receiveHidden(hidden, query);
      else query?.cancel();
      return result;
    } catch (cause) {
      throw new TransformError(operation, response, cause);
    }
  }

  /** @returns The body of a response that is none of a refusal; one of a refusal might repeat the token. */
  #refuse(operation: string, response: ResponseFrame): unknown {
    const code = response.code ?? 0;
    if (code <= 399) return response.body;
    throw new ResponseError(operation, { ...response, body: this.#session.secrets.redact(response.body), code });
  }

  #publishResponse(type: string | undefined, body: unknown, requestId: string): void {
    if (type === undefined || !this.#publisher.has(type)) return;
    if (type === 'GenericSubscribeResponse' || !isTyped(type)) this.#publisher.publish(type, body, requestId);
  }
}

function notOpen(operation: string): ConnectionError {
  return new ConnectionError(`${operation} was not sent, the connection is closing`, { code: 'NOT_CONNECTED' });
}

/** Only JSON can have failed: a cycle, a BigInt, a `toJSON` that throws. */
function unwritable(operation: string, cause: unknown): ValidationError {
  const message = `cannot be written as JSON (${cause instanceof Error ? cause.message : String(cause)})`;
  return new ValidationError(operation, 'outgoing', [{ path: '', message }]);
}

function isAmendment({ entry }: RestorableRequest): boolean {
  return entry.replay?.keep === 'amendment';
}

function notRestored(operation: string, cause: unknown): SDKError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new SDKError(`${operation} could not be made again after a reconnect, call it again: ${reason}`, {
    code: 'NOT_RESTORED',
    service: 'messaging',
    delivery: 'answered',
    cause,
  });
}

function nothing(): void {}
