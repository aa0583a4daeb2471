import { z } from 'zod';
import { AuthenticationError, HttpError, SDKError, TimeoutError } from '../errors.js';
import { lazy } from '../support/lazy.js';
import type { Login, Provided } from '../options/credentials.js';
import { withDeadline } from '../support/deadline.js';
import { secretsIn } from '../support/redact.js';
import { addressOf } from './domains.js';
import { internalCodeOf, isDocument, type Answer, type Http } from './http.js';

/** Result of a login. */
export interface Ticket {
  readonly bearer: string;
  /** Needed to refresh and to log out; a bearer token obtained elsewhere has none. */
  readonly csrf: string | undefined;
  readonly cookies: Cookies;
  readonly userId: string;
  /** The agent's PID. */
  readonly agentId: string | undefined;
}

/** Cookies of one login session, by name. */
export type Cookies = ReadonlyMap<string, string>;

/** Address of the login service, and the client for it. */
export interface LoginService {
  readonly http: Http;
  /** Host of `agentVep`. */
  readonly domain: string;
  readonly accountId: string;
  readonly signal?: AbortSignal | undefined;
}

const refusal = lazy(() => z.object({ error: z.unknown().optional() }));

const loggedIn = lazy(() =>
  refusal().extend({
    bearer: z.string().optional(),
    csrf: z.string().optional(),
    config: z
      .object({ userId: z.union([z.string(), z.number()]).optional(), userPid: z.string().optional() })
      .optional(),
  }),
);

const emptyOrRefusal = lazy(() =>
  z.union([refusal(), z.unknown().transform(() => ({}) as z.output<ReturnType<typeof refusal>>)]),
);

/**
 * Logs in (docs/protocol.md#1.2). OAuth1 keys go into the body; this request is not signed.
 *
 * @throws {AuthenticationError} Refused; `retryable` says whether waiting may help.
 * @throws {SDKError} As {@link Http.exchange}.
 */
export async function login(service: LoginService, credentials: Exclude<Login, { kind: 'bearer' }>): Promise<Ticket> {
  const body = await loginBody(credentials, { timeoutMs: service.http.timeoutMs, signal: service.signal });
  const secrets = secretsIn(body);
  service.http.secrets.add(secrets);
  const answer = await refusing(service, 'login', secrets, () =>
    post(service, 'login', body, undefined, loggedIn(), secrets),
  );
  const { bearer, csrf, config } = answer.body;
  const cookies = collect(new Map(), answer.cookies);
  service.http.secrets.add([bearer, csrf, ...cookies.values()]);
  if (config?.userId === undefined) throw incompleteTicket('NO_USER_ID', 'user id');
  if (!bearer) throw incompleteTicket('NO_TOKEN', 'token');
  return {
    bearer,
    csrf,
    cookies,
    userId: String(config.userId),
    agentId: config.userPid,
  };
}

/** Prolongs the session; the bearer token stays the same (docs/protocol.md#1.6). */
export async function refresh(service: LoginService, ticket: Ticket): Promise<Ticket> {
  const secrets = secretsOf(ticket);
  const answer = await refusing(service, 'refresh', secrets, () =>
    post(service, 'refresh', { csrf: ticket.csrf }, ticket.cookies, emptyOrRefusal(), secrets),
  );
  const prolonged = { ...ticket, cookies: collect(ticket.cookies, answer.cookies) };
  service.http.secrets.add(secretsOf(prolonged));
  return prolonged;
}

/** Ends the session and frees the user's seat (docs/protocol.md#1.7). */
export async function logout(service: LoginService, ticket: Ticket): Promise<void> {
  const secrets = secretsOf(ticket);
  await refusing(service, 'logout', secrets, () =>
    post(service, 'logout', { csrf: ticket.csrf }, ticket.cookies, emptyOrRefusal(), secrets),
  );
}

/**
 * Resolves with the string, or with the result of the function.
 *
 * @throws {SDKError} Code `NO_TOKEN`: the function returned something other than a non-empty string.
 * @throws {TimeoutError} The function's promise did not settle in time.
 * @throws The function's own error.
 */
export async function provide(
  provided: Provided,
  { timeoutMs = 10_000, signal }: { readonly timeoutMs?: number; readonly signal?: AbortSignal | undefined } = {},
): Promise<string> {
  if (typeof provided !== 'function') return provided;
  signal?.throwIfAborted();
  const late = (): Error => new TimeoutError('token()', timeoutMs, provision);
  const given: unknown = await withDeadline(call(provided), { signal, deadline: { timeoutMs, error: late } });
  if (typeof given === 'string' && given !== '') return given;
  throw new SDKError('token() returned no token (expected a non-empty string)', { ...provision, code: 'NO_TOKEN' });
}

const provision = { service: 'authentication.login', delivery: 'not-sent' } as const;

/** Turns an exception of the function into a rejection. */
async function call(provided: Exclude<Provided, string>): Promise<unknown> {
  return provided();
}

async function loginBody(
  credentials: Exclude<Login, { kind: 'bearer' }>,
  limits: Parameters<typeof provide>[1],
): Promise<Record<string, string>> {
  switch (credentials.kind) {
    case 'password':
      return { username: credentials.username, password: credentials.password };
    case 'assertion':
      // The `jwt` member is a literal the platform requires.
      return { jwt: 'dummy', assertion: await provide(credentials.assertion, limits) };
    case 'keys': {
      const { kind: _, ...keys } = credentials;
      return keys;
    }
  }
}

