import { describe, expect, it } from 'vitest';
import { AuthenticationError, HttpError } from '../../src/errors.js';
import { Caller, type CallerAccount } from '../../src/rest/caller.js';
import { Http } from '../../src/rest/http.js';
import { Network } from '../../src/rest/network.js';
import { agentOf, startPlatform } from '../support/agents.js';
import { caught } from '../support/caught.js';
import { answerJson, HttpServer } from '../support/http-server.js';
import { Queue } from '../support/queue.js';

/** A service that accepts one token, and an account whose token can be set. */
async function serve(accepted = 'new') {
  const server = await HttpServer.start(({ headers }, response) =>
    answerJson(response, headers.authorization === `Bearer ${accepted}` ? 200 : 401, { ok: true }),
  );
  const account = {
    bearer: 'old' as string | undefined,
    renewals: 0,
    domains: async () => ({ users: server.address }),
    renewToken: async () => {
      account.renewals += 1;
      account.bearer = 'new';
      return true;
    },
  };
  const http = new Http({ network: new Network({ proxy: false }), userAgent: 'test/1', timeoutMs: 60_000 });
  const callerWith = (more: Partial<CallerAccount> = {}) => new Caller(http, Object.assign(account, more));
  return { server, account, callerWith, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

const authorizations = ({ requests }: HttpServer) => requests.map(({ headers }) => headers.authorization);

describe('a call that a service refuses with 401', () => {
  it('is repeated once with the renewed token, with the same body', async () => {
    await using it = await serve();

    const answer = await it.callerWith().call('users', '/x', { method: 'POST', body: { a: 1 } });

    expect(answer).toEqual({ status: 200, body: { ok: true } });
    expect(authorizations(it.server)).toEqual(['Bearer old', 'Bearer new']);
    expect(it.server.bodies).toEqual([{ a: 1 }, { a: 1 }]);
  });

  it('is repeated once only', async () => {
    await using it = await serve('none');

    const error = await caught(it.callerWith().call('users', '/x', {}));

    expect(error).toMatchObject({ name: 'HttpError', status: 401, service: 'users' });
    expect(it.account.renewals).toBe(1);
    expect(it.server.requests).toHaveLength(2);
  });

  it('renews the token once for calls that are refused at the same time', async () => {
    await using it = await serve();
    const caller = it.callerWith();

    const answers = await Promise.all(Array.from({ length: 10 }, () => caller.call('users', '/x', {})));

    expect(answers).toHaveLength(10);
    expect(it.account.renewals).toBe(1);
  });

  it('does not renew a token that another call has renewed meanwhile', async () => {
    const waiting = new Queue<() => void>();
    await using server = await HttpServer.start(({ headers }, response) => {
      const isNew = headers.authorization === 'Bearer new';
      waiting.put(() => answerJson(response, isNew ? 200 : 401, {}));
    });
    await using it = await serve();
    const call = it.callerWith({ domains: async () => ({ users: server.address }) }).call('users', '/x', {});
    const refuse = await waiting.take();
    it.account.bearer = 'new';

    refuse();
    (await waiting.take())();

    await expect(call).resolves.toMatchObject({ status: 200 });
    expect(it.account.renewals).toBe(0);
  });

  it('rejects with the 401 if the token cannot be renewed', async () => {
    await using it = await serve();

    const error = await caught(it.callerWith({ renewToken: async () => false }).call('users', '/x', {}));

    expect(error).toBeInstanceOf(HttpError);
    expect(it.server.requests).toHaveLength(1);
  });

  it('rejects with the 401 and the reason why the renewal failed', async () => {
    await using it = await serve();
    const reason = new AuthenticationError('The refresh was refused', { service: 'authentication.refreshSession' });
    const renewToken = () => Promise.reject(reason);

    const error = await caught(it.callerWith({ renewToken }).call('users', '/x', {}));

    expect(error).toMatchObject({ name: 'HttpError', status: 401, cause: reason });
  });

  it('rejects with the reason of the signal that is aborted during the renewal', async () => {
    await using it = await serve();
    const controller = new AbortController();
    const renewToken = () => {
      controller.abort('no');
      return new Promise<never>(() => {});
    };

    const { signal } = controller;

    expect(await caught(it.callerWith({ renewToken }).call('users', '/x', { signal }))).toBe('no');
  });

  it('is not repeated when the call has an authorisation of its own', async () => {
    await using it = await serve();
    const keys = { appKey: 'app', secret: 's-1', accessToken: 'tok', accessTokenSecret: 's-2' };

    for (const auth of ['none', keys] as const) {
      expect(await caught(it.callerWith().call('users', '/x', { auth }))).toBeInstanceOf(HttpError);
    }

    expect(it.account.renewals).toBe(0);
  });
});

describe('callService() of an agent', () => {
  /** A service that refuses the first token it sees. */
  async function startService(): Promise<HttpServer> {
    let first: string | undefined;
    return HttpServer.start(({ headers }, response) => {
      first ??= headers.authorization;
      answerJson(response, headers.authorization === first ? 401 : 200, {});
    });
  }

  it('logs in again if the platform has ended the session, and keeps the socket open', async () => {
    await using simulator = await startPlatform();
    await using service = await startService();
    await using agent = agentOf(simulator, { domains: { other: service.address }, reconnect: { loginInterval: 0 } });
    await agent.connect();
    const token = agent.getBearerToken();
    simulator.revoke();

    await expect(agent.callService('other', '/x')).resolves.toMatchObject({ status: 200 });

    expect(agent.getBearerToken()).not.toBe(token);
    expect(agent.connected).toBe(true);
  });

  it('calls the token function again', async () => {
    await using simulator = await startPlatform();
    await using service = await startService();
    await using agent = agentOf(simulator, {
      ...simulator.agentOptions('token'),
      token: () => simulator.agentOptions('token').token,
      domains: { other: service.address },
    });
    await agent.connect();

    await expect(agent.callService('other', '/x')).resolves.toMatchObject({ status: 200 });
  });
});
