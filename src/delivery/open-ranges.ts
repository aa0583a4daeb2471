/** Sequences above `after` and below `before`. */
export interface SequenceRange {
  readonly after: number;
  /** `Infinity`: up to the newest event. */
  readonly before: number;
}

/**
 * The ranges of a dialog's history that are still to be read. Pure.
 *
 * UMS documents neither its page size, nor whether a limited response holds the oldest or the newest events, nor whether
 * bounds are inclusive. So a response covers only the sequences between its first and its last event, whether or not these
 * events are new to the caller; a range is empty when a response has no event in it.
 */
export class OpenRanges {
  /** Ascending; the last one reaches to the newest event until a response shows that it is empty. */
  #open: readonly SequenceRange[];

  /**
   * @param after -1: from the first event on.
   * @param before `Infinity`: up to the newest event.
   */
  constructor(after: number, before = Infinity) {
    this.#open = before - after > 1 ? [{ after, before }] : [];
  }

  get lowest(): SequenceRange | undefined {
    return this.#open[0];
  }

  get highest(): SequenceRange | undefined {
    return this.#open.at(-1);
  }

  /**
   * Removes the range that a response covers.
   *
   * @param range The requested range: `lowest` or `highest`.
   * @param sequences Those of the response, in any order. The ones outside the range are ignored.
   */
  cover(range: SequenceRange, sequences: Iterable<number>): void {
    let first = Infinity;
    let last = -Infinity;
    for (const sequence of sequences) {
      if (!isWithin(range, sequence)) continue;
      first = Math.min(first, sequence);
      last = Math.max(last, sequence);
    }
    this.#open = this.#open.flatMap((open) => {
      if (open !== range) return [open];
      if (first === Infinity) return [];
      return [
        { after: range.after, before: first },
        { after: last, before: range.before },
      ].filter(({ after, before }) => before - after > 1);
    });
  }

  /** Nothing below this sequence, which was in a response, is wanted. */
  skipBelow(sequence: number): void {
    this.#open = this.#open.filter(({ after }) => after >= sequence);
  }

  /** Everything above this sequence, which was in a response, has to be read again. */
  reopenAbove(sequence: number): void {
    this.#open = [...this.#open.filter(({ after }) => after < sequence), { after: sequence, before: Infinity }];
  }
}

export function isWithin({ after, before }: SequenceRange, sequence: number): boolean {
  return sequence > after && sequence < before;
}
