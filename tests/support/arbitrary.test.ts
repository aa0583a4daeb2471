import { test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { arbitraryOf } from './arbitrary.js';

const tree: z.ZodType = z.object({ name: z.string(), children: z.array(z.lazy(() => tree)).optional() });

const element: z.ZodType = z.union([
  z.object({ type: z.literal('row'), elements: z.array(z.lazy(() => element)).min(1) }),
  z.object({ type: z.literal('text'), text: z.string() }),
]);

const schemas: Readonly<Record<string, z.ZodType>> = {
  'a string': z.string(),
  'a string of a length': z.string().min(3).max(5),
  'a string of exactly one length': z.string().length(4),
  'a string of a pattern': z.string().regex(/^[a-f]{2}-\d+$/),
  'a date as text': z.iso.datetime(),
  'a mail address': z.email(),
  'a UUID': z.uuid(),
  'a URL': z.url(),
  'a number': z.number(),
  'a number within limits': z.number().gt(1).lte(2),
  'an integer': z.int().min(-3).max(3),
  'a positive integer': z.number().int().positive(),
  'a multiple': z.number().multipleOf(5),
  'a literal': z.literal(['a', 1, null]),
  'an enumeration': z.enum(['ONLINE', 'AWAY']),
  'a list': z.array(z.boolean()).min(1).max(3),
  'a tuple': z.tuple([z.string(), z.number()]),
  'a record': z.record(z.string(), z.number()),
  'an object': z.object({ needed: z.string(), may: z.number().optional(), nothing: z.null() }),
  'a strict object': z.strictObject({ a: z.string(), b: z.string().default('x') }),
  'a loose object': z.looseObject({ a: z.string() }),
  'a union': z.union([z.string(), z.array(z.string())]),
  'a discriminated union': z.discriminatedUnion('type', [
    z.object({ type: z.literal('a') }),
    z.object({ type: z.literal('b'), more: z.unknown() }),
  ]),
  'an intersection': z.object({ a: z.string() }).and(z.object({ b: z.number() })),
  'a nullable': z.string().nullable(),
  'a refinement': z.string().refine((text) => text.length % 2 === 0),
  'a transformation': z.string().transform(Number),
  'a recursive schema': tree,
  'a recursive schema that cannot be empty': element,
  'a template literal': z.templateLiteral(['v', z.int()]),
};

describe.each(Object.entries(schemas))('%s', (_, schema) => {
  test.prop([arbitraryOf(schema)], { numRuns: 50 })('accepts every generated value', (value) => {
    expect(schema.safeParse(value).success).toBe(true);
  });
});

it('names the kind of schema that is not supported', () => {
  expect(() => arbitraryOf(z.symbol())).toThrow('no arbitrary for a zod symbol');
});
