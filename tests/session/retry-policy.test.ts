import { describe, expect, it } from 'vitest';
import {
  AuthenticationError,
  ConnectionError,
  HttpError,
  SDKError,
  TimeoutError,
  ValidationError,
} from '../../src/errors.js';
import { resolveOptions } from '../../src/options/options.js';
import type { ReconnectOptions, ReconnectSettings } from '../../src/options/retries.js';
import { DirectoryRefusalError } from '../../src/rest/domains.js';
import {
  decide,
  isTokenRefused,
  type Cause,
  type Decision,
  type AttemptHistory,
} from '../../src/session/retry-policy.js';
import { UpgradeError } from '../../src/transport/upgrade.js';

function settingsWith(reconnect: ReconnectOptions = {}): ReconnectSettings {
  return resolveOptions({ accountId: '1', username: 'bot', password: 'x', reconnect }).reconnect;
}

const fresh: AttemptHistory = {
  attempts: 0,
  tokenFailures: 0,
  renewable: true,
  hasToken: true,
  loginDelayMs: 0,
  wasReady: true,
};

function decideOn(
  cause: Cause,
  {
    reconnect,
    random = 0,
    ...history
  }: Partial<AttemptHistory> & { reconnect?: ReconnectOptions; random?: number } = {},
): Decision {
  return decide(cause, { ...fresh, ...history }, settingsWith(reconnect), () => random);
}

function delayOf(decision: Decision): number {
  if (decision.action !== 'retry') throw new Error(`Stopped: ${decision.error.message}`);
  return decision.delayMs;
}

const closed = (code: number, livedMs = 120_000): Cause => ({ kind: 'closed', code, livedMs });
const failed = (error: unknown): Cause => ({ kind: 'failed', error });
const document = { error: { internalCode: 10 } };
const http = (status: number, retryAfterMs?: number, body: unknown = '<html>'): Cause =>
  failed(new HttpError('The login', { status, statusText: '', body, retryAfterMs }));
const upgrade = (status: number, retryAfter?: string): Cause => failed(new UpgradeError({ status, retryAfter }));
const network = (code: string): Cause => failed(new ConnectionError('Out of reach', { code }));
const refused = (status: number): Cause => failed(new AuthenticationError('Refused', { status }));
const refusedInBody = failed(new AuthenticationError('Refused', { internalCode: 9 }));
const noToken = (cause?: Error): Cause => failed(new SDKError('No token', { code: 'NO_TOKEN', cause }));

const redirectedToPlainText = failed(
  new ConnectionError('Not used', { code: 'INSECURE_ADDRESS', delivery: 'answered' }),
);

const sameToken = { action: 'retry', token: 'same' };
const newToken = { action: 'retry', token: 'new' };
const stop = { action: 'stop' };

