import { fc, it } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { ConfigurationError } from '../../src/index.js';
import { durationMs, type Duration } from '../../src/support/duration.js';

const refused = (value: unknown): unknown => {
  try {
    // Values that the type does not allow, as of an application in JavaScript.
    return durationMs(value as Duration, 'turns.wait');
  } catch (error) {
    return error;
  }
};

describe('A duration', () => {
  test.each([
    [0, 0],
    [1_500, 1_500],
    ['500ms', 500],
    ['2s', 2_000],
    ['0.5s', 500],
    ['10m', 600_000],
    ['1h', 3_600_000],
    ['24h', 86_400_000],
    [2 ** 31 - 1, 2 ** 31 - 1],
  ] as const)('%j is %i ms', (duration, ms) => {
    expect(durationMs(duration, 'wait')).toBe(ms);
  });

  test.each<unknown>([
    -1,
    Number.NaN,
    Infinity,
    2 ** 31,
    '',
    '5',
    '5 s',
    ' 5s',
    '-5s',
    '1e3s',
    '0x5s',
    '5d',
    '5S',
    '600h',
    's',
    null,
    undefined,
    true,
    {},
    [],
    ['5s'],
    10n,
    Symbol('s'),
    Object.create(null),
  ])('is not %o', (value) => {
    const error = refused(value);

    expect(error).toBeInstanceOf(ConfigurationError);
    expect(String(error)).toContain('turns.wait: expected milliseconds or a text');
  });

  test('that is no number is named in the error', () => {
    expect(String(refused(Number.NaN))).toContain('got NaN');
    expect(String(refused('5 s'))).toContain("got '5 s'");
  });

  it.prop([fc.anything({ withBigInt: true, withNullPrototype: true, withDate: true })])(
    'of any value is milliseconds or a ConfigurationError',
    (value) => {
      const ms = refused(value);

      if (!(ms instanceof ConfigurationError)) expect(ms).toSatisfy((one) => Number(one) >= 0 && Number(one) < 2 ** 31);
    },
  );
});
