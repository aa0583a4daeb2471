import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { omit } from '../../src/protocol/omit.js';

describe('a copy without some members', () => {
  it('has the other members in their order, and is a new object', () => {
    const value = { ringId: 'r', brandId: 'b', weight: 1 };

    const copy = omit(['brandId'])(value);

    expect(Object.entries(copy)).toEqual([
      ['ringId', 'r'],
      ['weight', 1],
    ]);
    expect(value).toEqual({ ringId: 'r', brandId: 'b', weight: 1 });
  });

  it('distinguishes shapes that differ in the order or in the last member only', () => {
    const copyOf = omit(['left']);
    copyOf({ a: 1, left: 2, b: 3 });

    expect(Object.keys(copyOf({ b: 3, left: 2, a: 1 }))).toEqual(['b', 'a']);
    expect(copyOf({ a: 1, left: 2 })).toStrictEqual({ a: 1 });
    expect(copyOf({ a: 1, left: 2, b: 3, c: 4 })).toStrictEqual({ a: 1, b: 3, c: 4 });
  });

  it('treats a member name neither as code nor as the prototype', () => {
    const copyOf = omit(['left']);
    const odd = JSON.parse('{"__proto__":{"polluted":true},"a:process.exit(1),b":1,"left":2}') as { left: number };

    for (const copy of [copyOf(odd), copyOf(odd)]) {
      expect(Object.entries(copy)).toEqual([['a:process.exit(1),b', 1]]);
      expect(copy).not.toHaveProperty('polluted');
    }
  });

  test.prop([
    fc.array(
      fc.dictionary(fc.constantFrom('a', 'b', 'left', 'gone', 'class', 'constructor', 'x-y', '1'), fc.jsonValue()),
    ),
  ])('equals a plain copy for any sequence of shapes', (values) => {
    const copyOf = omit(['left', 'gone']);

    for (const value of values.map((it) => JSON.parse(JSON.stringify(it)) as Record<string, unknown>)) {
      const { left: _left, gone: _gone, ...expected } = value;
      expect(copyOf(value)).toStrictEqual(expected);
    }
  });
});
