export interface WaitOptions {
  /**
   * In real time; `Infinity` waits until the simulator closes.
   *
   * @default 5_000
   */
  readonly timeoutMs?: number | undefined;
}

/** What a consumer does without being told so. */
export interface ConsumerOptions {
  /** For the conversations that `says` and `sends` start; `startConversation` may override single members. */
  readonly start?: StartOptions | undefined;
}

export interface StartOptions {
  /**
   * Rings the agents of this skill; `-1` rings the agents of every skill. In an account with skills it must be one of
   * them.
   *
   * @default '-1'
   */
  readonly skillId?: string | undefined;
  /** Text of a first message, with sequence 0. */
  readonly message?: string | undefined;
  /** @default 'en-US' */
  readonly lang?: string | undefined;
  /** More members of the conversation's context, in addition to `type` and `lang`. */
  readonly context?: Readonly<Record<string, unknown>> | undefined;
  readonly campaignInfo?: { readonly campaignId: number; readonly engagementId: number } | undefined;
}

/** Metadata of a message. */
export interface SayOptions {
  readonly metadata?: readonly unknown[] | undefined;
  readonly encodedMetadata?: string | undefined;
}

/** A file that a consumer sends. */
export interface SentFile {
  /** @default a few bytes */
  readonly content?: Uint8Array | undefined;
  /** @default 'PNG' */
  readonly fileType?: string | undefined;
  readonly caption?: string | undefined;
}
