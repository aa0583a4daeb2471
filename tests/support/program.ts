import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, transformSync } from 'esbuild';
import { afterAll } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const built = new Map<string, Promise<string>>();
let folder: string | undefined;

/**
 * Bundles a program for child processes, once per test process: plain Node starts a bundle in a tenth of the time that a
 * compiler in each child takes.
 *
 * @param source URL of the TypeScript file.
 * @returns The path of a module that Node can run.
 */
export function builtProgram(source: URL): Promise<string> {
  const path = fileURLToPath(source);
  const program = built.get(path) ?? bundle(path);
  built.set(path, program);
  return program;
}

async function bundle(path: string): Promise<string> {
  const outfile = join((folder ??= temporaryFolder()), basename(path).replace(/\.ts$/, '.mjs'));
  await build({
    entryPoints: [path],
    outfile,
    bundle: true,
    packages: 'external',
    platform: 'node',
    target: 'node20',
    format: 'esm',
  });
  return outfile;
}

/** Below `node_modules`, where the bundle finds the packages it imports. */
function temporaryFolder(): string {
  const cache = fileURLToPath(new URL('../../node_modules/.cache', import.meta.url));
  mkdirSync(cache, { recursive: true });
  const path = mkdtempSync(join(cache, 'test-programs-'));
  process.on('exit', () => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** A folder inside the package, so that programs in it import the built package by its name. Removed after the file. */
export function programFolder(): string {
  if (!existsSync(join(root, 'dist/index.js'))) throw new Error('dist is missing: run `npm run build` first');
  const parent = join(root, 'tests/.tmp');
  mkdirSync(parent, { recursive: true });
  const folder = mkdtempSync(join(parent, 'program-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/**
 * Writes TypeScript as a JavaScript module, which uses the built package: a process that also compiles takes twice the
 * CPU time.
 *
 * @param name Of the module in the folder, without `.mjs`.
 * @returns Its path.
 */
export function compileInto(folder: string, name: string, source: string): string {
  const path = join(folder, `${name}.mjs`);
  writeFileSync(path, transformSync(source, { loader: 'ts', format: 'esm', target: 'node20', sourcefile: name }).code);
  return path;
}

/** As {@link compileInto}, of a file. */
export function compileFileInto(folder: string, path: string | URL): string {
  const file = typeof path === 'string' ? path : fileURLToPath(path);
  return compileInto(folder, basename(file).replace(/\.ts$/, ''), readFileSync(file, 'utf8'));
}
