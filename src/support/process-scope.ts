import { createSecureContext, type SecureContext } from 'node:tls';
import type { Dispatcher } from 'undici';
import { ReconnectLimiter } from './reconnect-limiter.js';
import { SharedLookups } from './shared-lookups.js';

/** Host by service name, as the domain directory (CSDS) lists them. */
export type Domains = Readonly<Record<string, string>>;

const DOMAINS_CACHED_MS = 60_000;

/** Domain lookups by account. An empty list is not cached: a new account may get its services at any moment. */
export class DomainCache extends SharedLookups<Domains> {
  constructor() {
    super(DOMAINS_CACHED_MS, (domains) => Object.keys(domains).length > 0);
  }
}

/**
 * What the agents of a process share: domain lookups, the rate limiter for reconnects and the TLS context of agents
 * without a `tls` option. Agents use one scope unless the option `scope` gives them another, which separates them:
 * tests that must not affect each other, or fleets with different platforms in one process.
 *
 * ```ts
 * const scope = new ProcessScope();
 * const agents = accounts.map((account) => new Agent({ ...account, scope }));
 * ```
 */
export class ProcessScope {
  /** @internal */
  readonly domains = new DomainCache();
  /** @internal */
  readonly reconnectLimiter = new ReconnectLimiter();
  /** @internal Set by the first REST call: undici is loaded no earlier. Not the host's global dispatcher. */
  dispatcher: Dispatcher | undefined;
  #secureContext: SecureContext | undefined;

  /** @internal Shared because a context is a sixth of an idle agent's memory (docs/performance.md). */
  get secureContext(): SecureContext {
    return (this.#secureContext ??= createSecureContext());
  }
}

/** The scope of agents that are given no other. */
export const processScope = new ProcessScope();
