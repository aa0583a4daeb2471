/** A channel on which a consumer reads. `web` is the web window and the mobile SDK. */
export type Channel =
  | 'web'
  | 'facebook'
  | 'instagram'
  | 'whatsapp'
  | 'apple'
  | 'rcs'
  | 'line'
  | 'viber'
  | 'google'
  | 'twitter'
  | 'kakao'
  | 'wechat'
  | 'sms';

/** An element of a card before its buttons. All but the image are texts, named by their `tag`; `text` has none. */
export type Slot = 'image' | 'title' | 'subtitle' | 'header' | 'body' | 'footer' | 'text';

export type TextSlot = Exclude<Slot, 'image'>;

/** The least and the most. */
export type Bounds = readonly [min: number, max: number];

/** An order of elements that a channel reads: these, then buttons. */
export interface CardForm {
  readonly slots: readonly Slot[];
  readonly buttons: Bounds;
  /** The buttons of a card in a carousel; `undefined`: as alone, `null`: this form is not in a carousel. */
  readonly buttonsInCarousel?: Bounds | null;
  /** Texts that are shorter or longer in this form than in the others. */
  readonly lengths?: Readonly<Partial<Record<TextSlot, number>>>;
}

export interface CardLimits {
  /** Tag of the root. */
  readonly tag: string;
  /** Where the elements stand: in the root, or in the only container of the root. */
  readonly layout: 'flat' | 'nested' | 'either';
  /** Characters of a text. */
  readonly lengths: Readonly<Partial<Record<TextSlot, number>>>;
  /** Characters of title and subtitle together. */
  readonly together?: number;
  /** Elements of a card whose order is free; `forms` is then empty. */
  readonly elements?: number;
  readonly forms: readonly CardForm[];
  /** Types of actions that its buttons may have, if fewer than elsewhere on the channel. */
  readonly actions?: readonly string[];
  /** Rows to choose from, below the menu button: of all sections together, and characters of a subtitle. */
  readonly rows?: { readonly count: number; readonly subtitle: number };
  /** Sections of entries, each in one of these forms, beside an image or without. */
  readonly entries?: readonly CardForm[];
  /** Each button is a time: it has a `BusinessEvent`. Buttons may stand in rows. */
  readonly times?: true;
  /** Metadata that the message needs, one of each group. */
  readonly metadata?: readonly (readonly string[])[];
  /** Characters of the bubbles in `BusinessChatMessage`. */
  readonly bubbles?: BubbleLimits;
}

export interface BubbleLimits {
  readonly receivedTitle: number;
  readonly receivedSubtitle: number;
  readonly replyTitle: number;
  readonly replySubtitle: number;
}

/** The largest number of characters, elements or bytes; `undefined`: no limit of the channel, or nothing to limit. */
export interface ElementLimits {
  readonly buttonTitle?: number;
  readonly publishText?: number;
  readonly linkUri?: number;
  readonly linkName?: number;
  readonly imageUrl?: number;
  /** Actions of a click. */
  readonly actions?: number;
  /** Metadata of a click. */
  readonly clickMetadata?: number;
  /** Cards of a carousel, at least two; `undefined`: no carousels. */
  readonly carousel?: number;
  /** `undefined`: no quick replies. */
  readonly quickReplies?: number;
  readonly quickReplyTitle?: number;
  readonly quickReplyText?: number;
  readonly quickReplyActions?: number;
  readonly alt?: number;
  /** Metadata of the message. */
  readonly messageMetadata?: number;
  /** The content as JSON. */
  readonly bytes?: number;
}

export interface ChannelLimits {
  readonly elements: ElementLimits;
  /** `any`: each content of the protocol. Empty: the channel shows no cards. */
  readonly cards: 'any' | readonly CardLimits[];
  /** Types of actions that the channel executes; `undefined`: all. */
  readonly actions?: readonly string[];
  readonly httpsImages?: true;
  /** A root without `alt` is refused. */
  readonly needsAlt?: true;
}

/** The limits of LivePerson's own schema, which every content keeps: docs/protocol.md#7.2. */
const click = { publishText: 256, actions: 4, clickMetadata: 32 } as const satisfies ElementLimits;
const common = {
  ...click,
  buttonTitle: 128,
  linkUri: 1024,
  linkName: 256,
  imageUrl: 2048,
} as const satisfies ElementLimits;

