import type { Dispatcher, Pool } from 'undici';
import type { ClientOptions } from 'ws';
import { ConnectionError } from '../errors.js';
import type { TlsOptions } from '../options/options.js';
import { processScope, type ProcessScope } from '../support/process-scope.js';
import { isLoopback } from './http.js';
import { withoutTraffic } from '../support/redact.js';
import { loadUndici } from './undici.js';

/** Proxy and TLS settings of one agent, applied to HTTP and to the socket. */
export class Network {
  readonly #tls: TlsOptions | undefined;
  readonly #proxy: string | false | undefined;
  readonly #environmentProxy: () => string | undefined;
  readonly #scope: ProcessScope;
  #dispatchers: Map<string, Dispatcher> | undefined;

  constructor({
    tls,
    proxy,
    environmentProxy = proxyOfHttps,
    scope = processScope,
  }: {
    readonly tls?: TlsOptions | undefined;
    readonly proxy?: string | false | undefined;
    /** Proxy address from the environment, `''` or `undefined` for none. Default: reads `HTTPS_PROXY`. */
    readonly environmentProxy?: (() => string | undefined) | undefined;
    readonly scope?: ProcessScope | undefined;
  }) {
    this.#tls = tls;
    this.#proxy = proxy;
    this.#environmentProxy = environmentProxy;
    this.#scope = scope;
  }

  /** Agents without settings of their own share one dispatcher, and with it idle connections. */
  async dispatcher(url: URL): Promise<Dispatcher> {
    const proxy = this.#proxyFor(url);
    const { Agent, ProxyAgent, Pool } = await loadUndici();
    if (proxy === undefined && this.#tls === undefined) return (this.#scope.dispatcher ??= new Agent());
    const key = proxy ?? '';
    this.#dispatchers ??= new Map();
    let dispatcher = this.#dispatchers.get(key);
    if (dispatcher === undefined) {
      const tls = { ...this.#tls };
      const clientFactory = (origin: URL, options: object): Dispatcher => withTunnelErrors(new Pool(origin, options));
      dispatcher =
        proxy === undefined
          ? new Agent({ connect: tls })
          : new ProxyAgent({ uri: proxy, requestTls: tls, proxyTls: tls, clientFactory });
      this.#dispatchers.set(key, dispatcher);
    }
    return dispatcher;
  }

  async socketOptions(url: URL): Promise<ClientOptions> {
    const proxy = this.#proxyFor(url);
    const isSecure = url.protocol === 'wss:';
    // `ws` passes them to node:tls unchanged; its types lack one of them.
    const tls = (this.#tls ??
      (isSecure ? { secureContext: this.#scope.secureContext } : {})) as unknown as ClientOptions;
    if (proxy === undefined) return tls;
    // Loaded on use: it takes a megabyte of memory.
    const { HttpsProxyAgent } = await import('https-proxy-agent');
    return { ...tls, agent: new HttpsProxyAgent(proxy) };
  }

  /** Closes the agent's idle connections. The network can be used again afterwards. */
  close(): void {
    for (const dispatcher of this.#dispatchers?.values() ?? []) {
      // Requests in flight were aborted by their own signals and have rejected already.
      dispatcher.destroy().catch(() => undefined);
    }
    this.#dispatchers = undefined;
  }

  /** The proxy of the options applies to all hosts, the proxy of the environment not to loopback or `NO_PROXY`. */
  #proxyFor(url: URL): string | undefined {
    if (this.#proxy !== undefined) return this.#proxy === false ? undefined : this.#proxy;
    const address = this.#environmentProxy();
    if (address === undefined || address === '' || isLoopback(url.hostname) || isExempt(url)) return undefined;
    // Checked here, because errors of undici and https-proxy-agent contain the whole address with its password.
    if (!/^https?:\/\//i.test(address) || !URL.canParse(address)) throw unusableProxy();
    return address;
  }
}

function proxyOfHttps(): string | undefined {
  const { HTTPS_PROXY, https_proxy: lower = HTTPS_PROXY } = process.env;
  return lower;
}

function unusableProxy(): ConnectionError {
  return new ConnectionError(
    'The address of the proxy in the environment (HTTPS_PROXY or HTTP_PROXY) cannot be used: expected http://host:port or ' +
      'http://user:password@host:port, with characters such as @, / and # in the password written as %40, %2F and %23',
    { code: 'BAD_ADDRESS', service: 'proxy' },
  );
}

/** The proxy did not open a tunnel. If the proxy cannot be reached, code and message are those of the cause. */
export class TunnelError extends Error {
  /** `PROXY_HUNG_UP`, `PROXY_REFUSED`, or the code of the cause. */
  readonly code: string | undefined;
  /** HTTP status with which the proxy refused. */
  readonly status: number | undefined;

  constructor(
    message: string,
    { cause, ...facts }: { readonly code: string | undefined; readonly status?: number; readonly cause?: unknown },
  ) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = facts.code;
    this.status = facts.status;
  }
}

/** Makes `connect` fail when the proxy closes the connection: undici would retry at once, without limit. */
function withTunnelErrors(pool: Pool): Dispatcher {
  // `connect` is overloaded; this is the overload that returns a promise.
  const tunnel = pool.connect.bind(pool) as (wanted: Dispatcher.ConnectOptions) => Promise<Dispatcher.ConnectData>;
  const connect = async (wanted: Dispatcher.ConnectOptions): Promise<Dispatcher.ConnectData> => {
    const answer = await tunnel(wanted).catch((failure: unknown) => {
      // undici rejects with errors, which may have a code.
      const { code, message } = failure as NodeJS.ErrnoException;
      // The CONNECT request contains the password of the proxy.
      const cause = withoutTraffic(failure);
      throw code === 'UND_ERR_SOCKET'
        ? new TunnelError('The proxy closed the connection instead of opening a tunnel', {
            code: 'PROXY_HUNG_UP',
            cause,
          })
        : new TunnelError(message, { code, cause });
    });
    const { statusCode: status } = answer;
    if (status === 200) return answer;
    answer.socket.on('error', () => undefined).destroy();
    throw new TunnelError(`The proxy refused to open a tunnel: it responded with ${status}`, {
      code: 'PROXY_REFUSED',
      status,
    });
  };
  return Object.assign(pool, { connect });
}

/** `NO_PROXY`: hosts, domains with or without a leading dot, each with or without a port; `*` for all. */
function isExempt({ hostname, port }: URL): boolean {
  const { NO_PROXY, no_proxy: lower = NO_PROXY ?? '' } = process.env;
  return lower.split(/[\s,]+/).some((entry) => {
    const [, name = '', onlyPort] = /^\*?\.?(.*?)(?::(\d+))?$/.exec(entry) ?? [];
    if (entry === '*') return true;
    if (name === '' || (onlyPort !== undefined && onlyPort !== (port || '443'))) return false;
    return hostname === name || hostname.endsWith(`.${name}`);
  });
}
