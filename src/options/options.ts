import type { ConnectionOptions as TlsConnectionOptions } from 'node:tls';
import { z } from 'zod';
import { ConfigurationError } from '../errors.js';
import { lazy } from '../support/lazy.js';
import { LONGEST_TIMER_MS } from '../support/deadline.js';

/** Log in with a user's name and password. */
export interface PasswordCredentials {
  readonly username: string;
  readonly password: string;
}

/** Log in with the keys of an API user. LivePerson ended this kind of bot login in April 2026; prefer client credentials. */
export interface OAuth1Credentials {
  readonly username: string;
  readonly appKey: string;
  readonly secret: string;
  readonly accessToken: string;
  readonly accessTokenSecret: string;
}

/** Log in as a bot user with an OAuth2 client-credentials application. */
export interface ClientCredentials {
  readonly username: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

/** A value, or a function that gives a fresh one each time it is needed. */
export type Provided = string | (() => string | Promise<string>);

/** Use a bearer token obtained elsewhere. A function is asked again whenever the platform wants a fresh token. */
export interface BearerCredentials {
  readonly token: Provided;
  /** Numeric LivePerson user id the token belongs to. */
  readonly userId: string;
}

/** Log in with a base64 SAML 2.0 response. Assertions are short-lived: a function can give a new one for each login. */
export interface AssertionCredentials {
  readonly assertion: Provided;
}

/** One way to say who the agent is. Several at once: token before password before assertion before keys. */
export type Credentials =
  | PasswordCredentials
  | OAuth1Credentials
  | ClientCredentials
  | BearerCredentials
  | AssertionCredentials;

/** TLS settings for HTTP and socket alike, as `node:tls` names them. */
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

/** As pino and `console` are: fields first, then a sentence. */
export interface Logger {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** Anything but a whole number from 0 on means that there is no position, as `null` does. */
export type CursorValue = number | null | undefined;

/**
 * Where a bot keeps how far it has come in each dialog: the sequence of the last event whose handlers have finished.
 * Methods may be asynchronous. With a store a bot that was killed goes on where it was, and repeats at most the
 * message in hand. Keys are `account/user/dialog`, so that agents of different users can share a store. A `Map` will do
 * where it need not outlive the process.
 */
export interface CursorStore {
  /** @returns `undefined` for a dialog nothing of which has been handled. */
  get(key: string): CursorValue | PromiseLike<CursorValue>;
  /** What it returns is awaited if it is a promise, or anything else with `then`. */
  set(key: string, sequence: number): unknown;
  /** The position is not needed any more. */
  delete?(key: string): unknown;
  /** All keys in the store, of other agents too; with it an agent reads on in its dialogs as soon as it is connected. */
  dialogs?(): Iterable<string> | PromiseLike<Iterable<string>>;
}

/** How patiently a connection is made again. All times are in milliseconds. */
export interface ReconnectOptions {
  /**
   * Attempts without a connection that lasted, after which the agent gives up.
   *
   * @default Infinity
   */
  readonly maxAttempts?: number | undefined;
  /**
   * The first attempt after a loss comes within this time, at random.
   *
   * @default 1_000
   */
  readonly firstDelay?: number | undefined;
  /**
   * Longest pause before the second attempt; later ones grow from it.
   *
   * @default 5_000
   */
  readonly delay?: number | undefined;
  /**
   * What the pause is multiplied with from attempt to attempt.
   *
   * @default 2
   */
  readonly factor?: number | undefined;
  /**
   * Longest pause of all.
   *
   * @default 480_000
   */
  readonly maxDelay?: number | undefined;
  /**
   * Share of a pause that is left to chance, so that many agents do not come at once: 0 none, 1 all of it.
   *
   * @default 1
   */
  readonly jitter?: number | undefined;
  /**
   * How long a connection must last for the count of attempts to start anew.
   *
   * @default 60_000
   */
  readonly stableAfter?: number | undefined;
  /**
   * Shortest time between two logins.
   *
   * @default 5_000
   */
  readonly loginInterval?: number | undefined;
}

/** What becomes of a message whose handler fails. All times are in milliseconds. */
export interface RedeliveryOptions {
  /**
   * How often a handler gets a message, the first time included.
   *
   * @default 4
   */
  readonly attempts?: number | undefined;
  /**
   * Pause before the second time; each further pause is five times longer.
   *
   * @default 1_000
   */
  readonly firstDelay?: number | undefined;
}

/** Everything but the credentials. All times are in milliseconds. */
export interface AgentSettings {
  /** Account (brand, site) id, as in the account's URLs. */
  readonly accountId: string | number;
  /**
   * Host of the domain directory. `http://` is accepted for loopback hosts only.
   *
   * @default 'adminlogin.liveperson.net'
   */
  readonly csdsDomain?: string | undefined;
  /** Hosts by service name; they win over the domain directory's. */
  readonly domains?: Readonly<Record<string, string>> | undefined;
  /** Service whose host serves the socket. By default `facadeMsg`, or `asyncMessagingEnt` where an account lacks it. */
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
   * How long the socket may take to open.
   *
   * @default 10_000
   */
  readonly handshakeTimeout?: number | undefined;
  /**
   * How often the session is prolonged.
   *
   * @default 600_000
   */
  readonly refreshSessionInterval?: number | undefined;
  /**
   * Whether the session is prolonged periodically by itself.
   *
   * @default true
   */
  readonly refreshSessionToken?: boolean | undefined;
  /**
   * Whether the agent starts connecting by itself on the next tick.
   *
   * @default true
   */
  readonly autoConnect?: boolean | undefined;
  /**
   * How often the socket is pinged.
   *
   * @default 10_000
   */
  readonly pingInterval?: number | undefined;
  /**
   * How long after a ping without a byte from the platform the socket counts as dead.
   *
   * @default 8_000
   */
  readonly pingTimeout?: number | undefined;
  /**
   * Whether a lost connection is made again, and how patiently. `false`: it stays closed until `connect()` or `reconnect()`.
   *
   * @default true
   */
  readonly reconnect?: boolean | ReconnectOptions | undefined;
  /**
   * What a request does while there is no connection: `wait` for one until its own deadline, or `fail` at once.
   *
   * @default 'wait'
   */
  readonly whenOffline?: 'wait' | 'fail' | undefined;
  /**
   * How many requests may wait for a connection; one more fails at once.
   *
   * @default 1_000
   */
  readonly maxWaiting?: number | undefined;
  /**
   * How messages are delivered. `once`: in order and one at a time per dialog, without the platform's doubles; what was
   * missed while there was no connection is fetched. `live-only`: as they come, perhaps doubled, reordered or missing.
   *
   * @default 'once'
   */
  readonly deliver?: 'once' | 'live-only' | undefined;
  /**
   * Where it is kept which messages have been handled, so that a bot goes on where it was when its process ends: messages
   * are delivered at least once. Without a store they are delivered at most once. Not with `deliver: 'live-only'`.
   */
  readonly cursors?: CursorStore | undefined;
  /**
   * With a store: how often a message is handed to a handler that fails before it is given up, and the pause before the
   * second time; each further pause is five times longer.
   *
   * @default { attempts: 4, firstDelay: 1_000 }
   */
  readonly redelivery?: RedeliveryOptions | undefined;
  /**
   * How many questions for missed messages are asked in a second, at most.
   *
   * @default 50
   */
  readonly historyRate?: number | undefined;
  /**
   * How many dialogs are remembered for `deliver: 'once'`; beyond that the oldest quiet ones are forgotten.
   *
   * @default 10_000
   */
  readonly maxDialogs?: number | undefined;
  /**
   * How often the platform's clock is asked for, so that the connection never counts as idle; `false` for never.
   *
   * @default 30_000
   */
  readonly keepAlive?: number | false | undefined;
  /**
   * Address of an HTTP proxy for HTTP and socket alike, `http://user:password@host:port`. By default that of
   * `HTTPS_PROXY`, unless `NO_PROXY` names the host; `false` for none. What cannot go through the proxy does not go.
   */
  readonly proxy?: string | false | undefined;
  /** Takes a line now and then, without secrets or messages: pino and `console` fit. By default `NODE_DEBUG=node-agent-sdk` shows them. */
  readonly logger?: Logger | undefined;
  /** TLS settings for HTTP and socket alike: a private CA, a client certificate. */
  readonly tls?: TlsOptions | undefined;
  /** Further headers of the socket's upgrade request. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Product token sent with REST calls and the upgrade, before the SDK's own. */
  readonly userAgent?: string | undefined;
}

/** What an agent is made from: who it is, and how it behaves. */
export type AgentOptions = AgentSettings & Credentials;

/** How to log in, one kind and complete. */
export type Login =
  | { readonly kind: 'bearer'; readonly token: Provided; readonly userId: string }
  | { readonly kind: 'password'; readonly username: string; readonly password: string }
  | { readonly kind: 'assertion'; readonly assertion: Provided }
  | {
      readonly kind: 'keys';
      readonly username: string;
      readonly appKey: string;
      readonly secret: string;
      readonly accessToken: string;
      readonly accessTokenSecret: string;
    };

const ms = lazy(() => z.number().int().positive().max(LONGEST_TIMER_MS));
const pause = lazy(() => z.number().min(0).max(LONGEST_TIMER_MS));
const text = lazy(() => z.string().min(1));
const provided = lazy(() =>
  z.union(
    [text(), z.custom<() => string | Promise<string>>((value) => typeof value === 'function')],
    'expected a string or a function',
  ),
);

/** An object of the user's, which is used and not copied. */
function having<Shape>(...methods: readonly (keyof Shape & string)[]): z.ZodType<Shape, Shape> {
  return z.custom<Shape>(
    (value) =>
      typeof value === 'object' &&
      value !== null &&
      methods.every((name) => typeof (value as Record<string, unknown>)[name] === 'function'),
    `expected an object with ${methods.join(', ')}`,
  );
}

const reconnect = lazy(
  () =>
    z.object({
      enabled: z.boolean().default(true),
      maxAttempts: z
        .union([z.literal(Infinity), z.number().int().min(1)], 'expected a whole number from 1')
        .default(Infinity),
      firstDelay: pause().default(1_000),
      delay: pause().default(5_000),
      factor: z.number().min(1).default(2),
      maxDelay: ms().default(480_000),
      jitter: z.number().min(0).max(1).default(1),
      stableAfter: z.number().min(0).default(60_000),
      loginInterval: pause().default(5_000),
    }) satisfies z.ZodType<unknown, ReconnectOptions>,
);

const redelivery = lazy(
  () =>
    z.object({
      attempts: z.number().int().positive().default(4),
      firstDelay: pause().default(1_000),
    }) satisfies z.ZodType<unknown, RedeliveryOptions>,
);

/** Of all agents that ask for nothing else. */
const usualRedelivery = lazy(() => redelivery().parse({}));

/** Of all agents that ask for nothing else. */
const usualReconnect = lazy(() => reconnect().parse({}));

/** Complete: how a connection is made again, if it is. */
export type ReconnectSettings = z.output<ReturnType<typeof reconnect>>;

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
      // Not a union, which would tell nothing of what is wrong inside.
      reconnect: z
        .preprocess(
          (value: boolean | ReconnectOptions) => (typeof value === 'boolean' ? { enabled: value } : value),
          reconnect(),
        )
        .default(usualReconnect),
      whenOffline: z.enum(['wait', 'fail']).default('wait'),
      maxWaiting: z.number().int().min(0).default(1_000),
      deliver: z.enum(['once', 'live-only']).default('once'),
      cursors: having<CursorStore>('get', 'set').optional(),
      redelivery: redelivery().default(usualRedelivery),
      historyRate: z.number().int().positive().default(50),
      maxDialogs: z.number().int().positive().default(10_000),
      keepAlive: z.union([z.literal(false), ms()], 'expected false or a time in milliseconds').default(30_000),
      proxy: z
        .custom<string | false>(
          (value) => value === false || (typeof value === 'string' && isProxyAddress(value)),
          'expected false or an http:// address',
        )
        .optional(),
      logger: having<Logger>('debug', 'info', 'warn', 'error').optional(),
      tls: z
        .custom<TlsOptions>((value) => typeof value === 'object' && value !== null, 'expected an object')
        .optional(),
      headers: z.record(z.string(), z.string()).optional(),
      userAgent: text()
        // As Node and undici check it: tab, printable ASCII, Latin-1.
        .regex(/^[\t\x20-\x7e\x80-\xff]*$/, 'expected characters that an HTTP header can carry: Latin-1, one line')
        .optional(),
    }) satisfies z.ZodType<unknown, AgentSettings>,
);

