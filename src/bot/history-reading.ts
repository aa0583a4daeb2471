import type { Agent } from '../agent.js';
import { SDKError } from '../errors.js';
import { reasonOf } from '../support/thrown.js';
import type { Inbox } from './inbox.js';
import type { ResolvedBotOptions } from './options.js';
import { Pause, pauseAfterMs } from './pause.js';
import type { Slots } from './slots.js';

export interface HistoryReadingPorts {
  readonly agent: Agent;
  readonly options: Pick<ResolvedBotOptions<object>, 'clock'>;
  readonly conversationId: string;
  readonly inbox: Inbox;
  /** Readings at the same time. */
  readonly readings: Slots;
  /** Whether this agent has the conversation. */
  isNeeded(): boolean;
  report(error: SDKError): void;
}

/** Reads into an inbox what does not come live. */
export class HistoryReading {
  readonly #ports: HistoryReadingPorts;
  readonly #pause: Pause;
  #failures = 0;

  constructor(ports: HistoryReadingPorts) {
    this.#ports = ports;
    this.#pause = new Pause(ports.options.clock);
  }

  /**
   * Reads the next part. After a failure, waits before it returns. Never rejects.
   *
   * @returns `false`: nothing was read.
   */
  async next(): Promise<boolean> {
    const { agent, inbox, readings } = this.#ports;
    const release = await readings.take();
    try {
      await inbox.readOn((range) => agent.messages(range));
      this.#failures = 0;
      return true;
    } catch (cause) {
      if (!this.#ports.isNeeded()) return false;
      // Without a connection, the agent reports why.
      if (agent.connected) this.#report(cause);
    } finally {
      release();
    }
    this.#failures += 1;
    await this.#pause.wait(pauseAfterMs(this.#failures));
    return false;
  }

  /** Whether the last reading has failed. */
  get hasFailed(): boolean {
    return this.#failures > 0;
  }

  /** Ends the pause. */
  end(): void {
    this.#pause.end();
  }

  #report(cause: unknown): void {
    const { conversationId } = this.#ports;
    const what = `The history of conversation ${conversationId} could not be read, and is read again: ${reasonOf(cause)}`;
    this.#ports.report(new SDKError(what, { code: 'HISTORY', cause }));
  }
}
