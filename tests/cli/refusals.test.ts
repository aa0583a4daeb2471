import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { programOfCommand, programOfFile } from '../../src/cli/program.js';
import { readSeed } from '../../src/cli/seed.js';
import { UsageError } from '../../src/cli/usage-error.js';
import { Project } from './command.js';

/** @returns The text that the command prints. */
function refusalOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (error instanceof UsageError) return error.message;
    throw error;
  }
  throw new Error('It was not refused');
}

describe('the program of a bot is refused if it is', () => {
  it.each([
    ['a file that does not exist', 'nowhere.ts', /^There is no file .*nowhere\.ts \(looked for /],
    ['a folder', '.', /^There is no file /],
    ['in another language', 'bot.py', /^bot\.py is no JavaScript or TypeScript file\. Start .* simulator -- command$/],
    ['TypeScript without tsx', 'bot.tsx', /Install tsx beside the bot \(npm install --save-dev tsx\)/],
  ])('%s', async (_, name, message) => {
    await using project = await Project.with({ 'bot.py': 'print()', 'bot.tsx': '' }, []);

    expect(refusalOf(() => programOfFile(join(project.path, name)))).toMatch(message);
  });

  it('an empty command', () => {
    expect(refusalOf(() => programOfCommand([]))).toBe('There is no command after --, expected e.g. -- npm start');
  });
});

describe('a seed is refused if it is', () => {
  it.each([
    ['no JSON', 'print()', /^The seed .*seed\.json cannot be read: /],
    ['of another form', '{"consumers":[{"nam":"Ada"}]}', /^The seed .*:\n {2}consumers\.0\.name: /],
  ])('%s', async (_, text, message) => {
    await using project = await Project.with({ 'seed.json': text }, []);

    expect(refusalOf(() => readSeed(join(project.path, 'seed.json')))).toMatch(message);
  });
});
