import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { z } from 'zod';
import { AuthenticationError, type SDKError } from '../../src/index.js';
import { resolveOptions, type AgentOptions } from '../../src/options/options.js';
import { Http, type Answer, type HttpExchange } from '../../src/rest/http.js';
import { Session } from '../../src/session/session.js';
import { connecting, stageOf } from '../../src/session/stages.js';
import { ProcessScope } from '../../src/support/process-scope.js';
import { caught } from '../support/caught.js';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

type Service = 'domains' | 'login' | 'refresh' | 'logout';

const operations: Readonly<Record<string, Service>> = {
  'The domain lookup': 'domains',
  'The login': 'login',
  'The refresh': 'refresh',
  'The logout': 'logout',
};

/** HTTP without a network: each service responds with a body, or rejects with the exception of its handler. */
class FakeHttp extends Http {
  readonly calls: Service[] = [];
  readonly handlers: Record<Service, (signal: AbortSignal | undefined) => unknown> = {
    domains: () => ({
      baseURIs: [
        { service: 'agentVep', baseURI: 'login.example' },
        { service: 'asyncMessagingEnt', baseURI: 'ums.example' },
      ],
    }),
    login: () => {
      this.#logins += 1;
      return { bearer: `token-${this.#logins}`, csrf: 'csrf-1', config: { userId: '501', userPid: 'pid-1' } };
    },
    refresh: () => ({}),
    logout: () => ({}),
  };
  #logins = 0;

  constructor() {
    const dispatcher = (): never => {
      throw new Error('There is no network.');
    };
    super({ network: { dispatcher }, userAgent: 'test', timeoutMs: 10_000 });
  }

  override async exchange<Schema extends z.ZodType>(exchange: HttpExchange<Schema>): Promise<Answer<z.output<Schema>>> {
    const service = operations[exchange.operation];
    if (service === undefined) throw new Error(`Not expected: ${exchange.operation}`);
    this.calls.push(service);
    const body: unknown = await this.handlers[service](exchange.signal);
    return { status: 200, body: exchange.answer.parse(body), cookies: [], headers: {} };
  }
}

const credentials = { username: 'bot', password: 'secret' };

function sessionWith(options: Partial<AgentOptions> = {}) {
  const http = new FakeHttp();
  const stages: string[] = [];
  const reports: (readonly [unknown, string])[] = [];
  const resolved = resolveOptions({
    accountId: '1',
    ...credentials,
    scope: new ProcessScope(),
    ...options,
  } as AgentOptions);
  const session = new Session(resolved, http, {
    succeeded: (location) => stages.push(location),
    report: (error: SDKError, location) => reports.push([error.code, location]),
  });
  return { session, http, stages, reports };
}

const login = { fresh: false, stages: connecting };
const unauthorized = (): never => {
  throw new AuthenticationError('Refused', { code: 401, status: 401 });
};

