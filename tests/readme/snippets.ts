import { join } from 'node:path';
import { root } from './source.js';

/** A TypeScript snippet of a document. */
export interface Snippet {
  /** Line of the document on which it begins. */
  readonly line: number;
  /** The path at which the snippet is compiled: its imports resolve to the source. */
  readonly path: string;
  /** The source with declarations in front of the names that the surrounding text introduces. */
  readonly code: string;
  /** The text in the document. */
  readonly source: string;
  /** Whether the snippet creates its own simulator and agent, so that it can run alone. */
  readonly isComplete: boolean;
}

/** The names that the text around the snippets introduces, with their types. */
const known: Readonly<Record<string, string>> = {
  agent: "import('node-agent-sdk').Agent",
  simulator: "import('node-agent-sdk/simulator').Simulator",
  conversations: "import('node-agent-sdk/bot').Conversations",
  sequence: 'number',
  handle: "(messages: import('node-agent-sdk').Messages) => Promise<void>",
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

/** @param name The name of the document, used in the paths. */
export function snippetsIn(markdown: string, name = 'readme'): readonly Snippet[] {
  return [...markdown.matchAll(/^```(?:ts|typescript)\n(.*?)^```$/gms)].map(({ index, 1: code = '' }) => {
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
