import { Agent, type AgentSettings } from '../../src/index.js';
import { eagerly } from './agents.js';
import { HttpServer } from './http-server.js';
import { SocketServer, type Peer } from './socket-server.js';

let accounts = 30_000_000;

/** A hand-made platform, independent of the simulator: a directory and bare sockets. */
export class HandMade implements AsyncDisposable {
  readonly #directory: HttpServer;
  readonly #sockets: SocketServer;
  /** Unique: domains are cached by account, and the system reuses ports. */
  readonly #accountId = String((accounts += 1));
  readonly #agents: Agent[] = [];

  private constructor(directory: HttpServer, sockets: SocketServer) {
    this.#directory = directory;
    this.#sockets = sockets;
  }

  static async start(): Promise<HandMade> {
    const sockets = await SocketServer.start();
    const baseURIs = [{ service: 'facadeMsg', account: '1', baseURI: `ws://127.0.0.1:${sockets.port}` }];
    const directory = await HttpServer.start((_, response) => response.end(JSON.stringify({ baseURIs })));
    return new HandMade(directory, sockets);
  }

  /** A connected agent, and the server side of its socket. The agent is disposed of with the platform. */
  async connected(settings: Partial<AgentSettings> = {}): Promise<{ readonly agent: Agent; readonly peer: Peer }> {
    const agent = new Agent({
      accountId: this.#accountId,
      token: 'bearer',
      userId: '501',
      csdsDomain: this.#directory.address,
      autoConnect: false,
      keepAlive: false,
      reconnect: eagerly,
      ...settings,
    });
    this.#agents.push(agent);
    const [peer] = await Promise.all([this.peer(), agent.connect()]);
    return { agent, peer };
  }

  /** The server side of the next socket. */
  peer(): Promise<Peer> {
    return this.#sockets.peer();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const agent of this.#agents) agent.dispose();
    await this.#sockets[Symbol.asyncDispose]();
    await this.#directory[Symbol.asyncDispose]();
  }
}
