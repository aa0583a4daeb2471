import { resolve } from 'node:path';
import { ConfigurationError, StoreError } from '../errors.js';
import type { CursorStore } from '../options/options.js';
import { LONGEST_TIMER_MS } from '../support/deadline.js';
import { Journal, type JournalContents } from './journal.js';

/** How a {@link FileStore} behaves. Times are in milliseconds. */
export interface FileStoreOptions {
  /**
   * How long opening waits for another process that has the file open. Below 5_000 it does not wait long enough to
   * notice that a process on another machine has ended.
   *
   * @default 10_000
   */
  readonly lockTimeout?: number | undefined;
}

type StoreState =
  | { readonly name: 'closed' }
  | { readonly name: 'opening'; readonly opened: Promise<OpenStore>; readonly stop: AbortController }
  | OpenStore;

interface OpenStore {
  readonly name: 'open';
  readonly journal: Journal;
  readonly positions: Positions;
}

const LOCK_TIMEOUT_MS = 10_000;

/**
 * Keeps in one file which messages have been handled: `new Agent({ ..., cursors: new FileStore('./state/bot.jsonl') })`.
 *
 * The file is opened by the first call, or by {@link open}. One process at a time has it open, by a lock file beside it
 * (`<file>.lock`): a second one waits for `lockTimeout`, then its call rejects with an error that names the first. Within
 * a process the second store on a file rejects at once. A process that was killed is noticed in less than a second on
 * the same machine, and after 5 seconds without a heartbeat on another one.
 *
 * A position is in the file when the promise of `set` resolves, and survives the end of the process, SIGKILL included.
 * Every rejection is a {@link StoreError}; the next call tries again.
 */
export class FileStore implements CursorStore, Disposable {
  readonly #path: string;
  readonly #lockTimeoutMs: number;
  #state: StoreState = { name: 'closed' };

  /**
   * @param path Made, with its folder, if it is not there. Relative to the folder that is current now.
   * @throws {ConfigurationError} No path, or no time.
   */
  constructor(path: string, { lockTimeout = LOCK_TIMEOUT_MS }: FileStoreOptions = {}) {
    const problems = [
      ...(typeof path === 'string' && path !== '' ? [] : ['path: expected the path of a file']),
      ...(typeof lockTimeout === 'number' && lockTimeout >= 0 ? [] : ['lockTimeout: expected milliseconds from 0']),
    ];
    if (problems.length > 0) throw new ConfigurationError(problems);
    this.#path = resolve(path);
    this.#lockTimeoutMs = Math.min(lockTimeout, LONGEST_TIMER_MS);
  }

  /**
   * Opens the file now, for a program that wants to know before it connects whether it may use the file.
   *
   * @throws {StoreError} `STORE_LOCKED`, `STORE_FORMAT` or `STORE_READ`.
   */
  async open(): Promise<void> {
    await this.#opened();
  }

  async get(dialogId: string): Promise<number | undefined> {
    const { positions } = await this.#opened();
    return positions.get(dialogId);
  }

  /** @throws {StoreError} `STORE_POSITION`: `sequence` is no safe integer from 0. Otherwise as {@link open}, and `STORE_WRITE`. */
  async set(dialogId: string, sequence: number): Promise<void> {
    if (!isPosition(sequence)) {
      throw new StoreError(`${String(sequence)} is not a position: expected a whole number from 0`, {
        code: 'STORE_POSITION',
        path: this.#path,
      });
    }
    // Without a turn in between where the file is open: the process may be killed in the next one.
    const open = this.#state.name === 'open' ? this.#state : await this.#opened();
    this.#append(open, { kind: 'position', dialogId, sequence });
  }

  async delete(dialogId: string): Promise<void> {
    const open = this.#state.name === 'open' ? this.#state : await this.#opened();
    if (open.positions.get(dialogId) !== undefined) this.#append(open, { kind: 'removed', dialogId });
  }

  async dialogs(): Promise<Iterable<string>> {
    const { positions } = await this.#opened();
    return positions.dialogs();
  }

  /** Closes the file and releases the lock. The next call opens it again. */
  [Symbol.dispose](): void {
    const state = this.#state;
    this.#state = { name: 'closed' };
    if (state.name === 'opening') state.stop.abort(disposed(this.#path));
    if (state.name === 'open') state.journal[Symbol.dispose]();
  }

  #append(open: OpenStore, line: object): void {
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
    const positions = new Positions();
    const journal = await Journal.open(this.#path, positions, { lockTimeoutMs: this.#lockTimeoutMs, signal });
    if (!signal.aborted) return { name: 'open', journal, positions };
    journal[Symbol.dispose]();
    throw signal.reason;
  }
}

/** Sequence of the last event handled, by dialog. */
class Positions implements JournalContents {
  readonly #sequences = new Map<string, number>();

  get size(): number {
    return this.#sequences.size;
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
    const { kind, dialogId, sequence } = line as Record<string, unknown>;
    if (typeof dialogId !== 'string') return;
    if (kind === 'position' && isPosition(sequence)) this.#sequences.set(dialogId, sequence);
    if (kind === 'removed') this.#sequences.delete(dialogId);
  }

  *lines(): Iterable<object> {
    for (const [dialogId, sequence] of this.#sequences) yield { kind: 'position', dialogId, sequence };
  }

  /** Files without a header: `[dialogId, sequence]`, or `[dialogId]` for one that was removed. */
  #applyArray(line: readonly unknown[]): void {
    const [dialogId, sequence] = line;
    if (typeof dialogId !== 'string') return;
    if (isPosition(sequence)) this.#sequences.set(dialogId, sequence);
    else if (line.length === 1) this.#sequences.delete(dialogId);
  }
}

function isPosition(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

function disposed(path: string): StoreError {
  return new StoreError(`The store ${path} was disposed of while a call waited for it`, { code: 'STORE_CLOSED', path });
}
