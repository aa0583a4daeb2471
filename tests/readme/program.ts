import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import type { Simulator } from 'node-agent-sdk/simulator';
import { onTestFinished } from 'vitest';
import { compileInto, programFolder } from '../support/compiled.js';
import { snippetsIn } from './snippets.js';
import { readmeText, root } from './source.js';

const folder = programFolder();

/** The first program of the README with this text that keeps a store. */
export function programIn(text: string): string {
  const found = snippetsIn(readmeText()).find(
    ({ source }) => source.includes('new FileStore(') && source.includes(text),
  );
  return found?.source ?? '';
}

export interface RunningProgram {
  /** The folder of the store with the bot's positions. */
  readonly state: string;
  readonly stderr: string;
  /** Sends SIGTERM. @returns Exit code and signal. */
  end(): Promise<readonly unknown[]>;
}

/** Runs a program of the README as a process, against the built package. Resolves once it has subscribed to rings. */
export async function start(
  source: string,
  simulator: Simulator,
  state = mkdtempSync(join(folder, 'state-')),
): Promise<RunningProgram> {
  const { accountId, username, password, csdsDomain } = simulator.agentOptions();
  const code = source
    .replace('new Agent({', `new Agent({ csdsDomain: '${csdsDomain}',`)
    .replace('agent: {', `agent: { csdsDomain: '${csdsDomain}',`)
    .replace("'./state/", `'${state}/`);
  const file = compileInto(mkdtempSync(join(folder, 'code-')), 'bot', code);
  const { NODE_OPTIONS: _, ...inherited } = process.env;
  const bot = spawn(process.execPath, [file], {
    cwd: root,
    env: { ...inherited, LP_ACCOUNT: accountId, LP_USER: username, LP_PASS: password, HUMANS: '20' },
    stdio: ['ignore', 'inherit', 'pipe'],
  });
  onTestFinished(() => void bot.kill('SIGKILL'));
  const closed = once(bot, 'close');
  let stderr = '';
  bot.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));

  const after = simulator.transcript.at(-1)?.id ?? -1;
  const isReady = simulator.seen({ response: 'subscribeRoutingTasks' }, { after, timeoutMs: 60_000 });
  await Promise.race([
    isReady,
    closed.then(() => {
      throw new Error(`The bot ended before it was ready: ${stderr}`);
    }),
  ]);
  return {
    state,
    get stderr() {
      return stderr;
    },
    end: () => {
      bot.kill('SIGTERM');
      return closed;
    },
  };
}
