import type { ValidationIssue } from '../errors.js';
import { limits, type Channel, type ChannelLimits } from './limits.js';

export type Path = readonly (string | number)[];

/** Collects what a channel does not accept. */
export class Problems {
  readonly #issues: ValidationIssue[] = [];
  readonly limits: ChannelLimits;

  constructor(readonly channel: Channel) {
    this.limits = limits[channel];
  }

  get issues(): readonly ValidationIssue[] {
    return this.#issues;
  }

  add(path: Path, message: string): void {
    this.#issues.push({ path: path.join('.'), message: `${this.channel}: ${message}` });
  }

  /** @param what What is counted, e.g. `characters of a title`. */
  limit(path: Path, what: string, max: number | undefined, value: number): void {
    if (max !== undefined && value > max) this.add(path, `at most ${max} ${what}, but this has ${value}`);
  }

  /** Reports a text that is too long; anything else is for the schema to report. */
  length(path: Path, what: string, max: number | undefined, value: unknown): void {
    if (typeof value === 'string') this.limit(path, `characters of ${what}`, max, value.length);
  }
}
