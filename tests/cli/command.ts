import { spawn, type ChildProcess } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { StartedDesk } from '../../src/cli/printer.js';
import type { DeskClient } from '../inspector/desk-client.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const cli = join(root, 'dist/cli.js');

/** A document that `--json` prints. */
export interface Document extends StartedDesk {
  readonly event: 'started' | 'bot' | 'noBrowser';
  readonly command: string;
  readonly state: 'running' | 'restarting' | 'failed';
  readonly failure: string | undefined;
}

/** A folder with the program of a user, who has installed the built package, and `tsx` unless told otherwise. */
export class Project implements AsyncDisposable {
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  static async with(files: Readonly<Record<string, string>>, packages: readonly string[] = ['tsx']): Promise<Project> {
    const project = new Project(await mkdtemp(join(tmpdir(), 'project-')));
    await mkdir(join(project.path, 'node_modules'));
    await symlink(root, join(project.path, 'node_modules', 'node-agent-sdk'), 'junction');
    for (const name of packages) {
      await symlink(join(root, 'node_modules', name), join(project.path, 'node_modules', name), 'junction');
    }
    for (const [name, text] of Object.entries(files)) await project.write(name, text);
    return project;
  }

  async write(name: string, text: string): Promise<void> {
    // As editors do, so that a watcher never sees half a file.
    const unfinished = join(this.path, `${name}.unfinished`);
    await writeFile(unfinished, text);
    await rename(unfinished, join(this.path, name));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.path, { recursive: true, force: true });
  }
}

/** The built command, as a process. */
export class RunningCommand implements AsyncDisposable {
  readonly process: ChildProcess;
  readonly #news = new EventEmitter();
  stdout = '';
  stderr = '';

  /** @param cwd The folder in which it runs. */
  constructor(args: readonly string[], cwd: string = root, env: NodeJS.ProcessEnv = {}) {
    if (!existsSync(cli)) throw new Error('There is no dist: npm run build');
    this.process = spawn(process.execPath, [cli, ...args], {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.process.stdout?.setEncoding('utf8').on('data', (text: string) => this.#add('stdout', text));
    this.process.stderr?.setEncoding('utf8').on('data', (text: string) => this.#add('stderr', text));
    this.process.once('close', () => this.#news.emit('news'));
  }

  /** What it has printed so far with `--json`. */
  get documents(): readonly Document[] {
    const complete = this.stdout.slice(0, this.stdout.lastIndexOf('\n') + 1);
    return complete
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Document);
  }

  /** Resolves with the first document after the first `skip` ones that matches. */
  async prints(matches: (document: Document) => boolean, skip = 0): Promise<Document> {
    for (;;) {
      const found = this.documents.slice(skip).find(matches);
      if (found !== undefined) return found;
      if (this.#hasEnded) throw new Error(`The command ended: ${this.stdout}${this.stderr}`);
      await once(this.#news, 'news');
    }
  }

  /** Resolves when the output of the bot, or of the command without `--json`, contains a text. */
  async says(text: string): Promise<void> {
    while (!`${this.stdout}${this.stderr}`.includes(text)) {
      if (this.#hasEnded) throw new Error(`The command ended: ${this.stdout}${this.stderr}`);
      await once(this.#news, 'news');
    }
  }

  /** Resolves with its exit code when it has ended. */
  async ends(): Promise<number | null> {
    if (!this.#hasEnded) await once(this.process, 'close');
    return this.process.exitCode;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#hasEnded) this.process.kill('SIGTERM');
    await this.ends();
  }

  get #hasEnded(): boolean {
    return this.process.exitCode !== null || this.process.signalCode !== null;
  }

  #add(stream: 'stdout' | 'stderr', text: string): void {
    this[stream] += text;
    this.#news.emit('news');
  }
}

/** Whether a process runs. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    // ESRCH: there is no such process.
    return false;
  }
}

/** Resolves when the desk shows the bot in this state. */
export async function untilBot(desk: DeskClient, state: string): Promise<void> {
  await desk.until(({ desk: view }) => (view?.bot.state === state ? true : undefined));
}
