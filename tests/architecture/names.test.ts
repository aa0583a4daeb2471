import { expect, it } from 'vitest';
import { filesIn, read } from '../support/repository.js';

/** Published by both APIs under the names of 1.4.11. */
const PUBLISHED_TWICE = ['Agent', 'SDKError', 'TransformError'];

/** Types at the top level of a module, exported or not. */
const DECLARATION =
  /^(?:export )?(?:default )?(?:declare )?(?:abstract )?(?:const )?(?:interface|type|class|enum) (\w+)/gm;

/** The files that declare a type, by its name. */
function declarations(): ReadonlyMap<string, readonly string[]> {
  const files = new Map<string, string[]>();
  for (const file of filesIn('src').filter((path) => path.endsWith('.ts'))) {
    const names = new Set([...read(file).matchAll(DECLARATION)].map(([, name = '']) => name));
    for (const name of names) files.set(name, [...(files.get(name) ?? []), file]);
  }
  return files;
}

it('each type of src, exported or not, has a name of its own', () => {
  const twice = [...declarations()].filter(([, files]) => files.length > 1);

  expect(twice.filter(([name]) => !PUBLISHED_TWICE.includes(name))).toEqual([]);
  expect(twice.map(([name]) => name).toSorted()).toEqual(PUBLISHED_TWICE);
});
