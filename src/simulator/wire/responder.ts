import type { ResponseFrame } from '../../transport/frame.js';
import type { AgentAccount } from '../platform/accounts.js';
import type { AgentConnection } from '../platform/connections.js';
import { Refusal } from '../failures.js';
import type { Platform } from '../platform/platform.js';
import { handlers, type HandledRequest, type Handler } from './request-handlers.js';
import { Rules, type Removal, type RuleOptions } from '../faults/rules.js';
import { requestOfType, shapeOf, STRING_RESPONSE, wireTypeOf, type RequestName } from '../vocabulary.js';

/** A request as it was received. */
export interface IncomingRequest {
  /** As UMS echoes it: always a string. */
  readonly id: string;
  /** Wire type. */
  readonly type: string;
  /** `{}` if the request had none. */
  readonly body: unknown;
  readonly headers: unknown;
  readonly metadata: unknown;
  readonly encodedMetadata: unknown;
}

/** What an `AnswerFunction` may use. */
export interface AnswerContext {
  /** The requesting agent. */
  readonly agent: AgentAccount;
  /** Id of the socket, as in the transcript. */
  readonly connectionId: number;
  /**
   * Carries out the request as the platform would have done.
   *
   * @returns The body that the platform would have sent.
   * @throws {Refusal} The platform would have refused.
   */
  proceed(): unknown;
}

/** Returned in place of a body: the request gets no response. */
export const SILENCE: unique symbol = Symbol('no response');

/** @returns The body of a successful response, or `SILENCE`. @throws {Refusal} For an error response. */
export type AnswerFunction = (request: IncomingRequest, context: AnswerContext) => unknown;

/** Requests of UMS for which `Agent` has no method. */
const unnamed: Readonly<Record<string, Handler>> = { KeepAlive: () => ({}) };

/** Answers requests: by an override, else by its handler, else with the example of the request's entry. */
export class Responder {
  readonly #platform: Platform;
  readonly #rules = new Rules<{ readonly type: string; readonly answer: AnswerFunction }>();

  constructor(platform: Platform) {
    this.#platform = platform;
  }

  override(nameOrType: RequestName | (string & {}), answer: AnswerFunction, options?: RuleOptions): Removal {
    return this.#rules.add({ type: wireTypeOf(nameOrType), answer }, options);
  }

  /** Sends the response, and after it the notifications that the request caused. */
  respond(connection: AgentConnection, request: IncomingRequest, send: (frame: ResponseFrame) => void): void {
    const carryOut = (): { readonly outcome: unknown; readonly release: () => void } =>
      this.#platform.connections.deferred(() => this.#carryOut(connection, request));
    const rule = this.#rules.isEmpty ? undefined : this.#rules.take(({ type }) => type === request.type);
    if (rule) {
      void this.#overridden(rule.answer, connection, request, carryOut, send);
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

  async #overridden(
    answer: AnswerFunction,
    { agent, id: connectionId }: AgentConnection,
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
      const body = await answer(request, { agent, connectionId, proceed });
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
    const handled: HandledRequest = { platform: this.#platform, connection, body, headers, metadata, encodedMetadata };
    if (handler) return handler(handled);
    if (known) return known.entry.example.response;
    throw new Refusal(400, `Unknown request type ${type}`.slice(0, 128));
  }
}

function success({ id, type }: IncomingRequest, body: unknown): ResponseFrame {
  return { kind: 'resp', reqId: id, ...shapeOf(type), body };
}

function failure({ id }: IncomingRequest, error: unknown): ResponseFrame {
  // Any other error is a mistake in an override. The response shows it to the author of the test.
  const { code, body } = error instanceof Refusal ? error : new Refusal(500, String(error));
  return { kind: 'resp', reqId: id, code, type: STRING_RESPONSE, body };
}
