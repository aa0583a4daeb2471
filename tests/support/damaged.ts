import { fc } from '@fast-check/vitest';

const MISSING = Symbol('missing');

/** The value with one to three of its members removed or replaced by another value. */
export function mutated(value: unknown): fc.Arbitrary<unknown> {
  const paths = pathsOf(value);
  const damage = fc.record({
    path: fc.constantFrom(...paths),
    by: fc.oneof(
      fc.constant(MISSING),
      fc.jsonValue(),
      fc.constantFrom(null, '', 0, -1, [], {}, '__proto__', 2 ** 53, 1e308),
    ),
  });
  return fc
    .array(damage, { minLength: 1, maxLength: 3 })
    .map((damages) => damages.reduce<unknown>((rest, { path, by }) => replaced(rest, path, by), value));
}

function pathsOf(value: unknown, above: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [above];
  return [above, ...Object.entries(value).flatMap(([name, member]) => pathsOf(member, [...above, name]))];
}

function replaced(value: unknown, [name, ...rest]: readonly string[], by: unknown): unknown {
  if (name === undefined) return by === MISSING ? undefined : by;
  if (typeof value !== 'object' || value === null) return value;
  const copy: Record<string, unknown> = Array.isArray(value) ? (Object.assign([], value) as never) : { ...value };
  if (rest.length === 0 && by === MISSING) delete copy[name];
  else copy[name] = replaced(copy[name], rest, by);
  return copy;
}
