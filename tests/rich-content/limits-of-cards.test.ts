import { describe, expect, it } from 'vitest';
import { ValidationError, type BusinessChatMessage, type Metadata } from '../../src/index.js';
import {
  button,
  card,
  check,
  limits,
  link,
  listPicker,
  publishText,
  whatsAppList,
  type BubbleLimits,
  type CardLimits,
  type Channel,
  type RichMessage,
} from '../../src/rich-content/index.js';
import { caught } from '../support/caught.js';
import { cardOf, cardsOf, channels, IMAGE, LATER, linkButton, NOW, sayButton, textOf, withButton } from './contents.js';

type Content = Parameters<typeof check>[0];

/** A content that is refused for one limit of a card, and the same within it. */
interface CardCase {
  readonly what: string;
  readonly within: Content;
  readonly beyond: Content;
  readonly issue: string;
}

/** What a test needs to know of a card. */
interface Given {
  readonly channel: Channel;
  readonly limit: CardLimits;
}

function smallest({ channel, limit }: Given): RichMessage {
  const [form] = limit.forms;
  if (form === undefined) {
    const sections = [{ entries: [{ id: 'a', title: 'A' }] }];
    if (limit.entries !== undefined) return listPicker({ received: 'A', reply: 'B', sections });
    return { content: card({ title: 'A', buttons: { b: 'B' } }, channel) };
  }
  return cardOf(channel, limit, form, { buttons: form.buttons[0], length: () => 1 });
}

const rowsOf = (count: number, subtitle = 1) =>
  whatsAppList({
    title: 'A',
    menu: 'B',
    sections: [0, 1].map((section) => ({
      title: `${section}`,
      rows: Array.from({ length: section === 0 ? 1 : count - 1 }, (_, index) => ({
        id: `${index}`,
        title: `${index}`,
        subtitle: textOf(subtitle),
      })),
    })),
  });

/** The message with other texts in its bubbles. */
function withBubble(message: RichMessage, bubble: keyof BubbleLimits, length: number): RichMessage {
  const [, side = '', name = ''] = /^(received|reply)(\w+)$/.exec(bubble) ?? [];
  const metadata = message.metadata?.map((item): Metadata => {
    if (item.type !== 'BusinessChatMessage') return item;
    const key = `${side}Message` as 'receivedMessage' | 'replyMessage';
    // The bubble of the message with one more text.
    return { ...item, [key]: { ...item[key], [name.toLowerCase()]: textOf(length) } } as BusinessChatMessage;
  });
  return { ...message, metadata };
}

