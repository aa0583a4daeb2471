import { createHmac, randomBytes } from 'node:crypto';
import { fetch } from 'undici';
import { describe, expect, it } from 'vitest';
import { Simulator } from '../../src/simulator/index.js';
import { logIn, Peer } from './peer.js';

interface FileUrl {
  readonly relativePath: string;
  readonly queryParams: Readonly<Record<string, string>>;
}

const urlOf = (simulator: Simulator, { relativePath, queryParams }: FileUrl): string =>
  `http://${simulator.host}${relativePath}?${new URLSearchParams(queryParams).toString()}`;

const uploadUrl = async (peer: Peer, body: object = {}): Promise<FileUrl> =>
  (await peer.request('.ams.ms.GenerateURLForUploadFile', { fileSize: 4, fileType: 'JPEG', ...body }))
    .body as unknown as FileUrl;

const downloadUrl = async (peer: Peer, relativePath: string): Promise<FileUrl> =>
  (await peer.request('.ams.ms.GenerateURLForDownloadFile', { relativePath })).body as unknown as FileUrl;

describe('files', () => {
  it('are stored and served, byte for byte', async () => {
    await using simulator = await Simulator.start();
    await using peer = await Peer.of(simulator);
    const content = randomBytes(100_000);

    const up = await uploadUrl(peer);
    const put = await fetch(urlOf(simulator, up), { method: 'PUT', body: content });
    const got = await fetch(urlOf(simulator, await downloadUrl(peer, up.relativePath)));

    expect(up.relativePath).toMatch(/^\/v1\/AUTH_async-images\/10000001\/[\w-]+\.JPEG$/);
    expect(up.queryParams['temp_url_expires']).toMatch(/^\d{10}$/);
    expect([put.status, got.status]).toEqual([201, 200]);
    expect(Buffer.from(await got.arrayBuffer()).equals(content)).toBe(true);
    expect(simulator.file(up.relativePath)?.equals(content)).toBe(true);
  });

  it('need a URL signed for the same method and path', async () => {
    await using simulator = await Simulator.start();
    await using peer = await Peer.of(simulator);
    const up = await uploadUrl(peer);
    const url = urlOf(simulator, up);

    const statuses = [
      fetch(url),
      fetch(url.replace('.JPEG', '.PNG'), { method: 'PUT', body: 'x' }),
      fetch(url.replace(/expires=\d+/, 'expires=9999999999'), { method: 'PUT', body: 'x' }),
      fetch(`http://${simulator.host}${up.relativePath}`, { method: 'PUT', body: 'x' }),
    ].map(async (response) => (await response).status);

    expect(await Promise.all(statuses)).toEqual([401, 401, 401, 401]);
    expect(simulator.file(up.relativePath)).toBeUndefined();
  });

  it('need a URL that has not expired', async () => {
    await using simulator = await Simulator.start({ fileUrlTtlMs: 0 });
    await using peer = await Peer.of(simulator);

    const { status } = await fetch(urlOf(simulator, await uploadUrl(peer)), { method: 'PUT', body: 'x' });

    expect(status).toBe(401);
  });

  it('have at most 3 MB, and must exist to be downloaded', async () => {
    await using simulator = await Simulator.start();
    await using peer = await Peer.of(simulator);
    const tooLarge = await peer.request('.ams.ms.GenerateURLForUploadFile', { fileSize: 4e6, fileType: 'PNG' });
    const asText = await peer.request('.ams.ms.GenerateURLForUploadFile', { fileSize: '5020', fileType: 'PNG' });
    const absent = await peer.request('.ams.ms.GenerateURLForDownloadFile', { relativePath: '/v1/none' });

    const { status } = await fetch(urlOf(simulator, await uploadUrl(peer)), {
      method: 'PUT',
      body: Buffer.alloc(4e6),
    });

    expect([tooLarge.code, asText.code, absent.code, status]).toEqual([400, 200, 404, 413]);
  });

  it('of secure forms are downloaded with a token', async () => {
    await using simulator = await Simulator.start();
    await using peer = await Peer.of(simulator);
    const consumer = simulator.consumer();
    await consumer.startConversation();
    const form = { type: 'SecureForm', submissionId: 's', invitationId: 'i' };
    const requestToken = async (dialogId: string): Promise<unknown> =>
      peer.request('.ams.ms.token.GenerateDownloadToken', { downloadable: { ...form, dialogId } });

    expect(await requestToken(consumer.dialogId)).toMatchObject({
      code: 200,
      body: { token: { type: 'SecureFormReadToken', readOtk: expect.any(String) } },
    });
    expect(await requestToken('none')).toMatchObject({ code: 404 });
  });
});

