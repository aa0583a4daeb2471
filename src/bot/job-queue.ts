import type { Job } from './job.js';

/** The jobs of a conversation that come before what the consumer has said. */
export class JobQueue {
  #jobs: Job[] = [];

  get length(): number {
    return this.#jobs.length;
  }

  get hasLast(): boolean {
    return this.#jobs.some(({ isLast }) => isLast);
  }

  add(job: Job): void {
    this.#jobs.push(job);
  }

  /** Puts a job back that could not begin. */
  putBack(job: Job): void {
    this.#jobs.unshift(job);
  }

  next(): Job | undefined {
    return this.#jobs.shift();
  }

  /** Removes the jobs that only the owner of the conversation can do. */
  discard(reason: Error): void {
    for (const { needsOwner, caller } of this.#jobs) if (needsOwner) caller?.reject(reason);
    this.#jobs = this.#jobs.filter(({ needsOwner }) => !needsOwner);
  }

  /** Removes the turns that were begun from outside. */
  rejectCallers(reason: Error): void {
    for (const { caller } of this.#jobs) caller?.reject(reason);
    this.#jobs = this.#jobs.filter(({ caller }) => caller === undefined);
  }

  clear(reason: Error): void {
    this.rejectCallers(reason);
    this.#jobs = [];
  }
}
