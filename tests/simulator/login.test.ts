import { fetch } from 'undici';
import { describe, expect, it } from 'vitest';
import { Simulator } from '../../src/simulator/index.js';
import { logIn, post, socketUrl, upgradeStatus } from './peer.js';

async function get(simulator: Simulator, path: string): Promise<{ status: number; body: unknown }> {
  const response = await fetch(`http://${simulator.host}${path}`);
  return { status: response.status, body: await response.json() };
}

describe('domain directory', () => {
  it('lists the services of the account, sockets with their own scheme', async () => {
    await using simulator = await Simulator.start();

    const { status, body } = await get(simulator, '/api/account/10000001/service/baseURI.json?version=1.0');

    expect(status).toBe(200);
    expect(body).toEqual({
      baseURIs: expect.arrayContaining([
        { service: 'agentVep', account: '10000001', baseURI: `http://${simulator.host}` },
        { service: 'swift', account: '10000001', baseURI: `http://${simulator.host}` },
        { service: 'facadeMsg', account: '10000001', baseURI: `ws://${simulator.host}` },
        { service: 'asyncMessagingEnt', account: '10000001', baseURI: `ws://${simulator.host}` },
      ]),
    });
  });

  it.each(['api', 'csdr'])('returns one service under /%s', async (root) => {
    await using simulator = await Simulator.start({ accountId: 'qa20971604' });

    const known = await get(simulator, `/${root}/account/qa20971604/service/agentVep/baseURI.json?version=1.0`);
    const unknown = await get(simulator, `/${root}/account/qa20971604/service/nothing/baseURI.json?version=1.0`);

    expect(known.body).toEqual({ service: 'agentVep', account: 'qa20971604', baseURI: `http://${simulator.host}` });
    expect(unknown.status).toBe(404);
  });

  it('answers 404 for another account', async () => {
    await using simulator = await Simulator.start();

    const { status } = await get(simulator, '/api/account/999/service/baseURI.json?version=1.0');

    expect(status).toBe(404);
  });
});

describe('login', () => {
  it('accepts a password and returns token, csrf, ids and a cookie', async () => {
    await using simulator = await Simulator.start();
    const [agent] = simulator.agents;

    const response = await post(simulator, 'login', { username: agent?.username, password: agent?.password });

    expect(response.status).toBe(200);
    expect(response.headers.getSetCookie()).toEqual([expect.stringMatching(/^Session_id=\w+;/)]);
    expect(await response.json()).toMatchObject({
      bearer: expect.any(String),
      csrf: expect.any(String),
      sessionTTl: '28800000',
      config: { loginName: 'bot', userId: '501', userPid: 'aaaaaaaa-0000-5000-8000-000000000501' },
      csdsCollectionResponse: { baseURIs: expect.any(Array) },
    });
  });

  it('accepts OAuth1 keys, client credentials and assertions', async () => {
    await using simulator = await Simulator.start();
    const { username, appKey, secret, accessToken, accessTokenSecret } = simulator.agentOptions('oauth1');
    const { clientId, clientSecret } = simulator.agentOptions('oauth2');
    const { assertion } = simulator.agentOptions('assertion');
    const dummies = { accessToken: 'dummy', accessTokenSecret: 'dummy' };

    const statuses = [
      { username, appKey, secret, accessToken, accessTokenSecret },
      { username, appKey: clientId, secret: clientSecret, ...dummies },
      { jwt: 'dummy', assertion },
      { username, appKey, secret, ...dummies },
      { username, appKey, secret: 'wrong', accessToken, accessTokenSecret },
      { assertion },
    ].map(async (body) => (await post(simulator, 'login', body)).status);

    expect(await Promise.all(statuses)).toEqual([200, 200, 200, 401, 401, 401]);
  });

  it('refuses with the documented error body', async () => {
    await using simulator = await Simulator.start();

    const wrong = await post(simulator, 'login', { username: 'bot', password: 'wrong' });
    const broken = await post(simulator, 'login', '{');
    const empty = await post(simulator, 'login', { username: 'bot' });

    expect(wrong.status).toBe(401);
    expect(await wrong.json()).toEqual({
      error: {
        time: expect.any(Number),
        message: expect.any(String),
        internalCode: 1,
        responseStatus: 'UNAUTHORIZED',
      },
    });
    expect([broken.status, empty.status]).toEqual([400, 400]);
  });

  it.each([400, 401, 429, 451, 500, 503])('fails with %i by a fault', async (status) => {
    await using simulator = await Simulator.start();
    simulator.faults.http('login', { status }, { times: 1 });
    const { username, password } = simulator.agentOptions();

    const refused = await post(simulator, 'login', { username, password });
    const accepted = await post(simulator, 'login', { username, password });

    expect(refused.status).toBe(status);
    expect(await refused.json()).toMatchObject({ error: { internalCode: 1, responseStatus: expect.any(String) } });
    expect(accepted.status).toBe(200);
  });

  it('answers with the body of a fault, or with an edited body', async () => {
    await using simulator = await Simulator.start();
    const { username, password } = simulator.agentOptions();
    const body = { error: { internalCode: 9, message: 'Password expired' } };
    simulator.faults.http('login', { status: 200, body }, { times: 1 });

    const inBody = await post(simulator, 'login', { username, password });
    simulator.faults.http('login', { edit: (body) => ({ ...body, csrf: undefined, config: {} }) });
    const lacking = await post(simulator, 'login', { username, password });

    expect({ status: inBody.status, body: await inBody.json() }).toEqual({ status: 200, body });
    const left = (await lacking.json()) as object;
    expect(left).toMatchObject({ bearer: expect.any(String), config: {} });
    expect(left).not.toHaveProperty('csrf');
  });
});

