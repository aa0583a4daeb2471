/** A command that cannot be carried out. The message says what was attempted, why not, and what to do. */
export class CommandError extends Error {
  override readonly name = 'CommandError';

  /** @param status 404 for an unknown id or command, 413 for a body that is too long, otherwise 400. */
  constructor(
    readonly status: 400 | 404 | 413,
    message: string,
  ) {
    super(message);
  }
}
