import { spawn, type ChildProcess } from 'node:child_process';
import type { BotProcess } from '../inspector/bot-process.js';
import type { BotReport } from '../inspector/contract.js';
import { keepNewest } from '../support/keep-newest.js';
import { reportsIn } from './bot-message.js';
import { GRACE_MS } from './ends-with-parent.js';
import { OutputTail } from './output-tail.js';
import type { BotProgram } from './program.js';

const MAX_REPORTS = 1_000;
const UNHEARD =
  'This program has reported nothing. A Bot of node-agent-sdk/bot reports, in the process that the command itself starts; ' +
  'an Agent, the legacy API, the original package, and a process behind another one (npm start) do not.';

export interface ChildBotOptions {
  readonly program: BotProgram;
  readonly environment: NodeJS.ProcessEnv;
  /** Where the output of the process goes. */
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream;
}

interface Running {
  readonly child: ChildProcess;
  /** Resolves when the process, and every process that shares its output, has ended. */
  readonly ended: Promise<void>;
}

/** Runs the program of a bot as one child process at a time. A process that ends by itself is not started again. */
export class ChildBot implements BotProcess {
  readonly command: string;
  readonly #options: ChildBotOptions;
  readonly #listeners: (() => void)[] = [];
  readonly #reports = new Map<string, BotReport>();
  #state: BotProcess['state'] = 'restarting';
  #failure: string | undefined;
  #hasReported = false;
  #running: Running | undefined;
  #restarting: Promise<void> | undefined;
  #isStopped = false;

  constructor(options: ChildBotOptions) {
    this.#options = options;
    this.command = options.program.name;
  }

  get state(): BotProcess['state'] {
    return this.#state;
  }

  get failure(): string | undefined {
    return this.#failure;
  }

  get silence(): string | undefined {
    if (this.#state === 'failed') return 'The program has ended.';
    return this.#hasReported ? undefined : UNHEARD;
  }

  get reports(): ReadonlyMap<string, BotReport> {
    return this.#reports;
  }

  /** Id of the process; `undefined` while none runs. */
  get pid(): number | undefined {
    return this.#running?.child.pid;
  }

  onChange(listener: () => void): void {
    this.#listeners.push(listener);
  }

  start(): void {
    if (this.#running === undefined && !this.#isStopped) this.#start();
  }

  /** Overlapping calls are one. */
  restart(): Promise<void> {
    this.#restarting ??= this.#restart().finally(() => (this.#restarting = undefined));
    return this.#restarting;
  }

  /** Ends the process for good: SIGTERM, and SIGKILL after five seconds. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#end();
  }

  /** Ends the process at once. Synchronous, for a command that ends by itself. */
  kill(): void {
    this.#isStopped = true;
    if (this.#running !== undefined) signal(this.#running.child, 'SIGKILL');
  }

  async #restart(): Promise<void> {
    if (this.#isStopped) return;
    this.#state = 'restarting';
    this.#changed();
    await this.#end();
    this.start();
  }

  #start(): void {
    const { program, environment, stdout, stderr } = this.#options;
    const child = spawn(program.file, program.args, {
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      // A process group of its own: Ctrl-C reaches the command only, and a signal reaches what `npm start` has started.
      detached: hasGroups,
      windowsHide: true,
    });
    const tail = new OutputTail();
    for (const [from, to] of [
      [child.stdout, stdout],
      [child.stderr, stderr],
    ] as const) {
      from?.setEncoding('utf8').on('data', (text: string) => tail.add(text));
      from?.pipe(to, { end: false });
    }
    child.on('message', (message) => this.#hear(message));
    const ended = new Promise<string>((resolve) => {
      child.once('error', (error) => {
        // Also a failed `kill` or `send` is emitted as `error`.
        if (child.pid === undefined) resolve(`It could not be started: ${error.message}`);
      });
      child.once('close', (code, name) => resolve(name === null ? `It ended with code ${code}.` : `${name} ended it.`));
    });
    this.#reports.clear();
    this.#hasReported = false;
    this.#failure = undefined;
    this.#state = 'running';
    this.#running = {
      child,
      ended: ended.then((how) => {
        this.#running = undefined;
        if (this.#state !== 'running' || this.#isStopped) return;
        this.#state = 'failed';
        this.#failure = `${how}\n${tail.lines}`.trimEnd();
        this.#changed();
      }),
    };
    this.#changed();
  }

  async #end(): Promise<void> {
    if (this.#running === undefined) return;
    const { child, ended } = this.#running;
    signal(child, 'SIGTERM');
    const timer = setTimeout(() => signal(child, 'SIGKILL'), GRACE_MS);
    await ended;
    clearTimeout(timer);
    // A process of the group that has closed its output may still run.
    signal(child, 'SIGKILL');
  }

  #hear(message: unknown): void {
    const reports = reportsIn(message);
    if (reports === undefined) return;
    this.#hasReported = true;
    for (const report of reports) {
      this.#reports.delete(report.conversationId);
      this.#reports.set(report.conversationId, report);
    }
    keepNewest(this.#reports, MAX_REPORTS);
    this.#changed();
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }
}

const hasGroups = process.platform !== 'win32';

/** To the process group of the child. */
function signal(child: ChildProcess, name: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  if (!hasGroups) {
    child.kill(name);
    return;
  }
  try {
    process.kill(-child.pid, name);
  } catch (error) {
    // ESRCH: all processes of the group have ended.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
