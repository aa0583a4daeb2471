import { createHmac, timingSafeEqual } from 'node:crypto';
import type { SimulatorClock } from '../clock.js';
import { newSecret, type Ids } from './ids.js';

/** A file's path with a signature that allows one method until it expires. */
export interface FileUrl {
  readonly relativePath: string;
  /** `temp_url_expires` is epoch seconds. */
  readonly queryParams: { readonly temp_url_sig: string; readonly temp_url_expires: string };
}

/** 3 MB. */
export const MAX_FILE_BYTES = 3 * 1024 * 1024;

/** The object store of the account: signs URLs and keeps the uploaded files in memory. */
export class UploadedFiles {
  readonly #key = newSecret();
  readonly #stored = new Map<string, Buffer>();
  readonly #accountId: string;
  readonly #ids: Ids;
  readonly #clock: SimulatorClock;
  readonly #urlTtlMs: number;

  constructor(
    accountId: string,
    { ids, clock, urlTtlMs }: { readonly ids: Ids; readonly clock: SimulatorClock; readonly urlTtlMs: number },
  ) {
    this.#accountId = accountId;
    this.#ids = ids;
    this.#clock = clock;
    this.#urlTtlMs = urlTtlMs;
  }

  get pathPrefix(): string {
    return '/v1/AUTH_async-images/';
  }

  /** A URL for the upload of a new file. */
  uploadUrl(fileType: string): FileUrl {
    return this.#sign('PUT', this.newPath(fileType));
  }

  downloadUrl(relativePath: string): FileUrl {
    return this.#sign('GET', relativePath);
  }

  newPath(fileType: string): string {
    return `${this.pathPrefix}${this.#accountId}/${this.#ids.uuid('file')}.${fileType.toUpperCase()}`;
  }

  /** Whether the signature is valid for this method and path and has not expired. */
  allows(method: string, path: string, signature: string, expires: string): boolean {
    if (!(Number(expires) * 1000 > this.#clock.now())) return false;
    const expected = Buffer.from(this.#signature(method, path, expires));
    const given = Buffer.from(signature);
    return expected.length === given.length && timingSafeEqual(expected, given);
  }

  put(relativePath: string, content: Buffer): void {
    this.#stored.set(relativePath, content);
  }

  get(relativePath: string): Buffer | undefined {
    return this.#stored.get(relativePath);
  }

  #sign(method: string, relativePath: string): FileUrl {
    const expires = String(Math.floor((this.#clock.now() + this.#urlTtlMs) / 1000));
    const signature = this.#signature(method, relativePath, expires);
    return { relativePath, queryParams: { temp_url_sig: signature, temp_url_expires: expires } };
  }

  #signature(method: string, path: string, expires: string): string {
    return createHmac('sha1', this.#key).update(`${method}\n${expires}\n${path}`).digest('hex');
  }
}
