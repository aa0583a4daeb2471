import type { ConnectionOptions as TlsConnectionOptions } from 'node:tls';
import { z } from 'zod';
import { ConfigurationError } from '../errors.js';
import { LONGEST_TIMER_MS } from '../support/deadline.js';
import { hasMethods } from '../support/has-methods.js';
import { lazy } from '../support/lazy.js';
import { fieldsOf, loginOf, type Credentials, type Login } from './credentials.js';
import {
  defaultReconnect,
  defaultRedelivery,
  reconnect,
  redelivery,
  type ReconnectOptions,
  type RedeliveryOptions,
} from './retries.js';
import { ProcessScope, processScope } from '../support/process-scope.js';

/** TLS settings for HTTP and the socket, named as in `node:tls`. */
export type TlsOptions = Pick<
  TlsConnectionOptions,
  | 'ca'
  | 'cert'
  | 'key'
  | 'passphrase'
  | 'pfx'
  | 'rejectUnauthorized'
  | 'minVersion'
  | 'maxVersion'
  | 'ciphers'
  | 'checkServerIdentity'
  | 'servername'
>;

/** A logger whose methods take the fields first, then the message, as those of pino and `console` do. */
export interface Logger {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** A stored position: a whole number from 0. Any other value means that no position is stored. */
export type CursorValue = number | null | undefined;

/**
 * Stores a position per dialog: the sequence of the last event whose handlers have finished. With a store a bot that was
 * killed continues where it was, and repeats at most the message that it was working on. Methods may be asynchronous.
 * Keys are `account/user/dialog`, so that agents of different users can share a store. A `Map` is a valid store where
 * positions need not outlive the process.
 */
export interface CursorStore {
  /** @returns The position, or `undefined` for a dialog without one. */
  get(key: string): CursorValue | PromiseLike<CursorValue>;
  /** A returned promise, or any other object with a `then` method, is awaited. */
  set(key: string, sequence: number): unknown;
  /** Removes a position that is no longer needed. */
  delete?(key: string): unknown;
  /** All keys in the store, including those of other agents. With it an agent resumes its dialogs as soon as it is connected. */
  dialogs?(): Iterable<string> | PromiseLike<Iterable<string>>;
}

/** All options but the credentials. All times are in milliseconds. */
export interface AgentSettings {
  /** Account (brand, site) id, as in the account's URLs. */
  readonly accountId: string | number;
  /**
   * Host of the domain directory. `http://` is accepted for loopback hosts only. If absent, the environment variable
   * `LP_CSDS_DOMAIN` names it.
   *
   * @default 'adminlogin.liveperson.net'
   */
  readonly csdsDomain?: string | undefined;
  /** Hosts by service name; they take precedence over the domain directory's. */
  readonly domains?: Readonly<Record<string, string>> | undefined;
  /** Service whose host serves the socket. Default: `facadeMsg`, or `asyncMessagingEnt` for an account without it. */
  readonly wsDomainType?: string | undefined;
  /**
   * UMS version. 2.1 announces transfers to an agent, 2.0 does not.
   *
   * @default '2.1'
   */
  readonly apiVersion?: string | number | undefined;
  /**
   * How long a request waits for its response before it rejects with a `TimeoutError`; also the limit of a REST call.
   *
   * @default 10_000
   */
  readonly requestTimeout?: number | undefined;
  /**
   * How long `connect()` waits for the agent to be ready before it rejects with a `TimeoutError`.
   *
   * @default 30_000
   */
  readonly connectTimeout?: number | undefined;
  /**
   * How long the socket may take to open before the attempt fails.
   *
   * @default 10_000
   */
  readonly handshakeTimeout?: number | undefined;
  /**
   * Interval between two refreshes of the session.
   *
   * @default 600_000
   */
  readonly refreshSessionInterval?: number | undefined;
  /**
   * Whether the agent refreshes the session periodically.
   *
   * @default true
   */
  readonly refreshSessionToken?: boolean | undefined;
  /**
   * Whether a new agent connects on the next tick without a call of `connect()`.
   *
   * @default true
   */
  readonly autoConnect?: boolean | undefined;
  /**
   * Interval between two pings of the socket.
   *
   * @default 10_000
   */
  readonly pingInterval?: number | undefined;
  /**
   * How long after a ping without a byte from the platform the connection counts as lost.
   *
   * @default 8_000
   */
  readonly pingTimeout?: number | undefined;
  /**
   * Whether and when the agent connects again after a lost connection. `false`: it stays closed until `connect()` or
   * `reconnect()`.
   *
   * @default true
   */
  readonly reconnect?: boolean | ReconnectOptions | undefined;
  /**
   * What a request does while there is no connection: `wait` for a connection until the request times out, or `fail` at
   * once.
   *
   * @default 'wait'
   */
  readonly whenOffline?: 'wait' | 'fail' | undefined;
  /**
   * How many requests may wait for a connection; further requests fail at once.
   *
   * @default 1_000
   */
  readonly maxWaiting?: number | undefined;
  /**
   * How messages are delivered. `once`: in order and one at a time per dialog, without duplicates; messages missed while
   * there was no connection are fetched. `live-only`: as received, possibly duplicated, reordered or missing.
   *
   * @default 'once'
   */
  readonly deliver?: 'once' | 'live-only' | undefined;
  /**
   * Stores which messages have been handled, so that a bot continues where it was when its process ended: messages are
   * delivered at least once. Without a store they are delivered at most once. Not allowed with `deliver: 'live-only'`.
   */
  readonly cursors?: CursorStore | undefined;
  /**
   * With a store: how often a message is delivered to a handler that fails before the agent gives the message up, and the
   * pause before the second time; each further pause is five times longer.
   *
   * @default { attempts: 4, firstDelay: 1_000 }
   */
  readonly redelivery?: RedeliveryOptions | undefined;
  /**
   * Maximum number of requests per second for missed messages.
   *
   * @default 50
   */
  readonly historyRate?: number | undefined;
  /**
   * Maximum number of dialogs that `deliver: 'once'` tracks; beyond that the oldest inactive ones are dropped.
   *
   * @default 10_000
   */
  readonly maxDialogs?: number | undefined;
  /**
   * Interval between two requests of the platform's clock, which keep the connection from being closed as idle; `false`
   * for none.
   *
   * @default 30_000
   */
  readonly keepAlive?: number | false | undefined;
  /**
   * Address of an HTTP proxy for HTTP and the socket, `http://user:password@host:port`. Default: that of `HTTPS_PROXY`,
   * unless `NO_PROXY` names the host. `false`: no proxy. The agent never bypasses a proxy that fails.
   */
  readonly proxy?: string | false | undefined;
  /** Receives log lines without secrets or messages; pino and `console` fit. Default: written to stderr with `NODE_DEBUG=node-agent-sdk`. */
  readonly logger?: Logger | undefined;
  /** TLS settings for HTTP and the socket, e.g. a private CA or a client certificate. */
  readonly tls?: TlsOptions | undefined;
  /** Additional headers of the socket's upgrade request. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Product token that precedes the SDK's own in the `User-Agent` of REST calls and the upgrade request. */
  readonly userAgent?: string | undefined;
  /**
   * What this agent shares with other agents: domain lookups, the rate limiter for reconnects, the default TLS context.
   * By default all agents of the process share one scope.
   */
  readonly scope?: ProcessScope | undefined;
}

/** Options of an `Agent`: its settings and its credentials. */
export type AgentOptions = AgentSettings & Credentials;

const ms = lazy(() => z.number().int().positive().max(LONGEST_TIMER_MS));
const text = lazy(() => z.string().min(1));
/** Schema of an object with methods. The object itself is kept, not a copy. */
function withMethods<Shape>(...methods: readonly (keyof Shape & string)[]): z.ZodType<Shape, Shape> {
  return z.custom<Shape>((value) => hasMethods(value, ...methods), `expected an object with ${methods.join(', ')}`);
}

const settings = lazy(
  () =>
    z.object({
      accountId: z.union([text(), z.number()], 'expected a string or a number'),
      csdsDomain: text().default('adminlogin.liveperson.net'),
      domains: z.record(z.string(), z.string()).default({}),
      wsDomainType: text().optional(),
      apiVersion: z.union([text(), z.number()], 'expected a string or a number').default('2.1').transform(String),
      requestTimeout: ms().default(10_000),
      connectTimeout: ms().default(30_000),
      handshakeTimeout: ms().default(10_000),
      refreshSessionInterval: ms().default(600_000),
      refreshSessionToken: z.boolean().default(true),
      autoConnect: z.boolean().default(true),
      pingInterval: ms().default(10_000),
      pingTimeout: ms().default(8_000),
      // Not a union: the issues of a union would not name the member that is wrong.
      reconnect: z
        .preprocess(
          (value: boolean | ReconnectOptions) => (typeof value === 'boolean' ? { enabled: value } : value),
          reconnect(),
        )
        .default(defaultReconnect),
      whenOffline: z.enum(['wait', 'fail']).default('wait'),
      maxWaiting: z.number().int().min(0).default(1_000),
      deliver: z.enum(['once', 'live-only']).default('once'),
      cursors: withMethods<CursorStore>('get', 'set').optional(),
      redelivery: redelivery().default(defaultRedelivery),
      historyRate: z.number().int().positive().default(50),
      maxDialogs: z.number().int().positive().default(10_000),
      keepAlive: z.union([z.literal(false), ms()], 'expected false or a time in milliseconds').default(30_000),
      proxy: z
        .custom<string | false>(
          (value) => value === false || (typeof value === 'string' && isProxyAddress(value)),
          'expected false or an http:// address',
        )
        .optional(),
      logger: withMethods<Logger>('debug', 'info', 'warn', 'error').optional(),
      tls: z
        .custom<TlsOptions>((value) => typeof value === 'object' && value !== null, 'expected an object')
        .optional(),
      headers: z.record(z.string(), z.string()).optional(),
      userAgent: text()
        // The characters that Node and undici accept: tab, printable ASCII, Latin-1.
        .regex(/^[\t\x20-\x7e\x80-\xff]*$/, 'expected characters that an HTTP header can carry: Latin-1, one line')
        .optional(),
      scope: z.instanceof(ProcessScope, { error: 'expected a ProcessScope' }).default(() => processScope),
    }) satisfies z.ZodType<unknown, AgentSettings>,
);

/** Validated options with all defaults, and the credentials as one tagged login. */
export type ResolvedOptions = z.output<ReturnType<typeof settings>> & { readonly login: Login };

/**
 * Validates options and fills in the defaults. Does not change the caller's object.
 *
 * @param environment Source of `LP_CSDS_DOMAIN` where the options name no `csdsDomain`, and of `HTTPS_PROXY` where they
 *   name no proxy; an invalid address of a proxy is a problem, too.
 * @throws {ConfigurationError} Lists every problem, not only the first.
 */
export function resolveOptions(
  options: AgentOptions,
  environment: Readonly<Record<string, string | undefined>> = {},
): ResolvedOptions {
  const parsed = settings().safeParse(options);
  const { login, problems } = loginOf(options);
  const proxyProblems = fieldsOf(options)['proxy'] === undefined ? problemsOfProxy(environment) : [];
  // `login` before the spread: otherwise V8 gives each result its own hidden class, 0.5 KB per agent.
  const conflicts = parsed.success ? conflictsOf(parsed.data) : [];
  const others = [...conflicts, ...proxyProblems];
  if (parsed.success && fieldsOf(options)['csdsDomain'] === undefined) {
    // Zod made this object; it is not the caller's.
    parsed.data.csdsDomain = environment['LP_CSDS_DOMAIN'] || parsed.data.csdsDomain;
  }
  if (parsed.success && login && others.length === 0) return { login, ...parsed.data };

  const issues = (parsed.error?.issues ?? []).map(({ path, message }) => `${path.join('.') || 'options'}: ${message}`);
  throw new ConfigurationError([...issues, ...others, ...problems]);
}

/** Options that exclude each other. */
function conflictsOf({ deliver, cursors }: z.output<ReturnType<typeof settings>>): readonly string[] {
  if (deliver !== 'live-only' || cursors === undefined) return [];
  return ["cursors: not with deliver 'live-only', which does not track handled messages"];
}

function isProxyAddress(value: string): boolean {
  return /^https?:\/\//i.test(value) && URL.canParse(value);
}

/** The problem does not quote the value, which may contain a password. */
function problemsOfProxy({ HTTPS_PROXY, https_proxy: lower }: Readonly<Record<string, string | undefined>>): string[] {
  const [name, value] = lower === undefined ? ['HTTPS_PROXY', HTTPS_PROXY] : ['https_proxy', lower];
  if (value === undefined || value === '' || isProxyAddress(value)) return [];
  return [`${name} (environment): expected an http:// address; \`proxy: false\` ignores it`];
}
