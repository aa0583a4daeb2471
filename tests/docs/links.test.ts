import { existsSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { filesIn, read, root } from '../support/repository.js';

const anchorsByFile = new Map<string, ReadonlySet<string>>();

interface Link {
  /** File in which the link stands, from the root of the repository. */
  readonly from: string;
  /** File that it names, from the root of the repository. */
  readonly to: string;
  readonly anchor: string | undefined;
}

const papers = ['README.md', 'CHANGELOG.md', ...markdownIn('docs'), ...markdownIn('.github')];
const sources = ['src', 'tests', 'examples'].flatMap((folder) =>
  filesIn(folder).filter((file) => /\.[cm]?[jt]s$/.test(file)),
);

/** `[text](target)`, relative to the paper. */
const links = papers.flatMap((from) =>
  [...withoutCode(read(from)).matchAll(/\]\((?!\w+:)([^)#\s]*)(?:#([^)\s]+))?\)/g)].map(
    ([, file = '', anchor]): Link => ({
      from,
      to: file === '' ? from : relative(root, resolve(root, dirname(from), file)),
      anchor,
    }),
  ),
);

/** A path under docs/ that a comment, a string or a paper names in full, such as docs/delivery.md#gaps. */
const mentions = [...papers, ...sources].flatMap((from) =>
  [...read(from).matchAll(/(?<![\w/.[]|\]\()(docs\/[\w-]+\.md)(?:#([\w-]+(?:\.\w+)*))?/g)].map(
    ([, to = '', anchor]): Link => ({ from, to, anchor }),
  ),
);

/** A file of the source that a paper names, such as src/agent.ts. */
const sourceMentions = papers.flatMap((from) =>
  [...read(from).matchAll(/(?<![\w/.])((?:src|tests|examples)\/[\w./-]+\.[cm]?ts)\b/g)].map(
    ([, to = '']): Link => ({ from, to, anchor: undefined }),
  ),
);

describe.each([
  ['links of the papers', links],
  ['paths of documents in papers, comments and tests', mentions],
])('the %s', (_, all) => {
  it('are found', () => {
    expect(all.length).toBeGreaterThan(0);
  });

  it('lead to files', () => {
    expect(all.filter(({ to }) => !existsSync(join(root, to)))).toEqual([]);
  });

  it('lead to anchors', () => {
    const anchored = all.filter(({ to, anchor }) => anchor !== undefined && existsSync(join(root, to)));

    expect(anchored.filter(({ to, anchor = '' }) => !anchorsOf(to).has(anchor))).toEqual([]);
  });
});

it('finds every source file that a paper names', () => {
  expect(sourceMentions.length).toBeGreaterThan(0);
  expect(sourceMentions.filter(({ to }) => !existsSync(join(root, to)))).toEqual([]);
});

it('finds every class and method that docs/architecture.md names', () => {
  const code = sources.filter((file) => file.startsWith('src/')).map(read);
  const named = [...read('docs/architecture.md').matchAll(/`([A-Z]\w+)\.(\w+)`/g)];

  const missing = named.filter(([, owner = '', member = '']) => {
    const declared = new RegExp(`^export (?:abstract )?class ${owner}\\b`, 'm');
    const defined = new RegExp(`^  (?:get |async )?${member}\\(`, 'm');
    return !code.some((text) => declared.test(text) && defined.test(text));
  });

  expect(named.length).toBeGreaterThan(10);
  expect(missing.map(([text]) => text)).toEqual([]);
});

it('knows the anchors of the protocol', () => {
  const anchors = anchorsOf('docs/protocol.md');

  expect(anchors.has('2.4')).toBe(true);
  expect(anchors.has('2.99')).toBe(false);
});

it('finds no anchor that is written twice', () => {
  const twice = papers.flatMap((paper) => {
    const ids = [...read(paper).matchAll(/<a id="([^"]+)">/g)].map(([, id]) => id);
    return ids.filter((id, index) => ids.indexOf(id) !== index).map((id) => `${paper}#${id}`);
  });

  expect(twice).toEqual([]);
});

/** Explicit anchors, and the slugs of headings as GitHub makes them. */
function anchorsOf(file: string): ReadonlySet<string> {
  const known = anchorsByFile.get(file);
  if (known) return known;
  const text = withoutCode(read(file));
  const slugs = [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  );
  const anchors = new Set([...slugs, ...[...text.matchAll(/<a id="([^"]+)">/g)].map(([, id = '']) => id)]);
  anchorsByFile.set(file, anchors);
  return anchors;
}

/** A fenced block is neither a link nor a heading. */
function withoutCode(markdown: string): string {
  return markdown.replaceAll(/^```.*?^```$/gms, '');
}

function markdownIn(folder: string): readonly string[] {
  return existsSync(join(root, folder)) ? filesIn(folder).filter((file) => file.endsWith('.md')) : [];
}
