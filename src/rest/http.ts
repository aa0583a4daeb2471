import { request, type Dispatcher } from 'undici';
import type { z } from 'zod';
import { ConnectionError, HttpError, SDKError, TimeoutError, ValidationError, type Service } from '../errors.js';

/** One exchange: what to ask, and what is expected. */
export interface Exchange<Schema extends z.ZodType> {
  /** What this is, for error messages: `login`. */
  readonly operation: string;
  readonly service: Service;
  readonly method: Dispatcher.HttpMethod;
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Sent as JSON, bytes as they are. */
  readonly body?: unknown;
  readonly signal?: AbortSignal | undefined;
  readonly timeoutMs?: number | undefined;
  /** What a good answer looks like. */
  readonly answer: Schema;
  /** The answer's bytes as they are, instead of JSON. */
  readonly raw?: boolean | undefined;
  /** What must not appear in an error, should the service repeat it. */
  readonly secrets?: readonly string[] | undefined;
  /** Follow redirections to where a request may be sent. */
  readonly redirects?: boolean | undefined;
}

export interface Answer<Body> {
  readonly status: number;
  readonly body: Body;
  /** As they came: each `Set-Cookie` line. */
  readonly cookies: readonly string[];
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

const BODY_LIMIT = 32 * 1024 * 1024;
const REDIRECTS = 3;

/** HTTP as the services around UMS speak it: JSON in and out, one deadline over everything, nothing secret in what fails. */
export class Http {
  readonly #dispatcher: () => Dispatcher | undefined;
  readonly #userAgent: string;
  readonly #timeoutMs: number;

  constructor(options: {
    readonly dispatcher: () => Dispatcher | undefined;
    readonly userAgent: string;
    readonly timeoutMs: number;
  }) {
    this.#dispatcher = options.dispatcher;
    this.#userAgent = options.userAgent;
    this.#timeoutMs = options.timeoutMs;
  }

  /**
   * @throws {HttpError} A status above 299.
   * @throws {ValidationError} A good status with a body that is none.
   * @throws {TimeoutError} No complete answer within the time.
   * @throws {ConnectionError} No network, or one that broke.
   */
  async exchange<Schema extends z.ZodType>(exchange: Exchange<Schema>): Promise<Answer<z.output<Schema>>> {
    const { operation, service, answer: schema, secrets = [] } = exchange;
    const { status, statusText, bytes, headers } = await this.#send(exchange);
    const body = exchange.raw && status <= 299 ? bytes : parse(bytes.toString());

    if (status > 299) {
      throw new HttpError(
        operation,
        { status, statusText, body: redact(body, secrets), retryAfterMs: retryAfter(headers['retry-after']) },
        { service },
      );
    }
    const fit = schema.safeParse(body);
    if (!fit.success) {
      const issues = fit.error.issues.map(({ path, message }) => ({ path: path.join('.'), message }));
      throw new ValidationError(operation, 'incoming', issues);
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
    timeoutMs = this.#timeoutMs,
    ...rest
  }: Exchange<z.ZodType>): Promise<{
    readonly status: number;
    readonly statusText: string;
    readonly bytes: Buffer;
    readonly headers: Dispatcher.ResponseData['headers'];
  }> {
    signal?.throwIfAborted();
    const deadline = new AbortController();
    const timer = setTimeout(() => deadline.abort(), timeoutMs);
    const onAbort = (): void => deadline.abort();
    signal?.addEventListener('abort', onAbort);
    const bytes = body instanceof Uint8Array;
    const dispatcher = this.#dispatcher();

    try {
      let target = url;
      for (let hops = 0; ; hops += 1) {
        const response = await request(target, {
          method,
          ...(dispatcher && { dispatcher }),
          headers: {
            accept: 'application/json',
            'user-agent': this.#userAgent,
            ...(body !== undefined && !bytes && { 'content-type': 'application/json' }),
            ...rest.headers,
          },
          ...(body !== undefined && { body: bytes ? body : JSON.stringify(body) }),
          signal: deadline.signal,
        });
        const location = response.headers['location'];
        if (rest.redirects && response.statusCode >= 300 && typeof location === 'string' && hops < REDIRECTS) {
          await response.body.dump();
          target = permitted(new URL(location, target));
          continue;
        }
        return {
          status: response.statusCode,
          statusText: response.statusText,
          bytes: await readBytes(response.body, operation),
          headers: response.headers,
        };
      }
    } catch (cause) {
      if (signal?.aborted) throw signal.reason;
      if (deadline.signal.aborted) throw new TimeoutError(operation, timeoutMs, { service });
      if (cause instanceof SDKError) throw cause;
      const { message, code } = cause as NodeJS.ErrnoException;
      throw new ConnectionError(`${operation} failed: ${url.host} cannot be reached (${code ?? message})`, {
        code,
        service,
        delivery: 'unknown',
        cause,
      });
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    }
  }
}

async function readBytes(body: AsyncIterable<Uint8Array>, operation: string): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of body) {
    size += part.length;
    if (size > BODY_LIMIT)
      throw new ConnectionError(`${operation} failed: the answer is larger than ${BODY_LIMIT} bytes`);
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/** JSON where it is JSON; an empty answer is none. */
function parse(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Both forms of `Retry-After`: seconds, or a date. */
function retryAfter(value: string | string[] | undefined): number | undefined {
  if (typeof value !== 'string') return undefined;
  const seconds = Number(value);
  if (Number.isFinite(seconds)) return Math.max(seconds * 1000, 0);
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(date - Date.now(), 0);
}

/** The same value, with every occurrence of a secret replaced, however deep. */
export function redact(value: unknown, secrets: readonly string[]): unknown {
  const known = secrets.filter((secret) => secret.length > 0);
  if (known.length === 0 || value === undefined) return value;
  const hide = (text: string): string => known.reduce((rest, secret) => rest.replaceAll(secret, '[redacted]'), text);
  if (typeof value === 'string') return hide(value);
  // Parsed JSON goes back through JSON: escapes are the same on both sides.
  const escaped = known.map((secret) => JSON.stringify(secret).slice(1, -1));
  return JSON.parse(escaped.reduce((rest, secret) => rest.replaceAll(secret, '[redacted]'), JSON.stringify(value)));
}

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/**
 * Credentials travel in these requests: plain `http:` is for loopback only.
 *
 * @throws {ConnectionError} Anything else.
 */
export function permitted(url: URL): URL {
  const secure = url.protocol === 'https:' || url.protocol === 'wss:';
  const loopback = (url.protocol === 'http:' || url.protocol === 'ws:') && LOOPBACK.test(url.hostname);
  if (secure || loopback) return url;
  throw new ConnectionError(`${url.protocol}//${url.host} is not used: only TLS is, except on loopback`, {
    code: 'INSECURE_ADDRESS',
    service: 'domainNames',
  });
}
