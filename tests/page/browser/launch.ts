import { mkdirSync } from 'node:fs';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { inject, onTestFinished } from 'vitest';
import { launchChromium } from './unpack.js';

/** Of the pages and of waiting assertions: for a page that never gets there. */
const TIMEOUT_MS = 10_000;

let launching: Promise<Browser> | undefined;

/** One browser for all test files of a worker. It ends with the worker's process. */
async function browser(): Promise<Browser> {
  const executablePath = inject('chromium');
  launching ??= launchChromium(executablePath).catch((cause: unknown) => {
    launching = undefined;
    const advice = executablePath === '' ? 'Install Google Chrome: this platform has no Chromium on npm.' : '';
    throw new Error(`The browser did not start. ${advice}`, { cause });
  });
  return launching;
}

export interface PageOptions extends BrowserContextOptions {
  /** Errors in the console are expected. */
  readonly allowErrors?: boolean;
}

/**
 * A page of its own, closed after the test; if the test fails, `tests/page/failures/` has a screenshot. What the page
 * writes to its console as an error fails the test.
 */
export async function openPage(address: string, { allowErrors = false, ...options }: PageOptions = {}): Promise<Page> {
  const context = await (await browser()).newContext({ viewport: { width: 1440, height: 900 }, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(TIMEOUT_MS);
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  onTestFinished(async ({ task }) => {
    if (task.result?.state === 'fail') await keepScreenshot(page, task.name);
    await context.close();
    if (errors.length > 0 && !allowErrors) throw new Error(`The page reported errors: ${errors.join('\n')}`);
  });
  await page.goto(address);
  return page;
}

async function keepScreenshot(page: Page, name: string): Promise<void> {
  const folder = new URL('../failures/', import.meta.url);
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: new URL(`${name.replaceAll(/\W+/g, '-')}.png`, folder).pathname });
}
