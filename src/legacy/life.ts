import type { WebSocket } from 'ws';
import { Http } from '../rest/http.js';
import { Network } from '../rest/network.js';
import { Lifecycle, type LifecycleObserver } from '../session/lifecycle.js';
import { Session, type SessionObserver } from '../session/session.js';
import type { DomainCache } from '../support/process-scope.js';
import type { SocketFactory } from '../transport/socket.js';
import { WsSocket } from '../transport/ws-socket.js';
import { VERSION } from '../version.js';
import type { Settings } from './conf.js';

/** Hears what the callback API tells its users, in the order in which it happens. */
export interface LifeObserver extends SessionObserver, LifecycleObserver {}

export const USER_AGENT = `node-agent-sdk/${VERSION}`;

/** As the library `request` reads the environment for `https:` addresses, which 1.4.11 made its REST calls with. */
function proxyOfRequest(): string | undefined {
  const { HTTPS_PROXY, https_proxy: lower, HTTP_PROXY, http_proxy: plain } = process.env;
  return HTTPS_PROXY || lower || HTTP_PROXY || plain;
}

/**
 * What there is of an agent from its first connection until it is disposed: who it is, and its connection. The same
 * session and lifecycle as the promise API's, without what that puts above them.
 */
export class LegacyCore {
  readonly session: Session;
  readonly lifecycle: Lifecycle;
  readonly #network: Network;
  readonly #end = new AbortController();
  #socket: WsSocket | undefined;

  constructor({ options, socket }: Settings, cache: DomainCache, observer: LifeObserver) {
    this.#network = new Network({ ...options, environmentProxy: proxyOfRequest });
    const http = new Http({ network: this.#network, userAgent: USER_AGENT, timeoutMs: options.requestTimeout });
    this.session = new Session(options, http, observer, cache);
    const headers = { 'User-Agent': USER_AGENT, ...socket.headers };
    const route = {
      socket:
        (url: string): SocketFactory =>
        (handler) =>
          (this.#socket = new WsSocket(url, { ...socket, headers }, handler)),
      handshakeTimeoutMs: options.handshakeTimeout,
      pingIntervalMs: options.pingInterval,
      pingTimeoutMs: options.pingTimeout,
    };
    this.lifecycle = new Lifecycle(options, route, this.session, observer);
  }

  /** The `ws` socket of the open connection: `transport.ws` of old bots. */
  get webSocket(): WebSocket | undefined {
    return this.lifecycle.connection && this.#socket?.webSocket;
  }

  /** Aborted at the end. */
  get signal(): AbortSignal {
    return this.#end.signal;
  }

  end(reason: Error): void {
    this.#end.abort(reason);
    this.lifecycle.dispose();
    this.session.stop();
    this.#network.close();
  }
}
