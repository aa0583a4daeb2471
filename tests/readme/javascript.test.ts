import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { filesIn, read } from '../support/repository.js';

const documents = ['README.md', ...filesIn('docs').filter((file) => file.endsWith('.md'))].map((name) => ({
  name,
  text: read(name),
}));

const snippets = documents.flatMap(({ name, text }) =>
  [...text.matchAll(/^```(?:js|ts)\n(.*?)^```$/gms)].map(({ index, 1: code = '' }) => ({
    name,
    line: text.slice(0, index).split('\n').length,
    code,
  })),
);

/** Prints, for each module text of its input, the syntax error or an empty string. */
const parser = `
  const { SourceTextModule } = require('node:vm');
  const errorOf = (code) => { try { new SourceTextModule(code); return ''; } catch (error) { return error.stack; } };
  const codes = JSON.parse(require('node:fs').readFileSync(0, 'utf8'));
  console.log(JSON.stringify(codes.map(errorOf)));
`;

/** One process parses all snippets: a process for each takes as long as a hundred snippets. */
function syntaxErrors(codes: readonly string[]): readonly string[] {
  const flags = ['--no-warnings', '--experimental-vm-modules', '-e', parser];
  return JSON.parse(
    execFileSync(process.execPath, flags, { input: JSON.stringify(codes), encoding: 'utf8' }),
  ) as string[];
}

describe('the snippets of the documents as plain JavaScript', () => {
  const errors = syntaxErrors([...snippets.map(({ code }) => code), 'const answer: number = 42;']);

  it('are found', () => {
    expect(snippets.length).toBeGreaterThan(10);
  });

  it('are checked by a parser that rejects TypeScript', () => {
    expect(errors.at(-1)).toContain('SyntaxError');
  });

  it.each(snippets.map(({ name, line }, index) => ({ name, line, error: errors[index] })))(
    '$name, line $line, is valid on the running version of Node.js',
    ({ error }) => {
      expect(error).toBe('');
    },
  );
});
