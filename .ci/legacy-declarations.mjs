// Old bots are compiled to ES5, where TypeScript refuses the mark of private members (TS18028). It says nothing to a user.
import { readFileSync, writeFileSync } from 'node:fs';

for (const file of ['dist/legacy.d.ts', 'dist/legacy.d.cts']) {
  const text = readFileSync(file, 'utf8');
  writeFileSync(file, text.replaceAll(/^ *#private;\n/gm, ''));
}
