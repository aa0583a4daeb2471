/**
 * Keeps the state of an agent's conversations: positions, session, flow and timers, which one commit writes together. A
 * process that is killed finds each conversation as it was after one of its commits. docs/stores.md shows how to write an
 * adapter for another database; `testStore` checks it.
 */
export interface Store {
  /**
   * Every conversation of an agent that was committed and not removed, each once, in any order. Copies: changing them
   * changes nothing in the store. An agent that the store does not know has none.
   *
   * @param agent Key of the agent: any non-empty string.
   */
  load(agent: string): AsyncIterable<Saved>;
  /**
   * Applies a change, all of it or nothing. Commits of a conversation are applied in the order of the calls, also if the
   * caller does not await them. The change is read during the call: the caller may reuse its objects.
   *
   * @param lease By which the caller may write. A store on one machine ignores it.
   * @returns A promise that resolves when the change survives the end of the process, and rejects when none of it does.
   */
  commit(agent: string, change: Change, lease?: Lease): Promise<void>;
}

/** A conversation as a store has it. */
export interface Saved {
  readonly conversationId: string;
  /** Sequence of the last message that was handled, by dialog id. */
  readonly positions: Readonly<Record<string, number>>;
  /** A JSON value; absent if it was never written, or was removed. */
  readonly session?: unknown;
  /** A JSON value; absent if it was never written, or was removed. */
  readonly flow?: unknown;
  /** When each timer is due, in milliseconds since 1970, by the timer's name. */
  readonly timers: Readonly<Record<string, number>>;
}

/** What a commit changes in one conversation. */
export type Change = StateChange | ConversationRemoval;

/** Members that are absent or `undefined` leave what the store has. */
export interface StateChange {
  readonly conversationId: string;
  readonly removed?: undefined;
  /** Merged by dialog id: dialogs that are not named keep their position. A whole number from 0. */
  readonly positions?: Readonly<Record<string, number>> | undefined;
  /** A JSON value, which replaces the whole session; `null` removes it. */
  readonly session?: unknown;
  /** A JSON value, which replaces the whole flow; `null` removes it. */
  readonly flow?: unknown;
  /** Merged by name, in milliseconds since 1970; `null` removes the timer of that name. */
  readonly timers?: Readonly<Record<string, number | null>> | undefined;
}

/** Removes a conversation with everything that was saved of it. A later commit begins it anew. */
export interface ConversationRemoval {
  readonly conversationId: string;
  readonly removed: true;
}

/** The right to write for an agent, where several processes could. */
export interface Lease {
  /** Grows with each new owner. */
  readonly epoch: number;
}

/**
 * The conversation after a change, by the rules of {@link Change}. Pure: `saved` stays as it is. The values are shared
 * with `saved` and `change`, not copied.
 *
 * @param saved `undefined` for a conversation that is not saved.
 * @returns `undefined` if the change removes the conversation.
 */
export function applyChange(saved: Saved | undefined, change: Change): Saved | undefined {
  if (change.removed) return undefined;
  const { conversationId, positions, session, flow, timers } = change;
  return {
    conversationId,
    positions: { ...saved?.positions, ...positions },
    ...present('session', session === undefined ? saved?.session : session),
    ...present('flow', flow === undefined ? saved?.flow : flow),
    timers: withoutNull({ ...saved?.timers, ...timers }),
  };
}

function present(name: 'session' | 'flow', value: unknown): Pick<Saved, 'session' | 'flow'> {
  return value === undefined || value === null ? {} : { [name]: value };
}

function withoutNull(timers: Readonly<Record<string, number | null>>): Readonly<Record<string, number>> {
  // Entries, not assignments: a timer may be called `__proto__`.
  return Object.fromEntries(Object.entries(timers).filter((entry): entry is [string, number] => entry[1] !== null));
}
