import type { AnyRequest, TimeFields } from '../protocol/define.js';

/** A request whose effect ends with the socket, kept to be made again on the next one. */
export interface RestorableRequest {
  readonly operation: string;
  readonly entry: AnyRequest;
  /** A copy: what the caller does with the body later is the caller's. */
  body: unknown;
  readonly key: string;
  /** The same for two requests that differ in their time fields alone. */
  readonly identity: string;
  /** The subscription id the caller was given, and goes on to see. */
  readonly handle: string | undefined;
  /** Ordinal of the connection it is in force on. */
  on: number;
  /** Made again by us: a handler of `connected` that makes it again, too, is given this answer instead. */
  answer: Promise<unknown> | undefined;
  /** When, on the clock of `performance.now()`. */
  repeatedAt: number;
}

/** A handler of `connected`, and what it starts, has this long to ask for what was made again for it. */
const CLAIMABLE_MS = 10_000;

/** Requests that are made again after a reconnect. More of them are a leak of the application's, and would flood the platform. */
export const MAX_RESTORABLE = 100;

/**
 * What the platform forgets with the socket (P 1.11): subscriptions, and the agent's state. Remembers the calls that
 * made them, and translates between the subscription ids the caller knows and those of the connection in use.
 */
export class Resubscriber {
  readonly #kept = new Map<string, RestorableRequest>();
  /** There once a subscription has been made again: most agents never need them. */
  #idOf: Map<string, string> | undefined;
  #handleOf: Map<string, string> | undefined;
  #connection = 0;
  #isOverflowTold = false;

  /** A new connection: nothing of what was asked for is in force on it. */
  begin(): void {
    this.#connection += 1;
    this.#isOverflowTold = false;
    this.#idOf = undefined;
    this.#handleOf = undefined;
  }

