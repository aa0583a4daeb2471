import { z } from 'zod';
import { ConnectionError } from '../errors.js';
import { permitted, type Http } from './http.js';

/** Service name to host, as the domain directory (CSDS) gives them (P 1.1). */
export type Domains = Readonly<Record<string, string>>;

const CACHED_MS = 60_000;

const directory = z.object({
  baseURIs: z.array(z.object({ service: z.string(), baseURI: z.string() })).default([]),
});

interface Entry {
  readonly domains: Promise<Domains>;
  readonly until: number;
}

/** One for the process: agents of one account ask once. */
const cache = new Map<string, Entry>();

export interface Lookup {
  readonly http: Http;
  readonly csdsDomain: string;
  readonly accountId: string;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Where the account's services are; cached for 60 seconds. Lookups at the same time are one.
 *
 * @throws {SDKError} As {@link Http.exchange}.
 */
export async function findDomains({ http, csdsDomain, accountId, signal }: Lookup): Promise<Domains> {
  const url = addressOf(
    csdsDomain,
    'https',
    `/api/account/${encodeURIComponent(accountId)}/service/baseURI.json?version=1.0`,
  );
  const key = keyOf(csdsDomain, accountId);
  const cached = cache.get(key);
  const now = Date.now();
  if (cached && now < cached.until) return withSignal(cached.domains, signal);

  for (const [other, { until }] of cache) if (until <= now) cache.delete(other);
  const domains = fetchDomains(http, url);
  cache.set(key, { domains, until: now + CACHED_MS });
  // Nobody should have to wait a minute for a failure or an empty list to be forgotten.
  const forget = (): void => void (cache.get(key)?.domains === domains && cache.delete(key));
  domains.then((found) => Object.keys(found).length === 0 && forget(), forget);
  return withSignal(domains, signal);
}

/** What was looked up led nowhere: ask again next time. */
export function forgetDomains(csdsDomain: string, accountId: string): void {
  cache.delete(keyOf(csdsDomain, accountId));
}

function keyOf(csdsDomain: string, accountId: string): string {
  return `${csdsDomain} ${accountId}`;
}

async function fetchDomains(http: Http, url: URL): Promise<Domains> {
  const { body } = await http.exchange({
    operation: 'The domain lookup',
    service: 'domainNames',
    method: 'GET',
    url,
    answer: directory,
    redirects: true,
  });
  return Object.fromEntries(body.baseURIs.map(({ service, baseURI }) => [service, baseURI]));
}

/** A shared lookup goes on when one of those who wait for it does not want to any more. */
async function withSignal<Value>(promise: Promise<Value>, signal: AbortSignal | undefined): Promise<Value> {
  if (signal === undefined) return promise;
  signal.throwIfAborted();
  let onAbort: (() => void) | undefined;
  try {
    return await Promise.race([
      promise,
      new Promise<never>((_, reject) => {
        // The reason is whatever the caller gave, as everywhere with signals.
        onAbort = (): void => reject(signal.reason as Error);
        signal.addEventListener('abort', onAbort);
      }),
    ]);
  } finally {
    if (onAbort) signal.removeEventListener('abort', onAbort);
  }
}

/**
 * The URL of a path on a service. An address is a host, with or without port, path and scheme.
 *
 * @throws {ConnectionError} No address, or one where a request may not be sent.
 */
export function addressOf(address: string, scheme: 'https' | 'wss', path: string): URL {
  const loopbackScheme = scheme === 'https' ? 'http' : 'ws';
  const [, given, rest] = /^(?:([a-z]+):\/\/)?(.*?)\/*$/i.exec(address) ?? [];
  const plain = given !== undefined && /^(http|ws)$/i.test(given);
  const host = rest ?? '';
  const url = /^[\w.:[\]-]+(\/[\w./~-]*)?$/.test(host)
    ? tryUrl(
        `${given !== undefined && !/^(https?|wss?)$/i.test(given) ? given : plain ? loopbackScheme : scheme}://${host}${path}`,
      )
    : undefined;
  if (url === undefined) {
    throw new ConnectionError(`'${address}' is no host name`, { code: 'BAD_ADDRESS', service: 'domainNames' });
  }
  return permitted(url);
}

function tryUrl(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}

/**
 * The address of the first of these services that the account has.
 *
 * @throws {ConnectionError} The directory names none of them.
 */
export function domainOf(domains: Domains, services: readonly string[]): string {
  for (const service of services) {
    const domain = domains[service];
    if (domain) return domain;
  }
  throw new ConnectionError(`The domain directory names no ${services.join(' or ')} for this account`, {
    code: 'NO_DOMAIN',
    service: 'domainNames',
  });
}