/** Complete: past this point nothing is optional that has a default, and nothing asks which kind of login it is. */
export type ResolvedOptions = z.output<ReturnType<typeof settings>> & { readonly login: Login };

/**
 * @param environment Where the proxy is taken from if the options name none; what cannot be its address is a problem, too.
 * @throws {ConfigurationError} Lists every problem, not only the first. The caller's object is not touched.
 */
export function resolveOptions(
  options: AgentOptions,
  environment: Readonly<Record<string, string | undefined>> = {},
): ResolvedOptions {
  const parsed = settings().safeParse(options);
  const { login, problems } = loginOf(options);
  const proxyProblems = fieldsOf(options)['proxy'] === undefined ? problemsOfProxy(environment) : [];
  // In this order all of them have one shape; the other way round each had one of its own, of half a kilobyte.
  const conflicts = parsed.success ? conflictsOf(parsed.data) : [];
  const others = [...conflicts, ...proxyProblems];
  if (parsed.success && login && others.length === 0) return { login, ...parsed.data };

  const issues = (parsed.error?.issues ?? []).map(({ path, message }) => `${path.join('.') || 'options'}: ${message}`);
  throw new ConfigurationError([...issues, ...others, ...problems]);
}

/** Options that are fine alone and not together. */
function conflictsOf({ deliver, cursors }: z.output<ReturnType<typeof settings>>): readonly string[] {
  if (deliver !== 'live-only' || cursors === undefined) return [];
  return ["cursors: not with deliver 'live-only', which keeps no account of what has been handled"];
}