describe('skills', () => {
  const path = '/api/account/10000001/configuration/le-users/skills';
  const skillsOf = async (
    simulator: Simulator,
    authorization?: string,
    query = '?v=2.0',
  ): Promise<{ status: number; body: unknown }> => {
    const headers = authorization === undefined ? {} : { authorization };
    const response = await fetch(`http://${simulator.host}${path}${query}`, { headers });
    return { status: response.status, body: await response.json() };
  };

  /** An Authorization header for `GET {path}?v=2.0` (RFC 5849). Works for values that need no escaping. */
  function signed(simulator: Simulator, changed: Readonly<Record<string, string>> = {}): string {
    const { appKey, secret, accessToken, accessTokenSecret } = simulator.agentOptions('oauth1');
    const parameters: Record<string, string> = {
      oauth_consumer_key: appKey,
      oauth_nonce: randomBytes(8).toString('hex'),
      oauth_signature_method: 'HMAC-SHA1',
      oauth_timestamp: String(Math.floor(Date.now() / 1000)),
      oauth_token: accessToken,
      oauth_version: '1.0',
      ...changed,
    };
    const list = Object.entries({ ...parameters, v: '2.0' }).map(([key, value]) => `${key}=${value}`);
    const base = ['GET', `http://${simulator.host}${path}`, list.toSorted().join('&')]
      .map(encodeURIComponent)
      .join('&');
    const signature = createHmac('sha1', `${secret}&${accessTokenSecret}`).update(base).digest('base64');
    const members = Object.entries({ ...parameters, oauth_signature: encodeURIComponent(signature) });
    return `OAuth ${members.map(([key, value]) => `${key}="${value}"`).join(', ')}`;
  }

  it('are returned for a bearer token or a signature', async () => {
    const skills = [{ id: 7, name: 'Billing' }];
    await using simulator = await Simulator.start({ skills, agents: [{ skillIds: ['7', '8'] }] });
    const { bearer } = await logIn(simulator);

    const byToken = await skillsOf(simulator, `Bearer ${bearer}`);
    const bySignature = await skillsOf(simulator, signed(simulator));

    expect(byToken).toMatchObject({
      status: 200,
      body: [
        { id: 7, name: 'Billing' },
        { id: 8, name: 'Skill 8' },
      ],
    });
    expect(bySignature).toEqual(byToken);
  });

  it('are refused for any other authorization', async () => {
    await using simulator = await Simulator.start();
    const once = signed(simulator);

    const statuses: number[] = [];
    for (const [authorization, query] of [
      [undefined],
      ['Bearer wrong'],
      ['OAuth %E0%A4%A="x"'],
      [signed(simulator), '?v=2.1'],
      [signed(simulator, { oauth_timestamp: '1' })],
      [signed(simulator, { oauth_signature_method: 'PLAINTEXT' })],
      [signed(simulator, { oauth_consumer_key: 'other' })],
      [signed(simulator).replace(/oauth_signature="..../, 'oauth_signature="AAAA')],
      [once],
      [once],
    ]) {
      statuses.push((await skillsOf(simulator, authorization, query)).status);
    }

    expect(statuses).toEqual([401, 401, 401, 401, 401, 401, 401, 401, 200, 401]);
  });
});
