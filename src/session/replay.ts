import type { AnyRequest } from '../protocol/define.js';

/** A request whose effect ends with the socket, kept to be made again on the next one. */
export interface Kept {
  readonly operation: string;
  readonly entry: AnyRequest;
  /** A copy: what the caller does with the body later is the caller's. */
  readonly body: unknown;
  readonly key: string;
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

/**
 * What the platform forgets with the socket (P 1.11): subscriptions, and the agent's state. Remembers the calls that
 * made them, and translates between the subscription ids the caller knows and those of the connection in use.
 */
export class Replay {
  readonly #kept = new Map<string, Kept>();
  /** There once a subscription has been made again: most agents never need them. */
  #idOf: Map<string, string> | undefined;
  #handleOf: Map<string, string> | undefined;
  #connection = 0;

  /** A new connection: nothing of what was asked for is in force on it. */
  begin(): void {
    this.#connection += 1;
    this.#idOf = undefined;
    this.#handleOf = undefined;
  }

  /** What is still to be made again on this connection, in the order it was first asked for. */
  due(): readonly Kept[] {
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
    const kept = this.#find(operation, entry, body);
    if (kept?.answer === undefined || kept.on !== this.#connection) return undefined;
    // Whoever comes later wants a subscription of its own, with all that comes at its beginning.
    if (performance.now() - kept.repeatedAt > CLAIMABLE_MS) return undefined;
    const { answer } = kept;
    kept.answer = undefined;
    const giveBack = (): void => {
      kept.answer ??= answer;
    };
    return { answer, giveBack };
  }

  /** Whether it still is what is to be made again. */
  holds(kept: Kept): boolean {
    return this.#kept.get(kept.key) === kept;
  }

  /** A caller makes a call itself that would have been made again: once is enough. @returns How to take that back. */
  issued(operation: string, entry: AnyRequest, body: unknown): () => void {
    const before = this.#find(operation, entry, body);
    if (entry.replay?.keep === 'latest') {
      // What the agent wants counts from now on, even if the connection is lost before the answer.
      this.#keep(operation, entry, body, undefined);
      return () => void (before ? this.#kept.set(before.key, before) : this.#kept.delete(operation));
    }
    if (before && before.on < this.#connection) this.#kept.delete(before.key);
    return () => undefined;
  }

  /** A caller's call succeeded. */
  succeeded(operation: string, entry: AnyRequest, body: unknown, response: unknown): void {
    const { replay } = entry;
    if (replay?.keep === 'each') this.#keep(operation, entry, body, replay.subscriptionId(response));
    if (replay?.keep === 'amendment') this.#keep(operation, entry, body, replay.subscriptionId(body));
    if (replay?.keep === 'end') this.#forget(replay.subscriptionId(body));
  }

  /** A call is being made again on this connection. */
  repeat(kept: Kept, answer: Promise<unknown>): void {
    kept.on = this.#connection;
    kept.repeatedAt = performance.now();
    kept.answer = answer;
  }

  /** It was answered: from now on the caller's id stands for the new one. */
  repeated(kept: Kept, response: unknown): void {
    if (kept.entry.replay?.keep !== 'each' || kept.handle === undefined) return;
    const id = kept.entry.replay.subscriptionId(response);
    if (id === undefined || id === kept.handle) return;
    this.#idOf ??= new Map();
    this.#idOf.set(kept.handle, id);
    this.#handleOf ??= new Map();
    this.#handleOf.set(id, kept.handle);
  }

  /** It was refused: it will not be asked for again. */
  refused(kept: Kept): void {
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

  #find(operation: string, entry: AnyRequest, body: unknown): Kept | undefined {
    if (entry.replay?.keep === 'latest') return this.#kept.get(operation);
    const text = JSON.stringify(body);
    for (const kept of this.#kept.values()) {
      if (kept.operation === operation && JSON.stringify(kept.body) === text) return kept;
    }
    return undefined;
  }

  #keep(operation: string, entry: AnyRequest, body: unknown, handle: string | undefined): void {
    const key = handle === undefined ? operation : `${operation} ${handle}`;
    this.#kept.set(key, {
      operation,
      entry,
      body: structuredClone(body),
      key,
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

function translate(body: unknown, ids: ReadonlyMap<string, string> | undefined): unknown {
  if (ids === undefined || typeof body !== 'object' || body === null || !('subscriptionId' in body)) return body;
  const id = ids.get(String(body.subscriptionId));
  return id === undefined ? body : { ...body, subscriptionId: id };
}
