import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { compileFileInto, programFolder } from '../support/compiled.js';

const folder = join(import.meta.dirname, '../../examples');
const compiled = programFolder();
const files = readdirSync(folder).filter((file) => file.endsWith('.ts'));

/** The lines that each example prints offline. */
const outputs: Readonly<Record<string, readonly unknown[]>> = {
  'agent-bot.ts': [
    'Talking to Ada, who is not logged in',
    'Ada hears: Ada said: Is it open / on Sunday?',
    'The connection closed with 1006; attempt 1 follows in 0 ms',
    'Connected again',
    'Ada hears: Ada said: Thank you',
  ],
  'cards-per-channel.ts': [
    'Coffee | 250 g, 8 euros | Buy | Shop',
    'One coffee is yours (web).',
    'Coffee | 250 g, 8 euros | Buy | Shop',
    'One coffee is yours (facebook).',
    'Coffee | 8 euros, shop.example | Buy',
    'One coffee is yours (whatsapp).',
    'Buy | 250 g, 8 euros | Buy',
    'One coffee is yours (apple).',
    'Coffee | 250 g, 8 euros | - Buy | - Shop: https://shop.example/coffee',
    'One coffee is yours (sms).',
  ],
  'encrypted-store.ts': [
    'The store keeps the rules of a store',
    'Before that you said: My PIN is 4711',
    'The file does not have it',
  ],
  'file-sharing.ts': [
    'Please send a file.',
    'Received "A photo", PNG, 2048 bytes',
    'The consumer gets: Received 2048 bytes. Thank you!',
  ],
  'greeting-bot.ts': [
    'Bot Hello! I can tell you the time, or close this conversation.',
    'Ada What is the time?',
    expect.stringMatching(/^Bot It is \d+:\d\d:\d\d [AP]M\.$/),
    'Ada Thank you, you can close this now.',
    'Bot Goodbye! Questions answered: 1.',
  ],
  'moving-to-bot.ts': ['The old bot heard: One', 'The new bot heard: Two'],
  'quick-start.ts': [
    expect.stringMatching(/^Connected as [0-9a-f-]{36}$/),
    'The consumer hears: You said: Hello?',
    'The consumer hears: You said: Goodbye!',
  ],
  'rich-content.ts': ['Coffee, 250 g', 'Buy', 'Map', 'How many packs?', 'You chose packs-2.'],
  'survey-bot.ts': [
    'How content are you, from 1 to 5?',
    'How content are you, from 1 to 5?',
    'Answer to satisfaction: 4',
    'Surveys: 1 of Ada, 0 of Bob',
  ],
  // Runs with an account only; tests/examples/service-bot.test.ts rehearses it.
  'service-bot.ts': [''],
  'supervisor.ts': [
    '2 open, 0 closed',
    expect.stringMatching(/^10 +queue +0 min +Where is my order\?$/),
    expect.stringMatching(/^20 +queue +0 min +Hello\?$/),
    '1 open, 1 closed',
    expect.stringMatching(/^20 +queue +0 min +Hello\?$/),
  ],
  'transfer.ts': [
    'One moment, please.',
    'Sam sees: Wants a person. Topic: Tea',
    'Here I am again. The last words were "We sell tea.", the topic is "Tea".',
    'I am your advisor.',
    'I am Kim.',
  ],
  'workspace.ts': ['1> is here', '1> Where is my order?', 'Ada', '1> closed by AGENT'],
};

// One at a time: several processes that start at once on two cores exceed the 5 s that an example waits for a message.
describe.each(files.filter((file) => !file.endsWith('.test.ts')))('%s', (file) => {
  it('runs offline, prints its lines and exits by itself', { timeout: 60_000 }, async () => {
    const { stdout, stderr } = await run(file);

    const lines = stdout
      .trimEnd()
      .split('\n')
      .map((line) => line.trim());
    expect(stderr).toBe('');
    expect(lines).toEqual(outputs[file] ?? []);
  });
});

it('colours the transcript only if the environment requests colours', { timeout: 60_000 }, async () => {
  const [coloured, plain] = await Promise.all([
    run('greeting-bot.ts', { FORCE_COLOR: '1' }),
    run('greeting-bot.ts', { NO_COLOR: '1' }),
  ]);

  expect(coloured.stdout).toContain('\u001B[36mAda');
  expect(plain.stdout).not.toContain('\u001B');
});

it('names the missing variable when only half of the credentials are given', { timeout: 60_000 }, async () => {
  await expect(run('quick-start.ts', { LP_ACCOUNT: '12345678', LP_USER: 'bot' })).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/ConfigurationError.*password/s),
  });
});

describe.each(files)('%s', (file) => {
  const source = readFileSync(join(folder, file), 'utf8');

  it('is shorter than 80 lines', () => {
    expect(source.trimEnd().split('\n').length).toBeLessThan(80);
  });

  it('ignores the refusal of a ring that another agent has accepted, if it accepts rings', () => {
    // A legacy bot gets the refusal in its callback.
    const acceptsRings = source.includes('await agent.updateRingState(');

    expect(source.includes('error instanceof ResponseError && error.code === 409')).toBe(acceptsRings);
  });

  it('imports only Node and the package, so that a copy of it runs', () => {
    const imported = [...source.matchAll(/\bfrom '([^']+)'|\bimport\('([^']+)'\)/g)].map(
      ([, from, called]) => from ?? called,
    );

    expect(imported.join(' ')).toContain('node-agent-sdk');
    // zod stands for the schema library that the application has.
    for (const specifier of imported)
      expect(specifier).toMatch(/^(node:\w+|node-agent-sdk(\/simulator|\/bot|\/legacy|\/rich-content)?|vitest|zod)$/);
  });
});

/** Runs an example as a process without the variables that name an account. Rejects unless the exit code is 0. */
async function run(file: string, environment: NodeJS.ProcessEnv = {}): Promise<{ stdout: string; stderr: string }> {
  const ours = /^(LP_|NODE_|NO_COLOR|FORCE_COLOR|VITEST)/;
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !ours.test(name)));
  return promisify(execFile)(process.execPath, [compileFileInto(compiled, join(folder, file))], {
    cwd: join(folder, '..'),
    env: { ...inherited, ...environment },
    timeout: 50_000,
  });
}