/** The cases of each member of a card's limits: a member without them does not compile. */
const cases: Readonly<Record<keyof CardLimits, (given: Given) => readonly CardCase[]>> = {
  tag: (given) => {
    const within = smallest(given);
    // The cards of the table are verticals.
    const beyond = { ...within, content: { ...(within.content as object), tag: 'other' } as never };
    return [{ what: 'another tag', within, beyond, issue: 'content.tag: ' }];
  },
  layout: (given) => {
    const within = smallest(given);
    const { content } = within;
    const inner = content.type === 'vertical' ? content.elements[0] : undefined;
    if (given.limit.layout !== 'nested' || inner?.type !== 'vertical') return [];
    const beyond = { ...within, content: { ...content, elements: inner.elements } as never };
    return [{ what: 'elements without a container', within, beyond, issue: 'in one container in it' }];
  },
  // tests/rich-content/forms-of-cards.test.ts tests these in each form.
  lengths: () => [],
  forms: () => [],
  entries: () => [],
  together: ({ channel, limit: { together = 0 } }) => {
    const of = (length: number): Content =>
      channel === 'whatsapp'
        ? whatsAppList({
            title: 'A',
            subtitle: textOf(length - 1),
            menu: 'B',
            sections: [{ rows: [{ id: 'c', title: 'C' }] }],
          })
        : card({ title: 'A', subtitle: textOf(length - 1), buttons: { b: 'B' } }, channel);
    const issue = `at most ${together} characters of title and subtitle together, but this has ${together + 1}`;
    return [{ what: 'title and subtitle', within: of(together), beyond: of(together + 1), issue }];
  },
  elements: ({ channel, limit: { elements = 0 } }) => {
    const of = (count: number): Content =>
      card({ image: IMAGE, title: 'A', buttons: Array.from({ length: count - 2 }, () => sayButton('x')) }, channel);
    const issue = `at most ${elements} elements of a card, but this has ${elements + 1}`;
    const within = of(elements);
    const bare = card({ subtitle: 'A', buttons: { b: 'B' } }, channel);
    const mapped = card({ title: 'A', map: { la: 1, lo: 2 } }, channel);
    return [
      { what: 'elements', within, beyond: of(elements + 1), issue },
      { what: 'neither image nor title', within, beyond: bare, issue: 'has neither' },
      { what: 'a map', within, beyond: mapped, issue: 'but this has map' },
    ];
  },
  actions: (given) => {
    const within = smallest(given);
    const text = JSON.stringify(within.content);
    const say = JSON.stringify(publishText('x'));
    const open = JSON.stringify(link('https://shop.example'));
    const isLink = given.limit.actions?.includes('link');
    const beyond = text.replace(/\{"type":"(publishText|link)".*?\}/, isLink ? say : open);
    const issue = `but this is ${isLink ? 'publishText' : 'link'}`;
    return [{ what: 'another action', within, beyond: { ...within, content: JSON.parse(beyond) as never }, issue }];
  },
  rows: ({ limit: { rows = { count: 0, subtitle: 0 } } }) => {
    const { count, subtitle } = rows;
    return [
      {
        what: 'rows',
        within: rowsOf(count),
        beyond: rowsOf(count + 1),
        issue: `at most ${count} rows of all sections, but this has ${count + 1}`,
      },
      {
        what: 'a subtitle',
        within: rowsOf(2, subtitle),
        beyond: rowsOf(2, subtitle + 1),
        issue: `at most ${subtitle} characters of the subtitle of a row, but this has ${subtitle + 1}`,
      },
      {
        what: 'no sections',
        within: rowsOf(2),
        beyond: whatsAppList({ title: 'A', menu: 'B', sections: [] }),
        issue: 'at least one section',
      },
      {
        what: 'an empty section',
        within: rowsOf(2),
        beyond: whatsAppList({ title: 'A', menu: 'B', sections: [{ rows: [] }] }),
        issue: 'at least one button',
      },
    ];
  },
  times: (given) => {
    const within = smallest(given);
    const at = (start: string): Content =>
      JSON.parse(JSON.stringify(within).replaceAll(new Date(LATER).toISOString(), start)) as Content;
    const without = JSON.parse(JSON.stringify(within).replaceAll(/"timing":\{[^}]*\}/g, '"timing":{}')) as Content;
    return [
      { what: 'a time in the past', within, beyond: at(NOW.toISOString()), issue: `this is ${NOW.toISOString()}` },
      { what: 'no time', within, beyond: without, issue: 'needs a BusinessEvent with startTime and duration' },
    ];
  },
  metadata: (given) =>
    (given.limit.metadata ?? []).flatMap((types) => {
      const within = smallest(given);
      const { metadata = [] } = within;
      const others = metadata.filter(({ type }) => !types.includes(type));
      const name = types.join(' or ');
      return [
        {
          what: `no ${name}`,
          within,
          beyond: { ...within, metadata: others },
          issue: `this card needs one ${name}, but this has 0`,
        },
        {
          what: `${name} twice`,
          within,
          beyond: { ...within, metadata: [...metadata, ...metadata] },
          issue: `this card needs one ${name}, but this has 2`,
        },
      ];
    }),
  bubbles: (given) => {
    const within = smallest(given);
    const bare = within.metadata?.map((item) =>
      item.type === 'BusinessChatMessage' ? ({ type: item.type } as const) : item,
    );
    // The keys of the object, which has no others.
    const rows = Object.entries(given.limit.bubbles ?? {}) as [keyof BubbleLimits, number][];
    return [
      { what: 'no receivedMessage', within, beyond: { ...within, metadata: bare }, issue: 'needs a receivedMessage' },
      ...rows.map(([bubble, max]) => ({
        what: bubble,
        within: withBubble(within, bubble, max),
        beyond: withBubble(within, bubble, max + 1),
        issue: `but this has ${max + 1}`,
      })),
    ];
  },
};

