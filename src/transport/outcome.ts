import { ConnectionError, TimeoutError } from '../errors.js';
import type { ResponseFrame } from './frame.js';

/** Why a request gets no response. */
export type NoResponse =
  | { readonly kind: 'timeout'; readonly timeoutMs: number }
  | { readonly kind: 'aborted'; readonly reason: unknown }
  | { readonly kind: 'lost'; readonly code: number; readonly reason: string };

/** What became of a request. A value and not an error: the caller makes the error, so that its stack is the caller's. */
export type RequestOutcome = ResponseFrame | NoResponse;

/** The error for a request without a response; of an aborted one, the signal's reason. */
export function noResponseError(operation: string, outcome: NoResponse): unknown {
  switch (outcome.kind) {
    case 'timeout':
      return new TimeoutError(operation, outcome.timeoutMs);
    case 'aborted':
      return outcome.reason;
    case 'lost':
      return new ConnectionError(
        `The connection closed before ${operation} was answered${outcome.reason ? ` (${outcome.reason})` : ''}; it may have been carried out`,
        { code: outcome.code, delivery: 'unknown' },
      );
  }
}
