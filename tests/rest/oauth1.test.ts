import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { signOAuth1 } from '../../src/rest/oauth1.js';

/** Percent-encoding of RFC 5849, section 3.6. */
function encode(text: string): string {
  return [...new TextEncoder().encode(text)]
    .map((byte) => {
      const char = String.fromCharCode(byte);
      return /[A-Za-z0-9\-._~]/.test(char) ? char : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
    })
    .join('');
}

/** The signature base string of RFC 5849, section 3.4.1, independent of the implementation. */
function baseString(method: string, url: string, oauth: Readonly<Record<string, string>>): string {
  const { protocol, host, pathname, search } = new URL(url);
  const query = search
    .slice(1)
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const [name = '', ...value] = pair.split('=');
      return [name, value.join('=')].map((part) => decodeURIComponent(part.replaceAll('+', ' '))) as [string, string];
    });
  const normalised = [...Object.entries(oauth), ...query]
    .map(([name, value]) => [encode(name), encode(value)] as const)
    .toSorted(([a, x], [b, y]) => (a === b ? (x < y ? -1 : 1) : a < b ? -1 : 1))
    .map((pair) => pair.join('='))
    .join('&');
  return [method.toUpperCase(), encode(`${protocol}//${host}${pathname}`), encode(normalised)].join('&');
}

function signature(base: string, secret: string, tokenSecret: string): string {
  return createHmac('sha1', `${encode(secret)}&${encode(tokenSecret)}`)
    .update(base)
    .digest('base64');
}

/** The members of an `Authorization` header. */
function membersOf(header: string): Readonly<Record<string, string>> {
  const members = [...header.matchAll(/(\w+)="([^"]*)"/g)].map(([, name = '', value = '']) => [
    name,
    decodeURIComponent(value),
  ]);
  return Object.fromEntries(members) as Record<string, string>;
}

describe('the reference implementation of RFC 5849', () => {
  it('gives the signature of the example in section 1.2', () => {
    // The request for the photo, with the token credentials.
    const oauth = {
      oauth_consumer_key: 'dpf43f3p2l4k3l03',
      oauth_token: 'nnch734d00sl2jdk',
      oauth_signature_method: 'HMAC-SHA1',
      oauth_timestamp: '137131202',
      oauth_nonce: 'chapoH',
    };

    const base = baseString('GET', 'http://photos.example.net/photos?file=vacation.jpg&size=original', oauth);

    expect(signature(base, 'kd94hf93k423kf44', 'pfkkdhi9sl3r4s00')).toBe('MdpQcU8iPSUjWoN/UDMsK2sui9I=');
  });

  it('gives the base string of the example in section 3.4.1.1', () => {
    // Without the form parameters of the example.
    const oauth = { oauth_consumer_key: '9djdj82h48djs9d2', oauth_token: 'kkk9d7dh3k39sjv7' };

    expect(baseString('post', 'http://EXAMPLE.COM:80/request?b5=%3D%253D&a3=a&c%40=&a2=r%20b', oauth)).toBe(
      'POST&http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3Da%26b5%3D%253D%25253D%26c%2540%3D' +
        '%26oauth_consumer_key%3D9djdj82h48djs9d2%26oauth_token%3Dkkk9d7dh3k39sjv7',
    );
  });
});

describe('signOAuth1()', () => {
  const keys = { appKey: 'app', secret: 's€cret&', accessToken: 'tok/en', accessTokenSecret: 'to=ken+secret' };

  it.each([
    ['GET', 'https://va.data.example.net/account/1/messaging_history/api?v=2'],
    ['GET', 'https://va.data.example.net/account/1'],
    ['post', 'https://va.data.example.net:8443/account/1?limit=10&offset=0'],
    ['PUT', 'https://VA.data.example.net:443/account/1?b=2&a=1'],
    ['GET', 'https://va.data.example.net/a?text=two%20words'],
    ['GET', 'https://va.data.example.net/a?text=two+words'],
    ['GET', 'https://va.data.example.net/a?text=one%2Bone'],
    ['GET', 'https://va.data.example.net/a?filter%5Bname%5D=x'],
    ['GET', 'https://va.data.example.net/a?empty=&flag'],
    ['GET', 'https://va.data.example.net/a?same=2&same=1&same=10'],
    ['GET', 'https://va.data.example.net/a?same=&same=x'],
    ['GET', 'https://va.data.example.net/a?a=b=c'],
    ['GET', "https://va.data.example.net/a?marks=!*'()~"],
    ['GET', 'https://va.data.example.net/a?text=%C3%A4%E2%98%83'],
    ['GET', 'https://va.data.example.net/a%20b/c?x=1'],
    ['GET', 'https://va.data.example.net/a?a=2&A=1&a1=0'],
  ])('signs %s %s as the reference implementation does', (method, url) => {
    const header = signOAuth1(keys, { method, url: new URL(url) });

    const { oauth_signature, ...oauth } = membersOf(header);
    expect(oauth_signature).toBe(signature(baseString(method, url, oauth), keys.secret, keys.accessTokenSecret));
  });

  it('signs a query made with searchParams', () => {
    const url = new URL('https://va.data.example.net/a');
    url.searchParams.set('free text', 'a & b = ü?');

    const { oauth_signature, ...oauth } = membersOf(signOAuth1(keys, { method: 'GET', url }));

    expect(oauth_signature).toBe(signature(baseString('GET', url.href, oauth), keys.secret, keys.accessTokenSecret));
  });

  it('names the keys, the method and the time, and contains no secret', () => {
    const header = signOAuth1(keys, { method: 'GET', url: new URL('https://example.net/') });

    expect(header).toMatch(/^OAuth /);
    expect(membersOf(header)).toMatchObject({
      oauth_consumer_key: 'app',
      oauth_token: 'tok/en',
      oauth_signature_method: 'HMAC-SHA1',
      oauth_version: '1.0',
      oauth_timestamp: expect.stringMatching(/^\d{10}$/) as string,
    });
    expect(header).not.toContain(encode(keys.secret));
    expect(header).not.toContain(encode(keys.accessTokenSecret));
  });

  it('uses a new nonce each time', () => {
    const nonces = Array.from(
      { length: 50 },
      () => membersOf(signOAuth1(keys, { method: 'GET', url: new URL('https://example.net/') }))['oauth_nonce'],
    );

    expect(new Set(nonces).size).toBe(50);
    for (const nonce of nonces) expect(nonce).toMatch(/^[0-9a-f]{32}$/);
  });
});
