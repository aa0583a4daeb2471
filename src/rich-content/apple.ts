import type {
  BusinessChatBubble,
  BusinessChatReply,
  BusinessEvent,
  BusinessFormEvent,
  HorizontalElement,
  Metadata,
  RichContentElement,
  VerticalElement,
} from '../protocol/registry.js';
import { tagged, type RichMessage } from './card.js';
import { button, image, link, publishText, text } from './elements.js';

/** The content of an interactive message, and the metadata that its request needs. */
export interface InteractiveMessage extends RichMessage {
  readonly content: VerticalElement;
  readonly metadata: Metadata[];
}

/** The bubbles of an interactive message. */
export interface Bubbles {
  /** Opens the message: its title, or all of its texts. */
  readonly received: string | BusinessChatBubble;
  /** Shows the consumer's answer. */
  readonly reply?: string | BusinessChatReply | undefined;
}

export interface ListPickerOptions extends Bubbles {
  readonly sections: readonly ListPickerSection[];
}

export interface ListPickerSection {
  readonly title?: string | undefined;
  /** Whether the consumer may choose several entries. */
  readonly multiple?: boolean | undefined;
  readonly entries: readonly ListPickerEntry[];
}

export interface ListPickerEntry {
  /** Comes back with the choice, as `ExternalId`. */
  readonly id: string;
  /** What the consumer reads and, without `publish`, says. */
  readonly title: string;
  readonly subtitle?: string | undefined;
  readonly publish?: string | undefined;
  /** `https`; all images of a message together at most 0.5 MB. */
  readonly image?: string | undefined;
}

export interface TimePickerOptions extends Bubbles {
  /** What the appointment is for, in the list of times. */
  readonly title: string;
  readonly times: readonly TimePickerTime[];
  /** Shows the times in this zone instead of the consumer's: minutes from GMT. */
  readonly timezoneOffset?: number | undefined;
  readonly location?: BusinessEvent['location'];
}

export interface TimePickerTime {
  /** Comes back with the choice, as `ExternalId`. */
  readonly id: string;
  /** In the future. */
  readonly start: Date;
  readonly durationSeconds: number;
  /** What the consumer says with the choice. Default: the start in UTC. */
  readonly publish?: string | undefined;
}

export interface FormOptions extends Bubbles, Omit<BusinessFormEvent, 'type' | 'title'> {
  readonly title: string;
  readonly subtitle: string;
  /** Title of the button that opens the form. */
  readonly button: string;
}

export interface SignInOptions {
  readonly text: string;
  readonly image: string;
  readonly request: Omit<Extract<Metadata, { type: 'ConnectorAuthenticationRequest' }>, 'type'>;
}

/**
 * A list to choose from on Apple devices. Each choice comes back as a line of text.
 *
 * ```ts
 * const { content, metadata } = listPicker({ received: 'Your order', sections: [{ entries: [{ id: 'a', title: 'A' }] }] });
 * await agent.publishEvent({ dialogId, event: { type: 'RichContentEvent', content } }, { metadata });
 * ```
 */
export function listPicker({ sections, ...bubbles }: ListPickerOptions): InteractiveMessage {
  return {
    content: {
      type: 'vertical',
      tag: 'list',
      elements: sections.map(({ title, entries }) => ({
        type: 'vertical',
        elements: [...(title === undefined ? [] : [text(title)]), ...entries.map(entryOf)],
      })),
    },
    metadata: [{ ...bubblesOf(bubbles), multipleSelection: sections.map(({ multiple = false }) => multiple) }],
  };
}

function entryOf({ id, title, subtitle, publish = title, image: url }: ListPickerEntry): HorizontalElement {
  const elements: RichContentElement[] = [
    ...tagged('title', title),
    ...tagged('subtitle', subtitle),
    button(title, publishText(publish), { id }),
  ];
  return {
    type: 'horizontal',
    elements: [...(url === undefined ? [] : [image(url)]), { type: 'vertical', elements }],
  };
}

/** Times to choose from on Apple devices. The platform refuses times in the past. */
export function timePicker({
  title,
  times,
  timezoneOffset,
  location,
  ...bubbles
}: TimePickerOptions): InteractiveMessage {
  const event: BusinessEvent = {
    type: 'BusinessEvent',
    title,
    ...(timezoneOffset !== undefined && { timing: { presentedTimezoneOffset: timezoneOffset } }),
    ...(location !== undefined && { location }),
  };
  return {
    content: {
      type: 'vertical',
      tag: 'datePicker',
      elements: [...tagged('title', title), { type: 'horizontal', elements: times.map(timeOf) }],
    },
    metadata: [event, bubblesOf(bubbles)],
  };
}

function timeOf({ id, start, durationSeconds, publish }: TimePickerTime): RichContentElement {
  const startTime = start.toISOString();
  const said = publish ?? startTime;
  const metadata: Metadata[] = [{ type: 'BusinessEvent', timing: { startTime, duration: durationSeconds } }];
  return button(said, publishText(said), { id, metadata });
}

/** A link with an image or a text on Apple devices. */
export function richLink(options: {
  readonly title: string;
  readonly uri: string;
  /** One of the two. */
  readonly image?: string | undefined;
  readonly text?: string | undefined;
}): VerticalElement {
  const { title, uri, image: url, text: words } = options;
  return {
    type: 'vertical',
    tag: 'richLink',
    elements: [
      ...(url === undefined ? [] : [image(url)]),
      ...(words === undefined ? [] : [text(words)]),
      button(title, link(uri)),
    ],
  };
}

/** A form of several pages on Apple devices. What the consumer enters comes back as lines of text. */
export function form({ title, subtitle, button: name, received, reply, ...pages }: FormOptions): InteractiveMessage {
  return {
    content: {
      type: 'vertical',
      tag: 'form',
      elements: [...tagged('title', title), ...tagged('subtitle', subtitle), { type: 'button', title: name }],
    },
    metadata: [{ type: 'BusinessFormEvent', title, ...pages }, bubblesOf({ received, reply })],
  };
}

/** A request to sign in on Apple devices. `ConnectorAuthenticationResponse` comes back in the metadata of a message. */
export function signIn({ text: words, image: url, request }: SignInOptions): InteractiveMessage {
  return {
    content: {
      type: 'vertical',
      tag: 'authentication',
      elements: [{ type: 'horizontal', elements: [image(url), text(words)] }],
    },
    metadata: [{ type: 'ConnectorAuthenticationRequest', ...request }],
  };
}

function bubblesOf({ received, reply }: Bubbles): Extract<Metadata, { type: 'BusinessChatMessage' }> {
  return {
    type: 'BusinessChatMessage',
    receivedMessage: typeof received === 'string' ? { title: received } : received,
    ...(reply !== undefined && { replyMessage: typeof reply === 'string' ? { title: reply } : reply }),
  };
}
