/** The range of a history request; both bounds are exclusive. */
export interface Range {
  readonly newerThan: number;
  readonly olderThan?: number | undefined;
}

/** The reaction to a history request: events, a refusal, or no response. */
export type Answer<Event> =
  | { readonly kind: 'events'; readonly events: readonly Event[] }
  | { readonly kind: 'refused'; readonly code: number }
  | { readonly kind: 'silence' };

/** How a platform reacts to history requests. */
export type Temperament = <Event extends { readonly sequence?: number | undefined }>(
  events: readonly Event[],
  range: Range,
) => Answer<Event>;

/** A step of a dialog. */
export interface Step {
  /** Whether the agent is connected when the events are added. */
  readonly isOnline: boolean;
  /** Sequences added to the history. */
  readonly said: readonly number[];
  /** Sequences of the notifications, in order of arrival. */
  readonly live: readonly number[];
}

export interface RandomHistory {
  readonly hasStore: boolean;
  readonly answer: Temperament;
  readonly steps: readonly Step[];
}

const STEPS = 25;

/** The same history for the same seed: pages, doubles, reverse, holes, refusals, silence, lost connections. */
export function randomHistory(seed: number): RandomHistory {
  const random = randomOf(seed);
  const hasStore = random() < 0.5;
  const steps: Step[] = [];
  let sequence = 0;
  for (let step = 0; step < STEPS; step += 1) {
    // Without a store a dialog begins with the first event that comes.
    const isFirst = step === 0;
    const isOnline = isFirst || random() < 0.9;
    const said: number[] = [];
    for (let count = Math.floor(random() * 4); count >= 0; count -= 1) {
      said.push(sequence);
      sequence += random() < 0.1 ? 1 + Math.floor(random() * 3) : 1;
    }
    const live: number[] = [];
    if (isOnline) {
      for (const one of !isFirst && random() < 0.2 ? said.toReversed() : said) {
        if (!isFirst && random() < 0.1) continue;
        live.push(one);
        if (random() < 0.1) live.push(one);
      }
    }
    steps.push({ isOnline, said, live });
  }
  // The number of requests depends on timing: with their own random numbers they do not change the steps.
  return { hasStore, answer: temperament(randomOf(-seed)), steps };
}

/** Returns all events of the range. */
export const evenTempered: Temperament = (events, { newerThan, olderThan = Infinity }) => ({
  kind: 'events',
  events: events.filter(({ sequence = 0 }) => sequence > newerThan && sequence < olderThan),
});

/** Returns pages, repeated events, reverse order, refusals or no response. */
function temperament(random: () => number): Temperament {
  const limit = random() < 0.5 ? 2 + Math.floor(random() * 10) : Infinity;
  const newestFirst = random() < 0.5;
  const isInclusive = random() < 0.3;
  const doubles = random() < 0.3;
  const reverses = random() < 0.3;
  const trouble = random() < 0.5 ? 0.3 : 0;
  return (events, { newerThan, olderThan = Infinity }) => {
    if (random() < trouble) {
      if (random() < 0.5) return { kind: 'silence' };
      return { kind: 'refused', code: [400, 403, 404, 429, 503][Math.floor(random() * 5)] ?? 503 };
    }
    const from = isInclusive ? newerThan - 1 : newerThan;
    const inRange = events.filter(({ sequence = 0 }) => sequence > from && sequence < olderThan);
    const page = inRange.length <= limit ? inRange : newestFirst ? inRange.slice(-limit) : inRange.slice(0, limit);
    const answer = doubles ? [...page, ...page] : page;
    return { kind: 'events', events: reverses ? answer.toReversed() : answer };
  };
}

/** Mulberry32, a seeded random number generator. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
