import type { Clock } from './clock.js';
import type { Flows } from './flows.js';
import type { Job } from './job.js';
import type { Silences } from './silence.js';

export interface TimedJobsPorts {
  readonly clock: Clock;
  readonly flows: Flows;
  readonly silences: Silences;
  /** Of the dialog that is open. */
  dialogId(): string;
  /** Something is due: `next` is to be called again. */
  again(): void;
}

/** The jobs of a conversation that begin at their time: silences, and questions without an answer. */
export class TimedJobs {
  readonly #ports: TimedJobsPorts;
  #timer: { readonly dueAt: number; readonly cancel: () => void } | undefined;

  constructor(ports: TimedJobsPorts) {
    this.#ports = ports;
  }

  /** @returns `undefined`: nothing is due, and `again` will be called when something is. */
  next(): Job | undefined {
    const { clock, flows, silences } = this.#ports;
    const now = clock.now();
    const dialogId = this.#ports.dialogId();
    const base = { events: [], dialogId, needsOwner: true };
    const flow = flows.nameIn(dialogId);
    const flowDueAt = flow === undefined ? undefined : flows.dueAt;
    if (flow !== undefined && flowDueAt !== undefined && flowDueAt <= now) {
      return { ...base, event: `flow ${flow}`, run: flows.timeout };
    }
    const silence = silences.over(now);
    if (silence !== undefined) {
      return { ...base, event: silence.name, run: silence.handler, silence: silence.name };
    }
    this.#arm(Math.min(flowDueAt ?? Infinity, silences.dueAt ?? Infinity), now);
    return undefined;
  }

  stop(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  /** A timer that fires too early is left: each message would start another one. */
  #arm(dueAt: number, now: number): void {
    if (dueAt === Infinity || (this.#timer !== undefined && this.#timer.dueAt <= dueAt)) return;
    this.stop();
    const cancel = this.#ports.clock.after(dueAt - now, () => {
      this.#timer = undefined;
      this.#ports.again();
    });
    this.#timer = { dueAt, cancel };
  }
}
