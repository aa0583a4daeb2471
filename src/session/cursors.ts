import { closeSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import type { CursorStore } from '../options.js';

/** Lines beyond this many per dialog are not worth reading again at the next start. */
const COMPACT_AFTER = 10_000;

/**
 * A store in one file of JSON lines. Written without delay, so that the end of the process loses nothing;
 * one process at a time may use a file.
 */
export class FileCursorStore implements CursorStore, Disposable {
  readonly #path: string;
  readonly #cursors = new Map<string, number>();
  #file: number | undefined;
  #lines = 0;

  constructor(path: string) {
    this.#path = path;
    mkdirSync(dirname(path), { recursive: true });
    this.#read();
    this.#compact();
  }

  get(dialogId: string): number | undefined {
    return this.#cursors.get(dialogId);
  }

  set(dialogId: string, sequence: number): void {
    this.#cursors.set(dialogId, sequence);
    this.#write([dialogId, sequence]);
  }

  delete(dialogId: string): void {
    if (this.#cursors.delete(dialogId)) this.#write([dialogId]);
  }

  dialogs(): Iterable<string> {
    return [...this.#cursors.keys()];
  }

  /** Closes the file; the next `set` opens it again. */
  [Symbol.dispose](): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }

  #read(): void {
    let text: string;
    try {
      text = readFileSync(this.#path, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
      throw error;
    }
    for (const line of text.split('\n')) {
      const [dialogId, sequence] = parseLine(line);
      if (typeof dialogId !== 'string') continue;
      if (typeof sequence === 'number') this.#cursors.set(dialogId, sequence);
      else this.#cursors.delete(dialogId);
    }
  }

  #write(line: readonly [string, number?]): void {
    this.#file ??= openSync(this.#path, 'a', 0o600);
    writeSync(this.#file, `${JSON.stringify(line)}\n`);
    this.#lines += 1;
    if (this.#lines > COMPACT_AFTER + this.#cursors.size) this.#compact();
  }

  /** The whole beside the old file, then in its place: at any moment one of them is complete. */
  #compact(): void {
    this[Symbol.dispose]();
    const next = `${this.#path}.next`;
    const file = openSync(next, 'w', 0o600);
    for (const line of this.#cursors) writeSync(file, `${JSON.stringify(line)}\n`);
    closeSync(file);
    renameSync(next, this.#path);
    this.#lines = 0;
  }
}

/** The last line of a process that was killed may be torn: what it would have said is then repeated, not lost. */
function parseLine(line: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(line);
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}
