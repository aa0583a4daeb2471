import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, posix } from 'node:path';
import { pathToFileURL } from 'node:url';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apiReportOf, readApiReport, writeApiReport } from './api-report.js';
import { snippetsIn } from '../readme/snippets.js';
import { filesIn } from '../support/repository.js';
import { readmeText } from '../readme/source.js';
import {
  compilerOptions,
  ensureBuilt,
  languageServiceFor,
  manifest,
  packAndInstall,
  problemsIn,
  productionDependencies,
  root,
  run,
  type PackedPackage,
} from './packing.js';

const ENTRIES = ['', '/legacy', '/simulator', '/bot', '/rich-content'].map((entry) => `node-agent-sdk${entry}`);
/** For tests that build, compile and start processes. */
const SLOW_MS = 120_000;
/** The largest tarball, in bytes. */
const SIZE_BUDGET = 1_500_000;
/** The most packages that installing this package may add, itself included. */
const PACKAGE_BUDGET = 9;

let packed: PackedPackage;
let place: string;
let installed: string;
let files: readonly string[];

beforeAll(async () => {
  await ensureBuilt();
  packed = await packAndInstall();
  ({ place, installed, files } = packed);
  cpSync(join(root, 'tests', 'consumer'), place, { recursive: true });
}, SLOW_MS);

afterAll(() => {
  if (packed) rmSync(place, { recursive: true, force: true });
});

function read(file: string): string {
  return readFileSync(join(installed, file), 'utf8');
}

