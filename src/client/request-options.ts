import { z } from 'zod';
import { lazyCompiled } from '../protocol/checking.js';
import { headersSchema, metadataSchema, type Header, type Metadata } from '../protocol/registry.js';
import type { Envelope } from '../transport/connection.js';
import { LONGEST_TIMER_MS } from '../support/deadline.js';

/** What can go with any request. */
export interface RequestOptions {
  /** Describes the client, for instance. */
  readonly headers?: readonly Header[] | undefined;
  /** Message or conversation metadata, e.g. the `ExternalId` of a card. */
  readonly metadata?: readonly Metadata[] | undefined;
  /** Base64, at most 5 KB; the account must have the feature, otherwise the platform drops the message. */
  readonly encodedMetadata?: string | undefined;
  /** Milliseconds until the request rejects with a `TimeoutError`, instead of the agent's `requestTimeout`. */
  readonly timeout?: number | undefined;
  /** Rejects with the signal's reason. A request that had left may be carried out all the same. */
  readonly signal?: AbortSignal | undefined;
}

/** As {@link RequestOptions}, for requests this library has no types for. */
export interface RawRequestOptions extends Omit<RequestOptions, 'headers' | 'metadata' | 'encodedMetadata'> {
  readonly headers?: unknown;
  readonly metadata?: unknown;
  readonly encodedMetadata?: unknown;
}

export const requestOptions = lazyCompiled(() =>
  z.strictObject({
    headers: headersSchema().optional(),
    metadata: metadataSchema().optional(),
    encodedMetadata: z.string().optional(),
    timeout: z.number().positive().max(LONGEST_TIMER_MS).optional(),
    signal: z.instanceof(AbortSignal).optional(),
  }),
);

/** What is not known to us is not checked; what is only for us is. */
export const rawRequestOptions = lazyCompiled(() =>
  requestOptions().extend({
    headers: z.unknown().optional(),
    metadata: z.unknown().optional(),
    encodedMetadata: z.unknown().optional(),
  }),
);

/** What of them goes into the frame. */
export function envelopeOf(options: RawRequestOptions | undefined): Envelope | undefined {
  if (options === undefined) return undefined;
  const { headers, metadata, encodedMetadata } = options;
  return { headers, metadata, encodedMetadata };
}
