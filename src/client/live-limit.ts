import type { Messages } from '../protocol/registry.js';
import { isThenable } from '../support/thrown.js';

/** Limits of one dialog: handlers that run at the same time, and the characters of their messages. */
const MAX_HANDLERS = 100;
const MAX_SIZE = 1_000_000;
/** Characters of the messages that handlers hold in all dialogs together. */
const MAX_TOTAL_SIZE = 64_000_000;

interface Load {
  handlers: number;
  size: number;
}

/** Limits the memory of running handlers with `deliver: 'live-only'`: messages beyond the limit are dropped. */
export class LiveLimit {
  readonly #warn: (message: string) => void;
  readonly #dialogs = new Map<string, Load>();
  #totalSize = 0;
  #hasWarned = false;

  constructor(warn: (message: string) => void) {
    this.#warn = warn;
  }

  /** Calls `dispatch`, which may return the promise of its handlers, unless the message is beyond the limit. */
  pass(body: Messages, dispatch: () => unknown): void {
    const load = this.#dialogs.get(body.dialogId);
    if (load !== undefined && (load.handlers >= MAX_HANDLERS || load.size >= MAX_SIZE)) return this.#drop(body);
    if (this.#totalSize >= MAX_TOTAL_SIZE) return this.#drop(body);
    const done = dispatch();
    if (isThenable(done)) this.#track(body, done);
  }

  #track(body: Messages, done: PromiseLike<unknown>): void {
    const size = JSON.stringify(body).length;
    const load = this.#dialogs.get(body.dialogId) ?? { handlers: 0, size: 0 };
    this.#dialogs.set(body.dialogId, load);
    load.handlers += 1;
    load.size += size;
    this.#totalSize += size;
    void done.then(() => {
      load.handlers -= 1;
      load.size -= size;
      this.#totalSize -= size;
      if (load.handlers === 0) this.#dialogs.delete(body.dialogId);
    });
  }

  #drop({ dialogId }: Messages): void {
    if (this.#hasWarned) return;
    this.#hasWarned = true;
    this.#warn(
      `Handlers are too slow: messages are dropped from now on, first in dialog ${dialogId}. With deliver 'live-only' they are not read again`,
    );
  }
}
