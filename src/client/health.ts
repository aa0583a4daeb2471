import type { LifecycleState } from '../session/lifecycle.js';

/** State of an agent, for a health check or a dashboard. */
export interface Health {
  readonly state: LifecycleState;
  /** When the agent entered this state, epoch ms. */
  readonly since: number;
  /** When data was last received from the platform, epoch ms; as exact as `pingInterval`. */
  readonly lastLifeAt: number | undefined;
  /** Of the latest ping, in milliseconds. */
  readonly roundTripMs: number | undefined;
  /** Requests sent and not answered yet. */
  readonly pending: number;
  /** Requests that wait for a connection. */
  readonly waiting: number;
  /** Attempts to connect since the last stable connection. */
  readonly attempts: number;
  /** The platform's clock minus this machine's, in milliseconds. */
  readonly clockOffsetMs: number | undefined;
  /** Dialogs in which messages are delivered, without those that have ended or were left. */
  readonly dialogs: number;
  /** Messages that wait for the handlers of earlier messages. */
  readonly queued: number;
  /** How long the oldest queued message has been waiting, in milliseconds. */
  readonly oldestQueuedMs: number | undefined;
}
