import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

/** tsup names shared declarations by a hash of their content. */
const HASH = /(\.?\/?[a-z-]+)(?:\.d)?-[\w-]{8}(?=\.(?:js|d\.ts))/g;

/** The public types: declarations by file name, without comments and without hashes in file names. */
export type ApiReport = Readonly<Record<string, string>>;

/** @param dist The folder of the built declarations. */
export function apiReportOf(dist: string): ApiReport {
  const printer = ts.createPrinter({ removeComments: true });
  const report = readReport(dist).map(([file, text]) => {
    const source = ts.createSourceFile(file, text.replaceAll(HASH, '$1'), ts.ScriptTarget.Latest);
    return [file.replaceAll(HASH, '$1'), printer.printFile(source)] as const;
  });
  return Object.fromEntries(report);
}

export function readApiReport(folder: string): ApiReport {
  return Object.fromEntries(readReport(folder));
}

export function writeApiReport(folder: string, report: ApiReport): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  for (const [file, text] of Object.entries(report)) writeFileSync(join(folder, file), text);
}

function readReport(folder: string): readonly (readonly [file: string, text: string])[] {
  const files = readdirSync(folder).filter((file) => file.endsWith('.d.ts'));
  return files.map((file) => [file, readFileSync(join(folder, file), 'utf8')]);
}
