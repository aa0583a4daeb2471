import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import type { Simulator } from '../../src/simulator/index.js';
import { desk, page } from './desk-client.js';

interface Sent {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

interface Answer {
  readonly status: number | undefined;
  readonly text: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** A request with any `Host` and `Origin`, which `fetch` does not allow. */
async function send({ port }: Simulator, { method = 'GET', path, headers = {}, body }: Sent): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest({ host: '127.0.0.1', port, method, path, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (text += chunk));
      response.on('end', () => resolve({ status: response.statusCode, text, headers: response.headers }));
    });
    request.on('error', reject);
    request.end(body);
  });
}

/** The status line of an answer to an upgrade. */
async function upgrade({ port }: Simulator, path: string, headers: Readonly<Record<string, string>>): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  const all = {
    Host: `127.0.0.1:${port}`,
    Connection: 'Upgrade',
    Upgrade: 'websocket',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
    ...headers,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  socket.write(`GET ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
  const [data] = (await once(socket, 'data')) as [Buffer];
  socket.destroy();
  return data.toString().split('\r\n')[0] ?? '';
}

const refused = { status: 403, text: 'Forbidden\n' };

describe('the page', () => {
  it('is served with its token, and loads nothing from elsewhere', async () => {
    const { inspector } = await desk();

    const response = await fetch(inspector.address);

    expect(await response.text()).toBe(page.html);
    expect(response.headers.get('content-security-policy')).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'",
    );
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
      'cross-origin-resource-policy': 'same-origin',
    });
  });

  it.each(['/page.js', '/page.css'])('has %s without a token, since it holds no secrets', async (path) => {
    const { simulator } = await desk();

    const { status, headers } = await send(simulator, { path });

    expect(status).toBe(200);
    expect(headers['content-type']).toMatch(/^text\/(javascript|css)/);
  });

  it('has a random token of 128 bits, which is another one for each desk', async () => {
    const [one, other] = [await desk(), await desk()];

    const tokens = [one, other].map(({ inspector }) => new URL(inspector.address).searchParams.get('token'));

    expect(tokens[0]).toMatch(/^[0-9a-f]{32}$/);
    expect(tokens[0]).not.toBe(tokens[1]);
  });
});

describe('the address of the page', () => {
  it('is plain HTTP where the port speaks TLS, too, since browsers warn of the certificate', async () => {
    const { inspector } = await desk({ tls: 'optional' });

    expect(inspector.address).toMatch(/^http:/);
    expect((await fetch(inspector.address)).status).toBe(200);
  });
});

describe('a request without the right token is refused', () => {
  it.each<[string, Sent]>([
    ['the page', { path: '/' }],
    ['the page with another token', { path: '/?token=00000000000000000000000000000000' }],
    ['a command', { path: '/inspector/addConsumer', method: 'POST', body: '{}' }],
    ['a frame', { path: '/inspector/frames/1' }],
    ['a file', { path: '/inspector/files/a' }],
    ['an unknown path', { path: '/inspector/nothing' }],
  ])('%s', async (_, sent) => {
    const { simulator, client } = await desk();

    expect(await send(simulator, sent)).toMatchObject(refused);
    expect(client.desk?.consumers).toEqual([]);
  });

  it('an upgrade', async () => {
    const { simulator } = await desk();

    expect(await upgrade(simulator, '/inspector/socket', {})).toBe('HTTP/1.1 403 Forbidden');
  });
});

describe('a request from elsewhere is refused, even with the token', () => {
  const foreign: readonly [string, Readonly<Record<string, string>>][] = [
    ['a foreign Host', { host: 'attacker.example:4660' }],
    ['the right Host with another port', { host: '127.0.0.1:1' }],
    ['a foreign Origin', { origin: 'https://attacker.example' }],
    ['the Origin of a sandbox', { origin: 'null' }],
    ['an Origin on another port', { origin: 'http://127.0.0.1:1' }],
  ];

  it.each(foreign)('%s, with GET', async (_, headers) => {
    const { simulator, client } = await desk();
    const { search } = new URL(client.url('/'));

    expect(await send(simulator, { path: `/${search}`, headers })).toMatchObject(refused);
  });

  it.each(foreign)('%s, with POST, which then does nothing', async (_, headers) => {
    const { simulator, client } = await desk();
    const { search } = new URL(client.url('/'));

    const path = `/inspector/addConsumer${search}`;

    expect(await send(simulator, { method: 'POST', path, headers, body: '{}' })).toMatchObject(refused);
    expect([...simulator.platform.consumers.all]).toEqual([]);
  });

  it.each(foreign)('%s, with an upgrade', async (_, headers) => {
    const { simulator, client } = await desk();
    const { search } = new URL(client.url('/'));
    const capitalised = Object.entries(headers).map(([name, value]) => [name === 'host' ? 'Host' : 'Origin', value]);

    const line = await upgrade(
      simulator,
      `/inspector/socket${search}`,
      Object.fromEntries(capitalised) as Record<string, string>,
    );

    expect(line).toBe('HTTP/1.1 403 Forbidden');
  });

  it.each(['http://127.0.0.1', 'https://127.0.0.1', 'http://localhost'])('but not from %s', async (origin) => {
    const { simulator, client } = await desk();
    const { search } = new URL(client.url('/'));
    const headers = { host: `localhost:${simulator.port}`, origin: `${origin}:${simulator.port}` };

    expect(await send(simulator, { path: `/${search}`, headers })).toMatchObject({ status: 200 });
    expect(await upgrade(simulator, `/inspector/socket${search}`, { Origin: headers.origin })).toMatch(/ 101 /);
  });
});

describe('the token', () => {
  it('is in no row, no frame and no error', async () => {
    const { simulator, client } = await desk();
    const token = new URL(client.url('/')).searchParams.get('token') ?? '';
    await client.consumerSays('Hi');
    const errors = await Promise.all([
      client.post('say', { token }).then(async (it) => it.text()),
      client.post('nothing', {}).then(async (it) => it.text()),
      fetch(client.url('/inspector/frames/999')).then(async (it) => it.text()),
    ]);

    expect(JSON.stringify([...client.rows.values()])).not.toContain(token);
    expect(JSON.stringify(simulator.transcript)).not.toContain(token);
    expect(errors.join('\n')).not.toContain(token);
  });
});

describe('the rest of the port', () => {
  it('stays the platform: its directory answers, and unknown paths are its own 404', async () => {
    const { simulator } = await desk();
    const path = `/api/account/${simulator.accountId}/service/baseURI.json`;

    expect(await send(simulator, { path: `${path}?version=1.0` })).toMatchObject({ status: 200 });
    expect((await send(simulator, { path: '/inspectors' })).text).toContain('No service has this path');
  });

  it('stays open when the desk closes, without page and API', async () => {
    const { simulator, inspector } = await desk();

    await inspector.close();

    const { pathname, search } = new URL(inspector.address);
    expect(await send(simulator, { path: pathname + search })).toMatchObject({ status: 404 });
  });
});
