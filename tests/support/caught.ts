/** The rejection of a promise, or the exception of a function. Throws if there is none. */
export async function caught(action: Promise<unknown> | (() => unknown)): Promise<unknown> {
  try {
    await (typeof action === 'function' ? action() : action);
  } catch (error) {
    return error;
  }
  throw new Error('It was expected to fail, and did not.');
}
