import type { Metadata } from './metadata-types.js';

// Handwritten, not inferred from the schemas: inferred declarations would take megabytes and show no comments on hover.

/** Appearance of an element. Colours are CSS colours. */
export interface Style {
  'background-color'?: string | undefined;
  'background-color-active'?: string | undefined;
  'background-color-hover'?: string | undefined;
  'border-color'?: string | undefined;
  'border-color-selected'?: string | undefined;
  'border-color-hover'?: string | undefined;
  'border-radius'?: number | undefined;
  color?: string | undefined;
  'color-hover'?: string | undefined;
  'color-active'?: string | undefined;
  fill?: string | undefined;
  'font-family'?: string | undefined;
  bold?: boolean | undefined;
  italic?: boolean | undefined;
  size?: 'small' | 'medium' | 'large' | undefined;
}

/** Publishes a text of up to 256 characters as the consumer. */
export interface PublishTextAction {
  type: 'publishText';
  text: string;
}

/** Opens an address, which may differ by device platform. */
export interface LinkAction {
  type: 'link';
  uri: string;
  name?: string | undefined;
  ios?: { uri: string } | undefined;
  android?: { uri: string } | undefined;
  web?: { uri: string } | undefined;
  /** @default 'self' */
  target?: 'self' | 'blank' | 'slideout' | undefined;
}

/** Opens a map. */
export interface NavigateAction {
  type: 'navigate';
  /** Latitude. */
  la: number;
  /** Longitude. */
  lo: number;
  name?: string | undefined;
}

/** Passes data to the application that contains the messaging window. */
export interface CustomAction {
  type: 'custom';
  data?: { key: string; value?: unknown }[] | undefined;
}

export interface AddToCartAction {
  type: 'addToCart';
  items: { productId?: string | undefined; quantity?: number | undefined }[];
}

/** Lets the consumer pick a day or a range of days. */
export interface DatePickerAction {
  type: 'datePicker';
  class: 'single' | 'range';
  title?: string | undefined;
  /** Epoch seconds. */
  minDate?: number | undefined;
  /** Epoch seconds. */
  maxDate?: number | undefined;
  dateFormat?: string | undefined;
}

/** Lets the consumer pick an appointment. */
export interface ScheduleSlotListAction {
  type: 'scheduleSlotList';
  title?: string | undefined;
  firstDayOfTheWeek?: 'sun' | 'mon' | undefined;
  slots?: ScheduleSlot[] | undefined;
}

export interface ScheduleSlot {
  type: 'scheduleSlot';
  id: string;
  /** Epoch seconds. */
  start: number;
  /** Epoch seconds. */
  end?: number | undefined;
  title?: string | undefined;
  description?: string | undefined;
  imageUrl?: string | undefined;
}

/** The effect of a click. */
export type ClickAction =
  | PublishTextAction
  | LinkAction
  | NavigateAction
  | CustomAction
  | AddToCartAction
  | DatePickerAction
  | ScheduleSlotListAction;

/** The effects of a click, and the metadata that the resulting event carries. */
export interface Click<Action = ClickAction> {
  /** At most four. */
  actions?: Action[] | undefined;
  metadata?: Metadata[] | undefined;
}

/** Members of all elements. */
export interface CommonMembers {
  /** Right to left. */
  rtl?: boolean | undefined;
  tooltip?: string | undefined;
  /** Purpose of the element for other channels, e.g. `title`, `subtitle`, `generic`: docs/protocol.md#7.4. */
  tag?: string | undefined;
  tagVersion?: string | undefined;
  style?: Style | undefined;
  alt?: string | undefined;
  /** Attributes for screen readers, e.g. `role`, `tabindex`, `aria-label`. */
  accessibility?: { web?: Record<string, string | undefined> | undefined } | undefined;
}

interface Clickable extends CommonMembers {
  click?: Click | undefined;
}

export interface TextElement extends Clickable {
  type: 'text';
  text: string;
}

export interface ImageElement extends Clickable {
  type: 'image';
  /** On a host that the account allows. */
  url: string;
  caption?: string | undefined;
}

export interface ButtonElement extends Clickable {
  type: 'button';
  title: string;
  subtitle?: string | undefined;
  class?: 'text' | 'button' | undefined;
  /** The selection that the button submits. */
  ref?: { name: string; type: 'carouselSelect' | 'accordionSelect' } | undefined;
}

export interface MapElement extends Clickable {
  type: 'map';
  /** Latitude. */
  la: number;
  /** Longitude. */
  lo: number;
}

