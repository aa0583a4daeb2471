import type { Message } from '../protocol/registry.js';

/** The position of an event in its dialog. Without a safe integer from 0 on, an event is delivered on arrival. */
export function sequenceOf(message: Message | undefined): number | undefined {
  return asSequence(message?.sequence);
}

/** The value, if it can be a sequence. */
export function asSequence(value: unknown): number | undefined {
  return Number.isSafeInteger(value) && Number(value) >= 0 ? Number(value) : undefined;
}

/** When the platform received the event, epoch ms. */
export function timestampOf(message: Message | undefined): number | undefined {
  const timestamp = message?.serverTimestamp;
  return Number.isFinite(timestamp) ? timestamp : undefined;
}
