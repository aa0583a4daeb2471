import { applyChange, type Change, type Saved } from './store.js';

/** The conversations of all agents, in memory. Keeps the values of the changes it is given, and gives copies. */
export class SavedConversations {
  readonly #byAgent = new Map<string, Map<string, Saved>>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** @param change JSON that its caller does not use any more. */
  apply(agent: string, change: Change): void {
    const conversations = this.#byAgent.get(agent) ?? new Map<string, Saved>();
    this.#size -= conversations.size;
    const saved = applyChange(conversations.get(change.conversationId), change);
    if (saved === undefined) conversations.delete(change.conversationId);
    else conversations.set(change.conversationId, saved);
    this.#size += conversations.size;
    if (conversations.size === 0) this.#byAgent.delete(agent);
    else this.#byAgent.set(agent, conversations);
  }

  /** Copies of an agent's conversations as they are at the first step of the iteration. */
  *of(agent: string): Iterable<Saved> {
    // A conversation that is removed and begun anew meanwhile would come twice from the map itself.
    const conversations = Array.from(this.#byAgent.get(agent)?.values() ?? []);
    for (const saved of conversations) yield copyOf(saved);
  }

  /** One change for each conversation, which together make these conversations. */
  *changes(): Iterable<{ readonly agent: string; readonly change: Change }> {
    for (const [agent, conversations] of this.#byAgent) {
      for (const change of conversations.values()) yield { agent, change };
    }
  }
}

/** For JSON values: faster than `structuredClone` for small ones. */
export function copyOf<Value extends Saved | Change>(value: Value): Value {
  return JSON.parse(JSON.stringify(value)) as Value;
}
