import {
  AuthenticationError,
  ConfigurationError,
  ConnectionError,
  HttpError,
  SDKError,
  TimeoutError,
  ValidationError,
} from '../errors.js';
import type { ReconnectSettings } from '../options/retries.js';
import { withoutTraffic } from '../support/redact.js';
import { DirectoryRefusalError } from '../rest/domains.js';
import { isDocument } from '../rest/http.js';
import { UpgradeError } from '../transport/upgrade.js';
import { LONGEST_TIMER_MS } from '../support/deadline.js';
import type { ReconnectLimiter } from '../support/reconnect-limiter.js';

/** Why there is no connection. */
export type Cause =
  /** An open socket ended. */
  | { readonly kind: 'closed'; readonly code: number; readonly livedMs: number }
  /** An attempt to open one failed. */
  | { readonly kind: 'failed'; readonly error: unknown };

/** What happened before, and what the next attempt needs. */
export interface AttemptHistory {
  /** Attempts since a connection lasted for `stableAfter`, not counting the next. */
  readonly attempts: number;
  /** Failures in a row with the current token. */
  readonly tokenFailures: number;
  /** Whether a new token can be obtained. */
  readonly renewable: boolean;
  /** Whether there is a token; without one the next attempt has to log in. */
  readonly hasToken: boolean;
  /** How long the next login has to wait, in milliseconds: `loginInterval`, or the backoff of a conflict over the user. */
  readonly loginDelayMs: number;
  /** Whether there has ever been a connection. */
  readonly wasReady: boolean;
}

export type Decision =
  /** `delayMs` is a whole number; `token: 'new'` means a new login. */
  | { readonly action: 'retry'; readonly delayMs: number; readonly token: 'same' | 'new' }
  | { readonly action: 'stop'; readonly error: SDKError };

/** Close codes that need a new token, according to the README of 1.4.11 and to LivePerson's own client. */
const AUTHENTICATION_CODES: ReadonlySet<number> = new Set([1008, 1011, 4401, 4407]);
/** The server restarts, and all its clients come back at the same time. */
const RESTART_CODES: ReadonlySet<number> = new Set([1001, 1012]);

/** Whether the platform refused the token. */
export function isTokenRefused(cause: Cause): boolean {
  if (cause.kind === 'closed') return AUTHENTICATION_CODES.has(cause.code);
  return cause.error instanceof UpgradeError && cause.error.status === 401;
}

const MANY_FAILURES_WITH_ONE_TOKEN = 2;
const THROTTLED = 429;
const LOGIN_THROTTLED_MS = 5_000;
const THROTTLED_MS = 1_000;
const SERVER_TROUBLE_MS = [5_000, 10_000, 15_000] as const;
const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_(VERIFY|GET_ISSUER)|ALTNAME/;
/** Headers, certificates or keys in the options that Node cannot use. */
const UNUSABLE = /^ERR_(INVALID_(ARG|CHAR|HTTP_TOKEN)|OSSL_|CRYPTO_)/;
/** A longer `Retry-After` is taken for a mistake of the service: it would keep a bot offline for weeks. */
const LONGEST_RETRY_AFTER_MS = 86_400_000;
/** Codes for an address, from the directory or the options, to which no request can be sent. */
const ADDRESS_CODES: ReadonlySet<unknown> = new Set(['BAD_ADDRESS', 'INSECURE_ADDRESS', 'NO_DOMAIN']);

/**
 * Decides whether the agent connects again after it lost its connection or failed to open one. Pure: `random` returns a
 * number from 0 to 1.
 *
 * Once the agent has been connected, its configuration is known to be good: only refused credentials stop the agent, and
 * every other response counts as an outage. Before that, a refusal by LivePerson itself stops the agent, so that a wrong
 * account or password shows at once; responses of proxies and portals are retried.
 *
 * | what happened | before the first connection | afterwards |
 * | --- | --- | --- |
 * | login answered 400, 401 or 451 with a JSON document | stop | stop |
 * | upgrade refused with 401, not with a web page, and the token is a string | stop | stop |
 * | upgrade refused with 401; socket closed with 1008, 1011, 4401 or 4407 | new token | new token |
 * | the directory, or the login with any other status, refuses with a JSON document; the directory lacks the service | stop | back off |
 * | unusable options, an untrusted certificate, a token function that returns no token | stop | back off |
 * | HTML, an empty or unreadable response, a redirect, any other status of the upgrade | back off | back off |
 * | no network, a timeout, a token function that throws | back off | back off |
 * | socket closed with any other code | - | same token |
 *
 * The second failure in a row with one token requests a new one. 429 waits as long as `Retry-After` says, a day at most,
 * and at least 5 s for REST and 1 s for the upgrade; 5xx and 408 wait 5, 10, 15 s, then twice as long each time. An
 * attempt that has to log in waits at least `loginDelayMs`.
 */
