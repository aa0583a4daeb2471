import type { SimulatedConversation, SimulatedMessage } from './conversation-state.js';

/** What `getUserProfile` returns about a consumer. Every member is optional. */
export interface ConsumerProfile {
  readonly firstName?: string | undefined;
  readonly lastName?: string | undefined;
  readonly nickName?: string | undefined;
  readonly email?: string | undefined;
  /** Phone number. */
  readonly mobileNum?: string | undefined;
  readonly avatarUrl?: string | undefined;
  /** The consumer's id in the brand's own systems. */
  readonly customerId?: string | undefined;
  /** Engagement attributes of an authenticated consumer. */
  readonly authenticatedSdes?: readonly unknown[] | undefined;
}

/** The platform's view of a consumer. */
export interface Consumer {
  readonly id: string;
  readonly profile: ConsumerProfile;
  /** @internal Called with every new conversation of the consumer. */
  enter(conversation: SimulatedConversation): void;
  /** @internal Called with every message published in the consumer's conversations. */
  receive(message: SimulatedMessage): void;
  /** @internal Called after every change of the consumer's conversations. */
  observe(conversation: SimulatedConversation): void;
}

/** The consumers of the account. */
export class ConsumerRegistry {
  readonly #consumers = new Map<string, Consumer>();

  add(consumer: Consumer): void {
    this.#consumers.set(consumer.id, consumer);
  }

  /** In the order in which they were added. */
  get all(): Iterable<Consumer> {
    return this.#consumers.values();
  }

  get(id: string): Consumer | undefined {
    return this.#consumers.get(id);
  }
}
