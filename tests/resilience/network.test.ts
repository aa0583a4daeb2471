import { once } from 'node:events';
import { createServer as createTlsServer, type TLSSocket } from 'node:tls';
import { connect, type AddressInfo } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Agent } from '../../src/index.js';
import type { Simulator } from '../../src/simulator/index.js';
import { loopbackCertificate } from '../support/certificate.js';
import { agentOf, connectedTo, listen, next, sdkFailureOf, startPlatform } from '../support/agents.js';
import { ConnectProxy } from './connect-proxy.js';

afterEach(() => {
  vi.unstubAllEnvs();
});

/** The proxy of the environment is for remote hosts only: a name for the simulator that is not loopback. */
const REMOTE_HOST = 'platform.test';

function remoteHostOf(simulator: Simulator): string {
  return simulator.host.replace('127.0.0.1', REMOTE_HOST);
}

describe('the proxy option', () => {
  it('tunnels HTTP and the socket', async () => {
    await using simulator = await startPlatform();
    await using proxy = await ConnectProxy.start();
    await using agent = await connectedTo(simulator, { proxy: proxy.address });

    await agent.getClock();

    expect(proxy.tunnels.length).toBeGreaterThanOrEqual(2);
    expect(new Set(proxy.tunnels)).toEqual(new Set([simulator.host]));
  });

  it('tunnels HTTP and the socket with TLS, and the heartbeat receives its pongs', async () => {
    await using simulator = await startPlatform({ tls: true });
    await using proxy = await ConnectProxy.start();
    await using agent = await connectedTo(simulator, {
      proxy: proxy.address,
      pingInterval: 100,
      pingTimeout: 100,
      keepAlive: false,
    });
    const closed = listen(agent, 'closed');

    for (let count = 0; count < 5; count += 1)
      await simulator.seen({ kind: 'pong' }, { after: simulator.transcript.at(-1) });

    expect(closed).toEqual([]);
    expect(agent.health().roundTripMs).toBeGreaterThan(0);
  });

  it('sends its credentials to the proxy', async () => {
    await using simulator = await startPlatform();
    await using proxy = await ConnectProxy.start('user:p@ss');
    await using agent = await connectedTo(simulator, { proxy: `http://user:p%40ss@127.0.0.1:${proxy.port}` });

    await agent.getClock();

    expect(proxy.refused).toBe(0);
    expect(proxy.tunnels.length).toBeGreaterThanOrEqual(2);
  });

  it.each([
    ['refuses its credentials', async (proxy: ConnectProxy) => `http://user:wrong@127.0.0.1:${proxy.port}`],
    [
      'cannot be reached',
      async (proxy: ConnectProxy) => {
        const { address } = proxy;
        await proxy[Symbol.asyncDispose]();
        return address;
      },
    ],
  ])('fails if the proxy %s: no connection bypasses the proxy', async (_, arrange) => {
    await using simulator = await startPlatform();
    const proxy = await ConnectProxy.start('user:right');
    await using agent = agentOf(simulator, { proxy: await arrange(proxy) });

    const error = await sdkFailureOf(agent.connect({ timeout: 300 }));
    agent.dispose();

    expect(error).toMatchObject({ name: 'TimeoutError', cause: { name: 'ConnectionError' } });
    expect(JSON.stringify([error, error.cause, String(error.stack)])).not.toContain('wrong');
    expect(simulator.transcript).toEqual([]);
    await proxy[Symbol.asyncDispose]().catch(() => {});
  });

  it('fails if the proxy ends while an agent is connected: no connection bypasses the proxy', async () => {
    await using simulator = await startPlatform();
    const proxy = await ConnectProxy.start();
    await using agent = await connectedTo(simulator, { proxy: proxy.address });
    const upgrades = simulator.transcript.filter(({ kind }) => kind === 'upgrade').length;

    await proxy[Symbol.asyncDispose]();
    await next(agent, 'reconnecting', ({ attempt }) => attempt > 2);

    expect(simulator.transcript.filter(({ kind }) => kind === 'upgrade')).toHaveLength(upgrades);
  });
});

