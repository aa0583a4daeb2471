import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';

/** An HTTP proxy that makes tunnels by CONNECT. */
export class ConnectProxy implements AsyncDisposable {
  /** Hosts with ports that tunnels were made to, in order. */
  readonly tunnels: string[] = [];
  /** Number of CONNECT requests that were refused with 407. */
  refused = 0;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #credentials: string | undefined;

  private constructor(server: Server, credentials: string | undefined) {
    this.#server = server;
    this.#credentials = credentials;
    server.on('connection', (socket) => this.#keep(socket));
    server.on('connect', ({ url = '', headers }, socket) => {
      socket.on('error', () => {});
      if (this.#credentials !== undefined && headers['proxy-authorization'] !== this.#credentials) {
        this.refused += 1;
        socket.end('HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n');
        return;
      }
      this.tunnels.push(url);
      const [host = '', port] = url.split(':');
      const to = this.#keep(
        connect(Number(port), host, () => socket.write('HTTP/1.1 200 Connection established\r\n\r\n')),
      );
      to.once('error', () => socket.end('HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\n\r\n'));
      to.pipe(socket).pipe(to);
    });
  }

  /** @param user The credentials that it requires, as `name:password`; without it, none. */
  static async start(user?: string): Promise<ConnectProxy> {
    const server = createServer((_, response) => response.writeHead(405).end());
    const credentials = user === undefined ? undefined : `Basic ${Buffer.from(user).toString('base64')}`;
    const proxy = new ConnectProxy(server, credentials);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return proxy;
  }

  get address(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  #keep(socket: Socket): Socket {
    this.#sockets.add(socket);
    socket.on('error', () => {});
    socket.once('close', () => this.#sockets.delete(socket));
    return socket;
  }
}
