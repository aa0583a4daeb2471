import { describe, expect, it } from 'vitest';
import { redact } from '../../src/support/redact.js';

/** How a service may quote a secret: in any notation, nested in another. */
const notations: Readonly<Record<string, (text: string) => string>> = {
  'in plain text': (text) => text,
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
  it.each(Object.entries(notations))('is redacted %s', (_, write) => {
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
  ] as const)('is searched for in linear time in %j, repeated', (text, times) => {
    // Quadratic time would exceed the timeout of the test.
    expect(redact(text.repeat(times), [secret])).toBeTypeOf('string');
  });
});

it('text that only matches the secret as a pattern is kept', () => {
  expect(redact({ a: 'abc', b: 'a%2Ec', c: 'axc' }, ['a.c'])).toEqual({ a: 'abc', b: '[redacted]', c: 'axc' });
});

describe('a long secret', () => {
  const token = 'abc/def+gh='.repeat(1_000);

  it('is redacted, and the text after it is kept', () => {
    expect(redact(`x${token}y`, [token])).toBe('x[redacted]y');
  });

  it.each(Object.entries(notations))('is redacted %s', (_, write) => {
    const text = String(redact(write(`x${token}y`), [token]));

    expect(text).toMatch(/x\[redacted\]/);
    expect(text).not.toMatch(/abc|def|gh/);
  });

  it('that is truncated is redacted', () => {
    expect(redact(`x${token.slice(0, 500)}`, [token])).toBe('x[redacted]');
  });

  it.each(['/', '\\', '-', '😀', '\\-'])('of %j, repeated, is redacted in linear time', (text) => {
    const secret = text.repeat(20_000);

    expect(redact(`x${secret}`, [secret])).toBe('x[redacted]');
    // Quadratic time would exceed the timeout of the test.
    expect(redact(text.repeat(60_000), [`${secret}b`])).toBeTypeOf('string');
  });
});