const services = {
  login: 'authentication.login',
  refresh: 'authentication.refreshSession',
  logout: 'authentication.logout',
} as const;

function post<Schema extends z.ZodType>(
  { http, domain, accountId, signal }: LoginService,
  step: keyof typeof services,
  body: unknown,
  cookies: Cookies | undefined,
  answer: Schema,
  secrets: readonly string[],
): Promise<Answer<z.output<Schema>>> {
  return http.exchange({
    operation: `The ${step}`,
    service: services[step],
    method: 'POST',
    url: addressOf(domain, 'https', `/api/account/${encodeURIComponent(accountId)}/${step}?v=1.3`),
    headers: cookies?.size ? { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') } : undefined,
    body,
    signal,
    answer,
    secrets,
  });
}

/**
 * Turns a refusal of the credentials, by status or in the body of a 200, into an AuthenticationError, which stops the
 * agent. A login counts as refused only by a JSON document: portals and gateways send pages with the same statuses.
 */
async function refusing<Body extends z.output<ReturnType<typeof refusal>>>(
  { http }: LoginService,
  step: keyof typeof services,
  secrets: readonly string[],
  exchange: () => Promise<Answer<Body>>,
): Promise<Answer<Body>> {
  const service = services[step];
  try {
    const answer = await exchange();
    const { error, ...rest } = answer.body;
    if (!error) return answer;
    const internalCode = internalCodeOf(error);
    throw new AuthenticationError(
      `The ${step} was refused with internal code ${internalCode ?? 'none'}${hint(internalCode)}`,
      { service, internalCode, cause: http.secrets.redact(error, [...secrets, ...textsIn(rest)]) },
    );
  } catch (error) {
    if (!(error instanceof HttpError) || ![400, 401, 451].includes(error.status)) throw error;
    if (step === 'login' && !isDocument(error.body)) throw error;
    const internalCode = internalCodeOf(refusal().safeParse(error.body).data?.error);
    throw new AuthenticationError(
      `The ${step} was refused with ${error.status}${advice[error.status] ?? ''}${hint(internalCode)}`,
      {
        service,
        status: error.status,
        internalCode,
        cause: error,
      },
    );
  }
}

function textsIn(body: object): readonly string[] {
  return Object.values(body).filter((member) => typeof member === 'string');
}

const advice: Readonly<Record<number, string>> = {
  400: ': the platform cannot read the credentials; check that all of them are given',
  401: ': the user name, the password or the keys are wrong, expired or locked; check them in the account',
  451: ': the account or user is blocked; ask LivePerson',
};

/** Meanings in an older login flow (docs/protocol.md#1.4), added to the error text as hints. */
const hints: Readonly<Record<number, string>> = {
  6: 'the login is restricted',
  9: 'the password has expired',
  10: 'the session has ended, perhaps because the user logged in elsewhere',
  11: 'the account is disabled',
  12: 'the account has expired',
  13: 'the session has expired',
  110: 'too many users are logged in',
};

function hint(internalCode: number | undefined): string {
  const text = internalCode === undefined ? undefined : hints[internalCode];
  return text === undefined ? '' : ` (perhaps ${text})`;
}

function incompleteTicket(code: string, missing: string): AuthenticationError {
  return new AuthenticationError(
    `The response to the login has no ${missing}; the login service of the account may be out of order`,
    {
      code,
      retryable: true,
    },
  );
}

/** Contains cookies twice: as they were read (Latin-1), and decoded as UTF-8, in which a service may repeat them. */
function secretsOf({ csrf, bearer, cookies }: Ticket): readonly string[] {
  const values = [...cookies.values()];
  return [csrf ?? '', bearer, ...values, ...values.map((value) => Buffer.from(value, 'latin1').toString())];
}

/**
 * Reads names, values and immediate expiry; other attributes do not matter, because a session stays on one host for
 * hours. Each character is a byte, as undici reads and writes headers, so that cookies are sent back unchanged.
 */
function collect(known: Cookies, lines: readonly string[]): Cookies {
  const cookies = new Map(known);
  for (const line of lines) {
    const [pair = '', ...attributes] = line.split(';');
    const at = pair.indexOf('=');
    if (at < 1) continue;
    const name = withoutBlanks(pair.slice(0, at));
    if (ends(attributes)) cookies.delete(name);
    else cookies.set(name, withoutBlanks(pair.slice(at + 1)));
  }
  return cookies;
}

/** Removes spaces and tabs (RFC 6265, 5.2); `trim()` would also remove the byte A0, the last byte of many UTF-8 letters. */
function withoutBlanks(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isBlank(text[start])) start += 1;
  while (end > start && isBlank(text[end - 1])) end -= 1;
  return text.slice(start, end);
}

function isBlank(character: string | undefined): boolean {
  return character === ' ' || character === '\t';
}

/** `Max-Age` takes precedence over `Expires` (RFC 6265, 4.1.2.2). */
function ends(attributes: readonly string[]): boolean {
  const valueOf = (wanted: RegExp): string | undefined =>
    attributes
      .map((attribute) => attribute.split('=', 2).map((part) => part.trim()))
      .findLast(([name = '']) => wanted.test(name))?.[1];
  const maxAge = valueOf(/^max-age$/i);
  if (maxAge !== undefined && /^-?\d+$/.test(maxAge)) return Number(maxAge) <= 0;
  return Date.parse(valueOf(/^expires$/i) ?? '') <= Date.now();
}
