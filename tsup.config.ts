import { defineConfig, type Options } from 'tsup';
import { commandPlugin } from './.ci/build-page.mjs';

const common = {
  entry: {
    index: 'src/index.ts',
    bot: 'src/bot/index.ts',
    legacy: 'src/legacy/index.ts',
    'rich-content': 'src/rich-content/index.ts',
    simulator: 'src/simulator/index.ts',
  },
  target: 'node20',
  platform: 'node',
  // For CommonJS too: without it every entry carries its own copy of each class, and `instanceof` fails across entries.
  splitting: true,
  removeNodeProtocol: false,
} satisfies Options;

// Bundles what `tsc` has written: the compiler runs once, not once for each of the two bundles of declarations.
const declarations = {
  ...common,
  format: ['esm', 'cjs'],
  dts: { only: true, resolve: ['typed-emitter'], compilerOptions: { ignoreDeprecations: '6.0' } },
} satisfies Options;

const declarationsOf = (entries: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(entries).map(([name, file]) => [name, file.replace(/^src\/(.*)\.ts$/, 'dist/declarations/$1.d.ts')]),
  );

const { legacy, ...others } = common.entry;

// One file of its own: nothing of the commands, of the page, or of what they need is loaded by another entry.
const cli = {
  ...common,
  entry: { cli: 'src/cli/main.ts' },
  format: ['esm'],
  splitting: false,
  // Commander is CommonJS, which requires the modules of Node.js.
  banner: {
    js: "import { createRequire as requireOf } from 'node:module'; const require = requireOf(import.meta.url);",
  },
  // Whose development dependencies they are: users of the command install nothing.
  noExternal: ['commander', 'selfsigned'],
  esbuildPlugins: [commandPlugin],
  // For a small tarball. Names are kept, for stack traces; the licenses are in licenses.txt.
  esbuildOptions(options) {
    options.minifyWhitespace = true;
    options.minifySyntax = true;
    options.legalComments = 'none';
  },
} satisfies Options;

const library = [
  { ...common, format: ['esm'], sourcemap: true },
  // No map here: a split CommonJS map records the absolute path of the machine that built it.
  { ...common, format: ['cjs'], sourcemap: false },
  { ...declarations, entry: declarationsOf(others) },
  // Apart from the others, so that it shares no declarations with them: it needs nothing of zod.
  { ...declarations, entry: declarationsOf({ legacy }) },
] satisfies Options[];

/** `tsup --env.only cli` builds the command alone. */
export default defineConfig(({ env }) => (env?.['only'] === 'cli' ? [cli] : [...library, cli]));
