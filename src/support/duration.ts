import { inspect } from 'node:util';
import { ConfigurationError } from '../errors.js';
import { LONGEST_TIMER_MS } from './deadline.js';

/** Milliseconds, or a number with its unit: `'500ms'`, `'2s'`, `'10m'`, `'1h'`. */
export type Duration = number | `${number}${'ms' | 's' | 'm' | 'h'}`;

const TEXT = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/;
const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

/**
 * @param name Of the option, for the error.
 * @returns Milliseconds.
 * @throws {ConfigurationError} No duration from 0 to 24 days.
 */
export function durationMs(duration: Duration, name: string): number {
  const [, amount, unit = ''] = (typeof duration === 'string' && TEXT.exec(duration)) || [];
  const ms = typeof duration === 'number' ? duration : Number(amount) * (UNITS[unit] ?? Number.NaN);
  if (ms >= 0 && ms <= LONGEST_TIMER_MS) return ms;
  throw new ConfigurationError([
    `${name}: expected milliseconds or a text such as '500ms', '2s', '10m' or '1h', got ${inspect(duration)}`,
  ]);
}
