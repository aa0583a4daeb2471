import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { vi } from 'vitest';
import { Agent, notifications, SDKError, type AgentOptions } from '../../src/index.js';
import { HttpServer, answerJson, type Handler } from '../support/http-server.js';
import { SocketServer, type SocketServerOptions } from '../support/socket-server.js';

/** Part of every secret, and of nothing else: the output must not contain this text. */
export const MARK = 'MARK7d1e';
/** A secret with characters that JSON, URLs and HTML escape. */
export const secret = (name: string): string => `${MARK}-${name}"\\$&+/ %é`;
/** A secret for headers, which cannot carry all characters. */
export const plain = (name: string): string => `${MARK}-${name}`;

export const credentials = {
  password: { username: 'bot', password: secret('password') },
  oauth1: {
    username: 'bot',
    appKey: secret('appKey'),
    secret: secret('secret'),
    accessToken: secret('accessToken'),
    accessTokenSecret: secret('accessTokenSecret'),
  },
  oauth2: { username: 'bot', clientId: secret('clientId'), clientSecret: secret('clientSecret') },
  assertion: { assertion: secret('assertion') },
  assertionFunction: { assertion: () => secret('assertion') },
  token: { userId: '501', token: secret('token') },
  tokenFunction: { userId: '501', token: async () => secret('token') },
} as const;

/** Deadlines that a hanging service reaches, and a working one does not. */
export const hasty = { requestTimeout: 400, handshakeTimeout: 400 } as const;

export const kinds = Object.entries(credentials);
export const logins = kinds.filter(([kind]) => !kind.startsWith('token'));

export const ticket = { bearer: secret('bearer'), csrf: secret('csrf'), config: { userId: '501', userPid: 'p-501' } };
export const cookies = [`Session_id=${plain('cookie')}; Path=/; HttpOnly`, `other=${plain('otherCookie')}`];

/** How the services and the socket behave; by default, they work. */
export interface Arrangement {
  readonly csds?: Handler;
  readonly login?: Handler;
  readonly refresh?: Handler;
  readonly logout?: Handler;
  readonly other?: Handler;
  readonly upgrade?: SocketServerOptions['upgrade'];
  readonly domains?: Readonly<Record<string, string>>;
}

/** What a test works with while the output of the agent is recorded. */
export interface Recording {
  readonly http: HttpServer;
  readonly sockets: SocketServer;
  agent(options: object): Agent;
  /** Records the result or the error of the promise, too. */
  tried(promise: Promise<unknown>): Promise<unknown>;
  record(output: unknown): void;
}

/** All output of the SDK during a run, in one text: events, logs, diagnostics, process warnings, errors. */
export async function outputOf(
  arrangement: Arrangement,
  run: (recording: Recording) => Promise<void>,
): Promise<string> {
  const output: unknown[] = [];
  const record = (...args: unknown[]): void => void output.push(...args);
  const ok: Handler = (_, response) => answerJson(response, 200, {});
  const routes: readonly (readonly [RegExp, Handler])[] = [
    [/baseURI\.json/, arrangement.csds ?? ((_, response) => answerJson(response, 200, { baseURIs: [] }))],
    [/\/login\?/, arrangement.login ?? ((_, response) => answerJson(response, 200, ticket, { 'set-cookie': cookies }))],
    [/\/refresh\?/, arrangement.refresh ?? ok],
    [/\/logout\?/, arrangement.logout ?? ok],
    [/./, arrangement.other ?? ok],
  ];
  await using http = await HttpServer.start((request, response) =>
    routes.find(([path]) => path.test(request.url))?.[1](request, response),
  );
  await using sockets = await SocketServer.start(arrangement.upgrade ? { upgrade: arrangement.upgrade } : {});
  const socket = new URL(sockets.url).host;
  const agents: Agent[] = [];
  const logger = { debug: record, info: record, warn: record, error: record };

  const channels = ['connect', 'request', 'notification', 'reconnect'].map((name) => `node-agent-sdk:${name}`);
  for (const channel of channels) subscribe(channel, record);
  process.on('warning', record);
  const consoles = (['log', 'info', 'warn', 'error', 'debug'] as const).map((level) =>
    vi.spyOn(console, level).mockImplementation(record),
  );
  const streams = (['stdout', 'stderr'] as const).map((name) =>
    vi.spyOn(process[name], 'write').mockImplementation((text) => (record(text), true)),
  );
  try {
    await run({
      http,
      sockets,
      record,
      agent: (options) => {
        const agent = new Agent({
          accountId: '1',
          csdsDomain: http.address,
          domains: { agentVep: http.address, facadeMsg: `ws://${socket}`, other: http.address, ...arrangement.domains },
          autoConnect: false,
          reconnect: false,
          requestTimeout: 5_000,
          handshakeTimeout: 5_000,
          logger,
          ...options,
        } as unknown as AgentOptions);
        for (const event of [...events, ...Object.keys(notifications)]) agent.on(event as 'state', record);
        agents.push(agent);
        return agent;
      },
      tried: async (promise) => {
        const outcome = await promise.catch((error: unknown) => error);
        record(outcome);
        return outcome;
      },
    });
    for (const agent of agents) {
      record(agent, agent.health());
      await agent.close({ timeout: 100 });
    }
    await new Promise((resolve) => setImmediate(resolve));
  } finally {
    for (const spy of [...consoles, ...streams]) spy.mockRestore();
    process.off('warning', record);
    for (const channel of channels) unsubscribe(channel, record);
  }
  return output.map((it) => textOf(it)).join('\n');
}

