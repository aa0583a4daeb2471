import { expect, it } from 'vitest';
import { Platform } from '../legacy/platform.js';
import { botOf } from '../legacy/support.js';

// Frames that a server must not send, byte by byte, and the error texts of node-agent-sdk 1.4.11.
it.each([
  ['an invalid frame', [0x83, 0x00], 'Invalid WebSocket frame: invalid opcode 3', 'WS_ERR_INVALID_OPCODE'],
  ['a masked frame', [0x81, 0x80, 1, 2, 3, 4], 'Invalid WebSocket frame: MASK must be clear', 'WS_ERR_UNEXPECTED_MASK'],
  [
    'a bad close code',
    [0x88, 0x02, 0x03, 0xed],
    'Invalid WebSocket frame: invalid status code 1005',
    'WS_ERR_INVALID_CLOSE_CODE',
  ],
  ['bad UTF-8', [0x81, 0x01, 0xff], 'Invalid WebSocket frame: invalid UTF-8 sequence', 'WS_ERR_INVALID_UTF8'],
])('%s emits error with its text and cause', async (_, bytes, text, code) => {
  await using platform = await Platform.start();
  await using bot = botOf(platform.conf());
  await bot.journal.seen('connected');
  const { request } = await platform.peer();

  request.socket.write(Buffer.from(bytes));

  const [error] = await bot.journal.seen('error');
  expect(error).toMatchObject({
    message: `Error on WS connection: ${text}`,
    code: null,
    service: 'messaging',
    error: { message: text, code },
  });
});
