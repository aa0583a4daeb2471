/**
 * How far a failed request got. `not-sent`: the request was not sent, repeating it is safe. `unknown`: the platform may
 * have executed the request. `answered`: the platform received the request and responded.
 */
export type Delivery = 'not-sent' | 'unknown' | 'answered';

/** The part of the platform that failed. */
export type Service =
  | 'messaging'
  | 'domainNames'
  | 'authentication.login'
  | 'authentication.refreshSession'
  | 'store'
  | (string & {});

/** Facts common to all errors. */
export interface ErrorFacts {
  readonly code?: number | string | undefined;
  readonly service?: Service | undefined;
  readonly delivery?: Delivery | undefined;
  readonly cause?: unknown;
}

/** Base class of all errors that the SDK throws, rejects with or emits as `error`. */
export class SDKError extends Error {
  override readonly name: string = 'SDKError';
  /** An HTTP status, a close code or a word for the kind of failure, if any. */
  readonly code: number | string | undefined;
  readonly service: Service | undefined;
  /** How far the request got, which decides whether repeating it is safe. */
  readonly delivery: Delivery;

  constructor(message: string, { code, service, delivery = 'not-sent', cause }: ErrorFacts = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.service = service;
    this.delivery = delivery;
  }

  /** The cause, under its name in node-agent-sdk 1.4. */
  get error(): unknown {
    return this.cause;
  }
}

/** The options are invalid. Fix the program; `problems` lists every problem, not only the first. */
export class ConfigurationError extends SDKError {
  override readonly name = 'ConfigurationError';

  constructor(readonly problems: readonly string[]) {
    super(`The options cannot be used: ${problems.join('; ')}`, { code: 'CONFIGURATION' });
  }
}

/** One difference between a body and its schema. */
export interface ValidationIssue {
  /** Path to the member, e.g. `event.quickReplies.replies.0.title`; empty for the body itself. */
  readonly path: string;
  readonly message: string;
}

/**
 * A body does not fit its schema. `outgoing`: nothing was sent (or, with the service `store`, written), fix the body.
 * `incoming`: the platform sent it, report it.
 */
export class ValidationError extends SDKError {
  override readonly name = 'ValidationError';

  constructor(
    readonly operation: string,
    readonly direction: 'outgoing' | 'incoming',
    readonly issues: readonly ValidationIssue[],
    service: Service = 'messaging',
  ) {
    const list = issues.map(({ path, message }) => (path ? `${path}: ${message}` : message)).join('; ');
    super(
      direction === 'outgoing'
        ? `${operation} was not ${service === 'store' ? 'written' : 'sent'}, its body does not fit: ${list}`
        : `${operation}: what the platform sent does not fit: ${list}`,
      { code: 'VALIDATION', service, delivery: direction === 'outgoing' ? 'not-sent' : 'answered' },
    );
  }
}

/** An incoming message could not be decoded. `payload` is the message as received. Report the error. */
export class TransformError extends SDKError {
  override readonly name = 'TransformError';

  constructor(
    readonly operation: string,
    readonly payload: unknown,
    cause: unknown,
  ) {
    super(`${operation} could not be read: ${cause instanceof Error ? cause.message : String(cause)}`, {
      code: 'TRANSFORM',
      service: 'messaging',
      delivery: 'answered',
      cause,
    });
  }
}

/** The platform refused the credentials. `retryable` says whether waiting may help. */
export class AuthenticationError extends SDKError {
  override readonly name = 'AuthenticationError';
  readonly retryable: boolean;
  /** HTTP status of the refusal, if it came by HTTP. */
  readonly status: number | undefined;
  /** The platform's own number of the reason. */
  readonly internalCode: number | undefined;

  constructor(
    message: string,
    facts: ErrorFacts & {
      readonly retryable?: boolean | undefined;
      readonly status?: number | undefined;
      readonly internalCode?: number | undefined;
    } = {},
  ) {
    super(message, {
      service: 'authentication.login',
      code: facts.status ?? facts.internalCode,
      delivery: 'answered',
      ...facts,
    });
    this.retryable = facts.retryable ?? false;
    this.status = facts.status;
    this.internalCode = facts.internalCode;
  }
}

/** There is no connection, or the connection was lost. `delivery` says whether the request was sent. */
export class ConnectionError extends SDKError {
  override readonly name = 'ConnectionError';

  constructor(message: string, facts: ErrorFacts = {}) {
    super(message, { service: 'messaging', ...facts });
  }
}

/**
 * No response in time. The platform may have executed the request nevertheless, unless `delivery` is `not-sent`. If there
 * was no connection, `cause` is the error of the last connection attempt, and `message` contains its text.
 */
export class TimeoutError extends SDKError {
  override readonly name = 'TimeoutError';

  constructor(
    readonly operation: string,
    readonly timeoutMs: number,
    facts: ErrorFacts = {},
  ) {
    const why = facts.cause instanceof Error ? `, there was no connection: ${facts.cause.message}` : '';
    super(`${operation} got no response within ${timeoutMs} ms${why}`, {
      code: 'TIMEOUT',
      service: 'messaging',
      delivery: 'unknown',
      ...facts,
    });
  }
}

/** UMS refused a request: its response has a code above 399. Has the members of that response. */
export class ResponseError extends SDKError {
  override readonly name = 'ResponseError';
  declare readonly code: number;
  readonly kind = 'resp';
  readonly reqId: string;
  readonly type: string | undefined;
  readonly body: unknown;

