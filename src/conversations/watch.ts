import { EventEmitter } from 'node:events';
import { isDeepStrictEqual } from 'node:util';
import type * as typedEmitter from 'typed-emitter';
import type { Agent } from '../agent.js';
import type { NotificationItem } from '../client/notification-stream.js';
import type { SDKError } from '../errors.js';
import type { Handled } from '../events.js';
import type { ConversationFilter } from '../protocol/registry.js';
import { CHANGES, endSubscription, newsOf, type ChangesItem } from './changes.js';
import { Handlers } from './handlers.js';
import { KnownConversations } from './known-conversations.js';
import type { ConversationView } from './snapshot.js';

export interface WatchOptions {
  /** Conversations to keep at most. @default 1_000 */
  readonly max?: number | undefined;
}

/** Events of a {@link ConversationWatch}. */
export type WatchEvents = {
  /** A conversation matches. */
  added: (now: ConversationView) => Handled;
  /** Something in the snapshot is different. */
  changed: (now: ConversationView, before: ConversationView) => Handled;
  /** A conversation matches no longer, also one that was closed while there was no connection. */
  removed: (last: ConversationView) => Handled;
  /** More conversations than `max` match: this one changed least recently and is not followed until it changes. */
  evicted: (last: ConversationView) => Handled;
  /** Nothing follows: the watch was disposed of, or the agent was closed. */
  ended: () => Handled;
  /** A handler failed, or the conversations are not watched any more. Without a listener: a process warning. */
  error: (error: SDKError) => Handled;
};

export const MAX_WATCHED = 1_000;

// The cast adds the types of the events.
const Base = EventEmitter as unknown as new () => typedEmitter.default<WatchEvents>;

/** Conversations of any agent that match a filter. Use `conversations.watch(query)`. */
export class ConversationWatch extends Base implements AsyncDisposable {
  readonly #agent: Agent;
  readonly #max: number;
  readonly #known = new KnownConversations();
  readonly #told = new Map<string, ConversationView>();
  readonly #handlers = new Handlers(this);
  readonly #items: AsyncIterableIterator<NotificationItem, undefined>;
  #subscriptionId: string | undefined;
  /** Notifications that came before the subscription was accepted, so that its id was not known, or soon after. */
  #early: ChangesItem[] | undefined = [];

  private constructor(agent: Agent, max: number) {
    super();
    this.#agent = agent;
    this.#max = max;
    this.#items = agent.notifications();
  }

  /** @throws {SDKError} As `subscribeExConversations`. */
  static async start(
    agent: Agent,
    query: ConversationFilter,
    { max }: { readonly max: number },
  ): Promise<ConversationWatch> {
    const watch = new ConversationWatch(agent, max);
    void watch.#read();
    try {
      watch.#subscriptionId = (await agent.subscribeExConversations(query)).subscriptionId;
    } catch (error) {
      await watch.#items.return?.();
      throw error;
    }
    // In a later turn, so that the caller has attached its handlers: the snapshot may come together with the response.
    setImmediate(() => {
      const early = watch.#early ?? [];
      watch.#early = undefined;
      for (const item of early) watch.#receive(item);
    });
    return watch;
  }

  get size(): number {
    return this.#told.size;
  }

  get(conversationId: string): ConversationView | undefined {
    return this.#told.get(conversationId);
  }

  /** The one that changed least recently comes first. */
  [Symbol.iterator](): IterableIterator<ConversationView> {
    return [...this.#told.values()][Symbol.iterator]();
  }

  /** Ends the subscription. Never rejects. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#items.return?.();
    const subscriptionId = this.#subscriptionId;
    this.#subscriptionId = undefined;
    if (subscriptionId !== undefined) await endSubscription(this.#agent, subscriptionId);
  }

  async #read(): Promise<void> {
    try {
      for await (const item of this.#items) {
        if (item.kind !== 'notification' || item.event !== CHANGES) continue;
        if (this.#early === undefined) this.#receive(item);
        else this.#early.push(item);
      }
    } catch (cause) {
      this.#handlers.readerEnded('The conversations are not watched any more, watch() begins anew', cause);
    }
    if (this.#early === undefined) void this.#handlers.emit('ended', []);
  }

  #receive(item: ChangesItem): void {
    if (item.body.subscriptionId !== this.#subscriptionId) return;
    for (const news of newsOf(item)) {
      const known = this.#known.apply(news, undefined, () => false);
      if (known !== undefined) this.#tell(news.change.result.convId, known.state.now);
    }
  }

  #tell(id: string, now: ConversationView): void {
    const before = this.#told.get(id);
    if (before === now) return;
    // After a reconnect UMS sends all that match, most of it unchanged. The order stays.
    if (before !== undefined && isDeepStrictEqual(before, now)) {
      this.#told.set(id, now);
      return;
    }
    this.#told.delete(id);
    if (!now.isMember) {
      this.#known.forget(id);
      if (before !== undefined) void this.#handlers.emit('removed', [now]);
      return;
    }
    this.#told.set(id, now);
    if (before === undefined) void this.#handlers.emit('added', [now]);
    else void this.#handlers.emit('changed', [now, before]);
    if (this.#told.size > this.#max) this.#evict();
  }

  #evict(): void {
    const [oldest] = this.#told;
    if (oldest === undefined) return;
    const [id, last] = oldest;
    this.#told.delete(id);
    this.#known.drop(id);
    void this.#handlers.emit('evicted', [last]);
  }
}
