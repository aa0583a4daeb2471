import { defineConfig, type Options } from 'tsup';

const common = {
  entry: {
    index: 'src/index.ts',
    bot: 'src/bot/index.ts',
    legacy: 'src/legacy/index.ts',
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

export default defineConfig([
  { ...common, format: ['esm'], sourcemap: true },
  // No map here: a split CommonJS map records the absolute path of the machine that built it.
  { ...common, format: ['cjs'], sourcemap: false },
  { ...declarations, entry: declarationsOf(others) },
  // Apart from the others, so that it shares no declarations with them: it needs nothing of zod.
  { ...declarations, entry: declarationsOf({ legacy }) },
]);
