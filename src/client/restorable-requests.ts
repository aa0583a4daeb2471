import type { AnyRequest, TimeFields } from '../protocol/define.js';

/** A request whose effect ends with the socket. It is repeated on the next one. */
export interface RestorableRequest {
  readonly operation: string;
  readonly entry: AnyRequest;
  /** A copy, which the caller cannot change. */
  body: unknown;
  readonly key: string;
  /** The same for two requests that differ in their time fields alone. */
  readonly identity: string;
  /** The subscription id that the caller was given. It stays valid for the caller when the platform gives a new one. */
  readonly handle: string | undefined;
  /** Ordinal of the latest connection on which it was sent. */
  connection: number;
  /** Result of the repetition. A `connected` handler that makes the same request gets this promise; no second frame is sent. */
  result: Promise<unknown> | undefined;
  /** When it was repeated, on the clock of `performance.now()`. */
  repeatedAt: number;
  /** The state that is in force again if this newer one is refused; `undefined` once this one is answered. */
  previous: RestorableRequest | undefined;
}

/** After a repetition a handler of `connected`, and the work it started, may claim the result for so long. */
const CLAIMABLE_MS = 10_000;

/** Requests repeated after a reconnect. An application with more of them leaks subscriptions, and would flood the platform. */
export const MAX_RESTORABLE = 100;

/**
 * The requests to repeat after a reconnect: the platform forgets subscriptions and the agent's state with the socket.
 * Translates between the subscription ids that the caller knows and those of the current connection.
 */
export class RestorableRequests {
  // Not named `#requests`: the CommonJS build would assign the field to the export `requests` of the package.
  readonly #byKey = new Map<string, RestorableRequest>();
  /** Both maps are made when a subscription is first repeated: most agents never need them. */
  #idOf: Map<string, string> | undefined;
  #handleOf: Map<string, string> | undefined;
  #connection = 0;
  #isOverflowReported = false;

  /** A new connection, on which no request is in force. */
  connectionOpened(): void {
    this.#connection += 1;
    this.#isOverflowReported = false;
    this.#idOf = undefined;
    this.#handleOf = undefined;
  }