describe('the package', () => {
  it('contains the build, the documents, the examples and nothing else', () => {
    const beside = files.filter((file) => !file.startsWith('dist/'));
    const documents = filesIn('docs').filter((file) => file.endsWith('.md'));
    const examples = readdirSync(join(root, 'examples')).map((file) => `examples/${file}`);

    expect(beside.toSorted()).toEqual(
      ['CHANGELOG.md', 'LICENSE', 'README.md', 'package.json', ...documents, ...examples].toSorted(),
    );
    expect(files.filter((file) => file.startsWith('dist/') && !/\.(c?js|d\.c?ts|js\.map)$/.test(file))).toEqual([
      'dist/licenses.txt',
    ]);
  });

  it('contains every file that its documents link to', () => {
    const documents = files.filter((file) => file.endsWith('.md'));

    // The pictures are for the page of the repository: they would be a seventh of the tarball.
    const links = documents.flatMap((document) =>
      [...read(document).matchAll(/\]\((?!https?:|#|docs\/pictures\/)([^)#]+)(?:#[^)]*)?\)/g)].map(
        ([, target = '']) => ({
          document,
          target: posix.join(posix.dirname(document), target),
        }),
      ),
    );

    expect(links.map(({ target }) => target)).toContain('docs/migrating.md');
    expect(links.filter(({ target }) => !files.includes(target))).toEqual([]);
  });

  it('has no scripts, whose files are not packed, and no address of a repository or an author', () => {
    const published = JSON.parse(read('package.json')) as Record<string, unknown>;

    expect(published).toMatchObject({ name: 'node-agent-sdk', exports: manifest.exports });
    for (const member of ['scripts', 'knip', 'repository', 'homepage', 'bugs', 'funding', 'author']) {
      expect(published).not.toHaveProperty(member);
    }
  });

  it('leaves the packed folder unchanged', () => {
    expect(readFileSync(join(packed.staging, 'package.json'), 'utf8')).toBe(packed.stagedManifest);
    expect(readdirSync(packed.staging).filter((file) => file.includes('original'))).toEqual([]);
  });

  it('contains no path of the machine that built it', () => {
    const places = [root, homedir()].flatMap((path) => [`${path}/`, pathToFileURL(path).href]);

    expect(files.filter((file) => places.some((path) => read(file).includes(path)))).toEqual([]);
  });

  it(
    'has a command that runs with what is installed, and whose code no other entry contains',
    async () => {
      const command = join(installed, manifest.bin['node-agent-sdk'] ?? '');

      const { stdout } = await run(process.execPath, [command, 'simulator', '--help'], { cwd: place });

      expect(stdout).toContain('Usage: node-agent-sdk simulator');
      expect(read('dist/cli.js')).toMatch(/^#!\/usr\/bin\/env node\n/);
      const code = files.filter((file) => /^dist\/.*\.c?js$/.test(file) && file !== 'dist/cli.js');
      expect(code.filter((file) => /commander|page\.css|restartBot/.test(read(file)))).toEqual([]);
    },
    SLOW_MS,
  );

  it('names the license of every package whose code it contains', () => {
    const names = (pattern: RegExp, text: string): readonly string[] =>
      [...text.matchAll(pattern)].map(([, name = '']) => name);
    const inCommand = names(/"[^"\n]*node_modules\/((?:@[^/"]+\/)?[^/"]+)\/[^"\n]*"\(/g, read('dist/cli.js'));
    const inPage = ['preact', '@preact/signals', '@preact/signals-core'];
    const inDeclarations = ['typed-emitter'];
    const licenses = read('dist/licenses.txt');

    const named = names(/^(\S+) \d+\.\d+\.\d+\S* \(.+\)$/gm, licenses);

    expect(inCommand).toEqual(expect.arrayContaining(['commander', 'selfsigned']));
    expect(new Set(named)).toEqual(new Set([...inCommand, ...inPage, ...inDeclarations]));
    const texts = licenses.split(/^-{80}$/m).slice(1);
    expect(texts).toHaveLength(named.length);
    expect(texts.filter((text) => !/copyright/i.test(text))).toEqual([]);
  });

  it('has a tarball within its size budget', () => {
    expect(packed.size).toBeGreaterThan(100_000);
    expect(packed.size).toBeLessThanOrEqual(SIZE_BUDGET);
  });

  it('installs at most nine packages, itself included', () => {
    const dependencies = productionDependencies();

    expect(dependencies).toEqual(expect.arrayContaining(['undici', 'ws', 'zod']));
    expect(dependencies.length + 1).toBeLessThanOrEqual(PACKAGE_BUDGET);
  });

  it('has caret ranges for its dependencies, and exact versions in the lockfile', () => {
    const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
      readonly packages: Readonly<Record<string, { readonly version?: string }>>;
    };

    const ranges = Object.entries(manifest.dependencies);
    const isCaret = ([, range]: readonly [string, string]): boolean => /^\^\d+\.\d+\.\d+$/.test(range);
    const isLocked = ([name]: readonly [string, string]): boolean =>
      /^\d+\.\d+\.\d+$/.test(lock.packages[`node_modules/${name}`]?.version ?? '');

    expect(ranges.filter((entry) => !isCaret(entry))).toEqual([]);
    expect(ranges.filter((entry) => !isLocked(entry))).toEqual([]);
  });

  it('has declarations that import no package which it does not install', () => {
    const declarations = files.filter((file) => /\.d\.c?ts$/.test(file));

    expect(declarations.length).toBeGreaterThan(0);
    for (const file of declarations) expect(read(file)).not.toMatch(/typed-emitter|rxjs|['"]ws['"]/);
  });

  it('has legacy declarations without the types of zod', () => {
    const declarations = files.filter((file) => /^dist\/legacy\.d\.c?ts$/.test(file));

    expect(declarations).toHaveLength(2);
    for (const file of declarations) expect(read(file)).not.toMatch(/\bzod\b|from '\.|\bz\.\w/);
  });

  it('passes publint', async () => {
    const { messages } = await publint({ pkgDir: installed, pack: false, strict: true });

    expect(messages.map((message) => formatMessage(message, manifest, { color: false }))).toEqual([]);
  });

  it(
    'has declarations that match its code, for ESM and CommonJS',
    async () => {
      const cli = join(root, 'node_modules', '@arethetypeswrong', 'cli', 'dist', 'index.js');
      const args = [cli, packed.tarball, '--profile', 'node16', '--no-definitely-typed', '--no-color', '--no-emoji'];

      // Rejects with the output if there is a problem.
      const { stdout } = await run(process.execPath, args, { cwd: place });

      expect(stdout).toContain('node16 (from CJS)');
    },
    SLOW_MS,
  );
});

// A difference changes what users compile against. If it is intended, run `UPDATE_API=1 npx vitest run tests/package`.
describe('the public types', () => {
  const folder = join(root, 'tests', 'package', 'api');

  it('are those of the report in tests/package/api', () => {
    const report = apiReportOf(join(installed, 'dist'));
    if (process.env['UPDATE_API'] === '1') writeApiReport(folder, report);

    expect(Object.keys(report)).toEqual(
      expect.arrayContaining(['bot.d.ts', 'index.d.ts', 'legacy.d.ts', 'rich-content.d.ts', 'simulator.d.ts']),
    );
    expect(readApiReport(folder)).toEqual(report);
  });
});

describe('a program that installed the package', () => {
  it.each(snippetsIn(readmeText()).filter(({ isComplete }) => isComplete))(
    'runs the JavaScript of the README, line $line',
    async ({ source, line }) => {
      const file = join(place, `readme-${line}.mjs`);
      writeFileSync(file, source);

      const { stdout, stderr } = await run(process.execPath, [file], { cwd: place });

      expect(stderr).toBe('');
      expect(stdout).toMatch(/\S/);
    },
    SLOW_MS,
  );

  it.each(['es5', 'es2020'])(
    'compiles as an old bot: CommonJS with `node10` resolution, target %s',
    (target) => {
      const classic = join(place, 'classic');
      const settings = {
        target,
        // Needed by the types of Node.js.
        lib: ['es2020'],
        module: 'commonjs',
        moduleResolution: 'node10',
        ignoreDeprecations: '6.0',
        types: ['node'],
        strict: true,
        noEmit: true,
        skipLibCheck: false,
      };
      const files = readdirSync(classic).map((file) => join(classic, file));
      const service = languageServiceFor(files, settings, classic);

      const problems = problemsIn(service, classic);
      service.dispose();

      expect(files).not.toEqual([]);
      expect(problems).toBe('');
    },
    SLOW_MS,
  );

  describe('with the compiler settings of today', () => {
    const file = (): string => join(place, 'esm.mts');
    let text: string;
    let service: ts.LanguageService;

    beforeAll(() => {
      text = readFileSync(file(), 'utf8');
      service = languageServiceFor([file(), join(place, 'cjs.cts')], compilerOptions, place);
    }, SLOW_MS);

    afterAll(() => service?.dispose());

    it(
      'compiles with every check, as ESM and as CommonJS',
      () => {
        expect(problemsIn(service, place)).toBe('');
      },
      SLOW_MS,
    );

    /** Quick info at the end of this part of the program's text. */
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
      'shows on hover the description of a request, over its method',
      () => {
        const { doc, tags } = hover('sequence } = await agent.publishEvent');

        expect(doc).toContain('Publishes one event');
        expect(tags).toEqual(expect.arrayContaining(['returns', 'throws', 'see']));
      },
      SLOW_MS,
    );

    it.each([
      ['publishEvent', 'messageAudience', 'private message, hidden from the consumer'],
      ['publishEvent', 'eventId', 'An id of your choice'],
      ['subscribeExConversations', 'agentIds', 'Public ids of participating agents'],
      ['subscribeMessagingEvents', 'fromSeq', 'Only events with a greater sequence'],
      ['setAgentState', 'availability', 'Which conversations may ring'],
      ['updateRingState', 'ringState', "the conversation's `ASSIGNED_AGENT`"],
      ['generateURLForUploadFile', 'fileSize', 'Bytes, at most 3 MB'],
      ['updateConversationField', 'userId', '`{accountId}.{userId}`. Default: this agent'],
      ['messages', 'last', 'At most so many events, the newest'],
    ])('shows on hover, over a field of the body of %s, the description of %s', (method, field, doc) => {
      expect(hover(`/* ${method} */ ${field}`).doc).toContain(doc);
    });

    it.each([
      ["agent.on('closed'", 'The socket closed'],
      ["agent.once('connected'", 'The socket is open'],
      ["agent.on('cqm.ExConversationChangeNotification'", 'Conversations of a subscription'],
      ["agent.on('ms.MessagingEventNotification'", 'Events of a dialog'],
    ])('shows on hover, over %s, the description of the event', (call, doc) => {
      const method = call.slice(0, call.indexOf('('));
      const at = text.indexOf(call) + method.length - 1;

      expect(ts.displayPartsToString(service.getQuickInfoAtPosition(file(), at)?.documentation)).toContain(doc);
    });

    it('shows on hover, over updateConversationField, the type names of its changes', () => {
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
    fileStoreIsOne: true,
    validationErrorIsOurs: true,
    sharedMessages: '.ams.ms.PublishEvent',
    names: [
      expect.arrayContaining(['Agent', 'SDKError', 'requests']) as unknown,
      expect.arrayContaining(['Agent']) as unknown,
      expect.arrayContaining(['Simulator', 'SimulatorError']) as unknown,
      expect.arrayContaining(['FileStore', 'testStore']) as unknown,
      expect.arrayContaining(['card', 'check', 'quickReplies']) as unknown,
    ],
  };

  async function load(how: 'import' | 'require', specifiers: readonly string[]): Promise<unknown> {
    const { stdout } = await run(process.execPath, ['load.cjs', how, ...specifiers], { cwd: place });
    return JSON.parse(stdout);
  }

  it('can import every entry, with one copy of each class', async () => {
    expect(await load('import', ENTRIES)).toEqual(expected);
  });

  it('can require every entry, with one copy of each class', async () => {
    expect(await load('require', ENTRIES)).toEqual(expected);
  });

  it('can require the CommonJS files, which older versions of Node.js load', async () => {
    const paths = ['.', './legacy', './simulator', './bot', './rich-content'].map(
      (entry) => manifest.exports[entry]?.require?.default ?? '',
    );

    expect(
      await load(
        'require',
        paths.map((path) => join(installed, path)),
      ),
    ).toEqual(expected);
  });
});
