import type { SimulatedConversation, SimulatedMessage } from './conversation-state.js';

/** What the platform knows of a consumer (P 4.7). Everything has a default. */
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
  /** Engagement attributes that an authenticated consumer brings along. */
  readonly authenticatedSdes?: readonly unknown[] | undefined;
}

/** A consumer, as the platform sees one. */
export interface Consumer {
  readonly id: string;
  readonly profile: ConsumerProfile;
  /** Called with each conversation that is started with the consumer. */
  enter(conversation: SimulatedConversation): void;
  /** Called with whatever is published in the consumer's conversations. */
  receive(message: SimulatedMessage): void;
}

export class Consumers {
  readonly #consumers = new Map<string, Consumer>();

  add(consumer: Consumer): void {
    this.#consumers.set(consumer.id, consumer);
  }

  get(id: string): Consumer | undefined {
    return this.#consumers.get(id);
  }
}
