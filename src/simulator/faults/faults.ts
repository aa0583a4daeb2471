import { SimulatorError } from '../failures.js';
import { Rules, type Removal, type RuleOptions } from './rules.js';

/** The REST services of the simulator, and the names given to `simulator.service()`. */
export type HttpService = 'csds' | 'login' | 'refresh' | 'logout' | 'upload' | 'download' | 'skills' | (string & {});

/** A fault of a REST exchange. Of `drop`, `hang`, `status` and `edit` the first one given decides. */
export interface HttpFault {
  /** Destroys the TCP connection instead of answering. */
  readonly drop?: boolean | undefined;
  /** Never answers. The request ends when the client gives up or the simulator closes. */
  readonly hang?: boolean | undefined;
  /** Answers with this status, `body` and `headers` instead of the service. */
  readonly status?: number | undefined;
  /** A string is sent unchanged, anything else as JSON. By default, from status 400 up, the platform's error body. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Changes the service's JSON answer, e.g. `(body) => ({ ...body, csrf: undefined })`. */
  readonly edit?: ((body: Readonly<Record<string, unknown>>) => unknown) | undefined;
  readonly delayMs?: number | undefined;
}

/** A fault of a WebSocket upgrade. */
export interface UpgradeFault {
  readonly drop?: boolean | undefined;
  readonly hang?: boolean | undefined;
  /** Refuses with this status. */
  readonly status?: number | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly delayMs?: number | undefined;
}

/** A fault of a frame. */
export interface FrameFault {
  /** The frame is lost. */
  readonly drop?: boolean | undefined;
  /** The frame arrives later. Frames sent meanwhile overtake it. */
  readonly delayMs?: number | undefined;
  /** Arrives in place of the frame: a string as a text frame, a buffer as a binary frame. */
  readonly replaceWith?: string | Buffer | undefined;
  /** The frame arrives twice. */
  readonly duplicate?: boolean | undefined;
}

/** As the platform sees it: agents send frames `in`, the platform sends frames `out`. */
export type Direction = 'in' | 'out';

/** Selects frames. `frame` is `undefined` if `raw` is no JSON object. */
export type FrameMatch = (frame: FrameFields | undefined, raw: string) => boolean;

/** The members of a frame that a `FrameMatch` may look at. */
export interface FrameFields {
  readonly kind?: unknown;
  readonly id?: unknown;
  readonly reqId?: unknown;
  readonly type?: unknown;
  readonly code?: unknown;
  readonly body?: unknown;
}

/** The faults injected into a simulator. The fault added last is tried first. */
export class Faults {
  readonly #http = new Rules<{ readonly target: HttpService | RegExp; readonly fault: HttpFault }>();
  readonly #upgrade = new Rules<UpgradeFault>();
  readonly #frames = {
    in: new Rules<{ readonly match: FrameMatch; readonly fault: FrameFault }>(),
    out: new Rules<{ readonly match: FrameMatch; readonly fault: FrameFault }>(),
  };
  #ignoresPings = false;

  /** @param target A service, or a pattern for path and query. */
  http(target: HttpService | RegExp, fault: HttpFault, options?: RuleOptions): Removal {
    requireStatus(fault.status);
    return this.#http.add({ target, fault }, options);
  }

  /** Affects the upgrade requests of agents. */
  upgrade(fault: UpgradeFault, options?: RuleOptions): Removal {
    requireStatus(fault.status);
    return this.#upgrade.add(fault, options);
  }

  /** Affects the frames that `match` selects. */
  frames(direction: Direction, match: FrameMatch, fault: FrameFault, options?: RuleOptions): Removal {
    return this.#frames[direction].add({ match, fault }, options);
  }

  /** Pings of agents get no pong. */
  ignorePings(on = true): void {
    this.#ignoresPings = on;
  }

  /** Removes all faults. Requests that hang or are delayed stay so. */
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
  throw new SimulatorError(`Fault with status ${status}: expected an integer from 200 to 599`, 'MISUSE');
}
