import { statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, extname, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { UsageError } from './usage-error.js';
import { endsWithParent } from './ends-with-parent.js';

/** How the process of a bot is started. */
export interface BotProgram {
  /** For people: the file, or the command line. */
  readonly name: string;
  readonly file: string;
  readonly args: readonly string[];
  /** Folder whose source files are watched. */
  readonly folder: string;
}

const JAVASCRIPT = ['.js', '.mjs', '.cjs'];
/** Those of which Node can strip the types. */
const TYPESCRIPT = ['.ts', '.mts', '.cts'];
const JSX = '.tsx';

/**
 * @param file A path given by the user.
 * @throws {UsageError} There is no such file, or nothing that can run it.
 */
export function programOfFile(file: string): BotProgram {
  const path = resolve(file);
  if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) {
    throw new UsageError(`There is no file ${file} (looked for ${path})`);
  }
  return {
    name: relative(process.cwd(), path),
    file: process.execPath,
    args: ['--import', endsWithParent(), ...loaderOf(path), path],
    folder: dirname(path),
  };
}

/** @throws {UsageError} The command is empty. */
export function programOfCommand([file, ...args]: readonly string[]): BotProgram {
  if (file === undefined) throw new UsageError('There is no command after --, expected e.g. -- npm start');
  return { name: [file, ...args].join(' '), file, args, folder: process.cwd() };
}

/** Options of Node that make it run this file. */
function loaderOf(path: string): readonly string[] {
  const extension = extname(path);
  if (JAVASCRIPT.includes(extension)) return [];
  if (extension !== JSX && !TYPESCRIPT.includes(extension)) {
    throw new UsageError(
      `${basename(path)} is no JavaScript or TypeScript file. Start any other program with: simulator -- command`,
    );
  }
  const tsx = tsxOf(path);
  if (tsx !== undefined) return ['--import', pathToFileURL(tsx).href];
  if (extension !== JSX && hasTypeStripping()) return [];
  throw new UsageError(
    `${basename(path)} is TypeScript, and Node.js ${process.version} cannot run it by itself. Install tsx beside the bot ` +
      '(npm install --save-dev tsx), or start a command that compiles it: simulator -- command',
  );
}

/** The loader of `tsx` that the bot itself would find. */
function tsxOf(path: string): string | undefined {
  try {
    return createRequire(path).resolve('tsx');
  } catch {
    // Not installed there; the caller looks for another way.
    return undefined;
  }
}

/** Node.js from 22.18 and 23.6 on removes the types of a file that it runs. */
function hasTypeStripping(): boolean {
  return 'typescript' in process.features && Boolean(process.features.typescript);
}
