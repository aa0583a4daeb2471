import type { ClientOptions } from 'ws';
import {
  resolveOptions,
  type AgentOptions,
  type Credentials,
  type Provided,
  type ReconnectOptions,
  type ResolvedOptions,
  type TlsOptions,
} from '../options.js';
import { LONGEST_TIMER_MS } from '../waiting.js';
import type { SocketOptions } from './socket-types.js';

/**
 * What an agent is made from. Beside these, options of the socket such as `agent` (a proxy) or `ca` are taken; what is
 * not known is ignored. All times are in milliseconds, and 0 is the default.
 */
export interface AgentConf {
  accountId: string | number;
  username?: string;
  password?: string;
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
  /** The HTTP agent of the socket, such as a proxy's. HTTP itself goes through `HTTPS_PROXY`. */
  agent?: SocketOptions['agent'];
  /** Headers of the socket's upgrade request. */
  headers?: Record<string, string>;
  /** As those in `conf` itself, which they win over. */
  wsOptions?: SocketOptions;
  [option: string]: unknown;
}

/** What is made of a conf, once: what the caller changes in it afterwards has no effect. */
export interface Settings {
  readonly options: ResolvedOptions;
  /** Passed to the socket. */
  readonly socket: ClientOptions;
  readonly requestTimeout: number;
  readonly errorCheckInterval: number;
  readonly refreshSessionInterval: number;
  /** As it came with the token. */
  readonly userId: string | number | undefined;
}

/** The socket and HTTP alike. */
const TLS = [
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
] as const satisfies readonly (keyof TlsOptions)[];

/** The socket alone. */
const SOCKET = [
  ...TLS,
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
  'handshakeTimeout',
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

/** @throws {Error} There is no account, or no way to log in to it. */
export function settingsOf(conf: AgentConf): Settings {
  if (!conf.accountId) throw new Error('missing accountId param');
  const credentials = credentialsOf(conf);
  const requestTimeout = milliseconds(conf.requestTimeout, 10_000);
  const refreshSessionInterval = milliseconds(conf.refreshSessionInterval, 600_000);
  const stageTimeout = Math.max(requestTimeout, STAGE_TIMEOUT_MS);
  const options: AgentOptions = {
    ...credentials,
    accountId: typeof conf.accountId === 'number' ? conf.accountId : String(conf.accountId),
    csdsDomain: conf.csdsDomain ? String(conf.csdsDomain) : undefined,
    domains: Object.fromEntries(Object.entries(conf.domains ?? {}).filter(([, host]) => typeof host === 'string')),
    wsDomainType: conf.wsDomainType ? String(conf.wsDomainType) : undefined,
    apiVersion: conf.apiVersion || undefined,
    requestTimeout: stageTimeout,
    handshakeTimeout: Math.max(milliseconds(conf['handshakeTimeout'], 0), stageTimeout),
    refreshSessionInterval,
    refreshSessionToken: Object.hasOwn(conf, 'refreshSessionToken') ? Boolean(conf.refreshSessionToken) : true,
    autoConnect: conf.autoConnect !== false,
    reconnect: conf.reconnect || false,
    pingInterval: 60_000,
    pingTimeout: 30_000,
    tls: tlsOf(conf),
  };
  return {
    options: resolveOptions(options),
    socket: { ...pick(conf, SOCKET), ...conf.wsOptions },
    requestTimeout,
    errorCheckInterval: milliseconds(conf.errorCheckInterval, 1_000),
    refreshSessionInterval,
    userId: conf.userId,
  };
}

/** Undefined where there are none. */
export function tlsOf(conf: Readonly<Record<string, unknown>>): TlsOptions | undefined {
  const tls = pick(conf, TLS);
  return Object.keys(tls).length > 0 ? tls : undefined;
}

/** The first of these that is complete (P 1.2). */
function credentialsOf(conf: AgentConf): Credentials {
  const { username, password, assertion, appKey, secret, accessToken, accessTokenSecret, token, userId } = conf;
  if (token) return { token: provided(token), userId: String(userId) };
  if (username && password) return { username: String(username), password: String(password) };
  if (assertion) return { assertion: provided(assertion) };
  if (username && appKey && secret && accessToken && accessTokenSecret) {
    return {
      username: String(username),
      appKey: String(appKey),
      secret: String(secret),
      accessToken: String(accessToken),
      accessTokenSecret: String(accessTokenSecret),
    };
  }
  throw new Error('missing token or user/password or assertion or appKey/secret/accessToken/accessTokenSecret params');
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
