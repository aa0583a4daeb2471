import type {
  ButtonElement,
  Click,
  ClickAction,
  ImageElement,
  LinkAction,
  MapElement,
  Metadata,
  NavigateAction,
  PublishTextAction,
  TextElement,
} from '../protocol/registry.js';

/** Ids and titles: `{ order: 'Order status' }`, or a list of pairs. */
export type Choices = Readonly<Record<string, string>> | readonly (readonly [id: string, title: string])[];

/** The members of an element besides those that its builder takes. */
type FurtherMembers<Element, Taken extends keyof Element> = Omit<Partial<Element>, Taken | 'type'>;

/** A point on a map, in degrees. */
export interface Position {
  /** Latitude. */
  readonly la: number;
  /** Longitude. */
  readonly lo: number;
}

/** What a click carries. */
export interface ButtonOptions extends FurtherMembers<ButtonElement, 'title' | 'click'> {
  /** At most 64 characters: the `ExternalId` that comes back with the click. */
  readonly id?: string | undefined;
  /** Further metadata of the click. */
  readonly metadata?: readonly Metadata[] | undefined;
}

/**
 * A text of at most 5000 characters.
 *
 * @param more E.g. `style`, `tooltip`, `tag`.
 */
export function text(words: string, more: FurtherMembers<TextElement, 'text'> = {}): TextElement {
  return { type: 'text', text: words, ...more };
}

/**
 * An image. The account must allow its host (`messaging.rich.content.valid.urls`), else the platform refuses the message.
 *
 * @param url `https`, at most 2048 characters; 1000 on WhatsApp, LINE and Google.
 * @param more E.g. `caption`, `alt`, `click`.
 */
export function image(url: string, more: FurtherMembers<ImageElement, 'url'> = {}): ImageElement {
  return { type: 'image', url, ...more };
}

/** A map, on the web and in the mobile SDK. A click opens it, unless `click` says otherwise. */
export function map({ la, lo }: Position, more: FurtherMembers<MapElement, 'la' | 'lo'> = {}): MapElement {
  return { type: 'map', la, lo, click: { actions: [navigate({ la, lo })] }, ...more };
}

/** Publishes a text as the consumer: at most 256 characters, 20 on WhatsApp. */
export function publishText(words: string): PublishTextAction {
  return { type: 'publishText', text: words };
}

/**
 * Opens an address of at most 1024 characters, 256 on Google. WhatsApp has no links in cards.
 *
 * @param more `name`, `target`, or other addresses for `ios`, `android` and `web`.
 */
export function link(uri: string, more: FurtherMembers<LinkAction, 'uri'> = {}): LinkAction {
  return { type: 'link', uri, ...more };
}

/** Opens a map: on the web, Facebook, RCS and Google. */
export function navigate({ la, lo }: Position, name?: string): NavigateAction {
  return { type: 'navigate', la, lo, ...(name !== undefined && { name }) };
}

/**
 * A button. Without `action`, a click publishes the title as the consumer.
 *
 * ```ts
 * button('Buy', publishText('I would like the coffee'), { id: 'buy-coffee' });
 * button('Our shop', link('https://shop.example'));
 * ```
 *
 * @param title At most 128 characters; 20 on Facebook and WhatsApp, 25 on RCS, Viber and Google.
 * @param action One, or up to four; one on WhatsApp and Viber, two on Google.
 */
export function button(
  title: string,
  action: ClickAction | readonly ClickAction[] = publishText(title),
  { id, metadata = [], ...more }: ButtonOptions = {},
): ButtonElement {
  return { type: 'button', title, ...more, click: clickOf([action].flat(), id, metadata) };
}

/** Buttons that publish their titles, with their ids as `ExternalId`: `buttons({ order: 'Order status' })`. */
export function buttons(choices: Choices): ButtonElement[] {
  return pairsOf(choices).map(([id, title]) => button(title, publishText(title), { id }));
}

export function pairsOf(choices: Choices): readonly (readonly [id: string, title: string])[] {
  return isList(choices) ? choices : Object.entries(choices);
}

/** @param id Comes back with the click, as `ExternalId`. */
export function clickOf(actions: readonly ClickAction[], id?: string, metadata: readonly Metadata[] = []): Click {
  const all: Metadata[] = [...(id === undefined ? [] : [{ type: 'ExternalId', id } as const]), ...metadata];
  return { actions: [...actions], ...(all.length > 0 && { metadata: all }) };
}

// `Array.isArray` does not narrow a readonly array out of a union.
function isList(choices: Choices): choices is readonly (readonly [id: string, title: string])[] {
  return Array.isArray(choices);
}
