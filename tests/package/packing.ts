import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import ts from 'typescript';

export const run = promisify(execFile);
export const root = fileURLToPath(new URL('../../', import.meta.url)).replace(/[\\/]$/, '');

interface Manifest {
  readonly name: string;
  readonly bin: Readonly<Record<string, string>>;
  readonly exports: Readonly<Record<string, { readonly require?: { readonly default: string } }>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly scripts: Readonly<Record<string, string>>;
}

export const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest;

/** The package, packed and installed in a folder of its own. */
export interface PackedPackage {
  /** The folder of a program that has installed the package. */
  readonly place: string;
  readonly tarball: string;
  /** Of the tarball, in bytes. */
  readonly size: number;
  /** Paths of its files. */
  readonly files: readonly string[];
  /** The folder that was packed, and its package.json before packing. */
  readonly staging: string;
  readonly stagedManifest: string;
  /** The installed package. */
  readonly installed: string;
}

export const compilerOptions = {
  target: 'es2022',
  lib: ['es2022'],
  module: 'nodenext',
  types: ['node'],
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noPropertyAccessFromIndexSignature: true,
  noEmit: true,
  skipLibCheck: false,
};

/** Builds if a source is newer than the build. */
export async function ensureBuilt(): Promise<void> {
  const sources = ['package.json', 'tsup.config.ts', ...sourceFiles()];
  const newest = Math.max(...sources.map((file) => statSync(join(root, file)).mtimeMs));
  const built = ['index', 'legacy', 'simulator'].flatMap((name) =>
    ['js', 'cjs', 'd.ts', 'd.cts'].map((extension) => join(root, 'dist', `${name}.${extension}`)),
  );
  built.push(join(root, 'dist', 'cli.js'));
  const isStale = built.some((file) => (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0) < newest);
  if (isStale) await npmIn(root, 'run', 'build');
}

/** Packs the build, and installs the tarball with its dependencies and the types of Node.js, without a registry. */
export async function packAndInstall(): Promise<PackedPackage> {
  const place = await mkdtemp(join(tmpdir(), 'consumer-'));
  const staging = join(place, 'staging');
  for (const entry of ['.ci', 'CHANGELOG.md', 'LICENSE', 'README.md', 'dist', 'docs', 'examples']) {
    cpSync(join(root, entry), join(staging, entry), { recursive: true });
  }
  // Packing builds first; the build is done.
  const stagedManifest = JSON.stringify({ ...manifest, scripts: { ...manifest.scripts, build: 'node --version' } });
  writeFileSync(join(staging, 'package.json'), stagedManifest);
  const options = ['--json', '--foreground-scripts=false', '--pack-destination', place];
  const [packed] = JSON.parse(await npmIn(staging, 'pack', ...options)) as [
    { readonly filename: string; readonly size: number; readonly files: readonly { readonly path: string }[] },
  ];
  const tarball = join(place, packed.filename);

  // Copied, not linked: through a link the compiler would find packages and types that only the repository has.
  await run('tar', ['-xzf', tarball, '-C', place]);
  const installed = join(place, 'node_modules', manifest.name);
  mkdirSync(dirname(installed), { recursive: true });
  cpSync(join(place, 'package'), installed, { recursive: true });
  for (const dependency of [...productionDependencies(), '@types/node', 'undici-types']) {
    cpSync(join(root, 'node_modules', dependency), join(place, 'node_modules', dependency), { recursive: true });
  }
  const files = packed.files.map(({ path }) => path);
  return { place, tarball, size: packed.size, files, staging, stagedManifest, installed };
}

/** Every package that `npm install` of this package adds: paths below `node_modules`. */
export function productionDependencies(): readonly string[] {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    readonly packages: Readonly<Record<string, { readonly dependencies?: Readonly<Record<string, string>> }>>;
  };
  const found = new Set<string>();
  const visit = (path: string, names: readonly string[]): void => {
    for (const name of names) {
      let folder = path;
      while (folder !== '' && !(`${folder}/node_modules/${name}` in lock.packages)) {
        folder = folder.slice(0, Math.max(folder.lastIndexOf('/node_modules/'), 0));
      }
      const at = folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`;
      if (found.has(at)) continue;
      found.add(at);
      visit(at, Object.keys(lock.packages[at]?.dependencies ?? {}));
    }
  };
  visit('', Object.keys(manifest.dependencies));
  return [...found].map((path) => path.slice('node_modules/'.length));
}

/** The language service that an editor runs, for the files of a program in `place`. */
export function languageServiceFor(files: readonly string[], settings: object, place: string): ts.LanguageService {
  const { options, errors } = ts.convertCompilerOptionsFromJson(settings, place);
  if (errors.length > 0) throw new Error(ts.formatDiagnostics(errors, formatHost(place)));
  return ts.createLanguageService({
    getCompilationSettings: () => options,
    getScriptFileNames: () => [...files],
    getScriptVersion: () => '1',
    getScriptSnapshot: (name) =>
      ts.sys.fileExists(name) ? ts.ScriptSnapshot.fromString(ts.sys.readFile(name) ?? '') : undefined,
    getCurrentDirectory: () => place,
    getDefaultLibFileName: (given) => ts.getDefaultLibFilePath(given),
    fileExists: (name) => ts.sys.fileExists(name),
    readFile: (name) => ts.sys.readFile(name),
    directoryExists: (name) => ts.sys.directoryExists(name),
    getDirectories: (name) => ts.sys.getDirectories(name),
    ...(ts.sys.realpath && { realpath: ts.sys.realpath }),
  });
}

/** Declarations that come with the compiler and with Node.js. A conflict with them is reported in the other file, too. */
const GIVEN = /\/node_modules\/(?:typescript|@types\/node|undici-types)\//;

/** What `tsc` prints about the program of a language service: its files, the package and the packages this imports. */
export function problemsIn(service: ts.LanguageService, place: string): string {
  const program = service.getProgram();
  if (!program) throw new Error('The language service has no program');
  const checked = program.getSourceFiles().filter(({ fileName }) => !GIVEN.test(fileName));
  const problems = [
    ...program.getOptionsDiagnostics(),
    ...program.getGlobalDiagnostics(),
    ...checked.flatMap((file) => [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)]),
  ];
  return ts.formatDiagnostics(problems, formatHost(place));
}

function formatHost(place: string): ts.FormatDiagnosticsHost {
  return { getCurrentDirectory: () => place, getCanonicalFileName: (name) => name, getNewLine: () => '\n' };
}

function sourceFiles(): readonly string[] {
  return readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(tsx?|css|html)$/.test(file))
    .map((file) => join('src', file));
}

async function npmIn(cwd: string, ...args: readonly string[]): Promise<string> {
  const { stdout } = await run('npm', [...args], {
    cwd,
    shell: process.platform === 'win32',
    maxBuffer: 2 ** 24,
  });
  return stdout;
}
