import { build } from 'esbuild';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

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
