import type { Dispatcher } from 'undici';
import type { z } from 'zod';
import {
  ConnectionError,
  HttpError,
  SDKError,
  TimeoutError,
  ValidationError,
  plainHttpHint,
  type Delivery,
  type Service,
} from '../errors.js';
import { Secrets, withoutTraffic } from '../support/redact.js';
import { LONGEST_TIMER_MS, onAbort } from '../support/deadline.js';
import { loadUndici } from './undici.js';

/** One request and the schema of its response. */
export interface HttpExchange<Schema extends z.ZodType> {
  /** Names the request in error messages, e.g. `The login`. */
  readonly operation: string;
  readonly service: Service;
  readonly method: Dispatcher.HttpMethod;
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Sent as JSON; bytes are sent unchanged. */
  readonly body?: unknown;
  readonly signal?: AbortSignal | undefined;
  readonly timeoutMs?: number | undefined;
  /** Schema of the body of a successful response. */
  readonly answer: Schema;
  /** Resolve with the bytes of a successful response instead of its JSON. */
  readonly raw?: boolean | undefined;
  /** Largest body of a successful response, in bytes. */
  readonly maxBytes?: number | undefined;
  /** Redacted from errors of this request, in addition to {@link Http.secrets}. */
  readonly secrets?: readonly string[] | undefined;
  /** Resolve with any status. */
  readonly anyStatus?: boolean | undefined;
  /** Follow redirects to permitted addresses. */
  readonly redirects?: boolean | undefined;
}

export interface Answer<Body> {
  readonly status: number;
  readonly body: Body;
  /** The unparsed `Set-Cookie` headers. */
  readonly cookies: readonly string[];
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** Gives the dispatcher that connects to a URL. */
export interface Dispatchers {
  dispatcher(url: URL): Promise<Dispatcher>;
}

/** Default of `maxBytes`. */
const BODY_LIMIT = 32 * 1024 * 1024;
const REDIRECTS = 3;

/** HTTP client for the REST services: JSON in and out, one deadline for a request with its redirects, redacted errors. */
export class Http {
  readonly #network: Dispatchers;
  readonly #userAgent: string;
  /** Default time limit of a request, in milliseconds. */
  readonly timeoutMs: number;
  /** Secrets of the session, redacted from the errors of all services: any of them may repeat a secret. */
  readonly secrets = new Secrets();

  constructor(options: { readonly network: Dispatchers; readonly userAgent: string; readonly timeoutMs: number }) {
    this.#network = options.network;
    this.#userAgent = options.userAgent;
    this.timeoutMs = options.timeoutMs;
  }

  /**
   * @throws {HttpError} A status above 299.
   * @throws {ValidationError} The body of a successful response does not fit the schema.
   * @throws {TimeoutError} No complete response within the time limit.
   * @throws {ConnectionError} The service cannot be reached, the connection broke off, or (`TOO_LARGE`) the body is larger
   * than `maxBytes`.
   */
  async exchange<Schema extends z.ZodType>(exchange: HttpExchange<Schema>): Promise<Answer<z.output<Schema>>> {
    const { operation, service, answer: schema, secrets = [] } = exchange;
    const { status, statusText, bytes, headers } = await this.#send(exchange);
    const body = exchange.raw && status <= 299 ? bytes : parse(bytes.toString());

    if (status > 299 && !exchange.anyStatus) {
      throw new HttpError(
        operation,
        {
          status,
          statusText: this.secrets.redact(statusText, secrets),
          body: this.secrets.redact(body, secrets),
          retryAfterMs: retryAfter(headers['retry-after']),
        },
        { service },
      );
    }
    const fit = schema.safeParse(body);
    if (!fit.success) {
      const issues = fit.error.issues.map(({ path, message }) => ({ path: path.join('.'), message }));
      throw new ValidationError(operation, 'incoming', issues, service);
    }
    const cookies = headers['set-cookie'];
    return {
      status,
      body: fit.data,
      headers,
      cookies: cookies === undefined ? [] : Array.isArray(cookies) ? cookies : [cookies],
    };
  }

