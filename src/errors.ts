/**
 * What is known about the fate of a request that failed:
 * `not-sent`: it never left, repeating it is safe; `unknown`: it may have been carried out;
 * `answered`: the platform received it and answered.
 */
export type Delivery = 'not-sent' | 'unknown' | 'answered';

/** Which part of the platform the failure concerns. */
export type Service =
  | 'messaging'
  | 'domainNames'
  | 'authentication.login'
  | 'authentication.refreshSession'
  | (string & {});

/** Facts common to all errors. */
export interface ErrorFacts {
  readonly code?: number | string | undefined;
  readonly service?: Service | undefined;
  readonly delivery?: Delivery | undefined;
  readonly cause?: unknown;
}

/** Everything this library throws, rejects with or emits as `error` extends this class. */
export class SDKError extends Error {
  override readonly name: string = 'SDKError';
  /** A status, a close code or a word for the kind of failure; `undefined` where there is none. */
  readonly code: number | string | undefined;
  readonly service: Service | undefined;
  /** What became of the request: the one thing to know before trying again. */
  readonly delivery: Delivery;

  constructor(message: string, { code, service, delivery = 'not-sent', cause }: ErrorFacts = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.service = service;
    this.delivery = delivery;
  }

  /** The cause, under the name node-agent-sdk gave it. */
  get error(): unknown {
    return this.cause;
  }
}

/** The options cannot describe an agent. Fix the program; every problem is listed, not only the first. */
export class ConfigurationError extends SDKError {
  override readonly name = 'ConfigurationError';

  constructor(readonly problems: readonly string[]) {
    super(`The options cannot be used: ${problems.join('; ')}`, { code: 'CONFIGURATION' });
  }
}

/** One way in which a body misfits its schema. */
export interface ValidationIssue {
  /** Where, e.g. `event.quickReplies.replies.0.title`; empty for the body itself. */
  readonly path: string;
  readonly message: string;
}

/** A body misfits. `outgoing`: nothing was sent, fix the body. `incoming`: the platform said something unexpected, report it. */
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
        ? `${operation} was not sent, its body does not fit: ${list}`
        : `${operation}: what the platform sent does not fit: ${list}`,
      { code: 'VALIDATION', service, delivery: direction === 'outgoing' ? 'not-sent' : 'answered' },
    );
  }
}

/** An incoming message could not be turned into what the agent hands out. `payload` is the message as it came. */
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

/** The platform refuses the credentials. `retryable` says whether waiting may help. */
export class AuthenticationError extends SDKError {
  override readonly name = 'AuthenticationError';
  readonly retryable: boolean;
  /** HTTP status of the refusal, where it was one. */
  readonly status: number | undefined;
  /** The platform's own number for the reason. */
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

/** There is no connection, or it was lost meanwhile. `delivery` says whether the request had left. */
export class ConnectionError extends SDKError {
  override readonly name = 'ConnectionError';

  constructor(message: string, facts: ErrorFacts = {}) {
    super(message, { service: 'messaging', ...facts });
  }
}

/**
 * No answer within the time allowed. A request that had left may have been carried out all the same. Where there was no
 * connection all the while, `cause` is why the last attempt to make one failed, and `message` says so.
 */
export class TimeoutError extends SDKError {
  override readonly name = 'TimeoutError';

  constructor(
    readonly operation: string,
    readonly timeoutMs: number,
    facts: ErrorFacts = {},
  ) {
    const why = facts.cause instanceof Error ? `, there was no connection: ${facts.cause.message}` : '';
    super(`${operation} got no answer within ${timeoutMs} ms${why}`, {
      code: 'TIMEOUT',
      service: 'messaging',
      delivery: 'unknown',
      ...facts,
    });
  }
}

/** UMS answered with a code above 399. The members are those of its answer. */
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

/** A REST service answered with an error status, or with something that is not its answer. */
export class HttpError extends SDKError {
  override readonly name = 'HttpError';
  readonly status: number;
  readonly statusText: string;
  /** What the service answered: parsed where it was JSON, otherwise the text. */
  readonly body: unknown;
  /** How long the service asks to wait, from `Retry-After`; `undefined` where it did not say. */
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
    super(`${operation} failed: the service answered ${`${response.status} ${response.statusText}`.trim()}`, {
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

/** A handler of an event threw or rejected. Fix the handler; `cause` is what it threw. */
export class HandlerError extends SDKError {
  override readonly name = 'HandlerError';
  /** The event whose handler failed. */
  readonly event: string;
  /** Of a message: its dialog. */
  readonly dialogId: string | undefined;
  /** Of a message: its place in the dialog; `undefined` for an event without one. */
  readonly sequence: number | undefined;
  /** How often the handler has been called with this message, from 1. */
  readonly attempt: number;

  constructor(
    message: string,
    facts: ErrorFacts & {
      readonly event: string;
      readonly dialogId?: string | undefined;
      readonly sequence?: number | undefined;
      readonly attempt?: number | undefined;
    },
  ) {
    super(message, facts);
    this.event = facts.event;
    this.dialogId = facts.dialogId;
    this.sequence = facts.sequence;
    this.attempt = facts.attempt ?? 1;
  }
}

/** A process, as a lock file names it. */
export interface LockHolder {
  readonly pid: number;
  readonly host: string;
  /** ISO 8601. */
  readonly startedAt: string;
}

/**
 * A store cannot be used. `code` says why: `STORE_LOCKED` and `STORE_LOCK_LOST`: another process has it, stop one of the
 * two; `STORE_FORMAT`: the file is no store, or a newer version's; `STORE_READ`, `STORE_WRITE`: the file system refused,
 * `cause` says how; `STORE_POSITION`: the sequence given is none; `STORE_CLOSED`: disposed of while a call waited for it.
 */
export class StoreError extends SDKError {
  override readonly name = 'StoreError';
  /** Of the file, or of its lock. */
  readonly path: string;
  /** Who has the lock; `undefined` where the failure is another one, or the lock does not name its holder. */
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

/** What to do about a server that answers TLS with plain HTTP, as a simulator named without its scheme; else `undefined`. */
export function plainHttpHint(error: unknown): string | undefined {
  const { code, message } = error instanceof Error ? (error as NodeJS.ErrnoException) : { code: '', message: '' };
  if (code !== 'ERR_SSL_WRONG_VERSION_NUMBER' && !/wrong version number/i.test(message)) return undefined;
  return 'it speaks plain HTTP, not TLS: for a server on this machine, such as a simulator, write http://127.0.0.1:PORT as its address in `domains`';
}

const traced = new WeakSet<Error>();

/**
 * An error that arose elsewhere, such as the connection's, gets the stack of the one who waited for it appended: call
 * it where that stack is at hand, after an `await`.
 */
export function withCaller(error: unknown): unknown {
  if (!(error instanceof SDKError) || traced.has(error)) return error;
  traced.add(error);
  const [, ...frames] = (new Error().stack ?? '').split('\n');
  error.stack = `${error.stack ?? error.message}\n    awaited by\n${frames.join('\n')}`;
  return error;
}
