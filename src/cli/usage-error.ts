/** The command cannot do what its arguments say, or its port is taken. The message says what to do; no stack is shown. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
