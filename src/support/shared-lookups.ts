import { onAbort, withDeadline } from './deadline.js';

interface SharedLookup<Value> {
  readonly value: Promise<Value>;
  readonly expiresAt: number;
  /** Aborts the lookup when its last caller has left. */
  readonly abort: AbortController;
  callers: number;
  found?: Value;
}

/** Looks up values by key: concurrent lookups of one key are one, and what they find is cached. */
export class SharedLookups<Value> {
  readonly #cachedMs: number;
  readonly #isCacheable: (value: Value) => boolean;
  readonly #lookups = new Map<string, SharedLookup<Value>>();

  /**
   * @param cachedMs How long a value is cached, in milliseconds, counted from the start of its lookup.
   * @param isCacheable Whether a value is worth caching. Failures are never cached.
   */
  constructor(cachedMs: number, isCacheable: (value: Value) => boolean = () => true) {
    this.#cachedMs = cachedMs;
    this.#isCacheable = isCacheable;
  }

  /** The cached value, if there is one. */
  cached(key: string): Value | undefined {
    return this.#current(key)?.found;
  }

  /** Drops the cached value or the lookup under way, so that the next caller looks it up again. */
  forget(key: string): void {
    this.#lookups.delete(key);
  }

  /**
   * The cached value, or what `lookUp` finds. A lookup under way is joined; it is aborted when the signal of its last
   * caller is.
   *
   * @throws {Error} As `lookUp`, or the signal's reason.
   */
  async find(
    key: string,
    lookUp: (signal: AbortSignal) => Promise<Value>,
    signal: AbortSignal | undefined,
  ): Promise<Value> {
    signal?.throwIfAborted();
    const lookup = this.#current(key) ?? this.#begin(key, lookUp);
    return lookup.found ?? join(lookup, signal);
  }

  #current(key: string): SharedLookup<Value> | undefined {
    const lookup = this.#lookups.get(key);
    return lookup !== undefined && Date.now() < lookup.expiresAt ? lookup : undefined;
  }

  #begin(key: string, lookUp: (signal: AbortSignal) => Promise<Value>): SharedLookup<Value> {
    const now = Date.now();
    for (const [other, { expiresAt }] of this.#lookups) if (expiresAt <= now) this.#lookups.delete(other);
    const abort = new AbortController();
    const value = lookUp(abort.signal);
    const lookup: SharedLookup<Value> = { value, expiresAt: now + this.#cachedMs, abort, callers: 0 };
    this.#lookups.set(key, lookup);
    const forget = (): void => void (this.#lookups.get(key) === lookup && this.#lookups.delete(key));
    abort.signal.addEventListener('abort', forget);
    // `join` reports a rejection to each caller.
    value.then((found) => {
      lookup.found = found;
      if (!this.#isCacheable(found)) forget();
    }, forget);
    return lookup;
  }
}

async function join<Value>(lookup: SharedLookup<Value>, signal: AbortSignal | undefined): Promise<Value> {
  lookup.callers += 1;
  let hasLeft = false;
  // Runs synchronously on abort, so that a new lookup in the same tick does not join the one being aborted.
  const leave = (): void => {
    if (hasLeft) return;
    hasLeft = true;
    lookup.callers -= 1;
    if (lookup.callers === 0 && lookup.found === undefined) lookup.abort.abort();
  };
  const ignore = onAbort(signal, leave);
  try {
    return await withDeadline(lookup.value, { signal });
  } finally {
    ignore();
    leave();
  }
}
