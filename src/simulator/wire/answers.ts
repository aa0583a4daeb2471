import type { ResponseFrame } from '../../transport/frame.js';
import type { AgentAccount } from '../platform/accounts.js';
import type { AgentConnection } from '../platform/connections.js';
import { Refusal } from '../failures.js';
import type { Platform } from '../platform/platform.js';
import { handlers, type HandledRequest, type Handler } from './request-handlers.js';
import { Rules, type Removal, type RuleOptions } from '../faults/rules.js';
import { requestOfType, shapeOf, STRING_RESPONSE, wireTypeOf, type RequestName } from '../vocabulary.js';

/** A request as it came. */
export interface IncomingRequest {
  /** Always a string, as UMS echoes it. */
  readonly id: string;
  /** Wire type. */
  readonly type: string;
  /** `{}` where there was none. */
  readonly body: unknown;
  readonly headers: unknown;
  readonly metadata: unknown;
  readonly encodedMetadata: unknown;
}

export interface AnswerContext {
  /** Who asks. */
  readonly agent: AgentAccount;
  readonly socketId: number;
  /**
   * Does what the platform would have done.
   *
   * @returns The body it would have answered.
   * @throws {Refusal} It would have refused.
   */
  proceed(): unknown;
}

/** Returned instead of a body: there is no answer at all. */
export const SILENCE: unique symbol = Symbol('no answer');

/** @returns The body to answer with success, or `SILENCE`. @throws {Refusal} To answer with an error. */
export type AnswerFunction = (request: IncomingRequest, context: AnswerContext) => unknown;

/** UMS knows it, but no agent needs it: there is no method for it. */
const unnamed: Readonly<Record<string, Handler>> = { KeepAlive: () => ({}) };

/** Answers requests: as arranged, else as the platform does, else with the example of the request's entry. */
export class Answers {
  readonly #platform: Platform;
  readonly #rules = new Rules<{ readonly type: string; readonly answer: AnswerFunction }>();

  constructor(platform: Platform) {
    this.#platform = platform;
  }

  override(nameOrType: RequestName | (string & {}), answer: AnswerFunction, options?: RuleOptions): Removal {
    return this.#rules.add({ type: wireTypeOf(nameOrType), answer }, options);
  }

  /** Sends the answer, and after it the notifications of what the request changed. */
  respond(connection: AgentConnection, request: IncomingRequest, send: (frame: ResponseFrame) => void): void {
    const carryOut = (): { readonly outcome: unknown; readonly release: () => void } =>
      this.#platform.connections.hold(() => this.#carryOut(connection, request));
    const rule = this.#rules.isEmpty ? undefined : this.#rules.take(({ type }) => type === request.type);
    if (rule) {
      void this.#arranged(rule.answer, connection, request, carryOut, send);
      return;
    }
    try {
      const { outcome, release } = carryOut();
      send(success(request, outcome));
      release();
    } catch (error) {
      send(failure(request, error));
    }
  }

  async #arranged(
    answer: AnswerFunction,
    { agent, id: socketId }: AgentConnection,
    request: IncomingRequest,
    carryOut: () => { readonly outcome: unknown; readonly release: () => void },
    send: (frame: ResponseFrame) => void,
  ): Promise<void> {
    const releases: (() => void)[] = [];
    const proceed = (): unknown => {
      const { outcome, release } = carryOut();
      releases.push(release);
      return outcome;
    };
    try {
      const body = await answer(request, { agent, socketId, proceed });
      if (body !== SILENCE) send(success(request, body));
    } catch (error) {
      send(failure(request, error));
    }
    for (const release of releases) release();
  }

  #carryOut(connection: AgentConnection, request: IncomingRequest): unknown {
    const { type, body, headers, metadata, encodedMetadata } = request;
    const known = requestOfType(type);
    const handler = known ? handlers[known.name] : Object.hasOwn(unnamed, type) ? unnamed[type] : undefined;
    const call: HandledRequest = { platform: this.#platform, connection, body, headers, metadata, encodedMetadata };
    if (handler) return handler(call);
    if (known) return known.entry.example.response;
    throw new Refusal(400, `Unknown request type ${type}`.slice(0, 128));
  }
}

function success({ id, type }: IncomingRequest, body: unknown): ResponseFrame {
  return { kind: 'resp', reqId: id, ...shapeOf(type), body };
}

function failure({ id }: IncomingRequest, error: unknown): ResponseFrame {
  // Anything else is a mistake in an arranged answer: whoever wrote it finds it in the response.
  const { code, body } = error instanceof Refusal ? error : new Refusal(500, String(error));
  return { kind: 'resp', reqId: id, code, type: STRING_RESPONSE, body };
}
