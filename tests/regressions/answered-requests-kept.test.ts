import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

// In a Map, all that were in flight together outlived their answers: its discarded tables hold what was in them, and
// each other. In a process of its own: where many requests have waited for long, V8 puts new ones into the old
// generation from the start, and other tests make many wait.
it('keeps nothing of requests that were answered', async () => {
  const program = fileURLToPath(new URL('programs/requests-come-and-go.ts', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', '--import', 'tsx', program]);
  const { inFlight, grownBytes } = JSON.parse(stdout) as { readonly inFlight: number; readonly grownBytes: number };

  expect(inFlight).toBe(100);
  // It was 11 MB. V8 keeps 2 of the numbers that were made strings last.
  expect(grownBytes).toBeLessThan(5_000_000);
});
