import type {
  ButtonElement,
  CarouselElement,
  CheckboxElement,
  ImageElement,
  ListElement,
  MapElement,
  Metadata,
  QuickReplies,
  RichContent,
  RichContentElement,
  SubmitButtonElement,
  TextElement,
  VerticalElement,
} from '../protocol/registry.js';
import { buttons, clickOf, image, map, pairsOf, text, type Choices, type Position } from './elements.js';
import { limits, type CardLimits, type Channel } from './limits.js';

/** Rich content with what a message carries beside it. A `RichContentEvent` is one, too. */
export interface RichMessage {
  readonly content: RichContent;
  /** Of the request: `publishEvent(body, { metadata })`. `undefined`: not known here. */
  readonly metadata?: Metadata[] | undefined;
  readonly quickReplies?: QuickReplies | undefined;
}

/** The parts of a card, from top to bottom. */
export interface CardOptions {
  /** A URL, or `image(url, { alt })`. */
  readonly image?: string | ImageElement | undefined;
  /** On the web and in the mobile SDK. */
  readonly map?: Position | MapElement | undefined;
  readonly title?: string | undefined;
  readonly subtitle?: string | undefined;
  /** On WhatsApp. */
  readonly footer?: string | undefined;
  /** Titles by id, or buttons of `button`. */
  readonly buttons?: Choices | readonly ButtonElement[] | undefined;
  /** Says in words what the card shows. LINE needs it: 1 to 1500 characters. */
  readonly alt?: string | undefined;
  /** Facebook has a second kind, `button`: texts of up to 640 characters, and no image. */
  readonly tag?: 'generic' | 'button' | undefined;
}

/** The parts of a list to choose from, on the web. */
export interface ListOptions {
  readonly title: string;
  /** With titles of the entries by their ids: at least two in each section. */
  readonly sections: readonly { readonly id: string; readonly title?: string | undefined; readonly choices: Choices }[];
  /** Title of the button that publishes the chosen entries. */
  readonly submit: string;
  /** A second button, e.g. to choose nothing. */
  readonly cancel?: ButtonElement | undefined;
}

/**
 * A card in the order and the containers that the channel reads. A channel without cards gets the same content; `check`
 * refuses it, `asText` makes a text of it.
 *
 * ```ts
 * card({ image: 'https://…', title: 'Coffee', subtitle: '250 g', buttons: { buy: 'Buy' } }, 'facebook');
 * ```
 *
 * @see docs/protocol.md#7.4 for the limits of each channel.
 */
export function card(options: CardOptions, channel: Channel = 'web'): VerticalElement {
  const { title, subtitle, footer, alt, tag = 'generic' } = options;
  const elements: RichContentElement[] = [
    ...(options.image === undefined ? [] : [typeof options.image === 'string' ? image(options.image) : options.image]),
    ...(options.map === undefined ? [] : ['type' in options.map ? options.map : map(options.map)]),
    ...tagged('title', title),
    ...tagged('subtitle', subtitle),
    ...tagged('footer', footer),
    ...(options.buttons === undefined ? [] : buttonsOf(options.buttons)),
  ];
  const root = { type: 'vertical', tag, ...(alt !== undefined && { alt }) } as const;
  const { cards } = limits[channel];
  const known: readonly CardLimits[] = cards === 'any' ? [] : cards;
  return known.find((one) => one.tag === tag)?.layout === 'nested'
    ? { ...root, elements: [{ type: 'vertical', elements }] }
    : { ...root, elements };
}

/**
 * Cards side by side: 2 to 10, each made by `card` for the same channel. WhatsApp and Apple have none.
 *
 * @param more `alt`, which LINE needs; `padding` 0 to 10; `display`.
 */
export function carousel(
  cards: readonly RichContentElement[],
  more: Omit<Partial<CarouselElement>, 'type' | 'elements'> = {},
): CarouselElement {
  return { type: 'carousel', elements: [...cards], ...more };
}

/**
 * A list of checkboxes with a button that publishes the chosen titles. On the web alone; for Apple see `listPicker`, for
 * WhatsApp `whatsAppList`.
 */
export function list({ title, sections, submit, cancel }: ListOptions): ListElement {
  const submitButton: SubmitButtonElement = {
    type: 'submitButton',
    title: submit,
    click: { actions: [{ type: 'submitAsText', submit: true }] },
  };
  return {
    type: 'list',
    elements: [
      text(title),
      {
        type: 'sectionList',
        elements: sections.map(({ id, title: heading, choices }) => {
          const checklist = { type: 'checklist' as const, elements: pairsOf(choices).map(checkboxOf) };
          return {
            type: 'section' as const,
            sectionID: id,
            elements: heading === undefined ? [checklist] : [text(heading), checklist],
          };
        }),
      },
      { type: 'buttonList', elements: cancel === undefined ? [submitButton] : [submitButton, cancel] },
    ],
  };
}

function checkboxOf([id, title]: readonly [id: string, title: string]): CheckboxElement {
  const { metadata } = clickOf([], id);
  return {
    type: 'checkbox',
    text: title,
    click: { actions: [{ type: 'checked', publishText: title }], metadata },
  };
}

/** A text with a tag, by which channels know what it is for; nothing for `undefined`. */
export function tagged(tag: string, words: string | undefined): TextElement[] {
  return words === undefined ? [] : [text(words, { tag })];
}

function buttonsOf(given: Choices | readonly ButtonElement[]): readonly ButtonElement[] {
  return areButtons(given) ? given : buttons(given);
}

function areButtons(given: Choices | readonly ButtonElement[]): given is readonly ButtonElement[] {
  return Array.isArray(given) && !given.some(Array.isArray);
}
