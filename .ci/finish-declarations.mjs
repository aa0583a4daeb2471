// The last step of the build: removes what the bundler has read, and the mark of private members from the legacy entry.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';

rmSync('dist/declarations', { recursive: true });

// Old bots are compiled to ES5, where TypeScript refuses the mark of private members (TS18028). It says nothing to a user.
for (const file of ['dist/legacy.d.ts', 'dist/legacy.d.cts']) {
  const text = readFileSync(file, 'utf8');
  writeFileSync(file, text.replaceAll(/^ *#private;\n/gm, ''));
}
