import { describe, expect, it } from 'vitest';
import { ValidationError, type RichContentElement } from '../../src/index.js';
import {
  carousel,
  check,
  limits,
  type Bounds,
  type CardForm,
  type CardLimits,
  type Channel,
  type RichMessage,
  type Slot,
  type TextSlot,
} from '../../src/rich-content/index.js';
import { caught } from '../support/caught.js';
import { cardOf, cardsOf, channels, handmade, NOW, partsOf, type Filling } from './contents.js';

interface FormCase {
  readonly channel: Channel;
  readonly card: CardLimits;
  readonly form: CardForm;
  readonly place: 'alone' | 'in a carousel';
  readonly buttons: Bounds;
}

/** Each form of the table, alone and, where there are carousels, in a carousel. */
const cases: readonly FormCase[] = channels.flatMap((channel) =>
  cardsOf(channel).flatMap((card) =>
    [...card.forms, ...(card.entries ?? [])].flatMap((form) => {
      const alone = { channel, card, form, place: 'alone', buttons: form.buttons } as const;
      const inCarousel = form.buttonsInCarousel === undefined ? form.buttons : form.buttonsInCarousel;
      if (limits[channel].elements.carousel === undefined || inCarousel === null) return [alone];
      return [alone, { ...alone, place: 'in a carousel' as const, buttons: inCarousel }];
    }),
  ),
);

const named = cases.map((one) => ({
  ...one,
  name: `${one.channel} ${one.card.tag} (${one.form.slots.join(', ')}) ${one.place}`,
}));

function lengthIn({ card, form }: FormCase, slot: TextSlot): number | undefined {
  return form.lengths?.[slot] ?? card.lengths[slot];
}

/** Texts as long as allowed: title and subtitle share what they have together. */
function longest(one: FormCase): Filling['length'] {
  const { card, form } = one;
  const sharing = form.slots.filter((slot) => slot === 'title' || slot === 'subtitle').length;
  return (slot) => {
    if (slot === 'image') return 0;
    if (card.together !== undefined && slot !== 'footer') return Math.floor(card.together / sharing);
    return lengthIn(one, slot) ?? 5000;
  };
}

function placed({ place }: FormCase, { content, metadata }: RichMessage): RichMessage {
  if (place === 'alone') return { content, metadata };
  // The cards of the table are verticals.
  const card = content as RichContentElement;
  return { content: carousel([card, card], { alt: 'Cards' }) };
}

/** The form with other elements, written by hand. */
function altered(one: FormCase, elements: RichContentElement[]): RichMessage {
  const { channel, card, form } = one;
  const { metadata } = cardOf(channel, card, form, { buttons: 1, length: () => 1 });
  return placed(one, { content: handmade(channel, card, elements), metadata });
}

async function issuesOf(message: RichMessage, channel: Channel): Promise<readonly string[]> {
  const error = await caught(() => check(message, channel, { now: NOW }));
  expect(error).toBeInstanceOf(ValidationError);
  return (error as ValidationError).issues.map(({ path, message: text }) => `${path} | ${text}`);
}

const short = (): number => 1;

describe.each(named)('$name', (one) => {
  const { channel, card, form, buttons } = one;
  const { slots } = form;
  const [min, max] = buttons;

  it.each([...new Set([min, max])])('is accepted from its builder, with the longest texts and %d buttons', (count) => {
    const message = placed(one, cardOf(channel, card, form, { buttons: count, length: longest(one) }));

    expect(() => check(message, channel, { now: NOW })).not.toThrow();
  });

  it('is accepted when written by hand', () => {
    const message = altered(one, partsOf(slots, { buttons: max, length: short }, card));

    expect(() => check(message, channel, { now: NOW })).not.toThrow();
  });

  it(`is refused with ${max + 1} buttons`, async () => {
    const [issue] = await issuesOf(altered(one, partsOf(slots, { buttons: max + 1, length: short }, card)), channel);

    expect(issue).toMatch(/^content\.(elements\.\d\.)*elements \| /);
    // Products of WhatsApp have no buttons: with one, the card is of another kind that has the same tag.
    const reason =
      channel === 'whatsapp' && max === 0 ? 'expected one of' : `${max} buttons here, but this has ${max + 1}`;
    expect(issue).toContain(reason);
    expect(issue).toContain(`${channel}: `);
  });

  it.each(min > 0 ? [min - 1] : [])('is refused with %d buttons', async (count) => {
    const [issue] = await issuesOf(altered(one, partsOf(slots, { buttons: count, length: short }, card)), channel);

    expect(issue).toMatch(/buttons here, but this has 0|expected one of/);
  });

  const limited = slots.filter((slot): slot is TextSlot => slot !== 'image' && lengthIn(one, slot) !== undefined);

  it.each(limited)('is refused with a %s of one character more', async (slot) => {
    const most = lengthIn(one, slot) ?? 0;
    const length = (other: Slot): number => (other === slot ? most + 1 : 1);
    const [issue] = await issuesOf(altered(one, partsOf(slots, { buttons: max, length }, card)), channel);

    expect(issue).toMatch(/\.text \| /);
    expect(issue).toContain(`${channel}: at most ${most} characters of a ${slot}, but this has ${most + 1}`);
  });

  it.each(slots.length > 0 && max > 0 ? [slots] : [])('is refused with a button before %s', async () => {
    const parts = partsOf(slots, { buttons: Math.max(min, 1), length: short }, card);
    const [issue] = await issuesOf(altered(one, parts.toReversed()), channel);

    expect(issue).toContain(`${channel}: expected one of (`);
    expect(issue).toContain('but this has (button, ');
  });
});
