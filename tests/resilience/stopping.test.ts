import { describe, expect, it } from 'vitest';
import { Agent, AuthenticationError, HttpError, TimeoutError, ValidationError } from '../../src/index.js';
import { eagerly, next, sdkFailureOf } from '../support/agents.js';
import { page, refusal, ScriptedPlatform, type Stage, type StrayAnswer } from '../support/scripted-platform.js';
import { afterStrayAnswer, afterTokenFailure, outcomeOf, strayAnswers } from '../support/stray-answers.js';

const settings = { autoConnect: false, reconnect: eagerly } as const;

describe('an agent that was connected before reconnects', () => {
  it.concurrent.each(strayAnswers)('after %s', async (_, stage, answer) => {
    expect(await afterStrayAnswer(stage, answer, settings)).toBe('back');
  });

  it.concurrent.each([400, 401, 451])('after a login answered %i with HTML', async (status) => {
    expect(await afterStrayAnswer('login', { status, body: page }, settings)).toBe('back');
  });

  it.concurrent.each([400, 401, 451])('after a login answered %i without a body', async (status) => {
    expect(await afterStrayAnswer('login', { status }, settings)).toBe('back');
  });

  it.concurrent.each<[string, Stage, StrayAnswer]>([
    ['a login refused in the body of a 200', 'login', { status: 200, body: refusal }],
    ['a login answered 403 with a JSON document', 'login', { status: 403, body: refusal }],
    ['a directory that refuses with a JSON document', 'directory', { status: 401, body: refusal }],
    ['a directory that refuses in the body of a 200', 'directory', { status: 200, body: refusal }],
  ])('after %s', async (_, stage, answer) => {
    expect(await afterStrayAnswer(stage, answer, settings)).toBe('back');
  });

  it('after a token function that rejects once', async () => {
    expect(await afterTokenFailure(settings)).toBe('back');
  });

  it.each([1008, 1011, 4401, 4407])('after a close with %i, although its token cannot be renewed', async (code) => {
    await using platform = await ScriptedPlatform.start();
    await using agent = await connectedWithToken(platform);
    const outcome = outcomeOf(agent);

    platform.closeSockets(code);

    expect(await outcome).toBe('back');
  });
});

describe('an agent that was connected before stops', () => {
  it.each([400, 401, 451])('when the login is answered %i with a JSON document', async (status) => {
    await using platform = await ScriptedPlatform.start();
    await using agent = new Agent({ ...platform.options, ...settings });
    await agent.connect();
    platform.next('login', { status, body: refusal });
    const failure = next(agent, 'error');

    platform.closeSockets(4401);

    expect((await failure)[0]).toBeInstanceOf(AuthenticationError);
    expect(agent.state).toBe('closed');
  });

  it('when the upgrade refuses with 401 a token that cannot be renewed', async () => {
    await using platform = await ScriptedPlatform.start();
    await using agent = await connectedWithToken(platform);
    platform.next('upgrade', { status: 401 });
    const failure = next(agent, 'error');

    platform.closeSockets(1006);

    expect((await failure)[0]).toMatchObject({ name: 'AuthenticationError', status: 401 });
    expect(agent.state).toBe('closed');
  });
});

it('an agent that was connected before reconnects after an upgrade answered 401 with HTML', async () => {
  await using platform = await ScriptedPlatform.start();
  await using agent = await connectedWithToken(platform);
  platform.next('upgrade', { status: 401, headers: { 'content-type': 'text/html' }, body: page });
  const back = next(agent, 'reconnected');

  platform.closeSockets(1006);
  await back;

  expect([agent.state, platform.left]).toEqual(['ready', 0]);
});

describe('an agent that was never connected retries', () => {
  it.concurrent.each<[string, Stage, StrayAnswer]>([
    [
      'a directory redirected to a portal',
      'directory',
      { status: 302, headers: { location: 'http://portal.example/' } },
    ],
    ['a directory answered 403 with HTML', 'directory', { status: 403, body: page }],
    ['a directory answered 404 without a body', 'directory', { status: 404 }],
    ['a directory answered with HTML', 'directory', { status: 200, body: page }],
    ['a directory answered with an empty body', 'directory', { status: 200, body: '' }],
    ['a login answered 401 with HTML', 'login', { status: 401, body: page }],
    ['a login answered 403 with HTML', 'login', { status: 403, body: page }],
    ['a login answered 302', 'login', { status: 302, headers: { location: 'http://portal.example/' } }],
    ['a login answered with HTML', 'login', { status: 200, body: page }],
    ['an upgrade answered 200', 'upgrade', { status: 200, body: page }],
    ['an upgrade answered 302', 'upgrade', { status: 302 }],
    ['an upgrade answered 403', 'upgrade', { status: 403, body: page }],
    ['an upgrade answered 404', 'upgrade', { status: 404 }],
  ])('after %s', async (_, stage, answer) => {
    await using platform = await ScriptedPlatform.start();
    await using agent = new Agent({ ...platform.options, ...settings });
    platform.next(stage, answer);

    await agent.connect();

    expect([agent.state, platform.left]).toEqual(['ready', 0]);
  });
});

