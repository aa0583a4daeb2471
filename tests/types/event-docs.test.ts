import { expect, it } from 'vitest';
import ts from 'typescript';
import { membersOf, programOf } from '../readme/source.js';

const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();

it('the comment of each overload of on() and once() is that of its event', { timeout: 60_000 }, () => {
  const program = programOf(new Map());
  const checker = program.getTypeChecker();
  const events = [
    ...membersOf(program, 'src/events.ts', 'LifecycleEvents'),
    ...membersOf(program, 'src/protocol/registry.ts', 'Notifications').filter(({ tags }) => !tags.has('deprecated')),
  ].map(({ name, text }) => [name, text]);

  const overloads = membersOf(program, 'src/events.ts', 'EventMethods').map(({ name, type }) => [
    name,
    type.getCallSignatures().map((signature) => {
      const [event] = signature.getParameters();
      const eventType = event && checker.getTypeOfSymbol(event);
      const doc = ts.displayPartsToString(signature.getDocumentationComment(checker));
      return [eventType?.isStringLiteral() ? eventType.value : undefined, oneLine(doc)];
    }),
  ]);

  expect(events.length).toBeGreaterThan(10);
  expect(Object.fromEntries(overloads)).toEqual({ on: events, once: events });
});
