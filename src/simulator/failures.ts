import { SDKError } from '../errors.js';

/** Default bodies of refusals. See docs/protocol.md#2.2. */
const reasons: Readonly<Record<number, string>> = {
  400: 'Bad request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not found',
  409: 'Conflict',
  429: 'Too many requests',
  500: 'Internal server error',
};

/** Thrown by an `AnswerFunction` or a request handler: the response has this error code and body. */
export class Refusal extends Error {
  override readonly name = 'Refusal';

  /**
   * @param code HTTP-like. Clients treat codes above 399 as errors.
   * @param body Usually a sentence, sometimes an object. By default the standard phrase for the code.
   */
  constructor(
    readonly code: number,
    readonly body: unknown = reasons[code] ?? 'Error',
  ) {
    super(typeof body === 'string' ? `${code} ${body}` : String(code));
  }
}

/** The simulator was used in a way that is not possible, or an expected event did not come in time. */
export class SimulatorError extends SDKError {
  override readonly name = 'SimulatorError';

  constructor(message: string, code: 'MISUSE' | 'TIMEOUT' | 'CLOSED' | 'TLS', cause?: unknown) {
    super(message, { code, cause });
  }
}
