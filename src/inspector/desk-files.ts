import { MAX_FILE_BYTES } from '../simulator/platform/uploaded-files.js';
import { fileEvent } from '../simulator/consumer/consumer-actions.js';
import type { Platform } from '../simulator/platform/platform.js';
import { membersOf } from '../protocol/schemas.js';
import { keepNewest } from '../support/keep-newest.js';
import { CommandError } from './command-error.js';
import type { FileView, OutgoingFile } from './contract.js';
import { fileName } from './summaries.js';

/** Names of files that are remembered. */
const MAX_NAMES = 1_000;

/** The files of conversations: stores what persons of the desk send, and describes what anyone sent. */
export class DeskFiles {
  readonly #platform: Platform;
  readonly #token: string;
  /** Names that the platform does not keep, by path. */
  readonly #names = new Map<string, string>();

  constructor(platform: Platform, token: string) {
    this.#platform = platform;
    this.#token = token;
  }

  /** Stores a file. @returns The event that sends it. @throws {CommandError} The file is empty or too long. */
  store({ name, base64, caption = '' }: OutgoingFile): ReturnType<typeof fileEvent> {
    const content = Buffer.from(base64, 'base64');
    if (content.length === 0 || content.length > MAX_FILE_BYTES) {
      throw new CommandError(400, `${name} has ${content.length} bytes. The platform takes 1 to ${MAX_FILE_BYTES}`);
    }
    const [, extension = 'TXT'] = /\.([A-Za-z0-9]{1,8})$/.exec(name) ?? [];
    const event = fileEvent(this.#platform, { content, fileType: extension, caption });
    this.#names.set(event.message.relativePath, name);
    keepNewest(this.#names, MAX_NAMES);
    return event;
  }

  /** @param message The message of an event with a file. */
  view(message: unknown): FileView | undefined {
    const { relativePath, fileType } = membersOf(message);
    if (typeof relativePath !== 'string') return undefined;
    const content = this.#platform.files.get(relativePath);
    const path = `/inspector/files/${encodeURIComponent(relativePath)}?token=${this.#token}`;
    return {
      name: this.#names.get(relativePath) ?? fileName(relativePath),
      type: typeof fileType === 'string' ? fileType : '',
      bytes: content?.length ?? 0,
      ...(content !== undefined && { path }),
    };
  }

  /** The content of a file, its name, and the content type with which a browser may show it: only that of an image. */
  read(
    relativePath: string,
  ): { readonly content: Buffer; readonly name: string; readonly imageType: string | undefined } | undefined {
    const content = this.#platform.files.get(relativePath);
    if (content === undefined) return undefined;
    const name = this.#names.get(relativePath) ?? fileName(relativePath);
    return { content, name, imageType: imageTypeOf(content) };
  }
}

/** By the content: what a person calls an image may be a page with scripts. */
function imageTypeOf(content: Buffer): string | undefined {
  const start = content.subarray(0, 12).toString('latin1');
  if (start.startsWith('\x89PNG\r\n\x1a\n')) return 'image/png';
  if (start.startsWith('\xff\xd8\xff')) return 'image/jpeg';
  if (/^GIF8[79]a/.test(start)) return 'image/gif';
  return /^RIFF.{4}WEBP$/s.test(start) ? 'image/webp' : undefined;
}
