import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { AgentConf } from '../../src/legacy/index.js';
import type { Certificate } from '../support/certificate.js';
import { answerJson } from '../support/http-server.js';
import { LoopbackServer } from '../support/loopback-server.js';
import { Queue } from '../support/queue.js';
import { Peer } from '../support/socket-server.js';

export type RestService = 'directory' | 'login' | 'refresh' | 'other';

/** Replaces the answer of the platform. */
export type RestHandler = (response: ServerResponse, request: IncomingMessage) => void;

export interface PlatformOptions {
  /** Serves TLS. */
  readonly tls?: Certificate;
  /** The host in the directory, if other than loopback: a name that only a proxy resolves. */
  readonly host?: string;
  /** Handles the connection instead of accepting the upgrade. */
  readonly upgrade?: (connection: Duplex) => void;
}

/**
 * A hand-made platform on one port: directory, login, refresh and socket. It is independent of the protocol entries, and
 * a test can replace every response.
 */
export class Platform implements AsyncDisposable {
  /** Bodies of the login requests. */
  readonly logins: unknown[] = [];
  /** Bearer tokens of the sockets. */
  readonly bearers: string[] = [];
  /** Calls that reached HTTP; those with a rejected certificate did not. */
  readonly calls: RestService[] = [];
  readonly #answers = new Map<RestService, RestHandler>();
  readonly #server: LoopbackServer;
  readonly #sockets = new WebSocketServer({ noServer: true });
  readonly #peers = new Queue<Peer>();
  readonly #options: PlatformOptions;

  private constructor(server: LoopbackServer, options: PlatformOptions) {
    this.#server = server;
    this.#options = options;
    server.http.on('request', (request, response) => void this.#answer(request, response));
    server.http.on('upgrade', (request, connection, head) => {
      connection.on('error', () => undefined);
      this.bearers.push(/brand\/([^?]*)/.exec(request.url ?? '')?.[1] ?? '');
      if (options.upgrade) return options.upgrade(connection);
      this.#sockets.handleUpgrade(request, connection, head, (socket) => this.#peers.put(new Peer(socket, request)));
    });
  }

  static async start(options: PlatformOptions = {}): Promise<Platform> {
    return new Platform(await LoopbackServer.start(options.tls), options);
  }

  get port(): number {
    return this.#server.port;
  }

  /** Host and port as the directory names them. */
  get address(): string {
    const { tls, host = '127.0.0.1' } = this.#options;
    return `${tls ? '' : 'http://'}${host}:${this.port}`;
  }

  /** The body of the directory's answer. */
  get directory(): { readonly baseURIs: readonly { readonly service: string; readonly baseURI: string }[] } {
    const baseURI = this.address;
    return { baseURIs: ['agentVep', 'facadeMsg', 'asyncMessagingEnt'].map((service) => ({ service, baseURI })) };
  }

  conf(conf: Partial<AgentConf> = {}): AgentConf {
    return { accountId: '1', username: 'user', password: 'secret', csdsDomain: this.address, ...conf };
  }

  /** Sets the handler of later requests; without a handler, restores the default. */
  on(service: RestService, handler?: RestHandler): void {
    if (handler) this.#answers.set(service, handler);
    else this.#answers.delete(service);
  }

  /** Resolves with the next socket. */
  peer(): Promise<Peer> {
    return this.#peers.take();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#sockets.close();
    await this.#server[Symbol.asyncDispose]();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = '';
    for await (const part of request) body += String(part);
    const service = serviceOf(request.url ?? '');
    this.calls.push(service);
    if (service === 'login') this.logins.push(JSON.parse(body));
    const handler = this.#answers.get(service);
    if (handler) return handler(response, request);
    if (service === 'directory') return answerJson(response, 200, this.directory);
    if (service !== 'login') return answerJson(response, 200, {});
    const config = { userId: '501', userPid: 'pid-501' };
    return answerJson(response, 200, { bearer: `bearer-${this.logins.length}`, csrf: 'csrf', config });
  }
}

function serviceOf(url: string): RestService {
  if (url.includes('/service/baseURI')) return 'directory';
  if (url.includes('/refresh')) return 'refresh';
  return url.includes('/login') ? 'login' : 'other';
}
