import { resolve } from 'node:path';
import { ConfigurationError, StoreError } from '../errors.js';
import type { CursorStore } from '../options/options.js';
import { LONGEST_TIMER_MS } from '../support/deadline.js';
import { checkChange, checkPosition, isChange, isPosition } from './check-change.js';
import { Journal, type JournalContents } from './journal.js';
import { SavedConversations } from './saved-conversations.js';
import type { Change, Saved, Store } from './store.js';

/** How a {@link FileStore} behaves. Times are in milliseconds. */
export interface FileStoreOptions {
  /**
   * How long opening waits for another process that has the file open. Below 5_000 it does not wait long enough to
   * notice that a process on another machine has ended.
   *
   * @default 10_000
   */
  readonly lockTimeout?: number | undefined;
  /**
   * Whether each write is forced to the disk (`fdatasync`) before its promise resolves, and so survives a power failure
   * as well. It blocks the process for as long as the disk takes, often some hundred microseconds.
   *
   * @default false
   */
  readonly sync?: boolean | undefined;
}

type StoreState =
  | { readonly name: 'closed' }
  | { readonly name: 'opening'; readonly opened: Promise<OpenStore>; readonly stop: AbortController }
  | OpenStore;

interface OpenStore {
  readonly name: 'open';
  readonly journal: Journal;
  readonly contents: FileContents;
}

const LOCK_TIMEOUT_MS = 10_000;

/**
 * Keeps in one file the state of conversations, as a {@link Store}, and which messages an agent has handled, as a
 * {@link CursorStore}: `new Agent({ ..., cursors: new FileStore('./state/bot.jsonl') })`.
 *
 * The file is opened by the first call, or by {@link open}. One process at a time has it open, by a lock file beside it
 * (`<file>.lock`): a second one waits for `lockTimeout`, then its call rejects with an error that names the first. Within
 * a process the second store on a file rejects at once. A process that was killed is noticed in less than a second on
 * the same machine, and after 5 seconds without a heartbeat on another one.
 *
 * What `set` and `commit` write is in the file when their promise resolves, and survives the end of the process, SIGKILL
 * included. A commit is one line: it is read whole or, if the process was killed within the write, not at all. All that
 * is saved is in memory as well. Every rejection is a {@link StoreError}, but for the {@link ValidationError} of
 * {@link commit}; the next call tries again.
 */
export class FileStore implements Store, CursorStore, Disposable {
  readonly #path: string;
  readonly #lockTimeoutMs: number;
  readonly #sync: boolean;
  #state: StoreState = { name: 'closed' };

  /**
   * @param path Made, with its folder, if it is not there. Relative to the folder that is current now.
   * @throws {ConfigurationError} An argument is invalid; `problems` names each.
   */
  constructor(path: string, options: FileStoreOptions = {}) {
    const isObject = typeof options === 'object' && options !== null && !Array.isArray(options);
    const { lockTimeout = LOCK_TIMEOUT_MS, sync = false, ...unknown } = isObject ? options : {};
    const problems = [
      ...(isObject ? [] : ['options: expected an object']),
      ...Object.keys(unknown).map((name) => `${name}: unknown option`),
      ...(typeof path === 'string' && path !== '' ? [] : ['path: expected the path of a file']),
      ...(typeof lockTimeout === 'number' && lockTimeout >= 0 ? [] : ['lockTimeout: expected milliseconds from 0']),
      ...(typeof sync === 'boolean' ? [] : ['sync: expected true or false']),
    ];
    if (problems.length > 0) throw new ConfigurationError(problems);
    this.#path = resolve(path);
    this.#lockTimeoutMs = Math.min(lockTimeout, LONGEST_TIMER_MS);
    this.#sync = sync;
  }

  /**
   * Opens the file now, for a program that wants to know before it connects whether it may use the file.
   *
   * @throws {StoreError} `STORE_LOCKED`, `STORE_FORMAT` or `STORE_READ`.
   */
  async open(): Promise<void> {
    await this.#opened();
  }

  /** @throws {StoreError} As {@link open}. */
  async *load(agent: string): AsyncIterable<Saved> {
    const { contents } = await this.#opened();
    yield* contents.conversations.of(agent);
  }

  /**
   * @throws {ValidationError} The store could not give the change back, e.g. a `Date` or a function; `issues` name the place.
   * @throws {StoreError} As {@link open}, and `STORE_WRITE`.
   */
  async commit(agent: string, change: Change): Promise<void> {
    checkChange(agent, change);
    // Before the file is open: the caller may change its objects meanwhile.
    await this.#append({ kind: 'commit', agent, change });
  }

