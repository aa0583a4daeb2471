import { z } from 'zod';
import { ResponseError, TimeoutError } from '../errors.js';
import type { ResolvedOptions } from '../options/options.js';
import { check, lazyCompiled } from '../protocol/checking.js';
import type { AnyRequest } from '../protocol/define.js';
import { withDeadline } from '../support/deadline.js';
import type { Exchange } from './exchange.js';
import { RequestHandle, type RequestSteps } from './request-handle.js';
import { rawRequestOptions, requestOptions, type RawRequestOptions } from './request-options.js';
import { EntryRequest } from './responses.js';
import type { RestorableRequests } from './restorable-requests.js';

const wireType = lazyCompiled(() => z.string().min(1));

/**
 * The entry of all requests: checks them, sends them by the {@link Exchange}, and reads responses by `responses.ts`. Every
 * request takes this path, whether it is traced, waits for a connection, or is repeated after a reconnect.
 */
export class RequestPipeline {
  readonly #options: ResolvedOptions;
  readonly #exchange: Exchange;
  readonly #restorable: RestorableRequests;
  readonly #entrySteps: RequestSteps<EntryRequest>;
  readonly #rawSteps: RequestSteps;

  constructor(
    options: ResolvedOptions,
    exchange: Exchange,
    restorable: RestorableRequests,
    entrySteps: RequestSteps<EntryRequest>,
    rawSteps: RequestSteps,
  ) {
    this.#options = options;
    this.#exchange = exchange;
    this.#restorable = restorable;
    this.#entrySteps = entrySteps;
    this.#rawSteps = rawSteps;
  }

  /** A request of the registry. Body and options are checked before anything is sent. */
  call(operation: string, entry: AnyRequest, body: unknown, options: RawRequestOptions | undefined): Promise<unknown> {
    const request = new EntryRequest(this.#entrySteps, this.#exchange, operation, entry, body, options, undefined);
    try {
      check(entry.request, body, operation, 'outgoing');
      if (options !== undefined) check(requestOptions(), options, `${operation} (options)`, 'outgoing');
    } catch (error) {
      request.reject(() => error);
      return request.promise;
    }
    if (entry.replay === undefined || !this.#claim(request)) this.#exchange.start(request);
    return request.promise;
  }

  /** A request of any type. The body is sent unchanged, and the response is not checked. */
  request(type: string, body: unknown, options: RawRequestOptions): Promise<unknown> {
    const request = new RequestHandle(this.#rawSteps, this.#exchange, type, type, body, options);
    try {
      check(wireType(), type, 'request() (type)', 'outgoing');
      check(rawRequestOptions(), options, `${type} (options)`, 'outgoing');
    } catch (error) {
      request.reject(() => error);
      return request.promise;
    }
    this.#exchange.start(request);
    return request.promise;
  }

  /** @returns Whether the request was already repeated on this connection, so that it is not sent again. */
  #claim(request: EntryRequest): boolean {
    const {
      operation,
      entry,
      body,
      options: { signal, timeout: timeoutMs = this.#options.requestTimeout } = {},
    } = request;
    if (signal?.aborted) return false;
    const claimed = this.#restorable.claim(operation, entry, body);
    if (claimed === undefined) return false;
    const error = (): Error => new TimeoutError(operation, timeoutMs);
    const result = withDeadline(claimed.result, { signal, deadline: { timeoutMs, error } });
    result.catch((failure: unknown) => {
      if (!(failure instanceof ResponseError)) claimed.release();
    });
    request.follow(result);
    return true;
  }
}
