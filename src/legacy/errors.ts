import { STATUS_CODES } from 'node:http';
import * as modern from '../errors.js';
import { TunnelError } from '../rest/network.js';

/** Error of the callback API. Its `name` is `Error`. A refused request is reported as the response itself instead. */
export class SDKError extends Error {
  /** HTTP status, the platform's own code, or `null`. */
  readonly code: number | string | null;
  readonly service: string;
  /** The cause, or `null`. */
  readonly error: unknown;

  constructor(message: string, code: number | string | null, service: string, error: unknown = null) {
    super(message);
    this.code = code;
    this.service = service;
    this.error = error;
  }
}

/** An incoming message could not be decoded. */
export class TransformError extends Error {
  /** @param payload The message as received. */
  constructor(
    failure: unknown,
    readonly payload: unknown,
  ) {
    const cause = failure instanceof modern.TransformError ? failure.cause : failure;
    super(cause instanceof modern.SDKError ? `Error: ${cause.message}` : String(cause));
    if (cause instanceof Error && cause.stack !== undefined) this.stack = cause.stack;
  }
}

export function notConnected(): SDKError {
  return new SDKError('socket not connected', null, 'messaging');
}

export function timedOut(): SDKError {
  return new SDKError('Request has timed out', null, 'messaging');
}

export function disposed(): SDKError {
  return new SDKError('The agent was disposed', null, 'messaging');
}

export function noSession(): SDKError {
  const message = 'CSRF and JAR are not defined for this agent. Please reconnect with bearer token.';
  return new SDKError(message, null, 'authentication.login');
}

/** Whether the platform responded, but with an unexpected body. */
export function isUnexpectedBody(error: unknown): boolean {
  return error instanceof modern.ValidationError;
}

/** Error of an HTTP stage of connecting or refreshing: docs/protocol.md#5.7. */
export function stageError(error: unknown, location: string): SDKError {
  const [prefix, service] = stepOf(location);
  const code = codeOf(error);
  if (code === 'NO_SESSION') return noSession();
  if (code === 'NO_DOMAIN' || (isUnexpectedBody(error) && service === 'domainNames')) {
    const when = location === 'Reconnect#CSDS' ? ' on reconnect' : '';
    return new SDKError(`could not fetch domains${when}`, null, 'domainNames');
  }
  if (code === 'NO_USER_ID' || isUnexpectedBody(error)) {
    return new SDKError('invalid login state, userId is undefined', null, service);
  }
  if (code === 'NO_TOKEN') return new SDKError('could not generate token', null, service);

  const cause = error instanceof Error ? error.cause : undefined;
  const refusal = [error, cause].find((one) => one instanceof modern.HttpError);
  if (refusal) {
    const { status, statusText } = refusal;
    return new SDKError(`${prefix}: ${statusText || STATUS_CODES[status]}`, status, service);
  }
  if (cause !== undefined && !(cause instanceof Error)) {
    // The platform reported a reason in a response with a success status.
    return new SDKError(`${prefix}: ${JSON.stringify(cause)}`, code ?? null, service);
  }
  const origin = inWordsOfRequest(cause ?? error, error);
  return new SDKError(`${prefix}: ${origin instanceof Error ? origin.message : String(origin)}`, null, service, origin);
}

/** Translates a broken connection into the text and code of `request`, the HTTP library of 1.4.11: bots compare them. */
function inWordsOfRequest(origin: unknown, error: unknown): unknown {
  if (!(origin instanceof Error)) return origin;
  const { code, message }: NodeJS.ErrnoException = origin;
  const isAnswered = error instanceof modern.ConnectionError && error.delivery === 'answered';
  const broken = isAnswered ? 'aborted' : 'socket hang up';
  if (origin instanceof TunnelError) {
    const reason =
      origin.status === undefined
        ? `cause=${code === 'PROXY_HUNG_UP' ? broken : message}`
        : `statusCode=${origin.status}`;
    return reset(`tunneling socket could not be established, ${reason}`, origin);
  }
  return code === 'UND_ERR_SOCKET' ? reset(broken, origin) : origin;
}

function reset(message: string, cause: unknown): NodeJS.ErrnoException {
  return Object.assign(new Error(message, { cause }), { code: 'ECONNRESET' });
}

/** Error of a socket that could not be opened or that failed. */
export function socketError(error: unknown): SDKError {
  const status = error instanceof Error && 'status' in error && typeof error.status === 'number' ? error.status : null;
  const origin =
    status === null
      ? error instanceof modern.TimeoutError
        ? new Error('Opening handshake has timed out')
        : ((error instanceof modern.SDKError ? error.cause : undefined) ?? error)
      : new Error(`Unexpected server response: ${status}`);
  const reason = origin instanceof Error ? origin.message : String(origin);
  return new SDKError(`Error on WS connection: ${reason}`, status, 'messaging', origin);
}

function stepOf(location: string): readonly [prefix: string, service: string] {
  if (location.endsWith('#CSDS')) return ['Error on CSDS request', 'domainNames'];
  if (location.endsWith('#REST')) return ['Error on AgentVEP RefreshSession', 'authentication.refreshSession'];
  return ['Error on AgentVEP login', 'authentication.login'];
}

function codeOf(error: unknown): number | string | undefined {
  return error instanceof modern.SDKError ? error.code : undefined;
}
