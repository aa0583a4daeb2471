import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { ValidationError, type RichContent } from '../../src/index.js';
import { fits } from '../../src/protocol/checking.js';
import { event } from '../../src/protocol/content.js';
import { metadataSchema } from '../../src/protocol/registry.js';
import {
  button,
  buttons,
  card,
  carousel,
  check,
  form,
  image,
  link,
  list,
  listPicker,
  map,
  navigate,
  publishText,
  quickReplies,
  richLink,
  signIn,
  text,
  timePicker,
  whatsAppList,
  whatsAppProducts,
  type RichMessage,
  type WhatsAppProducts,
} from '../../src/rich-content/index.js';
import { caught } from '../support/caught.js';
import { frozen } from '../support/frozen.js';
import * as readme from '../support/readme-bodies.js';
import { channels, NOW } from './contents.js';

describe('a builder makes', () => {
  it('the card of the README of node-agent-sdk 1.4', () => {
    const elements = [
      image('http://cdn.mos.cms.futurecdn.net/vkrEdZXgwP2vFa6AEQLF7f-480-80.jpg?quality=98&strip=all', {
        tooltip: 'image tooltip',
        click: { actions: [navigate({ lo: -73.9985259, la: 40.7562724 }, 'Navigate to store via image')] },
      }),
      text('Product Name', { tooltip: 'text tooltip', style: { bold: true, size: 'large' } }),
      text('Product description', { tooltip: 'text tooltip' }),
      button('Add to cart', link('http://www.google.com', { name: 'Add to cart' }), { tooltip: 'button tooltip' }),
    ];

    expect({ type: 'vertical', elements }).toEqual(readme.richContent);
  });

  it('quick replies like those of that README', () => {
    const [yes, no] = readme.quickReplies.replies;

    expect(quickReplies({ 'Yes-1234': 'Yes', 'No-4321': 'No!' }, 8)).toEqual({
      ...readme.quickReplies,
      replies: [
        { ...yes, tooltip: 'Yes', click: { ...yes?.click, actions: [publishText('Yes')] } },
        { ...no, tooltip: 'No!' },
      ],
    });
  });

  it('at most three rows of quick replies, in the given order of pairs', () => {
    expect(quickReplies({}).itemsPerRow).toBe(1);
    expect(quickReplies(Array.from({ length: 7 }, (_, index) => [`${index}`, 'x'] as const)).itemsPerRow).toBe(3);
    expect(
      quickReplies([
        ['2', 'Two'],
        ['1', 'One'],
      ]).replies.map(({ title }) => title),
    ).toEqual(['Two', 'One']);
  });

  it('the elements of a card in the order in which channels read them', () => {
    const made = card({
      buttons: { b: 'Buy' },
      footer: 'F',
      subtitle: 'S',
      title: 'T',
      map: { la: 52.4, lo: 4.9 },
      image: image('https://a.example/a.png', { alt: 'A' }),
    });

    expect(made.elements.map(({ type, tag }) => tag ?? type)).toEqual([
      'image',
      'map',
      'title',
      'subtitle',
      'footer',
      'button',
    ]);
    expect(made).toMatchObject({ type: 'vertical', tag: 'generic' });
  });

  it('the same card with a container where the channel expects one', () => {
    const options = { title: 'T', buttons: buttons({ b: 'B' }), alt: 'A' };
    const { elements, ...root } = card(options, 'google');

    expect(card(options, 'facebook')).toEqual({ ...root, elements: [{ type: 'vertical', elements }] });
    expect(card(options)).toEqual({ ...root, elements });
  });

  it('buttons with an id, metadata and members of their own', () => {
    const metadata = [{ type: 'ExternalId' as const, id: 'more' }];

    expect(
      button('Buy', [publishText('I buy'), link('https://a.example')], { id: 'buy', metadata, class: 'text' }),
    ).toEqual({
      type: 'button',
      title: 'Buy',
      class: 'text',
      click: {
        actions: [
          { type: 'publishText', text: 'I buy' },
          { type: 'link', uri: 'https://a.example' },
        ],
        metadata: [{ type: 'ExternalId', id: 'buy' }, ...metadata],
      },
    });
    expect(button('Buy').click).toEqual({ actions: [{ type: 'publishText', text: 'Buy' }] });
  });

  it('a map that a click opens', () => {
    expect(map({ la: 1, lo: 2 }).click).toEqual({ actions: [navigate({ la: 1, lo: 2 })] });
    expect(map({ la: 1, lo: 2 }, { click: { actions: [publishText('Here')] } }).click?.actions).toEqual([
      publishText('Here'),
    ]);
  });

  it('the time of a time picker in UTC, with its id', () => {
    const start = new Date('2030-01-02T10:00:00+01:00');
    const times = [{ id: 'first', start, durationSeconds: 1800 }];
    const { content, metadata } = timePicker({ received: 'A visit', title: 'A visit', times, timezoneOffset: 60 });

    expect(content.elements[1]).toMatchObject({
      elements: [
        {
          title: '2030-01-02T09:00:00.000Z',
          click: {
            metadata: [
              { type: 'ExternalId', id: 'first' },
              { type: 'BusinessEvent', timing: { startTime: '2030-01-02T09:00:00.000Z', duration: 1800 } },
            ],
          },
        },
      ],
    });
    expect(metadata).toEqual([
      { type: 'BusinessEvent', title: 'A visit', timing: { presentedTimezoneOffset: 60 } },
      { type: 'BusinessChatMessage', receivedMessage: { title: 'A visit' } },
    ]);
  });
});

