import type { Metadata, RichContentElement, VerticalElement } from '../protocol/registry.js';
import { tagged, type RichMessage } from './card.js';
import { button, clickOf, publishText } from './elements.js';

export interface WhatsAppListOptions {
  /** With the subtitle at most 1024 characters. */
  readonly title: string;
  readonly subtitle?: string | undefined;
  /** At most 60 characters. */
  readonly footer?: string | undefined;
  /** Title of the button that opens the list, at most 20 characters. */
  readonly menu: string;
  /** Together at most ten rows. */
  readonly sections: readonly {
    readonly title?: string | undefined;
    readonly rows: readonly {
      /** Comes back with the choice, as `ExternalId`. */
      readonly id: string;
      /** At most 20 characters. */
      readonly title: string;
      readonly subtitle?: string | undefined;
    }[];
  }[];
}

/** Texts around the products. */
export interface ProductTexts {
  /** At most 60 characters. */
  readonly header?: string | undefined;
  /** At most 500 characters. */
  readonly body?: string | undefined;
  /** At most 60 characters. */
  readonly footer?: string | undefined;
}

/** One product, or sections of products, of a catalogue. */
export type WhatsAppProducts =
  | Omit<Extract<Metadata, { type: 'WhatsAppSingleProduct' }>, 'type'>
  | Omit<Extract<Metadata, { type: 'WhatsAppMultipleProduct' }>, 'type'>;

/** A list on WhatsApp, which a button opens. The title of the chosen row comes back as text. */
export function whatsAppList({ title, subtitle, footer, menu, sections }: WhatsAppListOptions): VerticalElement {
  const elements: RichContentElement[] = [
    ...tagged('title', title),
    ...tagged('subtitle', subtitle),
    ...tagged('footer', footer),
    { type: 'button', tag: 'menu', title: menu, click: clickOf([publishText(menu)]) },
    ...sections.map(({ title: heading, rows }) => ({
      type: 'horizontal' as const,
      elements: [
        {
          type: 'vertical' as const,
          elements: [
            ...tagged('title', heading),
            ...rows.map((row) =>
              button(row.title, publishText(row.title), {
                id: row.id,
                ...(row.subtitle !== undefined && { subtitle: row.subtitle }),
              }),
            ),
          ],
        },
      ],
    })),
  ];
  return { type: 'vertical', tag: 'list', elements: [{ type: 'vertical', elements }] };
}

/**
 * Products of a catalogue on WhatsApp. An order comes back as metadata `WhatsAppOrder`.
 *
 * ```ts
 * whatsAppProducts({ catalogId: '1', productRetailerId: 'coffee' }, { body: 'Our coffee' });
 * ```
 *
 * @param products `productRetailerId`, or 1 to 10 `sections` of 1 to 30 products.
 */
export function whatsAppProducts(
  products: WhatsAppProducts,
  { header, body, footer }: ProductTexts = {},
): RichMessage & { readonly metadata: Metadata[] } {
  const elements = [...tagged('header', header), ...tagged('body', body), ...tagged('footer', footer)];
  return {
    content: { type: 'vertical', tag: 'generic', elements },
    metadata: [
      'sections' in products
        ? { type: 'WhatsAppMultipleProduct', ...products }
        : { type: 'WhatsAppSingleProduct', ...products },
    ],
  };
}
