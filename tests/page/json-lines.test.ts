import { expect, it } from 'vitest';
import { inlineTokens, jsonLines, type TokenLine } from '../../src/page/json-lines.js';

const closed: ReadonlySet<string> = new Set();
const textOf = (line: TokenLine): string => line.map(({ text }) => text).join('');
const textsOf = (value: unknown, opened = closed): readonly string[] => jsonLines(value, opened).map(textOf);
const opensOf = (value: unknown): readonly string[] =>
  jsonLines(value, closed).flatMap((line) => line.flatMap(({ opens }) => opens ?? []));

it('writes JSON that can be parsed, with short objects on one line', () => {
  const value = { kind: 'req', id: 'x'.repeat(60), list: [1, null, true], body: { a: {}, b: [] }, text: '"quoted"\n' };
  const lines = textsOf(value);

  expect(JSON.parse(lines.join('\n'))).toEqual(value);
  expect(lines).toContain('  "body": { "a": {}, "b": [] },');
  expect(lines).toContain('  "list": [1, null, true],');
});

it('shows a long array closed until its path is opened', () => {
  const value = { rows: Array.from({ length: 1_500 }, (_, index) => index) };
  const [path = ''] = opensOf(value);

  expect(textsOf(value)).toEqual(['{', '  "rows": [… 1,500 items]', '}']);
  expect(textsOf(value, new Set([path]))).toHaveLength(1_504);
});

it('shows the beginning of a text of 100 kB until its path is opened', () => {
  const value = { text: 'a'.repeat(100_000) };
  const [path = ''] = opensOf(value);

  expect(textsOf(value).join('').length).toBeLessThan(300);
  expect(textsOf(value).join('')).toContain('… 100,000 characters');
  expect(textsOf(value, new Set([path])).join('')).toContain(value.text);
});

it('writes a short value with bare keys, and quotes those that need quotes', () => {
  const tokens = inlineTokens({ asked: 2, name: 'Ada', 'a key': [false] }, false);

  expect(textOf(tokens)).toBe('{ asked: 2, name: "Ada", "a key": [false] }');
  expect(tokens.find(({ text }) => text === '"Ada"')?.look).toBe('js');
});
