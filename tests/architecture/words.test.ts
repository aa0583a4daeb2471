import { describe, expect, it } from 'vitest';
import { filesIn, read } from '../support/repository.js';

interface SourceFile {
  /** Path from the root, with slashes. */
  readonly path: string;
  readonly text: string;
}

const sources = ['src', 'tests', 'examples', 'docs']
  .flatMap(filesIn)
  // Generated: the API documentation, and the report of the public types.
  .filter((path) => /\.(ts|mts|cts|cjs|mjs|js|md)$/.test(path) && !/^(docs|tests\/package)\/api\//.test(path))
  .concat('README.md')
  .map((path): SourceFile => ({ path, text: read(path) }));

/** The lines on which a pattern matches, as `path:line: text`. */
function linesWith(pattern: RegExp, files: readonly SourceFile[]): readonly string[] {
  return files.flatMap(({ path, text }) =>
    text.split('\n').flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1}: ${line.trim()}`] : [])),
  );
}

describe('the words of the project', () => {
  /** References to documents outside the repository, and sentences whose subject is not a thing in the code. */
  const UNWANTED = /\bP [0-9]+(\.[0-9]+)|design [0-9]|whoever|nobody|somebody|bug [0-9]+|#[0-9]+:/i;

  /** Lines that may match, by a part of their text. */
  const allowed: readonly { readonly path: string; readonly line: RegExp; readonly why: string }[] = [
    { path: 'tests/architecture/words.test.ts', line: /UNWANTED =/, why: 'the pattern itself' },
  ];

  it('name things in the code and documents in the repository', () => {
    const files = sources.map(({ path, text }) => ({
      path,
      text: text
        .split('\n')
        .map((line) => (allowed.some((one) => one.path === path && one.line.test(line)) ? '' : line))
        .join('\n'),
    }));

    expect(linesWith(UNWANTED, files)).toEqual([]);
  });

  it.each(allowed)('of $path have an exception that is used: $why', ({ path, line }) => {
    const file = sources.filter((one) => one.path === path);

    expect(linesWith(line, file).filter((found) => UNWANTED.test(found))).not.toEqual([]);
  });
});

describe('the length of a file', () => {
  const lengthOf = (text: string): number => text.split('\n').length - 1;

  /** Files of `src` that may be longer. */
  const longer: Readonly<Record<string, string>> = {
    'src/legacy/agent.ts': 'frozen: it does not grow, and a cut would not make it easier to change',
  };

  it('is at most 360 lines in src', () => {
    const long = sources.filter(({ path, text }) => path.startsWith('src/') && lengthOf(text) > 360);

    expect(long.filter(({ path }) => !(path in longer)).map(({ path, text }) => `${path}: ${lengthOf(text)}`)).toEqual(
      [],
    );
    expect(long.map(({ path }) => path)).toEqual(expect.arrayContaining(Object.keys(longer)));
  });

  it('is at most 400 lines in tests', () => {
    const long = sources.filter(({ path, text }) => path.startsWith('tests/') && lengthOf(text) > 400);

    expect(long.map(({ path, text }) => `${path}: ${lengthOf(text)}`)).toEqual([]);
  });
});
