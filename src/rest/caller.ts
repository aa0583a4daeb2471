import { z } from 'zod';
import { ConnectionError, HttpError, ValidationError } from '../errors.js';
import { withDeadline } from '../support/deadline.js';
import type { Domains } from '../support/process-scope.js';
import { addressOf, domainOf } from './domains.js';
import type { Answer, Http } from './http.js';
import { signOAuth1, type OAuth1Keys } from './oauth1.js';
import { checkServicePath } from './service-path.js';

/** Checks a response body; schemas of zod 3 and zod 4 have this form. */
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

/** A service's response. */
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
  /** Sent as JSON; bytes are sent unchanged. */
  readonly body?: unknown;
  /**
   * How the call is authorised: `bearer` with the agent's token; keys sign the call as an API user with OAuth1; `none`
   * for the file storage, whose URLs are signed themselves.
   *
   * @default 'bearer'
   */
  readonly auth?: 'bearer' | 'none' | OAuth1Keys | undefined;
  /** `bytes`: the response body as a Buffer instead of parsed JSON. */
  readonly answer?: 'json' | 'bytes' | undefined;
  /**
   * Largest body of a successful response, in bytes: no more is buffered. A larger one rejects with a `ConnectionError` of
   * code `TOO_LARGE`.
   *
   * @default 33_554_432
   */
  readonly maxBytes?: number | undefined;
  /** Checks the parsed JSON, e.g. a schema of zod; the call resolves with the schema's output. */
  readonly schema?: ServiceSchema<unknown> | undefined;
  /** Milliseconds, instead of the agent's `requestTimeout`. A call that is repeated with a new token has it twice. */
  readonly timeout?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** The account that services are called for. */
export interface CallerAccount {
  /** @throws {SDKError} As the domain lookup. */
  domains(signal?: AbortSignal): Promise<Domains>;
  readonly bearer: string | undefined;
  /**
   * Prolongs the session, or gets another token, after a service refused the current one; absent where that is not possible.
   *
   * @returns `false` where there is nothing to renew.
   */
  renewToken?(): Promise<boolean>;
}

interface AnyStatusCall extends ServiceCall {
  /** A status above 299 is a response like any other. */
  readonly anyStatus?: boolean | undefined;
}

const UNAUTHORIZED = 401;

/** Calls REST services of an account by their names in the domain directory. */
export class Caller {
  readonly #http: Http;
  readonly #account: CallerAccount;
  /** Calls that are refused at the same time renew the token once. */
  #renewing: Promise<boolean> | undefined;

  constructor(http: Http, account: CallerAccount) {
    this.#http = http;
    this.#account = account;
  }

  /**
   * @param path Below the service's host; checked before anything is sent.
   * @throws {ValidationError} The path could lead elsewhere on the host, `maxBytes` is no size, or the response does not fit the schema.
   * @throws {HttpError} A status above 299. After a 401 the token is renewed and the call repeated, once.
   * @throws {SDKError} As {@link Http.exchange}; code `NO_DOMAIN`: the account does not have the service.
   */
  async call(service: string, path: string, call: ServiceCall): Promise<ServiceAnswer<unknown>> {
    const { status, body } = await this.exchange(service, path, call);
    return { status, body: checked(service, call, body) };
  }

  /** As {@link call}, but resolves with the whole response, and with `anyStatus` whatever its status is. */
  async exchange(service: string, path: string, call: AnyStatusCall): Promise<Answer<unknown>> {
    const { method = 'GET', query = {}, auth = 'bearer', maxBytes, signal } = call;
    checkServicePath(`${method} on ${service}`, service, path);
    checkMaxBytes(`${method} on ${service}`, service, maxBytes);
    const domain = domainOf(await this.#account.domains(signal), [service]);
    const url = addressOf(domain, 'https', path.startsWith('/') ? path : `/${path}`);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, String(value));

    const { bearer } = this.#account;
    try {
      return await this.#send(service, url, bearer, call);
    } catch (error) {
      const isTokenRefused = error instanceof HttpError && error.status === UNAUTHORIZED && auth === 'bearer';
      if (!isTokenRefused) throw error;
      // Another call may have renewed the token meanwhile.
      if (this.#account.bearer === bearer && !(await this.#renew(error, signal))) throw error;
      return this.#send(service, url, this.#account.bearer, call);
    }
  }

  async #send(
    service: string,
    url: URL,
    bearer: string | undefined,
    { method = 'GET', headers, body, auth = 'bearer', answer, maxBytes, timeout, signal, anyStatus }: AnyStatusCall,
  ): Promise<Answer<unknown>> {
    const authorization = authorizationOf(auth, bearer, method, url);
    const secrets = [bearer ?? '', ...(typeof auth === 'object' ? Object.values(auth) : [])];
    this.#http.secrets.add(secrets);
    return this.#http.exchange({
      operation: `${method} on ${service}`,
      service,
      method,
      url,
      headers: { ...headers, ...authorization },
      body,
      signal,
      timeoutMs: timeout,
      answer: z.unknown(),
      raw: answer === 'bytes',
      maxBytes,
      secrets,
      anyStatus,
    });
  }

  /** @throws {HttpError} The token could not be renewed: the 401, with the reason as its `cause`. */
  async #renew(refusal: HttpError, signal: AbortSignal | undefined): Promise<boolean> {
    if (this.#account.renewToken === undefined) return false;
    this.#renewing ??= this.#account.renewToken().finally(() => (this.#renewing = undefined));
    try {
      return await withDeadline(this.#renewing, { signal });
    } catch (cause) {
      signal?.throwIfAborted();
      refusal.cause = cause;
      throw refusal;
    }
  }
}

function checkMaxBytes(operation: string, service: string, maxBytes: unknown): void {
  if (maxBytes === undefined || (Number.isSafeInteger(maxBytes) && Number(maxBytes) > 0)) return;
  const issue = { path: 'maxBytes', message: 'Expected a whole number of bytes from 1' };
  throw new ValidationError(operation, 'outgoing', [issue], service);
}

/** @throws {ValidationError} The body does not fit the call's schema. */
function checked(service: string, { method = 'GET', schema }: ServiceCall, body: unknown): unknown {
  if (schema === undefined) return body;
  const read = schema.safeParse(body);
  if (read.success) return read.data;
  const issues = read.error.issues.map(({ path, message }) => ({ path: path.map(String).join('.'), message }));
  throw new ValidationError(`${method} on ${service}`, 'incoming', issues, service);
}

function authorizationOf(
  auth: NonNullable<ServiceCall['auth']>,
  bearer: string | undefined,
  method: string,
  url: URL,
): Readonly<Record<string, string>> {
  if (auth === 'none') return {};
  if (auth !== 'bearer') return { authorization: signOAuth1(auth, { method, url }) };
  if (bearer === undefined) {
    throw new ConnectionError('Not sent: there is no bearer token yet, await agent.connect() first', {
      code: 'NO_TOKEN',
    });
  }
  return { authorization: `Bearer ${bearer}` };
}
