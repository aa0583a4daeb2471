import { SDKError } from '../errors.js';
import type { CursorStore } from '../options.js';
import { isThenable, reasonOf } from '../support/thrown.js';
import { asSequence } from './sequence.js';

/** Before the ids of dialogs that the agent has left: it may get them back. */
const LEFT = 'left:';

/**
 * The agent's positions in the application's store. The keys begin with `account/user/`, so that agents can share a store.
 */
export class Cursors {
  readonly #store: CursorStore;
  readonly #prefix: string;
  readonly #report: (error: SDKError) => void;

  constructor(
    store: CursorStore,
    agent: { readonly accountId: string; readonly userId: string },
    report: (error: SDKError) => void,
  ) {
    this.#store = store;
    this.#prefix = `${agent.accountId}/${agent.userId}/`;
    this.#report = report;
  }

  /**
   * Where the agent was in a dialog, and whether it had left it.
   *
   * @throws Whatever the store throws or rejects with.
   */
  async position(dialogId: string): Promise<{ readonly sequence: number; readonly wasLeft: boolean } | undefined> {
    const current = asSequence(await this.#store.get(this.#prefix + dialogId));
    if (current !== undefined) return { sequence: current, wasLeft: false };
    const left = asSequence(await this.#store.get(this.#prefix + LEFT + dialogId));
    if (left === undefined) return undefined;
    this.rejoin(dialogId, left);
    return { sequence: left, wasLeft: true };
  }

  /** @returns A promise, which never rejects, if the store gave one. */
  move(dialogId: string, sequence: number): Promise<void> | undefined {
    return this.#attempt(() => this.#store.set(this.#prefix + dialogId, sequence));
  }

  /** The agent has left the dialog and may get it back: its position stays, and the dialog is not read at the next start. */
  leave(dialogId: string, sequence: number): void {
    void this.#attempt(async () => {
      await this.#store.set(this.#prefix + LEFT + dialogId, sequence);
      await this.#store.delete?.(this.#prefix + dialogId);
    });
  }

  /** The agent has the dialog again. */
  rejoin(dialogId: string, sequence: number): void {
    void this.#attempt(async () => {
      await this.#store.set(this.#prefix + dialogId, sequence);
      await this.#store.delete?.(this.#prefix + LEFT + dialogId);
    });
  }

  /** The dialog is over. */
  forget(dialogId: string): void {
    void this.#attempt(async () => {
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

  /** A store that fails to write is reported and stops nothing: at worst messages are repeated after a restart. */
  #attempt(work: () => unknown): Promise<void> | undefined {
    const failed = (cause: unknown): void => this.#report(storeFailed(cause));
    try {
      const result = work();
      return isThenable(result) ? Promise.resolve(result).then(() => undefined, failed) : undefined;
    } catch (cause) {
      failed(cause);
      return undefined;
    }
  }
}

export function storeFailed(cause: unknown): SDKError {
  return new SDKError(`The cursor store failed: ${reasonOf(cause)}`, { code: 'CURSOR_STORE', cause });
}