const named = channels.flatMap((channel) =>
  cardsOf(channel).flatMap((limit) =>
    // The keys of the object, which has no others.
    (Object.keys(limit) as (keyof CardLimits)[]).flatMap((member) =>
      cases[member]({ channel, limit }).map((one) => ({ ...one, channel, kind: `${channel} ${limit.tag}` })),
    ),
  ),
);

describe.each(named)('$kind: $what', ({ channel, within, beyond, issue }) => {
  it('is accepted within the limit', () => {
    expect(() => check(within, channel, { now: NOW })).not.toThrow();
  });

  it('is refused beyond it', async () => {
    const error = await caught(() => check(beyond, channel, { now: NOW }));

    expect(error).toBeInstanceOf(ValidationError);
    expect((error as ValidationError).message).toContain(issue);
    expect((error as ValidationError).message).toContain(`${channel}: `);
  });
});

describe('what a channel does not have', () => {
  const without = channels.filter((channel) => limits[channel].cards.length === 0);
  const carousels = channels.filter((channel) => limits[channel].elements.carousel === undefined);
  const replies = channels.filter((channel) => limits[channel].elements.quickReplies === undefined);
  const pictures = channels.filter((channel) => limits[channel].httpsImages);
  const actions = channels.filter((channel) => limits[channel].actions !== undefined);
  const refused = (content: Content, channel: Channel): Promise<unknown> => caught(() => check(content, channel));

  it.each(without)('%s shows no cards', async (channel) => {
    expect(await refused(card({ title: 'A' }, channel), channel)).toHaveProperty(
      'message',
      expect.stringMatching(/asText/),
    );
  });

  it.each(carousels.filter((channel) => !without.includes(channel)))('%s shows no carousels', async (channel) => {
    const one = card({ title: 'A', buttons: { b: 'B' } }, channel);
    const error = await refused({ type: 'carousel', elements: [one, one] }, channel);

    expect(error).toHaveProperty('issues.0.message', `${channel}: no carousels are shown; send the cards one by one`);
  });

  it.each(replies)('%s shows no quick replies', async (channel) => {
    const error = await refused({ type: 'quickReplies', itemsPerRow: 1, replies: [] }, channel);

    expect(error).toHaveProperty('issues.0.message', expect.stringMatching(`^${channel}: no quick replies`));
  });

  it.each(pictures)('%s shows no images without https', async (channel) => {
    const image = { type: 'image', url: 'http://images.example/a.png' } as const;
    const error = await refused(withButton(channel, sayButton('x'), image), channel);

    expect(error).toHaveProperty('issues.length', 1);
    expect(error).toHaveProperty('issues.0.message', expect.stringMatching(`^${channel}: images need https`));
  });

  it.each(actions)('%s does not execute other actions', async (channel) => {
    const custom = button('A', { type: 'custom', data: [] });
    const error = await refused(withButton(channel, custom), channel);

    expect(error).toHaveProperty('issues.0.message', expect.stringMatching(/actions are .* but this is custom$/));
  });

  it.each(actions.filter((one) => !limits[one].actions?.includes('link')))(
    '%s has no links in cards',
    async (channel) => {
      const error = await refused(withButton(channel, linkButton('https://a.example')), channel);

      expect(error).toHaveProperty('issues.0.message', `${channel}: actions are publishText, but this is link`);
    },
  );

  it.each(channels.filter((channel) => limits[channel].needsAlt))('%s shows no card without alt', async (channel) => {
    const error = await refused(card({ title: 'A', subtitle: 'B', buttons: { c: 'C' } }, channel), channel);

    expect(error).toHaveProperty('issues', [
      { path: 'alt', message: `${channel}: a text of at least 1 character is needed, but this has none` },
    ]);
  });
});
