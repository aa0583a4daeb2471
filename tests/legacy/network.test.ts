import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { generate } from 'selfsigned';
import { AgentSurveyClient, type AgentConf } from '../../src/legacy/index.js';
import { loopbackCertificate } from '../support/certificate.js';
import { Platform, type RestHandler } from './platform.js';
import { botOf, called } from './support.js';

/** Removes the proxy variables of the machine's own environment. */
beforeEach(() => {
  for (const name of ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy', 'NO_PROXY', 'no_proxy']) {
    vi.stubEnv(name, undefined);
  }
});
afterEach(() => void vi.unstubAllEnvs());

describe('TLS options at the top of the conf apply to the socket only', () => {
  it('a ca of the socket reaches the socket', async () => {
    const tls = await loopbackCertificate();
    await using rest = await Platform.start();
    await using secure = await Platform.start({ tls });
    const domains = { facadeMsg: secure.address };
    await using bot = botOf(rest.conf({ domains, ca: tls.cert }));

    await bot.journal.seen('connected');

    expect(secure.bearers).toEqual(['bearer-1']);
  });

  it('a ca of the socket is not trusted by REST', async () => {
    const tls = await loopbackCertificate();
    await using platform = await Platform.start({ tls });
    await using bot = botOf(platform.conf({ ca: tls.cert }));

    const [error, context] = await bot.journal.seen('error');

    expect(error).toMatchObject({ service: 'domainNames', error: { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' } });
    expect(context).toEqual({ location: 'Connect#CSDS' });
  });

  it('rejectUnauthorized: false does not send the login over a connection that was not verified', async () => {
    await using platform = await Platform.start({ tls: await loopbackCertificate() });
    await using directory = await Platform.start();
    const domains = { agentVep: platform.address };
    await using bot = botOf(directory.conf({ domains, rejectUnauthorized: false }));

    const [error] = await bot.journal.seen('error');

    expect(error).toMatchObject({
      service: 'authentication.login',
      error: { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' },
    });
    expect(platform.logins).toEqual([]);
  });

  it('tls applies to both, but options at the top of the conf win for the socket', async () => {
    const tls = await loopbackCertificate();
    const { cert: other } = await generate([{ name: 'commonName', value: 'localhost' }], { keyType: 'ec' });
    await using platform = await Platform.start({ tls });
    await using trusting = botOf(platform.conf({ tls: { ca: tls.cert } }));
    await using wary = botOf(platform.conf({ tls: { ca: tls.cert }, ca: other }));

    await trusting.journal.seen('connected');
    const [error] = await wary.journal.seen('error');

    expect(error).toMatchObject({ message: 'Error on WS connection: self-signed certificate', service: 'messaging' });
    expect(platform.logins).toHaveLength(2);
  });

  it('the survey client uses those of tls', async () => {
    const tls = await loopbackCertificate();
    await using platform = await Platform.start({ tls });
    const conf = { rflDomain: platform.address, accountId: '1', token: 't' };

    const trusting = await new AgentSurveyClient({ ...conf, tls: { ca: tls.cert } }).getAgentSurveyState('c-1', '1');
    const wary = new AgentSurveyClient({ ...conf, ca: tls.cert }).getAgentSurveyState('c-1', '1');

    expect(trusting.status).toBe(200);
    await expect(wary).rejects.toThrow('DEPTH_ZERO_SELF_SIGNED_CERT');
  });
});

describe('handshakeTimeout', () => {
  it.each<[string, Partial<AgentConf>]>([
    ['in the conf itself', { handshakeTimeout: 50 }],
    ['in wsOptions', { wsOptions: { handshakeTimeout: 50 } }],
  ])('has the value given %s', { timeout: 10_000 }, async (_, conf) => {
    await using platform = await Platform.start({ upgrade: () => undefined });
    await using bot = botOf(platform.conf(conf));

    const [error] = await bot.journal.seen('error');
    const [code] = await bot.journal.seen('closed');

    expect(error).toMatchObject({ message: 'Error on WS connection: Opening handshake has timed out', code: null });
    expect(code).toBe(1006);
  });
});

/** Failures of a REST call before its answer, with the error texts of the HTTP library of 1.4.11. */
const broken: readonly [name: string, answer: RestHandler, message: string][] = [
  ['hangs up', (response) => response.socket?.destroy(), 'socket hang up'],
  ['ends its stream', (response) => response.socket?.end(), 'socket hang up'],
  [
    'hangs up in its headers',
    (response) => response.socket?.write('HTTP/1.1 200 OK\r\ncontent-', () => response.socket?.destroy()),
    'socket hang up',
  ],
  [
    'hangs up in its body',
    (response) => response.writeHead(200, { 'content-length': 100 }).write('{', () => response.socket?.end()),
    'aborted',
  ],
];

describe.each(broken)('a service that %s', (_, answer, message) => {
  const error = { message, code: 'ECONNRESET' };

  it.each([
    ['directory', 'Error on CSDS request', 'domainNames', 'Connect#CSDS'],
    ['login', 'Error on AgentVEP login', 'authentication.login', 'Connect#Login'],
  ] as const)('gives the error of 1.4.11: %s', async (step, prefix, service, location) => {
    await using platform = await Platform.start();
    platform.on(step, answer);
    await using bot = botOf(platform.conf());

    const [failure, context] = await bot.journal.seen('error');

    expect(failure).toMatchObject({ message: `${prefix}: ${message}`, code: null, service, error });
    expect(context).toEqual({ location });
  });

  it('gives the error of 1.4.11: refresh', async () => {
    await using platform = await Platform.start();
    platform.on('refresh', answer);
    await using bot = botOf(platform.conf());
    await bot.journal.seen('connected');

    const [failure] = await called((callback) => bot.agent.refreshSession(callback));

    expect(failure).toMatchObject({ message: `Error on AgentVEP RefreshSession: ${message}`, code: null, error });
  });
});

/** A proxy that handles CONNECT requests with the function of the test. */
async function proxyThat(
  makes: (connection: Duplex) => void,
): Promise<AsyncDisposable & { readonly address: string; readonly targets: string[] }> {
  const targets: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((_, response) => response.writeHead(405).end());
  server.on('connection', (socket) => sockets.add(socket));
  server.on('connect', ({ url = '' }, connection) => {
    targets.push(url.replace(/:\d+$/, ''));
    connection.on('error', () => undefined);
    makes(connection);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    targets,
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** A host name that only the proxy resolves. */
const host = 'platform.test';

async function proxiedConf(platform: Platform): Promise<AgentConf> {
  const { cert: ca } = await loopbackCertificate();
  // The socket is not proxied, so it needs a host name that resolves.
  const lookup = (_: string, __: object, found: (error: null, addresses: object[]) => void): void =>
    found(null, [{ address: '127.0.0.1', family: 4 }]);
  return platform.conf({ tls: { ca, servername: 'localhost' }, lookup });
}

describe('a proxy of the environment', () => {
  it.each(['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy'])('carries REST: %s', async (name) => {
    await using platform = await Platform.start({ tls: await loopbackCertificate(), host });
    await using proxy = await proxyThat((connection) => {
      const way = connect(platform.port, '127.0.0.1', () => connection.write('HTTP/1.1 200 OK\r\n\r\n'));
      way.on('error', () => connection.destroy());
      way.pipe(connection).pipe(way);
    });
    vi.stubEnv(name, proxy.address);
    await using bot = botOf(await proxiedConf(platform));

    await bot.journal.seen('connected');

    expect(new Set(proxy.targets)).toEqual(new Set([host]));
    expect(platform.calls).toEqual(['directory', 'login']);
  });

  it('is that of HTTPS_PROXY when HTTP_PROXY names another', async () => {
    await using platform = await Platform.start({ tls: await loopbackCertificate(), host });
    await using wanted = await proxyThat((connection) => connection.destroy());
    await using other = await proxyThat((connection) => connection.destroy());
    vi.stubEnv('HTTPS_PROXY', wanted.address);
    vi.stubEnv('HTTP_PROXY', other.address);
    await using bot = botOf(await proxiedConf(platform));

    await bot.journal.seen('error');

    expect([wanted.targets, other.targets]).toEqual([[host], []]);
  });

  it.each<[string, (connection: Duplex) => unknown, string]>([
    [
      'refuses',
      (connection) => connection.end('HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n'),
      'statusCode=407',
    ],
    ['hangs up', (connection) => connection.destroy(), 'cause=socket hang up'],
  ])('that %s gives the error of 1.4.11', async (_, makes, reason) => {
    await using platform = await Platform.start({ tls: await loopbackCertificate(), host });
    await using proxy = await proxyThat(makes);
    vi.stubEnv('HTTPS_PROXY', proxy.address);
    await using bot = botOf(await proxiedConf(platform));

    const [error] = await bot.journal.seen('error');

    const text = `tunneling socket could not be established, ${reason}`;
    expect(error).toMatchObject({
      message: `Error on CSDS request: ${text}`,
      code: null,
      service: 'domainNames',
      error: { message: text, code: 'ECONNRESET' },
    });
  });

  it('with an invalid address gives an error that names the variable', async () => {
    await using platform = await Platform.start({ tls: await loopbackCertificate(), host });
    vi.stubEnv('HTTP_PROXY', 'proxy.test:3128');
    await using bot = botOf(await proxiedConf(platform));

    const [error] = await bot.journal.seen('error');

    expect(error).toMatchObject({ message: expect.stringContaining('HTTP_PROXY') as unknown, code: null });
    expect(platform.calls).toEqual([]);
  });

  it('that cannot be reached gives the error of 1.4.11', async () => {
    await using platform = await Platform.start({ tls: await loopbackCertificate(), host });
    const gone = await proxyThat(() => undefined);
    await gone[Symbol.asyncDispose]();
    vi.stubEnv('HTTPS_PROXY', gone.address);
    await using bot = botOf(await proxiedConf(platform));

    const [error] = await bot.journal.seen('error');

    const { host: at } = new URL(gone.address);
    expect(error).toMatchObject({
      message: `Error on CSDS request: tunneling socket could not be established, cause=connect ECONNREFUSED ${at}`,
      error: { code: 'ECONNRESET' },
    });
  });
});
