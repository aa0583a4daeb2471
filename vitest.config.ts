import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { defineConfig } from 'vitest/config';

/** Files that take more than four seconds: they start processes or compile TypeScript. */
const slow = [
  'cli/simulator',
  'package/packed',
  'resilience/figures-of-load',
  'legacy/bots',
  'examples/examples',
  'readme/bot',
  'properties/malformed-bodies',
  'rest/host-fetch',
  'resilience/figures-of-delivery',
  'resilience/stopping',
  'secrets/secrets',
  'agent/closing',
  'store/file-lock',
  'agent/interrupted-connects',
  'resilience/figures-of-stopping',
  'resilience/figures-of-processes',
  'agent/connect-errors',
  'agent/reconnecting',
  'readme/readme',
];

/** Starts the slow files first: at the end, one of them would keep one worker busy while the other has nothing to do. */
class SlowFilesFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rankOf = ({ moduleId }: TestSpecification): number => {
      const rank = slow.findIndex((name) => moduleId.endsWith(`/${name}.test.ts`));
      return rank === -1 ? slow.length : rank;
    };
    return (await super.sort(files)).toSorted((a, b) => rankOf(a) - rankOf(b));
  }
}

export default defineConfig({
  resolve: { tsconfigPaths: true },
  test: {
    include: ['tests/**/*.test.ts', 'examples/*.test.ts'],
    exclude: ['**/node_modules/**', 'tests/soak/**'],
    globalSetup: ['tests/page/browser/unpack.ts'],
    pool: 'threads',
    // One more than the cores of a small machine: a quarter of the time a worker waits for a process or a timer.
    maxWorkers: 3,
    // Test files share modules only. Loading the modules again for each file takes a third of the time.
    isolate: false,
    sequence: { sequencer: SlowFilesFirst },
    // For a test that never ends: no test measures time, and the machine may be busy.
    testTimeout: 30_000,
    hookTimeout: 30_000,
    expect: { poll: { timeout: 10_000, interval: 10 } },
    // `npm test` passes --typecheck.enabled=false: `npm run lint` has checked the types of the same files.
    typecheck: { enabled: true, include: ['tests/**/*.test-d.ts'], tsconfig: './tsconfig.json' },
    coverage: { provider: 'v8', include: ['src/**/*.ts'], reporter: ['text', 'json-summary'] },
  },
});