  async #send({
    operation,
    service,
    method,
    url,
    body,
    signal,
    timeoutMs = this.timeoutMs,
    ...rest
  }: HttpExchange<z.ZodType>): Promise<{
    readonly status: number;
    readonly statusText: string;
    readonly bytes: Buffer;
    readonly headers: Dispatcher.ResponseData['headers'];
  }> {
    // Before the timer starts, which must not count the time to load a library.
    const { request } = await loadUndici();
    signal?.throwIfAborted();
    const bytes = body instanceof Uint8Array;
    const content = bytes ? body : written(operation, body);
    const deadline = new AbortController();
    const timer = setTimeout(() => deadline.abort(), Math.min(timeoutMs, LONGEST_TIMER_MS));
    const ignore = onAbort(signal, () => deadline.abort());

    let hasBegun = false;
    try {
      let target = url;
      for (let hops = 0; ; hops += 1) {
        const response = await request(target, {
          method,
          dispatcher: await this.#network.dispatcher(target),
          headers: {
            accept: 'application/json',
            'user-agent': this.#userAgent,
            ...(body !== undefined && !bytes && { 'content-type': 'application/json' }),
            // Header names are case-insensitive: lower-cased, the caller's header replaces the default one.
            ...lowerCased(rest.headers),
          },
          ...(content !== undefined && { body: content }),
          signal: deadline.signal,
        });
        const location = response.headers['location'];
        if (rest.redirects && response.statusCode >= 300 && typeof location === 'string' && hops < REDIRECTS) {
          await response.body.dump();
          target = redirected(target, location);
          continue;
        }
        hasBegun = true;
        // The body of a refusal explains the refusal, also where the caller expects a few bytes.
        const limit = response.statusCode <= 299 ? (rest.maxBytes ?? BODY_LIMIT) : BODY_LIMIT;
        return {
          status: response.statusCode,
          statusText: response.statusText,
          bytes: await readBytes(response.body, limit, operation, service),
          headers: response.headers,
        };
      }
    } catch (cause) {
      if (signal?.aborted) throw signal.reason;
      if (deadline.signal.aborted) throw new TimeoutError(operation, timeoutMs, { service });
      if (cause instanceof SDKError) throw cause;
      // undici rejects with errors, which may have a code.
      const { message, code } = cause as NodeJS.ErrnoException;
      throw new ConnectionError(
        `${operation} failed: ${url.host} cannot be reached (${plainHttpHint(cause) ?? code ?? message})`,
        {
          code,
          service,
          // A response that breaks off shows that the request was received.
          delivery: hasBegun ? 'answered' : 'unknown',
          cause: withoutTraffic(cause),
        },
      );
    } finally {
      clearTimeout(timer);
      ignore();
    }
  }
}

/** Buffers at most `limit` bytes. @throws {ConnectionError} `TOO_LARGE`: the body is larger. */
async function readBytes(
  body: AsyncIterable<Uint8Array>,
  limit: number,
  operation: string,
  service: Service,
): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of body) {
    size += part.length;
    if (size > limit) {
      throw new ConnectionError(`${operation} failed: the response is larger than ${limit} bytes`, {
        code: 'TOO_LARGE',
        service,
        delivery: 'answered',
      });
    }
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/** The parsed JSON; the text if it is not JSON; `undefined` for an empty body. */
function parse(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Whether the body of an {@link HttpError} is a JSON document, as opposed to an HTML page, a text or nothing. */
export function isDocument(body: unknown): boolean {
  return typeof body === 'object' && body !== null;
}

/** The platform's own number for the reason, from the body of an error (docs/protocol.md#1.4). */
export function internalCodeOf(error: unknown): number | undefined {
  const code = typeof error === 'object' && error !== null && 'internalCode' in error ? error.internalCode : undefined;
  return typeof code === 'number' ? code : undefined;
}

/** Milliseconds from either form of `Retry-After`: seconds, or a date. */
function retryAfter(value: string | string[] | undefined): number | undefined {
  if (typeof value !== 'string') return undefined;
  const seconds = Number(value);
  if (Number.isFinite(seconds)) return Math.max(seconds * 1000, 0);
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(date - Date.now(), 0);
}

/** @throws {ValidationError} The body cannot be written as JSON, e.g. because of a cycle or a BigInt. */
function written(operation: string, body: unknown): string | undefined {
  try {
    return JSON.stringify(body);
  } catch (cause) {
    const message = `cannot be written as JSON (${cause instanceof Error ? cause.message : String(cause)})`;
    throw new ValidationError(operation, 'outgoing', [{ path: '', message }]);
  }
}

function lowerCased(headers: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

/** @throws {ConnectionError} The target is not permitted, or is plain HTTP after TLS; `delivery` is `answered`. */
function redirected(from: URL, location: string): URL {
  const to = new URL(location, from);
  return isPermitted(to) && (from.protocol !== 'https:' || to.protocol === 'https:') ? to : refused(to, 'answered');
}

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

export function isLoopback(hostname: string): boolean {
  return LOOPBACK.test(hostname);
}

/**
 * Credentials travel in these requests: plain `http:` is for loopback only.
 *
 * @throws {ConnectionError} Anything else.
 */
export function permitted(url: URL): URL {
  return isPermitted(url) ? url : refused(url, 'not-sent');
}

function isPermitted({ protocol, hostname }: URL): boolean {
  if (protocol === 'https:' || protocol === 'wss:') return true;
  return (protocol === 'http:' || protocol === 'ws:') && isLoopback(hostname);
}

/** @param delivery `answered` for an address from a redirect; `not-sent` for one from the options or the directory. */
function refused(url: URL, delivery: Delivery): never {
  throw new ConnectionError(`${url.protocol}//${url.host} is not permitted: use TLS; plain HTTP is for loopback only`, {
    code: 'INSECURE_ADDRESS',
    service: 'domainNames',
    delivery,
  });
}
