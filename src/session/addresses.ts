import type { ResolvedOptions } from '../options/options.js';
import { addressOf, domainKey, domainOf, findDomains } from '../rest/domains.js';
import type { Http } from '../rest/http.js';
import type { DomainCache, Domains } from '../support/process-scope.js';

export type AddressOptions = Pick<
  ResolvedOptions,
  'accountId' | 'csdsDomain' | 'domains' | 'wsDomainType' | 'apiVersion'
>;

/** The hosts of one account's services: from the domain directory (CSDS), or from the options, which take precedence. */
export class Addresses {
  readonly #options: AddressOptions;
  readonly #http: Http;
  readonly #cache: DomainCache;
  #last: Domains | undefined;

  constructor(options: AddressOptions, http: Http, cache: DomainCache) {
    this.#options = options;
    this.#http = http;
    this.#cache = cache;
  }

  /** @throws {SDKError} As the domain lookup. */
  async find(signal?: AbortSignal): Promise<Domains> {
    const { csdsDomain, domains } = this.#options;
    const found = await findDomains({
      http: this.#http,
      csdsDomain,
      accountId: this.#accountId,
      signal,
      cache: this.#cache,
    });
    // Without domains in the options not copied: agents of one account share the object.
    this.#last = isEmpty(domains) ? found : { ...found, ...domains };
    return this.#last;
  }

  /** As {@link find}, from the cache alone. */
  get cached(): Domains | undefined {
    const { csdsDomain, domains } = this.#options;
    const found = this.#cache.cached(domainKey(csdsDomain, this.#accountId));
    return found && { ...found, ...domains };
  }

  /** The domains last found, however old, if there are any; otherwise as {@link find}. */
  async lastOrFind(signal: AbortSignal): Promise<Domains> {
    return this.#last ?? this.find(signal);
  }

  /** Removes the account from the cache, because an address of it did not work. */
  forget(): void {
    this.#cache.forget(domainKey(this.#options.csdsDomain, this.#accountId));
  }

  /**
   * The URL of the socket. It carries the token: pass it to the socket and to nothing else. If the directory fails, the
   * socket is looked for where it was: a directory out of order must not keep an agent with a valid token offline.
   *
   * @throws {SDKError} As the domain lookup. @throws {ConnectionError} The account has no messaging service.
   */
  async socketUrl(bearer: string, signal?: AbortSignal): Promise<string> {
    const domain = this.socketHost(await this.#findOrLast(signal));
    const account = encodeURIComponent(this.#accountId);
    const version = encodeURIComponent(this.#options.apiVersion);
    const path = `/ws_api/account/${account}/messaging/brand/${encodeURIComponent(bearer)}?v=${version}`;
    return addressOf(domain, 'wss', path).href;
  }

  /** @throws {ConnectionError} Code `NO_DOMAIN`: the account has no messaging service. */
  socketHost(domains: Domains): string {
    const { wsDomainType } = this.#options;
    const preferred = wsDomainType !== undefined && domains[wsDomainType] ? [wsDomainType] : [];
    return domainOf(domains, [...preferred, 'facadeMsg', 'asyncMessagingEnt']);
  }

  /** @throws {ConnectionError} Code `NO_DOMAIN`: the account has no login service. */
  loginHost(domains: Domains): string {
    return domainOf(domains, ['agentVep']);
  }

  async #findOrLast(signal: AbortSignal | undefined): Promise<Domains> {
    try {
      return await this.find(signal);
    } catch (error) {
      if (this.#last === undefined || signal?.aborted) throw error;
      return this.#last;
    }
  }

  get #accountId(): string {
    return String(this.#options.accountId);
  }
}

function isEmpty(domains: Domains): boolean {
  return Object.keys(domains).length === 0;
}
