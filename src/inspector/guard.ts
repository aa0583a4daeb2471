import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** Headers of every answer to the page. Nothing from elsewhere is loaded, framed or told where the page came from. */
export const securityHeaders: Readonly<Record<string, string>> = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
  'cross-origin-resource-policy': 'same-origin',
};

/** Decides which requests the page and its API answer: those of the page itself, with the token of its address. */
export class Guard {
  readonly #token: Buffer;
  readonly #hosts: ReadonlySet<string>;
  readonly #origins: ReadonlySet<string>;

  constructor(token: string, port: number) {
    this.#token = digest(token);
    const hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
    this.#hosts = new Set(hosts);
    this.#origins = new Set(hosts.flatMap((host) => [`http://${host}`, `https://${host}`]));
  }

  /** A foreign `Host` is a DNS rebinding attack, a foreign `Origin` a request of another site. */
  isFromHere({ headers: { host = '', origin } }: IncomingMessage): boolean {
    return this.#hosts.has(host.toLowerCase()) && (origin === undefined || this.#origins.has(origin.toLowerCase()));
  }

  /** Compares in constant time. */
  hasToken(query: URLSearchParams): boolean {
    return timingSafeEqual(digest(query.get('token') ?? ''), this.#token);
  }
}

/** Digests have the same length, whatever the length of the token that was sent. */
function digest(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