describe('the decision', () => {
  it.each<[string, Cause, object]>([
    // Close codes
    ['a normal close', closed(1000), sameToken],
    ['a server that goes away', closed(1001), sameToken],
    ['1004', closed(1004), sameToken],
    ['an abnormal end', closed(1006), sameToken],
    ['a policy violation', closed(1008), newToken],
    ['an internal error', closed(1011), newToken],
    ['a server that restarts', closed(1012), sameToken],
    ['an expired token', closed(4401), newToken],
    ['an identity to be replaced', closed(4407), newToken],
    ['any other code', closed(4999), sameToken],
    // Refused upgrades
    ['an upgrade refused with 401', upgrade(401), newToken],
    ['an upgrade refused with 429', upgrade(429), sameToken],
    ['an upgrade refused with 502', upgrade(502), sameToken],
    ['an upgrade refused with 408', upgrade(408), sameToken],
    ...[200, 302, 400, 403, 404, 409].map((status): [string, Cause, object] => [
      `an upgrade refused with ${status}`,
      upgrade(status),
      sameToken,
    ]),
    // REST
    ['a login refused with 400', refused(400), stop],
    ['a login refused with 401', refused(401), stop],
    ['a login refused with 451', refused(451), stop],
    [
      'a login answered without what is needed',
      failed(new AuthenticationError('Useless', { retryable: true })),
      newToken,
    ],
    ['a login throttled', http(429), sameToken],
    ['a service in trouble with 500', http(500), sameToken],
    ['a service in trouble with 503', http(503), sameToken],
    ['a service that gave up with 408', http(408), sameToken],
    ['a login refused in the body of a 200', refusedInBody, newToken],
    ...[302, 400, 401, 403, 404, 451].flatMap((status): [string, Cause, object][] => [
      [`a service that answers ${status}`, http(status), sameToken],
      [`a service that answers ${status} with a document`, http(status, undefined, document), sameToken],
    ]),
    ['a directory that refuses', failed(new DirectoryRefusalError({ internalCode: 7 }, undefined)), sameToken],
    // No network
    ['a name that is not found', network('ENOTFOUND'), sameToken],
    ['a refused connection', network('ECONNREFUSED'), sameToken],
    ['a timeout', failed(new TimeoutError('The login', 10_000)), sameToken],
    ['an untrusted certificate, after a first connection', network('SELF_SIGNED_CERT_IN_CHAIN'), sameToken],
    ['a missing service, after a first connection', network('NO_DOMAIN'), sameToken],
    [
      'a malformed response, after a first connection',
      failed(new ValidationError('The login', 'incoming', [])),
      sameToken,
    ],
    ['a token function that throws, after a first connection', failed(new Error('vault is sealed')), sameToken],
  ])('%s', (_, cause, expected) => {
    expect(decideOn(cause)).toMatchObject(expected);
  });

  it.each<[string, Cause]>([
    ['a name that is not found', network('ENOTFOUND')],
    ['a refused connection', network('ECONNREFUSED')],
    ['a timeout', failed(new TimeoutError('The login', 10_000))],
    ['an upgrade refused with 502', upgrade(502)],
    ['a throttled login', http(429)],
    ['a page with the status 401', http(401)],
    ['a page with the status 404', http(404)],
    ['an empty answer with the status 403', http(403, undefined, '')],
    ['a redirection', http(302, undefined, document)],
    ['a redirection to where no request may be sent', redirectedToPlainText],
    ['an upgrade answered 403', upgrade(403)],
    ['a malformed response', failed(new ValidationError('The login', 'incoming', []))],
    ['a token function that throws', noToken(new Error('vault is sealed'))],
  ])('%s does not stop the first attempt', (_, cause) => {
    expect(decideOn(cause, { wasReady: false })).toMatchObject({ action: 'retry' });
  });

  it.each<[string, Cause]>([
    ['a certificate signed by itself', network('DEPTH_ZERO_SELF_SIGNED_CERT')],
    ['a certificate of an unknown authority', network('UNABLE_TO_VERIFY_LEAF_SIGNATURE')],
    ['a certificate without its issuer', network('UNABLE_TO_GET_ISSUER_CERT_LOCALLY')],
    ['a certificate that has expired', network('CERT_HAS_EXPIRED')],
    ['a certificate for another host', network('ERR_TLS_CERT_ALTNAME_INVALID')],
    ['an account without the service', network('NO_DOMAIN')],
    ['an invalid address', network('BAD_ADDRESS')],
    ['an address for plain text', network('INSECURE_ADDRESS')],
    ['a document with the status 403', http(403, undefined, document)],
    ['a document with the status 404', http(404, undefined, document)],
    ['a login refused in the body of a 200', refusedInBody],
    ['a directory that refuses', failed(new DirectoryRefusalError({ internalCode: 7 }, undefined))],
    ['a token function that returns no token', noToken()],
    ['an error of unknown origin', failed(new Error('no'))],
    ['a thrown value that is not an Error', failed('no')],
  ])('%s stops an agent that was never connected', (_, cause) => {
    const decision = decideOn(cause, { wasReady: false });

    expect(decision).toMatchObject(stop);
    expect(decision).toHaveProperty('error', expect.any(SDKError));
  });

  it('stops with the error itself', () => {
    const error = new AuthenticationError('Refused', { status: 401 });

    expect(decideOn(failed(error))).toEqual({ action: 'stop', error });
  });

  it('stops with an SDKError whose cause is the thrown value', () => {
    const thrown = new Error('vault is sealed');

    expect(decideOn(failed(thrown), { wasReady: false })).toMatchObject({ error: { cause: thrown } });
  });
});

