import { EventEmitter } from 'node:events';

type Listener = Parameters<EventEmitter['on']>[1];

/** Calls back when a listener is attached. `newListener` is no alternative: `removeAllListeners()` removes its listener. */
export class ListeningEmitter extends EventEmitter {
  readonly #onListener: (event: string | symbol) => void;

  constructor(onListener: (event: string | symbol) => void) {
    super();
    this.#onListener = onListener;
  }

  // Node's `once` calls `on`, and `prependOnceListener` calls `prependListener`.
  override on(event: string | symbol, listener: Listener): this {
    super.on(event, listener);
    this.#onListener(event);
    return this;
  }

  override addListener(event: string | symbol, listener: Listener): this {
    return this.on(event, listener);
  }

  override prependListener(event: string | symbol, listener: Listener): this {
    super.prependListener(event, listener);
    this.#onListener(event);
    return this;
  }
}
