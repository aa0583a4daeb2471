import { z } from 'zod';
import { lazy } from '../support/lazy.js';
import { typedAs, text } from './schemas.js';
import type { Click, ClickAction, QuickReplies, RichContent, RichContentElement, Style } from './elements.js';
import { metadataSchema } from './metadata.js';

// Shapes and limits of LivePerson's own schemas, which forbid unknown members: docs/protocol.md#7.2.

const style = lazy(() =>
  typedAs<Style>()(
    z.strictObject({
      'background-color': text(256).optional(),
      'background-color-active': text(256).optional(),
      'background-color-hover': text(256).optional(),
      'border-color': text(256).optional(),
      'border-color-selected': text(256).optional(),
      'border-color-hover': text(256).optional(),
      'border-radius': z.number().optional(),
      color: text(256).optional(),
      'color-hover': text(256).optional(),
      'color-active': text(256).optional(),
      fill: text(256).optional(),
      'font-family': text(256).optional(),
      bold: z.boolean().optional(),
      italic: z.boolean().optional(),
      size: z.enum(['small', 'medium', 'large']).optional(),
    }),
  ),
);

const uri = lazy(() => text(1024));
const place = lazy(() => z.strictObject({ uri: uri() }));

const action = lazy(() =>
  typedAs<ClickAction>()(
    z.discriminatedUnion('type', [
      z.strictObject({ type: z.literal('publishText'), text: text(256) }),
      z.strictObject({
        type: z.literal('link'),
        uri: uri(),
        name: text(256).optional(),
        ios: place().optional(),
        android: place().optional(),
        web: place().optional(),
        target: z.enum(['self', 'blank', 'slideout']).optional(),
      }),
      z.strictObject({ type: z.literal('navigate'), la: z.number(), lo: z.number(), name: text(256).optional() }),
      z.strictObject({
        type: z.literal('custom'),
        data: z
          .array(z.strictObject({ key: z.string(), value: z.unknown().optional() }))
          .max(10)
          .optional(),
      }),
      z.strictObject({
        type: z.literal('addToCart'),
        items: z.array(z.strictObject({ productId: text(256).optional(), quantity: z.int().optional() })).max(10),
      }),
      z.strictObject({
        type: z.literal('datePicker'),
        class: z.enum(['single', 'range']),
        title: text(40).optional(),
        minDate: z.int().optional(),
        maxDate: z.int().optional(),
        dateFormat: text(100).optional(),
      }),
      z.strictObject({
        type: z.literal('scheduleSlotList'),
        title: text(40).optional(),
        firstDayOfTheWeek: z.enum(['sun', 'mon']).optional(),
        slots: z
          .array(
            z.strictObject({
              type: z.literal('scheduleSlot'),
              id: text(256),
              start: z.number(),
              end: z.number().optional(),
              title: text(40).optional(),
              description: text(40).optional(),
              imageUrl: uri().optional(),
            }),
          )
          .max(256)
          .optional(),
      }),
    ]),
  ),
);

const click = lazy(() =>
  typedAs<Click>()(
    z.strictObject({ actions: z.array(action()).max(4).optional(), metadata: metadataSchema().optional() }),
  ),
);

/** Schema of a click that allows one kind of action only. */
function clickOf<Action extends z.ZodType>(
  only: Action,
): z.ZodObject<
  { actions: z.ZodOptional<z.ZodArray<Action>>; metadata: z.ZodOptional<ReturnType<typeof metadataSchema>> },
  z.core.$strict
> {
  return z.strictObject({ actions: z.array(only).max(4).optional(), metadata: metadataSchema().optional() });
}

const common = lazy(() => ({
  rtl: z.boolean().optional(),
  tooltip: text(256).optional(),
  tag: text(64).optional(),
  tagVersion: text(64).optional(),
  style: style().optional(),
  alt: text(2000).optional(),
  accessibility: z
    .strictObject({
      web: z
        .object({ role: text(100).optional(), tabindex: text(100).optional() })
        // `aria-*`
        .catchall(text(1000).optional())
        .optional(),
    })
    .optional(),
}));

const clickable = lazy(() => ({ ...common(), click: click().optional() }));

const textElement = lazy(() => z.strictObject({ type: z.literal('text'), text: text(5000), ...clickable() }));
const image = lazy(() =>
  z.strictObject({
    type: z.literal('image'),
    url: text(2048),
    caption: text(128).optional(),
    ...clickable(),
  }),
);
const button = lazy(() =>
  z.strictObject({
    type: z.literal('button'),
    title: text(128),
    subtitle: text(128).optional(),
    class: z.enum(['text', 'button']).optional(),
    ref: z.strictObject({ name: text(200), type: z.enum(['carouselSelect', 'accordionSelect']) }).optional(),
    ...clickable(),
  }),
);
const map = lazy(() => z.strictObject({ type: z.literal('map'), lo: z.number(), la: z.number(), ...clickable() }));
const linkPreview = lazy(() =>
  z.strictObject({
    type: z.literal('linkPreview'),
    url: text(2048),
    title: text(128).optional(),
    ...clickable(),
  }),
);
const template = lazy(() =>
  z.strictObject({
    type: z.literal('template'),
    templateType: z.literal('quickReply'),
    title: text(5000),
    resp: z.array(text(128)).min(1).max(32),
    ...clickable(),
  }),
);
const keyValuePairList = lazy(() =>
  z.strictObject({
    type: z.literal('keyValuePairList'),
    elements: z
      .array(z.strictObject({ key: text(128), value: text(2048).optional() }))
      .min(1)
      .max(50),
    ...clickable(),
  }),
);

