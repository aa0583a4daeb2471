type Open<Known extends string> = Known | (string & {});
interface BusinessChatReply {
    [x: string]: unknown;
    title?: string | undefined;
    subtitle?: string | undefined;
    secondarySubtitle?: string | undefined;
    tertiarySubtitle?: string | undefined;
    style?: "icon" | "small" | "large" | (string & {}) | undefined;
    imageURL?: string | undefined;
    imageTitle?: string | undefined;
    imageSubtitle?: string | undefined;
    imageIdentifier?: string | undefined;
}
interface BusinessChatBubble extends BusinessChatReply {
    title: string;
}
interface BusinessChatMessage {
    type: "BusinessChatMessage";
    multipleSelection?: boolean | boolean[] | undefined;
    receivedMessage?: BusinessChatBubble | undefined;
    replyMessage?: BusinessChatReply | undefined;
}
interface BusinessEvent {
    type: "BusinessEvent";
    title?: string | undefined;
    timing?: {
        startTime?: string | undefined;
        presentedTimezoneOffset?: number | undefined;
        duration?: number | undefined;
    } | undefined;
    location?: {
        title?: string | undefined;
        lo?: number | undefined;
        la?: number | undefined;
        radius?: number | undefined;
    } | undefined;
}
interface BusinessFormItem {
    title?: string | undefined;
    value?: string | undefined;
    identifier?: string | undefined;
    imageIdentifier?: string | undefined;
    nextPageIdentifier?: string | undefined;
}
interface BusinessFormPage {
    pageIdentifier?: string | undefined;
    type?: "select" | "picker" | "datePicker" | "input" | undefined;
    title?: string | undefined;
    subtitle?: string | undefined;
    multipleSelection?: boolean | undefined;
    nextPageIdentifier?: string | undefined;
    submitForm?: boolean | undefined;
    pickerTitle?: string | undefined;
    hintText?: string | undefined;
    pageItems?: BusinessFormItem[] | undefined;
    options?: Record<string, unknown> | undefined;
}
interface BusinessFormEvent {
    type: "BusinessFormEvent";
    title?: string | undefined;
    showSummary?: boolean | undefined;
    startPageIdentifier?: string | undefined;
    pages?: BusinessFormPage[] | undefined;
    images?: {
        id: string;
        imageUrl: string;
    }[] | undefined;
}
interface BusinessChatCustomMessage {
    type: "BusinessChatCustomMessage";
    appId?: number | undefined;
    appName?: string | undefined;
    appIcon?: string | undefined;
    bid: string;
    URL: string;
    sessionIdentifier?: string | undefined;
    useLiveLayout?: boolean | undefined;
    receivedMessage: BusinessChatBubble;
    attachments?: string[] | undefined;
}
type Metadata = {
    type: "ExternalId";
    id: string;
} | {
    type: "ActionReason";
    reason: Open<"escalated_by_user" | "escalated_by_bot" | "escalated_by_configuration" | "escalated_by_error">;
    reasonId?: string | undefined;
} | {
    type: "BotResponse";
    externalConversationId?: string | undefined;
    businessCases?: string[] | undefined;
    intents?: {
        id: string;
        confidenceScore: number;
        name?: string | undefined;
        confidence?: number | Open<"low" | "medium" | "high"> | undefined;
        intentMatchType?: string | undefined;
        intentMatchEventType?: string | undefined;
    }[] | undefined;
    bot?: {
        botId: string;
        botProvider?: string | undefined;
        botProviderType?: Open<"1P" | "3P_LP_CONNECTOR" | "3P_EXTERNAL_CONNECTOR"> | undefined;
        botType?: string | undefined;
        botLanguage?: string | undefined;
        botLastUpdateTimestamp?: number | undefined;
    } | undefined;
    consumerUtteranceSequenceNumbers?: number[] | undefined;
    consumerId?: string | undefined;
    kBSourceId?: string | undefined;
    botInteractionId?: string | undefined;
    intentMatched?: boolean | undefined;
} | {
    type: "EscalationSummary";
    escalationCause?: Open<"escalated_by_user" | "escalated_by_bot" | "escalated_by_configuration" | "escalated_by_error"> | undefined;
    businessCases?: {
        id: string;
        time?: number | undefined;
    }[] | undefined;
    conversationDuration?: number | undefined;
    escalatedDuringBusinessCase?: string | undefined;
} | {
    type: "IBMWatsonInfo";
    referred_visitor_message_sequences: unknown[];
} | {
    type: "AutoMessage";
    messageType: string;
    faasInvoked?: boolean | undefined;
    iteration?: number | undefined;
} | {
    type: "CbBotResponseMetaData";
    botMsgId: string;
    botInteractionId?: string | undefined;
    botInteractionName?: string | undefined;
    botId?: string | undefined;
    botType?: string | undefined;
    botProvider?: string | undefined;
    intentId?: string | undefined;
    intentName?: string | undefined;
    matchType?: string | undefined;
    domainName?: string | undefined;
    domainType?: string | undefined;
} | {
    type: "Survey";
    id: string | number;
    revision?: string | number | undefined;
    provider?: string | undefined;
} | {
    type: "Question";
    id: string | number;
    surveyId?: string | number | undefined;
    provider?: string | undefined;
    replies?: string[] | undefined;
} | {
    type: "Answer";
    id: string | number;
    surveyId?: string | number | undefined;
    questionId?: string | number | undefined;
    provider?: string | undefined;
} | {
    type: "InvalidAnswer";
    questionId: string | number;
    surveyId?: string | number | undefined;
    provider?: string | undefined;
} | {
    type: "SocialMessagingEventData";
    event: {
        source: "Facebook";
        type: Open<"DirectMessage" | "Post" | "CommentToComment" | "CommentToPost" | "PrivateReplyToComment" | "PrivateReplyToPost" | "ConsumerAction" | "CC" | "CP">;
        parent?: {
            attachmentUrl?: string | undefined;
            pageName?: string | undefined;
            postId?: string | undefined;
            postText?: string | undefined;
            timestamp?: string | number | undefined;
        } | undefined;
    } | {
        source: "Twitter";
        type: Open<"DirectMessage" | "ConsumerAction" | "Tweet" | "Reply" | "Retweet">;
        parent?: {
            attachmentUrl?: string | undefined;
            accountName?: string | undefined;
            accountId?: string | undefined;
            tweetId?: string | undefined;
            tweetText?: string | undefined;
            timestamp?: string | number | undefined;
        } | undefined;
    } | {
        source: "Instagram";
    };
    channel: "Public" | "Private";
    replyToId?: string | undefined;
    actions?: {
        name: Open<"Like" | "Delete" | "Block" | "Ban" | "Hide" | "Report" | "ConsumerMention" | "replyFromAccountId">;
        payload?: string | undefined;
    }[] | undefined;
    conversationState?: {
        currentChannel: "Public" | "Private";
        dmChatId?: string | undefined;
        enabledChannels?: {
            private?: boolean | undefined;
            public?: boolean | undefined;
        } | undefined;
    } | undefined;
} | {
    type: "SocialMessagingConversationData";
    directMessagingId: string;
    userProfile: {
        source: "Facebook";
        avatarUrl: string;
        userName: string;
        psid?: string | undefined;
        gender?: string | undefined;
        locale?: string | undefined;
        timezone?: string | undefined;
        profileUrl?: string | undefined;
    } | {
        source: "Twitter";
        avatarUrl: string;
        profileName: string;
        handle?: string | undefined;
        dateJoined?: string | undefined;
        description?: string | undefined;
        tweets?: string | number | undefined;
        likes?: string | number | undefined;
        followers?: string | number | undefined;
        following?: string | number | undefined;
    };
} | {
    type: "ConnectorAuthenticationRequest";
    requestIdentifier?: string | undefined;
    apple?: {
        oauth2: {
            responseType?: string | undefined;
            scope?: string[] | undefined;
            state?: string | undefined;
            clientSecret?: string | undefined;
            responseEncryptionKey?: string | undefined;
        };
    } | undefined;
} | {
    type: "ConnectorAuthenticationResponse";
    Status?: boolean | undefined;
    token?: string | undefined;
    errors?: unknown[] | undefined;
} | {
    type: "ConnectorPaymentRequest";
    signature?: string | undefined;
    apple?: {
        data: {
            version?: string | undefined;
            payment?: {
                paymentRequest?: {
                    [x: string]: unknown;
                } | undefined;
                endpoints?: {
                    [x: string]: unknown;
                } | undefined;
                merchantSession?: {
                    [x: string]: unknown;
                } | undefined;
            } | undefined;
            requestIdentifier?: string | undefined;
        };
    } | undefined;
} | {
    type: "ConnectorPaymentResponse";
    Status?: boolean | undefined;
    requestIdentifier?: string | undefined;
} | BusinessChatMessage | BusinessChatCustomMessage | BusinessEvent | BusinessFormEvent | {
    type: "WhatsAppSingleProduct";
    catalogId: string;
    productRetailerId: string;
} | {
    type: "WhatsAppMultipleProduct";
    catalogId: string;
    sections: {
        title: string;
        productIds: string[];
    }[];
} | MessageReplyContext | WhatsAppOrder | {
    [x: string]: unknown;
    type: "ConversationSummary";
};
interface MessageReplyContext {
    type: "MessageReplyContext";
    whatsappExternalId?: string | undefined;
    whatsappReplyToExternalId?: string | undefined;
    whatsappReplyToMessageId?: string | undefined;
    whatsAppProductQuestion?: {
        catalogId: string;
        productRetailerId: string;
    } | undefined;
}
interface WhatsAppOrder {
    type: "WhatsAppOrder";
    catalogId: string;
    products: {
        productRetailerId: string;
        quantity?: string | number | undefined;
        price?: string | number | undefined;
        currencyType?: string | undefined;
    }[];
}
interface Style {
    "background-color"?: string | undefined;
    "background-color-active"?: string | undefined;
    "background-color-hover"?: string | undefined;
    "border-color"?: string | undefined;
    "border-color-selected"?: string | undefined;
    "border-color-hover"?: string | undefined;
    "border-radius"?: number | undefined;
    color?: string | undefined;
    "color-hover"?: string | undefined;
    "color-active"?: string | undefined;
    fill?: string | undefined;
    "font-family"?: string | undefined;
    bold?: boolean | undefined;
    italic?: boolean | undefined;
    size?: "small" | "medium" | "large" | undefined;
}
interface PublishTextAction {
    type: "publishText";
    text: string;
}
interface LinkAction {
    type: "link";
    uri: string;
    name?: string | undefined;
    ios?: {
        uri: string;
    } | undefined;
    android?: {
        uri: string;
    } | undefined;
    web?: {
        uri: string;
    } | undefined;
    target?: "self" | "blank" | "slideout" | undefined;
}
interface NavigateAction {
    type: "navigate";
    la: number;
    lo: number;
    name?: string | undefined;
}
interface CustomAction {
    type: "custom";
    data?: {
        key: string;
        value?: unknown;
    }[] | undefined;
}
interface AddToCartAction {
    type: "addToCart";
    items: {
        productId?: string | undefined;
        quantity?: number | undefined;
    }[];
}
interface DatePickerAction {
    type: "datePicker";
    class: "single" | "range";
    title?: string | undefined;
    minDate?: number | undefined;
    maxDate?: number | undefined;
    dateFormat?: string | undefined;
}
interface ScheduleSlotListAction {
    type: "scheduleSlotList";
    title?: string | undefined;
    firstDayOfTheWeek?: "sun" | "mon" | undefined;
    slots?: ScheduleSlot[] | undefined;
}
interface ScheduleSlot {
    type: "scheduleSlot";
    id: string;
    start: number;
    end?: number | undefined;
    title?: string | undefined;
    description?: string | undefined;
    imageUrl?: string | undefined;
}
type ClickAction = PublishTextAction | LinkAction | NavigateAction | CustomAction | AddToCartAction | DatePickerAction | ScheduleSlotListAction;
interface Click<Action = ClickAction> {
    actions?: Action[] | undefined;
    metadata?: Metadata[] | undefined;
}
interface CommonMembers {
    rtl?: boolean | undefined;
    tooltip?: string | undefined;
    tag?: string | undefined;
    tagVersion?: string | undefined;
    style?: Style | undefined;
    alt?: string | undefined;
    accessibility?: {
        web?: Record<string, string | undefined> | undefined;
    } | undefined;
}
interface Clickable extends CommonMembers {
    click?: Click | undefined;
}
interface TextElement extends Clickable {
    type: "text";
    text: string;
}
interface ImageElement extends Clickable {
    type: "image";
    url: string;
    caption?: string | undefined;
}
interface ButtonElement extends Clickable {
    type: "button";
    title: string;
    subtitle?: string | undefined;
    class?: "text" | "button" | undefined;
    ref?: {
        name: string;
        type: "carouselSelect" | "accordionSelect";
    } | undefined;
}
interface MapElement extends Clickable {
    type: "map";
    la: number;
    lo: number;
}
interface LinkPreviewElement extends Clickable {
    type: "linkPreview";
    url: string;
    title?: string | undefined;
}
interface TemplateElement extends Clickable {
    type: "template";
    templateType: "quickReply";
    title: string;
    resp: string[];
}
interface KeyValuePairListElement extends Clickable {
    type: "keyValuePairList";
    elements: {
        key: string;
        value?: string | undefined;
    }[];
}
interface Display {
    aspectRatio?: "rectangle" | "square" | "horizontal" | undefined;
    size?: "cover" | "contain" | "large" | "compact" | "tall" | "full" | undefined;
}
interface VerticalElement extends Clickable {
    type: "vertical";
    elements: RichContentElement[];
    border?: "border" | "borderLess" | "dropShadow" | undefined;
    scroll?: "disable" | "enable" | undefined;
    display?: Display | undefined;
    metadata?: Metadata[] | undefined;
}
interface HorizontalElement extends Clickable {
    type: "horizontal";
    elements: RichContentElement[];
    border?: "border" | "borderLess" | "dropShadow" | undefined;
    borderLine?: boolean | undefined;
    percentages?: number[] | undefined;
    metadata?: Metadata[] | undefined;
}
type RichContentElement = TextElement | ImageElement | ButtonElement | MapElement | LinkPreviewElement | TemplateElement | KeyValuePairListElement | VerticalElement | HorizontalElement;
interface CarouselElement extends Clickable {
    type: "carousel";
    elements: RichContentElement[];
    padding?: number | undefined;
    display?: Display | undefined;
}
interface CarouselSelectElement extends Clickable {
    type: "carouselSelect";
    elements: RichContentElement[];
    selectMode?: {
        name: string;
        type: "single" | "multiple";
    } | undefined;
    padding?: number | undefined;
}
interface AccordionSelectElement extends Clickable {
    type: "accordionSelect";
    elements: RichContentElement[];
    titles?: {
        name: string;
        additional?: string | undefined;
    }[] | undefined;
    selectMode?: {
        name: string;
    } | undefined;
}
interface CheckboxElement extends CommonMembers {
    type: "checkbox";
    text: string;
    borderLine?: boolean | undefined;
    borderColor?: string | undefined;
    click: Click<{
        type: "checked";
        publishText: string;
    }>;
}
interface ChecklistElement extends Clickable {
    type: "checklist";
    elements: CheckboxElement[];
}
interface SectionElement extends Clickable {
    type: "section";
    sectionID: string;
    elements: [
        TextElement,
        ChecklistElement
    ] | [
        ChecklistElement
    ];
}
interface SectionListElement extends Clickable {
    type: "sectionList";
    elements: SectionElement[];
}
interface SubmitButtonElement extends CommonMembers {
    type: "submitButton";
    title: string;
    disabled?: boolean | undefined;
    click: Click<{
        type: "submitAsText";
        submit: boolean;
    }>;
}
interface ButtonListElement extends Clickable {
    type: "buttonList";
    elements: [
        SubmitButtonElement,
        ButtonElement
    ] | [
        SubmitButtonElement
    ];
}
interface ListElement extends Clickable {
    type: "list";
    elements: [
        TextElement,
        SectionListElement,
        ButtonListElement
    ];
}
interface TabsElement extends Clickable {
    type: "tabs";
    elements: Record<string, unknown>[];
}
type RichContent = RichContentElement | CarouselElement | CarouselSelectElement | AccordionSelectElement | ListElement | TabsElement;
interface QuickReply {
    type: "button";
    title: string;
    click: Click;
    tooltip?: string | undefined;
    style?: Style | undefined;
}
interface QuickReplies {
    type: "quickReplies";
    itemsPerRow: number;
    replies: QuickReply[];
}
export type { AccordionSelectElement as A, ButtonElement as B, ClickAction as C, DatePickerAction as D, SectionListElement as E, Style as F, SubmitButtonElement as G, HorizontalElement as H, ImageElement as I, TabsElement as J, KeyValuePairListElement as K, LinkAction as L, Metadata as M, NavigateAction as N, Open as O, PublishTextAction as P, QuickReplies as Q, RichContent as R, ScheduleSlot as S, TextElement as T, TemplateElement as U, VerticalElement as V, WhatsAppOrder as W, MapElement as a, RichContentElement as b, CarouselElement as c, ListElement as d, BusinessChatBubble as e, BusinessChatReply as f, BusinessFormEvent as g, BusinessEvent as h, AddToCartAction as i, BusinessChatCustomMessage as j, BusinessChatMessage as k, BusinessFormItem as l, BusinessFormPage as m, ButtonListElement as n, CarouselSelectElement as o, CheckboxElement as p, ChecklistElement as q, Click as r, CommonMembers as s, CustomAction as t, Display as u, LinkPreviewElement as v, MessageReplyContext as w, QuickReply as x, ScheduleSlotListAction as y, SectionElement as z };
