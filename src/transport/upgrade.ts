import { ConnectionError, SDKError, TimeoutError, plainHttpHint } from '../errors.js';
import { withoutTraffic } from '../support/redact.js';
import { onAbort } from '../support/deadline.js';
import type { UpgradeResponse } from './socket.js';

/** The server answered the upgrade with an HTTP response in place of a socket. */
export class UpgradeError extends ConnectionError {
  readonly status: number;
  /** `Retry-After` in milliseconds, if the server gave one in seconds. */
  readonly retryAfterMs: number | undefined;
  /** The response is a web page, so a proxy or portal before the platform has sent it. */
  readonly isPage: boolean;

  constructor({ status, retryAfter, contentType }: UpgradeResponse) {
    super(`The messaging service refused the socket with status ${status}`, { code: status });
    const seconds = Number(retryAfter);
    this.status = status;
    this.retryAfterMs = retryAfter !== undefined && seconds >= 0 ? seconds * 1000 : undefined;
    this.isPage = /^text\/html\b/i.test(contentType ?? '');
  }
}

export interface UpgradeLimits {
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
}

/** The wait for a socket to open: its promise, its timer, and its abort listener. Settled once, by the connection. */
export class Upgrade {
  readonly promise: Promise<void>;
  readonly #signal: AbortSignal | undefined;
  readonly #timer: NodeJS.Timeout;
  readonly #removeAbortListener: () => void;
  // The executor of a promise runs at once.
  #resolve!: () => void;
  #reject!: (error: unknown) => void;

  /** @param giveUp Called at the deadline or on abort: has to fail this upgrade with the error it is given. */
  constructor({ timeoutMs, signal }: UpgradeLimits, giveUp: (error: unknown) => void) {
    this.promise = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.#signal = signal;
    this.#removeAbortListener = onAbort(signal, () => giveUp(signal?.reason));
    this.#timer = setTimeout(
      () => giveUp(new TimeoutError('Opening the socket', timeoutMs, { delivery: 'not-sent' })),
      timeoutMs,
    );
  }

  succeed(): void {
    this.#dispose();
    this.#resolve();
  }

  fail(error: unknown): void {
    this.#dispose();
    this.#reject(error instanceof SDKError || this.#signal?.aborted ? error : unreachable(error));
  }

  #dispose(): void {
    clearTimeout(this.#timer);
    this.#removeAbortListener();
  }
}

function unreachable(cause: unknown): ConnectionError {
  // What `ws` and Node throw or emit is an Error, with a code if it comes from the network.
  const { message, code } = cause as NodeJS.ErrnoException;
  return new ConnectionError(`The messaging service cannot be reached: ${plainHttpHint(cause) ?? code ?? message}`, {
    code,
    cause: withoutTraffic(cause),
  });
}
