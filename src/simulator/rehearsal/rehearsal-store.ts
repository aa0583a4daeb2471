import { checkChange } from '../../store/check-change.js';
import { copyOf, SavedConversations } from '../../store/saved-conversations.js';
import type { Change, Saved, Store } from '../../store/store.js';

/** As `MemoryStore`, without its warning that the state ends with the process. */
export class RehearsalStore implements Store {
  readonly #conversations = new SavedConversations();

  async *load(agent: string): AsyncIterable<Saved> {
    yield* this.#conversations.of(agent);
  }

  async commit(agent: string, change: Change): Promise<void> {
    checkChange(agent, change);
    this.#conversations.apply(agent, copyOf(change));
  }
}
