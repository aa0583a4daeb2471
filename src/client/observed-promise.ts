/**
 * A promise whose failure is told to somebody else if nobody holds it: a library does not end its host with an
 * unhandled rejection. Nobody holds it who has not attached a handler, as `await` does, by the macrotask after it
 * rejected. What is derived from it by `then` is the holder's own, and an ordinary promise.
 *
 * Whoever attaches a handler, `await` included, first asks a promise for its `constructor`: that is how this one knows.
 * It answers `Promise`, so that `await` takes it for the ordinary promise it otherwise is: an override of `then` would
 * be noticed, too, but costs every `await` two more turns and 0.4 µs.
 */
export class ObservedPromise<Result> extends Promise<Result> {
  #isHeld = false;

  static {
    // The prototype is no promise, though its type says so.
    void Object.defineProperty(this.prototype, 'constructor', {
      configurable: true,
      get(this: ObservedPromise<unknown>) {
        // Of the prototype itself, when somebody looks at it.
        if (#isHeld in this) this.#isHeld = true;
        return Promise;
      },
    });
  }

  /** @param unheard Hears of the failure nobody holds. */
  static of<Result>(promise: Promise<Result>, unheard: (cause: unknown) => void): ObservedPromise<Result> {
    let resolve: ((result: Result) => void) | undefined;
    let reject: ((cause: unknown) => void) | undefined;
    const held = new ObservedPromise<Result>((fulfilled, rejected) => {
      resolve = fulfilled;
      reject = rejected;
    });
    // The promise's own functions as they are: through them the stacks of errors lead on to whoever awaits this.
    promise.then(resolve, (cause: unknown) => {
      held.fails(unheard, cause);
      reject?.(cause);
    });
    return held;
  }

  /** It is about to reject. */
  fails(unheard: (cause: unknown) => void, cause: unknown): void {
    if (this.#isHeld) return;
    // Handled, as far as the process is concerned.
    super.then(undefined, nothing);
    this.#isHeld = false;
    setImmediate(() => {
      if (!this.#isHeld) unheard(cause);
    });
  }
}

function nothing(): void {}
