/**
 * The stages of connecting, reconnecting and refreshing, under the names that the events `success` and `error` carry as
 * `location`. The names are those of node-agent-sdk 1.4.
 */
export interface Stages {
  readonly domains: string;
  readonly login: string;
}

export const connecting: Stages = { domains: 'Connect#CSDS', login: 'Connect#Login' };
export const reconnecting: Stages = { domains: 'Reconnect#CSDS', login: 'Reconnect#Relogin#WS' };
export const refreshing = {
  precheck: 'RefreshSession#Precheck',
  domains: 'RefreshSession#CSDS',
  rest: 'RefreshSession#REST',
  login: 'RefreshSession#Relogin#WS',
};

/** Stage by error. Kept beside the error and not in it: only the `error` event tells the stage. */
const stages = new WeakMap<object, string>();

/** The stage in which an error arose; `undefined` if it did not arise in the session. */
export function stageOf(error: unknown): string | undefined {
  return typeof error === 'object' && error !== null ? stages.get(error) : undefined;
}

/** As {@link stageOf}, with the login as the default. */
export function locationOf(error: unknown): string {
  return stageOf(error) ?? connecting.login;
}

/** Records the stage of an error, unless an inner call has done so. @returns The error. */
export function atStage(error: unknown, stage: string): unknown {
  if (typeof error === 'object' && error !== null && !stages.has(error)) stages.set(error, stage);
  return error;
}