  constructor(
    readonly operation: string,
    response: {
      readonly reqId: string;
      readonly type?: string | undefined;
      readonly code: number;
      readonly body?: unknown;
    },
  ) {
    const reason = typeof response.body === 'string' && response.body !== '' ? `: ${response.body}` : '';
    super(`UMS refused ${operation} with ${response.code}${reason}`, {
      code: response.code,
      service: 'messaging',
      delivery: 'answered',
    });
    this.reqId = response.reqId;
    this.type = response.type;
    this.body = response.body;
  }
}

/** A REST service responded with an error status, or with an unexpected body. */
export class HttpError extends SDKError {
  override readonly name = 'HttpError';
  readonly status: number;
  readonly statusText: string;
  /** Body of the response: parsed if it was JSON, otherwise the text. */
  readonly body: unknown;
  /** Pause that the service requests with `Retry-After`, if any. */
  readonly retryAfterMs: number | undefined;

  constructor(
    readonly operation: string,
    response: {
      readonly status: number;
      readonly statusText: string;
      readonly body?: unknown;
      readonly retryAfterMs?: number | undefined;
    },
    facts: ErrorFacts = {},
  ) {
    super(`${operation} failed: the service responded with ${`${response.status} ${response.statusText}`.trim()}`, {
      code: response.status,
      delivery: 'answered',
      ...facts,
    });
    this.status = response.status;
    this.statusText = response.statusText;
    this.body = response.body;
    this.retryAfterMs = response.retryAfterMs;
  }
}

/** A handler of an event threw or rejected. Fix the handler; `cause` is its error. */
export class HandlerError extends SDKError {
  override readonly name = 'HandlerError';
  /** The event whose handler failed. */
  readonly event: string;
  /** Of a handler of a `Bot`; `undefined` for other handlers. */
  readonly conversationId: string | undefined;
  /** Dialog of the message; `undefined` for other events. */
  readonly dialogId: string | undefined;
  /** Position of the message in its dialog; `undefined` for events without a position. */
  readonly sequence: number | undefined;
  /** How often the handler has been called with this message, from 1. */
  readonly attempt: number;

  constructor(
    message: string,
    facts: ErrorFacts & {
      readonly event: string;
      readonly conversationId?: string | undefined;
      readonly dialogId?: string | undefined;
      readonly sequence?: number | undefined;
      readonly attempt?: number | undefined;
    },
  ) {
    super(message, facts);
    this.event = facts.event;
    this.conversationId = facts.conversationId;
    this.dialogId = facts.dialogId;
    this.sequence = facts.sequence;
    this.attempt = facts.attempt ?? 1;
  }
}

/** The conversation belongs to another agent now, or to none. Nothing was sent: let go of the conversation. */
export class NotMineError extends SDKError {
  override readonly name = 'NotMineError';

  /**
   * @param assignedAgentId Public id of the agent that has the conversation; `undefined`: none, or unknown.
   * @param reason Instead of the owner, e.g. that the conversation is closed.
   */
  constructor(
    readonly operation: string,
    readonly conversationId: string,
    readonly assignedAgentId?: string,
    reason?: string,
  ) {
    const owner = assignedAgentId === undefined ? 'this agent does not have it' : `agent ${assignedAgentId} has it`;
    super(`${operation} was not sent to conversation ${conversationId}: ${reason ?? owner}`, {
      code: 'NOT_MINE',
      service: 'messaging',
    });
  }
}

/** The process that a lock file names. */
export interface LockHolder {
  readonly pid: number;
  readonly host: string;
  /** ISO 8601. */
  readonly startedAt: string;
}

/**
 * A store cannot be used. `code` is the reason. `STORE_LOCKED`, `STORE_LOCK_LOST`: another process has the store, stop one
 * of the two. `STORE_FORMAT`: the file is not a store, or was written by a newer version. `STORE_READ`, `STORE_WRITE`: the
 * file system failed with `cause`. `STORE_POSITION`: the sequence or the key is invalid. `STORE_CLOSED`: the store was disposed while
 * the call waited.
 */
export class StoreError extends SDKError {
  override readonly name = 'StoreError';
  /** Path of the store's file or of its lock; empty for a store in memory. */
  readonly path: string;
  /** The process that has the lock; `undefined` for other failures, and for a lock that names no process. */
  readonly holder: LockHolder | undefined;

  constructor(
    message: string,
    { path, holder, ...facts }: ErrorFacts & { readonly path: string; readonly holder?: LockHolder | undefined },
  ) {
    super(message, facts);
    this.path = path;
    this.holder = holder && { pid: holder.pid, host: holder.host, startedAt: holder.startedAt };
  }
}

/** @returns Advice if the error means that the server speaks plain HTTP, e.g. a simulator whose address lacks `http://`. */
export function plainHttpHint(error: unknown): string | undefined {
  const { code, message } = error instanceof Error ? (error as NodeJS.ErrnoException) : { code: '', message: '' };
  if (code !== 'ERR_SSL_WRONG_VERSION_NUMBER' && !/wrong version number/i.test(message)) return undefined;
  return 'the server speaks plain HTTP, not TLS: for a server on this machine, e.g. a simulator, write http://127.0.0.1:PORT as its address in `domains`';
}

const traced = new WeakSet<Error>();

/**
 * Appends the stack of the awaiting code to an error that arose elsewhere, e.g. in the connection. To be called after an
 * `await`, where the current stack is that of the awaiting code.
 */
export function withCaller(error: unknown): unknown {
  if (!(error instanceof SDKError) || traced.has(error)) return error;
  traced.add(error);
  const [, ...frames] = (new Error().stack ?? '').split('\n');
  error.stack = `${error.stack ?? error.message}\n    awaited by\n${frames.join('\n')}`;
  return error;
}
