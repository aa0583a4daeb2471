import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { snippetsIn } from '../readme/snippets.js';
import { readmeText } from '../readme/source.js';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../', import.meta.url)).replace(/[\\/]$/, '');
const MANIFEST = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest;
const ENTRIES = ['node-agent-sdk', 'node-agent-sdk/legacy', 'node-agent-sdk/simulator'];
/** Builds, compiles and starts processes. */
const SLOW_MS = 120_000;

interface Manifest {
  readonly name: string;
  readonly exports: Readonly<Record<string, { readonly require?: { readonly default: string } }>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly scripts: Readonly<Record<string, string>>;
}

let place: string;
let tarball: string;
/** As it was before packing. */
let manifest: string;
/** The package as it was installed. */
let installed: string;
let files: readonly string[];

beforeAll(async () => {
  if (isStale()) await npm('run', 'build');
  place = await mkdtemp(join(tmpdir(), 'consumer-'));
  const staging = join(place, 'staging');
  for (const entry of ['.ci', 'CHANGELOG.md', 'LICENSE', 'README.md', 'dist', 'docs', 'examples']) {
    cpSync(join(root, entry), join(staging, entry), { recursive: true });
  }
  // All that packing does, but the build, which is done.
  manifest = JSON.stringify({ ...MANIFEST, scripts: { ...MANIFEST.scripts, build: 'node --version' } });
  writeFileSync(join(staging, 'package.json'), manifest);
  const options = ['--json', '--foreground-scripts=false', '--pack-destination', place];
  const [packed] = JSON.parse(await npmIn(staging, 'pack', ...options)) as [
    { readonly filename: string; readonly files: readonly { readonly path: string }[] },
  ];
  tarball = join(place, packed.filename);
  files = packed.files.map(({ path }) => path);

  // What `npm install` of the tarball and `@types/node` would give, without a registry. Copied: through a link the
  // compiler would find the packages, and the types, that only the repository has.
  await run('tar', ['-xzf', tarball, '-C', place]);
  installed = join(place, 'node_modules', MANIFEST.name);
  mkdirSync(dirname(installed), { recursive: true });
  cpSync(join(place, 'package'), installed, { recursive: true });
  for (const dependency of [...productionDependencies(), '@types/node', 'undici-types']) {
    cpSync(join(root, 'node_modules', dependency), join(place, 'node_modules', dependency), { recursive: true });
  }
  cpSync(join(root, 'tests', 'consumer'), place, { recursive: true });
  writeFileSync(join(place, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.mts', '*.cts'] }));
}, SLOW_MS);

afterAll(() => {
  if (place) rmSync(place, { recursive: true, force: true });
});

const compilerOptions = {
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

function npm(...args: readonly string[]): Promise<string> {
  return npmIn(root, ...args);
}

async function npmIn(cwd: string, ...args: readonly string[]): Promise<string> {
  const { stdout } = await run('npm', [...args], {
    cwd,
    shell: process.platform === 'win32',
    maxBuffer: 2 ** 24,
  });
  return stdout;
}

/** Whether what was built is older than what it is built from. */
function isStale(): boolean {
  const sources = ['package.json', 'tsup.config.ts', ...filesBelow('src').map((file) => join('src', file))];
  const newest = Math.max(...sources.map((file) => statSync(join(root, file)).mtimeMs));
  const built = ['index', 'legacy', 'simulator'].flatMap((name) => [
    `${name}.js`,
    `${name}.cjs`,
    `${name}.d.ts`,
    `${name}.d.cts`,
  ]);
  return built.some((file) => (statSync(join(root, 'dist', file), { throwIfNoEntry: false })?.mtimeMs ?? 0) < newest);
}

function filesBelow(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
}

/** Everything a program installs with this package: names below `node_modules`. */
function productionDependencies(): readonly string[] {
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
  visit('', Object.keys(MANIFEST.dependencies));
  return [...found].map((path) => path.slice('node_modules/'.length));
}

/** What an editor knows of a program, compiled as the consumer compiles it. */
function languageServiceFor(file: string): ts.LanguageService {
  const { options } = ts.convertCompilerOptionsFromJson(compilerOptions, place);
  return ts.createLanguageService({
    getCompilationSettings: () => options,
    getScriptFileNames: () => [file],
    getScriptVersion: () => '1',
    getScriptSnapshot: (name) =>
      ts.sys.fileExists(name) ? ts.ScriptSnapshot.fromString(ts.sys.readFile(name) ?? '') : undefined,
    getCurrentDirectory: () => place,
    getDefaultLibFileName: (settings) => ts.getDefaultLibFilePath(settings),
    fileExists: (name) => ts.sys.fileExists(name),
    readFile: (name) => ts.sys.readFile(name),
    directoryExists: (name) => ts.sys.directoryExists(name),
    getDirectories: (name) => ts.sys.getDirectories(name),
    ...(ts.sys.realpath && { realpath: ts.sys.realpath }),
  });
}

function read(file: string): string {
  return readFileSync(join(installed, file), 'utf8');
}

describe('the package', () => {
  it('holds what was built, its papers, its examples and nothing else', () => {
    const beside = files.filter((file) => !file.startsWith('dist/'));
    const documents = readdirSync(join(root, 'docs'))
      .filter((file) => file.endsWith('.md'))
      .map((file) => `docs/${file}`);
    const examples = readdirSync(join(root, 'examples')).map((file) => `examples/${file}`);

    expect(beside.toSorted()).toEqual(
      ['CHANGELOG.md', 'LICENSE', 'README.md', 'package.json', ...documents, ...examples].toSorted(),
    );
    expect(files.filter((file) => file.startsWith('dist/') && !/\.(c?js|d\.c?ts|js\.map)$/.test(file))).toEqual([]);
  });

  it('holds every file that its papers link to', () => {
    const papers = files.filter((file) => file.endsWith('.md'));

    const links = papers.flatMap((paper) =>
      [...read(paper).matchAll(/\]\((?!https?:|#)([^)#]+)(?:#[^)]*)?\)/g)].map(([, target = '']) => ({
        paper,
        target: posix.join(posix.dirname(paper), target),
      })),
    );

    expect(links.map(({ target }) => target)).toContain('docs/migrating.md');
    expect(links.filter(({ target }) => !files.includes(target))).toEqual([]);
  });

  it('names no script whose file is not in it, and no address that nobody has registered', () => {
    const published = JSON.parse(read('package.json')) as Record<string, unknown>;

    expect(published).toMatchObject({ name: 'node-agent-sdk', exports: MANIFEST.exports });
    for (const member of ['scripts', 'knip', 'repository', 'homepage', 'bugs', 'funding', 'author']) {
      expect(published).not.toHaveProperty(member);
    }
  });

  it('is packed without a trace in the repository', () => {
    expect(readFileSync(join(place, 'staging', 'package.json'), 'utf8')).toBe(manifest);
    expect(readdirSync(join(place, 'staging')).filter((file) => file.includes('original'))).toEqual([]);
  });

  it('names no place on the machine that built it', () => {
    const places = [root, homedir()].flatMap((path) => [`${path}/`, pathToFileURL(path).href]);

    expect(files.filter((file) => places.some((path) => read(file).includes(path)))).toEqual([]);
  });

  it('brings few packages along', () => {
    const dependencies = productionDependencies();

    expect(dependencies).toEqual(expect.arrayContaining(['undici', 'ws', 'zod']));
    expect(dependencies.length).toBeLessThanOrEqual(8);
  });

  it('has types that need no further package', () => {
    const declarations = files.filter((file) => /\.d\.c?ts$/.test(file));

    expect(declarations.length).toBeGreaterThan(0);
    for (const file of declarations) expect(read(file)).not.toMatch(/typed-emitter|rxjs|['"]ws['"]/);
  });

  it('has types for old bots that need nothing of zod', () => {
    const declarations = files.filter((file) => /^dist\/legacy\.d\.c?ts$/.test(file));

    expect(declarations).toHaveLength(2);
    for (const file of declarations) expect(read(file)).not.toMatch(/\bzod\b|from '\.|\bz\.\w/);
  });

  it('is what publint takes for a good one', async () => {
    const { messages } = await publint({ pkgDir: installed, pack: false, strict: true });

    expect(messages.map((message) => formatMessage(message, MANIFEST, { color: false }))).toEqual([]);
  });

  it(
    'has types that fit its code, for every way of importing it',
    async () => {
      const cli = join(root, 'node_modules', '@arethetypeswrong', 'cli', 'dist', 'index.js');
      const args = [cli, tarball, '--profile', 'node16', '--no-definitely-typed', '--no-color', '--no-emoji'];

      // Rejects, and shows what was found, if there is any problem.
      const { stdout } = await run(process.execPath, args, { cwd: place });

      expect(stdout).toContain('node16 (from CJS)');
    },
    SLOW_MS,
  );
});

describe('a program that uses the package', () => {
  it.each(snippetsIn(readmeText()).filter(({ isComplete }) => isComplete))(
    'runs as the README shows it (line $line), as JavaScript',
    async ({ source, line }) => {
      const file = join(place, `readme-${line}.mjs`);
      writeFileSync(file, source);

      const { stdout, stderr } = await run(process.execPath, [file], { cwd: place });

      expect(stderr).toBe('');
      expect(stdout).toMatch(/\S/);
    },
    SLOW_MS,
  );

  it(
    'compiles with every check, as a module and as CommonJS',
    async () => {
      const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');

      const { stdout } = await run(process.execPath, [tsc, '-p', place]).catch(
        (failed: unknown) => failed as { stdout: string },
      );

      expect(stdout).toBe('');
    },
    SLOW_MS,
  );

  it.each(['es5', 'es2020'])(
    'compiles as an old bot does: CommonJS, resolved the classic way, with nothing changed but the specifier (to %s)',
    async (target) => {
      const classic = join(place, 'classic');
      const settings = {
        target,
        // What the types of Node need.
        lib: ['es2020'],
        module: 'commonjs',
        moduleResolution: 'node10',
        ignoreDeprecations: '6.0',
        types: ['node'],
        strict: true,
        noEmit: true,
        skipLibCheck: false,
      };
      writeFileSync(join(classic, 'tsconfig.json'), JSON.stringify({ compilerOptions: settings, include: ['*.ts'] }));
      const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');

      const { stdout } = await run(process.execPath, [tsc, '-p', classic]).catch(
        (failed: unknown) => failed as { stdout: string },
      );

      expect(stdout).toBe('');
    },
    SLOW_MS,
  );

  describe('shows on hover', () => {
    const file = (): string => join(place, 'esm.mts');
    let text: string;
    let service: ts.LanguageService;

    beforeAll(() => {
      text = readFileSync(file(), 'utf8');
      service = languageServiceFor(file());
    }, SLOW_MS);

    afterAll(() => service?.dispose());

    /** What an editor shows at the end of this piece of the program. */
    function hover(piece: string): { readonly code: string; readonly doc: string; readonly tags: readonly string[] } {
      expect(text.split(piece), `${piece} is there once`).toHaveLength(2);
      const info = service.getQuickInfoAtPosition(file(), text.indexOf(piece) + piece.length - 1);
      return {
        code: ts.displayPartsToString(info?.displayParts),
        doc: ts.displayPartsToString(info?.documentation),
        tags: info?.tags?.map(({ name }) => name) ?? [],
      };
    }

    it(
      'the words of the protocol, over a method',
      () => {
        const { doc, tags } = hover('sequence } = await agent.publishEvent');

        expect(doc).toContain('Publishes one event');
        expect(tags).toEqual(expect.arrayContaining(['returns', 'throws', 'see']));
      },
      SLOW_MS,
    );

    it.each([
      ['publishEvent', 'messageAudience', 'private message, which the consumer does not see'],
      ['publishEvent', 'eventId', 'An id of your own'],
      ['subscribeExConversations', 'agentIds', 'Public ids of agents'],
      ['subscribeMessagingEvents', 'fromSeq', 'Only events with a sequence above this one'],
      ['setAgentState', 'availability', 'Which conversations may ring'],
      ['updateRingState', 'ringState', "the conversation's `ASSIGNED_AGENT`"],
      ['generateURLForUploadFile', 'fileSize', 'Bytes, at most 3 MB'],
      ['updateConversationField', 'userId', '`{accountId}.{userId}`; this agent, unless given'],
      ['messages', 'last', 'Only the newest so many events'],
    ])('over a field of the body of %s, what %s is', (method, field, doc) => {
      expect(hover(`/* ${method} */ ${field}`).doc).toContain(doc);
    });

    it.each([
      ["agent.on('closed'", 'The socket closed'],
      ["agent.once('connected'", 'The socket is open'],
      ["agent.on('cqm.ExConversationChangeNotification'", 'Conversations that a subscription is about'],
      ["agent.on('ms.MessagingEventNotification'", 'Something happened in a dialog'],
    ])('over %s, what the event says', (call, doc) => {
      const method = call.slice(0, call.indexOf('('));
      const at = text.indexOf(call) + method.length - 1;

      expect(ts.displayPartsToString(service.getQuickInfoAtPosition(file(), at)?.documentation)).toContain(doc);
    });

    it('over the changes of updateConversationField, their names', () => {
      expect(hover('agent.updateConversationField').code).toContain('body: UpdateConversationBody');
      expect(hover('type Change = ConversationField').code).toContain(
        'ConversationStateChange | StageChange | DialogChange | ParticipantsChange | SkillChange',
      );
      expect(hover('/* updateConversationField */ conversationField').code).toContain('ConversationField[]');
    });
  });

  const expected = {
    methods: 'function',
    simulatorErrorIsOurs: true,
    sharedMessages: '.ams.ms.PublishEvent',
    names: [
      expect.arrayContaining(['Agent', 'SDKError', 'requests']) as unknown,
      expect.arrayContaining(['Agent']) as unknown,
      expect.arrayContaining(['Simulator', 'SimulatorError']) as unknown,
    ],
  };

  async function load(how: 'import' | 'require', specifiers: readonly string[]): Promise<unknown> {
    const { stdout } = await run(process.execPath, ['load.cjs', how, ...specifiers], { cwd: place });
    return JSON.parse(stdout);
  }

  it('can import every entry, and finds one class of each kind', async () => {
    expect(await load('import', ENTRIES)).toEqual(expected);
  });

  it('can require every entry, and finds one class of each kind', async () => {
    expect(await load('require', ENTRIES)).toEqual(expected);
  });

  it('can require the CommonJS files themselves, which older versions of Node.js take', async () => {
    const paths = ['.', './legacy', './simulator'].map((entry) => MANIFEST.exports[entry]?.require?.default ?? '');

    expect(
      await load(
        'require',
        paths.map((path) => join(installed, path)),
      ),
    ).toEqual(expected);
  });
});
