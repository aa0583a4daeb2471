import { inspect } from 'node:util';

/** What can be said of a thrown value, which may be anything: even a revoked proxy, of which every question throws. */
export function reasonOf(thrown: unknown): string {
  try {
    return thrown instanceof Error ? thrown.message : inspect(thrown);
  } catch {
    return 'a value that cannot be inspected';
  }
}

/** `instanceof` for a value that may throw when it is asked for its prototype. */
export function isA<Instance>(
  thrown: unknown,
  // The arguments are of no interest: any constructor will do.
  type: abstract new (...args: never[]) => Instance,
): thrown is Instance {
  try {
    return thrown instanceof type;
  } catch {
    return false;
  }
}

/** Whether a value is to be awaited: a promise of any realm or library, or an object with a `then` of its own. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  if ((typeof value !== 'object' || value === null) && typeof value !== 'function') return false;
  try {
    return typeof (value as { readonly then?: unknown }).then === 'function';
  } catch {
    return false;
  }
}
