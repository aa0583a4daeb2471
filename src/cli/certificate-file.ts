import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UsageError } from './usage-error.js';

export interface CertificateFile {
  readonly path: string;
  /** Removes the file. Synchronous, for a process that ends. */
  remove(): void;
}

/**
 * A temporary file for `NODE_EXTRA_CA_CERTS`, which the user alone can read.
 *
 * @param ca PEM.
 * @param earlier A file that the variable named before: its certificates are trusted as well.
 * @throws {UsageError} The earlier file cannot be read.
 */
export function writeCertificate(ca: string, earlier: string | undefined): CertificateFile {
  const others = earlier ? read(earlier) : '';
  const folder = mkdtempSync(join(tmpdir(), 'node-agent-sdk-'));
  const path = join(folder, 'certificate.pem');
  writeFileSync(path, `${others}${ca}\n`, { mode: 0o600 });
  return { path, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

function read(path: string): string {
  try {
    return `${readFileSync(path, 'utf8').trimEnd()}\n`;
  } catch (error) {
    throw new UsageError(`NODE_EXTRA_CA_CERTS names a file that cannot be read: ${(error as Error).message}`);
  }
}
