import fc from 'fast-check';
import type { z } from 'zod';

/**
 * Values a schema takes: its input side. Their form comes from the schema's definition and checks; whatever misfits all
 * the same, for a refinement for instance, is filtered by the schema itself.
 *
 * @throws {Error} A kind of schema this does not know.
 */
export function arbitraryOf(schema: z.core.$ZodType): fc.Arbitrary<unknown> {
  return build(schema, 0);
}

/** Below this a recursive schema gets no more optional members, and a list no more elements. */
const DEPTH = 4;
const INT32 = 2 ** 31 - 1;

function build(anySchema: z.core.$ZodType, depth: number): fc.Arbitrary<unknown> {
  // Every schema made with zod's own functions is one of these, but its declared type says less.
  const schema = anySchema as z.core.$ZodTypes;
  const { def } = schema._zod;
  const arbitrary = formOf(schema, depth);
  // Defined by its format alone, such as `z.email()`, or checked further.
  const needsFilter = (def.checks?.length ?? 0) > 0 || 'format' in def || def.type === 'pipe' || def.type === 'custom';
  if (!needsFilter) return arbitrary;
  return arbitrary.filter((value) => fits(anySchema, value));
}

function fits(schema: z.core.$ZodType, value: unknown): boolean {
  const result = schema._zod.run({ value, issues: [] }, { async: false });
  return !(result instanceof Promise) && result.issues.length === 0;
}

function formOf(schema: z.core.$ZodTypes, depth: number): fc.Arbitrary<unknown> {
  const inner = (member: z.core.$ZodType): fc.Arbitrary<unknown> => build(member, depth + 1);
  const { def } = schema._zod;
  switch (def.type) {
    case 'string':
      return textOf(schema);
    case 'number':
      return numberOf(schema);
    case 'boolean':
      return fc.boolean();
    case 'bigint':
      return fc.bigInt();
    case 'date':
      return fc.date({ noInvalidDate: true });
    case 'null':
      return fc.constant(null);
    case 'undefined':
    case 'void':
      return fc.constant(undefined);
    case 'literal':
      return fc.constantFrom(...def.values);
    case 'enum':
      return fc.constantFrom(...Object.values(def.entries));
    case 'any':
    case 'unknown':
    case 'custom':
      return fc.jsonValue();
    case 'array':
      return fc.array(inner(def.element), depth > DEPTH ? { maxLength: lengthsOf(schema, 0).minLength } : lengthsOf(schema, 4));
    case 'tuple':
      return fc.tuple(...def.items.map(inner));
    case 'record':
      return fc.dictionary(inner(def.keyType) as fc.Arbitrary<string>, inner(def.valueType), { maxKeys: 4 });
    case 'union':
      return fc.oneof(...def.options.map(inner));
    case 'intersection':
      return fc
        .tuple(inner(def.left), inner(def.right))
        .map(([left, right]) => ({ ...(left as object), ...(right as object) }));
    case 'optional':
      return depth > DEPTH ? fc.constant(undefined) : fc.option(inner(def.innerType), { nil: undefined });
    case 'nullable':
      return fc.option(inner(def.innerType), { nil: null });
    case 'default':
    case 'prefault':
    case 'catch':
    case 'readonly':
    case 'nonoptional':
      return inner(def.innerType);
    case 'pipe':
      return inner(def.in);
    case 'lazy':
      return inner(def.getter());
    case 'object': {
      const members = Object.entries<z.core.$ZodType>(def.shape);
      return fc.record(Object.fromEntries(members.map(([name, member]) => [name, inner(member)])), {
        requiredKeys: members.filter(([, member]) => member._zod.optin !== 'optional').map(([name]) => name),
      });
    }
    case 'template_literal':
      return fc.stringMatching((schema as z.core.$ZodTemplateLiteral)._zod.pattern);
    default:
      throw new Error(`There is no arbitrary for a zod ${def.type}`);
  }
}

type Check = z.core.$ZodChecks['_zod']['def'];

/** The last check of a kind, as it is with zod's own methods. */
function checkOf<Kind extends Check['check']>(
  schema: z.core.$ZodType,
  kind: Kind,
): Extract<Check, { readonly check: Kind }> | undefined {
  const checks = (schema._zod.def.checks ?? []).map((check) => check._zod.def as Check);
  return checks.findLast((check): check is Extract<Check, { readonly check: Kind }> => check.check === kind);
}

function lengthsOf(schema: z.core.$ZodType, usual: number): { readonly minLength: number; readonly maxLength: number } {
  const exactly = checkOf(schema, 'length_equals')?.length;
  if (exactly !== undefined) return { minLength: exactly, maxLength: exactly };
  const minLength = checkOf(schema, 'min_length')?.minimum ?? 0;
  const maxLength = checkOf(schema, 'max_length')?.maximum ?? Math.max(usual, minLength + 2);
  return { minLength, maxLength };
}

function textOf(schema: z.core.$ZodType): fc.Arbitrary<string> {
  // A format of its own (`z.email()`) is in the definition, an added one (`.regex()`) among the checks.
  const own = schema._zod.def as { readonly format?: string; readonly pattern?: RegExp | undefined };
  const added = checkOf(schema, 'string_format') as typeof own | undefined;
  const { format, pattern } = added ?? own;
  switch (format) {
    case 'datetime':
      return fc.date({ noInvalidDate: true, min: new Date(0), max: new Date(4e12) }).map((date) => date.toISOString());
    case 'uuid':
    case 'guid':
      return fc.uuid();
    case 'url':
      return fc.webUrl();
    case 'email':
      return fc.emailAddress();
    default:
      return pattern ? fc.stringMatching(pattern) : fc.string(lengthsOf(schema, 20));
  }
}

function numberOf(schema: z.core.$ZodType): fc.Arbitrary<number> {
  const own = schema._zod.def as { readonly format?: string };
  const format = checkOf(schema, 'number_format')?.format ?? own.format ?? '';
  const least = checkOf(schema, 'greater_than');
  const most = checkOf(schema, 'less_than');
  const min = least && Number(least.value);
  const max = most && Number(most.value);
  if (format.includes('int')) {
    return fc.integer({
      min: Math.ceil(Math.max(min ?? -INT32, -INT32)) + (least?.inclusive === false ? 1 : 0),
      max: Math.floor(Math.min(max ?? INT32, INT32)) - (most?.inclusive === false ? 1 : 0),
    });
  }
  const step = Number(checkOf(schema, 'multiple_of')?.value ?? 0);
  if (step > 0) {
    const times = { min: Math.ceil((min ?? -1e3 * step) / step), max: Math.floor((max ?? 1e3 * step) / step) };
    return fc.integer(times).map((count) => count * step);
  }
  return fc.double({
    noNaN: true,
    noDefaultInfinity: true,
    ...(least && { min: Number(least.value), minExcluded: !least.inclusive }),
    ...(most && { max: Number(most.value), maxExcluded: !most.inclusive }),
  });
}
