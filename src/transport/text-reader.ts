import { isUtf8 } from 'node:buffer';
import { IS_MASKED, TOLD_IN_TWO_BYTES, WHOLE_TEXT } from './text-frame.js';

const IS_LAST = 0x80;
const OPCODE = 0x0f;
/** Opcodes of messages and of what may come between them: continuation, text, binary; ping, pong. */
const MESSAGES: readonly number[] = [0, 1, 2];
const BETWEEN: readonly number[] = [9, 10];
const FLAGS = 0x70;
const TOLD_IN_EIGHT_BYTES = 127;
/** What stands for bytes that are no UTF-8, and now and then for itself. */
const REPLACEMENT = '\uFFFD';

const NONE = Buffer.alloc(0);

/** A frame that is to be taken, of which a part is still to come. */
interface Cut {
  /** Room for all of it, header included. */
  readonly bytes: Buffer;
  /** Where in it the text begins. */
  readonly from: number;
  /** How much of it has come. */
  length: number;
}

/**
 * Takes out of what comes the texts that lie whole in one frame, nearly all of what UMS sends, and leaves everything else
 * to `ws`, byte by byte and in its order: fragments, pings and closing, frames of 64 KB and more or whose header is cut,
 * texts that may be no UTF-8, whatever is against the protocol.
 *
 * `ws` passes each frame through a stream, a queue and several buffers, and looks through every text twice: half
 * a microsecond of the six that a message of a kilobyte costs, most of which is parsing it.
 */
export class TextReader {
  readonly #take: (text: string) => boolean;
  readonly #leave: (bytes: Buffer) => void;
  /** How much of a frame that was left to `ws` is still to come. */
  #foreign = 0;
  /** The beginning of such a frame, as long as it does not tell how long the frame is. */
  #begun = NONE;
  /** A message has begun that comes in fragments. */
  #isFragmented = false;
  #cut: Cut | undefined;

  /**
   * @param take Gets a text; says whether it was heard, or `ws` is to hand it out.
   * @param leave Gets the bytes for `ws`.
   */
  constructor(take: (text: string) => boolean, leave: (bytes: Buffer) => void) {
    this.#take = take;
    this.#leave = leave;
  }

  /** @param length How much of the chunk there is. It may be overwritten afterwards. */
  read(chunk: Buffer, length = chunk.length): void {
    let at = this.#cut === undefined ? 0 : this.#continued(this.#cut, chunk, length);
    while (at < length) {
      if (this.#foreign === 0) {
        const taken = this.#begun.length === 0 ? this.#taken(chunk, at, length) : 0;
        if (taken > 0) {
          at += taken;
          continue;
        }
        if (this.#foreign === 0) this.#judge(chunk, at, length);
      }
      const end = Math.min(at + this.#foreign, length);
      this.#foreign -= end - at;
      this.#leave(Buffer.from(chunk.subarray(at, end)));
      at = end;
    }
  }

  /** @returns The length of the frame that was taken, or of what there is of it, or 0. */
  #taken(chunk: Buffer, at: number, available: number): number {
    if (this.#isFragmented || chunk[at] !== WHOLE_TEXT || at + 2 > available) return 0;
    let length = chunk[at + 1] ?? IS_MASKED;
    let from = at + 2;
    if (length === TOLD_IN_TWO_BYTES && at + 4 <= available) {
      length = chunk.readUInt16BE(from);
      from += 2;
    } else if (length >= TOLD_IN_TWO_BYTES) {
      return 0;
    }
    const end = from + length;
    if (end > available) {
      const bytes = Buffer.allocUnsafe(end - at);
      this.#cut = { bytes, from: from - at, length: chunk.copy(bytes, 0, at, available) };
      return available - at;
    }
    return this.#isTaken(chunk, from, end) ? end - at : 0;
  }

  /** @returns How much of the chunk belongs to the frame that was cut. */
  #continued(cut: Cut, chunk: Buffer, available: number): number {
    const { bytes, from } = cut;
    const copied = chunk.copy(bytes, cut.length, 0, available);
    cut.length += copied;
    if (cut.length < bytes.length) return copied;
    this.#cut = undefined;
    if (!this.#isTaken(bytes, from, bytes.length)) this.#leave(bytes);
    return copied;
  }

  #isTaken(bytes: Buffer, from: number, end: number): boolean {
    const text = bytes.toString('utf8', from, end);
    if (text.includes(REPLACEMENT) && !isUtf8(bytes.subarray(from, end))) {
      this.#foreign = Infinity;
      return false;
    }
    return this.#take(text);
  }

  /** How much from here on is for `ws`. */
  #judge(chunk: Buffer, at: number, available: number): void {
    const known = this.#begun.length;
    const beginning = Buffer.concat([this.#begun, chunk.subarray(at, Math.min(at + 10, available))]);
    const length = frameLength(beginning);
    if (length === undefined) {
      this.#begun = beginning;
      this.#foreign = beginning.length - known;
      return;
    }
    this.#begun = NONE;
    this.#foreign = length - known;
    const [first = 0] = beginning;
    if (MESSAGES.includes(first & OPCODE)) this.#isFragmented = (first & IS_LAST) === 0;
  }
}

/**
 * Header and all; `undefined` if these bytes do not tell yet. A frame after which nothing may be taken any more, because
 * it ends the connection or is against the protocol, has no end.
 */
function frameLength(bytes: Buffer): number | undefined {
  const [first = 0, second] = bytes;
  if (second === undefined) return undefined;
  const opcode = first & OPCODE;
  const isKnown = MESSAGES.includes(opcode) || BETWEEN.includes(opcode);
  if (!isKnown || (first & FLAGS) !== 0 || (second & IS_MASKED) !== 0) return Infinity;
  if (second < TOLD_IN_TWO_BYTES) return 2 + second;
  if (second < TOLD_IN_EIGHT_BYTES) return bytes.length < 4 ? undefined : 4 + bytes.readUInt16BE(2);
  return bytes.length < 10 ? undefined : 10 + Number(bytes.readBigUInt64BE(2));
}
