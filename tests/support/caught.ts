/** What a promise rejects with, or a function throws. Fails if it does not. */
export async function caught(action: Promise<unknown> | (() => unknown)): Promise<unknown> {
  try {
    await (typeof action === 'function' ? action() : action);
  } catch (error) {
    return error;
  }
  throw new Error('It was expected to fail, and did not.');
}