  /** The requests still to be repeated on this connection, in the order in which they were first made. */
  due(): readonly RestorableRequest[] {
    return [...this.#byKey.values()].filter(({ connection }) => connection < this.#connection);
  }

  /**
   * The result for a request that was already repeated on this connection; each result is given once.
   *
   * @returns `release` makes the result available again, for a caller that did not wait for it.
   */
  claim(
    operation: string,
    entry: AnyRequest,
    body: unknown,
  ): { readonly result: Promise<unknown>; readonly release: () => void } | undefined {
    // Agent state is idempotent: always send it. The value of the repeated request may differ.
    if (entry.replay?.keep === 'latest') return undefined;
    const kept = this.#find(operation, entry, body, (it) => this.#isClaimable(it) && covers(entry, it.body, body));
    if (kept?.result === undefined) return undefined;
    const { result, body: repeatedBody } = kept;
    kept.result = undefined;
    kept.body = structuredClone(body);
    const release = (): void => {
      kept.result ??= result;
      kept.body = repeatedBody;
    };
    return { result, release };
  }

  /** Whether the request is still to be repeated on later connections. */
  holds(kept: RestorableRequest): boolean {
    return this.#byKey.get(kept.key) === kept;
  }

  /** The subscription of an earlier connection that this request replaces. */
  handleReplacedBy(operation: string, entry: AnyRequest, body: unknown): string | undefined {
    const text = JSON.stringify(body);
    const isSame = (kept: RestorableRequest): boolean =>
      kept.connection < this.#connection && JSON.stringify(kept.body) === text;
    return this.#find(operation, entry, body, isSame)?.handle;
  }

  /**
   * The application has sent the request itself: the equal request of an earlier connection is not repeated.
   *
   * @returns The state that is repeated from now on: call {@link answered} or {@link takeBack} with it. `undefined` for a
   *   request that is repeated only once it has succeeded.
   */
  sent(operation: string, entry: AnyRequest, body: unknown): RestorableRequest | undefined {
    // The caller's newest state counts even if the connection is lost before the response.
    if (entry.replay?.keep === 'latest') {
      return this.#keep(operation, entry, body, undefined, this.#byKey.get(keyOf(operation, undefined)));
    }
    this.#replace(this.#find(operation, entry, body, ({ connection }) => connection < this.#connection));
    return undefined;
  }

  /** The state may be in force on the platform: no state before it comes back. */
  answered(state: RestorableRequest): void {
    state.previous = undefined;
  }

  /** The state was refused: the one before it is in force, unless the caller has sent a newer one. */
  takeBack(state: RestorableRequest): void {
    const newest = this.#byKey.get(state.key);
    if (newest === state) {
      if (state.previous === undefined) this.#byKey.delete(state.key);
      else this.#byKey.set(state.key, state.previous);
      return;
    }
    for (let newer = newest; newer !== undefined; newer = newer.previous) {
      if (newer.previous === state) newer.previous = state.previous;
    }
  }

  /**
   * The caller's own request succeeded.
   *
   * @returns Whether it is the first one on this connection that will not be repeated, because there are too many.
   */
  succeeded(operation: string, entry: AnyRequest, body: unknown, response: unknown): boolean {
    const { replay } = entry;
    if (replay?.keep === 'end') this.#forget(replay.subscriptionId(body));
    if (replay?.keep === 'amendment') return !this.#keepIfRoom(operation, entry, body, replay.subscriptionId(body));
    if (replay?.keep !== 'each') return false;
    // The restored subscription has another time range; the application's new one replaces it.
    this.#replace(this.#find(operation, entry, body, (kept) => this.#isClaimable(kept)));
    return !this.#keepIfRoom(operation, entry, body, replay.subscriptionId(response));
  }

  /** The request is being repeated on this connection. */
  repeating(kept: RestorableRequest, result: Promise<unknown>): void {
    kept.connection = this.#connection;
    kept.repeatedAt = performance.now();
    kept.result = result;
  }

  /** The repeated request succeeded: from now on the caller's subscription id stands for the one in the response. */
  repeated(kept: RestorableRequest, response: unknown): void {
    if (kept.entry.replay?.keep !== 'each' || kept.handle === undefined) return;
    const id = kept.entry.replay.subscriptionId(response);
    if (id === undefined || id === kept.handle) return;
    this.#idOf ??= new Map();
    this.#idOf.set(kept.handle, id);
    this.#handleOf ??= new Map();
    this.#handleOf.set(id, kept.handle);
  }

  /** The platform's response was unreadable: the request is repeated on the next connection, or made by the application. */
  notRepeated(kept: RestorableRequest): void {
    kept.connection = this.#connection - 1;
    kept.result = undefined;
  }

  /** The request failed for good: neither it nor the amendments of its subscription are repeated any more. */
  drop(kept: RestorableRequest): void {
    if (kept.entry.replay?.keep === 'latest') this.takeBack(kept);
    else if (this.holds(kept)) this.#replace(kept);
  }

  /** Whether the subscription that the request amends is still to be repeated: its id of this connection is unknown. */
  lacksSubscription({ handle }: RestorableRequest): boolean {
    for (const kept of this.#byKey.values()) {
      if (kept.handle === handle && kept.entry.replay?.keep === 'each') return kept.connection < this.#connection;
    }
    return false;
  }

  /** An outgoing body with the subscription id of this connection in place of the caller's. */
  outgoing(body: unknown): unknown {
    return translate(body, this.#idOf);
  }

  /** An incoming body with the caller's subscription id in place of this connection's. */
  incoming(body: unknown): unknown {
    return translate(body, this.#handleOf);
  }

  /** The oldest accepted request that differs from this one in its time fields at most. */
  #find(
    operation: string,
    entry: AnyRequest,
    body: unknown,
    accepts: (kept: RestorableRequest) => boolean,
  ): RestorableRequest | undefined {
    const identity = identityOf(operation, entry, body);
    for (const kept of this.#byKey.values()) if (kept.identity === identity && accepts(kept)) return kept;
    return undefined;
  }

  /** Whether it was repeated on this connection, and its result was given to no caller. */
  #isClaimable({ result, connection, repeatedAt }: RestorableRequest): boolean {
    // A later caller wants a new subscription, with the snapshot at its beginning.
    return result !== undefined && connection === this.#connection && performance.now() - repeatedAt <= CLAIMABLE_MS;
  }

  /** Neither it nor the amendments of its subscription are repeated. */
  #replace(kept: RestorableRequest | undefined): void {
    if (kept === undefined) return;
    kept.result = undefined;
    this.#byKey.delete(kept.key);
    if (kept.entry.replay?.keep === 'each' && kept.handle !== undefined) this.#forget(kept.handle);
  }

  /** @returns Whether there was room, or the lack of room was already reported on this connection. */
  #keepIfRoom(operation: string, entry: AnyRequest, body: unknown, handle: string | undefined): boolean {
    if (this.#byKey.size < MAX_RESTORABLE || this.#byKey.has(keyOf(operation, handle))) {
      this.#keep(operation, entry, body, handle);
      return true;
    }
    const wasReported = this.#isOverflowReported;
    this.#isOverflowReported = true;
    return wasReported;
  }

