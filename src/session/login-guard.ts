import { AuthenticationError } from '../errors.js';
import type { ReconnectSettings } from '../options/retries.js';
import { pause } from '../support/deadline.js';

/** A session that ends sooner than this after its login counts as taken over. */
const TAKEOVER_WINDOW_MS = 600_000;
/** Takeovers in a row that make a conflict. */
const CONFLICT_FROM = 3;
/** Backoff of the first conflict; doubles with each further takeover. */
const CONFLICT_BACKOFF_MS = 60_000;

/**
 * Keeps logins apart: by `loginInterval`, and by a backoff when another program logs in as the same user. The platform
 * allows one session per user, so each login ends the other's session, and both would log in for ever.
 */
export class LoginGuard {
  readonly #settings: ReconnectSettings;
  readonly #hasInterval: boolean;
  #lastLoginAt = -Infinity;
  #loggedInAt = -Infinity;
  #takenOverAt: number | undefined;
  #takeovers = 0;

  /** @param hasInterval `false` for bearer tokens from elsewhere: getting one is no login of this agent. */
  constructor(settings: ReconnectSettings, hasInterval: boolean) {
    this.#settings = settings;
    this.#hasInterval = hasInterval;
  }

  /** When the next login may start, on the clock of `performance.now()`. */
  get allowedAt(): number {
    return Math.max(this.#intervalEndsAt, this.#backoffEndsAt);
  }

  /** How long to wait before the next login, in milliseconds. */
  get delayMs(): number {
    return Math.max(this.allowedAt - performance.now(), 0);
  }

  /** The part of {@link delayMs} that comes from a conflict over the user; 0 without one. */
  get conflictBackoffMs(): number {
    return Math.max(this.#backoffEndsAt - performance.now(), 0);
  }

  get #backoffEndsAt(): number {
    if (this.#takenOverAt === undefined || this.#takeovers < CONFLICT_FROM) return -Infinity;
    const backoffMs = CONFLICT_BACKOFF_MS * 2 ** (this.#takeovers - CONFLICT_FROM);
    return this.#takenOverAt + Math.min(backoffMs, this.#settings.maxDelay);
  }

  get #intervalEndsAt(): number {
    return this.#hasInterval ? this.#lastLoginAt + this.#settings.loginInterval : -Infinity;
  }

  /** Waits for `loginInterval`, before logins without an announced delay. */
  async waitForInterval(signal: AbortSignal): Promise<void> {
    // Another login may end meanwhile, and starts the interval anew.
    for (let delayMs = Infinity; delayMs > 0;) {
      delayMs = this.#intervalEndsAt - performance.now();
      await pause(delayMs, signal);
    }
  }

  /** `loginInterval` starts when the login is over: only then has the platform surely received it. */
  loginEnded(): void {
    this.#lastLoginAt = performance.now();
  }

  loginSucceeded(): void {
    this.#loggedInAt = performance.now();
    this.#takenOverAt = undefined;
  }

  /**
   * The platform refused a token before its time. Not counted when automatic reconnection is off, since the application
   * then paces its logins, nor twice for one session.
   *
   * @param checkIntervalMs How often the session is refreshed, which may be the first moment that shows a takeover.
   * @returns An error to report, once per conflict: from now on logins are delayed.
   */
  sessionTakenOver(checkIntervalMs: number): AuthenticationError | undefined {
    if (!this.#settings.enabled || this.#takenOverAt !== undefined) return undefined;
    this.#takenOverAt = performance.now();
    const windowMs = Math.max(TAKEOVER_WINDOW_MS, checkIntervalMs * 1.5);
    this.#takeovers = this.#takenOverAt - this.#loggedInAt < windowMs ? this.#takeovers + 1 : 0;
    return this.#takeovers === CONFLICT_FROM ? conflict() : undefined;
  }
}

function conflict(): AuthenticationError {
  return new AuthenticationError(
    'The session was ended several times soon after the login: another program seems to log in as the same user. ' +
      'Give each bot a user of its own; until then logins are delayed',
    { code: 'LOGGED_IN_ELSEWHERE', retryable: true },
  );
}
