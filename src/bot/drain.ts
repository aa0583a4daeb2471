import type { ConfigurationError } from '../errors.js';
import { durationMs, type Duration } from '../support/duration.js';

const DRAIN = '10s';

/** `stop` never rejects: a wrong duration is reported. */
export function drainMs(drain: Duration = DRAIN, report: (error: ConfigurationError) => void): number {
  try {
    return durationMs(drain, 'drain');
  } catch (error) {
    // `durationMs` throws nothing else.
    report(error as ConfigurationError);
    return durationMs(DRAIN, 'drain');
  }
}
