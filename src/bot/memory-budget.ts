const MAX_SIZE = 64_000_000;

/** What all inboxes of a process may keep together, in characters. */
export class MemoryBudget {
  #used = 0;

  has(size: number): boolean {
    return this.#used + size <= MAX_SIZE;
  }

  add(size: number): void {
    this.#used += size;
  }
}
