import { execFile, type ExecFileException } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as sdk from 'node-agent-sdk';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { compileInto, programFolder } from '../support/compiled.js';
import { snippetsIn } from './snippets.js';
import { membersOf, programOf, readmeText, root } from './source.js';
import { tableIn, tablesOf, withTable } from './tables.js';

const compiled = programFolder();
let snippetCount = 0;
const readme = readmeText();
const snippets = snippetsIn(readme);
const ofDelivery = snippetsIn(readFileSync(join(root, 'docs/delivery.md'), 'utf8'), 'delivery');
const ofBots = snippetsIn(readFileSync(join(root, 'docs/bots.md'), 'utf8'), 'bots');
const ofConversations = snippetsIn(readFileSync(join(root, 'docs/conversations.md'), 'utf8'), 'conversations');
const program = programOf(
  new Map([...snippets, ...ofDelivery, ...ofConversations, ...ofBots].map(({ path, code }) => [path, code])),
);

describe('the tables', () => {
  const tables = Object.entries(tablesOf(program));
  if (process.env['UPDATE_README']) {
    writeFileSync(
      join(root, 'README.md'),
      tables.reduce((text, [name, content]) => withTable(text, name, content), readme),
    );
  }

  it.each(tables)('%s matches the source (to update: UPDATE_README=1 npx vitest run tests/readme)', (name, content) => {
    expect(tableIn(readmeText(), name)).toBe(content);
  });
});

it('has a row for each class of errors, and one only', () => {
  const classes = Object.keys(sdk).filter((name) => name.endsWith('Error'));

  const rows = [...readme.matchAll(/^\| `(\w+Error)` \|/gm)].map(([, name]) => name);

  expect(rows).toHaveLength(classes.length);
  expect(new Set(rows)).toEqual(new Set(classes));
});

it('lists all examples', () => {
  const examples = readdirSync(join(root, 'examples'));

  const listed = [...readme.matchAll(/^\| \[([\w.-]+)\]\(examples\/\1\)/gm)].map(([, name]) => name);

  expect(listed).toHaveLength(examples.length);
  expect(new Set(listed)).toEqual(new Set(examples));
});

// Here, because these tests need the program that the tables are made from.
describe('the declarations', () => {
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
});

describe('the code', () => {
  it('of the other documents is found', () => {
    expect(ofDelivery.length).toBeGreaterThan(1);
    expect(ofConversations.length).toBeGreaterThan(1);
    expect(ofBots.length).toBeGreaterThan(4);
  });

  it.each([...snippets, ...ofDelivery, ...ofConversations, ...ofBots])('$path compiles', ({ path }) => {
    const source = program.getSourceFile(path);

    const problems = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];

    expect(problems.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))).toEqual([]);
  });

  it.each(snippets.filter(({ isComplete }) => isComplete))(
    'of line $line runs and exits by itself',
    { timeout: 60_000 },
    async ({ code }) => {
      const { error, stdout, stderr } = await run(code);

      expect(stderr).toBe('');
      expect(error).toBeNull();
      expect(stdout).toMatch(/\S/);
    },
  );
});

/** Runs a snippet as a process, against the built package. */
async function run(
  code: string,
): Promise<{ readonly error: ExecFileException | null; readonly stdout: string; readonly stderr: string }> {
  const { NODE_OPTIONS: _, ...inherited } = process.env;
  const options = { cwd: root, env: inherited, timeout: 50_000 };
  const file = compileInto(compiled, `snippet-${(snippetCount += 1)}`, code);
  return new Promise((resolve) => {
    execFile(process.execPath, [file], options, (error, stdout, stderr) => {
      resolve({ error, stdout, stderr });
    });
  });
}
