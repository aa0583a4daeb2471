import type { ResolvedOptions } from './options/options.js';
import { Http } from './rest/http.js';
import { Network } from './rest/network.js';
import { Lifecycle, type LifecycleObserver } from './session/lifecycle.js';
import { Session, type SessionObserver } from './session/session.js';
import type { DomainCache } from './support/process-scope.js';
import type { SocketFactory } from './transport/socket.js';

/** What differs between the two APIs below the agent. */
export interface CoreSeams {
  readonly sessionObserver: SessionObserver;
  readonly lifecycleObserver: LifecycleObserver;
  /** Header of the REST calls. */
  readonly userAgent: string;
  /** How to open one socket. */
  readonly socket: (url: string, network: Network) => SocketFactory | Promise<SocketFactory>;
  /** Proxy named by the environment; by default by `HTTPS_PROXY`. */
  readonly environmentProxy?: () => string | undefined;
  /** Where domain lookups are stored; by default the process shares a cache. */
  readonly domainCache?: DomainCache;
}

/** Wires the session, the connection and the REST calls of one agent. Both APIs stand on it. */
export class AgentCore {
  readonly http: Http;
  readonly session: Session;
  readonly lifecycle: Lifecycle;
  readonly #network: Network;
  /** Created on first use: only the legacy API uses it. */
  #end: AbortController | undefined;

  constructor(
    options: ResolvedOptions,
    { sessionObserver, lifecycleObserver, userAgent, socket, environmentProxy, domainCache }: CoreSeams,
  ) {
    const network = new Network({ ...options, environmentProxy });
    this.#network = network;
    this.http = new Http({ network, userAgent, timeoutMs: options.requestTimeout });
    this.session = new Session(options, this.http, sessionObserver, domainCache);
    const factory = {
      socket: (url: string) => socket(url, network),
      handshakeTimeoutMs: options.handshakeTimeout,
      pingIntervalMs: options.pingInterval,
      pingTimeoutMs: options.pingTimeout,
    };
    this.lifecycle = new Lifecycle(options, factory, this.session, lifecycleObserver);
  }

  /** Aborted by {@link AgentCore.dispose}. */
  get signal(): AbortSignal {
    return (this.#end ??= new AbortController()).signal;
  }

  /** Closes the socket at once and stops all that is under way. */
  dispose(reason?: Error): void {
    this.#end?.abort(reason);
    this.lifecycle.dispose();
    this.release();
  }

  /** Stops what a closed agent must not do any more. `connect()` works again afterwards. */
  release(): void {
    this.session.stop();
    this.#network.close();
  }
}
