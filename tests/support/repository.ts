import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

export const root = join(import.meta.dirname, '../..');

/** @param file Its path from the root of the repository. */
export function read(file: string): string {
  return readFileSync(join(root, file), 'utf8');
}

/** The files below a folder, as paths from the root with slashes, without temporary files and installed packages. */
export function filesIn(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.tmp|node_modules/.test(entry.parentPath.slice(root.length)))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll(sep, '/'));
}
