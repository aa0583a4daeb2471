// Makes of package.json what is published, and takes that back. Scripts and tools are of use in the repository alone:
// the files that they name are not in the package.
//
// node .ci/published-manifest.mjs strip | restore
import { copyFileSync, readFileSync, renameSync, writeFileSync } from 'node:fs';

const MANIFEST = 'package.json';
/** Ignored by git, and by `npm pack`, which packs what `files` names. */
const ORIGINAL = 'package.json.original.log';

const [, , command] = process.argv;
if (command === 'strip') {
  const { scripts, knip: _, ...published } = JSON.parse(readFileSync(MANIFEST, 'utf8'));
  if (scripts === undefined)
    throw new Error(`${MANIFEST} has no scripts: an earlier pack was interrupted, restore it first`);
  copyFileSync(MANIFEST, ORIGINAL);
  writeFileSync(MANIFEST, `${JSON.stringify(published, null, 2)}\n`);
} else if (command === 'restore') {
  renameSync(ORIGINAL, MANIFEST);
} else {
  throw new Error('Say strip or restore');
}