const basics = lazy(
  () => [textElement(), image(), button(), map(), linkPreview(), template(), keyValuePairList()] as const,
);

const display = lazy(() =>
  z.strictObject({
    aspectRatio: z.enum(['rectangle', 'square', 'horizontal']).optional(),
    size: z.enum(['cover', 'contain', 'large', 'compact', 'tall', 'full']).optional(),
  }),
);
const border = lazy(() => z.enum(['border', 'borderLess', 'dropShadow']).optional());

type Elements = z.ZodArray<z.ZodType<RichContentElement, RichContentElement>>;

// A card may contain cards. The getters allow the recursion, and their explicit types end the inference.
const vertical = lazy(() =>
  z.strictObject({
    type: z.literal('vertical'),
    get elements(): Elements {
      return z.array(element()).max(256);
    },
    border: border(),
    scroll: z.enum(['disable', 'enable']).optional(),
    display: display().optional(),
    metadata: metadataSchema().optional(),
    ...clickable(),
  }),
);
const horizontal = lazy(() =>
  z.strictObject({
    type: z.literal('horizontal'),
    get elements(): Elements {
      return z.array(element()).max(256);
    },
    border: border(),
    borderLine: z.boolean().optional(),
    percentages: z.array(z.number()).max(256).optional(),
    metadata: metadataSchema().optional(),
    ...clickable(),
  }),
);
const element: () => z.ZodType<RichContentElement, RichContentElement> = lazy(() =>
  z.discriminatedUnion('type', [...basics(), vertical(), horizontal()]),
);

const checkbox = lazy(() =>
  z.strictObject({
    type: z.literal('checkbox'),
    text: text(5000),
    borderLine: z.boolean().optional(),
    borderColor: text(256).optional(),
    ...common(),
    click: clickOf(z.strictObject({ type: z.literal('checked'), publishText: text(250) })),
  }),
);
const checklist = lazy(() =>
  z.strictObject({
    type: z.literal('checklist'),
    elements: z.array(checkbox()).min(2).max(256),
    ...clickable(),
  }),
);
const section = lazy(() =>
  z.strictObject({
    type: z.literal('section'),
    sectionID: text(256),
    elements: z.union([z.tuple([textElement(), checklist()]), z.tuple([checklist()])]),
    ...clickable(),
  }),
);
const sectionList = lazy(() =>
  z.strictObject({
    type: z.literal('sectionList'),
    elements: z.array(section()).min(1).max(256),
    ...clickable(),
  }),
);
const submitButton = lazy(() =>
  z.strictObject({
    type: z.literal('submitButton'),
    title: text(128),
    disabled: z.boolean().optional(),
    ...common(),
    click: clickOf(z.strictObject({ type: z.literal('submitAsText'), submit: z.boolean() })),
  }),
);
const buttonList = lazy(() =>
  z.strictObject({
    type: z.literal('buttonList'),
    elements: z.union([z.tuple([submitButton(), button()]), z.tuple([submitButton()])]),
    ...clickable(),
  }),
);

const padding = lazy(() => z.number().min(0).max(10).optional());
const selectName = lazy(() => text(200));

/** Schema of the content of a rich content event: a card or a carousel of cards. */
export const richContent = lazy(() =>
  typedAs<RichContent>()(
    z.discriminatedUnion('type', [
      ...basics(),
      vertical(),
      horizontal(),
      z.strictObject({
        type: z.literal('carousel'),
        elements: z.array(element()).min(2).max(10),
        padding: padding(),
        display: display().optional(),
        ...clickable(),
      }),
      z.strictObject({
        type: z.literal('carouselSelect'),
        elements: z.array(element()).min(1).max(20),
        selectMode: z.strictObject({ name: selectName(), type: z.enum(['single', 'multiple']) }).optional(),
        padding: padding(),
        ...clickable(),
      }),
      z.strictObject({
        type: z.literal('accordionSelect'),
        elements: z.array(element()).min(1).max(20),
        titles: z
          .array(z.strictObject({ name: selectName(), additional: text(200).optional() }))
          .min(1)
          .max(20)
          .optional(),
        selectMode: z.strictObject({ name: selectName() }).optional(),
        ...clickable(),
      }),
      z.strictObject({
        type: z.literal('list'),
        elements: z.tuple([textElement(), sectionList(), buttonList()]),
        ...clickable(),
      }),
      z.strictObject({
        type: z.literal('tabs'),
        elements: z.array(z.object({}).catchall(z.unknown())).min(1).max(10),
        ...clickable(),
      }),
    ]),
  ),
);

const quickReply = lazy(() =>
  z.strictObject({
    type: z.literal('button'),
    title: text(128),
    tooltip: text(256).optional(),
    style: style().optional(),
    click: click(),
  }),
);

export const quickReplies = lazy(() =>
  typedAs<QuickReplies>()(
    z.strictObject({
      type: z.literal('quickReplies'),
      itemsPerRow: z.int().min(1).max(8),
      replies: z.array(quickReply()).min(1).max(24),
    }),
  ),
);
