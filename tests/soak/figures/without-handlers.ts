import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { builtProgram } from '../../support/program.js';

export interface UnhandledErrors {
  readonly trials: number;
  readonly uncaught: number;
  readonly unhandled: number;
  readonly examples: readonly string[];
}

const program = new URL('../programs/without-handlers.ts', import.meta.url);

/** Counts the errors that reach a process without listeners. @param share The share of all faults to try. */
export async function withoutHandlers(share: number): Promise<UnhandledErrors> {
  const child = spawn(process.execPath, [await builtProgram(program), String(share)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [output] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  return JSON.parse(output) as UnhandledErrors;
}
