import { readdirSync, statSync, watch, type Dirent, type FSWatcher } from 'node:fs';
import { extname, join } from 'node:path';
import { UsageError } from './usage-error.js';

/** What a program is written in. A bot writes other files: state, logs, JSON. */
const SOURCES = ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs'];
/** Beside folders whose name begins with a dot. */
const IGNORED = ['node_modules', 'dist', 'build', 'coverage'];
/** An editor saves a file, and a formatter several, in more than one step. */
const DEBOUNCE_MS = 100;

/**
 * Watches the source files below a folder, and calls back when one of them was changed, added or removed. One watcher for
 * each folder instead of a recursive one: Node.js 20 would also watch every file of `node_modules`.
 */
export class SourceWatch {
  readonly #root: string;
  readonly #onChange: () => void;
  readonly #watchers = new Map<string, FSWatcher>();
  /** Time and size of each source file, by path. */
  #files: ReadonlyMap<string, string>;
  #timer: NodeJS.Timeout | undefined;

  /** @throws {UsageError} The folder cannot be watched. */
  constructor(root: string, onChange: () => void) {
    this.#root = root;
    this.#onChange = onChange;
    this.#files = this.#scan();
  }

  close(): void {
    clearTimeout(this.#timer);
    for (const watcher of this.#watchers.values()) watcher.close();
    this.#watchers.clear();
  }

  /** Watches the folders that there are now. @returns Their source files. */
  #scan(): ReadonlyMap<string, string> {
    const files = new Map<string, string>();
    const folders = new Set<string>();
    const visit = (folder: string): void => {
      folders.add(folder);
      // Before it is read: what is added meanwhile is seen either way.
      this.#watch(folder);
      for (const entry of entriesOf(folder)) {
        const path = join(folder, entry.name);
        if (entry.isDirectory()) {
          if (!entry.name.startsWith('.') && !IGNORED.includes(entry.name)) visit(path);
        } else if (isSource(entry.name)) {
          const stat = statSync(path, { throwIfNoEntry: false });
          if (stat !== undefined) files.set(path, `${stat.mtimeMs} ${stat.size}`);
        }
      }
    };
    visit(this.#root);
    for (const [folder, watcher] of this.#watchers) {
      if (folders.has(folder)) continue;
      watcher.close();
      this.#watchers.delete(folder);
    }
    return files;
  }

  #watch(folder: string): void {
    if (this.#watchers.has(folder)) return;
    try {
      const watcher = watch(folder, (event, name) => {
        // A rename may be that of a folder. Writing to a file that is no source is a change of that file alone.
        if (event === 'rename' || name === null || isSource(name)) this.#look();
      });
      // A folder that was removed; the next scan closes its watcher.
      watcher.on('error', () => this.#look());
      this.#watchers.set(folder, watcher);
    } catch (error) {
      if (isOutOfReach(error) && folder !== this.#root) return;
      throw new UsageError(`--watch cannot watch ${folder}: ${(error as Error).message}`);
    }
  }

  #look(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      const before = this.#files;
      this.#files = this.#scan();
      const isSame =
        before.size === this.#files.size && [...this.#files].every(([path, stat]) => before.get(path) === stat);
      if (!isSame) this.#onChange();
    }, DEBOUNCE_MS);
  }
}

function isSource(name: string): boolean {
  return SOURCES.includes(extname(name));
}

function entriesOf(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if (isOutOfReach(error)) return [];
    throw error;
  }
}

/** A folder that was removed since its name was read, or that the program cannot read either. */
function isOutOfReach(error: unknown): boolean {
  return ['ENOENT', 'EACCES', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '');
}
