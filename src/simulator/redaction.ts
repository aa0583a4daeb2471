/** Stands wherever a secret stood. */
const REDACTED = '[redacted]';

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

/** As JSON writes them: a frame without any of these need not be looked at any closer. */
const anySecretKey = new RegExp(`"(?:${[...secretKeys].join('|')})"`, 'i');

/** The token in an upgrade's path, the signature in a file's address. */
export function redactPath(path: string): string {
  return path
    .replace(/(\/messaging\/brand\/)[^/?]+/, `$1${REDACTED}`)
    .replaceAll(/([?&]temp_url_sig=)[^&]*/g, `$1${REDACTED}`);
}

/** A frame without the values of secret keys, however deep. `json` is its text: where that names none, it is the frame itself. */
export function redactFrame(frame: unknown, json: string): unknown {
  return anySecretKey.test(json) ? withoutSecrets(frame, 0) : frame;
}

/** A copy without the values of secret keys, however deep. */
export function redact(value: unknown): unknown {
  return withoutSecrets(value, 0);
}

/** Deeper than this nothing of ours goes, only what is meant to do harm. */
const MAX_DEPTH = 100;

function withoutSecrets(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (depth > MAX_DEPTH) return REDACTED;
  if (Array.isArray(value)) return value.map((element) => withoutSecrets(element, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [
      key,
      // A token that is an object says inside what of it is secret (P 3.15).
      isSecret(key) && typeof member !== 'object' ? REDACTED : withoutSecrets(member, depth + 1),
    ]),
  );
}

function isSecret(key: string): boolean {
  return secretKeys.has(key) || secretKeys.has(key.toLowerCase());
}