function isProxyAddress(value: string): boolean {
  return /^https?:\/\//i.test(value) && URL.canParse(value);
}

/** The value is not repeated: it may contain a password. */
function problemsOfProxy({ HTTPS_PROXY, https_proxy: lower }: Readonly<Record<string, string | undefined>>): string[] {
  const [name, value] = lower === undefined ? ['HTTPS_PROXY', HTTPS_PROXY] : ['https_proxy', lower];
  if (value === undefined || value === '' || isProxyAddress(value)) return [];
  return [`${name} (environment): expected an http:// address; \`proxy: false\` ignores it`];
}

type Fields = Readonly<Record<string, unknown>>;

/** What a program without types may pass has no fields to speak of. */
function fieldsOf(options: unknown): Fields {
  return typeof options === 'object' && options !== null ? (options as Fields) : {};
}

/** The first of these whose distinguishing field is there decides. */
const logins: readonly {
  readonly named: string;
  readonly when: readonly string[];
  readonly schema: () => z.ZodType<Login, unknown>;
}[] = [
  {
    named: 'a bearer token',
    when: ['token'],
    schema: lazy(() => z.object({ token: provided(), userId: text() }).transform((it) => ({ kind: 'bearer', ...it }))),
  },
  {
    named: 'a password',
    when: ['password'],
    schema: lazy(() =>
      z.object({ username: text(), password: text() }).transform((it) => ({ kind: 'password', ...it })),
    ),
  },
  {
    named: 'a SAML assertion',
    when: ['assertion'],
    schema: lazy(() => z.object({ assertion: provided() }).transform((it) => ({ kind: 'assertion', ...it }))),
  },
  {
    named: 'OAuth1 keys',
    when: ['appKey', 'secret', 'accessToken', 'accessTokenSecret'],
    schema: lazy(() =>
      z
        .object({ username: text(), appKey: text(), secret: text(), accessToken: text(), accessTokenSecret: text() })
        .transform((it) => ({ kind: 'keys', ...it })),
    ),
  },
  {
    named: 'OAuth2 client credentials',
    when: ['clientId', 'clientSecret'],
    // The platform takes them in the fields of the OAuth1 keys.
    schema: lazy(() =>
      z
        .object({ username: text(), clientId: text(), clientSecret: text() })
        .transform(({ username, clientId, clientSecret }) => ({
          kind: 'keys',
          username,
          appKey: clientId,
          secret: clientSecret,
          accessToken: 'dummy',
          accessTokenSecret: 'dummy',
        })),
    ),
  },
];

/** The login, or what keeps the given fields from being one. */
function loginOf(options: unknown): { readonly login?: Login; readonly problems: readonly string[] } {
  const fields = fieldsOf(options);
  const begun = logins.filter(({ when }) => when.some((field) => fields[field] !== undefined));
  const problems: string[] = [];
  for (const { named, schema } of begun) {
    const parsed = schema().safeParse(fields);
    if (parsed.success) return { login: parsed.data, problems: [] };
    problems.push(...parsed.error.issues.map(({ path, message }) => `${path.join('.')} (for ${named}): ${message}`));
  }
  if (begun.length === 0) {
    const known = logins.map(({ when, named }) => `${named} (${when.join(', ')})`).join(', ');
    problems.push(`credentials: none given; pass one of ${known}`);
  }
  return { problems };
}
