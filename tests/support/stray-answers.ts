import { Agent } from '../../src/index.js';
import { domainKey } from '../../src/rest/domains.js';
import { ProcessScope } from '../../src/support/process-scope.js';
import { next, type Settings } from './agents.js';
import { page, ScriptedPlatform, type Stage, type StrayAnswer } from './scripted-platform.js';

const portal = { location: 'http://portal.example/' };

/** Responses of a stage that must not stop an agent that was connected before. */
export const strayAnswers: readonly (readonly [name: string, stage: Stage, answer: StrayAnswer])[] = [
  ['directory 302', 'directory', { status: 302, headers: portal }],
  ['directory 403', 'directory', { status: 403, body: page }],
  ['directory 404', 'directory', { status: 404, body: page }],
  ['directory 429', 'directory', { status: 429 }],
  ['directory 500', 'directory', { status: 500, body: page }],
  ['directory 503', 'directory', { status: 503 }],
  ['directory HTML', 'directory', { status: 200, body: page }],
  ['directory empty', 'directory', { status: 200, body: '' }],
  ['directory without services', 'directory', { status: 200, body: '{"baseURIs":[]}' }],
  ['directory destroyed', 'directory', 'destroyed'],
  ['login 302', 'login', { status: 302, headers: portal }],
  ['login 403 with HTML', 'login', { status: 403, body: page }],
  ['login 404', 'login', { status: 404, body: page }],
  ['login 429', 'login', { status: 429 }],
  ['login 500', 'login', { status: 500, body: page }],
  ['login 502', 'login', { status: 502, body: page }],
  ['login HTML', 'login', { status: 200, body: page }],
  ['login destroyed', 'login', 'destroyed'],
  ['upgrade 200', 'upgrade', { status: 200, body: page }],
  ['upgrade 302', 'upgrade', { status: 302, headers: portal }],
  ['upgrade 400', 'upgrade', { status: 400 }],
  ['upgrade 403', 'upgrade', { status: 403, body: page }],
  ['upgrade 404', 'upgrade', { status: 404 }],
  ['upgrade 409', 'upgrade', { status: 409 }],
  ['upgrade 429', 'upgrade', { status: 429 }],
  ['upgrade 502', 'upgrade', { status: 502 }],
  ['upgrade destroyed', 'upgrade', 'destroyed'],
];

/** Resolves with `back` after a reconnect, or with the error that stopped the agent. */
export function outcomeOf(agent: Agent): Promise<string> {
  return Promise.race([
    next(agent, 'reconnected').then(() => 'back'),
    next(agent, 'error').then(([error]) => `${error.name}: ${error.message}`),
  ]);
}

/** Closes the connection of an agent, and gives a stray response to one stage of the next attempt. */
export async function afterStrayAnswer(stage: Stage, answer: StrayAnswer, settings: Settings): Promise<string> {
  await using platform = await ScriptedPlatform.start();
  const scope = new ProcessScope();
  await using agent = new Agent({ ...platform.options, autoConnect: false, scope, ...settings });
  await agent.connect();
  // So that the directory is requested again.
  scope.domains.forget(domainKey(platform.address, platform.accountId));
  platform.next(stage, answer);
  const outcome = outcomeOf(agent);

  platform.closeSockets(stage === 'upgrade' ? 1006 : 4401);

  const result = await outcome;
  return platform.left === 0 ? result : `${result}, but the ${stage} was not requested`;
}

/** As {@link afterStrayAnswer}, with a token function that rejects once. */
export async function afterTokenFailure(settings: Settings): Promise<string> {
  await using platform = await ScriptedPlatform.start();
  const { accountId, csdsDomain } = platform.options;
  let calls = 0;
  const token = async (): Promise<string> => {
    calls += 1;
    if (calls === 2) throw new Error('The vault is sealed');
    return `token-${calls}`;
  };
  await using agent = new Agent({ accountId, csdsDomain, token, userId: '501', autoConnect: false, ...settings });
  await agent.connect();
  const outcome = outcomeOf(agent);

  platform.closeSockets(4401);

  const result = await outcome;
  return calls > 1 ? result : `${result}, but the function was not called again`;
}
