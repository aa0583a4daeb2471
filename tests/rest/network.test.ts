import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ProxyAgent } from 'undici';
import { WebSocket, WebSocketServer } from 'ws';
import { z } from 'zod';
import { ConnectionError } from '../../src/errors.js';
import { Http } from '../../src/rest/http.js';
import { Network } from '../../src/rest/network.js';
import { caught } from '../support/caught.js';
import { loopbackCertificate } from '../support/certificate.js';
import { answerJson, HttpServer } from '../support/http-server.js';

const begun: Network[] = [];

beforeEach(() => {
  for (const name of ['HTTPS_PROXY', 'https_proxy', 'NO_PROXY', 'no_proxy']) vi.stubEnv(name, undefined);
});

afterEach(() => {
  vi.unstubAllEnvs();
  for (const network of begun.splice(0)) network.close();
});

function through(options: ConstructorParameters<typeof Network>[0]) {
  const network = new Network(options);
  begun.push(network);
  const http = new Http({ network, userAgent: 'test/1', timeoutMs: 5_000 });
  const get = (url: string) =>
    http.exchange({ operation: 'The test', service: 'test', method: 'GET', url: new URL(url), answer: z.unknown() });
  return { network, get };
}

async function isProxied(network: Network, url: string): Promise<boolean> {
  return (await network.dispatcher(new URL(url))) instanceof ProxyAgent;
}

/** A proxy that only makes tunnels, and records their targets. */
async function startProxy() {
  const tunnels: { readonly to: string | undefined; readonly authorization: string | undefined }[] = [];
  const sockets = new Set<Socket>();
  const server = createServer();
  server.on('connect', (request: IncomingMessage, down: Socket) => {
    tunnels.push({ to: request.url, authorization: request.headers['proxy-authorization'] });
    const up = connect(Number(request.url?.split(':').at(-1)), '127.0.0.1', () => {
      down.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      down.pipe(up).pipe(down);
    });
    for (const socket of [down, up]) sockets.add(socket.on('error', () => down.destroy()));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    tunnels,
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

describe('a certificate of an unknown authority', () => {
  it('rejects the request', async () => {
    await using server = await HttpServer.start(
      (_, response) => answerJson(response, 200, {}),
      await loopbackCertificate(),
    );
    const { get } = through({});

    const error = await caught(get(`https://127.0.0.1:${server.port}/`));

    expect(error).toBeInstanceOf(ConnectionError);
    expect((error as ConnectionError).code).toMatch(/SELF_SIGNED|CERT|UNABLE_TO_VERIFY/);
    expect(server.requests).toHaveLength(0);
  });

  it('is trusted if `tls.ca` has the authority', async () => {
    const certificate = await loopbackCertificate();
    await using server = await HttpServer.start((_, response) => answerJson(response, 200, { ok: true }), certificate);
    const { get } = through({ tls: { ca: certificate.cert } });

    await expect(get(`https://127.0.0.1:${server.port}/`)).resolves.toMatchObject({ body: { ok: true } });
  });

  it('is trusted by the socket with the same `tls.ca`', async () => {
    const certificate = await loopbackCertificate();
    const { network } = through({ tls: { ca: certificate.cert } });

    expect(await network.socketOptions(new URL('wss://127.0.0.1/'))).toEqual({ ca: certificate.cert });
  });
});

describe('a proxy', () => {
  it('of the options tunnels HTTP and the socket', async () => {
    await using proxy = await startProxy();
    await using server = await HttpServer.start((_, response) => answerJson(response, 200, { ok: true }));
    const sockets = new WebSocketServer({ host: '127.0.0.1', port: 0 });
    await once(sockets, 'listening');
    const socketPort = (sockets.address() as AddressInfo).port;
    const { network, get } = through({ proxy: `http://me:hunter2@${proxy.address}` });

    await get(`http://127.0.0.1:${server.port}/`);
    const url = new URL(`ws://127.0.0.1:${socketPort}/`);
    const socket = new WebSocket(url, await network.socketOptions(url));
    await once(socket, 'open');

    const authorization = `Basic ${Buffer.from('me:hunter2').toString('base64')}`;
    expect(proxy.tunnels).toEqual([
      { to: `127.0.0.1:${server.port}`, authorization },
      { to: `127.0.0.1:${socketPort}`, authorization },
    ]);
    socket.terminate();
    sockets.close();
  });

  it('that cannot be reached rejects, without its password in the error', async () => {
    const proxy = await startProxy();
    await proxy[Symbol.asyncDispose]();
    await using server = await HttpServer.start((_, response) => answerJson(response, 200, {}));
    const { get } = through({ proxy: `http://me:hunter2@${proxy.address}` });

    const error = (await caught(get(server.address))) as ConnectionError;

    expect(error).toBeInstanceOf(ConnectionError);
    expect(JSON.stringify([error, error.message, error.stack, String(error.cause)])).not.toContain('hunter2');
    expect(server.requests).toHaveLength(0);
  });

  it('of the environment is used for remote hosts', async () => {
    vi.stubEnv('HTTPS_PROXY', 'http://proxy.example:3128');
    const { network } = through({});

    expect(await isProxied(network, 'https://va.example.net/')).toBe(true);
    expect(await network.socketOptions(new URL('wss://va.example.net/'))).toHaveProperty('agent');
  });

  it.each(['http://localhost:1/', 'http://127.0.0.1:1/', 'http://[::1]:1/'])(
    'of the environment is not used for %s, which is loopback',
    async (url) => {
      vi.stubEnv('HTTPS_PROXY', 'http://proxy.example:3128');
      const { network } = through({});

      expect(await isProxied(network, url)).toBe(false);
      expect(await network.socketOptions(new URL(url))).toEqual({});
    },
  );

  it('of the environment is not used with proxy: false', async () => {
    vi.stubEnv('https_proxy', 'http://proxy.example:3128');
    const { network } = through({ proxy: false });

    expect(await isProxied(network, 'https://va.example.net/')).toBe(false);
    expect(await network.socketOptions(new URL('wss://va.example.net/'))).not.toHaveProperty('agent');
  });

  it.each([
    ['va.example.net', true],
    ['example.net', true],
    ['.example.net', true],
    ['*.example.net', true],
    ['other.org, example.net', true],
    ['other.org example.net', true],
    ['*', true],
    ['va.example.net:443', true],
    ['va.example.net:8443', false],
    ['ample.net', false],
    ['va.example.ne', false],
    ['other.org', false],
    ['', false],
    [',', false],
    ['.', false],
  ])('of the environment with NO_PROXY=%j exempts va.example.net: %s', async (exempt, spared) => {
    vi.stubEnv('HTTPS_PROXY', 'http://proxy.example:3128');
    vi.stubEnv('NO_PROXY', exempt);
    const { network } = through({});

    expect(await isProxied(network, 'https://va.example.net/')).toBe(!spared);
  });
});

describe('a closed Network', () => {
  it('can be used again', async () => {
    const certificate = await loopbackCertificate();
    await using server = await HttpServer.start((_, response) => answerJson(response, 200, {}), certificate);
    const { network, get } = through({ tls: { ca: certificate.cert } });
    await get(`https://127.0.0.1:${server.port}/`);

    network.close();
    network.close();

    await expect(get(`https://127.0.0.1:${server.port}/`)).resolves.toMatchObject({ status: 200 });
  });
});
