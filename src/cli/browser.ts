import { spawn } from 'node:child_process';

/** Opens an address in the user's browser. @param onFailure Called if there is no program for that. */
export function openBrowser(address: string, onFailure: () => void): void {
  const [file, ...args] = commandFor(address);
  const child = spawn(file, args, { stdio: 'ignore', detached: true });
  child.once('error', onFailure);
  child.unref();
}

function commandFor(address: string): readonly [string, ...string[]] {
  if (process.platform === 'darwin') return ['open', address];
  // `start` takes its first quoted argument for the title of a window.
  if (process.platform === 'win32') return ['cmd', '/c', 'start', '""', address];
  return ['xdg-open', address];
}
