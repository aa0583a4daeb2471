/**
 * What is known of an event's place in its dialog:
 * `next`: nothing is missing before it; `late`: it was passed over before, and comes now; `ahead`: events seem to be
 * missing before it; `double`: it has been delivered; `forgotten`: too old to say whether it has been delivered.
 */
export type Place = 'next' | 'late' | 'ahead' | 'double' | 'forgotten';

/** Inclusive at both ends. */
interface Range {
  from: number;
  to: number;
}

/** No dialog has so many events: a sequence above it is delivered, and moves nothing. */
const IMPLAUSIBLE = 2 ** 31;
/** Holes remembered for each dialog. */
const MAX_HOLES = 64;

/**
 * Which sequences of a dialog have been delivered. Pure: no time, no network.
 *
 * Everything up to `last` has been delivered, or is a hole that was passed over. Above `last` there may be islands: events
 * delivered although what lies before them is still expected.
 */
export class SequenceWindow {
  #last: number | undefined;
  /** Whether the event after `last` must be `last + 1`. Otherwise delivery begins with whatever comes. */
  #isAnchored: boolean;
  #holes: Range[] | undefined;
  #islands: Range[] | undefined;
  /** Holes up to here were dropped from memory. */
  #forgottenTo = -1;

  /** @param last Everything up to here has been delivered. `isAnchored: false`: the first event may have any sequence. */
  constructor(last: number | undefined, isAnchored: boolean) {
    this.#last = last;
    this.#isAnchored = isAnchored;
  }

  /** Sequence up to which nothing is expected any more; `undefined` before the first event. */
  get last(): number | undefined {
    return this.#last;
  }

  /** Whether the event after `last` must be `last + 1`. */
  get isAnchored(): boolean {
    return this.#isAnchored;
  }

  /** The first event that was delivered above `last`. */
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

  /** The event was delivered. One that is `ahead` becomes an island: `last` stays where it is. */
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

  /** The platform has nothing between `last` and this sequence: what is missing there is a hole. */
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

  /** Everything up to this sequence was delivered before, by another process. */
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

  /** The dialog's numbering began anew. */
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
