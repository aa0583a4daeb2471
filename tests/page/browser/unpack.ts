import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser } from 'playwright-core';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** Path of the browser's executable; `''` where the tests use an installed Chrome. */
    readonly chromium: string;
  }
}

/** Unpacks the browser that `npm ci` has brought, once in a checkout, before the workers start. */
export default async function unpackBrowser(project: TestProject): Promise<void> {
  project.provide('chromium', await chromiumPath());
}

/** Path of the executable; `''` on platforms without a Chromium on npm, where an installed Chrome is used. */
export async function chromiumPath(): Promise<string> {
  if (process.platform !== 'linux' || process.arch !== 'x64') return '';
  const require = createRequire(import.meta.url);
  const manifest = require.resolve('@sparticuz/chromium').replace(/build.*$/, 'package.json');
  // The text of a package's manifest.
  const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { readonly version: string };
  const folder = fileURLToPath(new URL(`../../../node_modules/.cache/chromium-${version}`, import.meta.url));
  const complete = `${folder}/complete`;
  if (existsSync(complete)) return readFileSync(complete, 'utf8');
  // What a run that was killed has left is half a file.
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const { TMPDIR } = process.env;
  try {
    // The package unpacks into the system's temporary folder, where another run may do the same at this moment.
    process.env['TMPDIR'] = folder;
    const { default: chromium } = await import('@sparticuz/chromium');
    chromium.setGraphicsMode = false;
    const path = await chromium.executablePath();
    writeFileSync(complete, path);
    return path;
  } finally {
    if (TMPDIR === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = TMPDIR;
  }
}

/** @param executablePath As {@link chromiumPath} returns it. */
export function launchChromium(executablePath: string): Promise<Browser> {
  return chromium.launch({
    ...(executablePath === '' ? { channel: 'chrome' } : { executablePath }),
    // Chromium's sandbox needs a user namespace, which containers and root do not have.
    args: ['--no-sandbox'],
  });
}