describe('session', () => {
  it('is refreshed only with both cookie and csrf', async () => {
    await using simulator = await Simulator.start();
    const { csrf, cookie } = await logIn(simulator);

    const good = await post(simulator, 'refresh', { csrf }, { cookie });
    const noCookie = await post(simulator, 'refresh', { csrf });
    const noCsrf = await post(simulator, 'refresh', {}, { cookie });
    const wrongCsrf = await post(simulator, 'refresh', { csrf: 'wrong' }, { cookie });

    expect({ status: good.status, body: await good.text() }).toEqual({ status: 200, body: '' });
    expect([noCookie.status, noCsrf.status, wrongCsrf.status]).toEqual([401, 401, 401]);
    expect(await wrongCsrf.json()).toMatchObject({ error: { internalCode: 10 } });
    expect(simulator.refreshes).toBe(1);
  });

  it('ends with logout', async () => {
    await using simulator = await Simulator.start();
    const { csrf, cookie, bearer } = await logIn(simulator);

    const logout = await post(simulator, 'logout', { csrf }, { cookie });

    expect(logout.status).toBe(200);
    expect((await post(simulator, 'refresh', { csrf }, { cookie })).status).toBe(401);
    expect(await upgradeStatus(socketUrl(simulator, bearer))).toBe(401);
  });

  it('ends when the same user logs in again', async () => {
    await using simulator = await Simulator.start();
    const other = simulator.addAgent();
    const first = await logIn(simulator);
    const bystander = await logIn(simulator, other);
    const second = await logIn(simulator);

    const refreshed = async ({ csrf, cookie }: typeof first): Promise<number> =>
      (await post(simulator, 'refresh', { csrf }, { cookie })).status;

    expect([await refreshed(first), await refreshed(second), await refreshed(bystander)]).toEqual([401, 200, 200]);
    expect(await upgradeStatus(socketUrl(simulator, first.bearer))).toBe(401);
    expect(await upgradeStatus(socketUrl(simulator, second.bearer))).toBe(101);
    expect(simulator.logins).toBe(3);
  });

  it('survives a second login without singleSession', async () => {
    await using simulator = await Simulator.start({ singleSession: false });
    const first = await logIn(simulator);
    await logIn(simulator);

    expect((await post(simulator, 'refresh', { csrf: first.csrf }, { cookie: first.cookie })).status).toBe(200);
  });

  it('is revoked for one user or for all users', async () => {
    await using simulator = await Simulator.start();
    const other = simulator.addAgent();
    const first = await logIn(simulator);
    const second = await logIn(simulator, other);

    simulator.revoke(other);

    expect(await upgradeStatus(socketUrl(simulator, first.bearer))).toBe(101);
    expect(await upgradeStatus(socketUrl(simulator, second.bearer))).toBe(401);

    simulator.revoke();

    expect((await post(simulator, 'refresh', { csrf: first.csrf }, { cookie: first.cookie })).status).toBe(401);
    expect(await upgradeStatus(socketUrl(simulator, first.bearer))).toBe(401);
  });

  it('exists for the token of agentOptions', async () => {
    await using simulator = await Simulator.start();

    const { token, userId } = simulator.agentOptions('token');

    expect(userId).toBe('501');
    expect(await upgradeStatus(socketUrl(simulator, token))).toBe(101);
  });
});
