import { connect } from 'node:tls';
import { once } from 'node:events';
import { Agent as Dispatcher, fetch } from 'undici';
import { describe, expect, it } from 'vitest';
import { Simulator } from '../../src/simulator/index.js';
import { Peer } from './peer.js';

describe('TLS', () => {
  it.each(['127.0.0.1', 'localhost'])(
    'serves https and wss for %s to clients that trust its certificate',
    async (host) => {
      await using simulator = await Simulator.start({ tls: true });
      const { accountId, csdsDomain, tls, token } = simulator.agentOptions('token');
      const ca = tls?.ca ?? '';
      const dispatcher = new Dispatcher({ connect: { ca } });
      const address = csdsDomain.replace('127.0.0.1', host);

      const response = await fetch(`https://${address}/api/account/${accountId}/service/baseURI.json`, { dispatcher });
      const { baseURIs } = (await response.json()) as { baseURIs: { baseURI: string }[] };
      await using peer = await Peer.open(
        `wss://${address}/ws_api/account/${accountId}/messaging/brand/${token}?v=2.1`,
        { ca },
      );

      expect(csdsDomain).toBe(simulator.host);
      expect(new Set(baseURIs.map(({ baseURI }) => baseURI))).toEqual(new Set([simulator.host]));
      expect(await peer.request('.GetClock')).toMatchObject({ code: 200 });
      await dispatcher.destroy();
    },
  );

  it('is refused by clients that do not trust its certificate', async () => {
    await using simulator = await Simulator.start({ tls: true });
    await using other = await Simulator.start({ tls: true });

    const failures = [undefined, other.ca].map(async (ca) => {
      const socket = connect({ port: simulator.port, host: '127.0.0.1', ...(ca !== undefined && { ca }) });
      const [error] = (await once(socket, 'error')) as [Error & { code: string }];
      return error.code;
    });

    expect(await Promise.all(failures)).toEqual([expect.any(String), expect.any(String)]);
  });

  it('uses a given certificate', async () => {
    const { generate } = await import('selfsigned');
    const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }], {
      keyType: 'ec',
      algorithm: 'sha256',
    });

    await using simulator = await Simulator.start({ tls: { key, cert } });

    expect(simulator.ca).toBe(cert);
    expect(simulator.agentOptions()).toMatchObject({ username: 'bot', tls: { ca: cert } });
  });
});