  #keep(
    operation: string,
    entry: AnyRequest,
    body: unknown,
    handle: string | undefined,
    previous?: RestorableRequest,
  ): RestorableRequest {
    const key = keyOf(operation, handle);
    const kept: RestorableRequest = {
      operation,
      entry,
      body: structuredClone(body),
      key,
      identity: identityOf(operation, entry, body),
      handle,
      connection: this.#connection,
      repeatedAt: -Infinity,
      result: undefined,
      previous,
    };
    this.#byKey.set(key, kept);
    return kept;
  }

  #forget(handle: string | undefined): void {
    for (const kept of this.#byKey.values()) if (kept.handle === handle) this.#byKey.delete(kept.key);
  }
}

function keyOf(operation: string, handle: string | undefined): string {
  return handle === undefined ? operation : `${operation} ${handle}`;
}

function timeFieldsOf({ replay }: AnyRequest): TimeFields | undefined {
  return replay?.keep === 'each' ? replay.timeFields : undefined;
}

function identityOf(operation: string, entry: AnyRequest, body: unknown): string {
  const { from = [], until = [] } = timeFieldsOf(entry) ?? {};
  const text = JSON.stringify(body, (name, value: unknown) =>
    from.includes(name) || until.includes(name) ? undefined : value,
  );
  return `${operation} ${text}`;
}

/** Whether the time range of `made` contains that of `wanted`. */
function covers(entry: AnyRequest, made: unknown, wanted: unknown): boolean {
  const { from = [], until = [] } = timeFieldsOf(entry) ?? {};
  return (
    from.every((name) => boundOf(made, name, -Infinity) <= boundOf(wanted, name, -Infinity)) &&
    until.every((name) => boundOf(made, name, Infinity) >= boundOf(wanted, name, Infinity))
  );
}

/** A time in a body that was checked: a number, or absent. */
function boundOf(body: unknown, name: string, unbounded: number): number {
  const value: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, name) : undefined;
  return typeof value === 'number' ? value : unbounded;
}

function translate(body: unknown, ids: ReadonlyMap<string, string> | undefined): unknown {
  if (ids === undefined || typeof body !== 'object' || body === null || !('subscriptionId' in body)) return body;
  const id = ids.get(String(body.subscriptionId));
  return id === undefined ? body : { ...body, subscriptionId: id };
}