  /** What is still to be made again on this connection, in the order it was first asked for. */
  due(): readonly RestorableRequest[] {
    return [...this.#kept.values()].filter(({ on }) => on < this.#connection);
  }

  /** A caller's call that has already been made again for it on this connection: its answer, once. */
  claim(
    operation: string,
    entry: AnyRequest,
    body: unknown,
  ): { readonly answer: Promise<unknown>; readonly giveBack: () => void } | undefined {
    // Said twice, a state does no harm; taken for said, it does.
    if (entry.replay?.keep === 'latest') return undefined;
    const kept = this.#find(operation, entry, body, (it) => this.#isClaimable(it) && covers(entry, it.body, body));
    if (kept?.answer === undefined) return undefined;
    const { answer } = kept;
    kept.answer = undefined;
    kept.body = structuredClone(body);
    const giveBack = (): void => {
      kept.answer ??= answer;
    };
    return { answer, giveBack };
  }

  /** Whether it still is what is to be made again. */
  holds(kept: RestorableRequest): boolean {
    return this.#kept.get(kept.key) === kept;
  }

  /** The subscription of an earlier connection that this request would have made again, and now takes the place of. */
  handleReplacedBy(operation: string, entry: AnyRequest, body: unknown): string | undefined {
    const text = JSON.stringify(body);
    const isSame = (kept: RestorableRequest): boolean =>
      kept.on < this.#connection && JSON.stringify(kept.body) === text;
    return this.#find(operation, entry, body, isSame)?.handle;
  }

  /** A caller makes a call itself that would have been made again: once is enough. @returns How to take that back. */
  issued(operation: string, entry: AnyRequest, body: unknown): () => void {
    if (entry.replay?.keep === 'latest') {
      const before = this.#kept.get(operation);
      // What the agent wants counts from now on, even if the connection is lost before the answer.
      this.#keep(operation, entry, body, undefined);
      return () => void (before ? this.#kept.set(before.key, before) : this.#kept.delete(operation));
    }
    this.#replace(this.#find(operation, entry, body, ({ on }) => on < this.#connection));
    return () => undefined;
  }

  /**
   * A caller's call succeeded.
   *
   * @returns Whether it is the first one on this connection that will not be made again, as there are too many.
   */
  succeeded(operation: string, entry: AnyRequest, body: unknown, response: unknown): boolean {
    const { replay } = entry;
    if (replay?.keep === 'end') this.#forget(replay.subscriptionId(body));
    if (replay?.keep === 'amendment') return !this.#keepIfRoom(operation, entry, body, replay.subscriptionId(body));
    if (replay?.keep !== 'each') return false;
    // Made again for this caller, but not for the time that it asks for now: the newer one replaces the older.
    this.#replace(this.#find(operation, entry, body, (kept) => this.#isClaimable(kept)));
    return !this.#keepIfRoom(operation, entry, body, replay.subscriptionId(response));
  }

  /** A call is being made again on this connection. */
  repeat(kept: RestorableRequest, answer: Promise<unknown>): void {
    kept.on = this.#connection;
    kept.repeatedAt = performance.now();
    kept.answer = answer;
  }

  /** It was answered: from now on the caller's id stands for the new one. */
  repeated(kept: RestorableRequest, response: unknown): void {
    if (kept.entry.replay?.keep !== 'each' || kept.handle === undefined) return;
    const id = kept.entry.replay.subscriptionId(response);
    if (id === undefined || id === kept.handle) return;
    this.#idOf ??= new Map();
    this.#idOf.set(kept.handle, id);
    this.#handleOf ??= new Map();
    this.#handleOf.set(id, kept.handle);
  }

  /** It was refused: it will not be asked for again. */
  refused(kept: RestorableRequest): void {
    if (this.holds(kept)) this.#kept.delete(kept.key);
  }

  /** A body of ours, with the ids that hold on this connection. */
  outgoing(body: unknown): unknown {
    return translate(body, this.#idOf);
  }

  /** A body of the platform's, with the ids the caller knows. */
  incoming(body: unknown): unknown {
    return translate(body, this.#handleOf);
  }

  /** The oldest of those that differ from this request in their time fields at most. */
  #find(
    operation: string,
    entry: AnyRequest,
    body: unknown,
    accepts: (kept: RestorableRequest) => boolean,
  ): RestorableRequest | undefined {
    const identity = identityOf(operation, entry, body);
    for (const kept of this.#kept.values()) if (kept.identity === identity && accepts(kept)) return kept;
    return undefined;
  }

  /** Made again on this connection, for a handler of `connected` that has not asked for it yet. */
  #isClaimable({ answer, on, repeatedAt }: RestorableRequest): boolean {
    // Whoever comes later wants a subscription of its own, with all that comes at its beginning.
    return answer !== undefined && on === this.#connection && performance.now() - repeatedAt <= CLAIMABLE_MS;
  }

  /** Something newer takes its place: it will not be made again, nor will the amendments of a subscription. */
  #replace(kept: RestorableRequest | undefined): void {
    if (kept === undefined) return;
    kept.answer = undefined;
    this.#kept.delete(kept.key);
    if (kept.entry.replay?.keep === 'each' && kept.handle !== undefined) this.#forget(kept.handle);
  }

  /** @returns Whether there was room, or the lack of it has been told on this connection. */
  #keepIfRoom(operation: string, entry: AnyRequest, body: unknown, handle: string | undefined): boolean {
    if (this.#kept.size < MAX_RESTORABLE || this.#kept.has(keyOf(operation, handle))) {
      this.#keep(operation, entry, body, handle);
      return true;
    }
    const wasTold = this.#isOverflowTold;
    this.#isOverflowTold = true;
    return wasTold;
  }

  #keep(operation: string, entry: AnyRequest, body: unknown, handle: string | undefined): void {
    const key = keyOf(operation, handle);
    this.#kept.set(key, {
      operation,
      entry,
      body: structuredClone(body),
      key,
      identity: identityOf(operation, entry, body),
      handle,
      on: this.#connection,
      repeatedAt: -Infinity,
      answer: undefined,
    });
  }

  #forget(handle: string | undefined): void {
    for (const kept of this.#kept.values()) if (kept.handle === handle) this.#kept.delete(kept.key);
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

/** Whether a request about the time of one body gives everything that one about the time of the other gives. */
function covers(entry: AnyRequest, made: unknown, wanted: unknown): boolean {
  const { from = [], until = [] } = timeFieldsOf(entry) ?? {};
  return (
    from.every((name) => boundOf(made, name, -Infinity) <= boundOf(wanted, name, -Infinity)) &&
    until.every((name) => boundOf(made, name, Infinity) >= boundOf(wanted, name, Infinity))
  );
}

/** A member of a body that its schema has taken: a number, or nothing. */
function boundOf(body: unknown, name: string, unbounded: number): number {
  const value: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, name) : undefined;
  return typeof value === 'number' ? value : unbounded;
}

function translate(body: unknown, ids: ReadonlyMap<string, string> | undefined): unknown {
  if (ids === undefined || typeof body !== 'object' || body === null || !('subscriptionId' in body)) return body;
  const id = ids.get(String(body.subscriptionId));
  return id === undefined ? body : { ...body, subscriptionId: id };
}