describe('a token', () => {
  it.each([true, false])(
    'that the upgrade refuses and that cannot be renewed stops (connected before: %s)',
    (wasReady) => {
      expect(decideOn(upgrade(401), { renewable: false, wasReady })).toMatchObject({
        action: 'stop',
        error: { name: 'AuthenticationError', code: 401, retryable: false },
      });
    },
  );

  it.each([closed(1008), closed(1011), closed(4401), closed(4407)])(
    'that may be refused, with no other to be had, is tried again (%o)',
    (cause) => {
      expect(decideOn(cause, { renewable: false })).toMatchObject(sameToken);
    },
  );

  it.each([closed(1006), network('ECONNRESET'), upgrade(502), http(503)])(
    'that failed twice in a row is replaced (%o)',
    (cause) => {
      expect(decideOn(cause, { tokenFailures: 1 })).toMatchObject(sameToken);
      expect(decideOn(cause, { tokenFailures: 2 })).toMatchObject(newToken);
      expect(decideOn(cause, { tokenFailures: 7 })).toMatchObject(newToken);
    },
  );

  it('that failed twice in a row is kept if it cannot be renewed', () => {
    expect(decideOn(closed(1006), { tokenFailures: 2, renewable: false })).toMatchObject(sameToken);
  });

  it('that is refused is replaced at once, and with backoff the next time', () => {
    expect(delayOf(decideOn(closed(4401), { attempts: 0 }))).toBe(0);
    expect(delayOf(decideOn(closed(4401), { attempts: 1 }))).toBe(5_000);
    expect(delayOf(decideOn(upgrade(401), { attempts: 3 }))).toBe(20_000);
  });

  it.each([closed(1008), closed(1011), closed(4401), closed(4407), upgrade(401)])(
    'is known to be refused (%o)',
    (cause) => {
      expect(isTokenRefused(cause)).toBe(true);
    },
  );

  it.each([closed(1000), closed(1006), upgrade(403), upgrade(502), refused(401), http(401), network('ECONNRESET')])(
    'is not known to be refused (%o)',
    (cause) => {
      expect(isTokenRefused(cause)).toBe(false);
    },
  );
});

