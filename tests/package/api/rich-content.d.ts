import { B as ButtonElement, M as Metadata, C as ClickAction, I as ImageElement, L as LinkAction, a as MapElement, N as NavigateAction, P as PublishTextAction, T as TextElement, R as RichContent, Q as QuickReplies, V as VerticalElement, b as RichContentElement, c as CarouselElement, d as ListElement, e as BusinessChatBubble, f as BusinessChatReply, g as BusinessFormEvent, h as BusinessEvent } from "./elements.js";
type Choices = Readonly<Record<string, string>> | readonly (readonly [
    id: string,
    title: string
])[];
type FurtherMembers<Element, Taken extends keyof Element> = Omit<Partial<Element>, Taken | "type">;
interface Position {
    readonly la: number;
    readonly lo: number;
}
interface ButtonOptions extends FurtherMembers<ButtonElement, "title" | "click"> {
    readonly id?: string | undefined;
    readonly metadata?: readonly Metadata[] | undefined;
}
declare function text(words: string, more?: FurtherMembers<TextElement, "text">): TextElement;
declare function image(url: string, more?: FurtherMembers<ImageElement, "url">): ImageElement;
declare function map({ la, lo }: Position, more?: FurtherMembers<MapElement, "la" | "lo">): MapElement;
declare function publishText(words: string): PublishTextAction;
declare function link(uri: string, more?: FurtherMembers<LinkAction, "uri">): LinkAction;
declare function navigate({ la, lo }: Position, name?: string): NavigateAction;
declare function button(title: string, action?: ClickAction | readonly ClickAction[], { id, metadata, ...more }?: ButtonOptions): ButtonElement;
declare function buttons(choices: Choices): ButtonElement[];
type Channel = "web" | "facebook" | "instagram" | "whatsapp" | "apple" | "rcs" | "line" | "viber" | "google" | "twitter" | "kakao" | "wechat" | "sms";
type Slot = "image" | "title" | "subtitle" | "header" | "body" | "footer" | "text";
type TextSlot = Exclude<Slot, "image">;
type Bounds = readonly [
    min: number,
    max: number
];
interface CardForm {
    readonly slots: readonly Slot[];
    readonly buttons: Bounds;
    readonly buttonsInCarousel?: Bounds | null;
    readonly lengths?: Readonly<Partial<Record<TextSlot, number>>>;
}
interface CardLimits {
    readonly tag: string;
    readonly layout: "flat" | "nested" | "either";
    readonly lengths: Readonly<Partial<Record<TextSlot, number>>>;
    readonly together?: number;
    readonly elements?: number;
    readonly forms: readonly CardForm[];
    readonly actions?: readonly string[];
    readonly rows?: {
        readonly count: number;
        readonly subtitle: number;
    };
    readonly entries?: readonly CardForm[];
    readonly times?: true;
    readonly metadata?: readonly (readonly string[])[];
    readonly bubbles?: BubbleLimits;
}
interface BubbleLimits {
    readonly receivedTitle: number;
    readonly receivedSubtitle: number;
    readonly replyTitle: number;
    readonly replySubtitle: number;
}
interface ElementLimits {
    readonly buttonTitle?: number;
    readonly publishText?: number;
    readonly linkUri?: number;
    readonly linkName?: number;
    readonly imageUrl?: number;
    readonly actions?: number;
    readonly clickMetadata?: number;
    readonly carousel?: number;
    readonly quickReplies?: number;
    readonly quickReplyTitle?: number;
    readonly quickReplyText?: number;
    readonly quickReplyActions?: number;
    readonly alt?: number;
    readonly messageMetadata?: number;
    readonly bytes?: number;
}
interface ChannelLimits {
    readonly elements: ElementLimits;
    readonly cards: "any" | readonly CardLimits[];
    readonly actions?: readonly string[];
    readonly httpsImages?: true;
    readonly needsAlt?: true;
}
declare const limits: Readonly<Record<Channel, ChannelLimits>>;
interface RichMessage {
    readonly content: RichContent;
    readonly metadata?: Metadata[] | undefined;
    readonly quickReplies?: QuickReplies | undefined;
}
interface CardOptions {
    readonly image?: string | ImageElement | undefined;
    readonly map?: Position | MapElement | undefined;
    readonly title?: string | undefined;
    readonly subtitle?: string | undefined;
    readonly footer?: string | undefined;
    readonly buttons?: Choices | readonly ButtonElement[] | undefined;
    readonly alt?: string | undefined;
    readonly tag?: "generic" | "button" | undefined;
}
interface ListOptions {
    readonly title: string;
    readonly sections: readonly {
        readonly id: string;
        readonly title?: string | undefined;
        readonly choices: Choices;
    }[];
    readonly submit: string;
    readonly cancel?: ButtonElement | undefined;
}
declare function card(options: CardOptions, channel?: Channel): VerticalElement;
declare function carousel(cards: readonly RichContentElement[], more?: Omit<Partial<CarouselElement>, "type" | "elements">): CarouselElement;
declare function list({ title, sections, submit, cancel }: ListOptions): ListElement;
interface InteractiveMessage extends RichMessage {
    readonly content: VerticalElement;
    readonly metadata: Metadata[];
}
interface Bubbles {
    readonly received: string | BusinessChatBubble;
    readonly reply?: string | BusinessChatReply | undefined;
}
interface ListPickerOptions extends Bubbles {
    readonly sections: readonly ListPickerSection[];
}
interface ListPickerSection {
    readonly title?: string | undefined;
    readonly multiple?: boolean | undefined;
    readonly entries: readonly ListPickerEntry[];
}
interface ListPickerEntry {
    readonly id: string;
    readonly title: string;
    readonly subtitle?: string | undefined;
    readonly publish?: string | undefined;
    readonly image?: string | undefined;
}
interface TimePickerOptions extends Bubbles {
    readonly title: string;
    readonly times: readonly TimePickerTime[];
    readonly timezoneOffset?: number | undefined;
    readonly location?: BusinessEvent["location"];
}
interface TimePickerTime {
    readonly id: string;
    readonly start: Date;
    readonly durationSeconds: number;
    readonly publish?: string | undefined;
}
interface FormOptions extends Bubbles, Omit<BusinessFormEvent, "type" | "title"> {
    readonly title: string;
    readonly subtitle: string;
    readonly button: string;
}
interface SignInOptions {
    readonly text: string;
    readonly image: string;
    readonly request: Omit<Extract<Metadata, {
        type: "ConnectorAuthenticationRequest";
    }>, "type">;
}
declare function listPicker({ sections, ...bubbles }: ListPickerOptions): InteractiveMessage;
declare function timePicker({ title, times, timezoneOffset, location, ...bubbles }: TimePickerOptions): InteractiveMessage;
declare function richLink(options: {
    readonly title: string;
    readonly uri: string;
    readonly image?: string | undefined;
    readonly text?: string | undefined;
}): VerticalElement;
declare function form({ title, subtitle, button: name, received, reply, ...pages }: FormOptions): InteractiveMessage;
declare function signIn({ text: words, image: url, request }: SignInOptions): InteractiveMessage;
declare function asText(content: RichContent | QuickReplies | RichMessage): string;
interface CheckOptions {
    readonly now?: Date | undefined;
}
declare function check(content: RichContent | QuickReplies | RichMessage, channel: Channel, { now }?: CheckOptions): void;
declare function quickReplies(choices: Choices, itemsPerRow?: number): QuickReplies;
interface WhatsAppListOptions {
    readonly title: string;
    readonly subtitle?: string | undefined;
    readonly footer?: string | undefined;
    readonly menu: string;
    readonly sections: readonly {
        readonly title?: string | undefined;
        readonly rows: readonly {
            readonly id: string;
            readonly title: string;
            readonly subtitle?: string | undefined;
        }[];
    }[];
}
interface ProductTexts {
    readonly header?: string | undefined;
    readonly body?: string | undefined;
    readonly footer?: string | undefined;
}
type WhatsAppProducts = Omit<Extract<Metadata, {
    type: "WhatsAppSingleProduct";
}>, "type"> | Omit<Extract<Metadata, {
    type: "WhatsAppMultipleProduct";
}>, "type">;
declare function whatsAppList({ title, subtitle, footer, menu, sections }: WhatsAppListOptions): VerticalElement;
declare function whatsAppProducts(products: WhatsAppProducts, { header, body, footer }?: ProductTexts): RichMessage & {
    readonly metadata: Metadata[];
};
export { type Bounds, type BubbleLimits, type Bubbles, type ButtonOptions, type CardForm, type CardLimits, type CardOptions, type Channel, type ChannelLimits, type CheckOptions, type Choices, type ElementLimits, type FormOptions, type InteractiveMessage, type ListOptions, type ListPickerEntry, type ListPickerOptions, type ListPickerSection, type Position, type ProductTexts, type RichMessage, type SignInOptions, type Slot, type TextSlot, type TimePickerOptions, type TimePickerTime, type WhatsAppListOptions, type WhatsAppProducts, asText, button, buttons, card, carousel, check, form, image, limits, link, list, listPicker, map, navigate, publishText, quickReplies, richLink, signIn, text, timePicker, whatsAppList, whatsAppProducts };
