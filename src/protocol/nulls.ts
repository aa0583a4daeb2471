/**
 * The objects inside a body in which `null` stands for a member that is not there: a member's name, and the objects
 * inside that member. A list stands for each of its elements.
 */
export interface ObjectsIn {
  readonly [member: string]: ObjectsIn;
}

/**
 * A body as if its sender had left out what it wrote as `null`: servers of the platform are Java and do either. Looks
 * at the members of the body and of the objects named, and at nothing inside the others, such as a card's content.
 *
 * @param objects Without it nothing in the body is optional, and the body is returned as it is.
 * @returns The body itself if nothing in it is `null`; otherwise a copy of the parts that had to change.
 */
export function withoutNulls(body: unknown, objects: ObjectsIn | undefined): unknown {
  if (objects === undefined || typeof body !== 'object' || body === null) return body;
  if (!Array.isArray(body)) return objectWithoutNulls(body, objects);
  const elements: readonly unknown[] = body;
  let copy: unknown[] | undefined;
  for (let index = 0; index < elements.length; index += 1) {
    const element = objectWithoutNulls(elements[index], objects);
    if (element !== elements[index]) (copy ??= [...elements])[index] = element;
  }
  return copy ?? body;
}

function objectWithoutNulls(value: unknown, objects: ObjectsIn): unknown {
  // A list in a list is nothing the protocol knows: it could be nested without end.
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  // Only read here, and by the names of its own members.
  const members = value as Readonly<Record<string, unknown>>;
  let copy = hasNull(members) ? omitNulls(members) : undefined;
  for (const name in objects) {
    const member = members[name];
    if (typeof member !== 'object' || member === null) continue;
    const present = withoutNulls(member, objects[name]);
    if (present !== member) (copy ??= { ...members })[name] = present;
  }
  return copy ?? value;
}

function hasNull(members: Readonly<Record<string, unknown>>): boolean {
  // What comes from JSON inherits nothing that could be looped over.
  for (const name in members) if (members[name] === null) return true;
  return false;
}

/** By `fromEntries`, as an assignment to a member named `__proto__` would set the copy's prototype. */
function omitNulls(members: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(members).filter(([, member]) => member !== null));
}
