import { isDeepStrictEqual } from 'node:util';
import type { Change, Saved, Store } from './store.js';

/** Where a store keeps its data, for the tests of `testStore`. */
export interface StorePlace {
  /**
   * Opens a store on the data of this place. Called again to test reopening, after `Symbol.dispose` or
   * `Symbol.asyncDispose` of the store before, if it has one; what `Symbol.asyncDispose` returns is not awaited first.
   */
  open(): Store | PromiseLike<Store>;
  /** Removes the data. */
  dispose?(): unknown;
}

/** The store of one place, which can be reopened, and what is expected of it. */
export class StoreUnderTest implements AsyncDisposable {
  readonly #place: StorePlace;
  #store: Store | undefined;
  readonly #disposals: PromiseLike<unknown>[] = [];

  constructor(place: StorePlace) {
    this.#place = place;
  }

  async commit(agent: string, change: Change): Promise<void> {
    const store = (this.#store ??= await this.#place.open());
    await store.commit(agent, change);
  }

  /** Calls `commit` for each change before any of them has resolved. */
  async commitAtOnce(agent: string, changes: readonly Change[]): Promise<void> {
    const store = (this.#store ??= await this.#place.open());
    await Promise.all(changes.map((change) => store.commit(agent, change)));
  }

  async load(agent: string): Promise<ReadonlyMap<string, Saved>> {
    const store = (this.#store ??= await this.#place.open());
    const found = new Map<string, Saved>();
    for await (const saved of store.load(agent)) {
      if (found.has(saved.conversationId)) {
        throw new Error(`load() gave conversation ${quoted(saved.conversationId)} twice; each is expected once`);
      }
      found.set(saved.conversationId, saved);
    }
    return found;
  }

  /** Another store on the same place. */
  async reopen(): Promise<void> {
    this.#dispose();
    this.#store = await this.#place.open();
  }

  /**
   * @param expected The agent's conversations, all of them, in any order.
   * @param rule What the store promises, as a sentence.
   */
  async expect(agent: string, expected: readonly Saved[], rule: string): Promise<void> {
    const found = await this.load(agent);
    const foundIds = [...found.keys()].toSorted();
    const expectedIds = expected.map(({ conversationId }) => conversationId).toSorted();
    if (!isDeepStrictEqual(foundIds, expectedIds)) fail('load() gave other conversations', foundIds, expectedIds, rule);
    for (const conversation of expected) this.expectSame(found.get(conversation.conversationId), conversation, rule);
  }

  /** Compares as JSON, but for `undefined` and `null`: both are told apart, and an absent member is `undefined`. */
  expectSame(found: Saved | undefined, expected: Saved, rule: string): void {
    for (const part of ['positions', 'session', 'flow', 'timers'] as const) {
      if (!isDeepStrictEqual(plain(found?.[part]), plain(expected[part]))) {
        fail(`load() gave other ${part} of ${quoted(expected.conversationId)}`, found?.[part], expected[part], rule);
      }
    }
  }

  /** Disposes of the store and of the place, and reports what a disposal rejected with. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#dispose();
    await Promise.all(this.#disposals);
    await this.#place.dispose?.();
  }

  #dispose(): void {
    const store: (Store & Partial<Disposable & AsyncDisposable>) | undefined = this.#store;
    this.#store = undefined;
    const dispose = store?.[Symbol.asyncDispose] ?? store?.[Symbol.dispose];
    if (dispose === undefined) return;
    // Not awaited here: what a commit has resolved for must not need a disposal to be written.
    const disposal = dispose.call(store);
    if (disposal !== undefined) this.#disposals.push(disposal);
  }
}

/** Without the prototypes of rows and class instances that an adapter may use. */
function plain(value: unknown): unknown {
  return value === undefined ? undefined : (JSON.parse(JSON.stringify(value)) as unknown);
}

function fail(what: string, found: unknown, expected: unknown, rule: string): never {
  throw new Error(`${what}: ${quoted(found)} instead of ${quoted(expected)}. The contract: ${rule}`);
}

/** JSON, cut at a length that a terminal can show. */
function quoted(value: unknown): string {
  const text = value === undefined ? 'undefined' : JSON.stringify(value);
  return text.length <= 500 ? text : `${text.slice(0, 500)}... (${text.length} characters)`;
}
