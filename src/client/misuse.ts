import { SDKError, ValidationError } from '../errors.js';

/** The error for a method called without its agent, as in `setInterval(agent.getClock, 30000)`. */
export function unbound(method: string): SDKError {
  return new SDKError(
    `${method}() was called without its agent. Methods are not bound: pass () => agent.${method}() instead of agent.${method}`,
    { code: 'UNBOUND' },
  );
}

/** The error for a callback among the arguments, which the promise API does not call; `undefined` without one. */
export function callbackGiven(method: string, given: readonly unknown[]): ValidationError | undefined {
  if (!given.some((argument) => typeof argument === 'function')) return undefined;
  const message = 'a callback is not called here; await the promise, or import the Agent of node-agent-sdk/legacy';
  return new ValidationError(method, 'outgoing', [{ path: '', message }]);
}
