import type { CursorStore } from '../options/options.js';
import { checkChange } from './check-change.js';
import { copyOf, SavedConversations } from './saved-conversations.js';
import type { Change, Saved, Store } from './store.js';

/** A bot for each of many agents, and tests, have many such stores. */
let hasWarned = false;

/**
 * Keeps the state of conversations in memory, for tests and first steps: it ends with the process. The first commit in a
 * process says so in a warning with the code `MEMORY_STORE`. Use a {@link FileStore} for a bot that serves consumers.
 */
export class MemoryStore implements Store, CursorStore {
  readonly #conversations = new SavedConversations();
  readonly #sequences = new Map<string, number>();

  async *load(agent: string): AsyncIterable<Saved> {
    yield* this.#conversations.of(agent);
  }

  /** @throws {ValidationError} A value that is no JSON, such as a `Date` or a function; `issues` name the place. */
  async commit(agent: string, change: Change): Promise<void> {
    checkChange(agent, change);
    this.#conversations.apply(agent, copyOf(change));
    if (hasWarned) return;
    hasWarned = true;
    process.emitWarning(
      'The state of conversations is kept in a MemoryStore and ends with the process: use a FileStore to keep it',
      { type: 'NodeAgentSDKWarning', code: 'MEMORY_STORE' },
    );
  }

  get(dialogId: string): number | undefined {
    return this.#sequences.get(dialogId);
  }

  set(dialogId: string, sequence: number): void {
    this.#sequences.set(dialogId, sequence);
  }

  delete(dialogId: string): void {
    this.#sequences.delete(dialogId);
  }

  dialogs(): Iterable<string> {
    return [...this.#sequences.keys()];
  }
}
