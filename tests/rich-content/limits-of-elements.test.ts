import { describe, expect, it } from 'vitest';
import { ValidationError, type Metadata } from '../../src/index.js';
import {
  button,
  card,
  carousel,
  check,
  image,
  limits,
  quickReplies,
  whatsAppProducts,
  type Channel,
  type ElementLimits,
} from '../../src/rich-content/index.js';
import { caught } from '../support/caught.js';
import { channels, linkButton, NOW, sayButton, textOf, withButton } from './contents.js';

type Content = Parameters<typeof check>[0];

interface Probe {
  /** A content with this many characters, elements or bytes, and otherwise within every limit. */
  readonly content: (channel: Channel, size: number) => Content;
  readonly place: RegExp;
}

const ids = (count: number): Metadata[] => Array.from({ length: count }, () => ({ type: 'ExternalId', id: 'x' }));
const pairs = (count: number) => Array.from({ length: count }, (_, index) => [`${index}`, `Reply ${index}`] as const);
const addressOf = (size: number): string => `https://shop.example/${textOf(size - 'https://shop.example/'.length)}`;

/** A quick reply whose parts have these sizes. */
const replyOf = ({ title = 1, words = 1, actions = 1 }) => ({
  ...quickReplies({}, 1),
  replies: [
    {
      type: 'button' as const,
      title: textOf(title),
      click: {
        actions: Array.from({ length: actions }, () => ({ type: 'publishText' as const, text: textOf(words) })),
      },
    },
  ],
});

/** A carousel whose JSON has this many bytes: its images have addresses as long as needed. */
function carouselOf(channel: Channel, bytes: number): Content {
  const of = (length: readonly number[]) =>
    carousel(length.map((one) => card({ image: addressOf(one), title: 'A', buttons: { a: 'A' } }, channel)));
  const shortest = 30;
  let left = bytes - JSON.stringify(of(Array.from({ length: 10 }, () => shortest))).length;
  const lengths = Array.from({ length: 10 }, () => {
    const more = Math.min(left, 2048 - shortest);
    left -= more;
    return shortest + more;
  });
  return of(lengths);
}

/** One probe for each limit of the table: a limit without one does not compile. */
const probes: Readonly<Record<keyof ElementLimits, Probe>> = {
  buttonTitle: {
    content: (to, size) => withButton(to, button(textOf(size), sayButton('x').click?.actions)),
    place: /title$/,
  },
  publishText: { content: (to, size) => withButton(to, sayButton(textOf(size))), place: /click\.actions\.0\.text$/ },
  linkUri: { content: (to, size) => withButton(to, linkButton(addressOf(size))), place: /actions\.0\.uri$/ },
  linkName: { content: (to, size) => withButton(to, linkButton('https://a.example', textOf(size))), place: /0\.name$/ },
  imageUrl: { content: (to, size) => withButton(to, sayButton('x'), image(addressOf(size))), place: /url$/ },
  actions: { content: (to, size) => withButton(to, sayButton('x', size)), place: /click\.actions$/ },
  clickMetadata: { content: (to, size) => withButton(to, sayButton('x', 1, ids(size))), place: /click\.metadata$/ },
  carousel: {
    content: (to, size) => {
      const one = card({ image: addressOf(30), title: 'A', subtitle: 'B', buttons: { c: 'C' } }, to);
      return carousel(
        Array.from({ length: size }, () => one),
        { alt: 'x' },
      );
    },
    place: /^elements$/,
  },
  quickReplies: { content: (_, size) => quickReplies(pairs(size)), place: /^replies$/ },
  quickReplyTitle: { content: (_, size) => replyOf({ title: size }), place: /^replies\.0\.title$/ },
  quickReplyText: { content: (_, size) => replyOf({ words: size }), place: /^replies\.0\.click\.actions\.0\.text$/ },
  quickReplyActions: { content: (_, size) => replyOf({ actions: size }), place: /^replies\.0\.click\.actions$/ },
  alt: { content: (to, size) => withButton(to, sayButton('x'), undefined, textOf(size)), place: /^alt$/ },
  messageMetadata: {
    content: (_, size) => {
      const message = whatsAppProducts({ catalogId: 'c', productRetailerId: 'p' });
      return { ...message, metadata: [...message.metadata, ...ids(size - 1)] };
    },
    place: /^metadata$/,
  },
  bytes: { content: carouselOf, place: /^$/ },
};

describe.each(channels.filter((one) => Object.keys(limits[one].elements).length > 0))('%s', (channel) => {
  // The keys of the object, which has no others.
  const rows = Object.entries(limits[channel].elements) as [keyof ElementLimits, number][];

  it.each(rows)('%s is accepted up to %d', (name, max) => {
    expect(() => check(probes[name].content(channel, max), channel, { now: NOW })).not.toThrow();
  });

  it.each(rows)('%s is refused above %d, with channel, place, limit and value', async (name, max) => {
    const error = await caught(() => check(probes[name].content(channel, max + 1), channel, { now: NOW }));

    expect(error).toBeInstanceOf(ValidationError);
    const { issues, message } = error as ValidationError;
    expect(issues).toEqual([
      {
        path: expect.stringMatching(probes[name].place) as string,
        message: expect.stringMatching(new RegExp(`^${channel}: at most ${max} .* this has ${max + 1}$`)) as string,
      },
    ]);
    expect(message).toContain(`Rich content for ${channel} was not sent`);
  });
});

it('every limit has a channel that has it', () => {
  const used = new Set(channels.flatMap((channel) => Object.keys(limits[channel].elements)));

  expect([...used].toSorted()).toEqual(Object.keys(probes).toSorted());
});