it('an agent that was never connected retries after a token function that rejects once', async () => {
  await using platform = await ScriptedPlatform.start();
  const { accountId, csdsDomain } = platform.options;
  let calls = 0;
  const token = async (): Promise<string> => {
    calls += 1;
    if (calls === 1) throw new Error('The vault is sealed');
    return 'token';
  };
  await using agent = new Agent({ accountId, csdsDomain, token, userId: '501', ...settings });

  await agent.connect();

  expect([agent.state, calls]).toEqual(['ready', 2]);
});

describe('an agent that was never connected stops at once', () => {
  it.each<[string, Stage, StrayAnswer, object]>([
    ['refuses the account with 404', 'directory', { status: 404, body: refusal }, { name: 'HttpError', status: 404 }],
    ['refuses in the body of a 200', 'directory', { status: 200, body: refusal }, { code: 10, service: 'domainNames' }],
    ['has no services of the account', 'directory', { status: 200, body: '{"baseURIs":[]}' }, { code: 'NO_DOMAIN' }],
    ['refuses with 400', 'login', { status: 400, body: refusal }, { name: 'AuthenticationError', status: 400 }],
    ['refuses with 401', 'login', { status: 401, body: refusal }, { name: 'AuthenticationError', status: 401 }],
    ['refuses with 451', 'login', { status: 451, body: refusal }, { name: 'AuthenticationError', status: 451 }],
    ['refuses with 403', 'login', { status: 403, body: refusal }, { name: 'HttpError', status: 403 }],
    [
      'refuses in the body of a 200',
      'login',
      { status: 200, body: refusal },
      { name: 'AuthenticationError', code: 10 },
    ],
  ])('when the platform %s (%s)', async (_, stage, answer, facts) => {
    await using platform = await ScriptedPlatform.start();
    await using agent = new Agent({ ...platform.options, ...settings });
    platform.next(stage, answer);

    const error = await sdkFailureOf(agent.connect());

    expect(error).toMatchObject(facts);
    expect([agent.state, platform.requestCounts[stage]]).toEqual(['closed', 1]);
  });
});

describe('the TimeoutError of connect()', () => {
  it.each<[string, Stage, StrayAnswer, RegExp, new (...args: never) => Error]>([
    ['the login', 'login', { status: 503 }, /connect\(\) got no response .*: The login failed: .* 503/, HttpError],
    ['the directory', 'directory', { status: 200, body: page }, /connect\(\) .*: The domain lookup: /, ValidationError],
  ])('contains the last failure of %s', async (_, stage, answer, message, kind) => {
    await using platform = await ScriptedPlatform.start();
    await using agent = new Agent({ ...platform.options, ...settings });
    platform.next(stage, answer, 1_000);

    const error = await sdkFailureOf(agent.connect({ timeout: 300 }));

    expect(error).toBeInstanceOf(TimeoutError);
    expect(error.message).toMatch(message);
    expect(error.cause).toBeInstanceOf(kind);
  });

  it('redacts the token that the error of the token function contains', async () => {
    await using platform = await ScriptedPlatform.start();
    const { accountId, csdsDomain } = platform.options;
    let calls = 0;
    const token = async (): Promise<string> => {
      calls += 1;
      if (calls > 1) throw new Error('Cannot renew S-token');
      return 'S-token';
    };
    const patiently = { ...eagerly, delay: 60_000, maxDelay: 60_000 };
    const who = { accountId, csdsDomain, token, userId: '501' };
    await using agent = new Agent({ ...who, autoConnect: false, reconnect: patiently });
    await agent.connect();
    platform.next('upgrade', { status: 401 }, 1_000);

    const error = await sdkFailureOf(agent.reconnect(false, { timeout: 300 }));

    expect(error.message).toContain('Cannot renew [redacted]');
    expect(error.message).not.toContain('S-token');
  });

  it('has no cause from before the last close()', async () => {
    await using platform = await ScriptedPlatform.start();
    await using agent = new Agent({ ...platform.options, ...settings });
    platform.next('login', { status: 503 });
    platform.next('login', 'silence', 2);
    agent.connect().catch(() => undefined);
    await next(agent, 'reconnecting');
    await agent.close();

    const error = await sdkFailureOf(agent.connect({ timeout: 50 }));

    expect(error).toBeInstanceOf(TimeoutError);
    expect(error.cause).toBeUndefined();
  });
});

async function connectedWithToken(platform: ScriptedPlatform): Promise<Agent> {
  const { accountId, csdsDomain } = platform.options;
  const agent = new Agent({ accountId, csdsDomain, token: 'bearer-fixed', userId: '501', ...settings });
  await agent.connect();
  return agent;
}