export interface LinkPreviewElement extends Clickable {
  type: 'linkPreview';
  url: string;
  title?: string | undefined;
}

export interface TemplateElement extends Clickable {
  type: 'template';
  templateType: 'quickReply';
  title: string;
  resp: string[];
}

export interface KeyValuePairListElement extends Clickable {
  type: 'keyValuePairList';
  elements: { key: string; value?: string | undefined }[];
}

export interface Display {
  aspectRatio?: 'rectangle' | 'square' | 'horizontal' | undefined;
  size?: 'cover' | 'contain' | 'large' | 'compact' | 'tall' | 'full' | undefined;
}

/** Elements one below the other. */
export interface VerticalElement extends Clickable {
  type: 'vertical';
  elements: RichContentElement[];
  border?: 'border' | 'borderLess' | 'dropShadow' | undefined;
  scroll?: 'disable' | 'enable' | undefined;
  display?: Display | undefined;
  metadata?: Metadata[] | undefined;
}

/** Elements side by side. */
export interface HorizontalElement extends Clickable {
  type: 'horizontal';
  elements: RichContentElement[];
  border?: 'border' | 'borderLess' | 'dropShadow' | undefined;
  /**
   * A line between the elements.
   *
   * @default true
   */
  borderLine?: boolean | undefined;
  /** The width of each element. */
  percentages?: number[] | undefined;
  metadata?: Metadata[] | undefined;
}

/** A card or a part of a card. */
export type RichContentElement =
  | TextElement
  | ImageElement
  | ButtonElement
  | MapElement
  | LinkPreviewElement
  | TemplateElement
  | KeyValuePairListElement
  | VerticalElement
  | HorizontalElement;

/** Cards side by side: 2 to 10. */
export interface CarouselElement extends Clickable {
  type: 'carousel';
  elements: RichContentElement[];
  padding?: number | undefined;
  display?: Display | undefined;
}

/** Cards side by side for a selection: 1 to 20. */
export interface CarouselSelectElement extends Clickable {
  type: 'carouselSelect';
  elements: RichContentElement[];
  selectMode?: { name: string; type: 'single' | 'multiple' } | undefined;
  padding?: number | undefined;
}

/** Collapsible cards for a selection: 1 to 20. */
export interface AccordionSelectElement extends Clickable {
  type: 'accordionSelect';
  elements: RichContentElement[];
  titles?: { name: string; additional?: string | undefined }[] | undefined;
  selectMode?: { name: string } | undefined;
}

export interface CheckboxElement extends CommonMembers {
  type: 'checkbox';
  text: string;
  borderLine?: boolean | undefined;
  borderColor?: string | undefined;
  click: Click<{ type: 'checked'; publishText: string }>;
}

export interface ChecklistElement extends Clickable {
  type: 'checklist';
  elements: CheckboxElement[];
}

export interface SectionElement extends Clickable {
  type: 'section';
  sectionID: string;
  elements: [TextElement, ChecklistElement] | [ChecklistElement];
}

export interface SectionListElement extends Clickable {
  type: 'sectionList';
  elements: SectionElement[];
}

export interface SubmitButtonElement extends CommonMembers {
  type: 'submitButton';
  title: string;
  disabled?: boolean | undefined;
  click: Click<{ type: 'submitAsText'; submit: boolean }>;
}

export interface ButtonListElement extends Clickable {
  type: 'buttonList';
  elements: [SubmitButtonElement, ButtonElement] | [SubmitButtonElement];
}

/** A list of checkboxes. Supported on the web only. */
export interface ListElement extends Clickable {
  type: 'list';
  elements: [TextElement, SectionListElement, ButtonListElement];
}

export interface TabsElement extends Clickable {
  type: 'tabs';
  /** LivePerson does not publish the shape of a tab. */
  elements: Record<string, unknown>[];
}

/** A card or a container of cards. */
export type RichContent =
  | RichContentElement
  | CarouselElement
  | CarouselSelectElement
  | AccordionSelectElement
  | ListElement
  | TabsElement;

/** A button under a message. */
export interface QuickReply {
  type: 'button';
  /** Up to 128 characters. LivePerson's clients show 25. */
  title: string;
  /** The effect, usually `publishText`, and the metadata of the resulting event. */
  click: Click;
  tooltip?: string | undefined;
  style?: Style | undefined;
}

/** Buttons under a message, hidden after the consumer's next message. */
export interface QuickReplies {
  type: 'quickReplies';
  /** From 1 to 8. At most three rows are shown; the last row takes all remaining replies. */
  itemsPerRow: number;
  /** From 1 to 24. */
  replies: QuickReply[];
}
