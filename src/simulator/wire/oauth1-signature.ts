import { createHmac, timingSafeEqual } from 'node:crypto';

/** A request with an OAuth 1.0a signature (RFC 5849). */
export interface SignedRequest {
  readonly method: string;
  /** Scheme, host, port unless it is the scheme's default, and path. */
  readonly baseUrl: string;
  readonly query: URLSearchParams;
  /** Value of the `Authorization` header. */
  readonly authorization: string;
}

export interface Keys {
  readonly appKey: string;
  readonly secret: string;
  readonly accessToken: string;
  readonly accessTokenSecret: string;
}

/** Tolerated difference between the clocks of client and server. */
const MAX_SKEW_SECONDS = 300;

/** Verifies signatures and refuses replayed nonces. */
export class SignatureCheck {
  readonly #seenNonces = new Set<string>();

  /** Whether the request is signed with these keys, recently, and with a new nonce. */
  passes(request: SignedRequest, keys: Keys): boolean {
    const parameters = parametersOf(request.authorization);
    if (parameters === undefined) return false;
    const { oauth_signature: signature = '', oauth_nonce: nonce = '', oauth_timestamp: timestamp = '' } = parameters;
    if (parameters['oauth_consumer_key'] !== keys.appKey || parameters['oauth_token'] !== keys.accessToken)
      return false;
    if (parameters['oauth_signature_method'] !== 'HMAC-SHA1') return false;
    // By the host's clock, not the simulator's: the client signs with the host's time.
    if (!(Math.abs(Date.now() / 1000 - Number(timestamp)) <= MAX_SKEW_SECONDS)) return false;

    const expected = Buffer.from(sign(request, parameters, keys));
    const given = Buffer.from(signature);
    if (expected.length !== given.length || !timingSafeEqual(expected, given)) return false;

    const use = `${keys.appKey} ${timestamp} ${nonce}`;
    if (nonce === '' || this.#seenNonces.has(use)) return false;
    this.#seenNonces.add(use);
    return true;
  }
}

/** RFC 5849, 3.4. */
function sign(
  { method, baseUrl, query }: SignedRequest,
  parameters: Readonly<Record<string, string>>,
  { secret, accessTokenSecret }: Keys,
): string {
  const signed = [
    ...Object.entries(parameters).filter(([name]) => name !== 'oauth_signature' && name !== 'realm'),
    ...query,
  ];
  const normalised = signed
    .map(([name, value]) => [encode(name), encode(value)] as const)
    .toSorted((a, b) => compare(a[0], b[0]) || compare(a[1], b[1]))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
  const base = [method.toUpperCase(), encode(baseUrl), encode(normalised)].join('&');
  return createHmac('sha1', `${encode(secret)}&${encode(accessTokenSecret)}`)
    .update(base)
    .digest('base64');
}

/** RFC 5849, 3.5.1. */
function parametersOf(authorization: string): Readonly<Record<string, string>> | undefined {
  const [, list] = /^OAuth\s+(.*)$/i.exec(authorization) ?? [];
  if (list === undefined) return undefined;
  try {
    const pairs = [...list.matchAll(/([^\s=,]+)="([^"]*)"/g)];
    return Object.fromEntries(
      pairs.map(([, name = '', value = '']) => [decodeURIComponent(name), decodeURIComponent(value)]),
    );
  } catch {
    return undefined;
  }
}

/** RFC 5849, 3.6: stricter than `encodeURIComponent`. */
function encode(text: string): string {
  return encodeURIComponent(text).replaceAll(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
