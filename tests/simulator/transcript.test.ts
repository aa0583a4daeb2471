import { describe, expect, it } from 'vitest';
import { Simulator } from '../../src/simulator/index.js';
import { logIn, Peer, post } from './peer.js';

describe('the transcript', () => {
  it('has all exchanges in order', async () => {
    await using simulator = await Simulator.start();
    await using peer = await Peer.of(simulator);
    peer.webSocket.ping();
    await peer.request('.GetClock');
    peer.webSocket.close(1000, 'bye');
    await simulator.seen({ kind: 'close' });

    expect(simulator.transcript).toMatchObject([
      { id: 1, kind: 'http', service: 'login', method: 'POST', status: 200 },
      { id: 2, kind: 'upgrade', status: 101, connectionId: 1, userId: '501' },
      { kind: 'ping', direction: 'in', connectionId: 1 },
      { kind: 'pong', direction: 'out' },
      { kind: 'frame', direction: 'in', request: 'getClock', type: '.GetClock', frame: { id: 'r1' } },
      { kind: 'frame', direction: 'out', request: 'getClock', type: '.GetClock$Response', frame: { reqId: 'r1' } },
      { kind: 'close', code: 1000, reason: 'bye', userId: '501' },
    ]);
  });

  it('has no secrets', async () => {
    await using simulator = await Simulator.start();
    const agent = simulator.agents[0];
    const { csrf, cookie, bearer } = await logIn(simulator);
    await post(simulator, 'login', simulator.agentOptions('oauth1'));
    await post(simulator, 'login', { jwt: 'dummy', assertion: agent?.assertion });
    await post(simulator, 'refresh', { csrf }, { cookie, authorization: `Bearer ${bearer}` });
    await using peer = await Peer.of(simulator);
    const { body } = await peer.request('.ams.ms.GenerateURLForUploadFile', { fileSize: 4, fileType: 'JPEG' });
    const { relativePath, queryParams } = body as { relativePath: string; queryParams: Record<string, string> };
    const signature = queryParams['temp_url_sig'] ?? '';
    const query = new URLSearchParams(queryParams).toString();
    await fetch(`http://${simulator.host}${relativePath}?${query}`, { method: 'PUT', body: 'bytes' });
    await peer.request('.Test', { deep: [{ password: 'planted-1' }], token: 'planted-2' });

    const written = JSON.stringify(simulator.transcript);

    const secrets = [agent?.password, agent?.appKey, agent?.secret, agent?.accessToken, agent?.accessTokenSecret];
    const token = peer.webSocket.url.split('/').at(-1)?.split('?')[0];
    const more = [agent?.assertion, csrf, cookie.split('=')[1], bearer, signature, token, 'planted-1', 'planted-2'];
    for (const secret of [...secrets, ...more]) {
      expect(secret).toEqual(expect.stringMatching(/.{6}/));
      expect(written).not.toContain(secret);
    }
    expect(written).toContain('temp_url_sig=[redacted]');
    expect(written).toContain('/messaging/brand/[redacted]?v=2.1');
  });

  it('returns past and future entries by seen', async () => {
    await using simulator = await Simulator.start();
    await using peer = await Peer.of(simulator);
    const future = simulator.seen({ request: 'getClock' });
    await peer.request('.GetClock');
    await peer.request('.GetClock');

    const first = await simulator.seen({ request: '.GetClock' });
    const second = await simulator.seen({ request: 'getClock' }, { after: first });
    const answer = await simulator.seen({ response: 'getClock' }, { after: second.id });

    expect(await future).toBe(first);
    expect(second).toMatchObject({ frame: { id: 'r2' } });
    expect(answer).toMatchObject({ direction: 'out', frame: { reqId: 'r2' } });
    expect(await simulator.seen({ kind: 'http', http: 'login', status: 200 })).toMatchObject({
      path: expect.any(String),
    });
    await expect(simulator.seen({ notification: '.None' }, { timeoutMs: 10 })).rejects.toThrow(
      '{"notification":".None"} was not seen within 10 ms. Last seen: login 200, upgrade 101, in .GetClock, out .GetClock$Response',
    );
  });

  it('keeps only the newest entries', async () => {
    await using simulator = await Simulator.start({ transcriptLimit: 3 });
    await using peer = await Peer.of(simulator);

    for (let i = 0; i < 10; i += 1) await peer.request('.GetClock');

    expect(simulator.transcript.map(({ id }) => id)).toEqual([20, 21, 22]);
  });
});
