/**
 * The objects inside a body in which `null` means an absent member: the names of members that are objects, each with the
 * objects inside it. An entry for a list applies to each element.
 */
export interface ObjectsIn {
  readonly [member: string]: ObjectsIn;
}

/**
 * Removes members that are `null`: servers of the platform are written in Java and either omit an absent member or write
 * `null`. Looks at the members of the body and of the objects named, and ignores other objects, e.g. a card's content.
 *
 * @param objects `undefined`: nothing in the body is optional, and the body is returned unchanged.
 * @returns The body itself if no member is `null`; otherwise a copy in which only the changed parts are new.
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
  // The protocol has no nested lists. Following them would allow unbounded recursion.
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  // Reads own members by name only, which is safe for any object.
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
  // Objects from JSON.parse have no enumerable inherited members.
  for (const name in members) if (members[name] === null) return true;
  return false;
}

/** `fromEntries` instead of assignments: assigning to `__proto__` would set the prototype of the copy. */
function omitNulls(members: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(members).filter(([, member]) => member !== null));
}
