import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

/** Opcodes of RFC 6455, 5.2. */
export const OPCODE = { continuation: 0x0, text: 0x1, close: 0x8, ping: 0x9, pong: 0xa } as const;

const LAST_FRAGMENT = 0x80;
const OPCODE_BITS = 0x0f;
/** Appended to the client's key before hashing (RFC 6455, 1.3). */
const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

/** One unmasked frame, as a server sends it. */
export function frame(opcode: number, content: Uint8Array | string = '', isLast = true): Buffer {
  const payload = Buffer.from(content);
  const { length } = payload;
  const header = Buffer.alloc(length > 0xffff ? 10 : length > 125 ? 4 : 2);
  header[0] = (isLast ? LAST_FRAGMENT : 0) | opcode;
  header[1] = length > 0xffff ? 127 : length > 125 ? 126 : length;
  if (header.length === 4) header.writeUInt16BE(length, 2);
  if (header.length === 10) header.writeBigUInt64BE(BigInt(length), 2);
  return Buffer.concat([header, payload]);
}

export function textFrame(text: string): Buffer {
  return frame(OPCODE.text, text);
}

export function closeFrame(code: number, reason = ''): Buffer {
  return frame(OPCODE.close, Buffer.concat([Buffer.of(code >> 8, code & 0xff), Buffer.from(reason)]));
}

/** The opcode of the frame that a chunk begins with. */
function opcodeOf(chunk: Uint8Array): number | undefined {
  const [first] = chunk;
  return first === undefined ? undefined : first & OPCODE_BITS;
}

/** The response that accepts an upgrade. @param length Padded to so many bytes, if it is shorter. */
export function acceptance({ headers }: IncomingMessage, length = 0): Buffer {
  const accept = createHash('sha1')
    .update(`${String(headers['sec-websocket-key'])}${GUID}`)
    .digest('base64');
  const head = (padding: string): string =>
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\nX-Padding: ${padding}\r\n\r\n`;
  return Buffer.from(head('x'.repeat(Math.max(length - head('').length, 0))));
}

/**
 * Accepts an upgrade and closes as RFC 6455, 5.5.2 allows: the client's first ping crosses the close frame on the wire,
 * and the server still responds with a pong. The server ends the stream after the client's close frame.
 *
 * @param after Frames that follow the close frame.
 * @param when In the same chunk as the close frame, or after the client's close frame.
 */
export function closeAtFirstPing(
  connection: Duplex,
  request: IncomingMessage,
  code: number,
  after: Buffer,
  when: 'same chunk' | 'later chunk',
): void {
  const close = closeFrame(code, 'expired');
  connection.on('data', (chunk: Buffer) => {
    const opcode = opcodeOf(chunk);
    if (opcode === OPCODE.ping) connection.write(when === 'same chunk' ? Buffer.concat([close, after]) : close);
    if (opcode !== OPCODE.close) return;
    if (when === 'later chunk') connection.write(after);
    connection.end();
  });
  connection.write(acceptance(request));
}
