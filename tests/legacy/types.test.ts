import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, expectTypeOf, it } from 'vitest';
import type { Agent, LegacyRequest, LegacyRequests, RequestFailure } from '../../src/legacy/index.js';
import type { BodyOf, RequestName, ResultOf } from '../../src/protocol/registry.js';

const root = fileURLToPath(new URL('../../', import.meta.url));

interface Problem {
  readonly file: string;
  readonly line: number;
  readonly message: string;
}

/** The problems that checkJs reports for a bot, with the compiler settings of a first try. */
function problemsOf(files: readonly string[]): readonly Problem[] {
  if (!existsSync(`${root}dist/legacy.d.ts`)) throw new Error('dist is missing: run `npm run build` first');
  const paths = files.map((file) => fileURLToPath(new URL(`checkjs/${file}`, import.meta.url)));
  const program = ts.createProgram(paths, {
    allowJs: true,
    checkJs: true,
    strict: false,
    noEmit: true,
    target: ts.ScriptTarget.ES2022,
    lib: ['lib.es2023.d.ts', 'lib.esnext.disposable.d.ts'],
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    types: ['node'],
    skipLibCheck: true,
    // The built declarations, as in a bot's project: a quarter of the files of the source.
    paths: { 'node-agent-sdk/legacy': [`${root}dist/legacy.d.ts`] },
  });
  return files.flatMap((file, index) => {
    const source = program.getSourceFile(paths[index] ?? '');
    return ts.getPreEmitDiagnostics(program, source).map(({ start = 0, messageText }) => ({
      file,
      line: (source?.getLineAndCharacterOfPosition(start).line ?? -1) + 1,
      message: ts.flattenDiagnosticMessageText(messageText, '\n'),
    }));
  });
}

it('checkJs reports the mistakes in a bot, and nothing in a correct bot', { timeout: 60_000 }, () => {
  const problems = problemsOf(['bot.cjs', 'mistakes.cjs']);

  expect(problems.map(({ file, line }) => `${file} ${line}`)).toEqual(
    [7, 8, 9, 10, 11, 12].map((line) => `mistakes.cjs ${line}`),
  );
});

describe('types', () => {
  it('of methods accept every body of the registry, and have its results', () => {
    type Parts<Name extends RequestName> =
      LegacyRequests[Name] extends LegacyRequest<infer Body, infer Result> ? { body: Body; result: Result } : never;
    type Fits<Part, Whole> = [Part] extends [Whole] ? true : false;
    type Bodies = { [Name in RequestName]: Fits<BodyOf<Name>, Parts<Name>['body'] | undefined> };
    type Results = { [Name in RequestName]: Fits<ResultOf<Name>, Parts<Name>['result']> };
    type Narrow = { [Name in RequestName]: Fits<Parts<Name>['result'], ResultOf<Name>> };
    type Every = { [Name in RequestName]: true };

    expectTypeOf<keyof LegacyRequests>().toEqualTypeOf<RequestName>();
    expectTypeOf<Bodies>().toEqualTypeOf<Every>();
    expectTypeOf<Results>().toEqualTypeOf<Every>();
    expectTypeOf<Narrow>().toEqualTypeOf<Every>();
  });

  it('of methods include the arguments of the callback', () => {
    expectTypeOf<Agent['publishEvent']>().returns.toEqualTypeOf<undefined>();
    expectTypeOf<Agent['getClock']>().toBeCallableWith((error: RequestFailure | null, { currentTime }) => {
      expectTypeOf(error).toEqualTypeOf<RequestFailure | null>();
      expectTypeOf(currentTime).toEqualTypeOf<number>();
    });
  });
});
