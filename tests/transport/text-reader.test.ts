import type { Writable } from 'node:stream';
import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import * as ws from 'ws';
import { TextReader } from '../../src/transport/text-reader.js';

// `ws` exports its receiver, and its types do not say so.
const { Receiver } = ws as unknown as { readonly Receiver: new () => Writable };

/** A frame as a server sends it. */
function frame(first: number, content: Uint8Array): Buffer {
  const { length } = content;
  const header = Buffer.alloc(length > 65_535 ? 10 : length > 125 ? 4 : 2);
  header[0] = first;
  header[1] = length > 65_535 ? 127 : length > 125 ? 126 : length;
  if (header.length === 4) header.writeUInt16BE(length, 2);
  if (header.length === 10) header.writeBigUInt64BE(BigInt(length), 2);
  return Buffer.concat([header, content]);
}

const text = (content: string): Buffer => frame(0x81, Buffer.from(content));

/** A reader with `ws` behind it, and what came out, in its order. */
function begin(isEnough: (text: string) => boolean = () => true) {
  const heard: string[] = [];
  const taken: string[] = [];
  const receiver = new Receiver();
  receiver.on('message', (data: Buffer, isBinary: boolean) =>
    heard.push(`${isBinary ? 'binary' : 'text'} ${data.toString()}`),
  );
  receiver.on('ping', (data: Buffer) => heard.push(`ping ${data.toString()}`));
  receiver.on('pong', (data: Buffer) => heard.push(`pong ${data.toString()}`));
  receiver.on('error', ({ message }) => heard.push(message));
  const reader = new TextReader(
    (it) => {
      if (!isEnough(it)) return false;
      taken.push(it);
      heard.push(`text ${it}`);
      return true;
    },
    (bytes) => void receiver.write(bytes),
  );
  return { reader, heard, taken, receiver };
}

const content = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constant('\uFFFD'),
  fc.constantFrom(125, 126, 127, 300, 65_535, 65_536, 70_000).map((length) => 'x'.repeat(length)),
);
const message = fc.oneof(
  content.map((it) => ({ bytes: text(it), heard: [`text ${it}`] })),
  content.map((it) => ({ bytes: frame(0x82, Buffer.from(it)), heard: [`binary ${it}`] })),
  fc.string({ maxLength: 20 }).map((it) => ({ bytes: frame(0x89, Buffer.from(it)), heard: [`ping ${it}`] })),
  fc.string({ maxLength: 20 }).map((it) => ({ bytes: frame(0x8a, Buffer.from(it)), heard: [`pong ${it}`] })),
  fc.tuple(content, content, content).map(([a, b, c]) => ({
    bytes: Buffer.concat([
      frame(0x01, Buffer.from(a)),
      frame(0x89, Buffer.from('between')),
      frame(0x00, Buffer.from(b)),
      frame(0x80, Buffer.from(c)),
    ]),
    heard: ['ping between', `text ${a}${b}${c}`],
  })),
);

test.prop([fc.array(message, { maxLength: 8 }), fc.array(fc.nat({ max: 400 }), { maxLength: 40 })])(
  'hears what was said in its order, however it is cut into pieces',
  (messages, cuts) => {
    const { reader, heard } = begin();
    let bytes = Buffer.concat(messages.map((it) => it.bytes));

    for (const cut of cuts) {
      reader.read(bytes.subarray(0, cut));
      bytes = bytes.subarray(cut);
    }
    reader.read(bytes);

    expect(heard).toEqual(messages.flatMap((it) => it.heard));
  },
);

