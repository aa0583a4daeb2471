import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { builtProgram } from '../support/program.js';

// In a Map, requests outlived their responses: the tables that a growing Map discards keep their entries reachable.
// The test runs in its own process: after many long-lived requests of other tests, V8 allocates new ones directly
// in the old generation.
it('answered requests are released', async () => {
  const program = await builtProgram(new URL('programs/requests-come-and-go.ts', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', program]);
  const { inFlight, grownBytes } = JSON.parse(stdout) as { readonly inFlight: number; readonly grownBytes: number };

  expect(inFlight).toBe(100);
  // 11 MB with a Map. V8 caches about 2 MB of strings made from numbers.
  expect(grownBytes).toBeLessThan(5_000_000);
});
