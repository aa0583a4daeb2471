import { describe, expect, it } from 'vitest';
import { redact } from '../../src/support/redact.js';

/** A service may quote what it was sent in whatever it answers with, and that in something else. */
const notations: Readonly<Record<string, (text: string) => string>> = {
  'as it is': (text) => text,
  'in JSON': (text) => JSON.stringify(text),
  'in JSON in JSON': (text) => JSON.stringify(JSON.stringify(text)),
  'in JSON in JSON in JSON': (text) => JSON.stringify(JSON.stringify(JSON.stringify(text))),
  'in ASCII JSON': (text) =>
    JSON.stringify(text).replaceAll(
      /[^\x20-\x7e]/g,
      (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
    ),
  'in a URL': encodeURIComponent,
  'in a form': (text) => new URLSearchParams({ text }).toString(),
  'in JSON in a URL': (text) => encodeURIComponent(JSON.stringify(text)),
  'in a URL in a URL': (text) => encodeURIComponent(encodeURIComponent(text)),
  'in HTML': (text) =>
    text
      .replaceAll('&', '&amp;')
      .replaceAll('"', '&quot;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll("'", '&#39;'),
};

const secrets = [
  'hunter2',
  'a"\\$&+/ %é',
  '\\',
  '"',
  "it's <b>",
  '+',
  'a.c',
  '😀x',
  '\\\\',
  '-',
  '[x]',
  'a\nb\tc',
  'a\\"b',
];

describe.each(secrets)('the secret %j', (secret) => {
  it.each(Object.entries(notations))('is hidden %s', (_, write) => {
    const text = write(`x${secret}y`);

    expect(redact(text, [secret])).toMatch(/x\[redacted\]y/);
    expect(redact({ deep: [{ [text]: text }] }, [secret])).toEqual({
      deep: [{ [String(redact(text, [secret]))]: redact(text, [secret]) }],
    });
  });

  it.each([
    ['\\', 1_000_000],
    ['%5C', 300_000],
    ['%25', 300_000],
    ['&amp;', 300_000],
    ['a\\', 300_000],
  ] as const)('takes no more than a moment to be looked for in %j, repeated', (text, times) => {
    // What takes the square of the length takes for ever.
    expect(redact(text.repeat(times), [secret])).toBeTypeOf('string');
  });
});

it('what is no secret stays', () => {
  expect(redact({ a: 'abc', b: 'a%2Ec', c: 'axc' }, ['a.c'])).toEqual({ a: 'abc', b: '[redacted]', c: 'axc' });
});

describe('a long secret', () => {
  const token = 'abc/def+gh='.repeat(1_000);

  it('is hidden, and what follows stays', () => {
    expect(redact(`x${token}y`, [token])).toBe('x[redacted]y');
  });

  it.each(Object.entries(notations))('is hidden %s', (_, write) => {
    const text = String(redact(write(`x${token}y`), [token]));

    expect(text).toMatch(/x\[redacted\]/);
    expect(text).not.toMatch(/abc|def|gh/);
  });

  it('that was cut off is hidden', () => {
    expect(redact(`x${token.slice(0, 500)}`, [token])).toBe('x[redacted]');
  });

  it.each(['/', '\\', '-', '😀', '\\-'])('of %j, repeated, is no pattern too large', (text) => {
    const secret = text.repeat(20_000);

    expect(redact(`x${secret}`, [secret])).toBe('x[redacted]');
    // What takes the square of the length takes for ever.
    expect(redact(text.repeat(60_000), [`${secret}b`])).toBeTypeOf('string');
  });
});
