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

const dts: Options['dts'] = {
  only: true,
  resolve: ['typed-emitter'],
  compilerOptions: { ignoreDeprecations: '6.0', stripInternal: true },
};

const { legacy, ...others } = common.entry;

export default defineConfig([
  { ...common, format: ['esm'], sourcemap: true },
  // No map here: a split CommonJS map records the absolute path of the machine that built it.
  { ...common, format: ['cjs'], sourcemap: false },
  { ...common, entry: others, format: ['esm', 'cjs'], dts },
  // Apart from the others, so that it shares no declarations with them: it needs nothing of zod.
  { ...common, entry: { legacy }, format: ['esm', 'cjs'], dts },
]);
