import { expect, it } from 'vitest';
import { ConfigurationError } from '../../src/index.js';
import { durationMs, type Duration } from '../../src/support/duration.js';

it.each<[Duration, number]>([
  [0, 0],
  [1_500, 1_500],
  ['500ms', 500],
  ['2s', 2_000],
  ['1.5s', 1_500],
  ['10m', 600_000],
  ['1h', 3_600_000],
])('reads %j as %i ms', (duration, ms) => {
  expect(durationMs(duration, 'wait')).toBe(ms);
});

it.each<[string, unknown]>([
  ['a negative number', -1],
  ['no number', Number.NaN],
  ['more than a timer can wait', 2 ** 31],
  ['more than a timer can wait, as a text', '597h'],
  ['a text without a unit', '10'],
  ['an unknown unit', '2d'],
  ['a negative text', '-2s'],
  ['an empty text', ''],
  ['nothing', undefined],
])('refuses %s and names the option', (_, duration) => {
  // What a program without types may pass.
  const read = (): number => durationMs(duration as Duration, 'turns.wait');

  expect(read).toThrow(ConfigurationError);
  expect(read).toThrow("turns.wait: expected milliseconds or a text such as '500ms', '2s', '10m' or '1h'");
});
