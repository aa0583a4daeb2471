import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const page = new URL('../src/page/', import.meta.url);

/** Builds the web page of the desk for browsers: its three files as texts. */
export async function buildPage() {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('index.tsx', page))],
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    target: ['chrome123', 'firefox120', 'safari17.5'],
    jsx: 'automatic',
    jsxImportSource: 'preact',
    outdir: 'page',
    legalComments: 'none',
  });
  const textOf = (ending) => outputFiles.find(({ path }) => path.endsWith(ending))?.text ?? '';
  return { html: await readFile(new URL('index.html', page), 'utf8'), script: textOf('.js'), style: textOf('.css') };
}

/** An esbuild plugin: `import page from 'page:index'` is the page as an object of three texts. */
export const pagePlugin = {
  name: 'page',
  setup(builder) {
    builder.onResolve({ filter: /^page:index$/ }, ({ path }) => ({ path, namespace: 'page' }));
    builder.onLoad({ filter: /.*/, namespace: 'page' }, async () => ({
      contents: JSON.stringify(await buildPage()),
      loader: 'json',
    }));
  },
};
