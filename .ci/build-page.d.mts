import type { Plugin } from 'esbuild';

export interface BuiltPage {
  readonly html: string;
  readonly script: string;
  readonly style: string;
}

export function buildPage(): Promise<BuiltPage>;

export const commandPlugin: Plugin;
