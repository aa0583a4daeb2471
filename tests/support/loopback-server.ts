import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';

/** An HTTP server on a free port of loopback, for the servers of the tests. Its connections end with it, upgraded ones too. */
export class LoopbackServer implements AsyncDisposable {
  /** Handlers can be attached until a client learns the port. */
  readonly http: Server;
  readonly #connections = new Set<Duplex>();

  private constructor(server: Server) {
    this.http = server;
    server.on('connection', (connection) => {
      this.#connections.add(connection);
      connection.on('error', () => undefined);
      connection.on('close', () => this.#connections.delete(connection));
    });
  }

  /** With `tls` it speaks HTTPS. */
  static async start(tls?: { readonly key: string; readonly cert: string }): Promise<LoopbackServer> {
    const server = new LoopbackServer(tls ? createSecureServer(tls) : createServer());
    server.http.listen(0, '127.0.0.1');
    await once(server.http, 'listening');
    return server;
  }

  get port(): number {
    return (this.http.address() as AddressInfo).port;
  }

  /** Host and port. */
  get host(): string {
    return `127.0.0.1:${this.port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const connection of this.#connections) connection.destroy();
    this.http.close();
    await once(this.http, 'close');
  }
}
