import type { PlatformEntry } from '../simulator/feed-entries.js';

/** A ring that an agent can accept at this moment. */
export interface OpenRing {
  readonly ringId: string;
  readonly conversationId: string;
  readonly userId: string;
  readonly skill: string;
  /** Epoch ms. */
  readonly expiresAt: number;
  readonly lengthMs: number;
}

/** The rings that wait for an answer, made of the platform's events. */
export class WaitingRings {
  readonly #rings = new Map<string, OpenRing>();

  get all(): Iterable<OpenRing> {
    return this.#rings.values();
  }

  of(userId: string): readonly OpenRing[] {
    return [...this.#rings.values()].filter((ring) => ring.userId === userId);
  }

  read({ type, at, userId = '', conversationId = '', body }: PlatformEntry): void {
    // As the platform's events describe rings.
    const {
      ringId,
      skillId: skill,
      expirationTs: expiresAt,
    } = body as {
      readonly ringId: string;
      readonly skillId: string;
      readonly expirationTs: number;
    };
    if (type === 'ring.waiting') {
      this.#rings.set(ringId, { ringId, conversationId, userId, skill, expiresAt, lengthMs: expiresAt - at });
    } else if (type.startsWith('ring.')) this.#rings.delete(ringId);
  }
}
