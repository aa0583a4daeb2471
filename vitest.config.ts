import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { tsconfigPaths: true },
  test: {
    include: ['tests/**/*.test.ts', 'examples/*.test.ts'],
    exclude: ['**/node_modules/**', 'tests/soak/**'],
    pool: 'threads',
    // One less than there are cores by default, which would leave one of two idle.
    maxWorkers: 2,
    // The tests share nothing but modules, and loading those anew for each file took a third of the time.
    isolate: false,
    // For what never ends: nothing is measured by them, and a machine may be busy with other things.
    testTimeout: 30_000,
    hookTimeout: 30_000,
    typecheck: { enabled: true, include: ['tests/**/*.test-d.ts'], tsconfig: './tsconfig.json' },
    coverage: { provider: 'v8', include: ['src/**/*.ts'], reporter: ['text', 'json-summary'] },
  },
});
