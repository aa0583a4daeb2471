import type { CursorStore } from '../options/options.js';
import { warnProcess } from '../support/warning.js';
import { checkChange, checkPosition } from './check-change.js';
import { copyOf, SavedConversations } from './saved-conversations.js';
import type { Change, Saved, Store } from './store.js';

/** Per process: tests and bots with many agents have many such stores. */
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

  /** @throws {ValidationError} The store could not give the change back, e.g. a `Date` or a function; `issues` name the place. */
  async commit(agent: string, change: Change): Promise<void> {
    checkChange(agent, change);
    this.#conversations.apply(agent, copyOf(change));
    if (hasWarned) return;
    hasWarned = true;
    warnProcess(
      'The state of conversations is kept in a MemoryStore and ends with the process: use a FileStore to keep it',
      'MEMORY_STORE',
    );
  }

  get(dialogId: string): number | undefined {
    return this.#sequences.get(dialogId);
  }

  /** @throws {StoreError} `STORE_POSITION`: no key of a dialog, or `sequence` is no safe integer from 0. */
  set(dialogId: string, sequence: number): void {
    checkPosition(dialogId, sequence, '');
    this.#sequences.set(dialogId, sequence);
  }

  delete(dialogId: string): void {
    this.#sequences.delete(dialogId);
  }

  dialogs(): Iterable<string> {
    return [...this.#sequences.keys()];
  }
}
