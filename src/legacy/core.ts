import type { WebSocket } from 'ws';
import { AgentCore } from '../agent-core.js';
import type { LifecycleObserver } from '../session/lifecycle.js';
import type { SessionObserver } from '../session/session.js';
import type { DomainCache } from '../support/process-scope.js';
import { WsSocket } from '../transport/ws-socket.js';
import { VERSION } from '../version.js';
import type { Settings } from './conf.js';

export const USER_AGENT = `node-agent-sdk/${VERSION}`;

/** The core of an agent of the callback API: the promise API's, with the network settings of 1.4.11. */
export class LegacyCore extends AgentCore {
  #socket: WsSocket | undefined;

  constructor({ options, socket }: Settings, domainCache: DomainCache, observer: SessionObserver & LifecycleObserver) {
    const headers = { 'User-Agent': USER_AGENT, ...socket.headers };
    super(options, {
      sessionObserver: observer,
      lifecycleObserver: observer,
      userAgent: USER_AGENT,
      socket: (url) => (handler) => (this.#socket = new WsSocket(url, { ...socket, headers }, handler)),
      environmentProxy: proxyOfRequest,
      domainCache,
    });
  }

  /** The `ws` socket of the open connection: `transport.ws` of old bots. */
  get webSocket(): WebSocket | undefined {
    return this.lifecycle.connection && this.#socket?.webSocket;
  }
}

/** As the library `request`, by which 1.4.11 made its REST calls, reads the environment for `https:` addresses. */
function proxyOfRequest(): string | undefined {
  const { HTTPS_PROXY, https_proxy: lower, HTTP_PROXY, http_proxy: plain } = process.env;
  return HTTPS_PROXY || lower || HTTP_PROXY || plain;
}
