import { SDKError } from '../errors.js';
import type { CursorStore } from '../options/options.js';
import { isThenable, reasonOf } from '../support/thrown.js';
import { slowStore } from './faults.js';
import { asSequence } from './sequence.js';

/** A handler or a write to the store that takes longer causes a warning. */
export const SLOW_MS = 60_000;
/** Prefix of the ids of dialogs that the agent has left and may rejoin. */
const LEFT = 'left:';

/**
 * The agent's positions in the application's store. The keys begin with `account/user/`, so that agents can share a store.
 */
export class Cursors {
  readonly #store: CursorStore;
  readonly #prefix: string;
  readonly #reporter: { report(error: SDKError): void; warn(message: string): void };
  /** Running writes, by dialog: each waits for the previous one. */
  readonly #writes = new Map<string, Promise<void>>();
  #hasWarned = false;

  constructor(
    store: CursorStore,
    agent: { readonly accountId: string; readonly userId: string },
    reporter: { report(error: SDKError): void; warn(message: string): void },
  ) {
    this.#store = store;
    this.#prefix = `${agent.accountId}/${agent.userId}/`;
    this.#reporter = reporter;
  }

  /**
   * The position of the agent in a dialog, and whether the agent had left the dialog.
   *
   * @throws Whatever the store throws or rejects with.
   */
  async position(dialogId: string): Promise<{ readonly sequence: number; readonly wasLeft: boolean } | undefined> {
    await this.#writes.get(dialogId);
    const current = this.#read(await this.#store.get(this.#prefix + dialogId));
    if (current !== undefined) return { sequence: current, wasLeft: false };
    const left = this.#read(await this.#store.get(this.#prefix + LEFT + dialogId));
    if (left === undefined) return undefined;
    this.rejoin(dialogId, left);
    return { sequence: left, wasLeft: true };
  }

  /** @returns A promise, which never rejects, if the store returned one. */
  move(dialogId: string, sequence: number): Promise<void> | undefined {
    return this.#write(dialogId, () => this.#store.set(this.#prefix + dialogId, sequence));
  }

  /** The agent has left the dialog and may rejoin: the position is kept, and the next start does not follow the dialog. */
  leave(dialogId: string, sequence: number): void {
    void this.#write(dialogId, async () => {
      await this.#store.set(this.#prefix + LEFT + dialogId, sequence);
      await this.#store.delete?.(this.#prefix + dialogId);
    });
  }

  /** The agent has rejoined the dialog. */
  rejoin(dialogId: string, sequence: number): void {
    void this.#write(dialogId, async () => {
      await this.#store.set(this.#prefix + dialogId, sequence);
      await this.#store.delete?.(this.#prefix + LEFT + dialogId);
    });
  }

  /** Deletes the position of an ended dialog. */
  forget(dialogId: string): void {
    void this.#write(dialogId, async () => {
      await this.#store.delete?.(this.#prefix + dialogId);
      await this.#store.delete?.(this.#prefix + LEFT + dialogId);
    });
  }

  /** The dialogs of this agent: `current` and `left`, the oldest first. */
  async dialogs(): Promise<{ readonly current: readonly string[]; readonly left: readonly string[] }> {
    const current: string[] = [];
    const left: string[] = [];
    for (const key of (await this.#store.dialogs?.()) ?? []) {
      if (!key.startsWith(this.#prefix)) continue;
      const name = key.slice(this.#prefix.length);
      if (name.startsWith(LEFT)) left.push(name.slice(LEFT.length));
      else current.push(name);
    }
    return { current, left };
  }

  /** Resolves when no write is running; `undefined` if none is. Never rejects. */
  idle(): Promise<void> | undefined {
    return this.#writes.size === 0 ? undefined : Promise.all(this.#writes.values()).then(() => this.idle());
  }

  #read(value: unknown): number | undefined {
    const sequence = asSequence(value);
    if (sequence === undefined && value !== undefined && value !== null && !this.#hasWarned) {
      this.#hasWarned = true;
      this.#reporter.warn(
        `get() of the cursor store returned a ${typeof value} (expected a whole number from 0); it counts as no position`,
      );
    }
    return sequence;
  }

  /** Writes in the order of the calls. @returns A promise, which never rejects, if the write is asynchronous. */
  #write(dialogId: string, work: () => unknown): Promise<void> | undefined {
    const before = this.#writes.get(dialogId);
    const write =
      before === undefined ? this.#attempt(dialogId, work) : before.then(() => this.#attempt(dialogId, work));
    if (write === undefined) return undefined;
    const done = write.then(() => {
      if (this.#writes.get(dialogId) === done) this.#writes.delete(dialogId);
    });
    this.#writes.set(dialogId, done);
    return done;
  }

  /** A failed write is only reported: at worst messages are delivered again after a restart. */
  #attempt(dialogId: string, work: () => unknown): Promise<void> | undefined {
    const failed = (cause: unknown): void => this.#reporter.report(storeFailed(cause));
    try {
      const result = work();
      if (!isThenable(result)) return undefined;
      const timer = setTimeout(() => this.#reporter.warn(slowStore(dialogId, SLOW_MS)), SLOW_MS).unref();
      return Promise.resolve(result)
        .then(() => undefined, failed)
        .finally(() => clearTimeout(timer));
    } catch (cause) {
      failed(cause);
      return undefined;
    }
  }
}

export function storeFailed(cause: unknown): SDKError {
  return new SDKError(`The cursor store failed: ${reasonOf(cause)}`, { code: 'CURSOR_STORE', cause });
}
