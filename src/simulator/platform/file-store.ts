import { createHmac, timingSafeEqual } from 'node:crypto';
import { newSecret, type Ids } from './ids.js';

/** Where a file is, and the right to it for a while (P 3.14). */
export interface FileUrl {
  readonly relativePath: string;
  /** `temp_url_expires` is epoch seconds. */
  readonly queryParams: { readonly temp_url_sig: string; readonly temp_url_expires: string };
}

/** 3 MB. */
export const MAX_FILE_BYTES = 3 * 1024 * 1024;

/** The object store: signs addresses, and keeps what is put there. */
export class Files {
  readonly #key = newSecret();
  readonly #stored = new Map<string, Buffer>();
  readonly #accountId: string;
  readonly #ids: Ids;
  readonly #urlTtlMs: number;

  constructor(accountId: string, ids: Ids, { urlTtlMs }: { readonly urlTtlMs: number }) {
    this.#accountId = accountId;
    this.#ids = ids;
    this.#urlTtlMs = urlTtlMs;
  }

  get pathPrefix(): string {
    return '/v1/AUTH_async-images/';
  }

  /** An address to put a new file to. */
  uploadUrl(fileType: string): FileUrl {
    return this.#sign('PUT', this.newPath(fileType));
  }

  downloadUrl(relativePath: string): FileUrl {
    return this.#sign('GET', relativePath);
  }

  newPath(fileType: string): string {
    return `${this.pathPrefix}${this.#accountId}/${this.#ids.uuid('file')}.${fileType.toUpperCase()}`;
  }

  /** Whether the address was given for this method, and not too long ago. */
  allows(method: string, path: string, signature: string, expires: string): boolean {
    if (!(Number(expires) * 1000 > Date.now())) return false;
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
    const expires = String(Math.floor((Date.now() + this.#urlTtlMs) / 1000));
    const signature = this.#signature(method, relativePath, expires);
    return { relativePath, queryParams: { temp_url_sig: signature, temp_url_expires: expires } };
  }

  #signature(method: string, path: string, expires: string): string {
    return createHmac('sha1', this.#key).update(`${method}\n${expires}\n${path}`).digest('hex');
  }
}
