import { join } from 'node:path';
import { root } from './source.js';

/** A piece of TypeScript in a document. */
export interface Snippet {
  /** Line of the document on which it begins. */
  readonly line: number;
  /** Where it would be if it were a file: there its imports lead to the source. */
  readonly path: string;
  /** What has to be known to compile it is declared in front, where the text around it explains it. */
  readonly code: string;
  /** As it stands in the document. */
  readonly source: string;
  /** It makes a simulator and an agent itself: it can be run as it is. */
  readonly isComplete: boolean;
}

/** What the text around a snippet has introduced. */
const known: Readonly<Record<string, string>> = {
  agent: "import('node-agent-sdk').Agent",
  simulator: "import('node-agent-sdk/simulator').Simulator",
  sequence: 'number',
  answer: "(messages: import('node-agent-sdk').Messages) => Promise<void>",
  giveToken: '() => Promise<string>',
  giveAssertion: '() => Promise<string>',
};
const strings = [
  'accountId',
  'username',
  'password',
  'clientId',
  'clientSecret',
  'appKey',
  'secret',
  'accessToken',
  'accessTokenSecret',
  'userId',
  'ringId',
  'conversationId',
  'dialogId',
  'skillId',
  'colleagueId',
];

/** @param name Of the document, for the paths. */
export function snippetsIn(markdown: string, name = 'readme'): readonly Snippet[] {
  return [...markdown.matchAll(/^```ts\n(.*?)^```$/gms)].map(({ index, 1: code = '' }) => {
    const line = markdown.slice(0, index).split('\n').length;
    return {
      line,
      path: join(root, `tests/readme/${name}-line-${line}.ts`),
      code: `${declarationsFor(code)}${code}`,
      source: code,
      isComplete: code.includes('await Simulator.start(') && code.includes('new Agent('),
    };
  });
}

function declarationsFor(code: string): string {
  const types = { ...known, ...Object.fromEntries(strings.map((name) => [name, 'string'])) };
  return Object.entries(types)
    .filter(
      ([name]) => new RegExp(`\\b${name}\\b`).test(code) && !new RegExp(`\\b(const|let|using) ${name}\\b`).test(code),
    )
    .map(([name, type]) => `declare const ${name}: ${type};\n`)
    .join('');
}
