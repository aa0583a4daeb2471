import { createHmac, randomBytes } from 'node:crypto';
import OAuth from 'oauth-1.0a';

/** The keys of an API user. */
export interface OAuth1Keys {
  readonly appKey: string;
  readonly secret: string;
  readonly accessToken: string;
  readonly accessTokenSecret: string;
}

/** Replaces the package's nonce, which comes from `Math.random`. */
class Signer extends OAuth {
  override getNonce(): string {
    return randomBytes(16).toString('hex');
  }
}

/**
 * The `Authorization` header for a REST call made with an API key instead of a bearer token (docs/protocol.md#1.5).
 * A JSON body is not part of the signature, as RFC 5849 says.
 */
export function signOAuth1(keys: OAuth1Keys, request: { readonly method: string; readonly url: URL }): string {
  const signer = new Signer({
    consumer: { key: keys.appKey, secret: keys.secret },
    signature_method: 'HMAC-SHA1',
    hash_function: (text, key) => createHmac('sha1', key).update(text).digest('base64'),
  });
  const { origin, pathname, searchParams } = request.url;
  // Decoded here: the package does not decode parameter names, and reads `+` as a plus instead of a space.
  const data = Object.fromEntries([...searchParams.keys()].map((name) => [name, searchParams.getAll(name)]));
  const authorized = signer.authorize(
    { url: `${origin}${pathname}`, method: request.method, data },
    { key: keys.accessToken, secret: keys.accessTokenSecret },
  );
  return signer.toHeader(authorized).Authorization;
}
