import type { Agent } from '../agent.js';
import { SDKError, TimeoutError } from '../errors.js';
import { withDeadline } from '../support/deadline.js';
import { reasonOf } from '../support/thrown.js';
import type { Handlers } from './handlers.js';
import type { KnownConversation } from './known-conversations.js';

/** Clocks of the platform's servers differ. */
const CLOCK_SLACK_MS = 60_000;
/** As long as the SDK waits for the snapshot of a subscription, and a little more. */
const SNAPSHOT_TIMEOUT_MS = 6_000;

/** Which subscriptions have had their snapshot on the present connection. */
export class CompleteSnapshots {
  /** Whether the snapshot was complete, by subscription. */
  readonly #told = new Map<string, boolean>();
  readonly #waiting = new Map<string, () => void>();

  /** Whether the platform has told of everything that matches. */
  has(subscriptionId: string): boolean {
    return this.#told.get(subscriptionId) === true;
  }

  add(subscriptionId: string, isComplete: boolean): void {
    this.#told.set(subscriptionId, isComplete);
    this.#waiting.get(subscriptionId)?.();
  }

  /** Whether there was a snapshot on this connection. */
  get isSettled(): boolean {
    return this.#told.size > 0;
  }

  /** There is another connection. */
  clear(): void {
    this.#told.clear();
  }

  /** Resolves with the snapshot of a subscription, complete or not. @throws {TimeoutError} It does not come. */
  async wait(subscriptionId: string): Promise<void> {
    if (this.#told.has(subscriptionId)) return;
    const told = new Promise<void>((resolve) => this.#waiting.set(subscriptionId, resolve));
    const error = (): Error =>
      new TimeoutError('subscribeExConversations', SNAPSHOT_TIMEOUT_MS, { delivery: 'answered' });
    try {
      await withDeadline(told, { deadline: { timeoutMs: SNAPSHOT_TIMEOUT_MS, error } });
    } finally {
      this.#waiting.delete(subscriptionId);
    }
  }
}

/**
 * Conversations that were gone after a reconnect, until it is known why: those that were closed meanwhile match a
 * subscription to closed conversations, and the others belong to another agent.
 */
export class MissingConversations {
  readonly #agent: Agent;
  readonly #snapshots: CompleteSnapshots;
  readonly #tell: (known: KnownConversation) => void;
  readonly #handlers: Handlers;
  readonly #missing = new Set<KnownConversation>();
  /** When the first connection was lost whose changes are not all told, epoch ms of the platform. */
  #lostAt: number | undefined;
  #isAsking = false;

  /** @param tell Tells what has become of a conversation, by the newest that is known. */
  constructor(
    agent: Agent,
    snapshots: CompleteSnapshots,
    handlers: Handlers,
    tell: (known: KnownConversation) => void,
  ) {
    this.#agent = agent;
    this.#snapshots = snapshots;
    this.#handlers = handlers;
    this.#tell = tell;
  }

  has(known: KnownConversation): boolean {
    return this.#missing.has(known);
  }

  add(known: KnownConversation): void {
    this.#missing.add(known);
  }

  clear(): void {
    this.#missing.clear();
    this.#lostAt = undefined;
  }

  connectionLost(): void {
    this.#lostAt ??= this.#agent.serverTime();
  }

  /** UMS has told of all conversations on this connection. If the connection is lost meanwhile, the next one asks again. */
  async resolve(): Promise<void> {
    if (this.#isAsking) return;
    const since = this.#lostAt;
    const missing = [...this.#missing];
    if (missing.length === 0 || since === undefined) {
      this.#lostAt = undefined;
      return;
    }
    this.#isAsking = true;
    try {
      await tellClosedSince(this.#agent, since, this.#snapshots);
    } catch (cause) {
      if (!this.#agent.connected || !this.#snapshots.isSettled) return;
      const message = `Conversations that ended without a connection are told as left, not as closed: ${reasonOf(cause)}`;
      this.#handlers.report(new SDKError(message, { code: 'CLOSED_UNKNOWN', cause }));
    } finally {
      this.#isAsking = false;
    }
    this.#lostAt = undefined;
    for (const one of missing) if (this.#missing.delete(one)) this.#tell(one);
  }
}

/**
 * Has the platform tell which of the agent's conversations were closed since a time: their notifications come before this
 * resolves. What is gone and was not closed belongs to another agent.
 *
 * @param since Epoch ms of the platform.
 * @throws {SDKError} As the requests.
 */
async function tellClosedSince(agent: Agent, since: number, snapshots: CompleteSnapshots): Promise<void> {
  const { subscriptionId } = await agent.subscribeExConversations({
    stage: ['CLOSE'],
    agentIds: [agent.agentId],
    minLastUpdatedTime: Math.max(Math.floor(since) - CLOCK_SLACK_MS, 0),
  });
  try {
    await snapshots.wait(subscriptionId);
  } finally {
    await agent.unsubscribeExConversations({ subscriptionId });
  }
}
