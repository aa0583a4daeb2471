import { join } from 'node:path';
import { expect, it } from 'vitest';
import { programOf, root } from '../readme/source.js';

it('the simulator exports no name that the client exports', { timeout: 60_000 }, () => {
  const program = programOf(new Map());
  const checker = program.getTypeChecker();
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
