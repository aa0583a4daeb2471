import { once } from 'node:events';
import { createServer as createTcpServer, type AddressInfo, type Socket } from 'node:net';
import { Agent as HttpAgent } from 'undici';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ConnectionError } from '../../src/errors.js';
import { Http, permitted, type HttpExchange } from '../../src/rest/http.js';
import { Network } from '../../src/rest/network.js';
import { caught } from '../support/caught.js';
import { loopbackCertificate } from '../support/certificate.js';
import { answerJson, HttpServer } from '../support/http-server.js';

/** Longer than any test, so that no deadline is reached. */
const NEVER_MS = 60_000;

const http = new Http({ network: new Network({ proxy: false }), userAgent: 'test/1', timeoutMs: NEVER_MS });

function get(url: string, more: Partial<HttpExchange<z.ZodUnknown>> = {}) {
  const exchange = { operation: 'The test', service: 'test', method: 'GET', answer: z.unknown() } as const;
  return http.exchange({ ...exchange, url: new URL(url), ...more });
}

/** A server that gives one answer to everything. */
function answering(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<HttpServer> {
  return HttpServer.start((_, response) => answerJson(response, status, body, headers));
}

describe('a network that fails', () => {
  it('rejects with ECONNREFUSED if no server listens', async () => {
    const server = await answering(200, {});
    const { address } = server;
    await server[Symbol.asyncDispose]();

    const error = await caught(get(address));

    expect(error).toBeInstanceOf(ConnectionError);
    expect(error).toMatchObject({ code: 'ECONNREFUSED', service: 'test' });
  });

  it.each([
    ['hangs up', (socket: Socket) => socket.destroy()],
    ['resets the connection', (socket: Socket) => socket.resetAndDestroy()],
    ['does not speak HTTP', (socket: Socket) => socket.end('what?\r\n\r\n')],
    ['ends the body early', (socket: Socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n{')],
  ])('rejects with a ConnectionError if the server %s', async (_, answer) => {
    const server = createTcpServer((socket) => socket.on('error', () => undefined).once('data', () => answer(socket)));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');

    const error = await caught(get(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));

    expect(error).toBeInstanceOf(ConnectionError);
    server.close();
  });

  it('rejects a response larger than the limit', async () => {
    const part = Buffer.alloc(1024 * 1024, 0x20);
    await using server = await HttpServer.start((_, response) => {
      for (let count = 0; count < 33; count += 1) response.write(part);
      response.end();
    });

    const error = await caught(get(server.address));

    expect(error).toBeInstanceOf(ConnectionError);
    expect(error).toMatchObject({ delivery: 'answered', message: expect.stringContaining('larger than') as unknown });
  });
});

describe('a redirection', () => {
  it('rejects with its status without redirects: true', async () => {
    await using server = await HttpServer.start((_, response) => response.writeHead(302, { location: '/else' }).end());

    await expect(get(server.address)).rejects.toMatchObject({ name: 'HttpError', status: 302 });

    expect(server.requests).toHaveLength(1);
  });

  it('is followed with redirects: true', async () => {
    await using server = await HttpServer.start(({ url }, response) => {
      if (url === '/else') answerJson(response, 200, { found: true });
      else response.writeHead(301, { location: '/else' }).end('moved');
    });

    await expect(get(`${server.address}/here`, { redirects: true })).resolves.toMatchObject({ body: { found: true } });
  });

  it('is followed to another host', async () => {
    await using target = await answering(200, { found: true });
    await using server = await HttpServer.start((_, response) =>
      response.writeHead(307, { location: `${target.address}/else` }).end(),
    );

    await expect(get(server.address, { redirects: true })).resolves.toMatchObject({ body: { found: true } });
  });

  it('to itself is followed fewer than 10 times', async () => {
    await using server = await HttpServer.start((_, response) => response.writeHead(302, { location: '/' }).end());

    await expect(get(server.address, { redirects: true })).rejects.toMatchObject({ status: 302 });

    expect(server.requests.length).toBeLessThan(10);
  });

  it.each([
    'http://example.com/',
    'http://10.0.0.1/',
    'http://127.0.0.1.example.com/',
    'ftp://127.0.0.1/',
    'file:///etc/passwd',
  ])('to %s rejects with INSECURE_ADDRESS', async (location) => {
    await using server = await HttpServer.start((_, response) => response.writeHead(302, { location }).end());

    await expect(get(server.address, { redirects: true })).rejects.toMatchObject({
      name: 'ConnectionError',
      code: 'INSECURE_ADDRESS',
    });
  });

  it('to a malformed address rejects', async () => {
    await using server = await HttpServer.start((_, response) =>
      response.writeHead(302, { location: 'http://[' }).end(),
    );

    await expect(get(server.address, { redirects: true })).rejects.toBeInstanceOf(ConnectionError);
  });

  it('from TLS to plain HTTP rejects, even on loopback', async () => {
    const certificate = await loopbackCertificate();
    await using plain = await answering(200, {});
    await using server = await HttpServer.start(
      (_, response) => response.writeHead(302, { location: plain.address }).end(),
      certificate,
    );
    const dispatcher = new HttpAgent({ connect: { ca: certificate.cert } });
    const secure = new Http({
      network: { dispatcher: async () => dispatcher },
      userAgent: 'test/1',
      timeoutMs: NEVER_MS,
    });

    const error = await caught(
      secure.exchange({
        operation: 'The test',
        service: 'test',
        method: 'GET',
        url: new URL(`https://127.0.0.1:${server.port}/`),
        answer: z.unknown(),
        redirects: true,
      }),
    );

    await dispatcher.destroy();
    expect(error).toMatchObject({ name: 'ConnectionError', code: 'INSECURE_ADDRESS' });
    expect(plain.requests).toHaveLength(0);
  });
});

describe('an address', () => {
  it.each([
    'https://va.agentvep.liveperson.net/',
    'wss://va.msg.liveperson.net/',
    'http://localhost:8080/',
    'http://127.0.0.1/',
    'http://127.255.0.3/',
    'http://[::1]:3000/',
    'ws://LOCALHOST/',
  ])('%s is permitted', (address) => {
    expect(permitted(new URL(address)).href).toBe(new URL(address).href);
  });

  it.each([
    'http://va.agentvep.liveperson.net/',
    'ws://va.msg.liveperson.net/',
    'http://localhost.example.com/',
    'http://127.0.0.1.example.com/',
    'http://0.0.0.0/',
    'http://192.168.0.1/',
    'http://[::]/',
    'ftp://localhost/',
    'data:text/plain,x',
    'file:///etc/passwd',
  ])('%s is refused with INSECURE_ADDRESS', (address) => {
    expect(() => permitted(new URL(address))).toThrow(
      expect.objectContaining({ name: 'ConnectionError', code: 'INSECURE_ADDRESS' }) as Error,
    );
  });
});
