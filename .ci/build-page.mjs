import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { contentsOf, licensesOf } from './licenses.mjs';

const source = new URL('../src/page/', import.meta.url);
/** Bundled into the declarations, see tsup.config.ts. */
const declarations = ['node_modules/typed-emitter/index.d.ts'];

/** Builds the web page of the desk for browsers: its three files as texts. */
export async function buildPage() {
  return (await bundlePage()).page;
}

async function bundlePage() {
  const { outputFiles, metafile } = await build({
    entryPoints: [fileURLToPath(new URL('index.tsx', source))],
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    format: 'esm',
    target: ['chrome123', 'firefox120', 'safari17.5'],
    jsx: 'automatic',
    jsxImportSource: 'preact',
    outdir: 'page',
    // They are in licenses.txt.
    legalComments: 'none',
  });
  const textOf = (ending) => outputFiles.find(({ path }) => path.endsWith(ending))?.text ?? '';
  const html = await readFile(new URL('index.html', source), 'utf8');
  return { page: { html, script: textOf('.js'), style: textOf('.css') }, contents: contentsOf(metafile) };
}

/**
 * An esbuild plugin for the command: `import page from 'page:index'` is the page as an object of three texts, and
 * `licenses.txt` has the licenses of all packages in the command, in the page and in the declarations.
 */
export const commandPlugin = {
  name: 'command',
  setup(builder) {
    const contentsOfPage = [];
    builder.onResolve({ filter: /^page:index$/ }, ({ path }) => ({ path, namespace: 'page' }));
    builder.onLoad({ filter: /.*/, namespace: 'page' }, async () => {
      const { page, contents } = await bundlePage();
      contentsOfPage.push(...contents);
      return { contents: JSON.stringify(page), loader: 'json' };
    });
    builder.onEnd(async ({ errors, metafile }) => {
      if (errors.length > 0) return;
      const text = licensesOf([...contentsOfPage, ...contentsOf(metafile), ...declarations]);
      await writeFile(join(builder.initialOptions.outdir, 'licenses.txt'), text);
    });
  },
};
