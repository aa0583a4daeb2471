// Tests with other versions of the runtime dependencies than those in the lockfile, in a copy of the repository:
//   npm run test:newest    the newest versions in range, of transitive dependencies too
//   npm run test:lowest    the lowest versions in range of the direct dependencies
// Arguments after `--` go to vitest, e.g. `npm run test:newest -- tests/rest`.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const [which, ...rest] = process.argv.slice(2);
if (which !== 'newest' && which !== 'lowest') throw new Error(`expected 'newest' or 'lowest', not '${which}'`);

const place = mkdtempSync(join(tmpdir(), `${which}-`));

function npm(...args) {
  execFileSync('npm', args, { cwd: place, stdio: 'inherit', shell: process.platform === 'win32' });
}

function versions() {
  const output = execFileSync('npm', ['ls', '--omit=dev', '--all', '--parseable', '--long'], {
    cwd: place,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  return output
    .split('\n')
    .slice(1)
    .map((line) => line.slice(line.lastIndexOf(':') + 1))
    .filter((name) => name !== '');
}

try {
  const tracked = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' }).split('\0');
  for (const file of tracked.filter((name) => name !== '')) cpSync(join(root, file), join(place, file));
  const { dependencies } = JSON.parse(readFileSync(join(place, 'package.json'), 'utf8'));

  npm('ci');
  const locked = versions();
  if (which === 'newest') {
    npm('update', '--no-save', ...locked.map((it) => it.slice(0, it.lastIndexOf('@'))));
  } else {
    const lowest = Object.entries(dependencies).map(([name, range]) => `${name}@${range.replace(/^\^/, '')}`);
    npm('install', '--no-save', ...lowest);
  }
  const installed = versions();
  const changes = installed.filter((it) => !locked.includes(it));
  console.log(`\n${which}: ${installed.join(' ')}`);
  console.log(changes.length === 0 ? 'the same as in the lockfile\n' : `not in the lockfile: ${changes.join(' ')}\n`);
  npm('test', '--', ...rest);
} finally {
  rmSync(place, { recursive: true, force: true });
}
