import {
  AuthenticationError,
  ConnectionError,
  HttpError,
  ResponseError,
  SDKError,
  TimeoutError,
  withoutTraffic,
} from '../errors.js';
import type { ReconnectSettings } from '../options.js';
import { UpgradeError } from '../transport/connection.js';
import { LONGEST_TIMER_MS } from '../waiting.js';

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
/** What waiting does not cure as long as it has never worked. */
const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_(VERIFY|GET_ISSUER)|ALTNAME/;
/** Headers, certificates or keys of the options that Node cannot use. */
const UNUSABLE = /^ERR_(INVALID_(ARG|CHAR|HTTP_TOKEN)|OSSL_|CRYPTO_)/;
/** Whoever asks for more has made a mistake: obeyed to the letter, it would keep a bot away for weeks. */
const LONGEST_RETRY_AFTER_MS = 86_400_000;
const HOPELESS: ReadonlySet<unknown> = new Set(['BAD_ADDRESS', 'INSECURE_ADDRESS', 'NO_DOMAIN']);

/** A question to UMS that was not answered well is asked so often before that counts as the answer. */
export const TRIES = 6;
const FIRST_PAUSE_MS = 1_000;

/** How long to wait after so many tries, in milliseconds. */
export function pauseAfter(tries: number): number {
  return FIRST_PAUSE_MS * 2 ** (tries - 1);
}

/** Whether UMS has refused, and not only for now: then asking again does not help. */
export function isRefusal(error: unknown): boolean {
  return error instanceof ResponseError && error.code !== THROTTLED && error.code < 500;
}

/**
 * What to do about a connection that is not there. Pure: `random` gives a number from 0 to 1.
 *
 * | what happened | what follows |
 * | --- | --- |
 * | socket closed with 1008, 1011, 4401 or 4407; upgrade refused with 401 | new token; `stop` if there is no other to be had |
 * | socket closed with any other code | same token |
 * | second failure in a row with one token | new token |
 * | login refused: 400, 401, 451 | `stop` |
 * | 429 | as long as `Retry-After` says, a day at most; at least 5 s for a login, 1 s otherwise |
 * | 5xx | after 5, 10, 15 s, then twice as long each time |
 * | any other 4xx | `stop` |
 * | no network, no answer in time | back off |
 * | untrusted certificate, unusable options, no such service | `stop` at first, back off once it has worked |
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
  const renew = (reason: string, afterMs = backoff): Decision =>
    history.renewable ? retry(history.attempts === 0 ? 0 : afterMs(), 'new') : stop(refusedToken(reason));
  /** After a loss without a word, it is the upgrade that tells of a revoked token (P 1.10): that is the first news of it. */
  const soon = (): number => (history.attempts === 1 ? spread(settings.firstDelay) : backoff());

  if (cause.kind === 'closed') {
    if (AUTHENTICATION_CODES.has(cause.code)) return renew(`the platform closed the socket with ${cause.code}`);
    if (RESTART_CODES.has(cause.code)) return retry(spread(settings.delay));
    return retry(backoff());
  }

  const { error } = cause;
  if (error instanceof AuthenticationError) return error.retryable ? retry(backoff(), 'new') : stop(error);
  if (error instanceof UpgradeError || error instanceof HttpError) {
    const { status } = error;
    const asked = Math.min(error.retryAfterMs ?? 0, LONGEST_RETRY_AFTER_MS);
    if (status === 401 && error instanceof UpgradeError) return renew('the upgrade was refused with 401', soon);
    if (status === THROTTLED) {
      const least = error instanceof UpgradeError ? THROTTLED_MS : LOGIN_THROTTLED_MS;
      const wait = Math.max(Math.min(least * 2 ** Math.min(history.attempts, 7), settings.maxDelay), least);
      return retry(later(Math.max(asked, wait)));
    }
    if (status >= 500 || status === 408) {
      const wait = SERVER_TROUBLE_MS[history.attempts] ?? 15_000 * 2 ** (history.attempts - 2);
      return retry(later(Math.max(asked, Math.min(wait, settings.maxDelay))));
    }
    return stop(error);
  }
  if (error instanceof TimeoutError) return retry(backoff());
  if (error instanceof ConnectionError) {
    const code = String(error.code);
    const hopeless = HOPELESS.has(error.code) || CERTIFICATE.test(code) || UNUSABLE.test(code);
    return hopeless && !history.wasReady ? stop(error) : retry(backoff());
  }
  // Nothing known: the fault may be in a function of the user's that gives a token. Once it has worked, it may again.
  const known =
    error instanceof SDKError
      ? error
      : new ConnectionError(`Connecting failed: ${String(error)}`, { cause: withoutTraffic(error) });
  return history.wasReady ? retry(backoff()) : stop(known);
}

function stop(error: SDKError): Decision {
  return { action: 'stop', error };
}

function errorOf(cause: Cause): unknown {
  return cause.kind === 'failed' ? cause.error : undefined;
}

function refusedToken(reason: string): AuthenticationError {
  return new AuthenticationError(
    `The bearer token is not accepted any more (${reason}), and there is no way to get another: pass credentials, or a function as token`,
    { code: 401, status: 401, service: 'messaging' },
  );
}
