import { SDKError } from '../errors.js';
import type { CursorStore } from '../options/options.js';
import { isThenable, reasonOf } from '../support/thrown.js';
import { slowStore } from './faults.js';
import { asSequence } from './sequence.js';

/** A handler, or a write to the store, that has not finished after so long is reported. */
export const SLOW_MS = 60_000;
/** Before the ids of dialogs that the agent has left: it may get them back. */
const LEFT = 'left:';

/**
 * The agent's positions in the application's store. The keys begin with `account/user/`, so that agents can share a store.
 */
export class Cursors {
  readonly #store: CursorStore;
  readonly #prefix: string;
  readonly #reporter: { report(error: SDKError): void; warn(message: string): void };
  /** Writes under way, by dialog: each waits for the one before. */
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
   * Where the agent was in a dialog, and whether it had left it.
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

  /** @returns A promise, which never rejects, if the store gave one. */
  move(dialogId: string, sequence: number): Promise<void> | undefined {
    return this.#write(dialogId, () => this.#store.set(this.#prefix + dialogId, sequence));
  }

  /** The agent has left the dialog and may get it back: its position stays, and the dialog is not read at the next start. */
  leave(dialogId: string, sequence: number): void {
    void this.#write(dialogId, async () => {
      await this.#store.set(this.#prefix + LEFT + dialogId, sequence);
      await this.#store.delete?.(this.#prefix + dialogId);
    });
  }

  /** The agent has the dialog again. */
  rejoin(dialogId: string, sequence: number): void {
    void this.#write(dialogId, async () => {
      await this.#store.set(this.#prefix + dialogId, sequence);
      await this.#store.delete?.(this.#prefix + LEFT + dialogId);
    });
  }

  /** The dialog is over. */
  forget(dialogId: string): void {
    void this.#write(dialogId, async () => {
      await this.#store.delete?.(this.#prefix + dialogId);
      await this.#store.delete?.(this.#prefix + LEFT + dialogId);
    });
  }

  /** This agent's dialogs: those it takes part in, and those it has left, the oldest first. */
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

  /** Resolves when nothing is being written any more; `undefined` where nothing is. Never rejects. */
  idle(): Promise<void> | undefined {
    return this.#writes.size === 0 ? undefined : Promise.all(this.#writes.values()).then(() => this.idle());
  }

  #read(value: unknown): number | undefined {
    const sequence = asSequence(value);
    if (sequence === undefined && value !== undefined && value !== null && !this.#hasWarned) {
      this.#hasWarned = true;
      this.#reporter.warn(
        `The cursor store gave a ${typeof value} where a whole number from 0 on was expected; it counts as no position`,
      );
    }
    return sequence;
  }

  /** In the order of the calls. @returns A promise, which never rejects, if there is something to wait for. */
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

  /** A store that fails to write is reported and stops nothing: at worst messages are repeated after a restart. */
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
