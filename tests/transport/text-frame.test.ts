import { fc, test } from '@fast-check/vitest';
import { expect, it } from 'vitest';
import { textFrame } from '../../src/transport/text-frame.js';

/** As a server reads it. */
function read(frame: Uint8Array): { readonly first: number; readonly key: string; readonly text: string } {
  const bytes = Buffer.from(frame);
  const [first = 0, second = 0] = bytes;
  expect(second & 0x80).toBe(0x80);
  const isLong = (second & 0x7f) === 126;
  const from = isLong ? 8 : 6;
  const length = isLong ? bytes.readUInt16BE(2) : second & 0x7f;
  // As short as it can be told (RFC 6455, 5.2).
  expect(isLong).toBe(length > 125);
  expect(bytes.length).toBe(from + length);
  const key = bytes.subarray(from - 4, from);
  const text = bytes.subarray(from).map((byte, at) => byte ^ (key[at % 4] ?? 0));
  return { first, key: key.toString('hex'), text: Buffer.from(text).toString() };
}

function written(text: string): Uint8Array {
  const frame = textFrame(text);
  if (frame === undefined) throw new Error('It was left to somebody else.');
  return frame;
}

const texts = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.nat({ max: 16_384 }).map((length) => 'é'.repeat(length)),
);

test.prop([fc.array(texts, { maxLength: 12 })])('can be read by a server, whatever came before it', (all) => {
  const frames = all.map(written);

  // All of them first: none may lie where another one is.
  expect(frames.map(read)).toEqual(all.map((text) => ({ first: 0x81, key: expect.any(String) as string, text })));
});

it.each([0, 1, 125, 126, 127, 16_384])('may be %i bytes long', (length) => {
  expect(read(written('x'.repeat(length))).text).toHaveLength(length);
});

it('that is long is for somebody else', () => {
  expect(textFrame('x'.repeat(16_385))).toBeUndefined();
});

it('has a key of its own', () => {
  const keys = Array.from({ length: 3_000 }, () => read(written('{"kind":"req"}')).key);

  // Of 3000 out of 4 billion, two being the same by chance is one run in a thousand; ten never happens.
  expect(new Set(keys).size).toBeGreaterThan(2_990);
});
