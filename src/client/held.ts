/**
 * A promise whose failure is told to somebody else if nobody holds it: a library does not end its host with an
 * unhandled rejection. Nobody holds it who has not attached a handler, as `await` does, by the macrotask after it
 * rejected. What is derived from it by `then` is the holder's own, and an ordinary promise.
 */
export class Held<Result> extends Promise<Result> {
  static override get [Symbol.species](): PromiseConstructor {
    return Promise;
  }

  #isHeld = false;

  /** @param unheard Hears of the failure nobody holds. */
  static of<Result>(promise: Promise<Result>, unheard: (cause: unknown) => void): Held<Result> {
    let resolve: ((result: Result) => void) | undefined;
    let reject: ((cause: unknown) => void) | undefined;
    const held = new Held<Result>((fulfilled, rejected) => {
      resolve = fulfilled;
      reject = rejected;
    });
    // The promise's own functions as they are: through them the stacks of errors lead on to whoever awaits this.
    promise.then(resolve, (cause: unknown) => {
      if (!held.#isHeld) held.#watch(() => unheard(cause));
      reject?.(cause);
    });
    return held;
  }

  // oxlint-disable-next-line unicorn/no-thenable -- that a handler is attached shows here alone
  override then<Fulfilled = Result, Rejected = never>(
    onFulfilled?: ((result: Result) => Fulfilled | PromiseLike<Fulfilled>) | null,
    onRejected?: ((cause: unknown) => Rejected | PromiseLike<Rejected>) | null,
  ): Promise<Fulfilled | Rejected> {
    this.#isHeld = true;
    return super.then(onFulfilled, onRejected);
  }

  #watch(unheard: () => void): void {
    // Handled, as far as the process is concerned.
    super.then(undefined, nothing);
    setImmediate(() => {
      if (!this.#isHeld) unheard();
    });
  }
}

function nothing(): void {}
