import { ValidationError, type ValidationIssue } from '../errors.js';
import type { Change } from './store.js';

/** Of the problems of one change. */
const MOST_ISSUES = 10;
/** Far beyond a session written by hand, and far from what overflows the stack of `JSON.stringify`. */
const DEEPEST = 500;

/**
 * Throws if a store could not give the change back as it is: a function, a `Date` or an `undefined` in an array would be
 * lost or changed by JSON.
 *
 * @throws {ValidationError} The change misfits as the body of a request can: the caller fixes the value that an issue
 * names, such as `session.cart[2].price`. (A `ConfigurationError` is about options, which stay wrong.) Nothing was written.
 */
export function checkChange(agent: string, change: Change): void {
  const issues = [...agentIssues(agent), ...shapeIssues(change), ...jsonIssues(change)];
  if (issues.length === 0) return;
  const about = typeof change?.conversationId === 'string' ? ` of conversation ${change.conversationId}` : '';
  throw new ValidationError(`The commit${about}`, 'outgoing', issues, 'store');
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

function memberIssues(
  name: string,
  value: unknown,
  fits: (member: unknown) => boolean,
  expected: string,
): readonly ValidationIssue[] {
  if (value === undefined) return [];
  if (!isRecord(value)) return [{ path: name, message: 'expected an object' }];
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
  const issues: ValidationIssue[] = [];
  for (const name of ['session', 'flow'] as const) {
    if (change[name] !== undefined) collect(change[name], { steps: [name], above: new Set(), issues });
  }
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
function isPlain(value: object): boolean {
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

/** A member as JavaScript writes it. */
function step(key: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
}
