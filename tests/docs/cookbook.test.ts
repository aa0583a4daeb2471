import { describe, expect, it } from 'vitest';
import { filesIn, read } from '../support/repository.js';

const pages = filesIn('docs/cookbook').filter((file) => file.endsWith('.md'));
const programs = new Map(filesIn('examples').map((file) => [file, linesOf(read(file))]));

describe.each(pages)('%s', (page) => {
  const text = read(page);
  const examples = [...text.matchAll(/\]\(\.\.\/\.\.\/(examples\/[\w.-]+)\)/g)].map(([, file = '']) => file);
  const snippets = [...text.matchAll(/^```(?:ts|typescript)\n(.*?)^```$/gms)].map(([, code = '']) => code);

  it('names an example that runs, and shows code', () => {
    expect(examples.length).toBeGreaterThan(0);
    expect(snippets.length).toBeGreaterThan(0);
  });

  it.each(snippets.map((code) => ({ first: code.split('\n')[0], code })))('shows code of its example: $first', ({ code }) => {
    expect(examples.some((file) => programs.get(file)?.includes(linesOf(code)))).toBe(true);
  });
});

/** The lines, without their indentation and empty ones, each with a line break around it. */
function linesOf(code: string): string {
  const lines = code.split('\n').map((line) => line.trim());
  return `\n${lines.filter((line) => line !== '').join('\n')}\n`;
}
