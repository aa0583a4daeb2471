import type { WaitingEvent } from './inbox.js';
import type { ResolvedBotOptions } from './options.js';

/** Which handler a waiting event is for. */
export type Kind = 'flow' | 'click' | 'file' | 'hears' | 'survey' | 'text';

/** The events of the next turn. */
export interface Cut {
  readonly kind: Kind;
  /** The first of the events. */
  readonly first: WaitingEvent;
  readonly events: readonly WaitingEvent[];
  /** More texts can still join the turn. */
  readonly isOpen: boolean;
}

/** A turn waits at most so many times `turns.wait`, however long the consumer types. */
export const MOST_WAITS = 10;
/** Texts of one turn. */
export const MOST_TEXTS = 20;
const MOST_CHARACTERS = 16_000;

/**
 * Cuts the next turn from what waits. Pure.
 *
 * @param kindOf Texts and messages of a survey can be combined with their neighbours.
 */
export function cut(
  waiting: readonly WaitingEvent[],
  mode: ResolvedBotOptions<object>['mode'],
  kindOf: (event: WaitingEvent) => Kind,
): Cut | undefined {
  const [first] = waiting;
  if (first === undefined) return undefined;
  const kind = kindOf(first);
  if (mode === 'each' || !isCombined(kind)) return { kind, first, events: [first], isOpen: false };
  let characters = first.size;
  let count = 1;
  for (const event of waiting.slice(1, MOST_TEXTS)) {
    characters += event.size;
    if (event.dialogId !== first.dialogId || kindOf(event) !== kind || characters > MOST_CHARACTERS) break;
    count += 1;
  }
  const isOpen = count === waiting.length && count < MOST_TEXTS && characters < MOST_CHARACTERS;
  return { kind, first, events: waiting.slice(0, count), isOpen };
}

function isCombined(kind: Kind): boolean {
  return kind === 'text' || kind === 'survey';
}
