import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

/** The folder of the package. */
export const root = join(import.meta.dirname, '../..');

/** The entry points of the source. */
const entries = ['src/index.ts', 'src/simulator/index.ts'].map((file) => join(root, file));

/** A TypeScript program of the source and further files in memory, with the options of tsconfig.json. */
export function programOf(files: ReadonlyMap<string, string>): ts.Program {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile.bind(ts.sys)) as {
    config: unknown;
  };
  const { options } = ts.parseJsonConfigFileContent(config, { ...ts.sys, readDirectory: () => [] }, root);
  const host = ts.createCompilerHost(options);
  const inMemory: ts.CompilerHost = {
    ...host,
    fileExists: (path) => files.has(path) || host.fileExists(path),
    readFile: (path) => files.get(path) ?? host.readFile(path),
    getSourceFile: (path, version, ...rest) => {
      const text = files.get(path);
      return text === undefined ? host.getSourceFile(path, version, ...rest) : ts.createSourceFile(path, text, version);
    },
  };
  return ts.createProgram([...entries, ...files.keys()], options, inMemory);
}

/** A declaration with its doc comment. */
export interface Documented {
  readonly name: string;
  readonly text: string;
  readonly tags: ReadonlyMap<string, string>;
  readonly type: ts.Type;
}

/** The members of an exported type, in source order. */
export function membersOf(program: ts.Program, file: string, typeName: string): readonly Documented[] {
  const checker = program.getTypeChecker();
  return checker
    .getDeclaredTypeOfSymbol(exportOf(program, file, typeName))
    .getProperties()
    .map((member) => ({
      name: member.name,
      text: oneLine(ts.displayPartsToString(member.getDocumentationComment(checker))),
      tags: new Map(
        member.getJsDocTags(checker).map(({ name, text }) => [name, oneLine(ts.displayPartsToString(text))]),
      ),
      type: checker.getTypeOfSymbol(member),
    }));
}

/** The members of an exported union of interfaces with a literal tag, in source order. */
export function alternativesOf(
  program: ts.Program,
  { file, typeName, tag }: { readonly file: string; readonly typeName: string; readonly tag: string },
): readonly { readonly name: string; readonly tag: string; readonly text: string }[] {
  const checker = program.getTypeChecker();
  const type = checker.getDeclaredTypeOfSymbol(exportOf(program, file, typeName));
  if (!type.isUnion()) throw new Error(`${typeName} is no union`);
  return type.types.map((alternative) => {
    const property = alternative.getProperty(tag);
    const literal = property && checker.getTypeOfSymbol(property);
    if (!literal?.isStringLiteral()) throw new Error(`An alternative of ${typeName} has no ${tag}`);
    const { symbol } = alternative;
    const text = oneLine(ts.displayPartsToString(symbol.getDocumentationComment(checker)));
    return { name: symbol.name, tag: literal.value, text };
  });
}

/** The names of the parameters of a handler. */
export function parametersOf({ type }: Documented): readonly string[] {
  return type.getCallSignatures()[0]?.parameters.map(({ name }) => name) ?? [];
}

export function readmeText(): string {
  return readFileSync(join(root, 'README.md'), 'utf8');
}

function exportOf(program: ts.Program, file: string, name: string): ts.Symbol {
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(join(root, file));
  const module = source && checker.getSymbolAtLocation(source);
  const symbol = module && checker.getExportsOfModule(module).find((exported) => exported.name === name);
  if (!symbol) throw new Error(`${file} exports no ${name}`);
  return symbol;
}

/** The text in one line. */
function oneLine(text: string): string {
  return text
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/ \(P [\d.]+\)/g, '')
    .trim();
}