const quickRepliesOf = (count: number, title: number, text = 256, actions = 1) => ({
  quickReplies: count,
  quickReplyTitle: title,
  quickReplyText: text,
  quickReplyActions: actions,
});

const plainText = { elements: {}, cards: [] } as const satisfies ChannelLimits;

const forms = (buttons: Bounds, ...slots: readonly (readonly Slot[])[]): readonly CardForm[] =>
  slots.map((one) => ({ slots: one, buttons }));

const product: readonly (readonly TextSlot[])[] = [
  [],
  ['header'],
  ['body'],
  ['footer'],
  ['header', 'body'],
  ['header', 'footer'],
  ['body', 'footer'],
  ['header', 'body', 'footer'],
];

const texts: readonly TextSlot[] = ['title', 'subtitle', 'text'];
/** Two texts in any order; title and subtitle may also have a button. */
const pairs = texts
  .flatMap((first) => texts.map((second) => [first, second] as const))
  .filter(([first, second]) => first !== 'title' || second !== 'subtitle');

/** The lower value of LivePerson's pages; that of the schemas is 1000. */
const bubbles = { receivedTitle: 85, receivedSubtitle: 85, replyTitle: 85, replySubtitle: 85 } as const;
/** Titles are repeated in the metadata, where they are shorter. */
const appleTexts = { title: 256, subtitle: 5000, text: 5000 } as const;

/**
 * What each channel accepts: docs/protocol.md#7.4. Where LivePerson's pages and schemas differ, the lower value, so that a
 * content which is accepted here fits both.
 */
