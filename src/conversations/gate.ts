import type { Agent } from '../agent.js';
import { ConnectionError, NotMineError } from '../errors.js';
import { withDeadline } from '../support/deadline.js';
import type { Role } from '../protocol/registry.js';
import type { ConversationView } from './snapshot.js';

/** What the gate knows of one conversation. */
export interface GatedConversation {
  readonly now: ConversationView | undefined;
  /** The connection on which UMS last said that the agent has the conversation. */
  readonly confirmedOn: number;
  /** The connection on which this agent handed the conversation off; `undefined` while it has it. */
  readonly releasedOn: number | undefined;
}

/** How long a verb waits, and what ends the waiting. */
export interface VerbLimits {
  /** Milliseconds that a verb waits for the confirmation that the agent still has the conversation. @default 30_000 */
  readonly timeout?: number | undefined;
  /** Rejects with the signal's reason. A request that was sent before may still be carried out. */
  readonly signal?: AbortSignal | undefined;
}

/** Options of the requests that a verb sends. */
export interface GatedOptions {
  readonly guard: () => void;
  readonly signal?: AbortSignal | undefined;
}

const CONFIRM_TIMEOUT_MS = 30_000;

/**
 * Decides whether the agent may speak to a conversation's consumer. It is asked when a frame is written, not when a verb is
 * called: whatever the SDK has read by then counts.
 */
export class Gate {
  readonly #agent: Agent;
  readonly #roles: readonly Role[];
  readonly #find: (conversationId: string) => GatedConversation | undefined;
  /** Incremented when a connection is lost: what was confirmed before is not certain any more. */
  #connection = 1;
  /** UMS has said on this connection which conversations the agent has. */
  #isComplete = false;
  /** The conversations are followed: what is known of them is kept up to date. */
  #isRunning = false;
  #waiters = new Set<() => void>();

  /** @param roles Roles in which the agent may speak to the consumer. */
  constructor(agent: Agent, roles: readonly Role[], find: (conversationId: string) => GatedConversation | undefined) {
    this.#agent = agent;
    this.#roles = roles;
    this.#find = find;
  }

  get connection(): number {
    return this.#connection;
  }

  start(): void {
    this.#isRunning = true;
  }

  /** The conversations are not followed any more: nothing is sent until they are again. */
  stop(): void {
    this.#isRunning = false;
    this.lost();
    this.changed();
  }

  /** There is no connection: nothing is certain until UMS has said it again. */
  lost(): void {
    this.#connection += 1;
    this.#isComplete = false;
  }

  /** UMS has said which conversations the agent has; the others are gone. */
  complete(): void {
    this.#isComplete = true;
    this.changed();
  }

  /** A conversation was confirmed or changed: verbs that wait look again. */
  changed(): void {
    const waiters = [...this.#waiters];
    this.#waiters.clear();
    for (const look of waiters) look();
  }

  /** Whether the agent may speak to the consumer, as far as is known now. */
  isOpen(conversationId: string): boolean {
    const conversation = this.#find(conversationId);
    return conversation !== undefined && this.#mayWrite(conversation);
  }

  /**
   * Sends a request to a conversation. If the connection was replaced meanwhile, waits until UMS has confirmed on the new
   * one that the agent still has the conversation.
   *
   * @param send Sends the request with the given options; called again if it has not been sent.
   * @throws {NotMineError} Another agent has the conversation; nothing was sent.
   * @throws {ConnectionError} `NOT_CONFIRMED`: UMS has not confirmed the conversation in time, or the conversations are not
   * started; nothing was sent.
   */
  async send<Result>(
    operation: string,
    conversationId: string,
    send: (options: GatedOptions) => Promise<Result>,
    { signal, timeout = CONFIRM_TIMEOUT_MS }: VerbLimits = {},
  ): Promise<Result> {
    const until = performance.now() + timeout;
    for (;;) {
      signal?.throwIfAborted();
      // Without a connection the request itself waits, or fails, as the agent's options say.
      if (this.#agent.connected) await this.#confirmed(operation, conversationId, until, signal);
      let isUnconfirmed = false;
      const guard = (): void => {
        isUnconfirmed = this.#verdict(operation, conversationId) === 'unconfirmed';
        if (isUnconfirmed) throw unconfirmed(operation, timeout);
      };
      try {
        return await send({ guard, signal });
      } catch (error) {
        if (!isUnconfirmed || performance.now() >= until) throw error;
      }
    }
  }

  async #confirmed(
    operation: string,
    conversationId: string,
    until: number,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    while (this.#verdict(operation, conversationId) === 'unconfirmed') {
      let look: () => void = () => {};
      const changed = new Promise<void>((resolve) => this.#waiters.add((look = resolve)));
      const timeoutMs = Math.max(until - performance.now(), 1);
      try {
        await withDeadline(changed, {
          signal,
          deadline: { timeoutMs, error: () => unconfirmed(operation, CONFIRM_TIMEOUT_MS) },
        });
      } finally {
        this.#waiters.delete(look);
      }
    }
  }

  /**
   * @throws {NotMineError} The agent may not speak in this conversation.
   * @throws {ConnectionError} The conversations are not started.
   */
  #verdict(operation: string, conversationId: string): 'open' | 'unconfirmed' {
    if (!this.#isRunning) throw notStarted(operation);
    const conversation = this.#find(conversationId);
    if (conversation === undefined) {
      if (!this.#isComplete) return 'unconfirmed';
      throw new NotMineError(operation, conversationId);
    }
    if (conversation.confirmedOn !== this.#connection && !this.#isComplete) return 'unconfirmed';
    if (!this.#mayWrite(conversation)) {
      throw new NotMineError(operation, conversationId, conversation.now?.assignedAgentId);
    }
    return 'open';
  }

  #mayWrite({ now, releasedOn }: GatedConversation): boolean {
    if (now === undefined || !now.isMember || now.stage === 'CLOSE') return false;
    if (releasedOn === this.#connection) return false;
    const { agentId } = this.#agent;
    return now.participants.some(
      ({ id, role, state }) => id === agentId && state === 'ACTIVE' && this.#roles.includes(role),
    );
  }
}

function unconfirmed(operation: string, timeoutMs: number): ConnectionError {
  return new ConnectionError(
    `${operation} was not sent: UMS did not confirm within ${timeoutMs} ms that the agent still has the conversation`,
    { code: 'NOT_CONFIRMED' },
  );
}

function notStarted(operation: string): ConnectionError {
  return new ConnectionError(
    `${operation} was not sent: without start(), or after stop(), it is not known whether the agent has the conversation`,
    { code: 'NOT_CONFIRMED' },
  );
}
