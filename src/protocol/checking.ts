import { z } from 'zod';
import { ValidationError, type ValidationIssue } from '../errors.js';
import { lazy } from '../support/lazy.js';

/**
 * Asserts that a value fits its schema. Neither copies nor changes the value: unknown keys are kept.
 *
 * @throws {ValidationError} Every issue, with its path.
 */
export function check<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  operation: string,
  direction: 'outgoing' | 'incoming',
): asserts value is z.output<Schema> {
  if (!fits(schema, value)) throw misfit(schema, value, operation, direction);
}

/** Whether a value fits its schema. The schemas of this folder transform nothing, so that input and output are the same. */
export function fits<Schema extends z.ZodType>(schema: Schema, value: unknown): value is z.output<Schema> {
  return schema.validate(value);
}

/** The error for a value that does not fit its schema: every issue, with its path. */
export function misfit(
  schema: z.ZodType,
  value: unknown,
  operation: string,
  direction: 'outgoing' | 'incoming',
): ValidationError {
  return new ValidationError(operation, direction, misfits(schema, value, []));
}

/**
 * Defers making and compiling a schema until it is first needed: compiling all schemas on import takes tens of
 * milliseconds. A compiled check builds no output and takes a quarter of the time of `safeParse`.
 */
export function lazyCompiled<Schema extends z.ZodType>(make: () => Schema): () => Schema {
  return lazy(() => z.compile(make()));
}

/** Params of the issue of a separately checked part: the schema that can list the issues inside the part. */
interface SeparateCheck {
  readonly schemaFor: (value: unknown) => z.ZodType;
}

/**
 * Schema of a part that is checked by a schema of its own. A recursive schema cannot be compiled, nor can a schema that
 * contains a recursive one: separating the recursive part keeps the containing schema compiled.
 */
export function separately<Body>(schemaFor: (value: unknown) => z.ZodType<Body, Body>): z.ZodType<Body, Body> {
  return z.custom<Body>((value) => schemaFor(value).validate(value), { params: { schemaFor } satisfies SeparateCheck });
}

/**
 * Schema of an incoming object that checks some members in place. The compiled form of `z.object` copies its optional
 * members, which would waste 2.5 KB per conversation.
 */
export function hasProperties(members: Readonly<Record<string, z.ZodType>>): z.ZodType {
  return z.custom(isObject, 'Invalid input: expected object').check(z.properties(members));
}

/** `oneOrMany` for incoming bodies: the compiled form of a union makes copies, too. */
export function arrayOf(element: z.ZodType): z.ZodType {
  const many = z.compile(z.array(element));
  const one = z.compile(element);
  return separately((value) => (Array.isArray(value) ? many : one));
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function misfits(schema: z.ZodType, value: unknown, at: readonly PropertyKey[]): ValidationIssue[] {
  const { error } = schema.safeParse(value, { reportInput: true });
  return (error?.issues ?? []).flatMap((issue) => flatten(issue, at));
}

/** Reports the closest branch of a union only, so that the path leads to the mistake. */
function flatten(issue: z.core.$ZodIssue, prefix: readonly PropertyKey[]): ValidationIssue[] {
  const path = [...prefix, ...issue.path];
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    const branches = issue.errors.map((issues) => issues.flatMap((inner) => flatten(inner, path)));
    const depth = (issues: readonly ValidationIssue[]): number =>
      Math.max(...issues.map(({ path: at }) => at.split('.').length));
    const closest = branches.filter((issues) => issues.some(({ path: at }) => at !== path.join('.')));
    const [best] = closest.toSorted((a, b) => depth(b) - depth(a) || a.length - b.length);
    if (best !== undefined) return best;
  }
  if (issue.code === 'custom' && issue.params !== undefined) {
    // Only `separately` sets params.
    const { schemaFor } = issue.params as SeparateCheck;
    return misfits(schemaFor(issue.input), issue.input, path);
  }
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ path: [...path, key].join('.'), message: 'Unknown key' }));
  }
  return [{ path: path.join('.'), message: issue.message }];
}
