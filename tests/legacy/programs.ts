import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Simulator } from '../../src/simulator/index.js';
import { Queue } from '../support/queue.js';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** A message from the program to the test. */
export interface Said {
  readonly name: string;
  readonly args: readonly unknown[];
}

/** A child process that uses the built package. */
export class Program implements AsyncDisposable {
  readonly #process: ChildProcess;
  readonly #said = new Queue<Said>();
  readonly #place: string;
  readonly #printed = new Set<() => void>();
  output = '';

  private constructor(child: ChildProcess, place: string) {
    this.#process = child;
    this.#place = place;
    child.on('message', (message) => this.#said.put(message as Said));
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (data) => {
        this.output += String(data);
        for (const check of this.#printed) check();
      });
    }
  }

  /** @param source CommonJS that may require `node-agent-sdk/legacy`. */
  static async start(source: string, simulator: Simulator): Promise<Program> {
    if (!existsSync(join(root, 'dist/legacy.cjs'))) throw new Error('There is no dist: npm run build');
    const place = await mkdtemp(join(tmpdir(), 'bot-'));
    await mkdir(join(place, 'node_modules'));
    await symlink(root, join(place, 'node_modules', 'node-agent-sdk'), 'junction');
    await writeFile(join(place, 'ca.pem'), simulator.ca ?? '');
    await writeFile(join(place, 'bot.cjs'), source);
    const { username = '', password = '' } = simulator.agents[0] ?? {};
    const env = {
      ...process.env,
      NODE_EXTRA_CA_CERTS: join(place, 'ca.pem'),
      LP_ACCOUNT: simulator.accountId,
      LP_USER: username,
      LP_PASS: password,
      LP_CSDS: simulator.host,
    };
    const directory = fileURLToPath(new URL('programs/directory.cjs', import.meta.url));
    const child = fork(join(place, 'bot.cjs'), {
      cwd: place,
      env,
      execArgv: ['--require', directory],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    return new Program(child, place);
  }

  /** Resolves with the next message, or the next of this name; messages before it are skipped. */
  async says(name?: string): Promise<Said> {
    for (;;) {
      const said = await this.#said.take();
      if (name === undefined || said.name === name) return said;
    }
  }

  /** Resolves once the output matches. */
  prints(pattern: RegExp): Promise<void> {
    return new Promise((resolve) => {
      const check = (): void => {
        if (!pattern.test(this.output)) return;
        this.#printed.delete(check);
        resolve();
      };
      this.#printed.add(check);
      check();
    });
  }

  tell(message: object): void {
    this.#process.send(message);
  }

  /** Resolves with the exit code when the process exits. */
  async ends(): Promise<number | null> {
    if (this.#process.exitCode === null) await once(this.#process, 'close');
    return this.#process.exitCode;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#process.exitCode === null && this.#process.signalCode === null) {
      this.#process.kill();
      await once(this.#process, 'close');
    }
    await rm(this.#place, { recursive: true, force: true });
  }
}
