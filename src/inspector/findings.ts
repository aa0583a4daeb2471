import { fits, misfit } from '../protocol/checking.js';
import { requestOfType } from '../protocol/registry.js';
import { membersOf } from '../protocol/schemas.js';

/** Findings of one request. */
const MAX_FINDINGS = 5;

/** Members that the SDK adds to the body of its caller, by wire type: the schemas describe the caller's body. */
const added = new Map<string, readonly string[]>();

/** What the body of a request has that is not in its schema, for people. The platform passes unknown members through. */
export function findingsOf(type: string, body: unknown): readonly string[] {
  const entry = requestOfType(type)?.entry;
  if (entry === undefined) return [`request type ${type}`];
  const checked = typeof body === 'object' ? withoutAdded(type, body) : body;
  if (fits(entry.request, checked)) return [];
  const { issues } = misfit(entry.request, checked, type, 'outgoing');
  return issues
    .slice(0, MAX_FINDINGS)
    .map(({ path, message }) =>
      message === 'Unknown key' ? `${path}, passed through` : `${path === '' ? 'body' : path}: ${message}`,
    );
}

function withoutAdded(type: string, body: unknown): unknown {
  const known = added.get(type) ?? addedMembers(type);
  added.set(type, known);
  return Object.fromEntries(Object.entries(membersOf(body)).filter(([name]) => !known.includes(name)));
}

function addedMembers(type: string): readonly string[] {
  const { request, wire } = requestOfType(type)?.entry.example ?? {};
  const given = membersOf(request);
  return Object.keys(membersOf(wire)).filter((name) => !Object.hasOwn(given, name));
}
