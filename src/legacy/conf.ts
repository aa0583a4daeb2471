import type { ClientOptions } from 'ws';
import { resolveOptions, type AgentOptions, type ResolvedOptions, type TlsOptions } from '../options/options.js';
import type { Login, Provided } from '../options/credentials.js';
import type { ReconnectOptions } from '../options/retries.js';
import { LONGEST_TIMER_MS } from '../support/deadline.js';
import type { SocketOptions } from './socket-types.js';

/**
 * Configuration of an agent. Also accepts options of the socket, e.g. `agent` (a proxy) or `ca`; ignores unknown members.
 * All times are in milliseconds; 0 means the default. The agent reads credentials at each login: set new ones on
 * `agent.conf` and call `reconnect()`. It reads all other members once.
 */
export interface AgentConf {
  accountId: string | number;
  username?: string;
  password?: string;
  /** Id of an OAuth2 client-credentials application; requires `clientSecret` and `username`. */
  clientId?: string;
  clientSecret?: string;
  appKey?: string;
  secret?: string;
  accessToken?: string;
  accessTokenSecret?: string;
  /** An existing bearer token of the user `userId`. */
  token?: string;
  userId?: string | number;
  /** A base64 SAML response. */
  assertion?: string;
  /** Host of the domain directory, with or without a port. Default: that of the environment variable `LP_CSDS_DOMAIN`. */
  csdsDomain?: string;
  /** Hosts by service name; they take precedence over the domain directory's. */
  domains?: Record<string, string>;
  /** Service whose host serves the socket. */
  wsDomainType?: string;
  apiVersion?: string | number;
  requestTimeout?: number;
  /** No effect: each request has a timer of its own. */
  errorCheckInterval?: number;
  refreshSessionInterval?: number;
  refreshSessionToken?: boolean;
  /** `false`: the agent connects only when `connect` is called. */
  autoConnect?: boolean;
  /** `true` or options: the agent reconnects automatically until it gives up. Default: `false`. */
  reconnect?: boolean | ReconnectOptions;
  /** How long the socket may take to open. Default: 15 000, or `requestTimeout` if that is longer. */
  handshakeTimeout?: number;
  /**
   * TLS settings for HTTP and the socket, e.g. a private CA or a client certificate. TLS settings in `conf` itself, e.g.
   * `ca` or `rejectUnauthorized`, apply to the socket only.
   */
  tls?: TlsOptions;
  /** The HTTP agent of the socket, e.g. of a proxy. REST calls use the proxy of `HTTPS_PROXY`, or else `HTTP_PROXY`. */
  agent?: SocketOptions['agent'];
  /** Headers of the socket's upgrade request. */
  headers?: Record<string, string>;
  /** Options of the socket; they take precedence over those in `conf` itself. */
  wsOptions?: SocketOptions;
  [option: string]: unknown;
}

/** Validated configuration. Later changes to the conf have no effect, except for credentials. */
export interface Settings {
  /** `login` is an accessor that reads the current credentials of the conf. */
  readonly options: ResolvedOptions;
  /** Passed to the socket. */
  readonly socket: ClientOptions;
  readonly requestTimeout: number;
  readonly errorCheckInterval: number;
  readonly refreshSessionInterval: number;
}

/** Members of a conf that apply to the socket but not to REST calls: 1.4.11 passed them to `ws` only. */
const SOCKET_OPTIONS = [
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

/** Minimum timeout of REST calls and the handshake, which had no timeout in 1.4.11. */
const STAGE_TIMEOUT_MS = 15_000;

/** Reads the credentials of a conf at each login: old bots set `agent.conf.token` and call `reconnect()`. */
export class ConfCredentials {
  readonly #conf: () => AgentConf;
  /** The bearer token of the latest login. */
  #obtained: string | undefined;
  /** The token that a bot copied from the agent into its conf. */
  #copied: string | undefined;

  /** @param conf Returns the current conf. */
  constructor(conf: () => AgentConf) {
    this.#conf = conf;
  }

  /** To be called after each login with credentials other than a token. */
  obtained(bearer: string): void {
    this.#obtained = bearer;
  }

  /**
   * The current credentials. Ignores the agent's own token if the conf has other credentials: two samples of 1.4.11 copy
   * the token into the conf for the survey client, and a login with that token would lack the user id.
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

/** @throws {Error} `accountId` or complete credentials are missing. */
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
    csdsDomain: conf.csdsDomain ? String(conf.csdsDomain) : process.env['LP_CSDS_DOMAIN'] || undefined,
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
    // The cast: `ws` passes TLS options to node:tls unchanged, but the types of both differ in one option.
    socket: { ...(conf.tls as ClientOptions | undefined), ...pick(conf, SOCKET_OPTIONS), ...conf.wsOptions },
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
 * The first complete kind of credentials, by the precedence of docs/protocol.md#1.2. If none is complete, e.g. because a
 * bot has emptied its conf, incomplete keys: the platform refuses them, and the bot gets the error of a refused login.
 */
function loginOf(conf: AgentConf): Login {
  const { username, password, assertion, clientId, clientSecret, token, userId } = conf;
  const { appKey, secret, accessToken, accessTokenSecret } = conf;
  if (token) return { kind: 'bearer', token: provided(token), userId: String(userId) };
  if (username && password) return { kind: 'password', username: String(username), password: String(password) };
  if (assertion) return { kind: 'assertion', assertion: provided(assertion) };
  if (clientId && clientSecret && !(appKey && secret)) {
    // The login API takes client credentials in the fields of the OAuth1 keys.
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
