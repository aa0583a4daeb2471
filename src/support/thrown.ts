import { inspect } from 'node:util';

/** Describes a thrown value, which may be anything, even a revoked proxy, of which every operation throws. */
export function reasonOf(thrown: unknown): string {
  try {
    return thrown instanceof Error ? thrown.message : inspect(thrown);
  } catch {
    return 'a value that cannot be inspected';
  }
}

/** `instanceof` for values that may throw when their prototype is read. */
export function isA<Instance>(
  thrown: unknown,
  // `never[]` accepts any constructor: it is not called.
  type: abstract new (...args: never[]) => Instance,
): thrown is Instance {
  try {
    return thrown instanceof type;
  } catch {
    return false;
  }
}

/** Whether a value can be awaited: a promise of any realm or library, or an object with a `then` method. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  if ((typeof value !== 'object' || value === null) && typeof value !== 'function') return false;
  try {
    return typeof (value as { readonly then?: unknown }).then === 'function';
  } catch {
    return false;
  }
}