const word = fc.string({ minLength: 1, maxLength: 20 });
const id = fc.string({ minLength: 1, maxLength: 64 });
const choices = fc.array(fc.tuple(id, word), { minLength: 2, maxLength: 10 });
const url = fc.webUrl({ size: 'small' });
const cardOptions = fc.record(
  {
    image: fc.oneof(
      url,
      url.map((one) => image(one, { alt: 'A', caption: 'C' })),
    ),
    map: fc.record({
      la: fc.float({ noNaN: true, min: -90, max: 90 }),
      lo: fc.float({ noNaN: true, min: -180, max: 180 }),
    }),
    title: word,
    subtitle: word,
    footer: word,
    alt: word,
    tag: fc.constantFrom('generic' as const, 'button' as const),
    buttons: fc.oneof(choices, choices.map(buttons), fc.dictionary(id, word)),
  },
  { requiredKeys: [] },
);
const channel = fc.constantFrom(...channels);
const start = fc.date({ min: new Date('2031-01-01'), max: new Date('2040-01-01'), noInvalidDate: true });
const bubbles = { received: word, reply: fc.option(word, { nil: undefined }) };

/** What each builder makes of random options, as a message. */
const built: Readonly<Record<string, fc.Arbitrary<RichMessage>>> = {
  card: fc.tuple(cardOptions, channel).map(([options, to]) => ({ content: card(options, to) })),
  carousel: fc.tuple(fc.array(cardOptions, { minLength: 2, maxLength: 10 }), channel).map(([cards, to]) => ({
    content: carousel(
      cards.map((one) => card(one, to)),
      { alt: 'A', padding: 3 },
    ),
  })),
  list: fc
    .record({
      title: word,
      submit: word,
      sections: fc.array(fc.record({ id, title: fc.option(word, { nil: undefined }), choices }), {
        minLength: 1,
        maxLength: 3,
      }),
      cancel: fc.option(
        word.map((title) => button(title)),
        { nil: undefined },
      ),
    })
    .map((options) => ({ content: list(options) })),
  listPicker: fc
    .record({
      ...bubbles,
      sections: fc.array(
        fc.record(
          {
            title: word,
            multiple: fc.boolean(),
            entries: fc.array(fc.record({ id, title: word, subtitle: word, image: url })),
          },
          { requiredKeys: ['entries'] },
        ),
        { minLength: 1, maxLength: 3 },
      ),
    })
    .map(listPicker),
  timePicker: fc
    .record({
      ...bubbles,
      title: word,
      times: fc.array(fc.record({ id, start, durationSeconds: fc.nat() }), { minLength: 1, maxLength: 5 }),
    })
    .map(timePicker),
  richLink: fc.record({ title: word, uri: url, image: url }).map((options) => ({ content: richLink(options) })),
  form: fc
    .record({ ...bubbles, title: word, subtitle: word, button: word })
    .map((options) => form({ ...options, pages: [{ pageIdentifier: '0', type: 'input', submitForm: true }] })),
  signIn: fc
    .record({ text: word, image: url })
    .map((options) => signIn({ ...options, request: { requestIdentifier: 'r' } })),
  whatsAppList: fc
    .record({
      title: word,
      menu: word,
      sections: fc.array(fc.record({ title: word, rows: fc.array(fc.record({ id, title: word, subtitle: word })) })),
    })
    .map((options) => ({ content: whatsAppList(options) })),
  whatsAppProducts: fc
    .oneof(
      fc.constant<WhatsAppProducts>({ catalogId: 'c', productRetailerId: 'p' }),
      fc.constant<WhatsAppProducts>({ catalogId: 'c', sections: [{ title: 'S', productIds: ['p'] }] }),
    )
    .chain((products) => fc.record({ header: word, body: word }).map((texts) => whatsAppProducts(products, texts))),
};

describe.each(Object.entries(built))('what %s makes of any options', (_, messages) => {
  test.prop([messages, choices])('passes the schema of what is published', ({ content, metadata = [] }, replies) => {
    const published = { type: 'RichContentEvent', content, quickReplies: quickReplies(replies) };

    expect(fits(event(), frozen(structuredClone(published)))).toBe(true);
    expect(fits(metadataSchema(), frozen(structuredClone(metadata)))).toBe(true);
  });

  test.prop([messages, channel])(
    'is accepted or refused with a ValidationError, and not changed',
    async (message, to) => {
      const before = structuredClone(message);
      const error = await caught(() => {
        check(frozen(message), to, { now: NOW });
        throw new ValidationError('accepted', 'outgoing', []);
      });

      expect(error).toBeInstanceOf(ValidationError);
      expect(message).toEqual(before);
    },
  );
});

it('no malformed content is refused with anything but a ValidationError', () => {
  const anything = fc.oneof(
    fc.jsonValue(),
    fc.record({
      type: fc.constantFrom('vertical', 'carousel', 'button', 'quickReplies', 'list'),
      elements: fc.jsonValue(),
      click: fc.jsonValue(),
    }),
    fc.record({ content: fc.jsonValue(), metadata: fc.jsonValue(), quickReplies: fc.jsonValue() }),
  );
  const verdict = fc.check(
    fc.property(anything, channel, (content, to) => {
      try {
        // A program without types may pass anything.
        check(content as unknown as RichContent, to);
        return true;
      } catch (error) {
        return error instanceof ValidationError && error.issues.length > 0;
      }
    }),
  );

  expect(fc.defaultReportMessage(verdict)).toBeUndefined();
});
