import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

/** Published by both APIs under the names of 1.4.11. */
const PUBLISHED_TWICE = ['Agent', 'SDKError', 'TransformError'];

const DECLARATION = /^(export )?(?:declare )?(?:abstract )?(?:interface|type|class) (\w+)/gm;

it('no type has the name of an exported type of another file', () => {
  const src = fileURLToPath(new URL('../../src', import.meta.url));
  const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  const declared = files.flatMap((file) =>
    [...readFileSync(join(src, file), 'utf8').matchAll(DECLARATION)].map(([, exported, name = '']) => ({
      name,
      file,
      exported: exported !== undefined,
    })),
  );
  const exported = declared.filter((one) => one.exported);

  const clashes = exported.flatMap(({ name, file }) =>
    declared
      .filter((other) => other.name === name && other.file !== file)
      .map((other) => `${name}: ${file}, ${other.file}`),
  );

  expect(exported.map(({ name }) => name)).toContain('Agent');
  expect(clashes.filter((clash) => !PUBLISHED_TWICE.includes(clash.split(':')[0] ?? ''))).toEqual([]);
});
