const HIDDEN = '[redacted]';
/** Deeper than any response of the platform. */
const DEPTH_LIMIT = 100;
/** Enough for several sessions with all their cookies. */
const REMEMBERED = 64;
const SHORTEST = 4;

/** The secrets of one agent, current and former: credentials, tokens and cookies, to be redacted from errors. */
export class Secrets {
  #known: Set<string> | undefined;

  /**
   * Adds secrets; beyond 64, those added longest ago are dropped. Ignores values of less than 4 characters, such as flags
   * in cookies: redacting every `1` would make errors unreadable.
   */
  add(secrets: Iterable<string | undefined>): void {
    const known = (this.#known ??= new Set());
    for (const secret of secrets) {
      if (secret === undefined || secret.length < SHORTEST) continue;
      known.delete(secret);
      known.add(secret);
    }
    for (const oldest of known) {
      if (known.size <= REMEMBERED) return;
      known.delete(oldest);
    }
  }

  /** As {@link redact}, for the added secrets and `more`. */
  redact(value: string, more?: readonly string[]): string;
  redact(value: unknown, more?: readonly string[]): unknown;
  redact(value: unknown, more: readonly string[] = []): unknown {
    return redact(value, [...(this.#known ?? []), ...more]);
  }
}

/** Patterns that find the beginnings of secrets in any notation. */
interface Needles {
  /** One group for each secret. */
  readonly beginnings: RegExp;
  /** The rest of each secret, in the order of the groups; empty for most. */
  readonly rests: readonly string[];
}

/**
 * Number of parts of a secret in its pattern. A pattern of a whole long secret exceeds V8's limit and takes quadratic
 * time; the platform chooses the length of tokens.
 */
const PATTERN_PARTS = 32;

/** A copy of the value with every occurrence of a secret replaced, at any depth and in any notation. */
export function redact(value: string, secrets: readonly string[]): string;
export function redact(value: unknown, secrets: readonly string[]): unknown;
export function redact(value: unknown, secrets: readonly string[]): unknown {
  const known = [...new Set(secrets)].filter((secret) => secret !== '').toSorted((a, b) => b.length - a.length);
  if (known.length === 0) return value;
  const beginnings = known.map(beginningOf);
  const patterns = beginnings.map((parts) => `(${parts.map(anyNotation).join('')})`);
  const rests = known.map((secret, index) => secret.slice(beginnings[index]?.join('').length));
  return hide(value, { beginnings: new RegExp(patterns.join('|'), 'g'), rests }, 0);
}

/** The first parts of a secret: characters, or a row of backslashes. A row too long for a pattern is the last part. */
function beginningOf(secret: string): readonly string[] {
  // At least as many characters as the parts can have; the rest of a long secret is not split.
  const parts = secret.slice(0, PATTERN_PARTS * (PATTERN_PARTS + 1)).match(/\\+|[^\\]/gsu) ?? [];
  const longRow = parts.findIndex((part) => part.length > PATTERN_PARTS);
  const beginning = parts.slice(0, longRow < 0 ? PATTERN_PARTS : Math.min(longRow + 1, PATTERN_PARTS));
  return beginning.map((part) => part.slice(0, PATTERN_PARTS));
}

const ENTITIES: Readonly<Record<string, string>> = { '"': 'quot', '&': 'amp', "'": 'apos', '<': 'lt', '>': 'gt' };
const SHORT: Readonly<Record<string, string>> = { '\b': 'b', '\t': 't', '\n': 'n', '\f': 'f', '\r': 'r' };
const BACKSLASH = String.raw`(?:\\|%(?:25){0,4}5[cC])`;

/** Pattern of a character in JSON, URL and HTML notation, also nested: services quote what they were sent. */
function anyNotation(part: string): string {
  if (/\w/.test(part)) return part;
  // Repetitions are bounded: a hostile response must not make the pattern backtrack for long.
  if (part.startsWith('\\')) return `${BACKSLASH}{${part.length},${16 * part.length}}`;
  const percent = [...Buffer.from(part)].map((byte) => `%(?:25){0,4}${anyCase(byte.toString(16).padStart(2, '0'))}`);
  const units = Array.from({ length: part.length }, (_, at) => part.charCodeAt(at).toString(16));
  const unicode = units.map((unit) => `${BACKSLASH}{1,16}u${anyCase(unit.padStart(4, '0'))}`);
  const { [part]: short } = SHORT;
  const { [part]: entity } = ENTITIES;
  const forms = [
    `${BACKSLASH}{0,16}(?:${part.replace(/[$()*+./?[\]^{|}-]/, String.raw`\$&`)}|${percent.join('')})`,
    unicode.join(''),
    ...(part === ' ' ? [String.raw`\+`] : []),
    ...(short === undefined ? [] : [`${BACKSLASH}{1,16}${short}`]),
    ...(entity === undefined
      ? []
      : [`&(?:amp;){0,4}(?:${entity}|#0*${part.charCodeAt(0)}|#x0*${anyCase(units[0] ?? '')});`]),
  ];
  return `(?:${forms.join('|')})`;
}

function anyCase(hex: string): string {
  return hex.replace(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`);
}

function hide(value: unknown, needles: Needles, depth: number): unknown {
  if (typeof value === 'string') return hideInText(value, needles);
  if (typeof value === 'number') return hideInText(String(value), needles) === String(value) ? value : HIDDEN;
  if (typeof value !== 'object' || value === null) return value;
  if (depth > DEPTH_LIMIT) return HIDDEN;
  if (Array.isArray(value)) return value.map((element) => hide(element, needles, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [hideInText(name, needles), hide(member, needles, depth + 1)]),
  );
}

function hideInText(text: string, { beginnings, rests }: Needles): string {
  let hidden = '';
  let from = 0;
  beginnings.lastIndex = 0;
  for (let match = beginnings.exec(text); match !== null; match = beginnings.exec(text)) {
    const rest = rests[match.slice(1).findIndex((group) => group !== undefined)] ?? '';
    const end = beginnings.lastIndex;
    hidden += text.slice(from, match.index) + HIDDEN;
    // Otherwise the secret goes on in another notation, or was cut off: redact to the end of the text.
    from = text.startsWith(rest, end) ? end + rest.length : text.length;
    beginnings.lastIndex = from;
  }
  return hidden + text.slice(from);
}

const secretKeys = new Set([
  'password',
  'appKey',
  'secret',
  'accessToken',
  'accessTokenSecret',
  'assertion',
  'bearer',
  'token',
  'csrf',
  'wsuk',
  'sessionId',
  'cookie',
  'set-cookie',
  'authorization',
  'temp_url_sig',
  'readOtk',
]);

/** Matches the keys in JSON text: a frame without a match needs no copy. */
const anySecretKey = new RegExp(`"(?:${[...secretKeys].join('|')})"`, 'i');

/** Deletes the copies of sent and received data that Node and its packages keep on their errors: they may hold secrets. */
export function withoutTraffic(error: unknown): unknown {
  if (typeof error === 'object' && error !== null) {
    for (const name of ['data', 'rawPacket', 'input', 'base']) Reflect.deleteProperty(error, name);
  }
  return error;
}

const LONGEST_SHOWN_ADDRESS = 80;

/** A misspelt address for an error message: without a password before the host or a token in the query, and shortened. */
export function redactAddress(address: string): string {
  const at = address.lastIndexOf('@');
  const withoutUser = at < 0 ? address : `…${address.slice(at)}`;
  const query = withoutUser.search(/[?#]/);
  const shown = query < 0 ? withoutUser : `${withoutUser.slice(0, query)}?…`;
  if (shown.length <= LONGEST_SHOWN_ADDRESS) return shown;
  return `${shown.slice(0, LONGEST_SHOWN_ADDRESS)}… (${address.length} characters)`;
}

/** The secret values of credentials. A user name is no secret, and may be a word that responses contain. */
export function secretsIn(credentials: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(credentials)
    .filter(([name]) => name !== 'username' && name !== 'jwt')
    .map(([, value]) => value);
}

/** Redacts the token in the path of an upgrade, and parameters with the name of a secret, such as the signature of a file. */
export function redactPath(path: string): string {
  return path
    .replace(/(\/messaging\/brand\/)[^/?]+/, `$1${HIDDEN}`)
    .replaceAll(/([?&]([^=&]+)=)[^&]*/g, (all, start: string, name: string) =>
      isSecret(name) ? `${start}${HIDDEN}` : all,
    );
}

/** A copy without the values of secret keys, at any depth. Returns the frame itself if its text, `json`, contains no such key. */
export function redactFrame(frame: unknown, json: string): unknown {
  return anySecretKey.test(json) ? withoutSecrets(frame, 0) : frame;
}

/** A copy without the values of secret keys, at any depth. */
export function redactKeys(value: unknown): unknown {
  return withoutSecrets(value, 0);
}

function withoutSecrets(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (depth > DEPTH_LIMIT) return HIDDEN;
  if (Array.isArray(value)) return value.map((element) => withoutSecrets(element, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [
      key,
      // An object under a secret's name, such as a token: only its own secret members are hidden (docs/protocol.md#3.15).
      isSecret(key) && typeof member !== 'object' ? HIDDEN : withoutSecrets(member, depth + 1),
    ]),
  );
}

function isSecret(key: string): boolean {
  return secretKeys.has(key) || secretKeys.has(key.toLowerCase());
}
