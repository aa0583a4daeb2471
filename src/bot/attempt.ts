import { SDKError } from '../errors.js';
import type { TurnFlows, TurnPorts } from './chat.js';
import type { Clock } from './clock.js';

/**
 * Why a handler is to end. `lost`: this agent does not have the conversation any more. `interrupted`: the consumer has said
 * more. `late`: it took too long. `stopped`: the bot stops.
 */
export type EndReason = 'lost' | 'interrupted' | 'late' | 'stopped';

/** How a handler ended. `hung`: it still runs; `settled` resolves when it has ended. */
export type Outcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'hung'; readonly settled: Promise<unknown> };

/** How long a handler may run on after its signal was aborted. */
const GRACE_MS = 10_000;
/** Verbs after which a turn cannot begin again unnoticed. */
const SPEAKING: ReadonlySet<string> = new Set(['reply()', 'sendFile()', 'handOff()', 'close()']);

export interface AttemptPorts {
  readonly clock: Clock;
  readonly timeoutMs: number;
  /** For errors, such as `text`. */
  readonly event: string;
  /** @throws Why nothing may be written in this turn's dialog. */
  mayWrite(operation: string): void;
  keep(data: string): string;
  readonly flows: TurnFlows;
  report(error: SDKError): void;
}

/** One call of the handler of a turn. */
export class Attempt implements TurnPorts {
  readonly #ports: AttemptPorts;
  /** Made when it is asked for: most handlers do not look at their signal. */
  #controller: AbortController | undefined;
  #refusal: Error | undefined;
  #isInGrace = false;
  #cancelTimer = (): void => {};
  #onGraceOver = (): void => {};
  /** The consumer may have noticed something of this turn. */
  hasSpoken = false;
  end: EndReason | undefined;

  constructor(ports: AttemptPorts) {
    this.#ports = ports;
  }

  get signal(): AbortSignal {
    this.#controller ??= new AbortController();
    return this.#controller.signal;
  }

  /** Calls the handler. Never rejects. */
  async run(handler: () => unknown): Promise<Outcome> {
    const { clock, timeoutMs, event } = this.#ports;
    const call = async (): Promise<Outcome> => {
      try {
        await handler();
        return { kind: 'done' };
      } catch (error) {
        return { kind: 'failed', error };
      }
    };
    this.#cancelTimer = clock.after(timeoutMs, () => {
      const message = `The handler of '${event}' ran longer than ${timeoutMs} ms`;
      this.abort('late', new SDKError(message, { code: 'HANDLER_TIMEOUT', delivery: 'unknown' }));
    });
    try {
      return await new Promise<Outcome>((resolve) => {
        const settled = call();
        void settled.then(resolve);
        this.#onGraceOver = () => resolve({ kind: 'hung', settled });
      });
    } finally {
      this.#cancelTimer();
    }
  }

  /** Aborts the signal. A handler that runs on counts as hung. */
  abort(end: EndReason, reason: Error): void {
    // A turn that was interrupted begins again, also if its handler is late.
    if (this.end !== 'lost' && !(this.end === 'interrupted' && end === 'late')) this.end = end;
    if (end !== 'late') this.#refusal ??= reason;
    this.#controller ??= new AbortController();
    this.#controller.abort(reason);
    // An interrupted handler has the rest of its time: it may finish what it does beside talking.
    if (end === 'interrupted' || this.#isInGrace) return;
    this.#isInGrace = true;
    this.#cancelTimer();
    this.#cancelTimer = this.#ports.clock.after(GRACE_MS, () => this.#onGraceOver());
  }

  /** Verbs of this attempt reject from now on. */
  refuse(reason: Error): void {
    this.#refusal = reason;
  }

  beforeWrite(operation?: string): void {
    if (this.#refusal !== undefined) throw this.#refusal;
    if (operation === undefined) return;
    this.#ports.mayWrite(operation);
    if (SPEAKING.has(operation)) this.hasSpoken = true;
  }

  keep(data: string): string {
    return this.#ports.keep(data);
  }

  get flows(): TurnFlows {
    return this.#ports.flows;
  }

  report(error: SDKError): void {
    if (this.end === undefined) this.#ports.report(error);
  }
}
