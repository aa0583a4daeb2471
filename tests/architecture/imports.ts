import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** One file that names another, or a package. */
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

/** What may be imported by the files of one place. */
interface Place {
  readonly files: RegExp;
  /** Files below it that it may import; its own folder is always allowed. */
  readonly mayImport: RegExp;
  readonly packages: RegExp;
  /** Packages of which only types may be imported. */
  readonly packageTypes?: RegExp;
}

const ANY_NODE = '^node:';

/**
 * Design, section 2, with arrows down only. Two arrows stay on their line: the credentials that `login.ts` turns into a
 * body are described in `options.ts`, and the lifecycle events carry the types of `session`.
 */
const places: Readonly<Record<string, Place>> = {
  version: { files: /^version\.ts$/, mayImport: /^$/, packages: /^$/ },
  errors: { files: /^errors\.ts$/, mayImport: /^$/, packages: /^$/ },
  options: { files: /^options\//, mayImport: /^errors\.ts$|^support\//, packages: /^(node:tls|zod)$/ },
  store: {
    files: /^store\//,
    mayImport: /^errors\.ts$|^(options|support)\//,
    packages: /^node:(crypto|fs|net|os|path)$/,
  },
  protocol: { files: /^protocol\//, mayImport: /^errors\.ts$|^(options|support)\//, packages: /^zod$/ },
  transport: {
    files: /^transport\//,
    mayImport: /^errors\.ts$|^(support|options)\//,
    packages: /^(node:.*|ws)$/,
  },
  rest: {
    files: /^rest\//,
    mayImport: /^(errors|version)\.ts$|^(support|options)\//,
    packages: new RegExp(`${ANY_NODE}|^(undici|zod|ws|oauth-1\\.0a|https-proxy-agent)$`),
  },
  session: {
    files: /^session\//,
    mayImport: /^(errors|version)\.ts$|^(protocol|transport|rest|support|options)\//,
    packages: new RegExp(`${ANY_NODE}|^zod$`),
  },
  support: {
    files: /^support\//,
    mayImport: /^errors\.ts$/,
    packages: /^node:(events|tls|util)$/,
    packageTypes: /^undici$/,
  },
  delivery: {
    files: /^delivery\//,
    mayImport: /^errors\.ts$|^(protocol|support|options)\//,
    packages: /^$/,
  },
  events: {
    files: /^events\.ts$/,
    mayImport: /^errors\.ts$|^(protocol|transport|rest|session|options)\//,
    packages: /^$/,
  },
  diagnostics: { files: /^diagnostics\.ts$/, mayImport: /^$/, packages: /^node:diagnostics_channel$/ },
  client: {
    files: /^client\//,
    mayImport: /^(diagnostics|errors|events)\.ts$|^(protocol|transport|session|delivery|support|options)\//,
    packages: new RegExp(`${ANY_NODE}|^zod$`),
  },
  core: {
    files: /^(agent-core|messaging-client)\.ts$/,
    mayImport:
      /^(diagnostics|errors|events|version)\.ts$|^(protocol|transport|rest|session|client|delivery|support|options)\//,
    packages: new RegExp(ANY_NODE),
  },
  agent: {
    files: /^agent\.ts$/,
    mayImport: /^(events|messaging-client)\.ts$|^(protocol|rest|session|client|options)\//,
    packages: /^typed-emitter$/,
  },
  simulator: {
    files: /^simulator\//,
    mayImport: /^(errors|version)\.ts$|^(protocol|support)\/|^transport\/frame\.ts$/,
    packages: new RegExp(`${ANY_NODE}|^(ws|zod|selfsigned|typed-emitter)$`),
  },
  legacy: {
    files: /^legacy\//,
    mayImport:
      /^(agent|agent-core|errors|events|version)\.ts$|^(protocol|transport|rest|session|client|options|support)\//,
    packages: new RegExp(`${ANY_NODE}|^(typed-emitter|zod)$`),
    // Old configurations carry the options of `ws` as they are.
    packageTypes: /^ws$/,
  },
  index: {
    files: /^index\.ts$/,
    mayImport: /^(agent|errors|events|version)\.ts$|^(protocol|transport|rest|session|client|store|options|support)\//,
    packages: /^$/,
  },
};

/** What is wrong with these imports, as sentences; nothing, if they only go down. */
export function violationsIn(imports: readonly Import[]): readonly string[] {
  return imports.flatMap((one) => {
    const [name, place] = Object.entries(places).find(([, { files }]) => files.test(one.from)) ?? [];
    if (place === undefined) return [`${one.from} belongs to no layer`];
    if (!one.internal) {
      if (one.to === 'oauth-1.0a' && one.from !== 'rest/oauth1.ts') return [`${one.from} imports oauth-1.0a`];
      const may = place.packages.test(one.to) || (one.typeOnly && place.packageTypes?.test(one.to));
      return may ? [] : [`${one.from} (${name}) imports the package ${one.to}`];
    }
    if (place.files.test(one.to)) return [];
    if (!place.mayImport.test(one.to)) return [`${one.from} (${name}) imports ${one.to}`];
    const beside = one.from === 'events.ts' && one.to.startsWith('session/');
    return beside && !one.typeOnly ? [`${one.from} imports more than types from ${one.to}`] : [];
  });
}
