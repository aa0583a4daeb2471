import type { Simulator } from '../simulator/simulator.js';
import { trimOldest } from '../support/keep-newest.js';
import type { People } from './people.js';

/** Times that are shown. */
const SHOWN = 24;
const INTERVAL_MS = 1_000;

/** Measures the time from ping to pong of the bot's sockets, once a second while a page is connected. */
export class RoundTrips {
  readonly #simulator: Simulator;
  readonly #people: People;
  readonly #onTime: () => void;
  readonly #times: number[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(simulator: Simulator, people: People, onTime: () => void) {
    this.#simulator = simulator;
    this.#people = people;
    this.#onTime = onTime;
  }

  /** In ms, oldest first. */
  get times(): readonly number[] {
    return this.#times.slice(-SHOWN);
  }

  start(): void {
    this.#timer ??= setInterval(() => this.#measure(), INTERVAL_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #measure(): void {
    const { bot } = this.#people;
    for (const socket of this.#simulator.umsSockets) {
      if (socket.agent !== bot) continue;
      const sentAt = performance.now();
      void socket.roundTrip().then((isAnswered) => {
        if (isAnswered) this.#add(performance.now() - sentAt);
      });
    }
  }

  #add(ms: number): void {
    this.#times.push(Math.round(ms * 100) / 100);
    trimOldest(this.#times, SHOWN);
    this.#onTime();
  }
}
