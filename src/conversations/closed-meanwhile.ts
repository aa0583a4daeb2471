import type { Agent } from '../agent.js';
import { TimeoutError } from '../errors.js';
import { withDeadline } from '../support/deadline.js';

/** Clocks of the platform's servers differ. */
const CLOCK_SLACK_MS = 60_000;
/** As long as the SDK waits for the snapshot of a subscription, and a little more. */
const SNAPSHOT_TIMEOUT_MS = 6_000;

/** Snapshots of subscriptions that are complete on the present connection. */
export class CompleteSnapshots {
  readonly #ids = new Set<string>();
  readonly #waiting = new Map<string, () => void>();

  has(subscriptionId: string): boolean {
    return this.#ids.has(subscriptionId);
  }

  add(subscriptionId: string): void {
    this.#ids.add(subscriptionId);
    this.#waiting.get(subscriptionId)?.();
  }

  /** There is another connection. */
  clear(): void {
    this.#ids.clear();
  }

  async wait(subscriptionId: string): Promise<void> {
    if (this.#ids.has(subscriptionId)) return;
    const complete = new Promise<void>((resolve) => this.#waiting.set(subscriptionId, resolve));
    const error = (): Error =>
      new TimeoutError('subscribeExConversations', SNAPSHOT_TIMEOUT_MS, { delivery: 'answered' });
    try {
      await withDeadline(complete, { deadline: { timeoutMs: SNAPSHOT_TIMEOUT_MS, error } });
    } finally {
      this.#waiting.delete(subscriptionId);
    }
  }
}

/**
 * Has the platform tell which of the agent's conversations were closed since a time: their notifications come before this
 * resolves. What is gone and was not closed belongs to another agent.
 *
 * @param since Epoch ms of the platform.
 * @throws {SDKError} As the requests.
 */
export async function tellClosedSince(agent: Agent, since: number, snapshots: CompleteSnapshots): Promise<void> {
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
