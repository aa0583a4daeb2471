import { STATUS_CODES, type IncomingMessage, type ServerResponse } from 'node:http';
import { WebSocketServer, type WebSocket } from 'ws';
import type { AgentOptions } from '../../src/index.js';
import { LoopbackServer } from './loopback-server.js';

/** The steps of a connection that call the platform, and the logout. */
export type Stage = 'directory' | 'login' | 'upgrade' | 'logout';

/** Replaces the normal answer of a stage. `destroyed` closes the connection, `silence` never answers. */
export type StrayAnswer =
  | 'destroyed'
  | 'silence'
  | { readonly status: number; readonly body?: string; readonly headers?: Readonly<Record<string, string>> };

export const page = '<!doctype html><title>Sign in to the guest network</title>';
/** The body of a refusal of the platform. */
export const refusal = JSON.stringify({
  error: { message: 'refused', internalCode: 10, responseStatus: 'UNAUTHORIZED' },
});

let accounts = 40_000_000;

/**
 * A platform on one port that is independent of the simulator: directory, login, logout, and
 * sockets that answer every request. A test scripts other answers of a stage in advance, one for each request.
 */
export class ScriptedPlatform implements AsyncDisposable {
  readonly accountId = String((accounts += 1));
  /** The number of requests of each stage. */
  readonly requestCounts: Record<Stage, number> = { directory: 0, login: 0, upgrade: 0, logout: 0 };
  /** `false`: requests of the socket get no response. */
  answersRequests = true;
  readonly #stray: Record<Stage, StrayAnswer[]> = { directory: [], login: [], upgrade: [], logout: [] };
  readonly #server: LoopbackServer;
  readonly #sockets = new WebSocketServer({ noServer: true });

  private constructor(server: LoopbackServer) {
    this.#server = server;
    server.http.on('request', (request, response) => {
      request.resume();
      request.on('end', () => this.#answer(request, response));
    });
    server.http.on('upgrade', (request, connection, head) => {
      connection.on('error', () => undefined);
      this.requestCounts.upgrade += 1;
      const stray = this.#stray.upgrade.shift();
      if (stray === undefined) this.#sockets.handleUpgrade(request, connection, head, (socket) => this.#serve(socket));
      else if (stray === 'destroyed') connection.destroy();
      else if (stray !== 'silence') connection.end(textOf(stray));
    });
  }

  static async start(): Promise<ScriptedPlatform> {
    return new ScriptedPlatform(await LoopbackServer.start());
  }

  /** Options of an agent that connects to this platform with a password. */
  get options(): AgentOptions {
    return { accountId: this.accountId, csdsDomain: this.address, username: 'bot', password: 'hunter2' };
  }

  get address(): string {
    return `http://${this.#server.host}`;
  }

  /** The number of scripted answers that are still unused. */
  get left(): number {
    return Object.values(this.#stray).reduce((sum, { length }) => sum + length, 0);
  }

  /** Scripts the next answer of the stage, after those scripted before. */
  next(stage: Stage, answer: StrayAnswer, times = 1): void {
    this.#stray[stage].push(...Array<StrayAnswer>(times).fill(answer));
  }

  /** Closes all sockets; with 1006, without a close frame. */
  closeSockets(code: number): void {
    for (const socket of this.#sockets.clients) {
      if (code === 1006) socket.terminate();
      else socket.close(code);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#sockets.close();
    await this.#server[Symbol.asyncDispose]();
  }

  #answer({ url = '' }: IncomingMessage, response: ServerResponse): void {
    const stage = url.includes('/login?') ? 'login' : url.includes('/logout?') ? 'logout' : 'directory';
    this.requestCounts[stage] += 1;
    const stray = this.#stray[stage].shift() ?? { status: 200, body: JSON.stringify(this.#documents[stage]) };
    if (stray === 'destroyed') response.destroy();
    else if (stray !== 'silence') response.writeHead(stray.status, stray.headers).end(stray.body);
  }

  get #documents(): Readonly<Record<'directory' | 'login' | 'logout', unknown>> {
    const entry = (service: string, scheme: string): unknown => ({
      service,
      baseURI: `${scheme}://${this.#server.host}`,
    });
    return {
      directory: { baseURIs: [entry('agentVep', 'http'), entry('facadeMsg', 'ws')] },
      login: {
        bearer: `bearer-${this.requestCounts.login}`,
        csrf: 'csrf',
        config: { userId: '501', userPid: 'pid-501' },
      },
      logout: {},
    };
  }

  #serve(socket: WebSocket): void {
    socket.on('error', () => undefined);
    socket.on('message', (data: Buffer) => {
      const { id, type } = JSON.parse(data.toString()) as { readonly id: string; readonly type: string };
      const body = { currentTime: Date.now() };
      if (this.answersRequests) socket.send(JSON.stringify({ kind: 'resp', reqId: id, code: 200, type, body }));
    });
  }
}

function textOf({ status, body = '', headers = {} }: Exclude<StrayAnswer, string>): string {
  const all = Object.entries({ ...headers, connection: 'close', 'content-length': String(Buffer.byteLength(body)) });
  const lines = all.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  return `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines}\r\n${body}`;
}