describe('the delay', () => {
  /** Values of `Math.random()`: lowest, middle, highest. */
  const chances = [0, 0.5, 1];

  it.each(chances)('after a lost connection is at most a second at first (random: %f)', (random) => {
    expect(delayOf(decideOn(closed(1006), { random }))).toBe(1_000 * (1 - random));
  });

  it.each([
    [1, 5_000],
    [2, 10_000],
    [3, 20_000],
    [7, 320_000],
    [8, 480_000],
    [50, 480_000],
    [5_000, 480_000],
  ])('before attempt %i + 1 is at most %i ms for any random value', (attempts, longest) => {
    for (const random of chances) {
      for (const cause of [closed(1006), network('ENOTFOUND'), failed(new TimeoutError('x', 1))]) {
        expect(delayOf(decideOn(cause, { attempts, random }))).toBe(longest * (1 - random));
      }
    }
  });

  it.each([1001, 1012])('after %i has a larger random part, as all agents reconnect at the same time', (code) => {
    expect(chances.map((random) => delayOf(decideOn(closed(code), { random })))).toEqual([5_000, 2_500, 0]);
  });

  it('is random within `jitter`', () => {
    const delays = chances.map((random) =>
      delayOf(decideOn(network('X'), { attempts: 1, random, reconnect: { jitter: 0.2 } })),
    );
    const fixed = chances.map((random) =>
      delayOf(decideOn(network('X'), { attempts: 1, random, reconnect: { jitter: 0 } })),
    );

    expect(delays).toEqual([5_000, 4_500, 4_000]);
    expect(fixed).toEqual([5_000, 5_000, 5_000]);
  });

  it('follows the options', () => {
    const reconnect = { firstDelay: 10, delay: 100, factor: 3, maxDelay: 1_000 };

    const delays = [0, 1, 2, 3, 4].map((attempts) => delayOf(decideOn(network('X'), { attempts, reconnect })));

    expect(delays).toEqual([10, 100, 300, 900, 1_000]);
  });

  it.each([
    [0, 5_000],
    [1, 10_000],
    [2, 15_000],
    [3, 30_000],
    [4, 60_000],
    [5, 120_000],
    [7, 480_000],
    [20, 480_000],
    [5_000, 480_000],
  ])('after %i attempts with status 5xx is at least %i ms', (attempts, least) => {
    for (const random of chances) {
      for (const cause of [http(500), http(503), upgrade(502)]) {
        const delayMs = delayOf(decideOn(cause, { attempts, random }));
        expect(delayMs).toBeGreaterThanOrEqual(least);
        expect(delayMs).toBeLessThanOrEqual(Math.max(Math.min(least * 1.2, 480_000), least));
      }
    }
  });

  it('after a throttled login is at least five seconds, and grows', () => {
    const delays = [0, 1, 2, 3].map((attempts) => delayOf(decideOn(http(429), { attempts })));

    expect(delays).toEqual([5_000, 10_000, 20_000, 40_000]);
  });

  it('after a throttled socket is at least a second, and grows', () => {
    const delays = [0, 1, 2, 3].map((attempts) => delayOf(decideOn(upgrade(429), { attempts })));

    expect(delays).toEqual([1_000, 2_000, 4_000, 8_000]);
  });

  it('is Retry-After plus a random part', () => {
    for (const cause of [http(429, 60_000), http(503, 60_000), upgrade(429, '60'), upgrade(503, '60')]) {
      expect(chances.map((random) => delayOf(decideOn(cause, { random })))).toEqual([60_000, 66_000, 72_000]);
    }
  });

  it('is Retry-After even if that exceeds `maxDelay`', () => {
    for (const random of chances) expect(delayOf(decideOn(http(429, 3_600_000), { random }))).toBe(3_600_000);
  });

  it('is not shortened by Retry-After', () => {
    expect(delayOf(decideOn(http(429, 10)))).toBe(5_000);
    expect(delayOf(decideOn(upgrade(503, '0')))).toBe(5_000);
  });

  it('grows up to `maxDelay`', () => {
    for (const attempts of [7, 8, 100, 5_000]) {
      expect(delayOf(decideOn(http(429), { attempts }))).toBeLessThanOrEqual(480_000);
      expect(delayOf(decideOn(http(429), { attempts, reconnect: { maxDelay: 1_000 } }))).toBe(5_000);
    }
  });

  it.each([
    ['a very large Retry-After', http(429, 1e15), {}],
    ['an infinite Retry-After', upgrade(503, '1e999'), {}],
    ['no delay at all', network('X'), { reconnect: { firstDelay: 0, delay: 0 } }],
    ['a great factor', network('X'), { reconnect: { factor: 1e300 } }],
  ])('does not exceed the longest timer, with %s', (_, cause, more) => {
    for (const attempts of [0, 1, 2, 10, 1_100, 1e6]) {
      for (const random of chances) {
        const delayMs = delayOf(decideOn(cause, { attempts, random, ...more }));
        expect(Number.isInteger(delayMs)).toBe(true);
        expect(delayMs).toBeGreaterThanOrEqual(0);
        expect(delayMs).toBeLessThan(2 ** 31);
      }
    }
  });
});

describe('giving up', () => {
  it('happens after `maxAttempts` for any cause', () => {
    for (const cause of [closed(1006), closed(4401), http(503), upgrade(429), network('ENOTFOUND')]) {
      expect(decideOn(cause, { attempts: 34, reconnect: { maxAttempts: 35 } })).toMatchObject({ action: 'retry' });
      expect(decideOn(cause, { attempts: 35, reconnect: { maxAttempts: 35 } })).toMatchObject({
        action: 'stop',
        error: { name: 'ConnectionError', code: 'GAVE_UP' },
      });
    }
  });

  it('has the last failure as its cause', () => {
    const error = new ConnectionError('Out of reach', { code: 'ENOTFOUND' });

    const decision = decideOn(failed(error), { attempts: 1, reconnect: { maxAttempts: 1 } });

    expect(decision).toMatchObject({ error: { cause: error } });
  });

  it('does not happen with the default options', () => {
    expect(decideOn(closed(1006), { attempts: 1e9 })).toMatchObject({ action: 'retry' });
  });
});
