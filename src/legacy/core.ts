import { AgentCore } from '../agent-core.js';
import type { DomainCache } from '../rest/domains.js';
import type { LifecycleObserver } from '../session/lifecycle.js';
import type { SessionObserver } from '../session/session.js';
import { VERSION } from '../version.js';
import type { Settings } from './conf.js';

export const USER_AGENT = `node-agent-sdk/${VERSION}`;

/** The core of an agent of the callback API: the same as the promise API's, with the network settings of 1.4.11. */
export function legacyCore(
  { options, socket }: Settings,
  domainCache: DomainCache,
  observer: SessionObserver & LifecycleObserver,
): AgentCore {
  const headers = { 'User-Agent': USER_AGENT, ...socket.headers };
  return new AgentCore(options, {
    sessionObserver: observer,
    lifecycleObserver: observer,
    userAgent: USER_AGENT,
    socketOptions: () => ({ ...socket, headers }),
    environmentProxy: proxyOfRequest,
    domainCache,
  });
}

/** As the library `request`, by which 1.4.11 made its REST calls, reads the environment for `https:` addresses. */
function proxyOfRequest(): string | undefined {
  const { HTTPS_PROXY, https_proxy: lower, HTTP_PROXY, http_proxy: plain } = process.env;
  return HTTPS_PROXY || lower || HTTP_PROXY || plain;
}
