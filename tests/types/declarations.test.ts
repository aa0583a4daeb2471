import { join } from 'node:path';
import { expect, it } from 'vitest';
import ts from 'typescript';
import { membersOf, programOf, root } from '../readme/source.js';

const program = programOf(new Map());
const checker = program.getTypeChecker();
const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();

it('each overload of on() and once() has the doc comment of its event', () => {
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

it('the simulator exports no name that the client exports', () => {
  const exportsOf = (file: string): readonly string[] => {
    const source = program.getSourceFile(join(root, file));
    const module = source && checker.getSymbolAtLocation(source);
    return module ? checker.getExportsOfModule(module).map(({ name }) => name) : [];
  };
  const client = new Set(exportsOf('src/index.ts'));
  const simulator = exportsOf('src/simulator/index.ts');

  expect(client).toContain('Message');
  expect(simulator).toContain('HeardMessage');
  expect(simulator.filter((name) => client.has(name))).toEqual([]);
});
