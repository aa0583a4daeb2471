import { ResponseError } from '../errors.js';

const THROTTLED = 429;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;
/** A refusal is less likely to be taken back. */
const LONGEST_PAUSE_AFTER_REFUSAL_MS = 300_000;

/** After so many attempts without an answer a request that the SDK makes by itself is reported. */
export const REPORTED_AFTER = 6;

/** Pause after this many attempts of a request that the SDK makes by itself, in milliseconds: exponential backoff. */
export function pauseAfter(attempts: number, wasRefused = false): number {
  const longestMs = wasRefused ? LONGEST_PAUSE_AFTER_REFUSAL_MS : LONGEST_PAUSE_MS;
  return Math.min(FIRST_PAUSE_MS * 2 ** (attempts - 1), longestMs);
}

/** Whether UMS asked for fewer requests. */
export function isThrottled(error: unknown): boolean {
  return error instanceof ResponseError && error.code === THROTTLED;
}

/** Whether UMS refused the request itself, so that repeating it soon will not help. */
export function isRefusal(error: unknown): boolean {
  return error instanceof ResponseError && error.code !== THROTTLED && error.code < 500;
}
