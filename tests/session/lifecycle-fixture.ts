import { vi } from 'vitest';
import { ProcessScope, SDKError } from '../../src/index.js';
import { reconnect, type ReconnectOptions } from '../../src/options/retries.js';
import type { Ticket } from '../../src/rest/login.js';
import { Lifecycle, type LifecycleSession, type Reconnecting } from '../../src/session/lifecycle.js';
import type { AuthenticateOptions } from '../../src/session/session.js';
import { Secrets } from '../../src/support/redact.js';
import { memorySocket, type MemoryPeer } from '../../src/transport/memory-socket.js';

/** Longer than any test: fake timers advance less. */
export const NEVER_MS = 100_000_000;

/** A session whose logins succeed at once, or, while `isHeld`, when the test calls `succeed`, even after an abort. */
class FakeSession implements LifecycleSession {
  bearer: string | undefined = 'token';
  renewable = true;
  readonly secrets = new Secrets();
  readonly addresses = { socketUrl: async () => 'wss://host.example/token', forget: vi.fn<() => void>() };
  readonly guard = {
    allowedAt: -Infinity,
    delayMs: 0,
    waitForInterval: vi.fn<() => Promise<void>>(async () => undefined),
  };
  readonly sessionTakenOver = vi.fn<() => void>();
  /** The kind of token that each call of `authenticate` requested. */
  readonly logins: ('same' | 'new')[] = [];
  /** While `true`, logins wait for `succeed` or `fail`. */
  isHeld = false;
  #settle: ((error?: Error) => void) | undefined;

  authenticate({ fresh }: AuthenticateOptions): Promise<Ticket> {
    this.logins.push(fresh ? 'new' : 'same');
    return new Promise((resolve, reject) => {
      const ticket = { bearer: 'token', csrf: undefined, cookies: new Map(), userId: '501', agentId: undefined };
      const settle = (error?: Error): void => (error ? reject(error) : resolve(ticket));
      if (this.isHeld) this.#settle = settle;
      else settle();
    });
  }

  succeed(): void {
    this.#settleLogin();
  }

  fail(): void {
    this.#settleLogin(new SDKError('no login', { code: 'TEST' }));
  }

  #settleLogin(error?: Error): void {
    if (!this.#settle) throw new Error('There is no login to settle.');
    this.#settle(error);
  }
}

/** A lifecycle over memory sockets and a {@link FakeSession}. Needs fake timers. Delays have no jitter. */
export function lifecycleOf(options: ReconnectOptions & { readonly enabled?: boolean } = {}) {
  const session = new FakeSession();
  const scope = new ProcessScope();
  const peers: MemoryPeer[] = [];
  /** Calls of the observer, in order. */
  const log: string[] = [];
  const announced: Reconnecting[] = [];
  const onClosed = { run: (): void => undefined };
  const lifecycle = new Lifecycle(
    { reconnect: reconnect().parse({ jitter: 0, loginInterval: 0, ...options }), scope },
    {
      socket: () => memorySocket((peer) => peers.push(peer)),
      handshakeTimeoutMs: NEVER_MS,
      pingIntervalMs: NEVER_MS,
      pingTimeoutMs: NEVER_MS,
    },
    session,
    {
      changed: (state) => log.push(state),
      opened: (again) => log.push(again ? 'opened again' : 'opened'),
      closed: (code) => {
        log.push(`closed ${code}`);
        onClosed.run();
      },
      retrying: (next) => {
        announced.push(next);
        log.push(`retry ${next.attempt} in ${next.delayMs}`);
      },
      failed: (error) => log.push(`failed ${error.code}`),
      notified: () => log.push('notified'),
      onProtocolError: (reason) => log.push(reason),
    },
  );
  const fixture = {
    lifecycle,
    session,
    scope,
    log,
    announced,
    peers,
    /** Runs in the handler of `closed`. */
    onClosed,
    get peer(): MemoryPeer {
      const peer = peers.at(-1);
      if (!peer) throw new Error('The lifecycle has opened no socket.');
      return peer;
    },
    /** Brings the lifecycle to `ready`. */
    ready: async () => {
      lifecycle.start();
      await settled();
      fixture.peer.accept();
      await settled();
      return fixture;
    },
  };
  return fixture;
}

/** Resolves when the reactions of all settled promises have run. No timer fires. */
export async function settled(): Promise<void> {
  await vi.advanceTimersByTimeAsync(0);
}
