import { ConfigurationError } from '../errors.js';
import type { StateChange } from '../store/store.js';
import { durationMs, type Duration } from '../support/duration.js';
import type { Job } from './job.js';
import type { RouteHandler } from './routes.js';

/** A handler of `bot.silence`. */
export interface Silence {
  /** Of the timer in the store. */
  readonly name: string;
  readonly ms: number;
  readonly handler: RouteHandler;
}

const PREFIX = 'silence ';

/** @throws {ConfigurationError} The duration or the handler does not fit, or the duration has a handler. */
export function addSilence(silences: Silence[], duration: Duration, handler: RouteHandler): void {
  const ms = durationMs(duration, 'silence');
  const name = `${PREFIX}${ms}`;
  if (typeof handler !== 'function') throw new ConfigurationError(['silence: expected a function']);
  if (ms < 1) throw new ConfigurationError(['silence: expected at least 1 ms']);
  if (silences.some((one) => one.name === name)) throw new ConfigurationError([`silence: ${ms} ms has such a handler`]);
  silences.push({ name, ms, handler });
}

/** When the silences of one conversation are over. Written with each commit. */
export class Silences {
  readonly #silences: readonly Silence[];
  readonly #saved: Map<string, number>;
  readonly #due: Map<string, number>;
  /** Another agent has the conversation. */
  #hasEnded = false;

  /** @param timers As the store has them. */
  constructor(silences: readonly Silence[], timers: Readonly<Record<string, number>>) {
    this.#silences = silences;
    this.#saved = new Map(Object.entries(timers).filter(([name]) => name.startsWith(PREFIX)));
    const known = new Set(silences.map(({ name }) => name));
    this.#due = new Map(Array.from(this.#saved).filter(([name]) => known.has(name)));
  }

  /** The consumer has said something, or the conversation has come to the bot. */
  begin(now: number): void {
    this.#hasEnded = false;
    for (const { name, ms } of this.#silences) this.#due.set(name, now + ms);
  }

  /** This agent does not have the conversation any more. */
  end(): void {
    this.#hasEnded = true;
    this.#due.clear();
  }

  /** When the next silence is over; `undefined`: none runs. */
  get dueAt(): number | undefined {
    return this.#due.size === 0 ? undefined : Math.min(...this.#due.values());
  }

  /** A silence that is over, the shortest first. */
  over(now: number): Silence | undefined {
    const over = this.#silences.filter(({ name }) => (this.#due.get(name) ?? Infinity) <= now);
    return over.toSorted((one, other) => one.ms - other.ms)[0];
  }

  /** The timers that the commit of a job changes. What the consumer has said begins all silences anew. */
  change({ events, silence }: Job): NonNullable<StateChange['timers']> {
    const heardAt = events.at(-1)?.heardAt;
    const next = new Map(this.#due);
    if (heardAt !== undefined && !this.#hasEnded)
      for (const { name, ms } of this.#silences) next.set(name, heardAt + ms);
    if (silence !== undefined) next.delete(silence);
    const timers: Record<string, number | null> = {};
    for (const [name, at] of next) if (this.#saved.get(name) !== at) timers[name] = at;
    for (const name of this.#saved.keys()) if (!next.has(name)) timers[name] = null;
    return timers;
  }

  /** The store has these timers. */
  committed({ timers = {} }: Pick<StateChange, 'timers'>): void {
    for (const [name, at] of Object.entries(timers)) {
      if (!name.startsWith(PREFIX)) continue;
      // A commit may end after the conversation was lost.
      for (const map of this.#hasEnded ? [this.#saved] : [this.#saved, this.#due]) {
        if (at === null) map.delete(name);
        else map.set(name, at);
      }
    }
  }
}
