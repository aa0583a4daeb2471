import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { builtProgram } from '../support/program.js';

/** A line printed by `programs/holds.ts`. */
export interface Said {
  readonly pid: number;
  readonly opened?: boolean;
  readonly code?: string;
  readonly holder?: { readonly pid: number };
}

const program = new URL('programs/holds.ts', import.meta.url);

/** Another process that has opened a store, or failed to. */
export class Holder implements AsyncDisposable {
  readonly #process: ChildProcess;
  readonly #lines: AsyncIterator<string>;
  #first: Said | undefined;

  private constructor(child: ChildProcess, lines: AsyncIterator<string>) {
    this.#process = child;
    this.#lines = lines;
  }

  /** @param launcher A command that starts `node`. */
  static async start(path: string, lockTimeout = 0, launcher: readonly string[] = []): Promise<Holder> {
    const node = [process.execPath, await builtProgram(program), path, String(lockTimeout)];
    const [command = '', ...args] = [...launcher, ...node];
    const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    const holder = new Holder(child, createInterface({ input: child.stdout })[Symbol.asyncIterator]());
    holder.#first = await holder.#said();
    return holder;
  }

  /** The result of opening the store. */
  get first(): Said {
    if (this.#first === undefined) throw new Error('nothing was said yet');
    return this.#first;
  }

  /** The process id outside its container; inside, the id differs. */
  get pid(): number {
    return this.#process.pid ?? Number.NaN;
  }

  /** Sends a call. Resolves when the process has done it. */
  async does(line: string): Promise<Said> {
    this.#process.stdin?.write(`${line}\n`);
    return this.#said();
  }

  async kill(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const ended = once(this.#process, 'exit');
    this.#process.kill('SIGKILL');
    await ended;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
  }

  async #said(): Promise<Said> {
    const { value, done } = await this.#lines.next();
    if (done) throw new Error('the process ended without output');
    return JSON.parse(value) as Said;
  }
}
