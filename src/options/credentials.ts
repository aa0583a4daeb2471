import { z } from 'zod';
import { lazy } from '../support/lazy.js';

/** Log in with the name and password of a user. */
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

/** A value, or a function that is called for a fresh value each time one is needed. */
export type Provided = string | (() => string | Promise<string>);

/** Use an existing bearer token. A function is called again whenever the platform requires a fresh token. */
export interface BearerCredentials {
  readonly token: Provided;
  /** Numeric LivePerson user id that the token belongs to. */
  readonly userId: string;
}

/** Log in with a base64 SAML 2.0 response. Assertions are short-lived: a function can return a new one for each login. */
export interface AssertionCredentials {
  readonly assertion: Provided;
}

/** One way to log in. If several are given: token before password before assertion before keys. */
export type Credentials =
  | PasswordCredentials
  | OAuth1Credentials
  | ClientCredentials
  | BearerCredentials
  | AssertionCredentials;

/** Validated credentials of one kind. */
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

const text = lazy(() => z.string().min(1));
const provided = lazy(() =>
  z.union(
    [text(), z.custom<() => string | Promise<string>>((value) => typeof value === 'function')],
    'expected a string or a function',
  ),
);

type UncheckedOptions = Readonly<Record<string, unknown>>;

/** A JavaScript program may pass options that are not an object: they have no fields. */
export function fieldsOf(options: unknown): UncheckedOptions {
  return typeof options === 'object' && options !== null ? (options as UncheckedOptions) : {};
}

/** The kinds of credentials by precedence. A kind is tried when one of its `when` fields is given. */
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
    // The login API takes client credentials in the fields of the OAuth1 keys.
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

/** @returns The login, or the problems that make the given credentials unusable. */
export function loginOf(options: unknown): { readonly login?: Login; readonly problems: readonly string[] } {
  const fields = fieldsOf(options);
  const tried = logins.filter(({ when }) => when.some((field) => fields[field] !== undefined));
  const problems: string[] = [];
  for (const { named, schema } of tried) {
    const parsed = schema().safeParse(fields);
    if (parsed.success) return { login: parsed.data, problems: [] };
    problems.push(...parsed.error.issues.map(({ path, message }) => `${path.join('.')} (for ${named}): ${message}`));
  }
  if (tried.length === 0) {
    const known = logins.map(({ when, named }) => `${named} (${when.join(', ')})`).join(', ');
    problems.push(`credentials: none given; pass one of ${known}`);
  }
  return { problems };
}
