import type { Messages } from '../protocol/registry.js';
import { isThenable } from '../support/thrown.js';

/** Handlers of one dialog that may be at work at the same time... */
const MAX_HANDLERS = 100;
/** ... with messages of so many characters. */
const MAX_SIZE = 1_000_000;
/** In all dialogs together. */
const MAX_TOTAL_SIZE = 64_000_000;

interface Load {
  handlers: number;
  size: number;
}

/** Bounds what handlers that are not done hold in memory, where messages are handed out as they come: more is dropped. */
export class LiveLimit {
  readonly #warn: (message: string) => void;
  readonly #dialogs = new Map<string, Load>();
  #totalSize = 0;
  #hasWarned = false;

  constructor(warn: (message: string) => void) {
    this.#warn = warn;
  }

  handOut(body: Messages, handOut: () => unknown): void {
    const load = this.#dialogs.get(body.dialogId);
    if (load !== undefined && (load.handlers >= MAX_HANDLERS || load.size >= MAX_SIZE)) return this.#drop(body);
    if (this.#totalSize >= MAX_TOTAL_SIZE) return this.#drop(body);
    const done = handOut();
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
      `Messages are dropped from now on where handlers are too slow, first in dialog ${dialogId}: with deliver 'live-only' they are not read again`,
    );
  }
}
