import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { ScriptedPlatform } from '../support/scripted-platform.js';

const run = promisify(execFile);
const program = fileURLToPath(new URL('programs/host.cjs', import.meta.url));
const dist = fileURLToPath(new URL('../../dist/', import.meta.url));

/** Runs the program with one build of the SDK, in a process that has loaded nothing else. */
async function report(file: string, usesFetch: boolean): Promise<Record<string, unknown>> {
  const path = `${dist}${file}`;
  if (!existsSync(path)) throw new Error('There is no dist: npm run build');
  await using platform = await ScriptedPlatform.start();
  const entry = file.endsWith('.cjs') ? path : pathToFileURL(path).href;
  const args = [program, entry, platform.address, JSON.stringify(platform.options), ...(usesFetch ? ['fetch'] : [])];
  const { stdout } = await run(process.execPath, args);
  return JSON.parse(stdout) as Record<string, unknown>;
}

/** What changes when Node loads its own copy of undici, as when a program reads `Headers`. */
const SET_BY_NODE = ['Headers', 'undici.globalDispatcher.1', 'undici.globalDispatcher.2'];

describe.each(['index.js', 'index.cjs'])('in a process that uses %s', (file) => {
  it('importing does not load undici, and the global dispatcher after connecting is Node’s own', async () => {
    const { changedByConnect, ...rest } = await report(file, false);

    expect(rest).toEqual({ loadedByImport: [], changedByImport: [], fetchUsesPackage: false, fetchStatus: 200 });
    expect(SET_BY_NODE).toEqual(expect.arrayContaining(changedByConnect as string[]));
  });

  it('connecting leaves a `fetch` that is in use unchanged', async () => {
    expect(await report(file, true)).toEqual({
      loadedByImport: [],
      changedByImport: [],
      changedByConnect: [],
      fetchUsesPackage: false,
      fetchStatus: 200,
    });
  });
});
