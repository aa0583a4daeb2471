/**
 * Agents of one process that lose their connections together come back one after the other, so that the platform
 * is not met by all of them in the same second. One agent alone is never held back.
 */
const SPACING_MS = 50;
const AT_ONCE = 5;

let nextSlot = -Infinity;

/** @returns How long to wait for a slot, in milliseconds. Taking one moves the next. */
export function takeReconnectSlot(now: number): number {
  nextSlot = Math.max(nextSlot, now - AT_ONCE * SPACING_MS) + SPACING_MS;
  return Math.max(nextSlot - now, 0);
}
