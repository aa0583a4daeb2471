import type { Clock } from './clock.js';
import type { Flows } from './flows.js';
import type { Job } from './job.js';
import type { Saved } from '../store/store.js';
import type { Routes } from './routes.js';
import { Silences } from './silence.js';

/** Until the next look whether a conversation that was given away came back without an event. */
const RELEASED_PAUSE_MS = 1_000;

export interface TimedJobsPorts {
  readonly clock: Clock;
  readonly flows: Flows;
  readonly routes: Pick<Routes, 'silences'>;
  readonly saved: Saved | undefined;
  /** Of the dialog that is open. */
  dialogId(): string;
  /** Something is due: `next` is to be called again. */
  again(): void;
}

/** The jobs of a conversation that begin at their time: silences, and questions without an answer. */
export class TimedJobs {
  readonly #ports: TimedJobsPorts;
  readonly silences: Silences;
  #cancelLook = (): void => {};
  #timer: { readonly dueAt: number; readonly cancel: () => void } | undefined;

  constructor(ports: TimedJobsPorts) {
    this.#ports = ports;
    this.silences = new Silences(ports.routes.silences, ports.saved?.timers ?? {});
  }

  /** @returns `undefined`: nothing is due, and `again` will be called when something is. */
  next(): Job | undefined {
    const { silences } = this;
    const { clock, flows } = this.#ports;
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

  /** UMS may give the conversation back without an event. */
  lookLater(): void {
    this.#cancelLook();
    this.#cancelLook = this.#ports.clock.after(RELEASED_PAUSE_MS, () => this.#ports.again());
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
