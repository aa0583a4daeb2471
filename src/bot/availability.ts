import type { Agent } from '../agent.js';
import { HandlerError, SDKError } from '../errors.js';
import type { RingOffer } from '../conversations/ring-offer.js';
import { reasonOf } from '../support/thrown.js';
import type { ResolvedBotOptions } from './options.js';
import { deliveryOf } from './turn-errors.js';

type StateBody = Parameters<Agent['setAgentState']>[0];
type AvailabilityState = StateBody['availability'];

export interface AvailabilityPorts {
  readonly agent: Agent;
  readonly options: Pick<ResolvedBotOptions<object>, 'accept' | 'capacity' | 'clock'>;
  /** Conversations that the agent has. */
  count(): number;
  report(error: SDKError): void;
}

/** Below this part of the capacity a full bot takes rings again. */
const REOPEN_BELOW = 0.9;
/** An accepted ring whose conversation does not come counts so long. */
const ACCEPTED_MS = 60_000;
/** Before a state that could not be set is set again. */
const RETRY_MS = 1_000;

/**
 * Owns the agent's state and its rings. A bot that stops is `AWAY`, a full one `OCCUPIED`; otherwise the state is the one
 * that the application has set, by default `ONLINE`.
 */
export class Availability {
  readonly #ports: AvailabilityPorts;
  readonly #setState: Agent['setAgentState'];
  #wish: StateBody = { availability: 'ONLINE' };
  #isStarted = false;
  #isStopping = false;
  #isFull = false;
  #cancelRetry = (): void => {};
  /** Conversations that were accepted, and of which UMS has not told; and what ends the waiting for it. */
  readonly #accepted = new Map<string, () => void>();

  constructor(ports: AvailabilityPorts) {
    this.#ports = ports;
    const { agent } = ports;
    this.#setState = agent.setAgentState.bind(agent);
    // The application's own `bot.agent.setAgentState()` is a wish: it must not put a full bot online.
    const setAgentState: Agent['setAgentState'] = async (body, options) => {
      const before = this.#wish;
      this.#wish = body;
      try {
        return await this.#apply(options);
      } catch (error) {
        // A state that is refused is none to come back to.
        if (this.#wish === body) this.#wish = before;
        throw error;
      }
    };
    Object.defineProperty(agent, 'setAgentState', { value: setAgentState });
  }

  /** @throws {SDKError} As `setAgentState`. */
  async start(): Promise<void> {
    this.#isStarted = true;
    this.#update();
    await this.#apply();
  }

  /** No more rings. Never rejects. */
  async stop(timeout: number): Promise<void> {
    this.#isStopping = true;
    this.#cancelRetry();
    for (const id of this.#accepted.keys()) this.#forget(id);
    if (!this.#isStarted || !this.#ports.agent.connected) return;
    try {
      await this.#apply({ timeout });
    } catch {
      // The agent is closed next, which ends its rings as well.
    }
  }

  /** The number of conversations has changed. */
  changed(conversationId?: string): void {
    if (conversationId !== undefined) this.#forget(conversationId);
    if (!this.#isStarted || !this.#update()) return;
    void this.#set();
  }

  /** Takes a ring, leaves it, or rejects it. Never rejects. */
  async ring(ring: RingOffer): Promise<void> {
    const { accept } = this.#ports.options;
    try {
      if (!this.#hasRoom()) return;
      const answer = accept === 'all' ? true : await accept(ring);
      if (answer === 'reject') await ring.reject();
      if (answer !== true || !this.#hasRoom()) return;
      await this.#take(ring);
    } catch (cause) {
      const { conversationId } = ring;
      const message = `The ring of conversation ${conversationId ?? 'unknown'} could not be handled: ${reasonOf(cause)}`;
      this.#ports.report(
        new HandlerError(message, { code: 'RING', event: 'ring', conversationId, delivery: deliveryOf(cause), cause }),
      );
    }
  }

  async #take(ring: RingOffer): Promise<void> {
    const id = ring.conversationId ?? ring.id;
    this.#accepted.set(id, () => {});
    this.changed();
    let isTaken = false;
    try {
      isTaken = await ring.accept();
    } finally {
      if (!isTaken) this.changed(id);
      else if (this.#accepted.has(id)) {
        this.#accepted.set(
          id,
          this.#ports.options.clock.after(ACCEPTED_MS, () => this.changed(id)),
        );
      }
    }
  }

  #forget(conversationId: string): void {
    this.#accepted.get(conversationId)?.();
    this.#accepted.delete(conversationId);
  }

  #hasRoom(): boolean {
    return !this.#isStopping && this.#count() < this.#ports.options.capacity;
  }

  #count(): number {
    return this.#ports.count() + this.#accepted.size;
  }

  /** @returns Whether the state is to be set. */
  #update(): boolean {
    const { capacity } = this.#ports.options;
    const wasFull = this.#isFull;
    this.#isFull = this.#count() >= (wasFull ? Math.ceil(capacity * REOPEN_BELOW) : capacity);
    return wasFull !== this.#isFull;
  }

  /** Sets the state, again after a failure: an agent that stayed `OCCUPIED` would get no rings. Never rejects. */
  async #set(): Promise<void> {
    try {
      await this.#apply();
    } catch (cause) {
      if (this.#isStopping) return;
      this.#ports.report(stateError(cause));
      this.#cancelRetry();
      this.#cancelRetry = this.#ports.options.clock.after(RETRY_MS, () => void this.#set());
    }
  }

  get #state(): AvailabilityState {
    if (this.#isStopping) return 'AWAY';
    return this.#isFull && this.#wish.availability === 'ONLINE' ? 'OCCUPIED' : this.#wish.availability;
  }

  async #apply(options?: Parameters<Agent['setAgentState']>[1]): ReturnType<Agent['setAgentState']> {
    return this.#setState({ ...this.#wish, availability: this.#state }, options);
  }
}

function stateError(cause: unknown): SDKError {
  return cause instanceof SDKError
    ? cause
    : new SDKError(`The state of the agent could not be set: ${reasonOf(cause)}`, { code: 'AGENT_STATE', cause });
}