export function decide(
  cause: Cause,
  history: AttemptHistory,
  settings: ReconnectSettings,
  random: () => number,
): Decision {
  if (history.attempts >= settings.maxAttempts) {
    return stop(
      new ConnectionError(`Gave up after ${history.attempts} attempts to connect`, {
        code: 'GAVE_UP',
        cause: cause.kind === 'failed' ? cause.error : undefined,
      }),
    );
  }
  const spread = (delayMs: number): number => delayMs * (1 - settings.jitter * random());
  const later = (delayMs: number): number =>
    Math.min(delayMs * (1 + 0.2 * settings.jitter * random()), Math.max(settings.maxDelay, delayMs));
  // Limited to a finite number, because Infinity times a delay of 0 is NaN.
  const growth = Math.min(settings.factor ** (history.attempts - 1), Number.MAX_VALUE);
  const backoff = (): number =>
    history.attempts === 0 ? spread(settings.firstDelay) : spread(Math.min(settings.delay * growth, settings.maxDelay));
  const retry = (delayMs: number, wanted?: 'new'): Decision => {
    const isWornOut = history.renewable && history.tokenFailures >= MANY_FAILURES_WITH_ONE_TOKEN;
    const token = wanted ?? (isWornOut ? 'new' : 'same');
    const leastMs = token === 'new' || !history.hasToken ? history.loginDelayMs : 0;
    const wholeMs = Math.max(Math.round(delayMs), Math.ceil(leastMs));
    return { action: 'retry', delayMs: Math.min(wholeMs, LONGEST_TIMER_MS), token };
  };
  const renew = (afterMs = backoff): Decision => retry(history.attempts === 0 ? 0 : afterMs(), 'new');
  /** For the upgrade after a close without a useful code: only its status tells that the token was revoked. */
  const soon = (): number => (history.attempts === 1 ? spread(settings.firstDelay) : backoff());

  if (cause.kind === 'closed') {
    // The platform uses these codes for other reasons, too. A token that cannot be renewed is tried again: the status
    // of the upgrade tells whether the platform refuses it.
    if (AUTHENTICATION_CODES.has(cause.code) && history.renewable) return renew();
    if (RESTART_CODES.has(cause.code)) return retry(spread(settings.delay));
    return retry(backoff());
  }

  const { error } = cause;
  if (error instanceof ConfigurationError) return stop(error);
  if (error instanceof AuthenticationError) {
    // A refusal without a status came in the body of a response with 200.
    const isFinal = !error.retryable && (error.status !== undefined || !history.wasReady);
    return isFinal ? stop(error) : retry(backoff(), 'new');
  }
  if (error instanceof UpgradeError && error.status === 401) {
    if (history.renewable) return renew(soon);
    return error.isPage ? retry(backoff()) : stop(refusedToken());
  }
  if (error instanceof UpgradeError || error instanceof HttpError) {
    const { status } = error;
    const retryAfterMs = Math.min(error.retryAfterMs ?? 0, LONGEST_RETRY_AFTER_MS);
    if (status === THROTTLED) {
      const least = error instanceof UpgradeError ? THROTTLED_MS : LOGIN_THROTTLED_MS;
      const wait = Math.max(Math.min(least * 2 ** Math.min(history.attempts, 7), settings.maxDelay), least);
      return retry(later(Math.max(retryAfterMs, wait)));
    }
    if (status >= 500 || status === 408) {
      const wait = SERVER_TROUBLE_MS[history.attempts] ?? 15_000 * 2 ** (history.attempts - 2);
      return retry(later(Math.max(retryAfterMs, Math.min(wait, settings.maxDelay))));
    }
    return isHopeless(error) && !history.wasReady ? stop(error) : retry(Math.max(retryAfterMs, backoff()));
  }
  return isHopeless(error) && !history.wasReady ? stop(asSDKError(error)) : retry(backoff());
}

/**
 * The delay that is announced and kept: the decided one, moved to a free slot of the rate limiter. Nothing may be added to
 * the delay afterwards.
 */
export function reserveDelay(decidedMs: number, limiter: ReconnectLimiter): number {
  return Math.min(Math.ceil(limiter.reserve(decidedMs)), LONGEST_TIMER_MS);
}

/** Whether an agent that was never connected should stop: LivePerson has refused, or the program has to be fixed. */
function isHopeless(error: unknown): boolean {
  // LivePerson's services refuse with JSON documents; portals, proxies and gateways respond with web pages.
  if (error instanceof HttpError) return error.status >= 400 && isDocument(error.body);
  if (error instanceof DirectoryRefusalError) return true;
  if (error instanceof ConnectionError) {
    // If it came from a redirect, a portal has sent it.
    if (ADDRESS_CODES.has(error.code)) return error.delivery === 'not-sent';
    const code = String(error.code);
    return CERTIFICATE.test(code) || UNUSABLE.test(code);
  }
  if (error instanceof TimeoutError || error instanceof ValidationError) return false;
  // With a cause the token function threw, and may succeed later; without one it returned no token: a bug.
  if (error instanceof SDKError && error.code === 'NO_TOKEN') return error.cause === undefined;
  return true;
}

/** The failure as an error for users. */
export function errorOf(cause: Cause): SDKError {
  if (cause.kind === 'failed') return asSDKError(cause.error);
  return new ConnectionError(`The connection closed with ${cause.code}`, { code: cause.code, delivery: 'unknown' });
}

function asSDKError(error: unknown): SDKError {
  return error instanceof SDKError
    ? error
    : new ConnectionError(`Connecting failed: ${String(error)}`, { cause: withoutTraffic(error) });
}

function stop(error: SDKError): Decision {
  return { action: 'stop', error };
}

function refusedToken(): AuthenticationError {
  return new AuthenticationError(
    'The upgrade was refused with 401: the bearer token is no longer valid, and no other can be obtained; ' +
      'pass credentials, or a function as token',
    { code: 401, status: 401, service: 'messaging' },
  );
}
