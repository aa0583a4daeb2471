import type { FileType } from '../protocol/registry.js';
import type { VerbLimits } from './gate.js';

export interface SendFileOptions extends VerbLimits {
  readonly caption?: string | undefined;
  /** Letters and digits. Default: from the path's extension or the type of the `Blob`. */
  readonly type?: FileType | undefined;
  /** A thumbnail of less than 30 KB, as a data URI. */
  readonly preview?: string | undefined;
}

export interface CloseOptions extends VerbLimits {
  /** Whether the survey follows, if the account has one. @default true */
  readonly survey?: boolean | undefined;
}

export interface MessagesOptions {
  /** Limit of the messages: the newest ones, from 1. */
  readonly last?: number | undefined;
  /** Only messages after this position. */
  readonly after?: number | undefined;
  /** Default: the open dialog. */
  readonly dialogId?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}
