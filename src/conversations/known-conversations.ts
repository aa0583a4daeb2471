import { keepNewest } from '../support/keep-newest.js';
import type { Release } from './gate.js';
import type { Conversation } from './handle.js';
import { isMine } from './events.js';
import { reduce, type ConversationNews, type MergedNews, type ConversationView } from './snapshot.js';

/** What is known of one conversation, and what the application was told of it. */
export interface KnownConversation {
  state: MergedNews;
  /** The snapshot up to which events were told. */
  told: ConversationView | undefined;
  confirmedOn: number;
  /** This agent has given it away itself. */
  release: Release | undefined;
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

  /** The conversation of a dialog: a survey dialog has an id of its own, and old servers do not name its conversation. */
  withDialog(dialogId: string): string | undefined {
    for (const [id, { state }] of this.#present)
      if (state.now.dialogs.some((dialog) => dialog.id === dialogId)) return id;
    return undefined;
  }

  keys(): IterableIterator<string> {
    return this.#present.keys();
  }

  /**
   * @param maySpeak Whether the agent may speak to the consumer of such a conversation.
   * @returns What is known after the notification; `undefined`: it is about a conversation that is gone, and old.
   */
  apply(
    news: ConversationNews,
    agentId: string | undefined,
    maySpeak: (now: ConversationView) => boolean,
  ): KnownConversation | undefined {
    const id = news.change.result.convId;
    const known = this.recall(id);
    if (known === undefined) {
      const made: KnownConversation = {
        state: reduce(undefined, news),
        told: undefined,
        confirmedOn: 0,
        release: undefined,
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
      // Once UMS has told that the conversation is given away, a return is a return. If that was uncertain, news decide.
      if (!maySpeak(known.state.now) || known.release?.isCertain === false) known.release = undefined;
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
    keepNewest(this.#gone, MAX_GONE);
  }

  /** Nothing is known of any conversation. */
  clear(): void {
    this.#present.clear();
    this.#gone.clear();
  }

  /** Nothing is known of the conversation any more. */
  drop(id: string): void {
    this.#present.delete(id);
    this.#gone.delete(id);
  }
}