describe('a login', () => {
  it('looks up the domains, then logs in, and reports both stages', async () => {
    const { session, http, stages } = sessionWith();

    const ticket = await session.authenticate(login);

    expect(ticket).toMatchObject({ bearer: 'token-1', csrf: 'csrf-1', userId: '501' });
    expect(http.calls).toEqual(['domains', 'login']);
    expect(stages).toEqual(['Connect#CSDS', 'Connect#Login']);
    expect(session.identity).toMatchObject({ accountId: '1', agentId: 'pid-1', legacyAgentId: '1.501' });
    session.stop();
  });

  it('is shared by overlapping calls', async () => {
    const { session, http } = sessionWith();

    const tickets = await Promise.all([session.authenticate(login), session.authenticate({ ...login, fresh: true })]);

    expect(tickets[0]).toBe(tickets[1]);
    expect(http.calls).toEqual(['domains', 'login']);
    session.stop();
  });

  it('is repeated only if a fresh token is wanted', async () => {
    const { session } = sessionWith();
    await session.authenticate(login);

    expect((await session.authenticate(login)).bearer).toBe('token-1');
    expect((await session.authenticate({ ...login, fresh: true })).bearer).toBe('token-2');
    session.stop();
  });

  it('that fails keeps the former token, and reports its stage', async () => {
    const { session, http } = sessionWith();
    await session.authenticate(login);
    http.handlers.login = unauthorized;

    const error = await caught(session.authenticate({ ...login, fresh: true }));

    expect(stageOf(error)).toBe('Connect#Login');
    expect(session.bearer).toBe('token-1');
    session.stop();
  });

  it('that is aborted rejects, and the next login sends a new request', async () => {
    const { session, http } = sessionWith();
    const answer = http.handlers.login;
    http.handlers.login = (signal) =>
      new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason as Error)));
    const stopped = caught(session.authenticate(login));
    await vi.advanceTimersByTimeAsync(0);

    session.stop();
    expect(await stopped).toMatchObject({ code: 'CLOSED' });
    http.handlers.login = answer;

    expect((await session.authenticate(login)).bearer).toBe('token-1');
    session.stop();
  });

  it('with a bearer token calls no login service', async () => {
    const { session, http } = sessionWith({ username: undefined, password: undefined, token: 'mine', userId: '7' });

    await session.authenticate(login);

    expect(http.calls).toEqual(['domains']);
    expect(session.bearer).toBe('mine');
    expect(session.renewable).toBe(false);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('a refresh', () => {
  it('keeps the token if the platform prolongs the session', async () => {
    const { session, stages } = sessionWith();
    await session.authenticate(login);

    await expect(session.refresh()).resolves.toBe(false);

    expect(session.bearer).toBe('token-1');
    expect(stages.slice(2)).toEqual(['RefreshSession#Precheck', 'RefreshSession#CSDS', 'RefreshSession#REST']);
    session.stop();
  });

  it('logs in again, after the login interval, if the platform has ended the session', async () => {
    const { session, http } = sessionWith({ reconnect: { loginInterval: 5_000 } });
    await session.authenticate(login);
    http.handlers.refresh = unauthorized;

    const refreshed = session.refresh();
    await vi.advanceTimersByTimeAsync(4_999);
    expect(session.bearer).toBe('token-1');
    await vi.advanceTimersByTimeAsync(1);

    await expect(refreshed).resolves.toBe(true);
    expect(session.bearer).toBe('token-2');
    session.stop();
  });

  it('of a bearer token rejects with NO_SESSION', async () => {
    const { session } = sessionWith({ username: undefined, password: undefined, token: 'mine', userId: '7' });
    await session.authenticate(login);

    const error = await caught(session.refresh());

    expect(error).toMatchObject({ code: 'NO_SESSION', delivery: 'not-sent' });
    expect(stageOf(error)).toBe('RefreshSession#Precheck');
  });

  it('is repeated every `refreshSessionInterval`, also after a failure', async () => {
    const { session, http, reports } = sessionWith({ refreshSessionInterval: 1_000 });
    await session.authenticate(login);
    http.handlers.refresh = () => {
      throw new AuthenticationError('Out of order', { code: 503 });
    };

    await vi.advanceTimersByTimeAsync(2_000);

    expect(http.calls.filter((call) => call === 'refresh')).toHaveLength(2);
    expect(reports).toEqual([
      [503, 'RefreshSession#REST'],
      [503, 'RefreshSession#REST'],
    ]);
    session.stop();
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('a session that is taken over again and again', () => {
  it('is reported once, and delays logins longer each time', async () => {
    const { session, reports } = sessionWith({ refreshSessionToken: false, reconnect: { loginInterval: 0 } });
    const delays: number[] = [];

    for (let count = 0; count < 5; count += 1) {
      await session.authenticate({ ...login, fresh: true });
      session.sessionTakenOver();
      session.sessionTakenOver();
      delays.push(session.guard.delayMs);
    }

    expect(delays).toEqual([0, 0, 60_000, 120_000, 240_000]);
    expect(reports).toEqual([['LOGGED_IN_ELSEWHERE', 'Connect#Login']]);
  });

  it('is no conflict if each session lasted long enough', async () => {
    const { session, reports } = sessionWith({ refreshSessionToken: false, reconnect: { loginInterval: 0 } });

    for (let count = 0; count < 5; count += 1) {
      await session.authenticate({ ...login, fresh: true });
      await vi.advanceTimersByTimeAsync(3_600_000);
      session.sessionTakenOver();
    }

    expect(session.guard.delayMs).toBe(0);
    expect(reports).toEqual([]);
  });
});

describe('a logout', () => {
  it('ends the session at the address last known, and stops the periodic refresh', async () => {
    const { session, http } = sessionWith();
    await session.authenticate(login);

    await session.logout(1_000);

    expect(http.calls).toEqual(['domains', 'login', 'logout']);
    expect(session.ticket).toBeUndefined();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('without a session calls nothing', async () => {
    const { session, http } = sessionWith();

    await session.logout(1_000);

    expect(http.calls).toEqual([]);
  });

  it('without an answer rejects in time', async () => {
    const { session, http } = sessionWith();
    await session.authenticate(login);
    http.handlers.logout = () => new Promise(() => undefined);

    const error = caught(session.logout(1_000));
    await vi.advanceTimersByTimeAsync(1_000);

    expect(await error).toMatchObject({ name: 'TimeoutError', timeoutMs: 1_000 });
  });
});

describe('the address of the socket', () => {
  it('is that of the messaging service, with the token', async () => {
    const { session } = sessionWith();

    await expect(session.addresses.socketUrl('a b')).resolves.toMatch(
      /^wss:\/\/ums\.example\/ws_api\/account\/1\/messaging\/brand\/a%20b\?v=/,
    );
  });

  it('is the last known one if the directory fails', async () => {
    const { session, http } = sessionWith();
    const url = await session.addresses.socketUrl('token');
    session.addresses.forget();
    http.handlers.domains = unauthorized;

    await expect(session.addresses.socketUrl('token')).resolves.toBe(url);
  });
});
