import { z } from 'zod';
import { Refusal } from '../failures.js';

/** UMS cuts its sentences at this length (P 2.2). */
const MAX_SENTENCE = 128;

/** What a body says, as far as it is read; unknown keys are nobody's business, and `null` is as good as absent. */
export function read<Schema extends z.ZodType>(schema: Schema, body: unknown): z.output<Schema> {
  const parsed = schema.safeParse(withoutNulls(body));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const sentence = `Bad request: ${issue?.path.join('.') || 'body'}: ${issue?.message ?? 'invalid'}`;
  throw new Refusal(400, sentence.slice(0, MAX_SENTENCE));
}

/** Of the body itself only: what is deeper may mean its nulls. */
function withoutNulls(body: unknown): unknown {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return body;
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== null));
}

/** A list, or its only element in its place. */
export function listOf<Element extends z.ZodType>(element: Element): z.ZodType<z.output<Element>[]> {
  return z.union([z.array(element), element.transform((only) => [only])]);
}

export const id = z.string().min(1);
