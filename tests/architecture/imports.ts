import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** An import of another file or of a package. */
export interface Import {
  /** Path below `src`. */
  readonly from: string;
  /** Path below `src`, or the name of a package. */
  readonly to: string;
  readonly internal: boolean;
  readonly typeOnly: boolean;
}

const src = fileURLToPath(new URL('../../src', import.meta.url));

/** Every import, re-export and `import()` in `src`. */
export function importsOfSource(): readonly Import[] {
  return readdirSync(src, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => file.split(sep).join('/'))
    .flatMap((file) => importsOf(file, readFileSync(join(src, file), 'utf8')));
}

const STATEMENT = /^(?:import|export)\s+(type\s)?(?:[^'";]*?\sfrom\s+)?'([^']+)'/gm;
const DYNAMIC = /\bimport\(\s*'([^']+)'/g;

/** @param file Path below `src`. */
export function importsOf(file: string, text: string): readonly Import[] {
  const found = [
    ...[...text.matchAll(STATEMENT)].map(([, type, to = '']) => ({ to, typeOnly: type !== undefined })),
    ...[...text.matchAll(DYNAMIC)].map(([, to = '']) => ({ to, typeOnly: false })),
  ];
  return found.map(({ to, typeOnly }) => {
    const internal = to.startsWith('.');
    const path = internal ? posix.join(dirname(file), to).replace(/\.js$/, '.ts') : to;
    return { from: file, to: path, internal, typeOnly };
  });
}

/** A folder of `src` or a file directly in `src`. */
interface Place {
  /** Height in the tree of docs/architecture.md. A file may import from lower lines and from its own place. */
  readonly line: number;
  /** Places on the same line that it may import from. */
  readonly beside?: readonly string[];
  /** Lower places that it must not know. */
  readonly never?: readonly string[];
  /** Instead of all lower places: these, or single files of them. */
  readonly only?: readonly string[];
  readonly packages: RegExp;
  /** Packages of which only types may be imported. */
  readonly packageTypes?: RegExp;
}

const NONE = /^$/;

const places: Readonly<Record<string, Place>> = {
  version: { line: 0, packages: NONE },
  diagnostics: { line: 0, packages: /^node:diagnostics_channel$/ },
  errors: { line: 0, packages: NONE },
  support: { line: 0, beside: ['errors'], packages: /^node:(events|tls|util)$/, packageTypes: /^undici$/ },
  options: { line: 1, packages: /^(node:tls|zod)$/ },
  // The interface of a cursor store is an option of the agent.
  store: { line: 1, beside: ['options'], packages: /^node:(crypto|fs|net|os|path|util)$/ },
  protocol: { line: 2, packages: /^zod$/ },
  transport: { line: 2, packages: /^(node:.*|ws)$/ },
  rest: { line: 2, packages: /^(node:.*|undici|zod|ws|oauth-1\.0a|https-proxy-agent)$/ },
  session: { line: 3, packages: /^node:/ },
  delivery: { line: 3, packages: NONE },
  // An entry without dependencies; of the protocol types and the schemas of what it makes.
  'rich-content': {
    line: 3,
    only: ['errors', 'protocol/registry', 'protocol/checking', 'protocol/rich-content', 'protocol/schemas'],
    packages: NONE,
  },
  events: { line: 4, packages: NONE },
  // REST calls belong to the session.
  client: { line: 4, beside: ['events'], never: ['rest'], packages: /^(node:.*|zod)$/ },
  'agent-core': { line: 5, packages: NONE },
  'messaging-client': { line: 5, beside: ['agent-core'], packages: /^node:/ },
  agent: { line: 6, packages: /^typed-emitter$/ },
  // The client's own descriptions of messages and frames, so that the two cannot differ; nothing else of the client.
  simulator: {
    line: 6,
    only: ['errors', 'version', 'support', 'protocol', 'transport/frame'],
    packages: /^(node:.*|ws|zod|selfsigned|typed-emitter)$/,
  },
  // Rehearses a bot: its options, its store and its clock. Of the agent and the bot only types.
  'simulator/rehearsal': {
    line: 9,
    only: ['errors', 'support', 'options', 'store', 'agent', 'bot/clock', 'simulator'],
    packages: /^node:timers\/promises$/,
  },
  // The entry, which exports both.
  'simulator/index': { line: 10, only: ['simulator', 'simulator/rehearsal'], packages: NONE },
  // The engine of the desk: over the simulator from inside. Nothing of the client is loaded.
  inspector: {
    line: 10,
    only: ['errors', 'support', 'protocol', 'simulator'],
    packages: /^(node:(crypto|http|net|stream)|ws|zod)$/,
  },
  // Runs in a browser: of the engine only the types of its API, and a table without imports.
  page: {
    line: 10,
    only: ['inspector/contract', 'inspector/test-code'],
    packages: /^(preact(\/.*)?|@preact\/signals)$/,
  },
  cli: { line: 11, packages: /^(node:.*|commander|page:index|zod)$/ },
  // An API of its own over the core, instead of an adapter of the promise API.
  legacy: {
    line: 11,
    never: [
      'agent',
      'messaging-client',
      'client',
      'conversations',
      'delivery',
      'files',
      'store',
      'bot',
      'simulator',
      'diagnostics',
    ],
    packages: /^(node:.*|typed-emitter|zod)$/,
    // The conf of 1.4.11 contains options of `ws`.
    packageTypes: /^ws$/,
  },
  files: { line: 6, beside: ['agent'], packages: /^node:(fs|path|stream|util\/types)$/ },
  // Above the public agent; of what is below, types and small helpers.
  conversations: {
    line: 7,
    never: ['messaging-client', 'agent-core', 'session', 'transport', 'rest', 'delivery', 'simulator'],
    packages: /^(node:(events|util)|typed-emitter|zod)$/,
  },
  bot: {
    line: 8,
    never: ['messaging-client', 'session', 'transport', 'rest', 'delivery', 'simulator'],
    packages: /^(node:(crypto|events)|zod)$/,
  },
  index: { line: 11, never: ['bot', 'simulator'], packages: NONE },
};

function placeOf(file: string): string {
  const own = /^simulator\/(rehearsal|index)\b/.exec(file)?.[0];
  if (own !== undefined) return own;
  return file.replace(/(\.ts|\/.*)$/, '');
}

/** @returns One sentence per import that does not go down. */
export function violationsIn(imports: readonly Import[]): readonly string[] {
  return imports.flatMap((one) => {
    const name = placeOf(one.from);
    const place = places[name];
    if (place === undefined) return [`${one.from} belongs to no line`];
    if (one.internal) return mayImport(name, place, one.to) ? [] : [`${one.from} (${name}) imports ${one.to}`];
    if (one.to === 'oauth-1.0a' && one.from !== 'rest/oauth1.ts') return [`${one.from} imports oauth-1.0a`];
    const may = place.packages.test(one.to) || (one.typeOnly && place.packageTypes?.test(one.to));
    return may ? [] : [`${one.from} (${name}) imports the package ${one.to}`];
  });
}

function mayImport(name: string, { line, beside, never, only }: Place, to: string): boolean {
  const target = placeOf(to);
  if (target === name) return true;
  if (only !== undefined) return only.includes(target) || only.includes(to.replace(/\.ts$/, ''));
  const targetLine = places[target]?.line ?? Infinity;
  const isForbidden = never?.some((place) => target === place || target.startsWith(`${place}/`)) === true;
  return (targetLine < line && !isForbidden) || beside?.includes(target) === true;
}
