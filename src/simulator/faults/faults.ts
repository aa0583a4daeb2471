import { SimulatorError } from '../failures.js';
import { Rules, type Removal, type RuleOptions } from './rules.js';

/** What the HTTP side serves. */
export type HttpService = 'csds' | 'login' | 'refresh' | 'logout' | 'upload' | 'download' | 'skills';

/** How a REST exchange goes wrong. The first of `drop`, `hang`, `status` and `edit` that is there decides. */
export interface HttpFault {
  /** The TCP connection is destroyed instead of an answer. */
  readonly drop?: boolean | undefined;
  /** No answer, until the client gives up or the simulator closes. */
  readonly hang?: boolean | undefined;
  /** Answered instead of asking the service, with `body` and `headers`. */
  readonly status?: number | undefined;
  /** A string is sent as it is, anything else as JSON. By default the platform's error body, from 400 up. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Changes the service's own JSON answer, e.g. `(body) => ({ ...body, csrf: undefined })`. */
  readonly edit?: ((body: Readonly<Record<string, unknown>>) => unknown) | undefined;
  readonly delayMs?: number | undefined;
}

/** How a WebSocket upgrade goes wrong. */
export interface UpgradeFault {
  readonly drop?: boolean | undefined;
  readonly hang?: boolean | undefined;
  /** Refused with this status. */
  readonly status?: number | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly delayMs?: number | undefined;
}

/** How a frame goes wrong on its way. */
export interface FrameFault {
  /** It is lost. */
  readonly drop?: boolean | undefined;
  /** It arrives later; frames sent meanwhile overtake it. */
  readonly delayMs?: number | undefined;
  /** Arrives in its place: a string as a text frame, a buffer as a binary one. */
  readonly replaceWith?: string | Buffer | undefined;
  /** It arrives twice. */
  readonly duplicate?: boolean | undefined;
}

/** Seen from the platform: `in` is what the agent sends. */
export type Direction = 'in' | 'out';

/** `frame` is the JSON document of the frame, `undefined` where it is none. */
export type FrameMatch = (frame: FrameFields | undefined, raw: string) => boolean;

/** The members of a frame that tell it apart. */
export interface FrameFields {
  readonly kind?: unknown;
  readonly id?: unknown;
  readonly reqId?: unknown;
  readonly type?: unknown;
  readonly code?: unknown;
  readonly body?: unknown;
}

/** What goes wrong, by arrangement. The fault arranged last is tried first. */
export class Faults {
  readonly #http = new Rules<{ readonly target: HttpService | RegExp; readonly fault: HttpFault }>();
  readonly #upgrade = new Rules<UpgradeFault>();
  readonly #frames = {
    in: new Rules<{ readonly match: FrameMatch; readonly fault: FrameFault }>(),
    out: new Rules<{ readonly match: FrameMatch; readonly fault: FrameFault }>(),
  };
  #ignoresPings = false;

  /** @param target A service, or what the path and query must match. */
  http(target: HttpService | RegExp, fault: HttpFault, options?: RuleOptions): Removal {
    requireStatus(fault.status);
    return this.#http.add({ target, fault }, options);
  }

  upgrade(fault: UpgradeFault, options?: RuleOptions): Removal {
    requireStatus(fault.status);
    return this.#upgrade.add(fault, options);
  }

  frames(direction: Direction, match: FrameMatch, fault: FrameFault, options?: RuleOptions): Removal {
    return this.#frames[direction].add({ match, fault }, options);
  }

  /** Pings of the agent get no pong. */
  ignorePings(on = true): void {
    this.#ignoresPings = on;
  }

  /** Everything goes well again. What already hangs or is delayed stays so. */
  clear(): void {
    this.#http.clear();
    this.#upgrade.clear();
    this.#frames.in.clear();
    this.#frames.out.clear();
    this.#ignoresPings = false;
  }

  /** @internal */
  get ignoresPings(): boolean {
    return this.#ignoresPings;
  }

  /** @internal */
  hasFrameFaults(direction: Direction): boolean {
    return !this.#frames[direction].isEmpty;
  }

  /** @internal */
  takeHttp(service: HttpService | undefined, url: string): HttpFault | undefined {
    const applies = ({ target }: { readonly target: HttpService | RegExp }): boolean =>
      typeof target === 'string' ? target === service : url.search(target) >= 0;
    return this.#http.take(applies)?.fault;
  }

  /** @internal */
  takeUpgrade(): UpgradeFault | undefined {
    return this.#upgrade.take(() => true);
  }

  /** @internal */
  takeFrame(direction: Direction, frame: FrameFields | undefined, raw: string): FrameFault | undefined {
    return this.#frames[direction].take(({ match }) => match(frame, raw))?.fault;
  }
}

function requireStatus(status: number | undefined): void {
  if (status === undefined || (Number.isInteger(status) && status >= 200 && status <= 599)) return;
  throw new SimulatorError(`No service answers with status ${status}`, 'MISUSE');
}
