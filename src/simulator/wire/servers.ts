import { createServer as createHttpServer, type Server as HttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { createServer, type Server, type Socket } from 'node:net';
import type { PortSecurity } from './tls.js';

/** First byte of a TLS handshake. */
export const TLS_HANDSHAKE = 0x16;

export interface PortServers {
  /** Listens, and emits `connection` with each TCP connection. */
  readonly port: Server;
  /** Emit `request` and `upgrade`. */
  readonly http: readonly HttpServer[];
}

export function serversOf({ certificate, isOptional }: PortSecurity): PortServers {
  if (certificate === undefined) return listening(createHttpServer());
  const https = createHttpsServer({ ...certificate });
  if (!isOptional) return listening(https);
  const http = createHttpServer();
  // The HTTP servers do not listen: both document that a program may emit `connection` itself.
  const port = createServer((tcp) => dispatch(tcp, http, https));
  return { port, http: [http, https] };
}

function listening(server: HttpServer): PortServers {
  return { port: server, http: [server] };
}

/** Hands a connection to one of two servers, by its first byte. */
function dispatch(tcp: Socket, http: Server, https: Server): void {
  // Without a listener, a client that resets its connection would end the process.
  tcp.on('error', () => tcp.destroy());
  tcp.once('data', (first: Buffer) => {
    tcp.pause();
    tcp.unshift(first);
    (first[0] === TLS_HANDSHAKE ? https : http).emit('connection', tcp);
    // After the server has added its listeners.
    process.nextTick(() => tcp.resume());
  });
}
