/** A limit for what runs at the same time. Those that wait come in the order in which they asked. */
export class Slots {
  #free: number;
  readonly #count: number;
  readonly #waiting: (() => void)[] = [];

  constructor(count: number) {
    this.#free = this.#count = count;
  }

  /** Slots that are taken. */
  get used(): number {
    return this.#count - this.#free;
  }

  /** @returns A function that gives the slot back; further calls do nothing. */
  async take(): Promise<() => void> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    let isTaken = true;
    return () => {
      if (!isTaken) return;
      isTaken = false;
      const next = this.#waiting.shift();
      if (next === undefined) this.#free += 1;
      else next();
    };
  }
}
