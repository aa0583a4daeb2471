import type { Agent } from '../agent.js';
import { ValidationError } from '../errors.js';
import { download, MAX_FILE_BYTES, type DownloadLimits } from '../files/transfer.js';
import type { FileEvent, FileType, Message } from '../protocol/registry.js';
import { checkCall } from './checks.js';

/** A file that came with a message. */
export interface ReceivedFile {
  readonly caption: string;
  readonly type: FileType;
}

/** A downloaded file. */
export interface DownloadedFile extends ReceivedFile {
  readonly bytes: Buffer;
  readonly size: number;
}

/** A text, file, form or rich content in a conversation. */
export class ConversationMessage {
  readonly #agent: Agent;

  constructor(
    agent: Agent,
    readonly conversationId: string,
    /** The message as UMS sent it, with metadata and ids. */
    readonly event: Message,
  ) {
    this.#agent = agent;
  }

  get dialogId(): string {
    return this.event.dialogId;
  }

  /** Position in the dialog. */
  get sequence(): number {
    // Only typing states lack a sequence, and those are no messages.
    return this.event.sequence ?? 0;
  }

  /** Epoch ms. */
  get at(): number | undefined {
    return this.event.serverTimestamp;
  }

  get role(): string | undefined {
    return this.event.originatorMetadata?.role;
  }

  get isFromConsumer(): boolean {
    return this.role === 'CONSUMER';
  }

  /** Seen by agents and managers only. */
  get isPrivate(): boolean {
    return this.event.messageAudience === 'AGENTS_AND_MANAGERS';
  }

  /** The text; of a file its caption; empty for rich content and forms. */
  get text(): string {
    const { event } = this.event;
    if (event.type !== 'ContentEvent' || !('message' in event)) return '';
    if (typeof event.message === 'string') return event.message;
    return this.file?.caption ?? '';
  }

  /** The file of the message, if it has one. */
  get file(): ReceivedFile | undefined {
    const content = fileOf(this.event);
    return content && { caption: content.caption, type: content.fileType };
  }

  /**
   * Downloads the file of the message. A URL that has expired meanwhile is requested again.
   *
   * @throws {ValidationError} A limit misfits, or the message has no file in LivePerson's storage; nothing was sent.
   * @throws {SDKError} `FILE_TOO_LARGE`; otherwise as `generateURLForDownloadFile` and `callService`.
   */
  async download(limits: DownloadLimits = {}): Promise<DownloadedFile> {
    checkCall('message.download', { limits });
    const content = fileOf(this.event);
    if (content === undefined || !('relativePath' in content)) {
      const message = 'Expected a message with a file in the storage of LivePerson';
      throw new ValidationError('message.download()', 'outgoing', [{ path: '', message }]);
    }
    const { maxBytes = MAX_FILE_BYTES, timeout, signal } = limits;
    const place = { relativePath: content.relativePath, dialogId: this.dialogId };
    const bytes = await download(this.#agent, place, { timeout, signal, maxBytes });
    return { bytes, size: bytes.byteLength, caption: content.caption, type: content.fileType };
  }
}

/** Whether an event is a message, and not a receipt or a typing state. */
export function isMessage({ event, sequence }: Message): boolean {
  return sequence !== undefined && (event.type === 'ContentEvent' || event.type === 'RichContentEvent');
}

function fileOf({ event }: Message): FileEvent['message'] | undefined {
  return event.type === 'ContentEvent' && event.contentType === 'hosted/file' ? event.message : undefined;
}