  async get(dialogId: string): Promise<number | undefined> {
    const { contents } = await this.#opened();
    return contents.get(dialogId);
  }

  /** @throws {StoreError} `STORE_POSITION`: no key of a dialog, or `sequence` is no safe integer from 0. Otherwise as {@link open}, and `STORE_WRITE`. */
  async set(dialogId: string, sequence: number): Promise<void> {
    checkPosition(dialogId, sequence, this.#path);
    await this.#append({ kind: 'position', dialogId, sequence });
  }

  async delete(dialogId: string): Promise<void> {
    const { contents } = this.#state.name === 'open' ? this.#state : await this.#opened();
    if (contents.get(dialogId) !== undefined) await this.#append({ kind: 'removed', dialogId });
  }

  async dialogs(): Promise<Iterable<string>> {
    const { contents } = await this.#opened();
    return contents.dialogs();
  }

  /** Closes the file and releases the lock. The next call opens it again. */
  [Symbol.dispose](): void {
    const state = this.#state;
    this.#state = { name: 'closed' };
    if (state.name === 'opening') state.stop.abort(disposed(this.#path));
    if (state.name === 'open') state.journal[Symbol.dispose]();
  }

  async #append(entry: object): Promise<void> {
    const line = JSON.stringify(entry);
    // Without a turn in between where the file is open: the process may be killed in the next one.
    const open = this.#state.name === 'open' ? this.#state : await this.#opened();
    if (this.#state !== open) throw disposed(this.#path);
    try {
      open.journal.append(line);
    } catch (error) {
      // The file has another owner, and what is known of it is out of date.
      if (error instanceof StoreError && error.code === 'STORE_LOCK_LOST' && this.#state === open) {
        this[Symbol.dispose]();
      }
      throw error;
    }
  }

  #opened(): Promise<OpenStore> {
    const state = this.#state;
    if (state.name === 'open') return Promise.resolve(state);
    if (state.name === 'opening') return state.opened;
    const stop = new AbortController();
    const opening: StoreState = { name: 'opening', opened: this.#open(stop.signal), stop };
    this.#state = opening;
    opening.opened.then(
      (open) => {
        if (this.#state === opening) this.#state = open;
        else open.journal[Symbol.dispose]();
      },
      () => {
        if (this.#state === opening) this.#state = { name: 'closed' };
      },
    );
    return opening.opened;
  }

  async #open(signal: AbortSignal): Promise<OpenStore> {
    const contents = new FileContents();
    const journal = await Journal.open(this.#path, contents, {
      lockTimeoutMs: this.#lockTimeoutMs,
      sync: this.#sync,
      signal,
    });
    if (!signal.aborted) return { name: 'open', journal, contents };
    journal[Symbol.dispose]();
    throw signal.reason;
  }
}

/** What the lines of the file add up to. */
class FileContents implements JournalContents {
  readonly conversations = new SavedConversations();
  /** Sequence of the last event handled, by dialog: the positions of a cursor store. */
  readonly #sequences = new Map<string, number>();

  get size(): number {
    return this.#sequences.size + this.conversations.size;
  }

  get(dialogId: string): number | undefined {
    return this.#sequences.get(dialogId);
  }

  dialogs(): readonly string[] {
    return [...this.#sequences.keys()];
  }

  apply(line: unknown): void {
    if (Array.isArray(line)) {
      this.#applyArray(line);
      return;
    }
    if (typeof line !== 'object' || line === null) return;
    const { kind, dialogId, sequence, agent, change } = line as Record<string, unknown>;
    if (kind === 'commit' && typeof agent === 'string' && isChange(change)) this.conversations.apply(agent, change);
    if (typeof dialogId !== 'string') return;
    if (kind === 'position' && isPosition(sequence)) this.#sequences.set(dialogId, sequence);
    if (kind === 'removed') this.#sequences.delete(dialogId);
  }

  *lines(): Iterable<object> {
    for (const [dialogId, sequence] of this.#sequences) yield { kind: 'position', dialogId, sequence };
    for (const commit of this.conversations.changes()) yield { kind: 'commit', ...commit };
  }

  /** Files without a header: `[dialogId, sequence]`, or `[dialogId]` for one that was removed. */
  #applyArray(line: readonly unknown[]): void {
    const [dialogId, sequence] = line;
    if (typeof dialogId !== 'string') return;
    if (isPosition(sequence)) this.#sequences.set(dialogId, sequence);
    else if (line.length === 1) this.#sequences.delete(dialogId);
  }
}

function disposed(path: string): StoreError {
  return new StoreError(`The store ${path} was disposed of while a call waited for it`, { code: 'STORE_CLOSED', path });
}
