import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { root } from './source.js';

const place = mkdtempSync(join(tmpdir(), 'javascript-'));
afterAll(() => rmSync(place, { recursive: true, force: true }));

const documents = ['README.md', ...readdirSync(join(root, 'docs')).filter((file) => file.endsWith('.md'))].map(
  (name) => ({ name, text: readFileSync(join(root, name === 'README.md' ? name : `docs/${name}`), 'utf8') }),
);

const snippets = documents.flatMap(({ name, text }) =>
  [...text.matchAll(/^```(?:js|ts)\n(.*?)^```$/gms)].map(({ index, 1: code = '' }) => ({
    name,
    line: text.slice(0, index).split('\n').length,
    code,
  })),
);

describe('JavaScript, without a compiler, on the version of Node.js that runs this', () => {
  it('is shown', () => {
    expect(snippets.length).toBeGreaterThan(10);
  });

  it.each(snippets)('takes the snippet of $name, line $line', async ({ name, line, code }) => {
    const file = join(place, `${name}-${line}.mjs`);
    writeFileSync(file, code);

    // Rejects, and shows where, if it is no JavaScript.
    const { stderr } = await promisify(execFile)(process.execPath, ['--check', file]);

    expect(stderr).toBe('');
  });
});
