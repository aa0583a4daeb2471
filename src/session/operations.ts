import { ConnectionError } from '../errors.js';

/** An operation in progress. `end` has to be called once it is over. */
export interface Operation {
  readonly signal: AbortSignal;
  readonly end: () => void;
}

/** Operations that are aborted together. An idle agent holds no `AbortController`: one takes a sixteenth of its memory. */
export class Operations {
  #current: { readonly controller: AbortController; count: number } | undefined;

  /** @param given Aborts this operation alone. */
  begin(given?: AbortSignal): Operation {
    const current = (this.#current ??= { controller: new AbortController(), count: 0 });
    current.count += 1;
    const { signal } = current.controller;
    return {
      signal: given ? AbortSignal.any([given, signal]) : signal,
      end: () => {
        current.count -= 1;
        if (current.count === 0 && this.#current === current) this.#current = undefined;
      },
    };
  }

  /** Aborts all that are in progress. Later ones are not affected. */
  stop(): void {
    const current = this.#current;
    this.#current = undefined;
    current?.controller.abort(new ConnectionError('The agent was closed', { code: 'CLOSED', delivery: 'unknown' }));
  }
}
