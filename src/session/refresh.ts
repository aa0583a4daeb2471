import { AuthenticationError, type SDKError } from '../errors.js';
import type { Operations } from './operations.js';
import { locationOf } from './stages.js';

/** The part of a session that its periodic refresh uses. */
export interface Refreshable {
  readonly operations: Operations;
  refresh(): Promise<unknown>;
  /** A refresh failed that no promise carries. */
  report(error: SDKError, location: string): void;
}

/** Refreshes the session periodically; each interval starts when the refresh before is over. */
export class PeriodicRefresh {
  readonly #session: Refreshable;
  #intervalMs: number;
  #timer: NodeJS.Timeout | undefined;

  constructor(session: Refreshable, intervalMs: number) {
    this.#session = session;
    this.#intervalMs = intervalMs;
  }

  get intervalMs(): number {
    return this.#intervalMs;
  }

  get isRunning(): boolean {
    return this.#timer !== undefined;
  }

  /** Restarts the interval if it is running. */
  start(intervalMs = this.#intervalMs): void {
    clearTimeout(this.#timer);
    this.#intervalMs = intervalMs;
    this.#timer = setTimeout(() => void this.#refresh(), intervalMs);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  async #refresh(): Promise<void> {
    const timer = this.#timer;
    const { signal, end } = this.#session.operations.begin();
    try {
      await this.#session.refresh();
    } catch (error) {
      if (signal.aborted) return;
      // `refresh` rejects with the errors of this library alone, and with the reason of the signal.
      this.#session.report(error as SDKError, locationOf(error));
      // A session without anything to refresh will not get it later.
      if (error instanceof AuthenticationError && error.code === 'NO_SESSION') return;
    } finally {
      end();
    }
    if (!signal.aborted && this.#timer === timer) this.start();
  }
}

export function noSession(): AuthenticationError {
  return new AuthenticationError(
    'There is no session to refresh: refresh a bearer token where it was obtained, or pass a function as token',
    { code: 'NO_SESSION', service: 'authentication.login', delivery: 'not-sent' },
  );
}
