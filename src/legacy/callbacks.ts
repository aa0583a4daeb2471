import type { TransformError, SDKError } from './errors.js';
import * as errors from './errors.js';
import type { LooseFrame } from './loose.js';
import type { AnyCallback } from './requests.js';

/** A sent request without a response so far. */
export interface PendingRequest {
  readonly callback: AnyCallback | undefined;
  /** Epoch ms. */
  readonly launchTime: number;
  readonly timeout: number;
  /** Calls the callback, once. A refused request has a result, too: the body of the response. */
  readonly settle: (error: SDKError | TransformError | LooseFrame | null, result: unknown) => void;
}

/** Pending requests by id. Public on the agent since 1.4, therefore a plain object. */
export type PendingRequests = Record<string, PendingRequest>;

/** Adds a request that fails after `timeout` ms without a response. */
export function addPending(
  pending: () => PendingRequests,
  id: string,
  { callback, timeout }: { readonly callback: AnyCallback | undefined; readonly timeout: number },
): void {
  const timer = setTimeout(() => settle(errors.timedOut(), undefined), timeout);
  let isSettled = false;
  const settle: PendingRequest['settle'] = (error, result) => {
    if (isSettled) return;
    isSettled = true;
    clearTimeout(timer);
    // Read at this moment: the agent replaces the object when it leaves a connection.
    delete pending()[id];
    call(callback, error, result);
  };
  pending()[id] = { callback, launchTime: Date.now(), timeout, settle };
}

/** Fails the requests of a connection that is gone. */
export function failAll(pending: Readonly<PendingRequests>): void {
  for (const { settle } of Object.values(pending)) settle(errors.timedOut(), undefined);
}

/** Calls a callback, if there is one, with the outcome of a promise. Never rejects. */
export async function callWith(
  callback: unknown,
  promise: Promise<unknown>,
  translate: (error: unknown) => unknown = (error) => error,
): Promise<void> {
  let outcome: readonly unknown[];
  try {
    const result = await promise;
    outcome = result === undefined ? [null] : [null, result];
  } catch (error) {
    outcome = [translate(error)];
  }
  call(callback, ...outcome);
}

/** Calls a callback, if there is one. Its error becomes an uncaught exception and does not disturb the agent. */
export function call(callback: unknown, ...args: readonly unknown[]): void {
  if (typeof callback !== 'function') return;
  try {
    callback(...args);
  } catch (error) {
    throwUncaught(error);
  }
}

/** Throws in a microtask, where no code of the agent can catch the error. */
export function throwUncaught(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}
