import {
  AuthenticationError,
  ConfigurationError,
  ConnectionError,
  HttpError,
  SDKError,
  TimeoutError,
  ValidationError,
  withoutTraffic,
} from '../errors.js';
import type { ReconnectSettings } from '../options/retries.js';
import { DirectoryRefusalError } from '../rest/domains.js';
import { isDocument } from '../rest/http.js';
import { UpgradeError } from '../transport/upgrade.js';
import { LONGEST_TIMER_MS } from '../support/deadline.js';

/** Why there is no connection. */
export type Cause =
  /** An open socket ended. */
  | { readonly kind: 'closed'; readonly code: number; readonly livedMs: number }
  /** An attempt to open one failed. */
  | { readonly kind: 'failed'; readonly error: unknown };

/** What happened before. */
export interface History {
  /** Attempts that failed since a connection last lasted, not counting the next. */
  readonly attempts: number;
  /** Failures in a row with the token in hand. */
  readonly tokenFailures: number;
  /** Whether another token can be had. */
  readonly renewable: boolean;
  /** Whether there has ever been a connection. */
  readonly wasReady: boolean;
}

export type Decision =
  | { readonly action: 'retry'; readonly delayMs: number; readonly token: 'same' | 'new' }
  | { readonly action: 'stop'; readonly error: SDKError };

/** Close codes that ask for a new token (P 1.10: the README's and those of LivePerson's own client). */
const AUTHENTICATION_CODES: ReadonlySet<number> = new Set([1008, 1011, 4401, 4407]);
/** A server that restarts says so, and all its clients come back at once. */
const RESTART_CODES: ReadonlySet<number> = new Set([1001, 1012]);

/** Whether the platform does not accept the token any more. */
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
/** Headers, certificates or keys of the options that Node cannot use. */
const UNUSABLE = /^ERR_(INVALID_(ARG|CHAR|HTTP_TOKEN)|OSSL_|CRYPTO_)/;
/** Whoever asks for more has made a mistake: obeyed to the letter, it would keep a bot away for weeks. */
const LONGEST_RETRY_AFTER_MS = 86_400_000;
/** The directory has answered, or the options name a host: no request can be sent there. */
const ADDRESS_CODES: ReadonlySet<unknown> = new Set(['BAD_ADDRESS', 'INSECURE_ADDRESS', 'NO_DOMAIN']);

/**
 * Decides whether the agent tries again after it lost its connection or failed to open one. Pure: `random` gives a
 * number from 0 to 1.
 *
 * Once the agent has worked, only refused credentials stop it: its configuration is known to be good, so every other
 * answer is an outage, however it looks. Before that, whatever is not LivePerson speaking is retried, too, and what
 * LivePerson itself refuses stops the agent, so that a wrong account or password shows at once.
 *
 * | what happened | before the agent has ever worked | afterwards |
 * | --- | --- | --- |
 * | login answered 400, 401 or 451 with a JSON document | stop | stop |
 * | upgrade refused with 401, not with a web page, and the token is a string | stop | stop |
 * | upgrade refused with 401; socket closed with 1008, 1011, 4401 or 4407 | new token | new token |
 * | the directory, or the login with any other status, refuses with a JSON document; the directory lacks the service | stop | back off |
 * | options that cannot be used, an untrusted certificate, a token function that gives no token | stop | back off |
 * | HTML, an empty or unreadable answer, a redirection, any other status of the upgrade | back off | back off |
 * | no network, no answer in time, a token function that throws | back off | back off |
 * | socket closed with any other code | - | same token |
 *
 * The second failure in a row with one token asks for a new one. 429 waits as long as `Retry-After` says, a day at most,
 * and at least 5 s for REST and 1 s for the upgrade; 5xx and 408 wait 5, 10, 15 s, then twice as long each time.
 */