export const limits: Readonly<Record<Channel, ChannelLimits>> = {
  web: { elements: { ...common, carousel: 10, ...quickRepliesOf(24, 128, 256, 4) }, cards: 'any' },

  facebook: {
    elements: { ...common, buttonTitle: 20, carousel: 10, bytes: 15_000, ...quickRepliesOf(13, 127) },
    cards: [
      {
        tag: 'generic',
        layout: 'nested',
        lengths: { title: 80, subtitle: 80 },
        forms: [
          ...forms([1, 3], ['image', 'title', 'subtitle'], ['image', 'title'], ['title']),
          { slots: ['title', 'subtitle'], buttons: [0, 3], buttonsInCarousel: null },
        ],
      },
      {
        tag: 'button',
        layout: 'nested',
        lengths: { title: 640, subtitle: 640 },
        forms: forms([1, 3], ['title'], ['subtitle'], ['title', 'subtitle']),
      },
    ],
    actions: ['publishText', 'link', 'navigate'],
    httpsImages: true,
  },

  instagram: plainText,

  whatsapp: {
    elements: { ...click, buttonTitle: 20, publishText: 20, imageUrl: 1000, actions: 1, messageMetadata: 1 },
    cards: [
      {
        tag: 'generic',
        layout: 'flat',
        lengths: { title: 100, subtitle: 924, footer: 60 },
        forms: forms(
          [1, 3],
          ['image', 'title', 'subtitle', 'footer'],
          ['image', 'title', 'subtitle'],
          ['image', 'title', 'footer'],
          ['image', 'subtitle', 'footer'],
          ['image', 'title'],
          ['image', 'subtitle'],
          ['title', 'subtitle'],
          ['title'],
          ['subtitle'],
        ),
      },
      {
        tag: 'generic',
        layout: 'flat',
        lengths: { header: 60, body: 500, footer: 60 },
        forms: forms([0, 0], ...product),
        metadata: [['WhatsAppSingleProduct', 'WhatsAppMultipleProduct']],
      },
      {
        tag: 'list',
        layout: 'nested',
        lengths: { footer: 60 },
        together: 1024,
        forms: forms([1, 1], ['title', 'subtitle', 'footer'], ['title', 'subtitle'], ['title', 'footer'], ['title']),
        rows: { count: 10, subtitle: 20 },
      },
    ],
    actions: ['publishText'],
    httpsImages: true,
  },

  apple: {
    elements: { ...common, ...quickRepliesOf(5, 128, 256, 4) },
    cards: [
      {
        tag: 'list',
        layout: 'flat',
        lengths: {},
        forms: [],
        entries: [
          ...forms([0, 1], ['title', 'subtitle'], ['title'], ['subtitle']),
          ...forms([1, 1], []),
          ...forms([0, 0], ['text'], ...pairs),
        ],
        metadata: [['BusinessChatMessage']],
        bubbles,
      },
      {
        tag: 'datePicker',
        layout: 'flat',
        lengths: appleTexts,
        forms: forms([1, 256], [], ['title'], ['text']),
        actions: ['publishText'],
        times: true,
        metadata: [['BusinessEvent'], ['BusinessChatMessage']],
        bubbles,
      },
      {
        tag: 'richLink',
        layout: 'flat',
        lengths: appleTexts,
        forms: forms([1, 1], ['image'], [], ['text']),
        actions: ['link'],
      },
      {
        tag: 'form',
        layout: 'flat',
        lengths: appleTexts,
        forms: forms([1, 1], ['title', 'subtitle']),
        metadata: [['BusinessFormEvent'], ['BusinessChatMessage']],
        bubbles: { ...bubbles, replyTitle: 512 },
      },
      {
        tag: 'authentication',
        layout: 'nested',
        lengths: appleTexts,
        forms: forms([0, 0], ['image', 'text']),
        metadata: [['ConnectorAuthenticationRequest']],
      },
    ],
    actions: ['publishText', 'link'],
  },

  rcs: {
    elements: { ...common, buttonTitle: 25, carousel: 10, ...quickRepliesOf(11, 25) },
    cards: [
      {
        tag: 'generic',
        layout: 'either',
        lengths: { title: 640, subtitle: 640 },
        forms: forms(
          [0, 4],
          ['image', 'title', 'subtitle'],
          ['image', 'title'],
          ['image', 'subtitle'],
          ['title', 'subtitle'],
          ['image'],
          ['title'],
          ['subtitle'],
        ).map((form) => ({ ...form, buttonsInCarousel: [0, 2] })),
      },
    ],
    actions: ['publishText', 'link', 'navigate'],
  },

  line: {
    elements: { ...common, imageUrl: 1000, alt: 1500, carousel: 10, ...quickRepliesOf(13, 128) },
    cards: [
      {
        tag: 'generic',
        layout: 'nested',
        lengths: { title: 40, subtitle: 60 },
        forms: [
          ...forms([1, 4], ['image', 'title', 'subtitle'], ['title', 'subtitle'], ['image', 'subtitle']),
          ...forms([1, 4], ['subtitle']).map((form) => ({ ...form, lengths: { subtitle: 120 } })),
        ].map((form) => ({ ...form, buttonsInCarousel: [1, 3] })),
      },
    ],
    actions: ['publishText', 'link'],
    httpsImages: true,
    needsAlt: true,
  },

  viber: {
    elements: { ...common, buttonTitle: 25, actions: 1, carousel: 10, ...quickRepliesOf(11, 25) },
    cards: [{ tag: 'generic', layout: 'nested', lengths: {}, together: 250, elements: 7, forms: [] }],
    actions: ['publishText', 'link'],
  },

  google: {
    elements: {
      ...common,
      buttonTitle: 25,
      linkUri: 256,
      imageUrl: 1000,
      actions: 2,
      // 13 compact or tall cards by Google's limit, which LivePerson's own schema does not allow.
      carousel: 10,
      ...quickRepliesOf(13, 25, 256, 2),
    },
    cards: [
      {
        tag: 'generic',
        layout: 'flat',
        lengths: { title: 200, subtitle: 2000 },
        forms: forms(
          [0, 4],
          ['image', 'title', 'subtitle'],
          ['image', 'title'],
          ['image', 'subtitle'],
          ['title', 'subtitle'],
          ['image'],
          ['title'],
          ['subtitle'],
        ),
      },
    ],
    actions: ['publishText', 'link', 'navigate'],
    httpsImages: true,
  },

  twitter: plainText,
  /** The network's own limits of quick replies are not known. */
  kakao: { elements: { ...quickRepliesOf(24, 128) }, cards: [] },
  wechat: plainText,
  sms: plainText,
};
