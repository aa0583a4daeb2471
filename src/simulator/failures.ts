import { SDKError } from '../errors.js';

/** What the codes of UMS say when nobody says more (P 2.2). */
const reasons: Readonly<Record<number, string>> = {
  400: 'Bad request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not found',
  409: 'Conflict',
  429: 'Too many requests',
  500: 'Internal server error',
};

/** Thrown by whoever answers a request: UMS answers with this error code and body instead. */
export class Refusal extends Error {
  override readonly name = 'Refusal';

  /**
   * @param code HTTP-like, above 399 for a client to take it as an error.
   * @param body Usually a sentence, sometimes an object. By default a word for the code.
   */
  constructor(
    readonly code: number,
    readonly body: unknown = reasons[code] ?? 'Error',
  ) {
    super(typeof body === 'string' ? `${code} ${body}` : String(code));
  }
}

/** The simulator was asked for something that cannot happen, or that did not happen in time. */
export class SimulatorError extends SDKError {
  override readonly name = 'SimulatorError';

  constructor(message: string, code: 'MISUSE' | 'TIMEOUT' | 'CLOSED' | 'TLS', cause?: unknown) {
    super(message, { code, cause });
  }
}
