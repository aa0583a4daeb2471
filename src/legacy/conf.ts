import type { ClientOptions } from 'ws';
import { resolveOptions, type AgentOptions, type ResolvedOptions, type TlsOptions } from '../options/options.js';
import type { Login, Provided } from '../options/credentials.js';
import type { ReconnectOptions } from '../options/retries.js';
import { LONGEST_TIMER_MS } from '../support/deadline.js';
import type { SocketOptions } from './socket-types.js';

/**
 * What an agent is made from. Beside these, options of the socket such as `agent` (a proxy) or `ca` are taken; what is
 * not known is ignored. All times are in milliseconds, and 0 is the default. Credentials are read at each login: set
 * them on `agent.conf` and call `reconnect()`. The other members are read once.
 */
export interface AgentConf {
  accountId: string | number;
  username?: string;
  password?: string;
  /** Id of an OAuth2 client-credentials application; with `clientSecret` and `username`. */
  clientId?: string;
  clientSecret?: string;
  appKey?: string;
  secret?: string;
  accessToken?: string;
  accessTokenSecret?: string;
  /** A bearer token obtained elsewhere, of the user `userId`. */
  token?: string;
  userId?: string | number;
  /** A base64 SAML response. */
  assertion?: string;
  /** Host of the domain directory, with or without a port. */
  csdsDomain?: string;
  /** Hosts by service name; they win over the domain directory's. */
  domains?: Record<string, string>;
  /** Service whose host serves the socket. */
  wsDomainType?: string;
  apiVersion?: string | number;
  requestTimeout?: number;
  /** Kept, and without effect: requests time out when they do. */
  errorCheckInterval?: number;
  refreshSessionInterval?: number;
  refreshSessionToken?: boolean;
  /** `false`: connects when `connect` is called. */
  autoConnect?: boolean;
  /** Reconnects by itself; `reconnect` is then only needed after it has given up. By default it does not. */
  reconnect?: boolean | ReconnectOptions;
  /** How long the socket may take to open. By default 15 000, or `requestTimeout` if that is longer. */
  handshakeTimeout?: number;
  /**
   * TLS settings for HTTP and socket alike: a private CA, a client certificate. `ca`, `rejectUnauthorized` and the like
   * in `conf` itself are the socket's alone.
   */
  tls?: TlsOptions;
  /** The HTTP agent of the socket, such as a proxy's. HTTP itself goes through `HTTPS_PROXY`, or else `HTTP_PROXY`. */
  agent?: SocketOptions['agent'];
  /** Headers of the socket's upgrade request. */
  headers?: Record<string, string>;
  /** As those in `conf` itself, which they win over. */
  wsOptions?: SocketOptions;
  [option: string]: unknown;
}

/** What is made of a conf, once: but for the credentials, what the caller changes in it afterwards has no effect. */
export interface Settings {
  /** `login` is an accessor, which reads the credentials from the conf of that moment. */
  readonly options: ResolvedOptions;
  /** Passed to the socket. */
  readonly socket: ClientOptions;
  readonly requestTimeout: number;
  readonly errorCheckInterval: number;
  readonly refreshSessionInterval: number;
}

/** Members of a conf that are the socket's, and not HTTP's: in 1.4.11 only `ws` got to see them. */
const SOCKET = [
  'ca',
  'cert',
  'key',
  'passphrase',
  'pfx',
  'rejectUnauthorized',
  'minVersion',
  'maxVersion',
  'ciphers',
  'checkServerIdentity',
  'servername',
  'agent',
  'headers',
  'auth',
  'origin',
  'family',
  'lookup',
  'localAddress',
  'createConnection',
  'finishRequest',
  'perMessageDeflate',
  'maxPayload',
  'followRedirects',
  'maxRedirects',
  'protocolVersion',
  'skipUTF8Validation',
  'secureProtocol',
  'secureOptions',
  'secureContext',
  'ecdhCurve',
  'sigalgs',
  'crl',
] as const;

/** REST calls and the handshake may take longer than a request: they had no limit at all. */
const STAGE_TIMEOUT_MS = 15_000;

/** The credentials of a conf, read anew at each login: old bots set `agent.conf.token` and call `reconnect()`. */
export class ConfCredentials {
  readonly #conf: () => AgentConf;
  /** The bearer token of the latest login. */
  #obtained: string | undefined;
  /** The token that a bot copied from the agent into its conf. */
  #copied: string | undefined;

  /** @param conf The conf of the moment at which it is called. */
  constructor(conf: () => AgentConf) {
    this.#conf = conf;
  }

  /** To be told of each login by other credentials than a token. */
  obtained(bearer: string): void {
    this.#obtained = bearer;
  }