export function decide(cause: Cause, history: History, settings: ReconnectSettings, random: () => number): Decision {
  if (history.attempts >= settings.maxAttempts) {
    return stop(
      new ConnectionError(`Gave up after ${history.attempts} attempts to connect`, {
        code: 'GAVE_UP',
        cause: errorOf(cause),
      }),
    );
  }
  const spread = (delayMs: number): number => delayMs * (1 - settings.jitter * random());
  const later = (delayMs: number): number =>
    Math.min(delayMs * (1 + 0.2 * settings.jitter * random()), Math.max(settings.maxDelay, delayMs));
  /** A finite number: times a delay of 0 it is 0. */
  const growth = Math.min(settings.factor ** (history.attempts - 1), Number.MAX_VALUE);
  const backoff = (): number =>
    history.attempts === 0 ? spread(settings.firstDelay) : spread(Math.min(settings.delay * growth, settings.maxDelay));
  const retry = (delayMs: number, token?: 'new'): Decision => ({
    action: 'retry',
    delayMs: Math.min(Math.round(delayMs), LONGEST_TIMER_MS),
    token: token ?? (history.renewable && history.tokenFailures >= MANY_FAILURES_WITH_ONE_TOKEN ? 'new' : 'same'),
  });
  const renew = (afterMs = backoff): Decision => retry(history.attempts === 0 ? 0 : afterMs(), 'new');
  /** After a loss without a word, it is the upgrade that tells of a revoked token (P 1.10): that is the first news of it. */
  const soon = (): number => (history.attempts === 1 ? spread(settings.firstDelay) : backoff());

  if (cause.kind === 'closed') {
    // A token that cannot be renewed is tried again: the platform closes with these codes for reasons of its own, too,
    // and the upgrade says whether it refuses the token.
    if (AUTHENTICATION_CODES.has(cause.code) && history.renewable) return renew();
    if (RESTART_CODES.has(cause.code)) return retry(spread(settings.delay));
    return retry(backoff());
  }

  const { error } = cause;
  if (error instanceof ConfigurationError) return stop(error);
  if (error instanceof AuthenticationError) {
    // A refusal without a status came in the body of a 200.
    const isFinal = !error.retryable && (error.status !== undefined || !history.wasReady);
    return isFinal ? stop(error) : retry(backoff(), 'new');
  }
  if (error instanceof UpgradeError && error.status === 401) {
    if (history.renewable) return renew(soon);
    return error.isPage ? retry(backoff()) : stop(refusedToken());
  }
  if (error instanceof UpgradeError || error instanceof HttpError) {
    const { status } = error;
    const asked = Math.min(error.retryAfterMs ?? 0, LONGEST_RETRY_AFTER_MS);
    if (status === THROTTLED) {
      const least = error instanceof UpgradeError ? THROTTLED_MS : LOGIN_THROTTLED_MS;
      const wait = Math.max(Math.min(least * 2 ** Math.min(history.attempts, 7), settings.maxDelay), least);
      return retry(later(Math.max(asked, wait)));
    }
    if (status >= 500 || status === 408) {
      const wait = SERVER_TROUBLE_MS[history.attempts] ?? 15_000 * 2 ** (history.attempts - 2);
      return retry(later(Math.max(asked, Math.min(wait, settings.maxDelay))));
    }
    return isHopeless(error) && !history.wasReady ? stop(error) : retry(Math.max(asked, backoff()));
  }
  return isHopeless(error) && !history.wasReady ? stop(asSDKError(error)) : retry(backoff());
}

/** Whether waiting cannot help an agent that has never worked: LivePerson has refused, or the program has to be fixed. */
function isHopeless(error: unknown): boolean {
  // LivePerson's services answer with JSON documents; portals, proxies and gateways in the way answer with pages.
  if (error instanceof HttpError) return error.status >= 400 && isDocument(error.body);
  if (error instanceof DirectoryRefusalError) return true;
  if (error instanceof ConnectionError) {
    // A redirection to such an address is an answer, and not LivePerson's.
    if (ADDRESS_CODES.has(error.code)) return error.delivery === 'not-sent';
    const code = String(error.code);
    return CERTIFICATE.test(code) || UNUSABLE.test(code);
  }
  if (error instanceof TimeoutError || error instanceof ValidationError) return false;
  // A token function that threw, as its cause shows, may succeed later; one that gave no token is to be fixed.
  if (error instanceof SDKError && error.code === 'NO_TOKEN') return error.cause === undefined;
  return true;
}

function asSDKError(error: unknown): SDKError {
  return error instanceof SDKError
    ? error
    : new ConnectionError(`Connecting failed: ${String(error)}`, { cause: withoutTraffic(error) });
}

function stop(error: SDKError): Decision {
  return { action: 'stop', error };
}

function errorOf(cause: Cause): unknown {
  return cause.kind === 'failed' ? cause.error : undefined;
}

function refusedToken(): AuthenticationError {
  return new AuthenticationError(
    'The upgrade was refused with 401: the bearer token is not accepted any more, and there is no way to get another; ' +
      'pass credentials, or a function as token',
    { code: 401, status: 401, service: 'messaging' },
  );
}