test.prop([fc.array(message, { maxLength: 8 }), fc.array(fc.nat({ max: 400 }), { maxLength: 40 })])(
  'keeps nothing of where it was read, which is written over with what comes next',
  (messages, cuts) => {
    const { reader, heard } = begin();
    const room = Buffer.alloc(64 * 1024);
    let bytes = Buffer.concat(messages.map((it) => it.bytes));

    for (const piece = [...cuts]; bytes.length > 0;) {
      const length = bytes.subarray(0, piece.shift() ?? room.length).copy(room);
      reader.read(room, length);
      room.fill(0x81);
      bytes = bytes.subarray(length);
    }

    expect(heard).toEqual(messages.flatMap((it) => it.heard));
  },
);

it('hears what comes byte by byte', () => {
  const { reader, heard } = begin();

  for (const byte of Buffer.concat([text('one'), text('x'.repeat(200)), text(''), text('two')])) {
    reader.read(Buffer.of(byte));
  }

  expect(heard).toEqual(['text one', `text ${'x'.repeat(200)}`, 'text ', 'text two']);
});

it('takes a text that is there whole or in pieces, and leaves one whose header is cut', () => {
  const { reader, heard, taken } = begin();
  const long = 'x'.repeat(300);
  const [first, second, third, fourth] = [text('first'), text('second'), text(long), text(long)];

  reader.read(Buffer.concat([first, second.subarray(0, 3)]));
  reader.read(second.subarray(3, 5));
  reader.read(Buffer.concat([second.subarray(5), third.subarray(0, 4)]));
  reader.read(Buffer.concat([third.subarray(4), fourth.subarray(0, 3)]));
  reader.read(Buffer.concat([fourth.subarray(3), first]));

  expect(heard).toEqual(['text first', 'text second', `text ${long}`, `text ${long}`, 'text first']);
  expect(taken).toEqual(['first', 'second', long, 'first']);
});

it('leaves what came in pieces and is for others, too, as it came', () => {
  const { reader, heard, taken } = begin((it) => it !== 'both');
  const both = text('both');

  reader.read(both.subarray(0, 4));
  reader.read(Buffer.concat([both.subarray(4), text('one')]));

  expect(taken).toEqual(['one']);
  expect(heard).toEqual(['text both', 'text one']);
});

it('leaves what is for others, too, as it came', () => {
  const { reader, heard, taken } = begin((it) => it !== 'both');

  reader.read(Buffer.concat([text('one'), text('both'), text('two')]));

  expect(taken).toEqual(['one', 'two']);
  expect(heard).toEqual(['text one', 'text both', 'text two']);
});

it('tells a replacement character that was sent from bytes that are no UTF-8', () => {
  const { reader, taken } = begin();

  reader.read(text('so \uFFFD it was sent'));

  expect(taken).toEqual(['so \uFFFD it was sent']);
});

describe('takes nothing any more after', () => {
  it.each([
    ['a text that is no UTF-8', frame(0x81, Buffer.of(0x22, 0xff, 0x22))],
    ['a masked frame', Buffer.of(0x81, 0x81, 1, 2, 3, 4, 5)],
    ['a compressed frame nobody agreed on', frame(0xc1, Buffer.from('x'))],
    ['a frame of unknown kind', frame(0x83, Buffer.from('x'))],
    ['goodbye', frame(0x88, Buffer.of(3, 232))],
  ])('%s', (_, bytes) => {
    const { reader, taken, receiver } = begin();

    reader.read(Buffer.concat([text('before'), bytes, text('after')]));
    reader.read(text('later'));

    expect(taken).toEqual(['before']);
    receiver.destroy();
  });

  it('a text in pieces that is no UTF-8', async () => {
    const { reader, heard, taken, receiver } = begin();
    const bytes = frame(0x81, Buffer.of(0x22, 0xff, 0x22));
    const failed = new Promise((resolve) => receiver.once('error', resolve));

    reader.read(bytes.subarray(0, 3));
    reader.read(Buffer.concat([bytes.subarray(3), text('after')]));
    await failed;

    expect(taken).toEqual([]);
    expect(heard).toEqual(['Invalid WebSocket frame: invalid UTF-8 sequence']);
    receiver.destroy();
  });
});
