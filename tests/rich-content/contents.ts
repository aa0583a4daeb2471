import type {
  ButtonElement,
  ImageElement,
  Metadata,
  RichContent,
  RichContentElement,
  VerticalElement,
} from '../../src/index.js';
import {
  button,
  card,
  form,
  limits,
  link,
  listPicker,
  publishText,
  richLink,
  signIn,
  text,
  timePicker,
  whatsAppList,
  whatsAppProducts,
  type CardForm,
  type CardLimits,
  type Channel,
  type RichMessage,
  type Slot,
} from '../../src/rich-content/index.js';

export const channels = Object.keys(limits) as Channel[];
export const IMAGE = 'https://images.example/coffee.png';
export const NOW = new Date('2030-01-01T00:00:00Z');
export const LATER = '2030-01-02T10:00:00Z';

/** Text of exactly this length. */
export const textOf = (length: number): string => 'x'.repeat(length);

export function cardsOf(channel: Channel): readonly CardLimits[] {
  const { cards } = limits[channel];
  return cards === 'any' ? [] : cards;
}

/** How a card of a form is filled. */
export interface Filling {
  readonly buttons: number;
  /** Length of a text. */
  readonly length: (slot: Slot) => number;
}

/** A card of this form, made by the builder that makes such cards. */
export function cardOf(channel: Channel, limit: CardLimits, { slots }: CardForm, filling: Filling): RichMessage {
  const titles = Array.from({ length: filling.buttons }, (_, index) => `Button ${index}`);
  const slot = (name: Slot): string | undefined =>
    slots.includes(name) && name !== 'image' ? textOf(filling.length(name)) : undefined;
  const url = slots.includes('image') ? IMAGE : undefined;
  const [title, subtitle, footer] = [slot('title'), slot('subtitle'), slot('footer')];
  const bubbles = { received: 'Please choose', reply: 'Chosen' };
  switch (`${channel} ${limit.tag}`) {
    case 'whatsapp list': {
      const sections = [{ rows: [{ id: 'a', title: 'A' }] }];
      return { content: whatsAppList({ title: title ?? '', subtitle, footer, menu: 'Menu', sections }) };
    }
    case 'apple list':
      return {
        content: entriesOf(partsOf(slots, filling)),
        metadata: listPicker({ ...bubbles, sections: [{ entries: [] }] }).metadata,
      };
    case 'apple datePicker': {
      const start = new Date(LATER);
      const times = titles.map((publish) => ({ id: publish, start, durationSeconds: 60, publish }));
      const { content, metadata } = timePicker({ ...bubbles, title: 'A visit', times });
      const heading = partsOf(slots, { ...filling, buttons: 0 });
      return { content: { ...content, elements: [...heading, ...content.elements.slice(1)] }, metadata };
    }
    case 'apple richLink':
      return { content: richLink({ title: 'Shop', uri: 'https://shop.example', image: url, text: slot('text') }) };
    case 'apple form':
      return form({ ...bubbles, title: title ?? '', subtitle: subtitle ?? '', button: 'Open', pages: [] });
    case 'apple authentication':
      return signIn({ image: IMAGE, text: slot('text') ?? '', request: { requestIdentifier: 'r' } });
  }
  if (limit.metadata !== undefined) {
    const product = { catalogId: 'c', productRetailerId: 'p' };
    return whatsAppProducts(product, { header: slot('header'), body: slot('body'), footer });
  }
  const buttons = titles.map((one) => button(one));
  // The same union as the parameter; the table has tags that other builders make.
  const tag = limit.tag as 'generic' | 'button';
  return { content: card({ image: url, title, subtitle, footer, buttons, tag, alt: 'A card' }, channel) };
}

/** The elements of a form without a card around them. */
export function partsOf(slots: readonly Slot[], { buttons, length }: Filling, card?: CardLimits): RichContentElement[] {
  const metadata: Metadata[] = card?.times
    ? [{ type: 'BusinessEvent', timing: { startTime: LATER, duration: 60 } }]
    : [];
  const action = card?.tag === 'richLink' ? link('https://shop.example') : publishText('x');
  return [
    ...slots.map((slot): RichContentElement => {
      if (slot === 'image') return { type: 'image', url: IMAGE };
      return text(textOf(length(slot)), slot === 'text' ? {} : { tag: slot });
    }),
    ...Array.from({ length: buttons }, (_, index) => button(`Button ${index}`, action, { metadata })),
  ];
}

/** A card of these elements as a program would write it by hand, without a builder. */
export function handmade(
  channel: Channel,
  { tag, layout, rows, entries, times }: CardLimits,
  elements: RichContentElement[],
) {
  if (entries !== undefined) return entriesOf(elements);
  const section: RichContentElement = {
    type: 'horizontal',
    elements: [{ type: 'vertical', elements: [button('Row', publishText('x'))] }],
  };
  const all = times ? inRow(elements) : rows === undefined ? elements : [...elements, section];
  const root = { type: 'vertical' as const, tag, ...(channel === 'line' && { alt: 'A card' }) };
  return layout === 'nested'
    ? { ...root, elements: [{ type: 'vertical' as const, elements: all }] }
    : { ...root, elements: all };
}

/** The elements, with all buttons in one row where the first of them is. */
function inRow(elements: readonly RichContentElement[]): RichContentElement[] {
  const buttons = elements.filter(({ type }) => type === 'button');
  return elements.flatMap((one): RichContentElement[] => {
    if (one.type !== 'button') return [one];
    return one === buttons[0] ? [{ type: 'horizontal', elements: buttons }] : [];
  });
}

/** A list picker with one entry of these elements. */
function entriesOf(elements: RichContentElement[], beside: RichContentElement[] = []): VerticalElement {
  const entry: RichContentElement = { type: 'horizontal', elements: [...beside, { type: 'vertical', elements }] };
  return { type: 'vertical', tag: 'list', elements: [{ type: 'vertical', elements: [entry] }] };
}

/** A content with a button that the channel accepts, and with an image if there may be one beside it. */
export function withButton(channel: Channel, one: ButtonElement, image?: ImageElement, alt = 'A card'): RichContent {
  if (channel === 'apple')
    return entriesOf([text('Coffee', { tag: 'title' }), one], image === undefined ? [] : [image]);
  return card({ title: 'Coffee', subtitle: '250 g', buttons: [one], alt, ...(image && { image }) }, channel);
}

export const linkButton = (uri: string, name?: string): ButtonElement => button('Open', link(uri, { name }));

export const sayButton = (words: string, count = 1, metadata: readonly Metadata[] = []): ButtonElement =>
  button(
    'Say',
    Array.from({ length: count }, () => publishText(words)),
    { metadata },
  );
