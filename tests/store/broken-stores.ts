import { applyChange, type Change, type Saved, type Store } from '../../src/store/store.js';
import type { StorePlace } from '../../src/store/store-under-test.js';

/** The data of a store, as JSON by agent and conversation, which outlives the store. */
type Disk = Map<string, Map<string, string>>;

/** A store that keeps the contract, of which each store below breaks one rule. */
class MapStore implements Store {
  constructor(protected readonly disk: Disk) {}

  async *load(agent: string): AsyncIterable<Saved> {
    for (const text of this.conversations(agent).values()) yield JSON.parse(text) as Saved;
  }

  async commit(agent: string, change: Change): Promise<void> {
    this.write(agent, JSON.parse(JSON.stringify(change)) as Change);
  }

  protected write(agent: string, change: Change): void {
    const conversations = this.conversations(agent);
    const before = conversations.get(change.conversationId);
    const saved = applyChange(before === undefined ? undefined : (JSON.parse(before) as Saved), change);
    if (saved === undefined) conversations.delete(change.conversationId);
    else conversations.set(change.conversationId, JSON.stringify(saved));
  }

  protected conversations(agent: string): Map<string, string> {
    const conversations = this.disk.get(agent) ?? new Map<string, string>();
    this.disk.set(agent, conversations);
    return conversations;
  }
}

/** Holds each change back until the next one: a cache that is written when it is full. */
class LosesTheLastCommit extends MapStore {
  #last: (() => void) | undefined;

  override async commit(agent: string, change: Change): Promise<void> {
    const copy = JSON.parse(JSON.stringify(change)) as Change;
    this.#last?.();
    this.#last = () => this.write(agent, copy);
  }
}

/** Two statements without a transaction. */
class WritesHalf extends MapStore {
  override async commit(agent: string, change: Change): Promise<void> {
    if (change.removed) return super.commit(agent, change);
    const { conversationId, positions, timers } = structuredClone(change);
    this.write(agent, { conversationId, positions, timers });
    const { session, flow } = JSON.parse(JSON.stringify(change)) as typeof change;
    await new Promise((resolve) => setImmediate(resolve));
    this.write(agent, { conversationId, session, flow });
  }
}

/** The agent is not part of the key. */
class MixesAgents extends MapStore {
  protected override conversations(): Map<string, string> {
    return super.conversations('all');
  }
}

/** As a row of a table comes, with the columns that have no value. */
class AnswersNull extends MapStore {
  override async *load(agent: string): AsyncIterable<Saved> {
    for await (const saved of super.load(agent)) yield { session: null, flow: null, ...saved };
  }
}

/** Writes when there is time, and not at all once the store was disposed of. */
class ResolvesTooEarly extends MapStore implements Disposable {
  #waiting: { readonly agent: string; readonly change: Change }[] = [];

  override async *load(agent: string): AsyncIterable<Saved> {
    this.#flush();
    yield* super.load(agent);
  }

  override async commit(agent: string, change: Change): Promise<void> {
    const copy = JSON.parse(JSON.stringify(change)) as Change;
    if (this.#waiting.push({ agent, change: copy }) === 1) setImmediate(() => this.#flush());
  }

  [Symbol.dispose](): void {
    this.#waiting = [];
  }

  #flush(): void {
    for (const { agent, change } of this.#waiting.splice(0)) this.write(agent, change);
  }
}

/** Opening begins with what this very process has not written. */
class ForgetsOnReopening extends MapStore {
  constructor(disk: Disk) {
    disk.clear();
    super(disk);
  }
}

function placeOf(Adapter: new (disk: Disk) => Store): () => StorePlace {
  return () => {
    const disk: Disk = new Map();
    return { open: () => new Adapter(disk) };
  };
}

export const soundStore = placeOf(MapStore);

/** Places of broken stores, by what each does. */
export const brokenStores = {
  'loses the last commit': placeOf(LosesTheLastCommit),
  'writes half of a commit': placeOf(WritesHalf),
  'mixes two agents': placeOf(MixesAgents),
  'answers null for what was not written': placeOf(AnswersNull),
  'resolves before it has written': placeOf(ResolvesTooEarly),
  'forgets on reopening': placeOf(ForgetsOnReopening),
};