describe('the proxy of the environment', () => {
  it.each([
    ['', true],
    ['other.test', true],
    ['latform.test', true],
    [REMOTE_HOST, false],
    ['.test', false],
    ['*.test', false],
    ['test', false],
    ['*', false],
    [`other.test, ${REMOTE_HOST}`, false],
    [`${REMOTE_HOST}:1`, true],
  ])('with NO_PROXY=%j is used: %j', async (noProxy, isUsed) => {
    await using proxy = await ConnectProxy.start();
    vi.stubEnv('HTTPS_PROXY', proxy.address);
    vi.stubEnv('https_proxy', undefined);
    vi.stubEnv('NO_PROXY', noProxy);
    vi.stubEnv('no_proxy', undefined);
    await using agent = new Agent({
      accountId: '1',
      username: 'bot',
      password: 'x',
      csdsDomain: `${REMOTE_HOST}:443`,
      autoConnect: false,
    });
    agent.on('error', () => {});

    // The host does not exist: the test only needs the attempt.
    const connecting = sdkFailureOf(agent.connect({ timeout: 2_000 }));
    await Promise.race([next(agent, 'reconnecting'), connecting]);
    agent.dispose();
    await connecting;

    expect(proxy.tunnels.length > 0).toBe(isUsed);
  });

  it('is not used for loopback, nor with proxy: false', async () => {
    await using simulator = await startPlatform();
    await using proxy = await ConnectProxy.start();
    vi.stubEnv('HTTPS_PROXY', proxy.address);
    await using agent = await connectedTo(simulator);
    await using other = new Agent({
      accountId: '1',
      username: 'bot',
      password: 'x',
      csdsDomain: remoteHostOf(simulator),
      proxy: false,
      autoConnect: false,
    });
    other.on('error', () => {});
    const connecting = sdkFailureOf(other.connect({ timeout: 2_000 }));
    await Promise.race([next(other, 'reconnecting'), connecting]);
    other.dispose();
    await connecting;

    expect(agent.connected).toBe(true);
    expect(proxy.tunnels).toEqual([]);
  });
});

/** A TLS gateway to a simulator that requires a client certificate. */
async function requiringCertificate(simulator: Simulator): Promise<AsyncDisposable & { readonly port: number }> {
  const { key, cert } = await loopbackCertificate();
  const sockets = new Set<TLSSocket>();
  const server = createTlsServer({ key, cert, ca: cert, requestCert: true, rejectUnauthorized: true }, (socket) => {
    const to = connect(simulator.port, '127.0.0.1');
    sockets.add(socket);
    for (const one of [socket, to]) one.on('error', () => {});
    socket.once('close', () => (sockets.delete(socket), to.destroy()));
    to.once('close', () => socket.destroy());
    socket.pipe(to).pipe(socket);
  });
  server.on('tlsClientError', () => {});
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    [Symbol.asyncDispose]: async () => {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

describe('a client certificate', () => {
  it('is presented by HTTP and the socket', async () => {
    await using simulator = await startPlatform();
    await using gateway = await requiringCertificate(simulator);
    const { key, cert } = await loopbackCertificate();
    const host = `127.0.0.1:${gateway.port}`;
    await using agent = agentOf(simulator, {
      csdsDomain: host,
      domains: { agentVep: host, facadeMsg: host },
      tls: { ca: cert, key, cert },
    });

    await agent.connect();

    await expect(agent.getClock()).resolves.toHaveProperty('currentTime');
  });

  it('that is missing makes connect() reject', async () => {
    await using simulator = await startPlatform();
    await using gateway = await requiringCertificate(simulator);
    const { cert } = await loopbackCertificate();
    await using agent = agentOf(simulator, { csdsDomain: `127.0.0.1:${gateway.port}`, tls: { ca: cert } });
    agent.on('error', () => {});

    const error = await sdkFailureOf(agent.connect({ timeout: 300 }));
    agent.dispose();

    expect(error).toMatchObject({ name: expect.stringMatching(/TimeoutError|ConnectionError/) as string });
    expect(simulator.transcript).toEqual([]);
  });

  it('does not help if the certificate of the platform is not trusted: connect() rejects at once', async () => {
    await using simulator = await startPlatform();
    await using gateway = await requiringCertificate(simulator);
    await using agent = agentOf(simulator, { csdsDomain: `127.0.0.1:${gateway.port}` });

    const error = await sdkFailureOf(agent.connect());

    expect(error).toMatchObject({ name: 'ConnectionError' });
    expect(agent.state).toBe('closed');
  });
});
