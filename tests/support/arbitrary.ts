import fc from 'fast-check';
import type { z } from 'zod';

/**
 * Generates inputs of a schema from its definition and checks. Values that a refinement rejects are filtered by the
 * schema itself. Recursive schemas are supported.
 *
 * @throws {Error} The kind of schema is not supported.
 */
export function arbitraryOf(schema: z.core.$ZodType): fc.Arbitrary<unknown> {
  const names = new Map<z.core.$ZodType, string>();
  const arbitraries = fc.letrec((tie) => {
    const built: Record<string, fc.Arbitrary<unknown>> = {};
    const nameOf = (one: z.core.$ZodType): string => {
      const name = names.get(one) ?? String(names.size);
      names.set(one, name);
      return name;
    };
    nameOf(schema);
    // The map grows during the loop: building a schema names its parts.
    for (const [one, name] of names) built[name] = build(one, (member) => tie(nameOf(member)));
    return built;
  });
  return arbitraries['0'] as fc.Arbitrary<unknown>;
}

type Inner = (member: z.core.$ZodType) => fc.Arbitrary<unknown>;

/** Limits the nesting of recursive schemas. */
const depth = { maxDepth: 4, depthIdentifier: 'schema' };
const INT32 = 2 ** 31 - 1;

function build(anySchema: z.core.$ZodType, inner: Inner): fc.Arbitrary<unknown> {
  // A zod schema is one of these classes; its declared type is wider.
  const schema = anySchema as z.core.$ZodTypes;
  const { def } = schema._zod;
  const arbitrary = formOf(schema, inner);
  // A format such as `z.email()` or a further check restricts the values beyond the arbitrary.
  const needsFilter = (def.checks?.length ?? 0) > 0 || 'format' in def || def.type === 'pipe' || def.type === 'custom';
  return needsFilter ? arbitrary.filter((value) => fits(anySchema, value)) : arbitrary;
}

function fits(schema: z.core.$ZodType, value: unknown): boolean {
  const result = schema._zod.run({ value, issues: [] }, { async: false });
  return !(result instanceof Promise) && result.issues.length === 0;
}

function formOf(schema: z.core.$ZodTypes, inner: Inner): fc.Arbitrary<unknown> {
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
      return fc.array(inner(def.element), { ...lengthsOf(schema, 4), depthIdentifier: depth.depthIdentifier });
    case 'tuple':
      return fc.tuple(...def.items.map(inner));
    case 'record':
      return fc.dictionary(inner(def.keyType) as fc.Arbitrary<string>, inner(def.valueType), { maxKeys: 4 });
    case 'union': {
      const options = def.options.toSorted((a, b) => heightOf(a) - heightOf(b));
      return fc.oneof({ ...depth, withCrossShrink: true }, ...options.map(inner));
    }
    case 'intersection':
      return fc
        .tuple(inner(def.left), inner(def.right))
        .map(([left, right]) => ({ ...(left as object), ...(right as object) }));
    case 'optional':
      return fc.option(inner(def.innerType), { ...depth, nil: undefined });
    case 'nullable':
      return fc.option(inner(def.innerType), { ...depth, nil: null });
    case 'default':
    case 'prefault':
    case 'catch':
    case 'readonly':
    case 'nonoptional':
      return inner(def.innerType);
    case 'pipe':
      return inner(def.in);
    case 'lazy':
      return inner(schemaBehind(schema));
    case 'object': {
      const members = Object.entries<z.core.$ZodType>(def.shape);
      return fc.record(Object.fromEntries(members.map(([name, member]) => [name, inner(member)])), {
        requiredKeys: members.filter(([, member]) => isRequired(member)).map(([name]) => name),
      });
    }
    case 'template_literal':
      return fc.stringMatching((schema as z.core.$ZodTemplateLiteral)._zod.pattern);
    case 'file':
    case 'function':
    case 'map':
    case 'nan':
    case 'never':
    case 'promise':
    case 'set':
    case 'success':
    case 'symbol':
    case 'transform':
      throw new Error(`There is no arbitrary for a zod ${def.type}`);
  }
}

function isRequired(member: z.core.$ZodType): boolean {
  return member._zod.optin !== 'optional';
}

/** The inner schema, which zod creates once: a recursive schema leads back to the same object. */
function schemaBehind(lazy: z.core.$ZodTypes): z.core.$ZodType {
  return (lazy as z.core.$ZodLazy)._zod.innerType;
}

/** Nesting depth of the smallest value; `Infinity` where every alternative contains the schema itself. */
function heightOf(anySchema: z.core.$ZodType, above: ReadonlySet<z.core.$ZodType> = new Set()): number {
  if (above.has(anySchema)) return Infinity;
  const path = new Set([...above, anySchema]);
  const height = (member: z.core.$ZodType): number => heightOf(member, path);
  const schema = anySchema as z.core.$ZodTypes;
  const { def } = schema._zod;
  if (def.type === 'object') {
    const members = Object.values<z.core.$ZodType>(def.shape);
    return 1 + Math.max(0, ...members.filter(isRequired).map(height));
  }
  if (def.type === 'array') return lengthsOf(schema, 4).minLength > 0 ? 1 + height(def.element) : 1;
  if (def.type === 'tuple') return 1 + Math.max(0, ...def.items.map(height));
  if (def.type === 'union') return Math.min(...def.options.map(height));
  if (def.type === 'intersection') return Math.max(height(def.left), height(def.right));
  if (def.type === 'lazy') return height(schemaBehind(schema));
  if (def.type === 'pipe') return height(def.in);
  if (def.type === 'readonly' || def.type === 'nonoptional') return height(def.innerType);
  return 0;
}

type Check = z.core.$ZodChecks['_zod']['def'];

/** The last check of a kind: in zod, a later check of the same kind replaces an earlier one. */
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
  // The format of `z.email()` is in the definition, that of `.regex()` among the checks.
  const own = schema._zod.def as { readonly format?: string; readonly pattern?: RegExp | undefined };
  const added = checkOf(schema, 'string_format') as typeof own | undefined;
  const { format, pattern } = added ?? own;
  switch (format ?? '') {
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
