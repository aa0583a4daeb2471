import { z } from 'zod';
import { ConnectionError, ValidationError } from '../errors.js';
import { addressOf, domainOf } from './domains.js';
import type { Domains } from '../support/process-scope.js';
import type { Http } from './http.js';
import { signOAuth1, type OAuth1Keys } from './oauth1.js';
import { checkServicePath } from './service-path.js';

/** What checks an answer, in the form that the schemas of zod 3 and 4 have. */
export interface ServiceSchema<Body> {
  safeParse(value: unknown):
    | { readonly success: true; readonly data: Body }
    | {
        readonly success: false;
        readonly error: {
          readonly issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[];
        };
      };
}

/** What a service answered. */
export interface ServiceAnswer<Body> {
  /** HTTP status, 200 to 299. */
  readonly status: number;
  readonly body: Body;
}

/** A call of one of the REST services beside UMS. */
export interface ServiceCall {
  /** @default 'GET' */
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | undefined;
  readonly query?: Readonly<Record<string, string | number | boolean>> | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Sent as JSON; bytes are sent as they are. */
  readonly body?: unknown;
  /**
   * How the call is authorised: with the agent's bearer token, signed with the keys of an API user, or not at all, as
   * the file storage wants it, whose addresses are signed themselves.
   *
   * @default 'bearer'
   */
  readonly auth?: 'bearer' | 'none' | OAuth1Keys | undefined;
  /** `bytes`: the answer as a Buffer instead of parsed JSON. */
  readonly answer?: 'json' | 'bytes' | undefined;
  /** What the parsed JSON is checked against, e.g. a schema of zod; the call resolves with what the schema makes of it. */
  readonly schema?: ServiceSchema<unknown> | undefined;
  /** Milliseconds, instead of the agent's `requestTimeout`. */
  readonly timeout?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * @throws {ValidationError} The path could lead to another path of the host; nothing was sent.
 * @throws {SDKError} As {@link Http.exchange}; code `NO_DOMAIN` where the account does not have the service.
 */
export async function callService(
  http: Http,
  domains: Domains,
  service: string,
  path: string,
  bearer: string | undefined,
  { method = 'GET', query = {}, headers, body, auth = 'bearer', answer = 'json', timeout, signal }: ServiceCall,
): Promise<{ readonly status: number; readonly body: unknown }> {
  checkServicePath(`${method} on ${service}`, service, path);
  const url = addressOf(domainOf(domains, [service]), 'https', path.startsWith('/') ? path : `/${path}`);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, String(value));
  const secrets = [bearer ?? '', ...(typeof auth === 'object' ? Object.values(auth) : [])];
  http.secrets.add(secrets);
  return http.exchange({
    operation: `${method} on ${service}`,
    service,
    method,
    url,
    headers: { ...headers, ...authorization(auth, bearer, method, url) },
    body,
    signal,
    timeoutMs: timeout,
    answer: z.unknown(),
    raw: answer === 'bytes',
    secrets,
  });
}

/**
 * What the caller gets of an answer: status and body alone, the body checked by the call's schema.
 *
 * @throws {ValidationError} The body does not fit the schema.
 */
export function answerOf(
  service: string,
  { method = 'GET', schema }: ServiceCall,
  { status, body }: ServiceAnswer<unknown>,
): ServiceAnswer<unknown> {
  if (schema === undefined) return { status, body };
  const read = schema.safeParse(body);
  if (read.success) return { status, body: read.data };
  const issues = read.error.issues.map(({ path, message }) => ({ path: path.map(String).join('.'), message }));
  throw new ValidationError(`${method} on ${service}`, 'incoming', issues, service);
}

function authorization(
  auth: NonNullable<ServiceCall['auth']>,
  bearer: string | undefined,
  method: string,
  url: URL,
): Readonly<Record<string, string>> {
  if (auth === 'none') return {};
  if (auth !== 'bearer') return { authorization: signOAuth1(auth, { method, url }) };
  if (bearer === undefined) {
    throw new ConnectionError('Not sent, there is no bearer token yet: await agent.connect() first', {
      code: 'NO_TOKEN',
    });
  }
  return { authorization: `Bearer ${bearer}` };
}
