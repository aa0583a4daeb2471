// Tests on other versions of Node.js, whose binaries npm brings:
//   npm run test:nodes                      20, 22, 24 and 26
//   npm run test:nodes -- 22 24 tests/rest  some versions; other arguments go to vitest
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const VERSIONS = ['20', '22', '24', '26'];
const given = process.argv.slice(2);
const chosen = given.filter((argument) => /^\d+(\.\d+)*$/.test(argument));
const rest = given.filter((argument) => !chosen.includes(argument));
const windows = process.platform === 'win32';

const place = mkdtempSync(join(tmpdir(), 'nodes-'));
const failed = [];
try {
  execFileSync('npm', ['run', 'build'], { cwd: root, stdio: 'inherit', shell: windows });
  for (const version of chosen.length === 0 ? VERSIONS : chosen) {
    const prefix = join(place, version);
    execFileSync('npm', ['install', '--prefix', prefix, '--no-save', `node@${version}`], {
      stdio: 'inherit',
      shell: windows,
    });
    const node = join(prefix, 'node_modules', 'node', 'bin', windows ? 'node.exe' : 'node');
    console.log(`\nNode.js ${execFileSync(node, ['--version'], { encoding: 'utf8' }).trim()}`);
    // Before the others, for the programs that tests start by name.
    const env = { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env.PATH}` };
    const vitest = join('node_modules', 'vitest', 'vitest.mjs');
    const { status } = spawnSync(node, [vitest, 'run', ...rest], { cwd: root, stdio: 'inherit', env });
    if (status !== 0) failed.push(version);
  }
} finally {
  rmSync(place, { recursive: true, force: true });
}
if (failed.length > 0) {
  console.error(`\nFailed on Node.js ${failed.join(', ')}`);
  process.exitCode = 1;
}