const events = [
  'connected',
  'closed',
  'error',
  'warn',
  'success',
  'state',
  'notification',
  'message:sent',
  'reconnecting',
  'reconnected',
  'GenericSubscribeResponse',
  '.GetClock$Response',
] as const;

/** Every form in which a program may print, log or inspect the value. */
export function textOf(value: unknown): string {
  const parts = [
    inspect(value, { depth: Infinity, showHidden: true, getters: true, maxArrayLength: null, maxStringLength: null }),
    inspect(value),
    String(value),
    JSON.stringify(value) ?? '',
  ];
  for (
    let part: unknown = value;
    typeof part === 'object' && part !== null;
    part = Object.getPrototypeOf(part) as unknown
  ) {
    for (const name of Reflect.ownKeys(part)) {
      const member: unknown = Reflect.get(part, name, value);
      if (typeof member === 'string' || member instanceof Error) parts.push(textOf(member));
      if (Buffer.isBuffer(member)) parts.push(member.toString());
    }
  }
  return parts.join('\n');
}

/** A service that repeats the request in the status text, the body and the headers of its response. */
export function repeating(status: number): Handler {
  return (request, response) => {
    const received = JSON.parse(request.body.toString() || '{}') as Readonly<Record<string, string>>;
    const [first = ''] = Object.values(received).filter((value) => value.startsWith(MARK));
    const text = request.body.toString();
    const line = `${request.url} ${JSON.stringify(request.headers)} ${text}`;
    response.statusMessage = Buffer.from(`Wrong ${first}`).toString('latin1');
    answerJson(
      response,
      status,
      {
        error: {
          internalCode: 1,
          message: text,
          received,
          quoted: JSON.stringify(text),
          line,
          uri: encodeURIComponent(text),
        },
      },
      { location: `/elsewhere?${encodeURIComponent(text)}`, 'www-authenticate': 'Bearer' },
    );
  };
}

export function repeatingText(status: number): Handler {
  return (request, response) => {
    response.writeHead(status, { 'content-type': 'text/html' });
    response.end(`<pre>${request.url} ${request.body.toString()} ${JSON.stringify(request.headers)}</pre>`);
  };
}

/** A malformed HTTP response that repeats the request. */
export const garbled: Handler = ({ headers, body }, response) =>
  void response.socket?.end(`HTTP/1.1 ${JSON.stringify(headers)} ${body.toString()}\r\n\r\n`);

/** A server whose malformed HTTP responses repeat the request. */
export async function garbler(status = ''): Promise<AsyncDisposable & { readonly host: string }> {
  const server = createServer((connection) => {
    connection.on('error', () => undefined);
    connection.on('data', (data) => connection.end(`HTTP/1.1 ${status}${data.toString()}\r\n\r\n`));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.close();
      await once(server, 'close');
    },
  };
}

/** The text around the first secret; empty if the text contains none. */
export function leakIn(text: string): string {
  const at = text.indexOf(MARK);
  return at < 0 ? '' : text.slice(Math.max(at - 300, 0), at + 100);
}

/** Logs out. Rejects with the warning of `close()`, which itself does not reject. */
export async function loggedOut(agent: Agent): Promise<void> {
  let warning: string | undefined;
  agent.once('warn', ({ message }) => void (warning = message));
  await agent.close({ logout: true });
  if (warning !== undefined) throw new SDKError(warning);
}
