import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { vi } from 'vitest';
import { Agent, notifications, SDKError, type AgentOptions } from '../../src/index.js';
import { HttpServer, answerJson, type Handler } from '../support/http-server.js';
import { SocketServer, type SocketServerOptions } from '../support/socket-server.js';

/** In every secret, and nowhere else: it must not be heard. */
export const MARK = 'MARK7d1e';
/** With characters that other notations write in another way. */
export const secret = (name: string): string => `${MARK}-${name}"\\$&+/ %é`;
/** For headers, which cannot carry everything. */
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

/** Deadlines short enough to be reached, and long enough for what goes well. */
export const hasty = { requestTimeout: 400, handshakeTimeout: 400 } as const;

export const kinds = Object.entries(credentials);
export const logins = kinds.filter(([kind]) => !kind.startsWith('token'));

export const ticket = { bearer: secret('bearer'), csrf: secret('csrf'), config: { userId: '501', userPid: 'p-501' } };
export const cookies = [`Session_id=${plain('cookie')}; Path=/; HttpOnly`, `other=${plain('otherCookie')}`];

/** A login service, a domain directory and a socket, each of which may be arranged to misbehave. */
export interface Arrangement {
  readonly csds?: Handler;
  readonly login?: Handler;
  readonly refresh?: Handler;
  readonly logout?: Handler;
  readonly other?: Handler;
  readonly upgrade?: SocketServerOptions['upgrade'];
  readonly domains?: Readonly<Record<string, string>>;
}

/** What an agent says while something is done with it. */
export interface Talk {
  readonly http: HttpServer;
  readonly sockets: SocketServer;
  agent(options: object): Agent;
  /** Whatever a promise comes to is said, too. */
  tried(promise: Promise<unknown>): Promise<unknown>;
  say(said: unknown): void;
}

/** Everything the library says, in one text. */
export async function heard(arrangement: Arrangement, talk: (talk: Talk) => Promise<void>): Promise<string> {
  const said: unknown[] = [];
  const say = (...args: unknown[]): void => void said.push(...args);
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
  const logger = { debug: say, info: say, warn: say, error: say };

  const channels = ['connect', 'request', 'notification', 'reconnect'].map((name) => `node-agent-sdk:${name}`);
  for (const channel of channels) subscribe(channel, say);
  process.on('warning', say);
  const consoles = (['log', 'info', 'warn', 'error', 'debug'] as const).map((level) =>
    vi.spyOn(console, level).mockImplementation(say),
  );
  const streams = (['stdout', 'stderr'] as const).map((name) =>
    vi.spyOn(process[name], 'write').mockImplementation((text) => (say(text), true)),
  );
  try {
    await talk({
      http,
      sockets,
      say,
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
        for (const event of [...events, ...Object.keys(notifications)]) agent.on(event as 'state', say);
        agents.push(agent);
        return agent;
      },
      tried: async (promise) => {
        const outcome = await promise.catch((error: unknown) => error);
        say(outcome);
        return outcome;
      },
    });
    for (const agent of agents) {
      say(agent, agent.health());
      await agent.close({ timeout: 100 });
    }
    await new Promise((resolve) => setImmediate(resolve));
  } finally {
    for (const spy of [...consoles, ...streams]) spy.mockRestore();
    process.off('warning', say);
    for (const channel of channels) unsubscribe(channel, say);
  }
  return said.map((it) => textOf(it)).join('\n');
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

/** A service that repeats all it was told, in every place it has. */
export function repeating(status: number): Handler {
  return (request, response) => {
    const told = JSON.parse(request.body.toString() || '{}') as Readonly<Record<string, string>>;
    const [first = ''] = Object.values(told).filter((value) => value.startsWith(MARK));
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
          told,
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

/** Something that is no HTTP, in which everything is repeated. */
export const garbled: Handler = ({ headers, body }, response) =>
  void response.socket?.end(`HTTP/1.1 ${JSON.stringify(headers)} ${body.toString()}\r\n\r\n`);

/** Answers with something that is no HTTP, in which everything is repeated. */
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

/** What stands around the first secret that is said; nothing where none is. */
export function leakIn(text: string): string {
  const at = text.indexOf(MARK);
  return at < 0 ? '' : text.slice(Math.max(at - 300, 0), at + 100);
}

/** Rejects with what `close()` warns of instead of rejecting. */
export async function loggedOut(agent: Agent): Promise<void> {
  let warning: string | undefined;
  agent.once('warn', ({ message }) => void (warning = message));
  await agent.close({ logout: true });
  if (warning !== undefined) throw new SDKError(warning);
}
