import type { Agent } from '../agent.js';
import { ConnectionError, NotMineError } from '../errors.js';
import { withDeadline } from '../support/deadline.js';
import type { Role } from '../protocol/registry.js';
import type { ConversationView } from './snapshot.js';

/** This agent has given a conversation away itself, before UMS told so. */
export interface Release {
  /** The connection on which the request was written. */
  readonly connection: number;
  /** `false`: the response was lost, so that the agent may still have the conversation. */
  readonly isCertain: boolean;
}

/** What the gate knows of one conversation. */
export interface GatedConversation {
  readonly state: { readonly now: ConversationView };
  /** The connection on which UMS last told of it. */
  readonly confirmedOn: number;
  readonly release: Release | undefined;
}

/** How long a verb takes at most, and what ends it. */
export interface VerbLimits {
  /**
   * Milliseconds for the whole verb: waiting until UMS has confirmed that the agent has the conversation, and then the
   * request, which has the rest of the time. For `sendFile` and `download`: for each of the requests. Default: 30_000 for
   * the confirmation, the agent's `requestTimeout` for each request.
   */
  readonly timeout?: number | undefined;
  /** Rejects with the signal's reason. A request that was sent before may still be carried out. */
  readonly signal?: AbortSignal | undefined;
}

/** Options of the requests that a verb sends. */
export interface GatedOptions {
  readonly guard: () => void;
  readonly signal?: AbortSignal | undefined;
  readonly timeout?: number | undefined;
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
  /** UMS has told of all conversations on this connection: one that it did not tell of is gone. */
  #isComplete = false;
  /** Notifications are not read: what is known may be wrong. */
  #isStopped = true;
  readonly #waiters = new Set<() => void>();

  /** @param roles Roles in which the agent may speak to the consumer. */
  constructor(agent: Agent, roles: readonly Role[], find: (conversationId: string) => GatedConversation | undefined) {
    this.#agent = agent;
    this.#roles = roles;
    this.#find = find;
  }

  get connection(): number {
    return this.#connection;
  }

  /** Notifications are read from now on. */
  start(): void {
    this.#isStopped = false;
  }

  /** Notifications are not read any more. */
  stop(): void {
    this.#isStopped = true;
    this.lost();
    this.changed();
  }

  /** There is no connection: nothing is certain until UMS has told of it again. */
  lost(): void {
    this.#connection += 1;
    this.#isComplete = false;
  }

  /** UMS has told of all conversations of the agent. */
  complete(): void {
    this.#isComplete = true;
    this.changed();
  }

  /** A conversation was confirmed or changed: verbs that wait look again. */
  changed(): void {
    // Clearing an empty `Set` allocates a table all the same, and this is called for each notification.
    if (this.#waiters.size === 0) return;
    const waiters = [...this.#waiters];
    this.#waiters.clear();
    for (const look of waiters) look();
  }

  /** Whether the agent takes part in a role that speaks to the consumer. */
  maySpeak(now: ConversationView): boolean {
    if (!now.isMember || now.stage === 'CLOSE') return false;
    const { agentId } = this.#agent;
    return now.participants.some(
      ({ id, role, state }) => id === agentId && state === 'ACTIVE' && this.#roles.includes(role),
    );
  }

  /**
   * Sends a request to a conversation. If the connection was replaced meanwhile, waits until UMS has confirmed on the new
   * one that the agent still has the conversation.
   *
   * @param send Sends the request with the given options; called again if it has not been sent.
   * @param isRelease The request gives the conversation away, and may be repeated after its response was lost.
   * @throws {NotMineError} Another agent has the conversation; nothing was sent.
   * @throws {ConnectionError} `NOT_CONFIRMED`: UMS has not confirmed the conversation in time. `STOPPED`: notifications are
   * not read. Nothing was sent.
   */
  async send<Result>(
    operation: string,
    conversationId: string,
    send: (options: GatedOptions) => Promise<Result>,
    { signal, timeout }: VerbLimits = {},
    isRelease = false,
  ): Promise<Result> {
    const waitMs = timeout ?? CONFIRM_TIMEOUT_MS;
    const until = performance.now() + waitMs;
    const restMs = (): number => Math.max(Math.ceil(until - performance.now()), 1);
    for (;;) {
      signal?.throwIfAborted();
      // Without a connection the request itself waits, or fails, as the agent's options say.
      if (this.#agent.connected) {
        while (this.#verdict(operation, conversationId, isRelease) === 'unconfirmed') {
          await this.#change(operation, waitMs, restMs(), signal);
        }
      }
      let isUnconfirmed = false;
      const guard = (): void => {
        isUnconfirmed = this.#verdict(operation, conversationId, isRelease) === 'unconfirmed';
        if (isUnconfirmed) throw unconfirmed(operation, waitMs);
      };
      try {
        return await send({ guard, signal, ...(timeout !== undefined && { timeout: restMs() }) });
      } catch (error) {
        if (!isUnconfirmed || performance.now() >= until) throw error;
      }
    }
  }

  async #change(operation: string, waitMs: number, restMs: number, signal: AbortSignal | undefined): Promise<void> {
    let look: () => void = () => {};
    const changed = new Promise<void>((resolve) => this.#waiters.add((look = resolve)));
    try {
      await withDeadline(changed, {
        signal,
        deadline: { timeoutMs: restMs, error: () => unconfirmed(operation, waitMs) },
      });
    } finally {
      this.#waiters.delete(look);
    }
  }

  /** @throws {NotMineError} The agent may not speak in this conversation. */
  #verdict(operation: string, conversationId: string, isRelease: boolean): 'open' | 'unconfirmed' {
    if (this.#isStopped) throw stopped(operation);
    const conversation = this.#find(conversationId);
    const isConfirmed = conversation?.confirmedOn === this.#connection;
    if (!isConfirmed && !this.#isComplete) return 'unconfirmed';
    if (conversation === undefined) throw new NotMineError(operation, conversationId);
    const { release } = conversation;
    const { now } = conversation.state;
    if (now.stage === 'CLOSE') throw new NotMineError(operation, conversationId, undefined, 'it is closed');
    if (!this.maySpeak(now)) throw new NotMineError(operation, conversationId, this.#ownerBeside(now));
    if (!isConfirmed) throw new NotMineError(operation, conversationId);
    const isReleased = release?.connection === this.#connection && !(isRelease && !release.isCertain);
    if (isReleased) throw new NotMineError(operation, conversationId, undefined, 'this agent has given it away');
    return 'open';
  }

  /** The other agent that has the conversation. */
  #ownerBeside({ assignedAgentId }: ConversationView): string | undefined {
    return assignedAgentId === this.#agent.agentId ? undefined : assignedAgentId;
  }
}

function unconfirmed(operation: string, timeoutMs: number): ConnectionError {
  return new ConnectionError(
    `${operation} was not sent: UMS did not confirm within ${timeoutMs} ms that the agent still has the conversation`,
    { code: 'NOT_CONFIRMED' },
  );
}

function stopped(operation: string): ConnectionError {
  return new ConnectionError(
    `${operation} was not sent: these conversations are not started, or were stopped, and so do not know whose the conversation is`,
    { code: 'STOPPED' },
  );
}
