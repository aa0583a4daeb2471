import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transformSync } from 'esbuild';
import { afterAll } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));

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
