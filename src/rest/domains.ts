import { z } from 'zod';
import { ConnectionError } from '../errors.js';
import { lazy } from '../support/lazy.js';
import { redactAddress } from '../support/redact.js';
import type { DomainCache, Domains } from '../support/process-scope.js';
import { internalCodeOf, permitted, type Http } from './http.js';

/** The result for a response without a list of domains; a response with an empty list gives another object. */
export const NO_DIRECTORY: Domains = {};

const directory = lazy(() =>
  z.object({
    baseURIs: z.array(z.object({ service: z.string(), baseURI: z.string() })).optional(),
    /** The platform's refusal, in a response with status 200. */
    error: z.unknown().optional(),
  }),
);

export interface Lookup {
  readonly http: Http;
  readonly csdsDomain: string;
  readonly accountId: string;
  readonly signal?: AbortSignal | undefined;
  readonly cache: DomainCache;
}

/**
 * Hosts of the account's services; cached for 60 seconds. Concurrent lookups of one account are one.
 *
 * @throws {SDKError} As {@link Http.exchange}.
 */
export function findDomains({ http, csdsDomain, accountId, signal, cache }: Lookup): Promise<Domains> {
  const path = `/api/account/${encodeURIComponent(accountId)}/service/baseURI.json?version=1.0`;
  const lookUp = async (until: AbortSignal): Promise<Domains> =>
    fetchDomains(http, addressOf(csdsDomain, 'https', path), until);
  return cache.find(domainKey(csdsDomain, accountId), lookUp, signal);
}

/** Key of an account's domains in a {@link DomainCache}. */
export function domainKey(csdsDomain: string, accountId: string): string {
  return `${csdsDomain} ${accountId}`;
}

async function fetchDomains(http: Http, url: URL, signal: AbortSignal | undefined): Promise<Domains> {
  const { body } = await http.exchange({
    operation: 'The domain lookup',
    service: 'domainNames',
    method: 'GET',
    url,
    signal,
    answer: directory(),
    redirects: true,
  });
  if (body.error) throw new DirectoryRefusalError(body.error, http.secrets.redact(body.error));
  if (body.baseURIs === undefined) return NO_DIRECTORY;
  return Object.fromEntries(body.baseURIs.map(({ service, baseURI }) => [service, baseURI]));
}

/** The directory refused in a JSON document with status 200. */
export class DirectoryRefusalError extends ConnectionError {
  /** @param cause The refusal without secrets. */
  constructor(error: unknown, cause: unknown) {
    const code = internalCodeOf(error);
    super(`The domain lookup was refused with internal code ${code ?? 'none'}`, {
      code,
      service: 'domainNames',
      delivery: 'answered',
      cause,
    });
  }
}

/** Longer than any host with port and path; bounds the time of the regular expression below. */
const LONGEST_ADDRESS = 300;

/**
 * The URL of a path on a service. An address is a host, with or without port, path and scheme.
 *
 * @throws {ConnectionError} Not an address, longer than 300 characters, or not permitted (see {@link permitted}).
 */
export function addressOf(address: string, scheme: 'https' | 'wss', path: string): URL {
  if (address.length > LONGEST_ADDRESS) throw badAddress(address);
  const loopbackScheme = scheme === 'https' ? 'http' : 'ws';
  const [, given, rest] = /^(?:([a-z]+):\/\/)?(.*?)\/*$/i.exec(address) ?? [];
  const plain = given !== undefined && /^(http|ws)$/i.test(given);
  const host = rest ?? '';
  const url = /^([\w.-]+|\[[\da-f:.]+\])(:\d+)?(\/[\w./~-]*)?$/i.test(host)
    ? tryUrl(
        `${given !== undefined && !/^(https?|wss?)$/i.test(given) ? given : plain ? loopbackScheme : scheme}://${host}${path}`,
      )
    : undefined;
  if (url === undefined) throw badAddress(address);
  return permitted(url);
}

function badAddress(address: string): ConnectionError {
  return new ConnectionError(
    `'${redactAddress(address)}' is not a host name (expected e.g. va.example.net or va.example.net:8443)`,
    {
      code: 'BAD_ADDRESS',
      service: 'domainNames',
    },
  );
}

function tryUrl(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}

/**
 * The host of the first of these services that the account has.
 *
 * @throws {ConnectionError} The directory names none of them.
 */
export function domainOf(domains: Domains, services: readonly string[]): string {
  for (const service of services) {
    const domain = Object.hasOwn(domains, service) ? domains[service] : undefined;
    if (domain) return domain;
  }
  throw new ConnectionError(
    `The account has no service ${services.join(' or ')}: check accountId, or set its host in domains`,
    {
      code: 'NO_DOMAIN',
      service: 'domainNames',
    },
  );
}
