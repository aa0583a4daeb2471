import type { Removal } from '../faults/rules.js';
import { SimulatorError } from '../failures.js';
import type { HttpAnswer, HttpRequest } from './http-services.js';

/** A call of a service that a test serves. */
export interface ServiceRequest {
  readonly method: string;
  /** Below the service, e.g. `/customers/4711`. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Names in lower case. `authorization` has the agent's token. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Parsed JSON, otherwise the text; `undefined` without a body. */
  readonly body: unknown;
}

/** The response of a service. */
export interface ServiceResponse {
  /** @default 200 */
  readonly status?: number | undefined;
  /** A string or a buffer is sent unchanged, anything else as JSON. */
  readonly body?: unknown;
}

/** Answers the calls of a service. What it throws is answered with status 500 and its text. */
export type ServiceHandler = (request: ServiceRequest) => ServiceResponse | Promise<ServiceResponse>;

const PATH = '/services/';

/** The services that tests serve, by name, each below a path of its own. */
export class ServedServices {
  readonly #handlers = new Map<string, ServiceHandler>();

  get names(): Iterable<string> {
    return this.#handlers.keys();
  }

  /** @throws {SimulatorError} There is such a service, or the name does not fit into a path. */
  add(name: string, handler: ServiceHandler, taken: readonly string[]): Removal {
    if (!/^[\w-]+$/.test(name)) {
      throw new SimulatorError(
        `service(${JSON.stringify(name)}): expected a name of letters, digits, _ and -`,
        'MISUSE',
      );
    }
    if (taken.includes(name) || this.#handlers.has(name)) {
      throw new SimulatorError(`service('${name}'): the account has a service of this name already`, 'MISUSE');
    }
    this.#handlers.set(name, handler);
    const remove = (): void => {
      if (this.#handlers.get(name) === handler) this.#handlers.delete(name);
    };
    return Object.assign(remove, { [Symbol.dispose]: remove });
  }

  /** Below the address of the simulator. */
  pathOf(name: string): string {
    return `${PATH}${name}`;
  }

  /** The service whose path this is. */
  find(path: string): { readonly service: string; answer(request: HttpRequest): Promise<HttpAnswer> } | undefined {
    const [, service = '', below = ''] = /^\/services\/([\w-]+)(\/.*)?$/.exec(path) ?? [];
    const handler = this.#handlers.get(service);
    return handler && { service, answer: (request) => answerOf(handler, { ...request, path: below || '/' }) };
  }
}

async function answerOf(
  handler: ServiceHandler,
  { method, path, query, headers, body, json }: HttpRequest,
): Promise<HttpAnswer> {
  const sent = json ?? (body.length === 0 ? undefined : body.toString());
  try {
    const { status = 200, body: answer } = await handler({ method, path, query, headers, body: sent });
    return { status, body: answer };
  } catch (error) {
    // A mistake in the test's handler: the response shows it, the process goes on.
    return { status: 500, body: { error: { message: String(error) } } };
  }
}
