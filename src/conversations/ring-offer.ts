import type { Agent } from '../agent.js';
import { ResponseError } from '../errors.js';
import { keepNewest } from '../support/keep-newest.js';

/** An offer of a conversation to this agent. */
export class RingOffer {
  readonly #agent: Agent;

  constructor(
    agent: Agent,
    readonly id: string,
    readonly conversationId: string | undefined,
    readonly consumerId: string | undefined,
    /** `undefined`: no skill. */
    readonly skillId: string | undefined,
    /** Epoch ms. */
    readonly expiresAt: number | undefined,
  ) {
    this.#agent = agent;
  }

  /**
   * Takes the conversation. As a request: `updateRingState` with `ACCEPTED`.
   *
   * @returns `false`: another agent was faster, the consumer has left, or the ring is over.
   * @throws {SDKError} As the request.
   */
  accept(): Promise<boolean> {
    return this.#update('ACCEPTED');
  }

  /**
   * Leaves the conversation to other agents. As a request: `updateRingState` with `REJECTED`.
   *
   * @returns `false`: the ring is over already.
   * @throws {SDKError} As the request.
   */
  reject(): Promise<boolean> {
    return this.#update('REJECTED');
  }

  async #update(ringState: 'ACCEPTED' | 'REJECTED'): Promise<boolean> {
    try {
      await this.#agent.updateRingState({ ringId: this.id, ringState });
      return true;
    } catch (error) {
      if (error instanceof ResponseError && error.code === RING_IS_OVER) return false;
      throw error;
    }
  }
}

/** UMS answers a ring that was taken elsewhere or has ended with this code: docs/protocol.md#3.6. */
const RING_IS_OVER = 409;

const MAX_RINGS = 1_000;

/** Ids of the last thousand rings of a connection: a ring is repeated while it lasts. */
export class SeenRings {
  readonly #ids = new Set<string>();

  /** @returns Whether the id is new. */
  add(id: string): boolean {
    if (this.#ids.has(id)) return false;
    this.#ids.add(id);
    keepNewest(this.#ids, MAX_RINGS);
    return true;
  }

  clear(): void {
    this.#ids.clear();
  }
}
