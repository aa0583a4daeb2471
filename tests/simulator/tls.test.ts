import { once } from 'node:events';
import { connect as connectTcp, type Socket } from 'node:net';
import { connect } from 'node:tls';
import { Agent as Dispatcher, fetch } from 'undici';
import { describe, expect, it } from 'vitest';
import { Agent } from '../../src/index.js';
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

describe('optional TLS', () => {
  const directoryPath = '/api/account/10000001/service/baseURI.json';

  it('answers TLS and plain HTTP on one port, each with addresses of its own scheme', async () => {
    await using simulator = await Simulator.start({ tls: 'optional' });
    const ca = simulator.ca ?? '';
    const dispatcher = new Dispatcher({ connect: { ca } });
    const addressesOf = async (origin: string): Promise<ReadonlySet<string>> => {
      const response = await fetch(`${origin}${directoryPath}`, { dispatcher });
      const { baseURIs } = (await response.json()) as { baseURIs: { baseURI: string }[] };
      return new Set(baseURIs.map(({ baseURI }) => baseURI));
    };

    const plain = await addressesOf(`http://${simulator.host}`);
    const secure = await addressesOf(`https://${simulator.host}`);

    expect(plain).toEqual(new Set([`http://${simulator.host}`, `ws://${simulator.host}`]));
    expect(secure).toEqual(new Set([simulator.host]));
    await dispatcher.destroy();
  });

  it('serves an agent over TLS and another one without it', async () => {
    await using simulator = await Simulator.start({ tls: 'optional', agents: [{}, {}] });
    const [first, second] = simulator.agents;
    await using secure = new Agent({ ...simulator.agentOptions('password', first), autoConnect: false });
    const { tls: _, ...options } = simulator.agentOptions('password', second);
    await using plain = new Agent({ ...options, csdsDomain: `http://${simulator.host}`, autoConnect: false });

    await Promise.all([secure.connect(), plain.connect()]);

    expect(simulator.sockets).toBe(2);
    expect(await secure.getClock()).toHaveProperty('currentTime');
    expect(await plain.getClock()).toHaveProperty('currentTime');
  });

  it('reads a request that arrives byte by byte', async () => {
    await using simulator = await Simulator.start({ tls: 'optional' });
    const socket = connectTcp({ port: simulator.port, host: '127.0.0.1', noDelay: true });
    const request = `GET ${directoryPath} HTTP/1.1\r\nHost: ${simulator.host}\r\nConnection: close\r\n\r\n`;

    for (const byte of request) {
      // The callback means that the system has taken the byte, so that each is a write of its own.
      await new Promise((resolve) => socket.write(byte, resolve));
    }

    const chunks = await socket.setEncoding('utf8').toArray();
    expect(chunks.join('')).toContain(`"baseURI":"http://${simulator.host}"`);
  });

  it('outlives connections that end before their first byte, in a handshake, or with neither HTTP nor TLS', async () => {
    await using simulator = await Simulator.start({ tls: 'optional' });
    const open = async (): Promise<Socket> => {
      const socket = connectTcp({ port: simulator.port, host: '127.0.0.1' });
      socket.on('error', () => {});
      await once(socket, 'connect');
      return socket;
    };
    const [silent, half, reset, noise] = await Promise.all([open(), open(), open(), open()]);
    half.write(Buffer.from([0x16, 0x03, 0x01]));

    silent.end();
    half.end();
    reset.resetAndDestroy();
    noise.resume().write(Buffer.from([0x00, 0xff]));
    await Promise.all([once(silent.resume(), 'close'), once(half.resume(), 'close'), once(noise, 'close')]);

    expect((await fetch(`http://${simulator.host}${directoryPath}`)).status).toBe(200);
  });

  it('closes connections that have sent nothing, or half a handshake, when the simulator closes', async () => {
    const simulator = await Simulator.start({ tls: 'optional' });
    const sockets = [Buffer.alloc(0), Buffer.from([0x16, 0x03, 0x01])].map((bytes) => {
      const socket = connectTcp({ port: simulator.port, host: '127.0.0.1' });
      socket.on('error', () => {});
      if (bytes.length > 0) socket.write(bytes);
      return socket.resume();
    });
    await Promise.all(sockets.map(async (socket) => once(socket, 'connect')));
    // A later connection was answered, so the server has accepted the earlier ones.
    await fetch(`http://${simulator.host}${directoryPath}`);
    const closed = sockets.map(async (socket) => once(socket, 'close'));

    await simulator.close();

    await Promise.all(closed);
    await expect(fetch(`http://${simulator.host}${directoryPath}`)).rejects.toThrow('fetch failed');
  });
});
