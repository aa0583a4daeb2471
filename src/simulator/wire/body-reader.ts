import { z } from 'zod';
import { Refusal } from '../failures.js';

/** UMS cuts its error texts at this length. See docs/protocol.md#2.2. */
const MAX_SENTENCE = 128;

/** Parses a request body. Unknown members are ignored, and `null` counts as absent. @throws {Refusal} 400. */
export function read<Schema extends z.ZodType>(schema: Schema, body: unknown): z.output<Schema> {
  const parsed = schema.safeParse(withoutNulls(body));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const sentence = `Bad request: ${issue?.path.join('.') || 'body'}: ${issue?.message ?? 'invalid'}`;
  throw new Refusal(400, sentence.slice(0, MAX_SENTENCE));
}

/** Top level only: a nested `null` may have a meaning. */
function withoutNulls(body: unknown): unknown {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return body;
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== null));
}

/** A list, or its single element without the list. */
export function listOf<Element extends z.ZodType>(element: Element): z.ZodType<z.output<Element>[]> {
  return z.union([z.array(element), element.transform((only) => [only])]);
}

export const id = z.string().min(1);
