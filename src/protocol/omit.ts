// Copies of objects without some members, made for nearly every incoming body. A rest pattern or a loop takes 5 times as
// long as an object literal, so `omit` generates a function with such a literal for each set of member names it meets.

/** Objects with further sets of member names are copied by a loop. */
const MAX_SHAPES = 4;
/** Twice the number of members of the largest object in the protocol. */
const MAX_MEMBERS = 64;
/** Only such names may become part of the generated code. All names of the protocol match. */
const PLAIN_NAME = /^[A-Za-z]\w{0,63}$/;

/** A generated copy function for objects with exactly these member names, in this order. */
interface Shape {
  readonly names: readonly string[];
  readonly copy: (value: object) => object;
}

/** Makes a function that copies objects without the named members. The caller may change the copies. */
export function omit<const Name extends string>(
  left: readonly Name[],
): <Value extends object>(value: Value) => Omit<Value, Name> {
  const shapes: Shape[] = [];
  const copy = (value: object): object => {
    for (const shape of shapes) if (isOf(shape.names, value)) return shape.copy(value);
    if (shapes.length < MAX_SHAPES) {
      const shape = learn(value, left);
      if (shape !== undefined) shapes.push(shape);
    }
    return copyByLoop(value as Readonly<Record<string, unknown>>, left);
  };
  // The compiler cannot infer that `copy` keeps all members but the named ones.
  return copy as <Value extends object>(value: Value) => Omit<Value, Name>;
}

/** Whether the object has exactly these members, in this order. */
function isOf(names: readonly string[], value: object): boolean {
  let count = 0;
  // Objects from JSON.parse have no enumerable inherited members.
  for (const name in value) {
    if (name !== names[count]) return false;
    count += 1;
  }
  return count === names.length;
}

/** Set when the process forbids code generation, as with `--disallow-code-generation-from-strings`. */
let isForbidden = false;

function learn(value: object, left: readonly string[]): Shape | undefined {
  const names = Object.keys(value);
  if (isForbidden || names.length > MAX_MEMBERS || !names.every((name) => PLAIN_NAME.test(name))) return undefined;
  const members = names.filter((name) => !left.includes(name)).map((name) => `${name}:value.${name}`);
  try {
    // oxlint-disable-next-line typescript/no-implied-eval -- The code consists of names that match PLAIN_NAME.
    return { names, copy: new Function('value', `return {${members.join()}}`) as Shape['copy'] };
  } catch {
    isForbidden = true;
    return undefined;
  }
}

function copyByLoop(value: Readonly<Record<string, unknown>>, left: readonly string[]): object {
  const copy: Record<string, unknown> = {};
  for (const name in value) {
    // Assigning to `__proto__` would set the prototype of the copy.
    if (name !== '__proto__' && !left.includes(name)) copy[name] = value[name];
  }
  return copy;
}
