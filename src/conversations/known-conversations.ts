import type { Conversation } from './handle.js';
import { isMine } from './events.js';
import { reduce, type ConversationNews, type MergedNews, type ConversationView } from './snapshot.js';

/** What is known of one conversation, and what the application was told of it. */
export interface KnownConversation {
  state: MergedNews;
  /** The snapshot up to which events were told. */
  told: ConversationView | undefined;
  confirmedOn: number;
  releasedOn: number | undefined;
  /** The agent had it, and has lost it since. */
  hadItBefore: boolean;
  /** Made when it is first asked for. */
  handle: Conversation | undefined;
}

/** Conversations that were left or closed, remembered to tell a late notification from a return. */
const MAX_GONE = 250;

/** The conversations of one subscription: those that match, and the last of those that did. */
export class KnownConversations {
  readonly #present = new Map<string, KnownConversation>();
  readonly #gone = new Map<string, KnownConversation>();

  get size(): number {
    return this.#present.size;
  }

  get(id: string): KnownConversation | undefined {
    return this.#present.get(id);
  }

  /** As {@link get}, also of a conversation that was left or closed lately. */
  recall(id: string): KnownConversation | undefined {
    return this.#present.get(id) ?? this.#gone.get(id);
  }

  keys(): IterableIterator<string> {
    return this.#present.keys();
  }

  /** @returns What is known after the notification; `undefined`: it is about a conversation that is gone, and old. */
  apply(news: ConversationNews, agentId: string | undefined): KnownConversation | undefined {
    const id = news.change.result.convId;
    const known = this.recall(id);
    if (known === undefined) {
      const made: KnownConversation = {
        state: reduce(undefined, news),
        told: undefined,
        confirmedOn: 0,
        releasedOn: undefined,
        hadItBefore: false,
        handle: undefined,
      };
      this.#present.set(id, made);
      return made;
    }
    const before = known.state;
    known.state = reduce(before, news);
    if (known.state === before && this.#gone.has(id)) return undefined;
    if (known.state.now !== before.now) {
      if (isMine(before.now, agentId) && !isMine(known.state.now, agentId)) known.hadItBefore = true;
      if (!isMine(known.state.now, agentId)) known.releasedOn = undefined;
      this.#gone.delete(id);
      // Inserted anew: the order is that of the last change.
      this.#present.delete(id);
      this.#present.set(id, known);
    }
    return known;
  }

  /** The conversation matches no longer, and the application was told so. */
  forget(id: string): void {
    const known = this.#present.get(id);
    if (known === undefined) return;
    this.#present.delete(id);
    this.#gone.set(id, known);
    const [oldest] = this.#gone.keys();
    if (this.#gone.size > MAX_GONE && oldest !== undefined) this.#gone.delete(oldest);
  }

  /** Nothing is known of the conversation any more. */
  drop(id: string): void {
    this.#present.delete(id);
    this.#gone.delete(id);
  }
}
