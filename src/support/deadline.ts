import { setMaxListeners } from 'node:events';

/** The longest delay of a Node.js timer: a longer one would fire immediately. */
export const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Calls the listener when the signal is aborted. @returns A function that removes the listener. */
export function onAbort(signal: AbortSignal | undefined, listener: () => void): () => void {
  if (signal === undefined) return nothing;
  // A program may pass one signal to all its requests, which is not a leak.
  setMaxListeners(0, signal);
  signal.addEventListener('abort', listener);
  return () => signal.removeEventListener('abort', listener);
}

/** Resolves after the delay, or rejects with the signal's reason. */
export function pause(delayMs: number, signal: AbortSignal): Promise<void> {
  if (delayMs <= 0) return Promise.resolve();
  if (signal.aborted) return Promise.reject(signal.reason as Error);
  return new Promise((resolve, reject) => {
    const ignore = onAbort(signal, () => {
      clearTimeout(timer);
      ignore();
      reject(signal.reason as Error);
    });
    const timer = setTimeout(() => {
      ignore();
      resolve();
    }, delayMs);
  });
}

/** What ends the waiting for a promise before the promise settles. */
export interface WaitLimits {
  readonly signal?: AbortSignal | undefined;
  readonly deadline?: { readonly timeoutMs: number; readonly error: () => Error } | undefined;
}

/**
 * Settles with the promise, or rejects on abort or deadline. Does not cancel the underlying work, which other callers may
 * share.
 */
export async function withDeadline<Value>(promise: Promise<Value>, { signal, deadline }: WaitLimits): Promise<Value> {
  signal?.throwIfAborted();
  if (signal === undefined && deadline === undefined) return promise;
  let timer: NodeJS.Timeout | undefined;
  let ignore = nothing;
  const left = new Promise<never>((_, reject) => {
    // The caller's own reason, unchanged, as with every signal.
    ignore = onAbort(signal, () => reject(signal?.reason as Error));
    if (deadline === undefined) return;
    const { timeoutMs, error } = deadline;
    timer = setTimeout(() => reject(error()), Math.min(timeoutMs, LONGEST_TIMER_MS));
  });
  try {
    return await Promise.race([promise, left]);
  } finally {
    clearTimeout(timer);
    ignore();
  }
}

function nothing(): void {}
