import { z } from 'zod';
import { lazy } from '../support/lazy.js';

const NONE: readonly never[] = [];

/** The elements of a list that UMS may send as its only element, or not at all: docs/protocol.md#2.4. */
export function toArray<Element>(value: Element | readonly Element[] | null | undefined): readonly Element[];
export function toArray(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  return value === undefined || value === null ? NONE : [value];
}

/** Schema of a list, or of its only element in place of the list. Read the value with {@link toArray}. */
export function oneOrMany<Schema extends z.ZodType>(element: Schema): z.ZodUnion<[z.ZodArray<Schema>, Schema]> {
  return z.union([z.array(element), element]);
}

/** Schema of a text of limited length. */
export const text = (max: number): z.ZodString => z.string().max(max);

/** Schema of an id that the platform writes as a string or as a number. */
export const idOrNumber = lazy(() => z.union([z.string(), z.number()]));

/** Schema of an object whose members are not checked. */
export const anything = lazy(() => z.object({}).catchall(z.unknown()));

/** The members of an object whose shape is not checked; none of anything else. */
export function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

/** A string of a vocabulary that may grow: any string is valid, and editors suggest the known ones. */
export type Open<Known extends string> = Known | (string & {});

/** Schema of an {@link Open} vocabulary. */
export function open<const Known extends readonly string[]>(
  _known: Known,
  schema: z.ZodString = z.string(),
): z.ZodType<Open<Known[number]>, Open<Known[number]>> {
  // The known names exist for editors only: at run time every string is valid.
  return schema as z.ZodType<Open<Known[number]>, Open<Known[number]>>;
}

/**
 * A schema with a handwritten type, so that the built declarations stay short and members keep their doc comments. The
 * compiler reports a type and a schema that do not admit the same values.
 */
export function typedAs<Body>() {
  return <Schema extends z.ZodType<Body, Body>>(
    schema: Schema & ([Body] extends [z.input<Schema>] ? unknown : never),
  ): z.ZodType<Body, Body> => schema;
}

/**
 * A schema of incoming bodies that checks less than its type claims. Members that the SDK only hands on are typed but not
 * checked: a `null` or a new value from UMS in such a member must not make the message unreadable.
 */
export function assumed<Body>(schema: z.ZodType): z.ZodType<Body, Body> {
  // The only place where the platform's documentation is trusted instead of checked.
  return schema as z.ZodType<Body, Body>;
}
