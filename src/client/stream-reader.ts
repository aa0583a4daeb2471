import { SDKError } from '../errors.js';

/** The most items that may wait for `next()`. A reader with more counts as one that has stopped reading. */
const MAX_WAITING = 10_000;

interface WaitingRead<Item> {
  readonly resolve: (result: IteratorResult<Item, undefined>) => void;
  readonly reject: (reason: unknown) => void;
}

/** An async iterator over pushed items. */
export class StreamReader<Item> implements AsyncIterableIterator<Item, undefined> {
  /** Called, each once, when the iteration ends. */
  readonly onEnd = new Set<() => void>();
  readonly #items: Item[] = [];
  readonly #reads: WaitingRead<Item>[] = [];
  #end: { readonly error: unknown } | undefined;

  constructor(onEnd: () => void) {
    this.onEnd.add(onEnd);
  }

  push(item: Item): void {
    if (this.#end !== undefined) return;
    const read = this.#reads.shift();
    if (read !== undefined) read.resolve({ done: false, value: item });
    else if (this.#items.length < MAX_WAITING) this.#items.push(item);
    else this.end(tooSlow());
  }

  /** @param error What the next `next()` rejects with; `undefined` ends the iteration normally. */
  end(error?: unknown): void {
    if (this.#end !== undefined) return;
    this.#end = { error };
    this.#items.length = 0;
    for (const read of this.#reads.splice(0)) this.#finish(read);
    for (const listener of this.onEnd) listener();
    this.onEnd.clear();
  }

  next(): Promise<IteratorResult<Item, undefined>> {
    return new Promise((resolve, reject) => {
      const [item] = this.#items;
      if (this.#items.length > 0) {
        this.#items.shift();
        // The cast is safe as the queue is not empty; `undefined` may be an item.
        resolve({ done: false, value: item as Item });
      } else if (this.#end === undefined) this.#reads.push({ resolve, reject });
      else this.#finish({ resolve, reject });
    });
  }

  return(): Promise<IteratorResult<Item, undefined>> {
    this.end();
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** The error is given once; later reads are done. */
  #finish({ resolve, reject }: WaitingRead<Item>): void {
    const error = this.#end?.error;
    this.#end = { error: undefined };
    if (error === undefined) resolve({ done: true, value: undefined });
    else reject(error);
  }
}

function tooSlow(): SDKError {
  return new SDKError(
    `The reader of the notifications is ${MAX_WAITING} items behind and was ended: read on without waiting for slow work`,
    { code: 'READER_TOO_SLOW', delivery: 'answered' },
  );
}
