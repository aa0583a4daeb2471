/**
 * The place of an event in its dialog:
 * `next`: nothing is missing before it; `late`: it fills a hole that was passed over; `ahead`: events seem to be
 * missing before it; `double`: it has been delivered; `forgotten`: too old to say whether it has been delivered.
 */
export type Place = 'next' | 'late' | 'ahead' | 'double' | 'forgotten';

/** Inclusive at both ends. */
interface Range {
  from: number;
  to: number;
}

/** No dialog has so many events: an event with a higher sequence is delivered, and does not move `last`. */
const IMPLAUSIBLE = 2 ** 31;
/** The most holes kept per dialog. */
const MAX_HOLES = 64;

/**
 * The sequences of a dialog that have been delivered. Pure: no clock, no network.
 *
 * Everything up to `last` has been delivered, or is a hole that was passed over. Above `last` there may be islands: events
 * delivered although earlier ones are still expected.
 */
export class SequenceWindow {
  #last: number | undefined;
  /** Whether the event after `last` must be `last + 1`. Otherwise delivery begins with the next event. */
  #isAnchored: boolean;
  #holes: Range[] | undefined;
  #islands: Range[] | undefined;
  /** Holes up to here are no longer kept. */
  #forgottenTo = -1;

  /** @param last Everything up to here has been delivered. `isAnchored: false`: the first event may have any sequence. */
  constructor(last: number | undefined, isAnchored: boolean) {
    this.#last = last;
    this.#isAnchored = isAnchored;
  }

  /** Sequence up to which no event is expected; `undefined` before the first event. */
  get last(): number | undefined {
    return this.#last;
  }

  /** Whether the event after `last` must be `last + 1`. */
  get isAnchored(): boolean {
    return this.#isAnchored;
  }

  /** The sequence of the first event that was delivered above `last`. */
  get firstIsland(): number | undefined {
    return this.#islands?.[0]?.from;
  }

  place(sequence: number): Place {
    const last = this.#last;
    if (last !== undefined && sequence <= last) {
      if (isIn(this.#holes, sequence)) return 'late';
      return sequence <= this.#forgottenTo ? 'forgotten' : 'double';
    }
    if (isIn(this.#islands, sequence)) return 'double';
    return this.#isAnchored && sequence > this.#expected ? 'ahead' : 'next';
  }

  /** Marks an event as delivered. One that is `ahead` becomes an island and does not move `last`. */
  settle(sequence: number): void {
    if (this.#last !== undefined && sequence <= this.#last) {
      if (this.#holes !== undefined) this.#holes = without(this.#holes, sequence);
      return;
    }
    if (sequence > this.#expected) {
      if (this.#isAnchored || sequence > IMPLAUSIBLE) {
        this.#islands = withSequence(this.#islands ?? [], sequence);
        return;
      }
      this.passTo(sequence);
    }
    this.#last = sequence;
    this.#isAnchored = true;
    this.#absorbIslands();
  }

  /** The platform has nothing between `last` and this sequence: missing events become holes. */
  passTo(sequence: number): void {
    let from = this.#expected;
    if (sequence <= from || sequence > IMPLAUSIBLE) return;
    for (const island of this.#islands ?? []) {
      if (island.from > sequence) break;
      if (from < island.from) this.#addHole(from, island.from - 1);
      from = island.to + 1;
    }
    if (from < sequence) this.#addHole(from, sequence - 1);
    this.#last = Math.max(sequence - 1, this.#last ?? -1);
    this.#isAnchored = true;
    this.#absorbIslands();
  }

  /** Everything up to this sequence was delivered by an earlier process. */
  settleTo(sequence: number): void {
    if (sequence <= (this.#last ?? -1)) return;
    this.#last = sequence;
    this.#isAnchored = true;
    this.#holes = undefined;
    this.#absorbIslands();
  }

  /** The next event may have any sequence: used when the agent rejoins without a store. */
  unanchor(): void {
    this.#isAnchored = false;
  }

  /** The numbering of the dialog restarted. */
  restart(): void {
    this.#last = undefined;
    this.#isAnchored = true;
    this.#holes = undefined;
    this.#islands = undefined;
    this.#forgottenTo = -1;
  }

  get #expected(): number {
    return (this.#last ?? -1) + 1;
  }

  #addHole(from: number, to: number): void {
    const holes = (this.#holes ??= []);
    holes.push({ from, to });
    if (holes.length <= MAX_HOLES) return;
    const [oldest] = holes.splice(0, 1);
    this.#forgottenTo = Math.max(this.#forgottenTo, oldest?.to ?? -1);
  }

  #absorbIslands(): void {
    const islands = this.#islands;
    if (islands === undefined) return;
    let absorbed = 0;
    for (const { from, to } of islands) {
      if (from > this.#expected) break;
      this.#last = Math.max(this.#last ?? -1, to);
      absorbed += 1;
    }
    islands.splice(0, absorbed);
    if (islands.length === 0) this.#islands = undefined;
  }
}

function isIn(ranges: readonly Range[] | undefined, sequence: number): boolean {
  return ranges?.some(({ from, to }) => from <= sequence && sequence <= to) ?? false;
}

/** The ranges, split where the sequence was. */
function without(ranges: readonly Range[], sequence: number): Range[] | undefined {
  const rest = ranges.flatMap((range) => {
    if (sequence < range.from || sequence > range.to) return [range];
    const halves: Range[] = [];
    if (range.from < sequence) halves.push({ from: range.from, to: sequence - 1 });
    if (sequence < range.to) halves.push({ from: sequence + 1, to: range.to });
    return halves;
  });
  return rest.length === 0 ? undefined : rest;
}

/** The ranges, ascending and joined where they touch. */
function withSequence(ranges: readonly Range[], sequence: number): Range[] {
  const joined = { from: sequence, to: sequence };
  const apart = ranges.filter(({ from, to }) => {
    if (to + 1 < sequence || from - 1 > sequence) return true;
    joined.from = Math.min(joined.from, from);
    joined.to = Math.max(joined.to, to);
    return false;
  });
  return [...apart, joined].toSorted((a, b) => a.from - b.from);
}