  /**
   * The agent's own token in the conf is no credential where there are others: two of the samples of 1.4.11 put it
   * there for the survey client, and lost their user with the next login.
   */
  get login(): Login {
    const conf = this.#conf();
    if (conf.token !== undefined && conf.token === this.#obtained) this.#copied = conf.token;
    if (conf.token === undefined || conf.token !== this.#copied) return loginOf(conf);
    const others: AgentConf = { ...conf };
    delete others.token;
    return loginOf(hasCredentials(others) ? others : conf);
  }
}

/** @throws {Error} There is no account, or no way to log in to it. */
export function settingsOf(conf: AgentConf, credentials: ConfCredentials): Settings {
  if (!conf.accountId) throw new Error('missing accountId param');
  if (!hasCredentials(conf)) {
    throw new Error(
      'missing token or user/password or assertion or appKey/secret/accessToken/accessTokenSecret params',
    );
  }
  const { kind: _, ...login } = loginOf(conf);
  const requestTimeout = milliseconds(conf.requestTimeout, 10_000);
  const refreshSessionInterval = milliseconds(conf.refreshSessionInterval, 600_000);
  const stageTimeout = Math.max(requestTimeout, STAGE_TIMEOUT_MS);
  const options: AgentOptions = {
    ...login,
    accountId: typeof conf.accountId === 'number' ? conf.accountId : String(conf.accountId),
    csdsDomain: conf.csdsDomain ? String(conf.csdsDomain) : undefined,
    domains: Object.fromEntries(Object.entries(conf.domains ?? {}).filter(([, host]) => typeof host === 'string')),
    wsDomainType: conf.wsDomainType ? String(conf.wsDomainType) : undefined,
    apiVersion: conf.apiVersion || undefined,
    requestTimeout: stageTimeout,
    handshakeTimeout: milliseconds(conf.wsOptions?.handshakeTimeout ?? conf.handshakeTimeout, stageTimeout),
    refreshSessionInterval,
    refreshSessionToken: Object.hasOwn(conf, 'refreshSessionToken') ? Boolean(conf.refreshSessionToken) : true,
    autoConnect: conf.autoConnect !== false,
    reconnect: conf.reconnect || false,
    pingInterval: 60_000,
    pingTimeout: 30_000,
    tls: conf.tls,
  };
  return {
    options: {
      ...resolveOptions(options),
      get login() {
        return credentials.login;
      },
    },
    // `ws` hands TLS options to node:tls as they are; its types predate node's for one of them.
    socket: { ...(conf.tls as ClientOptions | undefined), ...pick(conf, SOCKET), ...conf.wsOptions },
    requestTimeout,
    errorCheckInterval: milliseconds(conf.errorCheckInterval, 1_000),
    refreshSessionInterval,
  };
}

function hasCredentials(conf: AgentConf): boolean {
  const { username, password, assertion, token, clientId, clientSecret } = conf;
  const { appKey, secret, accessToken, accessTokenSecret } = conf;
  const hasKeys = (appKey && secret && accessToken && accessTokenSecret) || (clientId && clientSecret);
  return Boolean(token || assertion || (username && (password || hasKeys)));
}

/**
 * The first kind of credentials that is complete (P 1.2). Where none is, as after a bot has emptied its conf, keys with
 * gaps: the platform refuses them, and the bot hears of it as of any refused login.
 */
function loginOf(conf: AgentConf): Login {
  const { username, password, assertion, clientId, clientSecret, token, userId } = conf;
  const { appKey, secret, accessToken, accessTokenSecret } = conf;
  if (token) return { kind: 'bearer', token: provided(token), userId: String(userId) };
  if (username && password) return { kind: 'password', username: String(username), password: String(password) };
  if (assertion) return { kind: 'assertion', assertion: provided(assertion) };
  if (clientId && clientSecret && !(appKey && secret)) {
    // The platform takes them in the fields of the OAuth1 keys.
    const keys = { appKey: String(clientId), secret: String(clientSecret) };
    return { kind: 'keys', username: String(username), ...keys, accessToken: 'dummy', accessTokenSecret: 'dummy' };
  }
  return {
    kind: 'keys',
    username: String(username ?? ''),
    appKey: String(appKey ?? ''),
    secret: String(secret ?? ''),
    accessToken: String(accessToken ?? ''),
    accessTokenSecret: String(accessTokenSecret ?? ''),
  };
}

function provided(value: Provided): Provided {
  return typeof value === 'function' ? value : String(value);
}

function milliseconds(value: unknown, fallback: number): number {
  const time = Math.ceil(Number(value));
  return time > 0 ? Math.min(time, LONGEST_TIMER_MS) : fallback;
}

function pick(conf: Readonly<Record<string, unknown>>, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(names.filter((name) => conf[name] !== undefined).map((name) => [name, conf[name]]));
}
