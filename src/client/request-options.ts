import { z } from 'zod';
import { lazyCompiled } from '../protocol/checking.js';
import { headersSchema, metadataSchema, type Header, type Metadata } from '../protocol/registry.js';
import type { Envelope } from '../transport/connection.js';
import { LONGEST_TIMER_MS } from '../support/deadline.js';

/** Options of every request. */
export interface RequestOptions {
  /** Describes the client, for instance. */
  readonly headers?: readonly Header[] | undefined;
  /** Message or conversation metadata, e.g. the `ExternalId` of a card. */
  readonly metadata?: readonly Metadata[] | undefined;
  /** Base64, at most 5 KB; the account must have the feature, otherwise the platform drops the message. */
  readonly encodedMetadata?: string | undefined;
  /** Milliseconds until the request rejects with a `TimeoutError`, instead of the agent's `requestTimeout`. */
  readonly timeout?: number | undefined;
  /** Rejects with the signal's reason. A request that was sent before may still be carried out. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Called right before the frame is written, also after waiting for a connection. If it throws, nothing is sent and the
   * request rejects with that error.
   */
  readonly guard?: (() => void) | undefined;
}

/** Options of `connect()` and `reconnect()`. */
export interface CallOptions {
  /** Milliseconds, instead of the agent's `connectTimeout`. */
  readonly timeout?: number | undefined;
  /** Rejects with the signal's reason; the attempts to connect go on. */
  readonly signal?: AbortSignal | undefined;
}

/** As {@link RequestOptions}, for `agent.request()`: what goes into the frame is not checked. */
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
    guard: z.custom<() => void>((value) => typeof value === 'function', 'Expected a function').optional(),
  }),
);

/** Members that go into the frame as they are, are not checked. */
export const rawRequestOptions = lazyCompiled(() =>
  requestOptions().extend({
    headers: z.unknown().optional(),
    metadata: z.unknown().optional(),
    encodedMetadata: z.unknown().optional(),
  }),
);

/** The members that go into the frame. */
export function envelopeOf(options: RawRequestOptions | undefined): Envelope | undefined {
  if (options === undefined) return undefined;
  const { headers, metadata, encodedMetadata } = options;
  return { headers, metadata, encodedMetadata };
}
