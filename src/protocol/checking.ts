import { z } from 'zod';
import { ValidationError, type ValidationIssue } from '../errors.js';
import { lazy } from '../support/lazy.js';

/**
 * Asserts that a value fits, without copying or changing it: keys a schema does not name are still there afterwards.
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

/** Whether a value fits. No schema changes what it checks, so that what comes out of one is what went in. */
export function fits<Schema extends z.ZodType>(schema: Schema, value: unknown): value is z.output<Schema> {
  return schema.validate(value);
}

/** The error about a value that its schema does not take: every issue, with its path. */
export function misfit(
  schema: z.ZodType,
  value: unknown,
  operation: string,
  direction: 'outgoing' | 'incoming',
): ValidationError {
  return new ValidationError(operation, direction, misfits(schema, value, []));
}

/**
 * A schema that is made when it is first needed, in the form that is quick to check by: compiling all of them on import
 * costs tens of milliseconds, and a check by the compiled form costs a quarter of `safeParse`, as it builds no output.
 */
export function lazyCompiled<Schema extends z.ZodType>(make: () => Schema): () => Schema {
  return lazy(() => z.compile(make()));
}

/** With an issue of a part that is checked by itself: what it was checked by, to tell more of it. */
interface Apart {
  readonly schemaFor: (value: unknown) => z.ZodType;
}

/**
 * A part that is checked by itself. A schema with a cycle in it cannot be compiled, nor can what contains it: apart,
 * the cycle costs only those who send such a thing.
 */
export function separately<Body>(schemaFor: (value: unknown) => z.ZodType<Body, Body>): z.ZodType<Body, Body> {
  return z.custom<Body>((value) => schemaFor(value).validate(value), { params: { schemaFor } satisfies Apart });
}

/**
 * An object that comes in, of which some members are looked at where they are. Inside `z.object` zod's compiled form
 * copies whatever may be missing, with all that is in it, and the copy is read by nobody: 2.5 KB for a conversation.
 */
export function hasProperties(members: Readonly<Record<string, z.ZodType>>): z.ZodType {
  return z.custom(isObject, 'Invalid input: expected object').check(z.properties(members));
}

/** As `oneOrMany`, for what comes in: of a union zod's compiled form makes copies, too. */
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

/** Of a union, the branch that came closest, so that the path leads to the mistake. */
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
    // Only `apart` gives an issue any.
    const { schemaFor } = issue.params as Apart;
    return misfits(schemaFor(issue.input), issue.input, path);
  }
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ path: [...path, key].join('.'), message: 'Unknown key' }));
  }
  return [{ path: path.join('.'), message: issue.message }];
}
