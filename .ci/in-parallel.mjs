// Runs npm scripts at the same time and prints the output of each when it has ended. Fails if one of them fails.
//
// node .ci/in-parallel.mjs lint build
import { spawn } from 'node:child_process';

const run = (script) =>
  new Promise((resolve) => {
    const startedAt = performance.now();
    // Through a shell, because npm is a command file on Windows.
    const child = spawn(`npm run --silent ${script}`, { shell: true, stdio: ['ignore', 'pipe', 'pipe'] });
    const output = [];
    child.stdout.on('data', (chunk) => output.push(chunk));
    child.stderr.on('data', (chunk) => output.push(chunk));
    child.on('close', (code) => {
      const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
      console.log(`${code === 0 ? 'passed' : `failed with ${code}`}: npm run ${script} (${seconds} s)`);
      process.stdout.write(Buffer.concat(output));
      resolve(code);
    });
  });

const codes = await Promise.all(process.argv.slice(2).map(run));
process.exitCode = codes.every((code) => code === 0) ? 0 : 1;
