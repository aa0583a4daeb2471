import { StoreError, ValidationError, type ValidationIssue } from '../errors.js';
import type { Change, ConversationRemoval, StateChange } from './store.js';

/** Limit of the issues of one change. */
const MOST_ISSUES = 10;
/** Far beyond a session written by hand, and far from what overflows the stack of `JSON.stringify`. */
const DEEPEST = 500;

const REMOVAL_MEMBERS = ['conversationId', 'removed'] as const satisfies readonly (keyof ConversationRemoval)[];
const CHANGE_MEMBERS = [
  ...REMOVAL_MEMBERS,
  'positions',
  'session',
  'flow',
  'timers',
] as const satisfies readonly (keyof StateChange)[];

/**
 * Throws if a store could not give the change back as it is: a function, a `Date` or an `undefined` in an array would be
 * lost or changed by JSON, and so would a `Map` of positions, a misspelt member or the session of a removal.
 *
 * @throws {ValidationError} The change misfits as the body of a request can: the caller fixes the value that an issue
 * names, such as `session.cart[2].price`. (A `ConfigurationError` is about options, which stay wrong.) Nothing was written.
 */
export function checkChange(agent: string, change: Change): void {
  const issues = [...agentIssues(agent), ...shapeIssues(change), ...unknownMembers(change), ...jsonIssues(change)];
  if (issues.length === 0) return;
  const about = typeof change?.conversationId === 'string' ? ` of conversation ${change.conversationId}` : '';
  throw new ValidationError(`The commit${about}`, 'outgoing', issues, 'store');
}

/**
 * Throws if a cursor store could not give the position back under the key of its dialog.
 *
 * @param path File of the store; empty for a store in memory.
 * @throws {StoreError} `STORE_POSITION`: the key is no non-empty string, or the sequence is no safe integer from 0.
 */
export function checkPosition(dialogId: unknown, sequence: unknown, path: string): void {
  const problem =
    typeof dialogId !== 'string' || dialogId === ''
      ? `${textOf(dialogId)} is not the key of a dialog: expected a non-empty string`
      : isPosition(sequence)
        ? undefined
        : `${textOf(sequence)} is not a position: expected a whole number from 0`;
  if (problem !== undefined) throw new StoreError(problem, { code: 'STORE_POSITION', path });
}

function agentIssues(agent: unknown): readonly ValidationIssue[] {
  return typeof agent === 'string' && agent !== '' ? [] : [{ path: 'agent', message: 'expected a non-empty string' }];
}

/** Whether a value read from a file is a change. Its session and flow are JSON already. */
export function isChange(value: unknown): value is Change {
  return shapeIssues(value).length === 0;
}

/** Problems with everything but session and flow. */
function shapeIssues(change: unknown): readonly ValidationIssue[] {
  if (!isRecord(change)) return [{ path: '', message: 'expected an object' }];
  const { conversationId, removed, positions, timers } = change;
  const issues: ValidationIssue[] = [];
  if (typeof conversationId !== 'string' || conversationId === '') {
    issues.push({ path: 'conversationId', message: 'expected a non-empty string' });
  }
  if (removed !== undefined && removed !== true) {
    issues.push({ path: 'removed', message: 'expected true, or no such member' });
  }
  issues.push(
    ...memberIssues('positions', positions, isPosition, 'expected a whole number from 0'),
    ...memberIssues('timers', timers, isTimer, 'expected milliseconds since 1970, or null'),
  );
  return issues;
}

/** Members that a store would lose. Only of a new change: a file of another version may have more. */
function unknownMembers(change: unknown): readonly ValidationIssue[] {
  if (!isRecord(change)) return [];
  const isRemoval = change['removed'] === true;
  const known: readonly string[] = isRemoval ? REMOVAL_MEMBERS : CHANGE_MEMBERS;
  const message = isRemoval ? 'a removal has no other members' : 'no member of a change has this name';
  return Object.keys(change)
    .filter((name) => change[name] !== undefined && !known.includes(name))
    .slice(0, MOST_ISSUES)
    .map((path) => ({ path, message }));
}

function memberIssues(
  name: string,
  value: unknown,
  fits: (member: unknown) => boolean,
  expected: string,
): readonly ValidationIssue[] {
  if (value === undefined) return [];
  // The entries of a `Map` or an instance are not its members, and would be lost.
  if (!isRecord(value) || !isPlain(value)) {
    return [{ path: name, message: `expected a plain object, got ${kindOf(value)}` }];
  }
  return Object.entries(value)
    .filter(([, member]) => !fits(member))
    .slice(0, MOST_ISSUES)
    .map(([key, member]) => ({ path: name + step(key), message: `${expected}, got ${kindOf(member)}` }));
}

/** A sequence that the platform can have given a message. */
export function isPosition(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

function isTimer(value: unknown): boolean {
  return value === null || Number.isFinite(value);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function jsonIssues(change: Change): readonly ValidationIssue[] {
  if (!isRecord(change) || change.removed) return [];
  return (['session', 'flow'] as const).flatMap((name) =>
    change[name] === undefined ? [] : jsonIssuesOf(name, change[name]),
  );
}

/** Problems of a value that is to be JSON. @param name Of the value, for the paths. */
export function jsonIssuesOf(name: string, value: unknown): readonly ValidationIssue[] {
  const issues: ValidationIssue[] = [];
  collect(value, { steps: [name], above: new Set(), issues });
  return issues;
}

interface Walk {
  /** From the change to the value, as text: `session`, `.cart`, `[2]`. */
  readonly steps: string[];
  /** The objects that contain the value. */
  readonly above: Set<object>;
  readonly issues: ValidationIssue[];
}

function collect(value: unknown, walk: Walk): void {
  const problem = problemOf(value, walk);
  if (problem !== undefined) {
    if (walk.issues.length < MOST_ISSUES) walk.issues.push({ path: walk.steps.join(''), message: problem });
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  walk.above.add(value);
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index += 1) {
      walk.steps.push(`[${index}]`);
      collect(value[index], walk);
      walk.steps.pop();
    }
  } else {
    for (const [key, member] of Object.entries(value)) {
      // Left out by JSON, and then read as `undefined` all the same; in an array it would come back as `null`.
      if (member === undefined) continue;
      walk.steps.push(step(key));
      collect(member, walk);
      walk.steps.pop();
    }
  }
  walk.above.delete(value);
}

function problemOf(value: unknown, { above }: Walk): string | undefined {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null || Number.isFinite(value))
    return undefined;
  if (typeof value !== 'object') return `${kindOf(value)} is no JSON`;
  if (above.has(value)) return 'the object contains itself';
  if (above.size >= DEEPEST) return `nested deeper than ${DEEPEST} levels`;
  return Array.isArray(value) || isPlain(value)
    ? undefined
    : `${kindOf(value)} would come back as another value: keep its data instead`;
}

/** Of any realm: test runners have a global object of their own. */
export function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function kindOf(value: unknown): string {
  if (typeof value === 'number' || value === undefined || value === null) return String(value);
  if (typeof value === 'bigint') return 'a BigInt';
  if (typeof value !== 'object') return `a ${typeof value}`;
  if (Array.isArray(value)) return 'an array';
  const name = (value as { readonly constructor?: { readonly name?: unknown } }).constructor?.name;
  return typeof name === 'string' && name !== '' ? `an object of class ${name}` : 'an object';
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value) : kindOf(value);
}

/** A member as JavaScript writes it. */
function step(key: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
}
