import { ResponseError } from '../errors.js';

const THROTTLED = 429;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;
/** Longer, because a refused request is less likely to succeed later. */
const LONGEST_PAUSE_AFTER_REFUSAL_MS = 300_000;

/** Number of failed attempts after which a request that the SDK makes by itself is reported. */
export const REPORTED_AFTER = 6;

/** Pause after this many attempts of a request that the SDK makes by itself, in milliseconds: exponential backoff. */
export function pauseAfter(attempts: number, wasRefused = false): number {
  const longestMs = wasRefused ? LONGEST_PAUSE_AFTER_REFUSAL_MS : LONGEST_PAUSE_MS;
  return Math.min(FIRST_PAUSE_MS * 2 ** (attempts - 1), longestMs);
}

/** Whether UMS throttles requests. */
export function isThrottled(error: unknown): boolean {
  return error instanceof ResponseError && error.code === THROTTLED;
}

/** Whether UMS refused the request itself, so that repeating it soon will not help. */
export function isRefusal(error: unknown): boolean {
  return error instanceof ResponseError && error.code !== THROTTLED && error.code < 500;
}

/** Known texts of refusals, which are undocumented. An unknown text only delays finding out that the part is over. */
const PART_IS_OVER = [
  /\b(?:conversation|dialog)\b.{0,80}\b(?:closed|ended|not found|does not exist)\b/i,
  /\bunknown (?:conversation|dialog)\b/i,
  /\bnot (?:an? |the )?(?:active )?participant\b/i,
];

/** Whether a refusal says that the dialog is over, or that the agent does not participate in it. */
export function saysPartIsOver(error: unknown): boolean {
  if (!(error instanceof ResponseError) || !isRefusal(error) || error.code === 408) return false;
  const { body } = error;
  return typeof body === 'string' && PART_IS_OVER.some((text) => text.test(body.slice(0, 300)));
}
