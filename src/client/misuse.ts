import { SDKError, ValidationError } from '../errors.js';

/** For a method that was passed on without its agent, as in `setInterval(agent.getClock, 30000)`. */
export function unbound(method: string): SDKError {
  return new SDKError(
    `${method}() was called without its agent. Methods are not bound: pass () => agent.${method}() instead of agent.${method}`,
    { code: 'UNBOUND' },
  );
}

/** For a callback among the arguments: the promise API calls none. `undefined` where there is none. */
export function callbackGiven(method: string, given: readonly unknown[]): ValidationError | undefined {
  if (!given.some((argument) => typeof argument === 'function')) return undefined;
  const message = 'a callback is not called here; await the promise, or import the Agent of node-agent-sdk/legacy';
  return new ValidationError(method, 'outgoing', [{ path: '', message }]);
}
